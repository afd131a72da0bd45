import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../src/delivery/plan.ts";
import type { Look, Meter, Platform } from "../../src/engine/platform.ts";
import { runStep } from "../../src/engine/run.ts";
import { blueBefore, runs as runsOf } from "../../src/platforms/ec2/groups/marks.ts";
import type { SharedSettings } from "../../src/platforms/ec2/settings.ts";
import type { SharedChange } from "../../src/platforms/ec2/shared/changes.ts";
import { planStep } from "../../src/platforms/ec2/shared/plan.ts";
import { identify } from "../../src/platforms/ec2/shared/sides.ts";
import type { SharedSnapshot } from "../../src/platforms/ec2/shared/snapshot.ts";
import { isUndoOf, undoOf } from "../../src/platforms/ec2/shared/undo.ts";
import { viewOf } from "../../src/platforms/ec2/shared/view.ts";
import { progressOf } from "../../src/platforms/ec2/shared/waits.ts";
import type { Given } from "../unit/fixtures.ts";
import { settingsOf, sharedInputs } from "../unit/shared-explore.ts";
import { keyOf } from "../unit/shared-key.ts";
import type { SharedEffect, SharedWorld } from "../unit/shared-world.ts";
import { effectsOf, groupNamed, later, SHARED_ARN, settled, targetsOf } from "../unit/shared-world.ts";
import { Impossible } from "../unit/world.ts";
import type { End, Held, Model, Run } from "./runs.ts";
import type { Scheduler } from "./scheduler.ts";

/** Two groups in one target group, by EC2's own planner and calls. */

export interface Shared {
  world: SharedWorld;
  faults: readonly string[];
  /** Somebody else changed sizes or attachments: how much is healthy is not ours alone to answer for then. */
  meddled: boolean;
}

export const SHARED: Model<Shared> = {
  strategy: "canary",
  runner: (held, scheduler, actor, run) => (intent, options, tools) =>
    runStep(new ModelShared(held, scheduler, actor, settingsFor(run, intent)), intent, options, tools),
  faults: ({ faults }) => faults,
  key: ({ world, meddled }) =>
    `${keyOf(world)} ${world.seen.targetGroup.targets.map(({ id, state }) => `${id} ${state}`)} ${meddled}`,
  timeless: ({ world }) =>
    keyOf(world, true)
      .replace(/(nonce-)?runs[/-]\d+/g, "a run")
      .replace(/pd-\w+/g, "a request"),
  judge,
};

const IMAGES: Readonly<Record<string, string>> = { v2: "ami-0000000a", v3: "ami-0000000b" };

function settingsFor({ revision, scaleDownDelayMs = 0 }: Run, { step }: Intent): SharedSettings {
  const given: Given = {
    step,
    ...(step === "deploy" ? { "image-id": IMAGES[revision ?? ""] ?? "" } : {}),
    "scale-down-delay": `${scaleDownDelayMs / 1_000}s`,
  };
  return settingsOf(sharedInputs(given));
}

/** The port on the model world: two calls for a look, and of a change every call by itself. */
class ModelShared implements Platform<SharedSnapshot, SharedChange> {
  readonly #held: Held<Shared>;
  readonly #scheduler: Scheduler;
  readonly #actor: number;
  readonly #settings: SharedSettings;
  #token = "";

  constructor(held: Held<Shared>, scheduler: Scheduler, actor: number, settings: SharedSettings) {
    this.#held = held;
    this.#scheduler = scheduler;
    this.#actor = actor;
    this.#settings = settings;
  }

