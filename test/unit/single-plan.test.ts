import { describe, expect, test } from "vitest";
import type { Intent } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { outageOf, watch } from "../../src/platforms/ec2/single/observe.ts";
import { planStep } from "../../src/platforms/ec2/single/plan.ts";
import type { SINGLE_REFUSALS } from "../../src/platforms/ec2/single/refusals.ts";
import type { SingleSettings } from "../../src/platforms/ec2/single/settings.ts";
import type { Refresh, SingleSnapshot } from "../../src/platforms/ec2/single/snapshot.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/ec2/single/undo.ts";
import { viewOf } from "../../src/platforms/ec2/single/view.ts";
import { progressOf } from "../../src/platforms/ec2/single/waits.ts";
import type { GroupState } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { failureOf, targetGroupArn } from "./fixtures.ts";

const NOW = Date.parse("2026-01-02T04:00:00.000Z");
const SETTINGS: SingleSettings = {
  ...{ region: "eu-west-1", strategy: "rolling", group: "web", targetGroups: ["web"] },
  revision: { kind: "version", version: 8 },
  ...{ keepVersions: undefined, batch: undefined, minHealthy: undefined, warmUpSeconds: 20 },
  ...{ batchTimeoutMs: undefined, checkpoints: [], checkpointSeconds: undefined, bakeSeconds: 0 },
  ...{ alarms: [], standby: "wait", protected: "wait" },
};
const MARK = {
  [TAG.rollout]: "octo/shop/runs/7",
  [TAG.revision]: "launch-template-version=8",
  [TAG.template]: "lt-0abc/8",
  [TAG.startedAt]: "2026-01-02T03:04:05.000Z",
  [TAG.former]: "lt-0abc/7 image-id=ami-7",
};

/** A group of so many healthy machines of version 7, and of version 8. */
function seen(old: number, fresh: number, more: Partial<GroupState> = {}, rest: Partial<SingleSnapshot> = {}) {
  const versions = [...Array<string>(old).fill("7"), ...Array<string>(fresh).fill("8")];
  const instances = versions.map((templateVersion, index) => ({
    ...{ id: `i-${index}`, lifecycle: "InService", templateVersion, protected: false },
  }));
  const arn = targetGroupArn("web");
  const group: GroupState = {
    ...{ name: "web", min: 1, max: 20, desired: old + fresh, instances, targetGroupArns: [arn], otherSources: [] },
    template: { id: "lt-0abc", name: "web", version: "7", mixed: false },
    ...{ tags: {}, suspended: [], deleting: false, raw: { HealthCheckType: "ELB" } as GroupState["raw"], ...more },
  };
  const targets = group.instances.map(({ id }) => ({
    id,
    state: "healthy",
    reason: undefined,
    description: undefined,
  }));
  const targetGroup = { arn, name: "web", loadBalancer: "app/web/1", targets, sticky: false, drainSeconds: 30 };
  const snapshot: SingleSnapshot = {
    ...{ at: NOW, group, groups: [group], targetGroups: [{ ...targetGroup, checkSeconds: 5 }], refreshes: [] },
    ...{ imageState: undefined, template: { imageId: "ami-7", byRequirements: false }, alarms: {} },
    ...{ waitingSince: undefined, watched: undefined, outage: undefined, failures: [], ...rest },
  };
  return snapshot;
}

function refresh(status: string, more: Partial<Refresh> = {}): Refresh {
  const ended = ["Successful", "Failed", "Cancelled", "RollbackSuccessful"].includes(status) ? NOW - 1_000 : undefined;
  return {
    ...{ id: "r-1", status, reason: undefined, percent: 40, startedAt: NOW - 60_000, endedAt: ended },
    ...{ brings: "lt-0abc/8", strategy: "Rolling", autoRollback: true, ...more },
  };
}

function intent(step: Step): Intent {
  return {
    ...{ step, strategy: "rolling", weight: undefined, ramp: { rungs: [100], bakeMs: undefined }, bakeMs: 0 },
    ...{ rolloutId: "octo/shop/runs/7", nonce: "n", now: NOW, timeoutMs: 3_600_000 },
  };
}
const kinds = (step: Step, from: SingleSnapshot, settings = SETTINGS) =>
  planStep(settings, intent(step), from).changes.map(({ kind }) => kind);

