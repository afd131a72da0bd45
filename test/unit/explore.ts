import type { Inputs } from "../../src/action/inputs.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import type { Phase } from "../../src/delivery/vocabulary.ts";
import type { Capacity, GroupState } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { planStep } from "../../src/platforms/ec2/weighted/plan.ts";
import { identify } from "../../src/platforms/ec2/weighted/sides.ts";
import { requireSuitable } from "../../src/platforms/ec2/weighted/suitable.ts";
import { viewOf } from "../../src/platforms/ec2/weighted/view.ts";
import type { Given } from "./fixtures.ts";
import { EC2, ec2Of, parse } from "./fixtures.ts";
import type { Meddling } from "./meddling.ts";
import { foreignRules, meddle, usedByOthers } from "./meddling.ts";
import type { Stage } from "./model.ts";
import { stagesOf } from "./model.ts";
import {
  agree,
  ailments,
  apartFromStickiness,
  apartFromWeights,
  differences,
  growth,
  hasCohortShare,
  healthOn,
  isPreviewOf,
  isSticky,
  isUsed,
  isWellFormed,
  leavers,
  ownRules,
  recorded,
  sizeBefore,
  timeless,
} from "./reading.ts";
import type { World, WorldOptions } from "./world.ts";
import { ARNS, Impossible, idleWorld, keyOf, ROUTES, sharesOf, timePasses } from "./world.ts";

const COMMON: Given = { ...EC2, listeners: ROUTES.join(), strategy: "canary" };

/** The steps as a user runs them; the names are those of the trails in a report. */
export const RUNS = {
  "deploy A": { step: "deploy", "image-id": "ami-0000000a" },
  "deploy B": { step: "deploy", "image-id": "ami-0000000b" },
  "bake image": { step: "deploy", "source-instance": "i-0000000a", "keep-images": "1" },
  "shift 50": { step: "shift", weight: "50", "bake-time": "1m" },
  "test 50": { step: "shift", strategy: "ab-test", cohort: "header X-Beta = 1", weight: "50" },
  "preview A": { step: "deploy", "image-id": "ami-0000000a", preview: "header X-Preview = 1" },
  promote: { step: "promote" },
  "cut over": { step: "promote", strategy: "red-black" },
  rollback: { step: "rollback" },
  teardown: { step: "teardown" },
} as const satisfies Record<string, Given>;

export type Run = keyof typeof RUNS;
const SHIFT: Run = "shift 50";
export const RUN_NAMES = Object.keys(RUNS) as Run[];

export const INVARIANTS = ["I1", "I2", "I3", "I4", "I5", "I6", "idempotent", "ready", "sound"] as const;
export type Invariant = (typeof INVARIANTS)[number];

/** Where a step ended: with its plan done, in a wait that is never over, or refused before anything was touched. */
export interface End {
  world: World;
  how: "done" | "stuck" | "refused";
}

/** What was done on the way, each with the world before it. */
type Path = { before: World; stage: Stage }[];

/** A plan that is longer than this goes in a circle. */
const LONGEST_STEP = 60;

export interface ExplorerOptions extends WorldOptions {
  /** The steps that are tried in every state. */
  runs: readonly Run[];
  /** Whether either side may fall ill and recover at any time. */
  ailing: boolean;
  /** How many rollouts may be begun, one after the other: what bounds the states. */
  rollouts: number;
  /** Whether somebody else scales the groups meanwhile. */
  scaling?: boolean;
  /** What else other people do meanwhile. */
  meddling?: readonly Meddling[];
}

/** Runs steps in one kind of world, and writes down whatever breaks an invariant with the way that led there. */
export class Explorer {
  readonly broken = new Map<Invariant, string[]>(INVARIANTS.map((name) => [name, []]));
  readonly #options: ExplorerOptions;
  readonly #inputs: Record<Run, Inputs>;
  readonly #ends = new Map<string, End>();
  #trail = "idle";
  readonly phases = new Set<Phase>();
  steps = 0;
  crashes = 0;

  constructor(options: ExplorerOptions) {
    this.#options = options;
    const groups = options.fleet === "paired" ? "web-a, web-b" : "web";
    const inputs = RUN_NAMES.map((run) => [run, parse({ ...COMMON, ...RUNS[run], "auto-scaling-groups": groups })]);
    this.#inputs = Object.fromEntries(inputs) as Record<Run, Inputs>;
  }

