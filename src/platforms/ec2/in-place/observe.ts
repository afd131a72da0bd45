import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Ec2Reader } from "../groups/observe.ts";
import { toTargetGroupState } from "../groups/observe.ts";
import { isLeaving } from "../groups/suitable.ts";
import { refuse as refuseGroup } from "../refusals.ts";
import type { GroupState, InstanceState } from "../snapshot.ts";
import { commentOf } from "./comment.ts";
import type { InstanceNotes, Notes } from "./instances.ts";
import { judge } from "./outcome.ts";
import type { RunCommand } from "./run-command.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { Agent, FleetTargetGroup, InPlaceSnapshot, Machine } from "./snapshot.ts";

export interface FleetTools {
  reader: Pick<Ec2Reader, "groupsNamed" | "targetGroup" | "attributes" | "targets">;
  notes: Pick<InstanceNotes, "read" | "write" | "remove">;
  commands: Pick<RunCommand, "agents" | "send" | "find" | "invocations" | "cancel">;
}

/** Reads the fleet: the group, its target groups, what is noted on its machines, and what became of their commands. */
export class FleetReader {
  readonly #settings: InPlaceSettings;
  readonly #tools: FleetTools;
  /** Names, protocols and delays do not change during a step. */
  #described: Promise<{ group: TargetGroup; drainSeconds: number | undefined }[]> | undefined;
  #agents: Promise<Record<string, Agent>> | undefined;

  constructor(settings: InPlaceSettings, tools: FleetTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  /**
   * @param asksAgents whether it is to be known that Run Command reaches the machines: once in a step.
   * @param before what the last look of a wait saw: health is counted from it on.
   */
  async read(now: () => number, asksAgents: boolean, before?: InPlaceSnapshot): Promise<InPlaceSnapshot> {
    const { reader, notes } = this.#tools;
    const { group: name } = this.#settings;
    const [groups, targetGroups] = await Promise.all([reader.groupsNamed([name]), this.#targetGroups()]);
    const [group] = groups;
    if (group === undefined) throw refuseGroup("group-not-found", { names: name });
    const members = group.instances.filter((instance) => !isLeaving(instance));
    const ids = members.map(({ id }) => id);
    if (asksAgents) this.#agents ??= this.#tools.commands.agents(ids);
    const [noted, agents] = await Promise.all([notes.read(ids), this.#agents]);
    const at = now();
    const machines = members.map((instance) => toMachine(instance, group, targetGroups, noted.get(instance.id)));
    return {
      at,
      groups: [group],
      targetGroups,
      machines: (await this.#withOutcomes(machines, at)).map((machine) => steady(machine, before, at)),
      agents,
      waitingSince: undefined,
    };
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

function toMachine(
  { id, lifecycle }: InstanceState,
  { raw }: GroupState,
  targetGroups: readonly FleetTargetGroup[],
  noted: Notes | undefined,
): Machine {
  const states = targetGroups.map(({ name, targets }) => ({
    name,
    target: targets.find((target) => target.id === id),
  }));
  return {
    id,
    zone: raw.Instances?.find(({ InstanceId }) => InstanceId === id)?.AvailabilityZone ?? "",
    lifecycle,
    reasons: states.flatMap(({ name, target }) => reasonIn(name, target)),
    registered: states.some(({ target }) => target !== undefined && target.state !== "unused"),
    revision: noted?.revision,
    mark: noted?.mark,
    outcome: undefined,
    healthySince: undefined,
    commandAt: undefined,
  };
}

function reasonIn(name: string, target: FleetTargetGroup["targets"][number] | undefined): string[] {
  if (target === undefined) return [`not registered in ${name}`];
  if (target.state === "healthy") return [];
  const because = [target.reason, target.description].filter((part) => part !== undefined && part !== "").join(": ");
  return [`${target.state} in ${name}${because === "" ? "" : ` (${because})`}`];
}

/** Since when it has been healthy at every look of the wait. */
function steady(machine: Machine, before: InPlaceSnapshot | undefined, at: number): Machine {
  if (before === undefined || machine.lifecycle !== "InService" || machine.reasons.length > 0) return machine;
  return { ...machine, healthySince: before.machines.find(({ id }) => id === machine.id)?.healthySince ?? at };
}