describe("a group that no refresh can work on is refused with its cause, before anything is changed", () => {
  const template = (version: string) => ({ id: "lt-0abc", name: "web", version, mixed: false });
  const mixed = (override: object) => ({ MixedInstancesPolicy: { LaunchTemplate: { Overrides: [override] } } });
  const aside = (change: object) => ({ instances: seen(2, 0).group.instances.map((each) => ({ ...each, ...change })) });
  test.each<[string, SingleSnapshot, Partial<SingleSettings>, string]>([
    ["$Latest", seen(2, 0, { template: template("$Latest") }), {}, "$Latest"],
    ["a parameter", seen(2, 0, {}, { template: { imageId: "resolve:ssm:/ami", byRequirements: false } }), {}, "/ami"],
    ["requirements", seen(2, 0, { raw: mixed({ InstanceRequirements: {} }) as never }), {}, "InstanceRequirements"],
    ["requirements of the template", seen(2, 0, {}, { template: { imageId: "a", byRequirements: true } }), {}, "requi"],
    ["suspended Launch", seen(2, 0, { suspended: ["Launch", "AZRebalance"] }), {}, "suspended processes: Launch."],
    ["weights", seen(2, 0, { raw: mixed({ WeightedCapacity: "4" }) as never }), {}, "WeightedCapacity"],
    ["Standby", seen(2, 0, aside({ lifecycle: "Standby" })), {}, "in Standby: i-0, i-1"],
    ["protection", seen(2, 0, aside({ protected: true })), {}, "protected from scale-in: i-0, i-1"],
    ["a silent alarm", seen(2, 0, {}, { alarms: { red: "INSUFFICIENT_DATA" } }), { alarms: ["red"] }, "INSUFFICIENT"],
    ["an unknown alarm", seen(2, 0), { alarms: ["none"] }, "none is not found"],
    ["another target group", seen(2, 0, { targetGroupArns: [] }), {}, "not attached to web"],
    ["nobody", seen(0, 0), {}, "is 0"],
    ["a minimum", seen(2, 0), { minHealthy: { percent: 90 } }, "2 machines can keep 50 % at most"],
    ["one machine", seen(1, 0), {}, "1 of the 1 machines"],
    ["all of them", seen(3, 0), { batch: { percent: 100 } }, "3 of the 3 machines"],
  ])("%s", (_what, from, more, says) => {
    const error = failureOf(() => planStep({ ...SETTINGS, ...more }, intent("deploy"), from));
    expect(error.message).toContain(says);
  });

  test("what was told to be ignored or replaced is no obstacle", () => {
    const from = seen(2, 0, aside({ protected: true }));
    expect(kinds("deploy", from, { ...SETTINGS, protected: "ignore" })).toContain("start-refresh");
  });

  test("a refresh of somebody else, with its id, status and share", () => {
    const from = seen(
      7,
      3,
      {},
      { refreshes: [refresh("InProgress", { id: "theirs", percent: 30, brings: "lt-0abc/9" })] },
    );
    const error = failureOf(() => planStep(SETTINGS, intent("deploy"), from));
    expect(error.id).toBe("foreign-refresh" satisfies keyof typeof SINGLE_REFUSALS);
    expect(error.message).toContain("theirs, InProgress, 30 % complete");
    expect(viewOf(SETTINGS, from).phase).toBe("degraded");
  });
});

