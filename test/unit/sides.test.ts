import { describe, expect, test } from "vitest";
import { differences } from "../../src/delivery/digest.ts";
import { formatSwitch } from "../../src/delivery/switch-record.ts";
import type { Phase } from "../../src/delivery/vocabulary.ts";
import { withWeights } from "../../src/platforms/ec2/listeners/routes.ts";
import type { GroupState, Snapshot, TargetGroupState } from "../../src/platforms/ec2/snapshot.ts";
import { formatCapacity, parseCapacity, TAG } from "../../src/platforms/ec2/snapshot.ts";
import { agreedShare, identify } from "../../src/platforms/ec2/weighted/sides.ts";
import { requireSuitable } from "../../src/platforms/ec2/weighted/suitable.ts";
import { viewOf } from "../../src/platforms/ec2/weighted/view.ts";
import { Explorer } from "./explore.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, failureOf, inputsFor, targetGroupArn } from "./fixtures.ts";
import type { World } from "./world.ts";
import { ARNS, HOLD_MS, idleWorld, ROUTES, resize, withGroup, withHealth } from "./world.ts";

const CAPACITY = { min: 1, desired: 2, max: 4 };

function settings(more: Given = {}) {
  return ec2Of(inputsFor("promote", { listeners: ROUTES.join(), ...more }));
}

const SWITCHED = Date.parse("2026-01-02T03:00:00.000Z");

interface RolloutOptions {
  /** Green's weight on each of the two routes. */
  weights?: readonly [number, number];
  size?: number;
  tags?: Readonly<Record<string, string>>;
  sticky?: number;
}

/** A pair of groups in the middle of a rollout: web-b is green. */
function rollout({ weights = [0, 0], size = 2, tags = {}, sticky }: RolloutOptions = {}): World {
  const marked = withGroup(idleWorld({ fleet: "paired", capacity: CAPACITY }), "web-b", (group) => ({
    ...group,
    tags: { [TAG.rollout]: "octo/shop/runs/7", [TAG.blueCapacity]: "1/2/4", [TAG.revision]: "image-id=ami-2", ...tags },
  }));
  const world = size === 0 ? marked : resize(marked, "web-b", { desired: size });
  const routes = world.seen.routes.map((route, index) => ({
    ...route,
    actions: withWeights(route.actions, ARNS[0], ARNS[1], weights[index] ?? 0, sticky),
  }));
  return { ...world, seen: { ...world.seen, routes } };
}

function switched(by: "shift" | "promote" | "rollback") {
  return { [TAG.switched]: formatSwitch({ by, at: SWITCHED, verified: true }) };
}

describe("which side is blue", () => {
  test("without a rollout it is the one with the weight", () => {
    const { seen } = idleWorld({ fleet: "paired", capacity: CAPACITY });
    expect(identify(seen)).toMatchObject({ marked: false, blue: { group: { name: "web-a" } }, shares: [0, 0] });
    const [first, second] = seen.targetGroups;
    const swapped: Snapshot = { ...seen, targetGroups: [second, first] };
    expect(identify(swapped).blue.group?.name).toBe("web-a");
  });

  test("a target group that somebody filled by hand is blue while it has the weight", () => {
    const { seen } = idleWorld({ fleet: "paired", capacity: CAPACITY });
    const { blue, green } = identify({ ...seen, groups: seen.groups.filter(({ name }) => name === "web-b") });
    expect([blue.group, green.group?.name]).toEqual([undefined, "web-b"]);
  });

  test.each<[number, number]>([
    [0, 0],
    [50, 0],
    [100, 100],
  ])("during a rollout green is the one with the tag, whatever the weights are: %i and %i", (first, second) => {
    const sides = identify(rollout({ weights: [first, second] }).seen);
    expect(sides).toMatchObject({ marked: true, green: { group: { name: "web-b" } }, shares: [first, second] });
    expect(agreedShare(sides)).toBe(first === second ? first : undefined);
  });

  test("two groups with the tag are told apart by their weight, and the doubt is told", () => {
    const world = withGroup(rollout(), "web-a", (group) => ({ ...group, tags: { [TAG.rollout]: "octo/shop/runs/6" } }));
    expect(identify(world.seen)).toMatchObject({ markedTwice: true, blue: { group: { name: "web-a" } } });
    expect(viewOf(settings(), world.seen)).toMatchObject({ phase: "degraded" });
  });
});

