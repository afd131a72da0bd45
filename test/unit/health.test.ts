import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bakeProgress } from "../../src/platforms/ec2/groups/bake.ts";
import type { Side } from "../../src/platforms/ec2/groups/health.ts";
import { healthOf, isFullyHealthy, stateOf } from "../../src/platforms/ec2/groups/health.ts";
import { drainProgress, healthProgress } from "../../src/platforms/ec2/groups/progress.ts";
import type { InstanceState, ScalingActivity, TargetState } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { targetGroupArn } from "./fixtures.ts";
import { newGroup } from "./world.ts";

const ARN = targetGroupArn("web-green");

function instance(id: string, more: Partial<InstanceState> = {}): InstanceState {
  return { id, lifecycle: "InService", templateVersion: "2", protected: false, ...more };
}

function target(id: string, state = "healthy", reason?: string, description?: string): TargetState {
  return { id, state, reason, description };
}

function side(desired: number, instances: readonly InstanceState[], targets: readonly TargetState[]): Side {
  return {
    targetGroup: { arn: ARN, name: "web-green", loadBalancer: undefined, targets, sticky: false },
    group: { ...newGroup("web-b", ARN, 9, "2"), desired, instances },
  };
}

function gone(targets: readonly TargetState[] = []): Side {
  return { ...side(0, [], targets), group: undefined };
}

function failure(message: string): ScalingActivity {
  return { at: 0, cause: "a user request", message, failed: true };
}

describe("a side is ready", () => {
  test("when every instance that it wants is in service, healthy, and of the wanted version", () => {
    const whole = side(2, [instance("i-1"), instance("i-2")], [target("i-1"), target("i-2")]);
    expect(healthOf(whole, "strict")).toEqual({ healthy: 2, wanted: 2, reasons: [] });
    expect(isFullyHealthy(whole, "strict")).toBe(true);
  });

  test("never when it wants nothing, or does not exist", () => {
    expect(isFullyHealthy(side(0, [], []), "strict")).toBe(false);
    expect(isFullyHealthy(gone([target("i-1")]), "any-version")).toBe(false);
  });

  test.each<[string, InstanceState[], TargetState[], string]>([
    [
      "an instance of an older version",
      [instance("i-1", { templateVersion: "1" })],
      [target("i-1")],
      "1 × launch template version 1 instead of 2",
    ],
    [
      "an instance of no known version",
      [instance("i-1", { templateVersion: undefined })],
      [target("i-1")],
      "1 × launch template version unknown instead of 2",
    ],
    ["an instance that starts", [instance("i-1", { lifecycle: "Pending" })], [target("i-1")], "1 × instance Pending"],
    ["an instance in standby", [instance("i-1", { lifecycle: "Standby" })], [target("i-1")], "1 × instance Standby"],
    ["an instance without a target", [instance("i-1")], [], "1 × not registered in the target group"],
    [
      "a target that fails its checks",
      [instance("i-1")],
      [target("i-1", "unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]")],
      "1 × target unhealthy (Target.ResponseCodeMismatch: Health checks failed with these codes: [503])",
    ],
    [
      "a target of which nothing more is told",
      [instance("i-1")],
      [target("i-1", "unavailable", undefined, "")],
      "1 × target unavailable",
    ],
    ["healthy targets of somebody else", [], [target("i-8"), target("i-9")], "1 × not launched yet"],
  ])("but not with %s, and says why", (_what, instances, targets, reason) => {
    const lacking = side(1, instances, targets);
    expect(isFullyHealthy(lacking, "strict")).toBe(false);
    expect(healthOf(lacking, "strict")).toEqual({ healthy: 0, wanted: 1, reasons: [reason] });
  });

  test("blue is, whatever versions its instances are of", () => {
    const mixed = side(2, [instance("i-1", { templateVersion: "1" }), instance("i-2")], [target("i-1"), target("i-2")]);
    expect(isFullyHealthy(mixed, "any-version")).toBe(true);
    expect(isFullyHealthy(mixed, "strict")).toBe(false);
  });

  test("the reasons are counted, each once", () => {
    const sick = ["i-1", "i-2", "i-3"].map((id) => target(id, "unhealthy", "Target.Timeout", "Request timed out"));
    const { reasons } = healthOf(side(5, [instance("i-1"), instance("i-2"), instance("i-3")], sick), "strict");
    expect(reasons).toEqual(["3 × target unhealthy (Target.Timeout: Request timed out)", "2 × not launched yet"]);
  });
});