describe("what a deploy does", () => {
  test("from nothing: the mark, its claim, the refresh, the count", () => {
    const plan = planStep(SETTINGS, intent("deploy"), seen(10, 0));
    expect(plan.changes.map(({ kind }) => kind)).toEqual(["mark", "wait-claim", "start-refresh", "wait-replaced"]);
    expect(plan.notes?.join(" ")).toContain("1 at a time, never fewer than 9 healthy and never more than 10");
  });

  test("an image is made a version, which is noted before anything uses it", () => {
    const revision = { kind: "template", imageId: "ami-8", userData: undefined, userDataHash: undefined } as const;
    const from = seen(2, 0, {}, { imageState: "available" });
    const made = kinds("deploy", from, { ...SETTINGS, revision, keepVersions: 3 });
    expect(made).toEqual(["mark", "wait-claim", "prune-versions", "make-version", "start-refresh", "wait-replaced"]);
  });

  test("joins what runs, and starts again what was cancelled or failed", () => {
    const tags = MARK;
    expect(kinds("deploy", seen(7, 3, { tags }, { refreshes: [refresh("InProgress")] }))).toEqual(["wait-replaced"]);
    expect(kinds("deploy", seen(6, 4, { tags }, { refreshes: [refresh("Cancelled")] }))).toContain("start-refresh");
    expect(kinds("deploy", seen(6, 4, { tags }, { refreshes: [refresh("Cancelling")] }))).toEqual([
      ...["mark", "wait-claim", "wait-idle", "start-refresh", "wait-replaced"],
    ]);
  });

  test("an outage is told where there will be one, and a surge beyond what the group may have", () => {
    const told = planStep({ ...SETTINGS, strategy: "all-at-once" }, intent("deploy"), seen(3, 0)).warnings.join(" ");
    expect(told).toContain("An outage: all machines of web are replaced at once");
    const surge = { ...SETTINGS, strategy: "rolling-with-additional-batch" } as const;
    expect(planStep(surge, intent("deploy"), seen(2, 0, { max: 2 })).warnings.join(" ")).toContain("(MaxSize)");
  });
});

describe("the way back", () => {
  const tags = MARK;
  const named = { tags, template: { id: "lt-0abc", name: "web", version: "8", mixed: false } };

  test("turns round what runs, by one call; begins a refresh of its own after it; has nothing to do twice", () => {
    expect(kinds("rollback", seen(7, 3, { tags }, { refreshes: [refresh("InProgress")] }))).toEqual([
      ...["roll-back", "wait-replaced"],
    ]);
    expect(kinds("rollback", seen(0, 10, named, { refreshes: [refresh("Successful")] }))).toEqual([
      ...["mark", "wait-claim", "start-refresh", "wait-replaced"],
    ]);
    const back = seen(10, 0, { tags }, { refreshes: [refresh("RollbackSuccessful")] });
    expect(kinds("rollback", back)).toEqual([]);
    expect(viewOf(SETTINGS, back).phase).toBe("rolled-back");
  });

  test("is asked for without alarms, and without a rollback of its own", () => {
    const asked = { ...SETTINGS, alarms: ["red"], checkpoints: [50], bakeSeconds: 60 };
    const [, , start] = planStep(asked, intent("rollback"), seen(0, 10, named)).changes;
    expect(start).toMatchObject({
      version: 7,
      preferences: { alarms: [], checkpoints: [], bake: 0, autoRollback: false },
    });
  });

  test("of a cancelled run is what this step would have recorded, and nothing else", () => {
    const from = seen(7, 3, { tags }, { refreshes: [refresh("InProgress")] });
    for (const step of ["deploy", "rollback"] as const) {
      const undo = JSON.parse(JSON.stringify(undoOf(SETTINGS, intent(step), from)));
      expect(acceptsUndo(undo, SETTINGS, intent(step), from)).toBe(true);
      for (const wrong of [
        { ...undo, group: "other" },
        { ...undo, kind: "start-refresh" },
        { ...undo, record: { ...undo.record, to: 100 } },
        { ...undo, start: { version: 9, preferences: undo.start?.preferences } },
        { ...undo, start: { version: 7, preferences: { min: -1 } } },
      ])
        expect(acceptsUndo(wrong, SETTINGS, intent(step), from)).toBe(false);
    }
  });
});

