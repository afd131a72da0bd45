import { describe, expect, test } from "vitest";
import { isUnfinished } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { planStep } from "../../src/platforms/ec2/shared/plan.ts";
import { identify } from "../../src/platforms/ec2/shared/sides.ts";
import { undoOf } from "../../src/platforms/ec2/shared/undo.ts";
import { viewOf } from "../../src/platforms/ec2/shared/view.ts";
import { progressOf } from "../../src/platforms/ec2/shared/waits.ts";
import { instancesFor, reachableWeights } from "../../src/platforms/ec2/shared/weights.ts";
import type { GroupState, TargetState } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Given } from "./fixtures.ts";
import { failureOf } from "./fixtures.ts";
import type { SharedRun } from "./shared-explore.ts";
import { SHARED_RUNS, SharedExplorer, settingsOf, sharedInputs } from "./shared-explore.ts";
import type { SharedWorld } from "./shared-world.ts";
import { groupNamed, idleShared, settled, targetsOf, timePasses, withGroup, withHealth } from "./shared-world.ts";

const CAPACITY = { min: 1, desired: 2, max: 4 };
const OPTIONS = { fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 } as const;

function planOf(step: Step, { seen }: SharedWorld, more: Given = {}) {
  const needed = step === "deploy" ? { "image-id": "ami-0000000a" } : {};
  const inputs = sharedInputs({ step, ...needed, ...more });
  const settings = settingsOf(inputs);
  const { maxCapacityDeficit } = settings;
  return planStep(settings, { ...inputs, maxCapacityDeficit, rolloutId: "octo/shop/runs/8", now: seen.at }, seen);
}

const refusalOf = (step: Step, world: SharedWorld, more: Given = {}) => failureOf(() => planOf(step, world, more));
const kindsOf = (step: Step, world: SharedWorld, more: Given = {}) =>
  planOf(step, world, more).changes.map((change) =>
    "group" in change ? `${change.kind} ${change.group}` : change.kind,
  );
const viewIn = ({ seen }: SharedWorld) => viewOf(settingsOf(sharedInputs(SHARED_RUNS.promote)), seen);

/** The world after some steps of a rollout. */
function worldAfter(...runs: SharedRun[]): SharedWorld {
  const explorer = new SharedExplorer(OPTIONS);
  return runs.reduce((world, run) => timePasses(explorer.endOf(world, run).world), idleShared(OPTIONS));
}

function changed(world: SharedWorld, name: string, more: Partial<GroupState>): SharedWorld {
  return withGroup(world, name, (group) => ({ ...group, ...more }));
}

function withTargets(world: SharedWorld, targets: readonly TargetState[]): SharedWorld {
  return { ...world, seen: { ...world.seen, targetGroup: { ...world.seen.targetGroup, targets } } };
}

const stray: TargetState = { id: "i-stray", state: "healthy", reason: undefined, description: undefined };

describe("the weights that can be reached", () => {
  test("are what each number of green instances is of all", () => {
    expect(reachableWeights({ blue: 2, green: 2 })).toEqual([0, 33.33, 50, 100]);
    expect(reachableWeights({ blue: 1, green: 3 })).toEqual([0, 50, 66.67, 75, 100]);
  });

  test.each([
    [1, 1],
    [33, 1],
    [42, 2],
    [99, 2],
  ])("%i %% is %i of two instances beside two of blue: never none, never all", (asked, instances) => {
    expect(instancesFor(asked, { blue: 2, green: 2 })).toBe(instances);
  });

  test("without blue there is nothing between none and all", () => {
    expect(reachableWeights({ blue: 0, green: 2 })).toEqual([0, 100]);
  });
});

