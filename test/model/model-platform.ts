import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../src/delivery/plan.ts";
import type { Asked } from "../../src/delivery/policy.ts";
import { decide } from "../../src/delivery/policy.ts";
import type { Moves, Part } from "../../src/delivery/schedule.ts";
import { schedule } from "../../src/delivery/schedule.ts";
import type { LastSwitch, SideStanding, Standing } from "../../src/delivery/standing.ts";
import { phaseOf } from "../../src/delivery/standing.ts";
import type { TimedWait } from "../../src/delivery/waits.ts";
import { waitForClaim } from "../../src/delivery/waits.ts";
import type { Meter, Platform } from "../../src/engine/platform.ts";
import type { Cloud, Side, Tags } from "./cloud.ts";
import { setDesired, setWeight, withGroup, withTags } from "./cloud.ts";
import type { Held, Run } from "./runs.ts";
import type { Scheduler } from "./scheduler.ts";

/** The engine's port on the model cloud: the policy and the loop are the product's own, the calls are the model's. */

export interface Seen extends Pick<Cloud, "weight" | "groups"> {
  at: number;
}

export type ModelChange =
  | TimedWait
  | (Change &
      (
        | { kind: "mark"; side: Side; tags: Tags }
        | { kind: "set-template"; side: Side; runs: string }
        | { kind: "set-desired"; side: Side; desired: number; min: number }
        | { kind: "set-min"; side: Side; min: number }
        | { kind: "set-weight"; weight: number; record: Omit<LastSwitch, "at"> | undefined; on: Side }
        | { kind: "record"; side: Side; record: LastSwitch }
        | { kind: "unmark"; side: Side; keys: readonly (keyof Tags)[] }
        | { kind: "wait-size"; waits: true; side: Side; size: number }
      ));

type Ask = Pick<Run, "revision" | "scaleDownDelayMs">;

const SIZE = 4;

export class ModelPlatform implements Platform<Seen, ModelChange> {
  readonly #held: Held<Cloud>;
  readonly #scheduler: Pick<Scheduler, "now" | "call">;
  readonly #actor: number;
  readonly #ask: Ask;

  constructor(held: Held<Cloud>, scheduler: Pick<Scheduler, "now" | "call">, actor: number, ask: Ask) {
    this.#held = held;
    this.#scheduler = scheduler;
    this.#actor = actor;
    this.#ask = ask;
  }

