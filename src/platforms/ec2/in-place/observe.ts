import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Tags } from "../groups/changes.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { toTargetGroupState } from "../groups/observe.ts";
import type { Registrations } from "../groups/registrations.ts";
import { refuse as refuseGroup } from "../refusals.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { commentOf } from "./comment.ts";
import type { InstanceNotes } from "./instances.ts";
import type { Members } from "./members.ts";
import { membersOfGroup, membersOfTargets, targetsBeside } from "./members.ts";
import { judge } from "./outcome.ts";
import type { RunCommand } from "./run-command.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { Agent, Fleet, FleetTargetGroup, InPlaceSnapshot, Machine } from "./snapshot.ts";
import type { TargetGroups } from "./target-groups.ts";

export interface FleetTools {
  reader: Pick<Ec2Reader, "groupsNamed" | "targetGroup" | "attributes" | "targets">;
  notes: Pick<InstanceNotes, "read" | "out" | "write" | "remove" | "removePorts">;
  registrations: Pick<Registrations, "register" | "deregister">;
  targetGroups: Pick<TargetGroups, "tags" | "elsewhere" | "tag" | "untag">;
  commands: Pick<RunCommand, "agents" | "send" | "find" | "invocations" | "cancel">;
  /** The states of alarms by their names. */
  alarms(names: readonly string[]): Promise<Record<string, string | undefined>>;
}

/** Milliseconds for which the states of alarms are believed. */
const ALARM_LOOK_MS = 10_000;

type Found = Members & { fleet: Fleet };

/** Reads the fleet: its machines, its target groups, what is noted on them, and what became of the commands. */
export class FleetReader {
  readonly #settings: InPlaceSettings;
  readonly #tools: FleetTools;
  /** Names, protocols and delays do not change during a step. */
  #described: Promise<{ group: TargetGroup; drainSeconds: number | undefined }[]> | undefined;
  #agents: Promise<Record<string, Agent>> | undefined;
  #elsewhere: Promise<string[]> | undefined;
  #alarms: { at: number; states: Record<string, string | undefined> } | undefined;

  constructor(settings: InPlaceSettings, tools: FleetTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  /**
   * @param asksAgents whether it is to be known that Run Command reaches the machines: once in a step.
   * @param before what the last look of a wait saw: health is counted from it on.
   */
  async read(now: () => number, asksAgents: boolean, before?: InPlaceSnapshot): Promise<InPlaceSnapshot> {
    const { group: name } = this.#settings;
    const [group, targetGroups] = await Promise.all([
      name === undefined ? undefined : this.#group(name),
      this.#targetGroups(),
    ]);
    const { fleet, machines, strangers } =
      group === undefined ? await this.#ofTargets(targetGroups) : await this.#ofGroup(group, targetGroups);
    if (asksAgents && group === undefined) this.#elsewhere ??= this.#alsoIn(machines);
    if (asksAgents) this.#agents ??= this.#tools.commands.agents(machines.map(({ id }) => id));
    const agents = await this.#agents;
    const alarms = await this.#alarmStates(now());
    const elsewhere = (await this.#elsewhere) ?? [];
    const at = now();
    return {
      at,
      fleet,
      targetGroups,
      machines: (await this.#withOutcomes(machines, at)).map((machine) => steady(machine, before, at)),
      strangers,
      elsewhere,
      agents,
      alarms,
      waitingSince: undefined,
    };
  }

  /** CloudWatch evaluates them every ten seconds at most; machines are looked at more often. */
  async #alarmStates(now: number): Promise<Record<string, string | undefined>> {
    const { alarms } = this.#settings;
    if (alarms.length === 0) return {};
    if (this.#alarms === undefined || now - this.#alarms.at >= ALARM_LOOK_MS) {
      const found = await this.#tools.alarms(alarms);
      this.#alarms = { at: now, states: Object.fromEntries(alarms.map((name) => [name, found[name]])) };
    }
    return this.#alarms.states;
  }

  async #group(name: string): Promise<GroupState> {
    const [group] = await this.#tools.reader.groupsNamed([name]);
    if (group === undefined) throw refuseGroup("group-not-found", { names: name });
    return group;
  }

  async #ofGroup(group: GroupState, targetGroups: readonly FleetTargetGroup[]): Promise<Found> {
    const ids = [...group.instances.map(({ id }) => id), ...targetsBeside(group, targetGroups)];
    const known = await this.#tools.notes.read(ids);
    const fleet = { name: group.name, tags: group.tags, group };
    return { fleet, ...membersOfGroup(group, targetGroups, known) };
  }