describe("the count of healthy targets", () => {
  const someInstance = fc.record({
    id: fc.constantFrom("i-1", "i-2", "i-3", "i-4"),
    lifecycle: fc.constantFrom("InService", "Pending", "Terminating", "Standby"),
    templateVersion: fc.constantFrom("1", "2", undefined),
    protected: fc.boolean(),
  });
  const someTarget = fc.record({
    id: fc.constantFrom("i-1", "i-2", "i-3", "i-4", "i-9"),
    state: fc.constantFrom("healthy", "unhealthy", "initial", "draining", "unused", "unavailable"),
    reason: fc.constantFrom(undefined, "Target.Timeout"),
    description: fc.constant(undefined),
  });
  const someSide = fc
    .tuple(
      fc.nat({ max: 5 }),
      fc.uniqueArray(someInstance, { selector: ({ id }) => id }),
      fc.uniqueArray(someTarget, { selector: ({ id }) => id }),
    )
    .map(([desired, instances, targets]) => side(desired, instances, targets));

  test("is that of in-service instances with a healthy target; the reasons add up to the rest", () => {
    fc.assert(
      fc.property(someSide, fc.constantFrom("strict" as const, "any-version" as const), (given, strictness) => {
        const { healthy, wanted, reasons } = healthOf(given, strictness);
        const instances = given.group?.instances ?? [];
        const counted = instances.filter(
          ({ id, lifecycle, templateVersion }) =>
            lifecycle === "InService" &&
            (strictness === "any-version" || templateVersion === "2") &&
            given.targetGroup.targets.some((each) => each.id === id && each.state === "healthy"),
        );
        expect(healthy).toBe(counted.length);
        const told = reasons.map((reason) => Number.parseInt(reason, 10)).reduce((sum, count) => sum + count, 0);
        expect(told).toBe(Math.max(wanted, instances.length) - healthy);
        expect(isFullyHealthy(given, strictness)).toBe(wanted > 0 && healthy >= wanted);
      }),
    );
  });

  test("is never higher where only the wanted version counts", () => {
    fc.assert(
      fc.property(someSide, (given) => {
        expect(healthOf(given, "strict").healthy).toBeLessThanOrEqual(healthOf(given, "any-version").healthy);
      }),
    );
  });
});