  /** Two calls, as on AWS: groups with their tags, then the routes. Between them anything may happen. */
  async observe(): Promise<Seen> {
    const groups = await this.#call("look at the groups", () => this.#held.now.groups);
    const weight = await this.#call("look at the routes", () => this.#held.now.weight);
    return { groups, weight, at: this.#scheduler.now };
  }

  plan(intent: Intent, seen: Seen): Plan<ModelChange> {
    const standing = standingOf(seen, this.#ask.revision);
    const asked: Asked = { audience: "everyone", revision: this.#ask.revision };
    return schedule(intent, decide(intent, asked, standing), standing, movesOf(intent, seen, this.#ask));
  }

  async apply(change: Applied<ModelChange>, seen: Seen): Promise<Seen | undefined> {
    switch (change.kind) {
      case "mark":
        await this.#do(change, (cloud) => withTags(cloud, change.side, change.tags));
        return undefined;
      case "set-template":
        await this.#do(change, (cloud) => {
          const told = withGroup(cloud, change.side, { runs: change.runs });
          return withTags(told, change.side, { template: change.runs });
        });
        return undefined;
      case "set-desired":
        await this.#do(change, (cloud) =>
          withGroup(setDesired(cloud, change.side, change.desired), change.side, { min: change.min }),
        );
        return undefined;
      case "set-min":
        await this.#do(change, (cloud) => withGroup(cloud, change.side, { min: change.min }));
        return undefined;
      case "set-weight": {
        const { weight, record, on } = change;
        await this.#do(change, (cloud) => setWeight(cloud, weight));
        if (record === undefined) return { ...seen, weight };
        // A second call: the process may die between them.
        await this.#call("record the switch", () => {
          this.#held.now = withTags(this.#held.now, on, { last: { ...record, at: this.#scheduler.now } });
        });
        return undefined;
      }
      case "record":
        await this.#do(change, (cloud) => withTags(cloud, change.side, { last: change.record }));
        return undefined;
      case "unmark":
        await this.#do(change, (cloud) => {
          const tags = { ...cloud.groups[change.side].tags };
          for (const key of change.keys) delete tags[key];
          return withGroup(cloud, change.side, { tags });
        });
        return undefined;
    }
  }

  async refresh(_wait: WaitOf<ModelChange>, seen: Seen): Promise<Seen> {
    const groups = await this.#call("look at the instances", () => this.#held.now.groups);
    return { ...seen, groups, at: this.#scheduler.now };
  }

  settled(wait: WaitOf<ModelChange>, seen: Seen): Progress {
    const left = wait.size - seen.groups[wait.side].desired;
    return left <= 0 ? { state: "done" } : { state: "waiting", for: wait.summary, have: left, want: 0, reasons: [] };
  }

  view(seen: Seen): View {
    const standing = standingOf(seen, this.#ask.revision);
    return {
      phase: phaseOf(standing, []),
      standing,
      blue: undefined,
      green: undefined,
      weight: standing.weight,
      cohort: undefined,
      rollout: standing.rollout,
      safeTeardownAt: undefined,
      stickySeconds: 0,
      problems: [],
      facts: { weight: String(standing.weight), rollout: standing.rollout?.id ?? "none" },
    } as unknown as View;
  }

  meter(): Meter {
    return { by: "nothing", because: "This test platform counts nothing." };
  }

  undo(intent: Intent, seen: Seen): Applied<ModelChange> {
    const green = greenOf(seen);
    const weight = intent.step === "rollback" ? (green === 1 ? 0 : 100) : seen.weight;
    return { kind: "set-weight", weight, on: green, record: undefined, movesTraffic: true, summary: "Undo" };
  }

  accepts(undo: Change): undo is Applied<ModelChange> {
    return undo.kind === "set-weight";
  }

  close(): void {}

  #call<T>(label: string, effect: () => T): Promise<T> {
    return this.#scheduler.call(this.#actor, label, effect);
  }

  #do(change: ModelChange, effect: (cloud: Cloud) => Cloud): Promise<void> {
    return this.#call(change.summary, () => {
      this.#held.now = effect(this.#held.now);
    });
  }
}

/** Green is the side with the mark; without one, the side with less of the traffic. */
export function greenOf({ groups, weight }: Pick<Seen, "groups" | "weight">): Side {
  if (groups[0].tags.rollout !== undefined) return 0;
  return groups[1].tags.rollout !== undefined || weight < 50 ? 1 : 0;
}

export function standingOf(seen: Seen, wanted?: string): Standing {
  const side = greenOf(seen);
  const [green, blue] = [seen.groups[side], seen.groups[side === 1 ? 0 : 1]];
  const { rollout, last, ending, template, before } = green.tags;
  const weight = side === 1 ? seen.weight : 100 - seen.weight;
  const ours = last?.to === undefined || last.to === weight ? last : undefined;
  const sideOf = (name: string, desired: number, want: number, current: boolean): SideStanding => ({
    name,
    state: desired >= want && want > 0 ? "ready" : "pending",
    current,
    capacity: { have: desired, want },
    reasons: [],
  });
  const greenRuns = rollout !== undefined && template === rollout.revision && green.runs === rollout.revision;
  return {
    now: seen.at,
    rollout,
    blue: sideOf(blue.name, blue.desired, Math.max(blue.desired, before ?? 0), blue.runs === wanted),
    green: sideOf(green.name, green.desired, SIZE, greenRuns),
    weight,
    audience: "everyone",
    last: ours,
    ending: ending !== undefined,
    whole: rollout === undefined ? undefined : Math.max(before ?? 0, SIZE),
    units: "instances",
  };
}