  async #ofTargets(targetGroups: readonly FleetTargetGroup[]): Promise<Found> {
    const { notes, targetGroups: own } = this.#tools;
    const ids = new Set(targetGroups.flatMap(({ targets }) => targets.map(({ id }) => id)));
    const [registered, out, tags] = await Promise.all([
      notes.read([...ids]),
      notes.out(),
      own.tags(targetGroups.map(({ arn }) => arn)),
    ]);
    const fleet = recordIn(targetGroups, tags);
    return { fleet, ...membersOfTargets(targetGroups, new Map([...out, ...registered])) };
  }

  /** The target groups beside those given that some of the machines are registered in, by name. */
  async #alsoIn(machines: readonly Machine[]): Promise<string[]> {
    const described = (await this.#described) ?? [];
    const balancers = new Set(described.flatMap(({ group: { LoadBalancerArns = [] } }) => LoadBalancerArns));
    const arns = described.map(({ group: { TargetGroupArn = "" } }) => TargetGroupArn);
    const others = await this.#tools.targetGroups.elsewhere([...balancers], arns);
    return [...others].flatMap(([name, ids]) => (machines.some(({ id }) => ids.includes(id)) ? [name] : []));
  }

  async #targetGroups(): Promise<FleetTargetGroup[]> {
    const { reader } = this.#tools;
    this.#described ??= Promise.all(
      this.#settings.targetGroups.map(async (input) => {
        const group = await reader.targetGroup(input);
        const { drainSeconds } = await reader.attributes(group.TargetGroupArn ?? "");
        return { group, drainSeconds };
      }),
    );
    return Promise.all(
      (await this.#described).map(async ({ group, drainSeconds }) => ({
        ...toTargetGroupState(group, await reader.targets(group.TargetGroupArn ?? ""), {
          sticky: undefined,
          drainSeconds,
        }),
        intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
        targetType: group.TargetType ?? "instance",
      })),
    );
  }

  /** Of the commands that are not over: those of machines that are out, and of those that have come back a moment ago. */
  async #withOutcomes(machines: readonly Machine[], now: number): Promise<Machine[]> {
    const { commands } = this.#tools;
    const open = await Promise.all(
      machines.filter(({ mark }) => mark?.done === false).map((machine) => this.#found(machine)),
    );
    const ids = [...new Set(open.flatMap(({ mark }) => mark?.command ?? []))];
    const read = await Promise.all(ids.map(async (id) => [id, await commands.invocations(id)] as const));
    const byCommand = new Map(read);
    return machines.map((machine) => {
      const { id, mark } = open.find((other) => other.id === machine.id) ?? machine;
      if (mark === undefined || mark.done || mark.command === undefined) return machine;
      const invocation = byCommand.get(mark.command)?.get(id);
      return { ...machine, mark, outcome: judge(invocation, now), commandAt: invocation?.requestedAt };
    });
  }

  /** A run that was cut off may have sent a command and not noted its id: the comment tells. */
  async #found(machine: Machine): Promise<Machine> {
    const { id, mark } = machine;
    if (mark === undefined || mark.command !== undefined) return machine;
    const all = await this.#tools.commands.find(commentOf(mark), mark.at);
    const command = all.find(({ instanceIds }) => instanceIds.includes(id))?.id;
    return command === undefined ? machine : { ...machine, mark: { ...mark, command } };
  }
}

/** The target group that has the record; where none has one, the first by its name, in whatever order they are given. */
function recordIn(targetGroups: readonly FleetTargetGroup[], tags: ReadonlyMap<string, Tags>): Fleet {
  const all = targetGroups
    .map(({ arn, name }) => ({ name, tags: tags.get(arn) ?? {}, group: undefined }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const [first = { name: "", tags: {}, group: undefined }] = all;
  const has = (key: string) => all.find((each) => each.tags[key] !== undefined);
  return has(TAG.rollout) ?? has(TAG.revision) ?? first;
}

/** Since when it has been healthy at every look of the wait. */
function steady(machine: Machine, before: InPlaceSnapshot | undefined, at: number): Machine {
  if (before === undefined || machine.service !== "in" || machine.reasons.length > 0) return machine;
  return { ...machine, healthySince: before.machines.find(({ id }) => id === machine.id)?.healthySince ?? at };
}