  start(): World {
    this.#trail = "idle";
    return idleWorld(this.#options);
  }

  /** Breadth first from idle over all steps, crashes, and changes of health; returns the number of states. */
  exhaust(limit: number): number {
    const known = new Map<string, { world: World; trail: string }>();
    const first = this.start();
    known.set(keyOf(first), { world: first, trail: "idle" });
    for (const { world, trail } of known.values()) {
      if (known.size > limit) throw new Error(`More than ${limit} states: the model has no bound.`);
      for (const [what, next] of this.successors(world, trail)) {
        const key = keyOf(next);
        if (!known.has(key)) known.set(key, { world: next, trail: `${trail} → ${what}` });
      }
    }
    return known.size;
  }

  /** Every state that one step, a crash in it, or the world by itself can lead to; checks all invariants on the way. */
  successors(world: World, trail: string): [string, World][] {
    this.#trail = trail;
    this.#checkState(world);
    const next = this.#options.ailing ? ailments(world) : [];
    for (const kind of this.#options.meddling ?? []) next.push(...meddle(world, kind));
    next.push(["time passes", timePasses(world)]);
    for (const run of this.#options.runs) {
      if (this.#isOutside(world, run)) continue;
      this.#trail = `${trail} → ${run}`;
      const path: Path = [];
      const end = this.endOf(world, run, path);
      if (end.how === "refused") continue;
      next.push([run, end.world]);
      for (const [where, crashed] of this.#crashesOn(path)) {
        this.#trail = `${trail} → ${run} ✂ ${where}`;
        this.#checkSameEnd(run, end, this.endOf(crashed, run));
        next.push([`${run} ✂ ${where}`, crashed]);
      }
    }
    return next;
  }

  /**
   * Runs a step to its end, and checks what it did.
   *
   * @param path gets what was done; without it an end that is known is not looked for again.
   */
  endOf(world: World, run: Run, path?: Path): End {
    const question = `${run} ${keyOf(world)}`;
    const known = this.#ends.get(question);
    if (known !== undefined && path === undefined) return known;
    const end = this.#run(world, run, path ?? []);
    this.#ends.set(question, end);
    if (end.how !== "done") return end;
    const again = this.plan(end.world, run);
    if (again?.length !== 0) this.#break("idempotent", again?.map(({ kind }) => kind).join() ?? "refused");
    return end;
  }

  /** The worlds that a kill can leave: after any change, and within one after any subset of its calls. */
  crashesOf(world: World, run: Run): [string, World][] {
    const path: Path = [];
    this.endOf(world, run, path);
    return this.#crashesOn(path);
  }

  #crashesOn(path: Path): [string, World][] {
    const crashed: [string, World][] = [];
    for (const [index, { before, stage }] of path.entries()) {
      for (let mask = 1; mask < 2 ** stage.effects.length; mask += 1) {
        const some = stage.effects.filter((_, bit) => (mask & (1 << bit)) !== 0);
        const after = this.#apply(before, stage.change, some);
        if (after !== undefined) crashed.push([`${index + 1}.${mask} ${stage.change.kind}`, after]);
      }
    }
    this.crashes += crashed.length;
    return crashed;
  }

  /** The plan of a step; undefined when it is refused. */
  plan(world: World, run: Run, more: Partial<Intent> = {}): readonly Ec2Change[] | undefined {
    const inputs = this.#inputs[run];
    const intent = {
      ...inputs,
      rolloutId: "octo/shop/runs/7",
      nonce: "7",
      now: world.seen.at,
      ...more,
    };
    try {
      return planStep(ec2Of(inputs), intent, world.seen).changes;
    } catch (error) {
      if (error instanceof DeliveryError && error.code !== "internal") return undefined;
      throw error;
    }
  }

  /** A step, perhaps cut off: `crash` counts the places where it can be, and starts again after the last. */
  step(world: World, run: Run, crash: number | undefined): World {
    if (this.#isOutside(world, run)) return world;
    this.#trail += ` → ${run}`;
    this.#checkState(world);
    const end = this.endOf(world, run);
    const places = crash === undefined ? [] : this.crashesOf(world, run);
    const [where, crashed] = places[(crash ?? 0) % places.length] ?? ["", end.world];
    if (crashed !== end.world) this.#trail += ` ✂ ${where}`;
    this.#checkState(crashed);
    return crashed;
  }

  /** Keeps the exploration within its bound. */
  #isOutside({ seen, versions }: World, run: Run): boolean {
    const begins = RUNS[run].step === "deploy" && !seen.groups.some(({ tags }) => TAG.rollout in tags);
    return begins && versions.next > this.#options.rollouts + 1;
  }

  /** As the engine's loop does it: planned again after every wait, and a rollback until nothing is left to repair. */
  #run(world: World, run: Run, path: Path): End {
    const first = this.plan(world, run);
    if (first === undefined) return { world, how: "refused" };
    if (run === SHIFT && hasCohortShare(world.seen) && first.length > 0) {
      this.#break("sound", "a shift took a cohort's share for everyone's");
    }
    this.steps += 1;
    const [once, over] = [new Set<string>(), new Set<string>()];
    let [now, left, holds, token] = [world, first, false, ""];
    for (let count = 0; left[0] !== undefined; count += 1) {
      const [change] = left;
      if (count > LONGEST_STEP) throw new Error(`A circle: ${this.#trail}, ${left.map(({ kind }) => kind).join()}`);
      if (!isWellFormed(change)) this.#break("sound", `a change is not what its kind says: ${change.kind}`);
      if (change.kind === "create-template-version") token = change.clientToken;
      for (const stage of stagesOf(change, token)) {
        const after = this.#apply(now, change, stage.effects);
        if (after === undefined) return { world: now, how: "stuck" };
        path.push({ before: now, stage });
        now = after;
      }
      holds ||= change.claims === true;
      left = left.slice(1);
      if (change.waits !== true) over.clear();
      else (change.once === true ? once : over).add(change.summary);
      if (change.waits !== true && (left.length > 0 || run !== "rollback")) continue;
      const again = this.plan(now, run, { holds, now: world.seen.at });
      if (again === undefined) return { world: now, how: "stuck" };
      left = again.filter((each) => each.waits !== true || !(each.once === true ? once : over).has(each.summary));
    }
    if (run === "cut over" && isSticky(now.seen)) this.#break("sound", "clients are still kept on their side");
    const { service, aside } = now.seen.baking?.instance?.serving ?? {};
    if (RUNS[run].step === "deploy" && "source-instance" in RUNS[run] && (service !== "in" || aside !== undefined))
      this.#break("sound", `the instance of the image is left ${service} service`);
    return { world: now, how: "done" };
  }

  #apply(world: World, change: Ec2Change, effects: Stage["effects"]): World | undefined {
    let now = world;
    for (const effect of effects) {
      try {
        const after = effect(now);
        if (after === undefined) return undefined;
        this.#checkWeights(now, after, change);
        this.#checkGroups(now, after, change);
        this.#checkRules(now, after, change);
        now = after;
      } catch (error) {
        if (!(error instanceof Impossible)) throw error;
        this.#break("sound", `${change.kind}: ${error.message}`);
        return undefined;
      }
    }
    return now;
  }

