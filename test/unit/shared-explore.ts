import type { Inputs } from "../../src/action/inputs.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { missing } from "../../src/delivery/goal.ts";
import type { Change, Intent, Plan, View } from "../../src/delivery/plan.ts";
import type { Standing } from "../../src/delivery/standing.ts";
import type { Phase } from "../../src/delivery/vocabulary.ts";
import { LookingAgain } from "../../src/engine/look-again.ts";
import type { Platform } from "../../src/engine/platform.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { pinned } from "../../src/engine/run.ts";
import type { SharedSettings } from "../../src/platforms/ec2/settings.ts";
import type { SharedChange } from "../../src/platforms/ec2/shared/changes.ts";
import { planStep } from "../../src/platforms/ec2/shared/plan.ts";
import { identify, requireSuitable } from "../../src/platforms/ec2/shared/sides.ts";
import type { SharedSnapshot } from "../../src/platforms/ec2/shared/snapshot.ts";
import { viewOf } from "../../src/platforms/ec2/shared/view.ts";
import type { Capacity } from "../../src/platforms/ec2/snapshot.ts";
import { parseCapacity, TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Given } from "./fixtures.ts";
import { EC2, listenerArn, parse } from "./fixtures.ts";
import { keyOf } from "./shared-key.ts";
import type { SharedEffect, SharedWorld, SharedWorldOptions } from "./shared-world.ts";
import { effectsOf, idleShared, SHARED_ARN, scaledOut, targetsOf, timePasses, withHealth } from "./shared-world.ts";
import { HOLD_MS, Impossible, remembered } from "./world.ts";

/** The steps as a user runs them. */
export const SHARED_RUNS = {
  "deploy A": { step: "deploy", "image-id": "ami-0000000a" },
  "deploy B": { step: "deploy", "image-id": "ami-0000000b" },
  "shift 30": { step: "shift", weight: "30", "bake-time": "1m" },
  "shift 60": { step: "shift", weight: "60" },
  "shift 0": { step: "shift", weight: "0" },
  "shift 100": { step: "shift", weight: "100" },
  promote: { step: "promote" },
  rollback: { step: "rollback" },
  teardown: { step: "teardown" },
} as const satisfies Record<string, Given>;

export type SharedRun = keyof typeof SHARED_RUNS;
export const SHARED_RUN_NAMES = Object.keys(SHARED_RUNS) as SharedRun[];

export const SHARED_INVARIANTS = ["I1", "I3", "I4", "I5", "I6", "I7", "loop", "idempotent", "sound"] as const;
export type SharedInvariant = (typeof SHARED_INVARIANTS)[number];

/** One effect of a change; `stop`: what the look after it, or before the next, said against going on. */
interface Stage {
  change: SharedChange;
  /** Undefined: a wait that would never be over. */
  world: SharedWorld | undefined;
  stop?: DeliveryError;
}

interface End {
  world: SharedWorld;
  /** The worlds on the way, after each effect; the last is the end. */
  on: readonly [string, SharedWorld][];
  how: "done" | "stuck" | "refused";
}

export interface SharedOptions extends SharedWorldOptions {
  runs: readonly SharedRun[];
  ailing: boolean;
  /** Whether scaling policies add instances to a group that has traffic. */
  scaling?: boolean;
  /** How many rollouts may be begun: what bounds the states. */
  rollouts: number;
}

/** A step that takes more than so many plans and changes takes them for ever. */
const MOST_CHANGES = 60;
const ROLLOUT_ID = "octo/shop/runs/7";

export function sharedInputs(run: Given, fleet: "paired" | "cloned" = "paired"): Inputs {
  const groups = fleet === "paired" ? "web-a, web-b" : "web";
  const common = { ...EC2, listeners: listenerArn(), "target-groups": "web", strategy: "canary" };
  return parse({ ...common, "auto-scaling-groups": groups, ...run });
}

export function settingsOf({ target }: Inputs): SharedSettings {
  if (target.platform === "ec2" && "targetGroup" in target.settings) return target.settings;
  throw new Error("These are inputs of another set-up.");
}

/** Runs steps in one kind of world, and writes down whatever breaks an invariant with the way that led there. */
export class SharedExplorer {
  readonly broken = new Map<SharedInvariant, string[]>(SHARED_INVARIANTS.map((name) => [name, []]));
  readonly phases = new Set<Phase>();
  readonly #options: SharedOptions;
  readonly #inputs: Record<SharedRun, Inputs>;
  /** By step and world: worlds that are alike have the same future, however they came about. */
  readonly #ends = new Map<string, End>();
  #trail = "idle";
  crashes = 0;