/** As the platforms make them: each only what is not so yet. */
function movesOf(intent: Intent, seen: Seen, ask: Ask): Moves<ModelChange> {
  const on = greenOf(seen);
  const other: Side = on === 1 ? 0 : 1;
  const [green, blue] = [seen.groups[on], seen.groups[other]];
  const { tags } = green;
  const weightOf = (percent: number) => (on === 1 ? percent : 100 - percent);
  const claim = waitForClaim("green");
  const bringUp = (again: boolean): Part<ModelChange> => {
    const revision = ask.revision ?? "";
    const mine = tags.rollout?.nonce === intent.nonce;
    const rollout = tags.rollout ?? { id: intent.rolloutId, revision, startedAt: "" };
    const mark: ModelChange = {
      kind: "mark",
      side: on,
      claims: true,
      tags: { rollout: { ...rollout, nonce: intent.nonce ?? "" }, before: tags.before ?? blue.desired },
      summary: "mark green",
    };
    const changes: ModelChange[] = [];
    if (green.runs !== revision || tags.template !== revision) {
      if (green.desired > 0) changes.push(scale(on, 0, 0, "empty green"));
      changes.push({ kind: "set-template", side: on, runs: revision, summary: "set the template" });
    }
    if (green.desired < SIZE || changes.length > 0) {
      changes.push(scale(on, SIZE, SIZE, "scale green"), waitSize(on, SIZE));
    }
    if (again) changes.push({ kind: "unmark", side: on, keys: ["last"], summary: "clear the record" });
    return { changes: changes.length === 0 || mine ? changes : [mark, claim, ...changes] };
  };
  const release = (): ModelChange[] =>
    tags.held === undefined || blue.min !== tags.held
      ? []
      : [{ kind: "set-min", side: other, min: 2, summary: "release blue" }];
  return {
    begin: () => bringUp(false),
    resume: bringUp,
    shift: (to, record) => [
      {
        kind: "set-weight",
        weight: weightOf(to),
        record: tags.rollout === undefined ? undefined : record,
        on,
        movesTraffic: true,
        summary: `set the weight to ${to}`,
      },
    ],
    recordVerified: (percent) => {
      const at = tags.last?.to === percent ? tags.last.at : seen.at;
      const { memory } = tags.last ?? {};
      const kept = memory === undefined ? {} : { memory };
      const record: LastSwitch = { by: "shift", to: percent, at, verified: true, run: intent.rolloutId, ...kept };
      return [{ kind: "record", side: on, record, records: true, summary: "record the bake" }];
    },
    record: (record) => [
      { kind: "record", side: on, record: { ...record, at: seen.at }, summary: `record the ${record.by}` },
    ],
    holdBlue: () =>
      blue.min >= blue.desired
        ? []
        : [
            { kind: "mark", side: on, tags: { held: blue.desired }, summary: "note what is held" },
            { kind: "set-min", side: other, min: blue.desired, summary: "hold blue" },
          ],
    takeOver: () =>
      tags.ending === undefined
        ? []
        : [{ kind: "unmark", side: on, keys: ["ending"], claims: true, summary: "take over" }, claim],
    growBlue: () =>
      blue.desired >= (tags.before ?? 0) ? [] : [scale(other, tags.before ?? 0, tags.before ?? 0, "grow blue", false)],
    waitForBlue: (least) =>
      blue.desired >= (least ?? tags.before ?? 0) ? [] : [waitSize(other, least ?? tags.before ?? 0)],
    releaseBlue: release,
    safeAt: () => (tags.last?.at ?? seen.at) + (ask.scaleDownDelayMs ?? 0),
    markEnding: () =>
      tags.ending === undefined
        ? [
            { kind: "mark", side: on, tags: { ending: intent.nonce ?? "" }, claims: true, summary: "mark the ending" },
            claim,
          ]
        : [claim],
    remove: (side) => {
      const leaving = side === "green" ? on : other;
      const empty = seen.groups[leaving].desired === 0 ? [] : [scale(leaving, 0, 0, `empty ${side}`)];
      const keys = ["rollout", "before", "held", "last", "ending"] as const;
      const survivor = side === "green" ? release() : [];
      return {
        changes: [
          ...survivor,
          ...empty,
          { kind: "unmark", side: on, keys, destroys: true, summary: "end the rollout" },
        ],
      };
    },
  };
}

function scale(side: Side, desired: number, min: number, summary: string, destroys = desired === 0): ModelChange {
  return { kind: "set-desired", side, desired, min, summary, ...(destroys ? { destroys } : {}) };
}

function waitSize(side: Side, size: number): ModelChange {
  return { kind: "wait-size", side, size, waits: true, summary: `wait for ${size} on ${side}` };
}
