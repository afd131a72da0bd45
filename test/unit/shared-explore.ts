import type { Inputs } from "../../src/action/inputs.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Phase } from "../../src/delivery/vocabulary.ts";
import type { SharedSettings } from "../../src/platforms/ec2/settings.ts";
import type { SharedChange } from "../../src/platforms/ec2/shared/changes.ts";
import { planStep } from "../../src/platforms/ec2/shared/plan.ts";
import { identify, requireSuitable } from "../../src/platforms/ec2/shared/sides.ts";
import { viewOf } from "../../src/platforms/ec2/shared/view.ts";
import type { Capacity } from "../../src/platforms/ec2/snapshot.ts";
import { parseCapacity, TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Given } from "./fixtures.ts";
import { EC2, listenerArn, parse } from "./fixtures.ts";
import type { SharedEffect, SharedWorld, SharedWorldOptions } from "./shared-world.ts";
import {
  effectsOf,
  idleShared,
  keyOf,
  SHARED_ARN,
  scaledOut,
  targetsOf,
  timePasses,
  withHealth,
} from "./shared-world.ts";
import { HOLD_MS, Impossible } from "./world.ts";

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

export const SHARED_INVARIANTS = ["I1", "I3", "I4", "I5", "I6", "idempotent", "sound"] as const;
export type SharedInvariant = (typeof SHARED_INVARIANTS)[number];

interface End {
  world: SharedWorld;
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
    const known = new Map([[keyOf(first), { world: first, trail: "idle" }]]);
    for (const { world, trail } of known.values()) {
      if (known.size > limit) throw new Error(`More than ${limit} states: the model has no bound.`);
      for (const [what, next] of this.#successors(world, trail)) {
        if (!known.has(keyOf(next))) known.set(keyOf(next), { world: next, trail: `${trail} → ${what}` });
      }
    }
    return known.size;
  }

  /** The plan of a step; undefined when it is refused. */
  plan(world: SharedWorld, run: SharedRun): readonly SharedChange[] | undefined {
    const inputs = this.#inputs[run];
    try {
      const intent = { ...inputs, rolloutId: ROLLOUT_ID, now: world.seen.at };
      return planStep(settingsOf(inputs), intent, world.seen).changes;
    } catch (error) {
      if (error instanceof DeliveryError && error.code !== "internal") return undefined;
      throw error;
    }
  }

  /** Runs a step to its end, and checks what it does on the way. */
  endOf(world: SharedWorld, run: SharedRun): End {
    const changes = this.plan(world, run);
    if (changes === undefined) return { world, how: "refused" };
    let now = world;
    for (const [change, effect] of stagesOf(changes)) {
      const after = this.#apply(now, change, effect);
      if (after === undefined) return { world: now, how: "stuck" };
      now = after;
    }
    const again = this.plan(now, run);
    if (again?.length !== 0) this.#break("idempotent", again?.map(({ kind }) => kind).join() ?? "refused");
    return { world: now, how: "done" };
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
      for (const [where, crashed] of this.#crashesOf(world, run)) {
        this.#trail = `${trail} → ${run} ✂ ${where}`;
        this.#checkSameEnd(end, this.endOf(crashed, run));
        next.push([`${run} ✂ ${where}`, crashed]);
      }
    }
    return next;
  }

  #crashesOf(world: SharedWorld, run: SharedRun): [string, SharedWorld][] {
    const crashed: [string, SharedWorld][] = [];
    let now: SharedWorld | undefined = world;
    for (const [change, effect] of stagesOf(this.plan(world, run) ?? [])) {
      now = this.#apply(now, change, effect);
      if (now === undefined) break;
      crashed.push([`${crashed.length + 1} ${change.kind}`, now]);
    }
    this.crashes += crashed.length;
    return crashed.slice(0, -1);
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
    const [one, other] = [undisturbed, resumed].map(
      ({ world, how }) => `${how === "done"} ${keyOf(timePasses(world), true)}`,
    );
    if (one !== other) this.#break("I5", `${one}\n   instead ${other}`);
  }
}

function stagesOf(changes: readonly SharedChange[]): [SharedChange, SharedEffect][] {
  const token = changes.find((change) => change.kind === "create-template-version")?.clientToken ?? "";
  return changes.flatMap((change) =>
    effectsOf(change, token).map((effect): [SharedChange, SharedEffect] => [change, effect]),
  );
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