  constructor(options: SharedOptions) {
    this.#options = options;
    const inputs = SHARED_RUN_NAMES.map((run) => [run, sharedInputs(SHARED_RUNS[run], options.fleet)]);
    this.#inputs = Object.fromEntries(inputs) as Record<SharedRun, Inputs>;
  }

  /** Breadth first from idle over all steps, crashes and changes of health; returns the number of states. */
  exhaust(limit: number): number {
    const first = idleShared(this.#options);
    const known = new Map([[alike(first), { world: first, trail: "idle" }]]);
    for (const { world, trail } of known.values()) {
      if (known.size > limit) throw new Error(`More than ${limit} states: the model has no bound.`);
      for (const [what, next] of this.#successors(world, trail)) {
        if (!known.has(alike(next))) known.set(alike(next), { world: next, trail: `${trail} → ${what}` });
      }
    }
    return known.size;
  }

  /** The plan of a step; undefined when it is refused. */
  plan(world: SharedWorld, run: SharedRun): Plan<SharedChange> | undefined {
    try {
      return planStep(settingsOf(this.#inputs[run]), this.#intent(world, run), world.seen);
    } catch (error) {
      if (error instanceof DeliveryError && error.code !== "internal") return undefined;
      throw error;
    }
  }

  /** Runs a step to its end, and checks what it does on the way. */
  endOf(world: SharedWorld, run: SharedRun): End {
    const question = `${run} ${alike(world)}`;
    const end = this.#ends.get(question) ?? this.#walk(world, run);
    this.#ends.set(question, end);
    return end;
  }

  #walk(world: SharedWorld, run: SharedRun): End {
    const plan = this.plan(world, run);
    if (plan === undefined) return { world, how: "refused", on: [] };
    const on: [string, SharedWorld][] = [];
    let now = world;
    for (const { change, world: after, stop } of this.#stages(world, run, plan)) {
      // Who fell ill meanwhile gets no traffic: that is nobody's hand, and said as what it is.
      if (stop !== undefined && stop.code !== "unhealthy")
        this.#break("loop", `${stop.message} ${stop.reasons.join("; ")}`);
      if (after === undefined || stop !== undefined) return { world: now, how: "stuck", on };
      now = after;
      on.push([`${on.length + 1} ${change.kind}`, now]);
    }
    const again = this.plan(now, run)?.changes;
    if (again?.length !== 0) this.#break("idempotent", again?.map(({ kind }) => kind).join() ?? "refused");
    this.#checkGoal(world, now, run, plan);
    return { world: now, how: "done", on };
  }

  /**
   * What a step does, effect by effect: looking again and planning again after every wait and before everything that
   * moves traffic, destroys or claims, as the engine does.
   */
  *#stages(world: SharedWorld, run: SharedRun, plan: Plan<SharedChange>): Generator<Stage> {
    const settings = settingsOf(this.#inputs[run]);
    const view = ({ seen }: SharedWorld) => viewIn(settings, seen);
    const platform = { plan: (to: Intent, seen: SharedSnapshot) => planStep(settings, to, seen) };
    const again = new LookingAgain(
      platform as Platform<SharedSnapshot, SharedChange>,
      view(world),
      plan,
      {} as RunTools,
    );
    let intent = pinned(this.#intent(world, run), view(world), plan);
    let [now, left, token] = [world, plan.changes, ""];
    const look = (): DeliveryError | undefined => {
      const seen = view(now);
      const found = again.judge(intent, { seen: now.seen, view: seen, at: now.seen.at }, seen);
      if (found instanceof DeliveryError) return found;
      left = found;
      return undefined;
    };
    let rounds = 0;
    for (let [change] = left; change !== undefined; [change] = left) {
      if (rounds++ > MOST_CHANGES) throw new Error(`No end of: ${left.map(({ summary }) => summary).join(", ")}`);
      if (change.waits !== true && isDelicate(change)) {
        const stop = look();
        if (stop !== undefined) return yield { change, world: now, stop };
        if (left[0]?.summary !== change.summary) continue;
      }
      if (change.kind === "create-template-version") token = change.clientToken;
      for (const effect of effectsOf(change, token)) {
        const after = this.#apply(now, change, effect);
        yield { change, world: after };
        if (after === undefined) return;
        now = after;
      }
      if (change.movesTraffic === true) again.moved(left.filter((each) => each.movesTraffic === true).length === 1);
      if (change.claims === true) intent = { ...intent, holds: true };
      left = left.slice(1);
      if (change.waits !== true) again.changed();
      else {
        again.waited(change);
        const stop = left.length > 0 ? look() : undefined;
        if (stop !== undefined) return yield { change, world: now, stop };
      }
    }
  }

  #intent({ seen }: SharedWorld, run: SharedRun): Intent {
    return { ...this.#inputs[run], rolloutId: ROLLOUT_ID, nonce: "one", now: seen.at };
  }

  /** Every step that ends well has reached its goal. */
  #checkGoal(before: SharedWorld, after: SharedWorld, run: SharedRun, { decision }: Plan<SharedChange>): void {
    if (decision === undefined) return;
    const [begun, now] = [before, after].map(({ seen }) => viewOf(settingsOf(this.#inputs[run]), seen).standing) as [
      Standing,
      Standing,
    ];
    const lacks = missing(this.#intent(before, run), decision, begun, now);
    if (lacks.length > 0) this.#break("I7", lacks.join(" "));
  }

  #successors(world: SharedWorld, trail: string): [string, SharedWorld][] {
    this.#trail = trail;
    this.#checkState(world);
    const next: [string, SharedWorld][] = [["time passes", timePasses(world)]];
    if (this.#options.ailing) {
      for (const { name } of world.seen.groups) {
        const sick = world.sick.includes(name);
        if (sick || world.sick.length === 0)
          next.push([`${name} ${sick ? "recovers" : "falls ill"}`, withHealth(world, name, sick)]);
      }
    }
    if (this.#options.scaling === true)
      for (const { name } of world.seen.groups) next.push([`${name} scales out`, scaledOut(world, name)]);
    for (const run of this.#options.runs) {
      if (this.#isOutside(world, run)) continue;
      this.#trail = `${trail} → ${run}`;
      const end = this.endOf(world, run);
      if (end.how === "refused") continue;
      next.push([run, end.world]);
      this.crashes += end.on.length;
      for (const [where, crashed] of end.on.slice(0, -1)) {
        this.#trail = `${trail} → ${run} ✂ ${where}`;
        this.#checkSameEnd(end, this.endOf(crashed, run));
        next.push([`${run} ✂ ${where}`, crashed]);
      }
    }
    return next;
  }

  #isOutside({ seen, versions }: SharedWorld, run: SharedRun): boolean {
    const begins = SHARED_RUNS[run].step === "deploy" && !seen.groups.some(({ tags }) => TAG.rollout in tags);
    return begins && versions.next > this.#options.rollouts + 1;
  }

  #apply(world: SharedWorld, change: SharedChange, effect: SharedEffect): SharedWorld | undefined {
    try {
      const after = effect(world);
      if (after !== undefined) this.#checkChange(world, after, change);
      return after;
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      this.#break("sound", `${change.kind}: ${error.message}`);
      return undefined;
    }
  }

  #break(invariant: SharedInvariant, what: string): void {
    const list = this.broken.get(invariant) ?? [];
    if (list.length < 5) list.push(`${what}  [${this.#trail}]`);
  }

  #checkChange(before: SharedWorld, after: SharedWorld, change: SharedChange): void {
    if (change.kind.startsWith("wait-") !== (change.waits === true)) this.#break("sound", `${change.kind} and waiting`);
    const [had, has] = [healthyOf(before), healthyOf(after)];
    const whole = sizeBefore(before) ?? this.#options.capacity.desired;
    if (change.waits !== true && has < Math.min(had, whole))
      this.#break("I1", `${change.kind}: ${had} → ${has} healthy`);
    for (const group of before.seen.groups) {
      const now = after.seen.groups.find(({ name }) => name === group.name);
      if (now === group || change.waits === true) continue;
      const aimed = namesOf(change).includes(group.name);
      if (!aimed || now?.tags.Team === "other") this.#break("I6", `${change.kind} changed ${group.name}`);
      this.#checkShrinking(before, group.name, change, now?.desired ?? -1);
    }
  }

  /** What shrinks has no traffic and drains no more; or both sides serve, and the group drains what it takes out. */
  #checkShrinking(before: SharedWorld, name: string, change: SharedChange, size: number): void {
    const group = before.seen.groups.find((candidate) => candidate.name === name);
    if (group === undefined || size >= group.desired) return;
    const targets = targetsOf(before, group);
    const share = before.seen.groups.every(({ targetGroupArns }) => targetGroupArns.includes(SHARED_ARN)) && size > 0;
    if (targets.length > 0 && !share) this.#break("I3", `${change.kind} took from ${name}, which is in use`);
    const left = before.trafficLeft[name];
    const soon = left !== undefined && before.seen.at - left < HOLD_MS;
    if (size <= 0 && soon) this.#break("I3", `${change.kind} emptied ${name} too soon`);
  }

  #checkState(world: SharedWorld): void {
    const settings = settingsOf(this.#inputs.promote);
    try {
      requireSuitable(settings, world.seen);
    } catch (error) {
      this.#break("sound", String(error));
    }
    const { phase, problems } = viewOf(settings, world.seen);
    this.phases.add(phase);
    if (phase === "degraded" && world.sick.length === 0 && healthyOf(world) > 0)
      this.#break("sound", problems.join(" "));
    const { blue } = identify(world.seen);
    if (blue.group === undefined || world.sick.includes(blue.group.name)) return;
    const before = recorded(world) ?? blue.group;
    const back = this.endOf(world, "rollback");
    this.#checkBack(back, blue.group.name, before, "rollback");
    if (back.how === "done")
      this.#checkBack(this.endOf(back.world, "teardown"), blue.group.name, before, "then teardown");
  }

  /** Blue alone is in the target group, with its old limits, at its old size. */
  #checkBack({ world, how }: End, name: string, before: Capacity, after: string): void {
    const blue = world.seen.groups.find((group) => group.name === name);
    const size = blue?.desired ?? -1;
    const sized = this.#options.scaling === true ? size >= before.desired : size === before.desired;
    const asBefore = blue?.min === before.min && sized && blue.max === before.max;
    const alone = world.seen.groups.every(
      (group) => group.targetGroupArns.includes(SHARED_ARN) === (group === blue) || group.desired === 0,
    );
    const healthy = blue !== undefined && targetsOf(world, blue).filter(({ state }) => state === "healthy").length;
    const marked = world.seen.groups.some(({ tags }) => TAG.rollout in tags);
    if (how !== "done") this.#break("I4", `${after}: ${how}`);
    else if (!asBefore) this.#break("I4", `${after}: blue has ${blue?.min}/${blue?.desired}/${blue?.max}`);
    else if (!alone || healthy !== size) this.#break("I4", `${after}: blue does not serve alone`);
    else if (after !== "rollback" && marked) this.#break("I4", `${after}: not idle`);
  }

