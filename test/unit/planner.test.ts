import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { ExplorerOptions, Invariant } from "./explore.ts";
import { Explorer, RUN_NAMES } from "./explore.ts";
import { MEDDLING, meddle, scaledInByHand } from "./meddling.ts";
import type { World } from "./world.ts";
import { ARNS, scaled, timePasses, withHealth } from "./world.ts";

/** A machine under load takes its time: the states are bounded, not how long it takes to visit them. */
vi.setConfig({ hookTimeout: 1_200_000, testTimeout: 1_200_000 });

/** DESIGN.md, section 5, and what else every plan must hold to. */
const SENTENCES: Record<Invariant, string> = {
  I1: "No weight ever points at a side without enough healthy targets.",
  I2: "Every rewrite of a listener keeps every other action, rule, target group, stickiness and auth setting, byte for byte.",
  I3: "Nothing with weight, or still draining, is scaled in, detached or deleted.",
  I4: 'From every reachable state `rollback` reaches "blue has 100 % at its old capacity" while blue exists; then `teardown` idle.',
  I5: "Kill the process before or after any call; run the step again: the same end state as an undisturbed run.",
  I6: "Nothing that the inputs do not name is ever changed.",
  idempotent: "A step that is repeated after its end has nothing to do.",
  ready: "Blue never loses weight before green is ready to carry it.",
  sound:
    "No step asks for what AWS refuses, or leaves a state that it calls degraded or that the next one cannot read.",
};

/** One rollout in all its states, with either side ill at any time. */
const WIDE = {
  runs: ["deploy A", "shift 50", "promote", "rollback", "teardown"],
  ailing: true,
  rollouts: 1,
  login: "oidc",
} as const;
/** An A/B test, whose cohort reaches green by rules of its own. */
const COHORT = {
  runs: ["deploy A", "test 50", "promote", "rollback", "teardown"],
  ailing: false,
  rollouts: 1,
} as const;
/** Two rollouts of two images, one after the other, so that both sides are blue once. */
const DEEP = { runs: ["deploy A", "deploy B", "promote", "rollback", "teardown"], ailing: false, rollouts: 2 } as const;

/** Other people at work on the same load balancer. */
const CROWDED = { runs: ["deploy A", "promote", "rollback", "teardown"], ailing: false, rollouts: 1 } as const;
/** Testers see green before anyone else, by rules of ours that may get lost. */
const PREVIEW = {
  runs: ["preview A", "promote", "rollback", "teardown"],
  ailing: false,
  rollouts: 1,
  meddling: ["rules of ours lost"],
} as const;
/** Clients are kept on their side, until a switch ends that. */
const STICKY = {
  runs: ["deploy A", "promote", "cut over", "rollback", "teardown"],
  ailing: false,
  rollouts: 1,
} as const;

/** The image is made on the way, and found again by whoever goes on. */
const BAKED = {
  runs: ["bake image", "promote", "rollback", "teardown"],
  ailing: false,
  rollouts: 1,
} as const;

const ELASTIC = { min: 1, desired: 2, max: 4 };
const RIGID = { min: 2, desired: 2, max: 2 };

describe.each<[string, ExplorerOptions]>([
  ["a pair of groups, one rollout", { fleet: "paired", capacity: ELASTIC, ...WIDE }],
  ["a group that is cloned, one rollout", { fleet: "cloned", capacity: ELASTIC, ...WIDE, ailing: false }],
  ["a pair of groups, an A/B test", { fleet: "paired", capacity: ELASTIC, ...COHORT }],
  [
    "a pair of groups, an A/B test, rules of ours lost",
    { fleet: "paired", capacity: RIGID, ...COHORT, meddling: ["rules of ours lost"] },
  ],
  ["a pair of groups, two rollouts", { fleet: "paired", capacity: ELASTIC, leftOver: 1, ...DEEP }],
  ["a group that is cloned, two rollouts", { fleet: "cloned", capacity: RIGID, ...DEEP }],
  [
    "a pair of groups, rules of others",
    { fleet: "paired", capacity: ELASTIC, ...CROWDED, meddling: ["rules of others"] },
  ],
  [
    "a group that is cloned, rules of others",
    { fleet: "cloned", capacity: RIGID, ...CROWDED, meddling: ["rules of others"] },
  ],
  [
    "a pair of groups, weights set by hand",
    { fleet: "paired", capacity: ELASTIC, ...WIDE, ailing: false, meddling: ["weights set by hand"] },
  ],
  [
    "a group that is cloned, weights set by hand",
    { fleet: "cloned", capacity: ELASTIC, ...CROWDED, meddling: ["weights set by hand"] },
  ],
  ["a pair of groups, a preview, rules of ours lost", { fleet: "paired", capacity: ELASTIC, ...PREVIEW }],
  ["a group that is cloned, a preview, rules of ours lost", { fleet: "cloned", capacity: RIGID, ...PREVIEW }],
  ["a pair of groups, an image made of an instance", { fleet: "paired", capacity: ELASTIC, ...BAKED }],
  ["a group that is cloned, an image made of an instance", { fleet: "cloned", capacity: RIGID, ...BAKED }],
  ["a pair of groups, sticky for ten minutes", { fleet: "paired", capacity: ELASTIC, sticky: 600, ...STICKY }],
  ["a pair of groups, sticky without end", { fleet: "paired", capacity: ELASTIC, sticky: "endless", ...STICKY }],
])("in every state that can be reached: %s", (name, options) => {
  const explorer = new Explorer(options);
  let states = 0;

  beforeAll(() => {
    states = explorer.exhaust(20_000);
    console.log(`${name}: ${states} states, ${explorer.steps} steps, ${explorer.crashes} crashes`);
  });

  test("every phase of a rollout is among them", () => {
    expect(states).toBeGreaterThan(500);
    const [idle, ...others] = ["idle", "deploying", "deployed", "promoted", "rolled-back"] as const;
    expect([...explorer.phases]).toEqual(expect.arrayContaining([idle, ...others]));
    expect(explorer.crashes).toBeGreaterThan(states);
  });

  test.each(Object.entries(SENTENCES) as [Invariant, string][])("%s: %s", (invariant) => {
    expect(explorer.broken.get(invariant)).toEqual([]);
  });
});