describe("deploy", () => {
  test("leaves green out of the target group, at blue's size", () => {
    expect(kindsOf("deploy", idleShared(OPTIONS))).toEqual([
      "mark web-b",
      "wait-claim",
      "create-template-version",
      "set-template web-b",
      "set-capacity web-a",
      "set-capacity web-b",
      "wait-launched web-b",
    ]);
  });

  test("takes an empty idle group out of the target group first", () => {
    const [, , first] = kindsOf("deploy", idleShared({ ...OPTIONS, bothAttached: true }));
    expect(first).toBe("detach-target-group web-b");
  });

  test("of another image is refused while a rollout is in progress", () => {
    const refusal = refusalOf("deploy", worldAfter("deploy A"), { "image-id": "ami-0000000b" });
    expect(refusal.code).toBe("locked");
    expect(refusal.message).toContain("image-id=ami-0000000a is in progress on web-b");
  });

  test("is refused while AWS deletes green: its teardown has begun", () => {
    const going = changed(worldAfter("deploy A"), "web-b", { deleting: true });
    expect(refusalOf("deploy", going)).toMatchObject({
      id: "other-rollout",
      lock: { way: ["teardown"] },
    });
  });

  test("gives green another size when it is told one", () => {
    const plan = planOf("deploy", worldAfter("deploy A"), { "desired-capacity": "3" });
    expect(plan.changes.map(({ kind }) => kind)).toEqual(["mark", "mark", "set-capacity", "wait-launched"]);
    expect(plan.changes[0]).toMatchObject({ tags: { [TAG.greenSize]: "3" } });
  });

  test("refuses two groups that carry the rollout's tag, and a blue without instances", () => {
    const both = changed(worldAfter("deploy A"), "web-a", { tags: { [TAG.rollout]: "octo/shop/runs/1" } });
    expect(refusalOf("deploy", both).message).toContain("carry the tag progressive-delivery:rollout");
    const empty = changed(withTargets(idleShared(OPTIONS), []), "web-a", { desired: 0, instances: [] });
    expect(refusalOf("deploy", empty).message).toContain("no group with instances is attached to web");
  });
});

describe("shift", () => {
  test("says what it reaches instead of what was asked for", () => {
    const plan = planOf("shift", worldAfter("deploy A"), { weight: "10" });
    expect(plan.warnings).toEqual([expect.stringContaining("10 % cannot be reached")]);
    expect(plan.changes.map(({ summary }) => summary)).toContainEqual(
      "Scale web-b to 1 instance (it has 2): 1 beside 2 of blue are 33.33 % of the traffic",
    );
  });

  test("resizes green before it has traffic, and attaches it then", () => {
    expect(kindsOf("shift", worldAfter("deploy A"), { weight: "30" })).toEqual([
      "mark web-b",
      "mark web-b",
      "set-capacity web-b",
      "wait-launched web-b",
      "attach-target-group web-b",
      "wait-healthy web-b",
    ]);
  });

  test("to 100 is refused when green is too small at full size, unless the deficit is accepted", () => {
    const small = worldAfter("deploy A");
    const world = withGroup(small, "web-b", (group) => ({
      ...group,
      ...{ min: 1, desired: 1, instances: group.instances.slice(0, 1) },
      tags: { ...group.tags, [TAG.greenSize]: "1" },
    }));
    const refusal = refusalOf("shift", world, { weight: "100" });
    expect(refusal).toMatchObject({ id: "not-enough-capacity" });
    expect(kindsOf("shift", world, { weight: "100", "max-capacity-deficit": "50" })).toContain(
      "detach-target-group web-a",
    );
  });

  test("without a rollout, or without blue's group, is refused", () => {
    expect(refusalOf("shift", idleShared(OPTIONS), { weight: "30" }).message).toContain("There is no rollout to shift");
    const gone = worldAfter("deploy A", "promote");
    const alone = { ...gone, seen: { ...gone.seen, groups: [groupNamed(gone, "web-b")] } };
    expect(refusalOf("shift", alone, { weight: "30" })).toMatchObject({ id: "blue-gone" });
  });

  test("bakes again what was not seen to the end of its bake", () => {
    const world = worldAfter("deploy A", "shift 60");
    const unbaked = withGroup(world, "web-b", (group) => ({
      ...group,
      tags: { ...group.tags, [TAG.switched]: `shift+bake/${new Date(world.seen.at).toISOString()}` },
    }));
    expect(viewIn(unbaked)).toMatchObject({ phase: "shifting", weight: 50 });
    expect(isUnfinished(viewIn(unbaked).standing)).toBe(true);
    expect(kindsOf("shift", unbaked, { "bake-time": "1m" })).toEqual(["wait-bake web-b", "record-verified web-b"]);
  });
});

