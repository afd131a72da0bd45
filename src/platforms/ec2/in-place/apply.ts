import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import {
  EnterStandbyCommand,
  ExitStandbyCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Applied } from "../../../delivery/plan.ts";
import type { Clock } from "../../../engine/clock.ts";
import { poll } from "../../../engine/poll.ts";
import { call } from "../../aws.ts";
import type { GroupTools } from "../groups/group-writer.ts";
import { GroupWriter } from "../groups/group-writer.ts";
import type { GroupState } from "../snapshot.ts";
import type { ChangeOf, InPlaceChange } from "./changes.ts";
import { commentOf } from "./comment.ts";
import { formatHeld, parseHeld, release } from "./held.ts";
import type { MachineMark } from "./machine-mark.ts";
import type { FleetTools } from "./observe.ts";
import { START_MS } from "./outcome.ts";
import { recordKeys, revisionTags } from "./record.ts";
import { wrappedFor } from "./script.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { groupOf, IN_PLACE_TAG } from "./snapshot.ts";
import { markOf } from "./stages.ts";
import { courseOf } from "./standing.ts";
import { returnable } from "./undo.ts";
import { wrap } from "./wrapper.ts";

/** At most so many ids in a call of EnterStandby or ExitStandby: the API reference says 20, its array's bound 19. */
const STANDBY_BATCH = 19;
/** How long `put-back` waits for who is on its way out, in milliseconds: `post` has less than five minutes. */
const OUT_PATIENCE_MS = 180_000;
const OUT_PAUSE_MS = 1_000;