test("a rollback takes everyone off green before the cohort's rules go, or the cohort would get more of it first", () => {
  const explorer = new Explorer({ fleet: "paired", capacity: ELASTIC, ...COHORT });
  const tested = (["deploy A", "test 50"] as const).reduce(
    (now, run) => explorer.endOf(now, run).world,
    explorer.start(),
  );
  const crashes = explorer.crashesOf(tested, "promote").filter(([where]) => where.endsWith("set-weights"));
  const moved = crashes.at(-1)?.[1] ?? tested;
  const kinds = explorer.plan(moved, "rollback")?.map(({ kind }) => kind) ?? [];
  expect(kinds).toContain("delete-rule");
  expect(kinds.indexOf("set-weights")).toBeLessThan(kinds.indexOf("delete-rule"));
});

type Move = (world: World, explorer: Explorer) => World;

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...RUN_NAMES), fc.option(fc.nat({ max: 40 }), { nil: undefined }))
      .map(stepping),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...ARNS), fc.boolean()).map(ailing) },
  { weight: 1, arbitrary: fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: -2, max: 2 })).map(scaling) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...MEDDLING), fc.nat({ max: 2 })).map(meddling) },
  { weight: 1, arbitrary: fc.constant<Move>(scaledInByHand) },
  { weight: 1, arbitrary: fc.constant<Move>(timePasses) },
);

function stepping([run, crash]: [(typeof RUN_NAMES)[number], number | undefined]): Move {
  return (world, explorer) => explorer.step(world, run, crash);
}

function ailing([arn, healthy]: [string, boolean]): Move {
  return (world) => withHealth(world, arn, healthy);
}

function meddling([kind, place]: [(typeof MEDDLING)[number], number]): Move {
  return (world) => {
    const ways = meddle(world, kind);
    return ways[place % ways.length]?.[1] ?? world;
  };
}

/** Somebody else scales a group: in only while no rollout holds it at a size. */
function scaling([place, by]: [number, number]): Move {
  return (world) => {
    const held = world.seen.groups.some(({ tags }) => TAG.rollout in tags);
    return scaled(world, place, held ? Math.abs(by) : by);
  };
}

const options = fc.record({
  fleet: fc.constantFrom("paired" as const, "cloned" as const),
  capacity: fc.constantFrom(ELASTIC, RIGID, { min: 1, desired: 1, max: 1 }, { min: 1, desired: 3, max: 9 }),
  leftOver: fc.constant(0),
  shielded: fc.boolean(),
  sticky: fc.constantFrom(0, 300, "endless" as const),
  login: fc.constantFrom("oidc" as const, "cognito" as const),
  runs: fc.constant(RUN_NAMES),
  ailing: fc.constant(true),
  scaling: fc.constant(true),
  rollouts: fc.constant(5),
});

test("on any way through steps, crashes, illness and scaling, in any kind of world", () => {
  let steps = 0;
  fc.assert(
    fc.property(options, fc.array(move, { minLength: 3, maxLength: 15, size: "max" }), (kind, moves) => {
      const explorer = new Explorer(kind);
      moves.reduce((world, next) => next(world, explorer), explorer.start());
      steps += explorer.steps;
      expect([...explorer.broken].filter(([, ways]) => ways.length > 0)).toEqual([]);
    }),
    { numRuns: 300 },
  );
  console.log(`random ways: ${steps} steps`);
  expect(steps).toBeGreaterThan(1_000);
});