  /** Groups with their tags first, then who is in the target group: between them anything may happen. */
  async observe(): Promise<SharedSnapshot> {
    const groups = await this.#call("look at the groups", () => this.#held.now.world.seen.groups);
    const { targetGroup } = await this.#call("look at the targets", () => ({
      targetGroup: this.#held.now.world.seen.targetGroup,
    }));
    const at = this.#scheduler.now;
    return { ...this.#held.now.world.seen, groups, targetGroup, at, routesAt: at, waitingSince: undefined };
  }

  plan(intent: Intent, seen: SharedSnapshot): Plan<SharedChange> {
    return planStep(this.#settings, intent, seen);
  }

  async apply(change: SharedChange): Promise<SharedSnapshot | undefined> {
    if (change.kind === "create-template-version") this.#token = change.clientToken;
    for (const effect of effectsOf(change, this.#token)) {
      await this.#call(change.summary, () => this.#change(change.summary, effect));
    }
    return undefined;
  }

  async refresh(_wait: WaitOf<SharedChange>, _seen: SharedSnapshot, { since }: Look): Promise<SharedSnapshot> {
    // What a wait is about has come about by its first look, unless somebody is in its way.
    await this.#call("time", () => {
      this.#held.now = { ...this.#held.now, world: settled(this.#held.now.world) };
    });
    return { ...(await this.observe()), waitingSince: since };
  }

  settled(wait: WaitOf<SharedChange>, seen: SharedSnapshot): Progress {
    return progressOf(wait, seen);
  }

  view(seen: SharedSnapshot): View {
    return viewOf(this.#settings, seen);
  }

  meter(): Meter {
    return { by: "nothing", because: "This test platform counts nothing." };
  }

  undo(intent: Intent, seen: SharedSnapshot): Applied<SharedChange> {
    return undoOf(intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: SharedSnapshot): undo is Applied<SharedChange> {
    return isUndoOf(undo, intent, seen);
  }

  close(): void {}

  #call<T>(label: string, effect: () => T): Promise<T> {
    return this.#scheduler.call(this.#actor, label, effect);
  }

  #change(what: string, effect: SharedEffect): void {
    try {
      this.#held.now = changed(this.#held.now, what, this.#scheduler.now, effect);
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      throw new DeliveryError("platform", error.message, { noEffect: true });
    }
  }
}

/** One call took effect; what it did to the traffic is judged at once. */
export function changed(shared: Shared, what: string, now: number, effect: SharedEffect): Shared {
  const before = later(shared.world, now);
  const world = effect(before) ?? before;
  const faults = [...shared.faults];
  const [had, has] = [healthyOf(before), healthyOf(world)];
  if (has === 0 && had > 0) faults.push(`${what}: nobody serves any more`);
  else if (has < Math.min(had, SIZE) && !shared.meddled) faults.push(`${what}: ${had} → ${has} healthy`);
  for (const group of before.seen.groups) {
    const after = world.seen.groups.find(({ name }) => name === group.name);
    const serves = group.targetGroupArns.includes(SHARED_ARN) && targetsOf(before, group).length > 0;
    // Beside the other side a size is a share; what serves alone is never made smaller.
    const alone = before.seen.groups.every((each) => each === group || !isServing(before, each.name));
    if (serves && alone && (after?.desired ?? 0) < group.desired && !shared.meddled)
      faults.push(`${what}: ${group.name} was scaled in while it served alone`);
  }
  return { ...shared, world, faults };
}

/** How many instances blue serves with in the beginning. */
export const SIZE = 2;

function healthyOf({ seen }: SharedWorld): number {
  return seen.targetGroup.targets.filter(({ state }) => state === "healthy").length;
}

function isServing(world: SharedWorld, name: string): boolean {
  return targetsOf(world, groupNamed(world, name)).some(({ state }) => state !== "draining");
}

/** Two runs did not both win, and there is a way back to blue at its old size. */
async function judge(
  { held, outcomes, hands }: End<Shared>,
  alone: (run: Run) => Promise<string | undefined>,
): Promise<string[]> {
  const wrong: string[] = [];
  const { marked, blue, green } = identify(held.now.world.seen);
  if (!marked || green.group === undefined || blue.group === undefined) return wrong;
  const { standing } = viewOf(settingsFor({ step: "status" }, { step: "status" } as Intent), held.now.world.seen);
  const won = outcomes.some(({ step, how }) => step === "deploy" && how === "done");
  if (won && hands === 0 && standing.green.state === "ready" && runsOf(green.group) !== standing.rollout?.revision)
    wrong.push(`the label says ${standing.rollout?.revision}, and ${runsOf(green.group)} runs`);
  const { name } = blue.group;
  const before = blueBefore(green.group)?.desired ?? SIZE;
  const failed = await alone({ step: "rollback" });
  if (failed !== undefined) return [...wrong, `rollback afterwards: ${failed}`];
  const { world } = held.now;
  const back = groupNamed(world, name);
  if (back.desired < before) wrong.push(`rollback left ${name} with ${back.desired} of ${before}`);
  const others = world.seen.groups.filter((group) => group.name !== name && isServing(world, group.name));
  if (!isServing(world, name) || others.length > 0) wrong.push(`rollback did not leave ${name} alone`);
  return wrong;
}