  #break(invariant: Invariant, what: string): void {
    const list = this.broken.get(invariant) ?? [];
    if (list.length < 5) list.push(`${what}  [${this.#trail}]`);
  }

  #checkWeights({ seen }: World, after: World, change: Ec2Change): void {
    if (seen.routes === after.seen.routes && seen.rules === after.seen.rules) return;
    for (const [index, arn] of ARNS.entries()) {
      const grown = growth(seen, after.seen, arn);
      // Who tested green with a preview gets what everyone else has.
      if (grown === 0 || isPreviewOf(seen, change)) continue;
      const [mine, theirs] = [healthOn(seen, arn), healthOn(seen, ARNS[1 - index] ?? "")];
      const needed = Math.max(1, Math.ceil((sizeBefore(seen) * grown) / 100));
      const better = theirs === 0 && mine > 0;
      if (mine < needed && !better) this.#break("I1", `${arn} got ${grown} % with ${mine} healthy`);
      const green = change.kind === "set-weights" && change.greenArn === arn;
      if (green && mine < needed) this.#break("ready", `blue lost weight to ${mine} healthy targets`);
    }
    const told = "sticky" in change && change.sticky !== undefined;
    const rest = told ? apartFromStickiness : apartFromWeights;
    const kept = seen.routes.every((route, index) => {
      const now = after.seen.routes[index];
      return now?.ref === route.ref && rest(now.actions) === rest(route.actions);
    });
    if (!kept) this.#break("I2", "more than weights changed");
  }

  #checkGroups(before: World, after: World, change: Ec2Change): void {
    if ("group" in change && !/^web(-a|-b|-v\d+)?$/.test(change.group)) this.#break("I6", `${change.group} changed`);
    if (before.seen.groups === after.seen.groups) return;
    for (const group of before.seen.groups) {
      const now = after.seen.groups.find(({ name }) => name === group.name);
      // The end of a group that is being deleted was decided before.
      if (now === group || group.deleting) continue;
      const shrinks = now === undefined || now.deleting || now.desired < group.desired || leavers(now) > leavers(group);
      const [arn = ""] = group.targetGroupArns;
      if (shrinks && isUsed(before, arn)) this.#break("I3", `${change.kind} took from ${group.name}`);
      const own = now === undefined || (now.tags.Team === group.tags.Team && now.targetGroupArns[0] === arn);
      if (!own) this.#break("I6", `${change.kind} changed what is not the rollout's`);
    }
  }

  #checkRules(before: World, after: World, change: Ec2Change): void {
    if (before.seen.rules === after.seen.rules) return;
    const [theirs, now] = [foreignRules(before.seen), foreignRules(after.seen)];
    const same = theirs.length === now.length && theirs.every((rule, index) => rule === now[index]);
    if (!same) this.#break("I6", `${change.kind} changed a rule that is not ours`);
  }

  #checkState(world: World): void {
    const settings = ec2Of(this.#inputs.promote);
    try {
      requireSuitable(settings, world.seen);
    } catch (error) {
      this.#break("sound", String(error));
    }
    const { phase, problems } = viewOf(settings, world.seen);
    this.phases.add(phase);
    const { min, desired, max } = recorded(world.seen) ?? this.#options.capacity;
    const { capacity, scaling } = this.#options;
    // What somebody else set meanwhile is what is put back in the end.
    const right = scaling || (min === capacity.min && max === capacity.max && desired === capacity.desired);
    if (!right) this.#break("sound", `the record of blue says ${min}/${desired}/${max}`);
    if (phase === "degraded" && world.sick.length === 0 && agree(world.seen)) this.#break("sound", problems.join(" "));
    const { blue } = identify(world.seen);
    if (blue.group === undefined || blue.group.deleting || world.sick.includes(blue.targetGroup.arn)) return;
    const before = recorded(world.seen) ?? blue.group;
    const rollback = this.endOf(world, "rollback");
    this.#checkBack(rollback, blue.group, before, "rollback");
    if (rollback.how !== "done") return;
    const leaving = blue.targetGroup.arn === ARNS[0] ? ARNS[1] : ARNS[0];
    if (usedByOthers(world.seen, leaving) && recorded(world.seen) !== undefined) {
      const { how } = this.endOf(rollback.world, "teardown");
      if (how !== "refused") this.#break("I3", `teardown took what somebody else's rule uses: ${how}`);
      return;
    }
    this.#checkBack(this.endOf(rollback.world, "teardown"), blue.group, before, "rollback, teardown");
  }

  /** Blue has everything again, with its old limits, at its old size; more only where somebody else scaled it. */
  #checkBack({ world, how }: End, { name, min, targetGroupArns }: GroupState, before: Capacity, after: string): void {
    const blue = world.seen.groups.find((group) => group.name === name);
    const [least, most] = [before.desired, this.#options.scaling ? before.max : before.desired];
    const size = blue?.desired ?? -1;
    const mins = this.#options.scaling ? [before.min, min] : [before.min];
    const asBefore =
      mins.some((each) => each === blue?.min) && blue?.max === before.max && size >= least && size <= most;
    const whole = sharesOf(world.seen.routes, targetGroupArns[0] ?? "").every((share) => share === 100);
    const marked = world.seen.groups.some(({ tags }) => TAG.rollout in tags) || ownRules(world.seen).length > 0;
    if (how !== "done") this.#break("I4", `${after}: ${how}`);
    else if (!asBefore) this.#break("I4", `${after}: blue has ${blue?.min}/${blue?.desired}/${blue?.max}`);
    else if (!whole || (after !== "rollback" && marked)) this.#break("I4", `${after}: not idle`);
  }

  #checkSameEnd(run: Run, undisturbed: End, resumed: End): void {
    // A shift whose bake fails leaves its weight; one that was cut off before may be refused, and leave it half-way.
    if (run === SHIFT && undisturbed.how === "stuck") return;
    const [one, other] = [undisturbed, resumed].map(({ world, how }) => `${how === "done"} ${timeless(world)}`);
    if (one !== other) this.#break("I5", `${run}: ${differences(one ?? "", other ?? "")}`);
  }
}