describe("the phase of a rollout follows from what is live", () => {
  test.each<[Phase, World]>([
    ["idle", idleWorld({ fleet: "paired", capacity: CAPACITY })],
    ["deploying", rollout({ size: 0 })],
    ["deploying", withHealth(rollout(), ARNS[1], false)],
    ["deployed", rollout()],
    ["deployed", rollout({ tags: switched("promote") })],
    ["shifting", rollout({ weights: [10, 10], tags: switched("shift") })],
    ["promoted", rollout({ weights: [100, 100], tags: switched("promote") })],
    ["rolled-back", rollout({ tags: switched("rollback") })],
    ["degraded", rollout({ weights: [100, 0] })],
    ["degraded", withHealth(rollout({ weights: [100, 100] }), ARNS[1], false)],
    ["degraded", withHealth(rollout({ weights: [10, 10] }), ARNS[0], false)],
  ])("%s", (phase, world) => {
    const seen = viewOf(settings(), world.seen);
    expect(seen.phase).toBe(phase);
    expect(seen.problems.length > 0).toBe(phase === "degraded");
  });

  test("a side with weight and without a healthy target is a problem, with the reason", () => {
    const { problems } = viewOf(settings(), withHealth(rollout({ weights: [100, 100] }), ARNS[1], false).seen);
    expect(problems).toEqual(["web-green has weight, but none of its targets is healthy: 2 × target unhealthy."]);
    const empty = viewOf(settings(), rollout({ weights: [100, 100], size: 0 }).seen);
    expect(empty.problems).toEqual(["web-green has weight, but none of its targets is healthy: it is empty."]);
  });

  test("who began the rollout, of what, and when is what green's tags say", () => {
    const tags = { [TAG.startedAt]: "2026-01-02T02:00:00.000Z" };
    const told = { id: "octo/shop/runs/7", revision: "image-id=ami-2" };
    expect(viewOf(settings(), rollout({ tags }).seen).rollout).toEqual({
      ...told,
      startedAt: "2026-01-02T02:00:00.000Z",
    });
    expect(viewOf(settings(), rollout().seen).rollout).toEqual({ ...told, startedAt: "" });
    expect(viewOf(settings(), idleWorld({ fleet: "paired", capacity: CAPACITY }).seen).rollout).toBeUndefined();
  });

  test("weights that somebody else set without a rollout are a problem", () => {
    const world = withGroup(rollout({ weights: [30, 30] }), "web-b", (group) => ({ ...group, tags: {} }));
    const { phase, problems } = viewOf(settings(), world.seen);
    expect(phase).toBe("degraded");
    expect(problems).toEqual([expect.stringContaining("no rollout is on record: somebody else set it")]);
  });

  test("a listener whose weights are all 0 is a problem, for it answers 503", () => {
    const world = rollout();
    const dead = (actions: Snapshot["routes"][number]["actions"]) =>
      actions.map((action) => {
        const tuples = ARNS.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 0 }));
        return action.Type === "forward" ? { ...action, ForwardConfig: { TargetGroups: tuples } } : action;
      });
    const routes = world.seen.routes.map((route) => ({ ...route, actions: dead(route.actions) }));
    const { phase, problems, weight } = viewOf(settings(), { ...world.seen, routes });
    expect({ phase, weight }).toEqual({ phase: "degraded", weight: undefined });
    expect(problems).toContain("Both target groups have weight 0 on a listener: every request gets a 503.");
  });
});

test("each side is shown with what it runs, how whole it is, and its weight", () => {
  const { blue, green } = viewOf(settings(), rollout({ weights: [30, 30], size: 1 }).seen);
  const common = { healthy: 2, wanted: 2 };
  expect(blue).toEqual({
    ...common,
    name: "web-a",
    target: "web-blue",
    revision: "launch-template-version=1",
    weight: 70,
  });
  expect(green).toEqual({
    ...{ name: "web-b", target: "web-green", revision: "image-id=ami-2" },
    ...{ healthy: 1, wanted: 1, weight: 30 },
  });
});

