import { beforeAll, describe, expect, test, vi } from "vitest";
import type { SharedInvariant, SharedOptions } from "./shared-explore.ts";
import { SharedExplorer } from "./shared-explore.ts";

/** A machine under load takes its time: the states are bounded, not how long it takes to visit them. */
vi.setConfig({ hookTimeout: 1_200_000, testTimeout: 1_200_000 });

/** DESIGN.md, section 5, for one target group that both sides share. Listeners are not written at all: no I2. */
const SENTENCES: Record<SharedInvariant, string> = {
  I1: "No change leaves fewer healthy targets than blue had before the rollout.",
  I3: "Nothing that has traffic or still drains is scaled in or deleted.",
  I4: 'From every reachable state `rollback` reaches "blue alone, at its old capacity"; then `teardown` idle.',
  I5: "Kill the process after any call; run the step again: the same end state as an undisturbed run.",
  I6: "Nothing that the inputs do not name is ever changed.",
  I7: "A step that comes to its end has reached its goal.",
  loop: "No step takes what it did itself for somebody else's hand when it looks again.",
  idempotent: "A step that is repeated after its end has nothing to do.",
  sound: "No step asks for what AWS refuses, or leaves a state that it calls degraded.",
};

const ELASTIC = { min: 1, desired: 2, max: 4 };
const WIDE = {
  runs: ["deploy A", "shift 30", "promote", "rollback", "teardown"],
  ailing: true,
  rollouts: 1,
} as const;
const LADDER = {
  runs: ["deploy A", "shift 30", "shift 0", "shift 100", "promote", "rollback", "teardown"],
  ailing: false,
  rollouts: 1,
} as const;
const STEEP = { ...LADDER, runs: ["deploy A", "shift 30", "shift 0", "promote", "teardown"] } as const;
const BUSY = {
  runs: ["deploy A", "shift 30", "promote", "rollback"],
  ailing: false,
  scaling: true,
  rollouts: 1,
} as const;
const DEEP = { runs: ["deploy A", "deploy B", "promote", "rollback", "teardown"], ailing: false, rollouts: 2 } as const;

describe.each<[string, SharedOptions]>([
  ["a pair of groups, either side ill at any time", { fleet: "paired", capacity: ELASTIC, ...WIDE }],
  [
    "a pair of groups, all the way up and down",
    { fleet: "paired", capacity: { min: 1, desired: 3, max: 3 }, ...LADDER },
  ],
  [
    "a pair of groups that scaling policies enlarge",
    { fleet: "paired", capacity: { min: 0, desired: 1, max: 2 }, ...BUSY },
  ],
  ["a pair of groups, two rollouts", { fleet: "paired", capacity: ELASTIC, bothAttached: true, ...DEEP }],
  [
    "a pair of groups that stay listed until they have drained",
    { fleet: "paired", capacity: ELASTIC, lingering: true, ...STEEP },
  ],
  ["a pair of groups with scale-in protection", { fleet: "paired", capacity: ELASTIC, shielded: true, ...STEEP }],
  ["a group that is cloned", { fleet: "cloned", capacity: ELASTIC, ...STEEP }],
  ["a group that is cloned, two rollouts", { fleet: "cloned", capacity: { min: 2, desired: 2, max: 2 }, ...DEEP }],
])("on a shared target group, in every state that can be reached: %s", (name, options) => {
  const explorer = new SharedExplorer(options);
  let states = 0;

  beforeAll(() => {
    states = explorer.exhaust(20_000);
    console.log(`${name}: ${states} states, ${explorer.crashes} crashes`);
  });

  test("every phase of a rollout is among them", () => {
    const goesBack = options.runs.includes("rollback");
    const phases = ["idle", "deploying", "deployed", "promoted", "shifting", ...(goesBack ? ["rolled-back"] : [])];
    expect([...explorer.phases]).toEqual(expect.arrayContaining(phases));
    expect(states).toBeGreaterThan(100);
    expect(explorer.crashes).toBeGreaterThan(states);
  });

  test.each(Object.entries(SENTENCES) as [SharedInvariant, string][])("%s: %s", (invariant) => {
    expect(explorer.broken.get(invariant)).toEqual([]);
  });
});
