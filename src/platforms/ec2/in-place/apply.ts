import type { Applied } from "../../../delivery/plan.ts";
import type { Clock } from "../../../engine/clock.ts";
import { switchTags } from "../groups/switch-tags.ts";
import type { ChangeOf, InPlaceChange } from "./changes.ts";
import { commentOf } from "./comment.ts";
import type { MachineMark } from "./machine-mark.ts";
import type { FleetTools } from "./observe.ts";
import { START_MS } from "./outcome.ts";
import { recordKeys, revisionTags } from "./record.ts";
import type { Rotation } from "./rotation.ts";
import { wrappedFor } from "./script.ts";
import type { InPlaceSettings } from "./settings.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { markOf } from "./stages.ts";
import { courseOf } from "./standing.ts";
import { returnable } from "./undo.ts";
import { wrap } from "./wrapper.ts";

/** The writing half: machines go out, are changed, and come back. Every change can be made again after it was cut off. */
export class InPlaceWriter {
  readonly #settings: InPlaceSettings;
  readonly #tools: Pick<FleetTools, "notes" | "commands">;
  readonly #rotation: Rotation;
  readonly #clock: Clock;

  constructor(
    settings: InPlaceSettings,
    rotation: Rotation,
    tools: Pick<FleetTools, "notes" | "commands">,
    clock: Clock,
  ) {
    this.#settings = settings;
    this.#rotation = rotation;
    this.#tools = tools;
    this.#clock = clock;
  }

  async apply(change: Applied<InPlaceChange>, seen: InPlaceSnapshot): Promise<InPlaceSnapshot | undefined> {
    switch (change.kind) {
      case "mark":
        await this.#rotation.tag(change.tags, seen);
        return { ...seen, fleet: { ...seen.fleet, tags: { ...seen.fleet.tags, ...change.tags } } };
      case "hold":
        await this.#rotation.hold(change.held, seen);
        return undefined;
      case "stand-by":
        return this.#standBy(change, seen);
      case "send-command":
        return this.#send(change, seen);
      case "return":
        return this.#back(change.ids, seen);
      case "record-machines":
        return this.#record(change, seen);
      case "release":
        await this.#rotation.release(seen);
        return undefined;
      case "record-move":
        await this.#rotation.tag(switchTags({ ...change.record, at: this.#clock.now() }, seen.fleet.tags), seen);
        return undefined;
      case "forget":
        return this.#forget(change, seen);
      case "put-back":
        return this.#putBack(seen);
    }
  }

  /** The mark first, with where each is registered: one that is out without it is somebody else's, or lost. */
  async #standBy({ of, attempt, ids }: ChangeOf<"stand-by">, seen: InPlaceSnapshot): Promise<undefined> {
    const { rollout } = courseOf(seen);
    const now = this.#clock.now();
    const mark = { kind: of, done: false, at: now, attempt, tries: 1, command: undefined, rollout };
    const machines = seen.machines.filter(({ id }) => ids.includes(id));
    for (const same of alike(machines, ({ ports }) => JSON.stringify(ports)))
      await this.#tools.notes.write(idsOf(same), mark, { ports: same[0]?.ports });
    await this.#rotation.takeOut(ids, seen);
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
  async #write(ids: readonly string[], seen: InPlaceSnapshot, mark: MachineMark): Promise<void> {
    const course = courseOf(seen);
    const machines = seen.machines.filter(({ id }) => ids.includes(id));
    const at = (machine: Machine) => {
      const before = markOf(machine, course);
      return before?.kind === mark.kind ? before.at : mark.at;
    };
    for (const same of alike(machines, (machine) => String(at(machine)))) {
      const [first] = same;
      const since = first === undefined ? mark.at : at(first);
      await this.#tools.notes.write(idsOf(same), { ...mark, at: since });
    }
  }

  /** A command that has not begun is cancelled: the machine itself refuses it from now on, and AWS need not keep it. */
  async #back(ids: readonly string[], seen: InPlaceSnapshot): Promise<undefined> {
    const never = seen.machines.filter(({ id, outcome }) => ids.includes(id) && outcome?.state === "never-ran");
    for (const same of alike(never, ({ mark }) => mark?.command ?? "")) {
      const command = same[0]?.mark?.command;
      if (command !== undefined) await this.#tools.commands.cancel(command, idsOf(same));
    }
    await this.#rotation.putBack(ids, seen);
    return undefined;
  }

  /** That it is done comes last: until then whoever goes on looks after the machine. */
  async #record({ of, ids, revision }: ChangeOf<"record-machines">, seen: InPlaceSnapshot): Promise<undefined> {
    const { notes } = this.#tools;
    const all = seen.machines.filter(({ id }) => ids.includes(id));
    await this.#forgetPorts(all);
    if (of === "as-it-was") {
      await notes.remove(ids, ["mark"]);
      return undefined;
    }
    const machines = all.filter(({ mark }) => mark?.kind === of);
    for (const same of alike(machines, ({ mark }) => JSON.stringify(mark))) {
      const mark = same[0]?.mark;
      if (revision === undefined) await notes.remove(idsOf(same), ["revision"]);
      if (mark !== undefined) await notes.write(idsOf(same), { ...mark, done: true }, { revision });
    }
    return undefined;
  }

  async #forgetPorts(machines: readonly Machine[]): Promise<void> {
    const noted = machines.filter(({ ports }) => ports.length > 0);
    for (const same of alike(noted, ({ ports }) => JSON.stringify(ports)))
      await this.#tools.notes.removePorts(idsOf(same), same[0]?.ports ?? []);
  }

  async #forget({ ids, revision }: ChangeOf<"forget">, seen: InPlaceSnapshot): Promise<undefined> {
    const { tags } = seen.fleet;
    if (ids.length > 0) await this.#tools.notes.remove(ids, ["mark"]);
    const { set, remove } = revisionTags(tags, revision);
    if (Object.keys(set).length > 0) await this.#rotation.tag(set, seen);
    await this.#rotation.untag([...recordKeys(tags), ...remove], seen);
    return undefined;
  }

  async #putBack(seen: InPlaceSnapshot): Promise<undefined> {
    const { untouched, changed } = returnable(seen);
    const ids = idsOf([...untouched, ...changed]);
    if (ids.length > 0) {
      await this.#rotation.untilReturnable(ids);
      await this.#back(ids, seen);
      await this.#forgetPorts(untouched);
    }
    if (untouched.length > 0) await this.#tools.notes.remove(idsOf(untouched), ["mark"]);
    await this.#rotation.release(seen);
    return undefined;
  }
}

function idsOf(machines: readonly Machine[]): string[] {
  return machines.map(({ id }) => id);
}

/** Those that are alike, together. */
function alike<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}