describe("in an A/B test", () => {
  const explorer = new Explorer({ fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
  const deployed = explorer.endOf(explorer.start(), "deploy A").world;
  const tested = explorer.endOf(deployed, "test 50").world;
  const test50: Given = { strategy: "ab-test", cohort: "header X-Beta = 1" };
  const seenBy = (world: World, more: Given = {}) => viewOf(settings(more), world.seen);

  test("green's weight is its share of the cohort, and everyone else's is not touched", () => {
    expect(identify(tested.seen)).toMatchObject({ shares: [0, 0], cohortShares: [50, 50] });
    expect(seenBy(tested, test50)).toMatchObject({ phase: "shifting", weight: 50, cohort: "header X-Beta = 1" });
    expect(seenBy(tested)).toMatchObject({ weight: 50, cohort: "the condition of a rule of its own" });
    expect(seenBy(deployed, test50)).toMatchObject({ phase: "deployed", weight: 0, cohort: undefined });
  });

  test("a cohort that reaches green by 0 % is none", () => {
    const rules = tested.seen.rules.map((rule) => ({
      ...rule,
      actions: withWeights(rule.actions, ARNS[0], ARNS[1], 0),
    }));
    const world = { ...tested, seen: { ...tested.seen, rules } };
    expect(seenBy(world, test50)).toMatchObject({ phase: "deployed", weight: 0, cohort: undefined });
  });

  test("neither side may go while the cohort reaches green", () => {
    expect(seenBy(tested).safeTeardownAt).toBeUndefined();
  });

  test("after a promote the weight is everyone's, and the cohort's rules are gone", () => {
    const { world } = explorer.endOf(tested, "promote");
    expect(seenBy(world, test50)).toMatchObject({ phase: "promoted", weight: 100, cohort: undefined });
    expect(world.seen.rules.filter(({ purpose }) => purpose === "cohort")).toEqual([]);
  });
});

describe("a side without weight may go", () => {
  const safe = (world: World, more: Given = {}) => viewOf(settings(more), world.seen).safeTeardownAt;

  test("when it had no traffic at all, at once", () => {
    const world = rollout();
    expect(safe(world)).toBe(world.seen.at);
  });

  test.each([
    ["promote", 100],
    ["rollback", 0],
  ] as const)("after a %s when scale-down-delay is over", (direction, weight) => {
    const world = rollout({ weights: [weight, weight], tags: switched(direction) });
    expect(safe(world)).toBe(SWITCHED + HOLD_MS);
    expect(safe(world, { "scale-down-delay": "1h" })).toBe(SWITCHED + 3_600_000);
  });

  test("with stickiness when the last cookie has expired", () => {
    const world = rollout({ weights: [100, 100], tags: switched("promote"), sticky: 600 });
    expect(safe(world)).toBe(SWITCHED + 600_000);
    expect(viewOf(settings(), world.seen).stickySeconds).toBe(600);
    expect(viewOf(settings(), rollout().seen).stickySeconds).toBe(0);
  });

  test("not while both have weight, and not without a rollout", () => {
    expect(safe(rollout({ weights: [10, 10] }))).toBeUndefined();
    expect(safe(idleWorld({ fleet: "paired", capacity: CAPACITY }))).toBeUndefined();
  });
});

describe("the facts that an approval is about", () => {
  test("say a change of a listener in words, with before and after", () => {
    const told = (world: World) => viewOf(settings(), world.seen).facts;
    expect(differences(told(rollout()), told(rollout({ weights: [10, 10], sticky: 3_600 })))).toEqual([
      "listener web/0000000000000001 stickiness: off → for 1h",
      "listener web/0000000000000001 weights: web-blue 100, web-green 0 → web-blue 90, web-green 10",
      "rule web/f2f7dc8efc522ab2/0000000000000001 stickiness: off → for 1h",
      "rule web/f2f7dc8efc522ab2/0000000000000001 weights: web-blue 100, web-green 0 → web-blue 90, web-green 10",
    ]);
  });

  test("notice a change that they have no words for, and never show a blob", () => {
    const told = (world: World) => viewOf(settings(), world.seen).facts;
    const before = rollout();
    const routes = before.seen.routes.map((route) => ({
      ...route,
      actions: route.actions.map((action) =>
        action.AuthenticateCognitoConfig === undefined
          ? action
          : { ...action, AuthenticateCognitoConfig: { ...action.AuthenticateCognitoConfig, SessionTimeout: 60 } },
      ),
    }));
    const now = told({ ...before, seen: { ...before.seen, routes } });
    expect(differences(told(before), now)).toEqual([
      "rule web/f2f7dc8efc522ab2/0000000000000001: changed in what is not shown here",
    ]);
    for (const fact of Object.values(now)) expect(fact).not.toMatch(/[{}]/);
  });

  test("name the weights of each listener and rule by their target groups", () => {
    const { facts: told } = viewOf(settings(), rollout({ weights: [0, 10] }).seen);
    const weights = Object.entries(told).filter(([name]) => name.endsWith("weights"));
    expect(weights.map(([, fact]) => fact)).toEqual(["web-blue 100, web-green 0", "web-blue 90, web-green 10"]);
    expect(weights.map(([name]) => name.split(" ")[0])).toEqual(["listener", "rule"]);
  });

  const facts = (world: World) => viewOf(settings(), world.seen).facts;

  test("are the same however healthy and large the sides are", () => {
    const small = rollout({ size: 1 });
    expect(facts(withHealth(small, ARNS[1], false))).toEqual(facts(rollout({ size: 4 })));
  });

  test.each<[string, (world: World) => World]>([
    ["the weights", () => rollout({ weights: [10, 10] })],
    ["one listener's weights", () => rollout({ weights: [0, 10] })],
    ["stickiness", () => rollout({ sticky: 60 })],
    ["a launch template version", (world) => withGroup(world, "web-a", atVersion("9"))],
    ["the rollout", (world) => withGroup(world, "web-b", (group) => ({ ...group, tags: { [TAG.rollout]: "other" } }))],
    [
      "what a group is attached to",
      (world) => withGroup(world, "web-b", (group) => ({ ...group, targetGroupArns: [] })),
    ],
  ])("change with %s", (_what, change) => {
    expect(facts(change(rollout()))).not.toEqual(facts(rollout()));
  });
});

function atVersion(version: string) {
  return (group: GroupState): GroupState => ({ ...group, template: group.template && { ...group.template, version } });
}

describe("a world in which no rollout can work is refused, whatever the step", () => {
  const THIRD = targetGroupArn("web-third");
  const idle = () => idleWorld({ fleet: "paired", capacity: CAPACITY });
  const changed = (name: string, more: Partial<GroupState>) =>
    withGroup(idle(), name, (group) => ({ ...group, ...more }));
  const withFirst = (more: Partial<TargetGroupState>): World => {
    const world = idle();
    const [first, second] = world.seen.targetGroups;
    return { ...world, seen: { ...world.seen, targetGroups: [{ ...first, ...more }, second] } };
  };
  const withGroups = (...groups: GroupState[]): World => ({ ...idle(), seen: { ...idle().seen, groups } });
  const [blue, green] = idle().seen.groups;

  test.each<[string, World, Given, string, string]>([
    [
      "no group of that name",
      withGroups(...[blue].flatMap((group) => group ?? [])),
      {},
      "not-found",
      "Auto Scaling group web-b not found",
    ],
    [
      "no group to clone",
      withGroups(),
      { "auto-scaling-groups": "web" },
      "not-found",
      "Auto Scaling group web not found",
    ],
    [
      "a group on neither target group",
      changed("web-b", { targetGroupArns: [] }),
      {},
      "unsuitable",
      "web-b is attached to neither of web-blue and web-green",
    ],
    [
      "a group on both",
      changed("web-a", { targetGroupArns: [...ARNS] }),
      {},
      "unsuitable",
      "web-a is attached to both web-blue and web-green",
    ],
    [
      "both groups on one",
      changed("web-b", { targetGroupArns: [ARNS[0]] }),
      {},
      "unsuitable",
      "web-a and web-b are attached to the same target group, web-blue",
    ],
    [
      "a group on a third target group",
      changed("web-b", { targetGroupArns: [ARNS[1], THIRD] }),
      {},
      "unsuitable",
      "web-b is also attached to target group web-third",
    ],
    [
      "a group on a classic load balancer",
      changed("web-b", { otherSources: ["classic load balancer old"] }),
      {},
      "unsuitable",
      "web-b is also attached to classic load balancer old",
    ],
    [
      "a target group of another load balancer",
      withFirst({ loadBalancer: "app/other/1" }),
      {},
      "unsuitable",
      "web-blue belongs to the load balancer app/other/1",
    ],
    [
      "target stickiness that red-black would cut off",
      withFirst({ sticky: true }),
      { strategy: "red-black" },
      "unsuitable",
      "web-blue has target stickiness, which needs group stickiness",
    ],
  ])("%s", (_what, world, more, code, message) => {
    const refusal = failureOf(() => requireSuitable(settings(more), world.seen));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
    expect(refusal.remedy).not.toBe("");
  });

  test("three groups of one fleet: which is left over, a person must say", () => {
    const clones = ["web", "web-v001", "web-v002"].map((name) => ({ ...(green ?? newest()), name }));
    const refusal = failureOf(() =>
      requireSuitable(settings({ "auto-scaling-groups": "web" }), withGroups(...clones).seen),
    );
    expect(refusal.message).toContain("web, web-v001, web-v002 all belong to this fleet");
    expect(refusal.remedy).toContain(TAG.fleet);
  });

  test("and a sound one is not", () => {
    expect(() => requireSuitable(settings(), idle().seen)).not.toThrow();
    const cloned = idleWorld({ fleet: "cloned", capacity: CAPACITY });
    expect(() => requireSuitable(settings({ "auto-scaling-groups": "web" }), cloned.seen)).not.toThrow();
  });
});

function newest(): never {
  throw new Error("A pair has two groups.");
}

describe("what is written on green's group is read back", () => {
  test("capacities", () => {
    expect(parseCapacity(formatCapacity(CAPACITY))).toEqual(CAPACITY);
    for (const text of [undefined, "", "1/2", "1/2/3/4", "a/b/c", "-1/2/3", "1/2/3 "]) {
      expect(parseCapacity(text)).toBeUndefined();
    }
  });
});