describe("the wait for a side's health", () => {
  test("is over when the side is ready", () => {
    expect(healthProgress(side(1, [instance("i-1")], [target("i-1")]), "strict", [])).toEqual({ state: "done" });
  });

  test("goes on with how many of how many, the reasons of the rest, and every failed launch once", () => {
    const waiting = side(2, [instance("i-1")], [target("i-1", "initial", "Elb.RegistrationInProgress")]);
    const failures = [failure("We have no capacity."), failure("We have no capacity.")];
    expect(healthProgress(waiting, "strict", failures)).toEqual({
      state: "waiting",
      for: "healthy targets in web-green",
      have: 0,
      want: 2,
      reasons: [
        "1 × target initial (Elb.RegistrationInProgress)",
        "1 × not launched yet",
        "scaling activity failed: We have no capacity.",
      ],
    });
  });

  test.each([
    "The image id '[ami-1]' does not exist",
    "You are not authorized to perform this operation. UnauthorizedOperation",
    "You are not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-west-1:1:subnet/subnet-1",
    'Invalid id: "ami-1"',
    "The architecture 'arm64' of the specified instance type does not match the image",
  ])("ends at once when no waiting mends the launch: %s", (message) => {
    const progress = healthProgress(side(2, [], []), "strict", [failure(message)]);
    expect(progress).toMatchObject({ state: "impossible", reasons: [message] });
    expect(progress.state === "impossible" && progress.because).toBe(`web-b cannot launch its instances: ${message}`);
  });

  test.each([
    "Your requested instance type (m7g.large) is not supported in your requested Availability Zone (eu-west-1a). Please retry",
    "The subnet ID 'subnet-1' does not exist",
    "Invalid value 'subnet-1' for subnetId",
    "The instance type 'm7g.large' is not supported by the Spot request",
  ])("goes on after a failure that another zone or type need not have: %s", (message) => {
    expect(healthProgress(side(2, [], []), "strict", [failure(message)])).toMatchObject({
      state: "waiting",
      reasons: ["2 × not launched yet", `scaling activity failed: ${message}`],
    });
  });

  test("goes on when the image does not fit one of several instance types", () => {
    const one = side(2, [], []);
    const template = { id: "lt-1", name: "web", version: "2", mixed: true };
    const mixed = { ...one, group: one.group && { ...one.group, template } };
    const misfit = [failure("The architecture 'arm64' of the specified instance type does not match the image")];
    expect(healthProgress(mixed, "strict", misfit).state).toBe("waiting");
    expect(healthProgress(one, "strict", misfit).state).toBe("impossible");
  });

  test("goes on after such a failure while instances are there", () => {
    const coming = side(2, [instance("i-1", { lifecycle: "Pending" })], []);
    expect(healthProgress(coming, "strict", [failure("The image does not exist")]).state).toBe("waiting");
  });

  test("goes on while a group that was just made is not seen yet", () => {
    expect(healthProgress(gone(), "strict", [])).toMatchObject({ state: "waiting", have: 0, want: 0 });
  });
});

describe("the wait until a side is empty", () => {
  test("is over when no instance and no draining target is left", () => {
    expect(drainProgress(side(0, [], [target("i-9", "unused")]))).toEqual({ state: "done" });
    expect(drainProgress(gone())).toEqual({ state: "done" });
  });

  test("goes on while requests in flight are finished, and shows what the instances do", () => {
    const instances = [
      instance("i-1", { lifecycle: "Terminating" }),
      instance("i-2", { lifecycle: "Terminating:Wait" }),
    ];
    const draining = side(0, instances, [
      target("i-1", "draining"),
      target("i-2", "draining"),
      target("i-3", "draining"),
    ]);
    expect(drainProgress(draining)).toEqual({
      state: "waiting",
      for: "instances of web-b still draining or terminating",
      have: 3,
      want: 0,
      reasons: ["3 × draining", "1 × Terminating", "1 × Terminating:Wait"],
    });
  });

  test("goes on for targets that drain after their group is gone", () => {
    expect(drainProgress(gone([target("i-1", "draining")]))).toMatchObject({ state: "waiting", have: 1 });
  });
});

/** A side of so many healthy instances, of so many wanted ones. */
function some(healthy: number, wanted: number): Side {
  const ids = Array.from({ length: wanted }, (_, index) => `i-${index}`);
  const state = (index: number) => (index < healthy ? "healthy" : "unhealthy");
  return side(
    wanted,
    ids.map((id) => instance(id)),
    ids.map((id, index) => target(id, state(index))),
  );
}