describe("another template version that somebody gave green", () => {
  const changedAfter = (...runs: SharedRun[]) =>
    withGroup(worldAfter("deploy A", ...runs), "web-b", (group) => ({
      ...group,
      template: group.template && { ...group.template, version: "1" },
    }));

  test("keeps traffic from moving on, but not back", () => {
    const shifted = changedAfter("shift 60");
    const [shift, promote] = [refusalOf("shift", shifted, { weight: "60" }), refusalOf("promote", shifted)];
    expect([shift.id, promote.id, refusalOf("deploy", shifted).id]).toEqual(Array(3).fill("green-changed"));
    expect(kindsOf("rollback", shifted)).toContain("detach-target-group web-b");
    expect(refusalOf("teardown", changedAfter("promote")).id).toBe("green-changed");
    expect(kindsOf("rollback", changedAfter("promote"))).toContain("detach-target-group web-b");
  });

  test("is replaced by a deploy, or goes with green, while that has no traffic", () => {
    expect(refusalOf("promote", changedAfter()).id).toBe("green-outdated");
    expect(kindsOf("deploy", changedAfter())).toContain("set-template web-b");
    expect(kindsOf("teardown", changedAfter())).toContain("unmark web-b");
  });
});

describe("promote", () => {
  test("detaches blue after all of green is healthy in the target group", () => {
    expect(kindsOf("promote", worldAfter("deploy A"))).toEqual([
      "attach-target-group web-b",
      "wait-healthy web-b",
      "mark web-b",
      "wait-claim",
      "detach-target-group web-a",
      "wait-detached web-a",
    ]);
  });

  test("refuses a green that has traffic and is ill", () => {
    const refusal = refusalOf("promote", withHealth(worldAfter("deploy A", "shift 60"), "web-b", false));
    expect(refusal).toMatchObject({ id: "not-enough-capacity", reasons: ["2 × target unhealthy"] });
  });
});

/** Both sides are in the target group, and a move by another run is on record that is not made yet. */
function announced(move: string) {
  const world = worldAfter("deploy A", "shift 60");
  const record = `${move.replace("/", `/${new Date(world.seen.at).toISOString()}/`)}/octo/shop/runs/6`;
  return withGroup(world, "web-b", (group) => ({ ...group, tags: { ...group.tags, [TAG.switched]: record } }));
}

describe("two runs that would each take out the side that the other leaves", () => {
  test("a promote gives way to a rollback that is on record and not finished", () => {
    const refusal = refusalOf("promote", announced("rollback/0"));
    expect(refusal).toMatchObject({ id: "rollback-under-way" });
    expect(refusal.message).toContain("A rollback by octo/shop/runs/6");
  });

  test("a rollback waits until a promote that is on record must be over, and looks again", () => {
    expect(kindsOf("rollback", announced("promote/100")).slice(0, 3)).toEqual([
      "mark web-b",
      "wait-claim",
      "detach-target-group web-b",
    ]);
    expect(kindsOf("rollback", worldAfter("deploy A", "shift 60"))[0]).toBe("detach-target-group web-b");
  });
});

describe("rollback", () => {
  test("does not wait for all of blue when green serves nobody", () => {
    const world = withHealth(worldAfter("deploy A", "shift 60"), "web-b", false);
    const [first] = targetsOf(world, groupNamed(world, "web-a"));
    const half = world.seen.targetGroup.targets.map((each) =>
      each === first ? { ...each, state: "unhealthy" } : each,
    );
    expect(kindsOf("rollback", withTargets(world, half))[0]).toBe("detach-target-group web-b");
  });

  test("cannot tell who is to serve when no rollout is on record", () => {
    const world = worldAfter("deploy A", "shift 60");
    const unmarked = changed(world, "web-b", { tags: {} });
    expect(refusalOf("rollback", unmarked).message).toBe(
      "Both web-a and web-b are attached to web, but no rollout is on record.",
    );
    expect(viewIn(unmarked)).toMatchObject({ phase: "degraded", weight: 50 });
  });
});

