import type { Intent, Plan } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { GroupState, Snapshot } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { planStep } from "../../src/platforms/ec2/weighted/plan.ts";
import type { Run } from "./explore.ts";
import { Explorer } from "./explore.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, failureOf, inputsFor } from "./fixtures.ts";
import type { World } from "./world.ts";
import { idleWorld, ROUTES, timePasses, withGroup } from "./world.ts";

export const CAPACITY = { min: 1, desired: 2, max: 4 };
export const idle = () => idleWorld({ fleet: "paired", capacity: CAPACITY });

export function planOf(
  step: Step,
  { seen }: World,
  more: Given = {},
  claim: Pick<Intent, "nonce" | "holds"> = {},
): Plan<Ec2Change> {
  const inputs = inputsFor(step, { listeners: ROUTES.join(), ...more });
  const settings = ec2Of(inputs);
  const { maxCapacityDeficit } = settings;
  const intent = {
    ...inputs,
    rolloutId: "octo/shop/runs/8",
    now: seen.at,
    maxCapacityDeficit,
    ...claim,
  };
  return planStep(settings, intent, seen);
}

export function refusalOf(step: Step, world: World, more: Given = {}) {
  return failureOf(() => planOf(step, world, more));
}

/** The world after some steps of a rollout. */
export function worldAfter(...runs: Run[]): World {
  const explorer = new Explorer({ fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
  return runs.reduce((world, run) => timePasses(explorer.endOf(world, run).world), idle());
}

export function changed(name: string, more: Partial<GroupState>, world = idle()): World {
  return withGroup(world, name, (group) => ({ ...group, ...more }));
}

export function seeing(more: Partial<Snapshot>, world = idle()): World {
  return { ...world, seen: { ...world.seen, ...more } };
}