describe("a bake", () => {
  const BAKE = { least: 4, green: 1, blue: 4, durationMs: 60_000 };
  const whole = { blue: some(4, 4), green: some(4, 4) };
  const at = (now: number) => bakeProgress(whole, BAKE, [], 0, now);

  test("is over when its time is, and counts down until then", () => {
    expect(at(60_000)).toEqual({ state: "done" });
    expect([0, 14_999, 15_000, 59_999].map(at)).toMatchObject([60, 60, 45, 15].map((have) => ({ have, want: 0 })));
  });

  test("fails as soon as green has fewer healthy targets than it began with, with the reason", () => {
    expect(bakeProgress({ ...whole, green: some(3, 4) }, BAKE, [], 0, 1)).toMatchObject({
      state: "impossible",
      because: expect.stringContaining("web-b became unhealthy during the bake: 3 of 4 targets are healthy"),
      reasons: ["web-b has 3 of 4 healthy targets", "1 × target unhealthy"],
    });
  });

  test("goes on where somebody asked for fewer, all of them healthy and enough for the weight", () => {
    expect(bakeProgress({ ...whole, green: some(2, 2) }, BAKE, [], 0, 1).state).toBe("waiting");
    const needed = { ...BAKE, green: 3 };
    expect(bakeProgress({ ...whole, green: some(2, 2) }, needed, [], 0, 1).state).toBe("impossible");
  });

  test("looks at both sides: a blue that falls ill is named, and so is what both have in common", () => {
    const alone = bakeProgress({ ...whole, blue: some(1, 4) }, BAKE, ["a zone went down"], 0, 1);
    expect(alone).toMatchObject({ state: "impossible", remedy: expect.stringContaining("`promote`") });
    expect(alone).toMatchObject({ reasons: expect.arrayContaining(["a zone went down"]) });
    const both = bakeProgress({ blue: some(1, 4), green: some(1, 4) }, BAKE, [], 0, 1);
    expect(both.state === "impossible" && both.because).toContain("what they have in common");
  });
});

describe("a wait that can never be over says so, and what to do", () => {
  const group = (of: Side, more: Partial<NonNullable<Side["group"]>>): Side =>
    of.group === undefined ? of : { ...of, group: { ...of.group, ...more } };

  test.each<[string, Side, string]>([
    [
      "Launch is suspended",
      group(side(2, [instance("i-1")], [target("i-1")]), { suspended: ["Launch"] }),
      "resume-processes",
    ],
    [
      "AddToLoadBalancer is suspended",
      group(side(1, [instance("i-1")], []), { suspended: ["AddToLoadBalancer"] }),
      "resume-processes",
    ],
  ])("for health while %s", (_what, lacking, remedy) => {
    expect(healthProgress(lacking, "any-version", [])).toMatchObject({
      state: "impossible",
      remedy: expect.stringContaining(remedy),
    });
    expect(stateOf(lacking, lacking.group?.desired ?? 0, "any-version", false)).toBe("unhealthy");
  });

  test.each<[string, Side, string]>([
    ["an instance in Standby", side(0, [instance("i-1", { lifecycle: "Standby" })], []), "exit-standby"],
    ["Terminate suspended", group(side(0, [instance("i-1")], []), { suspended: ["Terminate"] }), "resume-processes"],
    ["an instance that somebody protected", side(0, [instance("i-1", { protected: true })], []), "again"],
  ])("for an empty group with %s", (_what, stuck, remedy) => {
    expect(drainProgress(stuck)).toMatchObject({ state: "impossible", remedy: expect.stringContaining(remedy) });
  });

  test("for the wanted version, when instances of another one are all that is there", () => {
    const foreign = side(1, [instance("i-1", { templateVersion: "1" })], [target("i-1")]);
    const marked = group(foreign, { tags: { [TAG.rollout]: "octo/shop/runs/7" } });
    expect(healthProgress(marked, "strict", [])).toMatchObject({ state: "impossible" });
  });

  test("while one instance of blue cannot be launched, the rest can be accepted", () => {
    const three = side(
      4,
      ["i-1", "i-2", "i-3"].map((id) => instance(id)),
      ["i-1", "i-2", "i-3"].map((id) => target(id)),
    );
    expect(healthProgress(three, "any-version", [])).toMatchObject({
      state: "waiting",
      remedy: expect.stringContaining("max-capacity-deficit: 25"),
    });
  });
});