describe("the state", () => {
  test("counts targets of nobody's, and calls them a problem", () => {
    const world = worldAfter("deploy A", "shift 60");
    const view = viewIn(withTargets(world, [...world.seen.targetGroup.targets, stray]));
    expect(view).toMatchObject({ phase: "degraded", weight: 40 });
    expect(view.problems).toEqual([expect.stringContaining("i-stray")]);
  });

  test("is degraded when nobody serves, or nobody who serves is healthy", () => {
    const idle = idleShared(OPTIONS);
    expect(viewIn(changed(withTargets(idle, []), "web-a", { targetGroupArns: [] })).problems).toEqual([
      expect.stringContaining("every request gets a 503"),
    ]);
    expect(viewIn(withHealth(idle, "web-a", false)).problems).toEqual([
      expect.stringContaining("web-a has traffic, but none of its targets is healthy"),
    ]);
  });

  test("is deployed without a look at what nobody but the group can know", () => {
    expect(viewIn(worldAfter("deploy A"))).toMatchObject({
      phase: "deployed",
      weight: 0,
      green: { healthy: 2, wanted: 2, weight: 0 },
      blue: { healthy: 2, weight: 100 },
      standing: { green: { state: "ready", current: true }, reachable: [0, 33.33, 50, 100] },
    });
  });

  test("has who is attached among its facts, and green's size only while that is its share", () => {
    const facts = (world: SharedWorld) => Object.entries(viewIn(world).facts).map((fact) => fact.join(": "));
    expect(facts(worldAfter("deploy A"))).toContain("group web-b: lt-1 version 2, detached");
    expect(facts(worldAfter("deploy A"))).not.toContainEqual(expect.stringContaining("share"));
    expect(facts(worldAfter("deploy A", "shift 60"))).toContain("group web-b share: 2 instances");
  });

  test("knows a group that is being detached from one whose instances are being replaced", () => {
    const world = worldAfter("deploy A", "shift 60");
    const draining = world.seen.targetGroup.targets.map((each) =>
      targetsOf(world, groupNamed(world, "web-b")).includes(each) ? { ...each, state: "draining" } : each,
    );
    const leaving = withTargets(world, draining);
    expect(identify(leaving.seen).green.attached).toBe(false);
    const instances = groupNamed(leaving, "web-b").instances.map((each) => ({ ...each, lifecycle: "Terminating" }));
    expect(identify(changed(leaving, "web-b", { instances }).seen).green.attached).toBe(true);
  });
});

test("a group that somebody detaches while it is waited for is not taken for healthy", () => {
  const world = worldAfter("deploy A");
  const wait = planOf("promote", world).changes.find(({ kind }) => kind === "wait-healthy");
  if (wait?.kind !== "wait-healthy") throw new Error("promote does not wait for green");
  const { seen } = settled(world);
  expect(progressOf(wait, seen)).toMatchObject({ state: "waiting", have: 0, want: 2 });
  expect(progressOf(wait, { ...seen, waitingSince: seen.at - 60_000 })).toMatchObject({ state: "impossible" });
});

test("the undo of a shift has green's size, that of a rollback is the rollback", () => {
  const { seen } = worldAfter("deploy A", "shift 30");
  const inputs = sharedInputs({ step: "shift" });
  const intent = { ...inputs, rolloutId: "octo/shop/runs/8", now: seen.at };
  expect(undoOf(intent, seen).sides).toEqual([
    { group: "web-a", attached: true, capacity: undefined },
    { group: "web-b", attached: true, capacity: { min: 1, desired: 1, max: 1 } },
  ]);
  expect(undoOf({ ...intent, step: "rollback" }, seen)).toMatchObject({
    sides: [
      { group: "web-a", attached: true },
      { group: "web-b", attached: false },
    ],
    record: { by: "rollback", to: 0, group: "web-b" },
  });
});