  #checkSameEnd(undisturbed: End, resumed: End): void {
    const [one, other] = [undisturbed, resumed].map(({ world, how }) => `${how === "done"} ${settled(world)}`);
    if (one !== other) this.#break("I5", `${one}\n   instead ${other}`);
  }
}

const alike = remembered((world: SharedWorld) => keyOf(world));
const settled = remembered((world: SharedWorld) => keyOf(timePasses(world), true));

const views = new WeakMap<SharedSettings, WeakMap<SharedSnapshot, View>>();

function viewIn(settings: SharedSettings, seen: SharedSnapshot): View {
  const those = views.get(settings) ?? new WeakMap<SharedSnapshot, View>();
  const known = those.get(seen) ?? viewOf(settings, seen);
  views.set(settings, those.set(seen, known));
  return known;
}

function isDelicate({ movesTraffic, destroys, claims }: Change): boolean {
  return movesTraffic === true || destroys === true || claims === true;
}

function namesOf(change: SharedChange): string[] {
  const record = "record" in change && change.record !== undefined ? [change.record.group] : [];
  return [...("group" in change ? [change.group] : []), ...record];
}

function healthyOf({ seen }: SharedWorld): number {
  return seen.targetGroup.targets.filter(({ state }) => state === "healthy").length;
}

function recorded({ seen }: SharedWorld): Capacity | undefined {
  return parseCapacity(seen.groups.map(({ tags }) => tags[TAG.blueCapacity]).find((tag) => tag !== undefined));
}

function sizeBefore(world: SharedWorld): number | undefined {
  return recorded(world)?.desired;
}