describe("progress", () => {
  const wait = { kind: "wait-replaced", waits: true, group: "web", way: "forward", stallMs: 300_000 } as const;
  const forward = { ...wait, patienceMs: 10_000, summary: "" };
  const at = (from: SingleSnapshot) => progressOf(forward, from);

  test("is our own count, with the engine's words beside it", () => {
    const running = refresh("InProgress", { reason: "Waiting for instances to warm up." });
    expect(at(seen(6, 4, { tags: MARK }, { refreshes: [running] }))).toMatchObject({
      ...{ state: "waiting", have: 4, want: 10 },
      reasons: ["EC2 Auto Scaling: InProgress, 40 %: Waiting for instances to warm up."],
    });
  });

  test("is never over by the engine's word alone: the group has to name the version, and every machine to be healthy", () => {
    const done = { refreshes: [refresh("Successful")] };
    const named = { tags: MARK, template: { id: "lt-0abc", name: "web", version: "8", mixed: false } };
    expect(at(seen(0, 4, named, done))).toEqual({ state: "done" });
    expect(at(seen(1, 3, named, done)).state).toBe("waiting");
    expect(at(seen(0, 4, { tags: MARK }, done)).state).toBe("waiting");
  });

  test("without any for too long rolls back; at a bake it is waited for", () => {
    const watched = { most: 2, since: NOW - 300_000, unhealthySince: {}, lastIll: "i-9: target unhealthy" };
    const stalled = (status: string) => at(seen(2, 2, { tags: MARK }, { refreshes: [refresh(status)], watched }));
    // The one that showed it has been replaced since, and is told of all the same.
    const told = { reasons: expect.arrayContaining(["i-9: target unhealthy"]) };
    expect(stalled("InProgress")).toMatchObject({ state: "impossible", rollsBack: true, ...told });
    expect(stalled("Baking").state).toBe("waiting");
    expect(stalled("RollbackInProgress").state).toBe("waiting");
  });

  test("of a refresh that somebody cancelled is a conflict that rolls nothing back; one that failed does", () => {
    const of = (status: string) => at(seen(6, 4, { tags: MARK }, { refreshes: [refresh(status)] }));
    expect(of("Cancelled")).toMatchObject({ state: "impossible", code: "conflict" });
    expect(of("Cancelled")).not.toHaveProperty("rollsBack");
    expect(of("Failed")).toMatchObject({ state: "impossible", rollsBack: true });
    expect(of("RollbackSuccessful")).toMatchObject({ state: "impossible" });
  });

  test("is remembered from look to look, and so is since when a machine is ill", () => {
    const first = watch(undefined, seen(2, 1, { tags: MARK }), "8");
    const later = { ...seen(1, 2, { tags: MARK }), at: NOW + 5_000 };
    expect([first.most, watch(first, later, "8").since]).toEqual([1, NOW + 5_000]);
    const [targetGroup] = later.targetGroups;
    if (targetGroup === undefined) throw new Error("There is no target group.");
    const ill = targetGroup.targets.map((target) => ({ ...target, state: "unhealthy" }));
    const sick = { ...later, targetGroups: [{ ...targetGroup, targets: ill }] };
    const second = watch(watch(first, sick, "8"), { ...sick, at: NOW + 20_000 }, "8");
    expect(second).toMatchObject({ unhealthySince: { "i-2": NOW + 5_000 }, lastIll: "i-1: target unhealthy" });
    expect(watch(second, later, "8").lastIll).toBe("i-1: target unhealthy");
    const raw = { HealthCheckType: "EC2" } as GroupState["raw"];
    const running = { refreshes: [refresh("InProgress")], watched: second, at: NOW + 20_000 };
    const trusting = { ...sick, group: { ...sick.group, raw }, ...running };
    expect(at(trusting)).toMatchObject({ state: "impossible", rollsBack: true });
  });

  test("an outage lasts from the first look without anybody to the next with somebody, and is told", () => {
    const nobody = { ...seen(0, 0), group: { ...seen(2, 0).group, instances: [] } };
    const began = outageOf(undefined, nobody);
    const over = outageOf(began, { ...seen(2, 0), at: NOW + 40_000 });
    expect(over).toEqual({ began: NOW, ended: NOW + 40_000 });
    expect(viewOf(SETTINGS, { ...seen(2, 0), outage: over }).look).toContain(
      "an outage of 40s, from 2026-01-02T04:00:00",
    );
  });
});

test("a mixture that nothing ends is told with what the next launch brings, with a rollout or without", () => {
  for (const tags of [{}, MARK]) {
    const view = viewOf(SETTINGS, seen(6, 4, { tags }, { refreshes: [refresh("Failed", { autoRollback: false })] }));
    expect(view.phase).toBe("degraded");
    expect(view.problems.join(" ")).toContain(
      "4 new, 6 old, and nothing replaces them; the next launch is old (version 7)",
    );
  }
});