/** The writing half: machines go out, are changed, and come back. Every change can be made again after it was cut off. */
export class InPlaceWriter {
  readonly #settings: InPlaceSettings;
  readonly #autoScaling: AutoScalingClient;
  readonly #groups: GroupWriter;
  readonly #tools: FleetTools;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(settings: InPlaceSettings, tools: FleetTools & GroupTools) {
    this.#settings = settings;
    this.#autoScaling = tools.autoScaling;
    this.#groups = new GroupWriter(tools);
    this.#tools = tools;
    this.#clock = tools.clock;
    this.#signal = tools.signal;
  }

  async apply(change: Applied<InPlaceChange>, seen: InPlaceSnapshot): Promise<InPlaceSnapshot | undefined> {
    switch (change.kind) {
      case "hold":
        return this.#hold(change, seen);
      case "stand-by":
        return this.#standBy(change, seen);
      case "send-command":
        return this.#send(change, seen);
      case "return":
        return this.#back(change.group, change.ids, seen);
      case "record-machines":
        return this.#record(change, seen);
      case "release":
        return this.#release(seen);
      case "record-move":
        await this.#groups.note(change.record, seen);
        return undefined;
      case "forget":
        return this.#forget(change, seen);
      case "put-back":
        return this.#putBack(seen);
    }
    const after = await this.#groups.apply(change, seen);
    return after === undefined ? undefined : { ...seen, groups: [after.groups[0]] };
  }

  /** In this order: what was changed and is not on record would never be restored. */
  async #hold({ group: name, held }: ChangeOf<"hold">, seen: InPlaceSnapshot): Promise<undefined> {
    const group = groupOf(seen);
    await this.#groups.tag(name, { [IN_PLACE_TAG.held]: formatHeld(held) });
    const open = held.suspended.filter((process) => !group.suspended.includes(process));
    if (open.length > 0) {
      const request = { AutoScalingGroupName: name, ScalingProcesses: open };
      await this.#call("SuspendProcesses", () =>
        this.#autoScaling.send(new SuspendProcessesCommand(request), this.#abort),
      );
    }
    if (held.min.ours !== group.min && held.min.ours !== held.min.before) await this.#setMin(name, held.min.ours, seen);
    return undefined;
  }

  /** The mark first: a machine in Standby without one is somebody else's. */
  async #standBy({ group, of, attempt, ids }: ChangeOf<"stand-by">, seen: InPlaceSnapshot): Promise<undefined> {
    const { rollout } = courseOf(seen);
    const now = this.#clock.now();
    const mark = { kind: of, done: false, at: now, attempt, tries: 1, command: undefined, rollout };
    await this.#tools.notes.write(ids, mark);
    for (const InstanceIds of inParts(await this.#inState(ids, "InService"))) {
      const request = { AutoScalingGroupName: group, InstanceIds, ShouldDecrementDesiredCapacity: true };
      await this.#call("EnterStandby", () => this.#autoScaling.send(new EnterStandbyCommand(request), this.#abort));
    }
    return undefined;
  }

  /** The attempt is noted before it is sent, its id after: a run that is cut off in between finds it by its comment. */
  async #send({ of, sendings }: ChangeOf<"send-command">, seen: InPlaceSnapshot): Promise<undefined> {
    const course = courseOf(seen);
    const { rollout } = course;
    for (const some of alike(sendings, ({ attempt, tries }) => `${attempt}.${tries}`)) {
      const [first] = some;
      if (first === undefined) continue;
      const { attempt, tries } = first;
      const ids = some.map(({ id }) => id);
      const now = this.#clock.now();
      const mark: MachineMark = { kind: of, done: false, at: now, attempt, tries, command: undefined, rollout };
      await this.#write(ids, seen, mark);
      const lines = wrap(wrappedFor(this.#settings, course, { kind: of, attempt, notAfter: now + START_MS }));
      const script = { comment: commentOf(mark), lines, timeoutMs: this.#settings.commandTimeoutMs };
      const sent = await this.#tools.commands.send(ids, script);
      for (const same of alike(ids, (id) => sent[id] ?? ""))
        await this.#write(same, seen, { ...mark, command: sent[same[0] ?? ""] });
    }
    return undefined;
  }

  /** With the moment at which each machine was first marked for this: a rollback goes by it. */
  async #write(ids: readonly string[], seen: InPlaceSnapshot, mark: MachineMark, revision?: string): Promise<void> {
    const course = courseOf(seen);
    const machines = seen.machines.filter(({ id }) => ids.includes(id));
    const at = (machine: Machine) => {
      const before = markOf(machine, course);
      return before?.kind === mark.kind ? before.at : mark.at;
    };
    for (const same of alike(machines, (machine) => String(at(machine)))) {
      const [first] = same;
      const since = first === undefined ? mark.at : at(first);
      await this.#tools.notes.write(
        same.map(({ id }) => id),
        { ...mark, at: since },
        revision,
      );
    }
  }

  /** A command that has not begun is cancelled: the machine itself refuses it from now on, and AWS need not keep it. */
  async #back(group: string, ids: readonly string[], seen: InPlaceSnapshot): Promise<undefined> {
    const never = seen.machines.filter(({ id, outcome }) => ids.includes(id) && outcome?.state === "never-ran");
    for (const same of alike(never, ({ mark }) => mark?.command ?? "")) {
      const command = same[0]?.mark?.command;
      if (command !== undefined)
        await this.#tools.commands.cancel(
          command,
          same.map(({ id }) => id),
        );
    }
    for (const InstanceIds of inParts(await this.#inState(ids, "Standby"))) {
      const request = { AutoScalingGroupName: group, InstanceIds };
      await this.#call("ExitStandby", () => this.#autoScaling.send(new ExitStandbyCommand(request), this.#abort));
    }
    return undefined;
  }

  async #record({ of, ids, revision }: ChangeOf<"record-machines">, seen: InPlaceSnapshot): Promise<undefined> {
    const { notes } = this.#tools;
    if (of === "as-it-was") {
      await notes.remove(ids, ["mark"]);
      return undefined;
    }
    const machines = seen.machines.filter(({ id, mark }) => ids.includes(id) && mark?.kind === of);
    for (const same of alike(machines, ({ mark }) => JSON.stringify(mark))) {
      const mark = same[0]?.mark;
      const some = same.map(({ id }) => id);
      if (revision === undefined) await notes.remove(some, ["revision"]);
      if (mark !== undefined) await notes.write(some, { ...mark, done: true }, revision);
    }
    return undefined;
  }

  /** By what is now, and not by what was planned: who is out at the end decides which minimum is possible. */
  async #release(seen: InPlaceSnapshot): Promise<undefined> {
    const { name } = groupOf(seen);
    const group = await this.#now(name);
    const held = parseHeld(group?.tags[IN_PLACE_TAG.held]);
    if (group === undefined || held === undefined) return undefined;
    const { min, resume, left } = release(group, held);
    if (resume.length > 0) {
      const request = { AutoScalingGroupName: name, ScalingProcesses: [...resume] };
      await this.#call("ResumeProcesses", () =>
        this.#autoScaling.send(new ResumeProcessesCommand(request), this.#abort),
      );
    }
    if (left !== undefined) await this.#groups.tag(name, { [IN_PLACE_TAG.held]: formatHeld(left) });
    if (min !== undefined) await this.#setMin(name, min, seen);
    if (left === undefined) await this.#unmark(name, [IN_PLACE_TAG.held], seen);
    return undefined;
  }

  async #forget({ group, ids, revision }: ChangeOf<"forget">, seen: InPlaceSnapshot): Promise<undefined> {
    const { tags } = groupOf(seen);
    if (ids.length > 0) await this.#tools.notes.remove(ids, ["mark"]);
    const { set, remove } = revisionTags(tags, revision);
    if (Object.keys(set).length > 0) await this.#groups.tag(group, set);
    await this.#unmark(group, [...recordKeys(tags), ...remove], seen);
    return undefined;
  }

  async #putBack(seen: InPlaceSnapshot): Promise<undefined> {
    const { name } = groupOf(seen);
    const { untouched, changed } = returnable(seen);
    const ids = [...untouched, ...changed].map(({ id }) => id);
    if (ids.length > 0) await this.#untilOut(ids);
    if (ids.length > 0) await this.#back(name, ids, seen);
    if (untouched.length > 0)
      await this.#tools.notes.remove(
        untouched.map(({ id }) => id),
        ["mark"],
      );
    return this.#release(seen);
  }

  /** Who is on its way out cannot turn round before it is there. */
  async #untilOut(ids: readonly string[]): Promise<void> {
    const pace = { pauseMs: OUT_PAUSE_MS, until: this.#clock.now() + OUT_PATIENCE_MS };
    await poll(
      { clock: this.#clock, signal: this.#signal, ...pace },
      () => this.#inState(ids, "EnteringStandby"),
      (entering) => entering.length === 0,
    );
  }

  /** Which of them are in this state now: what was done already is not done again. */
  async #inState(ids: readonly string[], state: string): Promise<string[]> {
    const { instances } = (await this.#now(this.#settings.group)) ?? { instances: [] };
    return instances.filter(({ id, lifecycle }) => ids.includes(id) && lifecycle === state).map(({ id }) => id);
  }

  async #now(name: string): Promise<GroupState | undefined> {
    const [group] = await this.#tools.reader.groupsNamed([name]);
    return group;
  }

  async #setMin(group: string, min: number, seen: InPlaceSnapshot): Promise<void> {
    const summary = `Set the minimum of ${group} to ${min}`;
    await this.#groups.apply({ kind: "set-capacity", group, capacity: { min }, summary }, seen);
  }

  async #unmark(group: string, keys: readonly string[], seen: InPlaceSnapshot): Promise<void> {
    if (keys.length > 0) await this.#groups.apply({ kind: "unmark", group, keys, summary: "" }, seen);
  }

  #call<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(`autoscaling:${action}`, this.#signal, send);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

function inParts(ids: readonly string[]): string[][] {
  const parts = Math.ceil(ids.length / STANDBY_BATCH);
  return Array.from({ length: parts }, (_, part) => ids.slice(part * STANDBY_BATCH, (part + 1) * STANDBY_BATCH));
}

/** Those that are alike, together. */
function alike<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}
