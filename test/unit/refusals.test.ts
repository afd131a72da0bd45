import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { Ec2Change } from "../../src/platforms/ec2/changes.ts";
import { planStep } from "../../src/platforms/ec2/plan.ts";
import { nextCloneName } from "../../src/platforms/ec2/plan-deploy.ts";
import type { GroupState, Snapshot } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { Explorer } from "./explore.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, failureOf, inputsFor } from "./fixtures.ts";
import type { World } from "./world.ts";
import { ARNS, idleWorld, ROUTES, resize, timePasses, withGroup, withHealth } from "./world.ts";

const CAPACITY = { min: 1, desired: 2, max: 4 };
const idle = () => idleWorld({ fleet: "paired", capacity: CAPACITY });

function planOf(step: Step, { seen }: World, more: Given = {}): Plan<Ec2Change> {
  const inputs = inputsFor(step, { listeners: ROUTES.join(), ...more });
  const rollout = { rolloutId: "octo/shop/runs/8", now: seen.at };
  return planStep(ec2Of(inputs), { ...inputs, ...rollout }, seen);
}

function refusalOf(step: Step, world: World, more: Given = {}) {
  return failureOf(() => planOf(step, world, more));
}

/** The world after some steps of a rollout. */
function worldAfter(...runs: ("deploy A" | "shift 50" | "promote" | "rollback" | "teardown")[]): World {
  const explorer = new Explorer({ fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
  return runs.reduce((world, run) => timePasses(explorer.endOf(world, run).world), idle());
}

function changed(name: string, more: Partial<GroupState>, world = idle()): World {
  return withGroup(world, name, (group) => ({ ...group, ...more }));
}

function seeing(more: Partial<Snapshot>, world = idle()): World {
  return { ...world, seen: { ...world.seen, ...more } };
}

const LATEST = { id: "lt-1", name: "web", version: "$Latest", mixed: false };
const USED = { [ARNS[1]]: ["the rule arn:x"] };
const [blueTg, greenTg] = idle().seen.targetGroups;

describe("a deploy is refused before anything is touched", () => {
  test.each<[string, World, Given, string, string]>([
    [
      "of an image that is not there yet",
      seeing({ imageState: "pending" }),
      {},
      "unsuitable",
      "is pending, not available",
    ],
    [
      "while blue has no instance",
      resize(changed("web-a", { min: 0 }), "web-a", { desired: 0 }),
      {},
      "unsuitable",
      "its desired capacity is 0",
    ],
    [
      "while blue follows $Latest",
      changed("web-a", { template: LATEST }),
      {},
      "unsuitable",
      "uses $Latest of the launch template web",
    ],
    [
      "from a launch configuration",
      changed("web-a", { template: undefined }),
      {},
      "unsuitable",
      "uses a launch configuration",
    ],
    [
      "into a group of another template",
      changed("web-b", { template: { ...LATEST, id: "lt-2" } }),
      {},
      "unsuitable",
      "web-b uses the launch template lt-2",
    ],
    [
      "into a group without a template",
      changed("web-b", { template: undefined }),
      {},
      "unsuitable",
      "web-b uses no launch template",
    ],
    [
      "into a group that cannot launch",
      changed("web-b", { suspended: ["Launch"] }),
      {},
      "unsuitable",
      "web-b has suspended processes: Launch",
    ],
    [
      "into a group that is being deleted",
      changed("web-b", { deleting: true }),
      {},
      "refused",
      "web-b is being deleted",
    ],
    [
      "when somebody else uses green's target group",
      seeing({ otherRoutes: USED }),
      {},
      "unsuitable",
      "web-green is also used by the rule arn:x",
    ],
    [
      "when target stickiness lacks group stickiness",
      seeing({ targetGroups: [blueTg, { ...greenTg, sticky: true }] }),
      {},
      "unsuitable",
      "web-green has target stickiness",
    ],
    [
      "while another rollout is in progress",
      worldAfter("deploy A"),
      {},
      "locked",
      "A rollout of image-id=ami-0000000a is in progress on web-b",
    ],
  ])("%s", (_what, world, more, code, message) => {
    const refusal = refusalOf("deploy", world, more);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
    expect(refusal.remedy).toMatch(/nothing was touched/i);
  });

  test("when both sides have weight, which no step of ours left", () => {
    const shifted = worldAfter("deploy A", "shift 50");
    const world = withGroup(shifted, "web-b", (group) => ({ ...group, tags: {} }));
    expect(refusalOf("deploy", world)).toMatchObject({ code: "refused" });
  });
});

describe("a deploy has nothing to do", () => {
  test("when blue runs the wanted version already", () => {
    const version: Given = { "image-id": "", "launch-template-version": "1" };
    expect(planOf("deploy", idle(), version)).toMatchObject({
      changes: [],
      nothing: expect.stringContaining("web-a already runs"),
    });
    const image = withGroup(idle(), "web-a", (group) => ({
      ...group,
      tags: { [TAG.revision]: "image-id=ami-0abcdef1234567890" },
    }));
    expect(planOf("deploy", image).changes).toEqual([]);
  });

  test("when the same rollout has traffic", () => {
    const plan = planOf("deploy", worldAfter("deploy A", "promote"), { "image-id": "ami-0000000a" });
    expect(plan).toMatchObject({ changes: [], nothing: "web-b already runs image-id=ami-0000000a and has traffic." });
  });
});

describe("a deploy brings green up", () => {
  test("as large as blue is, or as desired-capacity says, and no smaller maximum than blue's", () => {
    const sizes = (more: Given) =>
      planOf("deploy", idle(), more).changes.flatMap((change) =>
        change.kind === "set-capacity" && change.group === "web-b" ? [change.capacity] : [],
      );
    expect(sizes({})).toEqual([{ min: 2, desired: 2, max: 4 }]);
    expect(sizes({ "desired-capacity": "7" })).toEqual([{ min: 7, desired: 7, max: 7 }]);
  });

  test("with blue held at its size, so that a scale-in cannot take the way back", () => {
    const held = planOf("deploy", idle()).changes.filter(
      (change) => change.kind === "set-capacity" && change.group === "web-a",
    );
    expect(held).toMatchObject([{ capacity: { min: 2 } }]);
  });

  test("empty of what an idle green still runs", () => {
    const { changes } = planOf("deploy", idleWorld({ fleet: "paired", capacity: CAPACITY, leftOver: 1 }));
    expect(changes.map(({ kind }) => kind).slice(0, 5)).toEqual([
      ...["create-template-version", "set-capacity", "wait-drained", "set-template", "mark"],
    ]);
  });

  test("with a request that is the same as long as what it asks for is", () => {
    const token = (world: World, image: string) =>
      planOf("deploy", world, { "image-id": image }).changes.flatMap((change) =>
        change.kind === "create-template-version" ? [change.clientToken] : [],
      )[0];
    const [image, other] = ["ami-0000000a", "ami-0000000b"];
    expect(token(idle(), image)).toBe(token(timePasses(idle()), image));
    expect(token(idle(), image)).not.toBe(token(idle(), other));
    const later = changed("web-a", { template: { ...LATEST, version: "2" } });
    expect(token(later, image)).not.toBe(token(idle(), image));
    expect(token(idle(), image)?.length).toBeLessThanOrEqual(64);
  });
});

describe("traffic is not moved", () => {
  test.each<[string, Step, World, string, string]>([
    ["promote without a rollout", "promote", idle(), "refused", "There is no rollout to promote: web-a serves alone."],
    ["shift without a rollout", "shift", idle(), "refused", "There is no rollout to shift"],
    [
      "promote to an ill green",
      "promote",
      withHealth(worldAfter("deploy A"), ARNS[1], false),
      "unhealthy",
      "web-b is not ready for traffic: 0 of 2 targets are healthy.",
    ],
    [
      "shift to an ill green",
      "shift",
      withHealth(worldAfter("deploy A"), ARNS[1], false),
      "unhealthy",
      "web-b has 0 healthy targets; 10 % of the traffic needs 1",
    ],
    [
      "teardown of a green that serves ill",
      "teardown",
      withHealth(worldAfter("deploy A", "promote"), ARNS[1], false),
      "unhealthy",
      "blue is still needed",
    ],
    [
      "teardown while both have weight",
      "teardown",
      worldAfter("deploy A", "shift 50"),
      "refused",
      "Both sides have weight (green 50 %, 50 %)",
    ],
  ])("by %s", (_what, step, world, code, message) => {
    const refusal = refusalOf(step, world);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
  });

  test.each<Step>(["deploy", "shift", "promote", "rollback", "teardown"])(
    "by %s while two groups carry the mark",
    (step) => {
      const world = withGroup(worldAfter("deploy A"), "web-a", (group) => ({
        ...group,
        tags: { [TAG.rollout]: "other" },
      }));
      expect(refusalOf(step, world)).toMatchObject({ code: "refused" });
    },
  );

  test("back to a blue that is gone", () => {
    const promoted = worldAfter("deploy A", "promote");
    const gone = seeing({ groups: promoted.seen.groups.filter(({ name }) => name !== "web-a") }, promoted);
    for (const [step, world] of [
      ["rollback", gone],
      ["rollback", changed("web-a", { deleting: true }, promoted)],
    ] as const) {
      expect(refusalOf(step, world).message).toBe("There is no way back: the group of web-blue was torn down.");
    }
    expect(refusalOf("shift", gone, { weight: "50" }).message).toContain("Blue cannot take 50 %");
  });
});

describe("a rollback has nothing to do", () => {
  test("without a rollout, and says how to get an earlier version all the same", () => {
    expect(planOf("rollback", idle())).toMatchObject({ changes: [], warnings: [] });
    expect(planOf("rollback", idle()).nothing).toMatch(/web-a has 100 % of the traffic\. To return .* deploy it/);
  });

  test("after a rollback", () => {
    const plan = planOf("rollback", worldAfter("deploy A", "promote", "rollback"));
    expect(plan).toEqual({ changes: [], nothing: "web-a already has 100 % of the traffic.", warnings: [] });
  });
});

describe("stickiness goes with the switch", () => {
  const switchOf = (step: Step, world: World, more: Given) =>
    planOf(step, world, more).changes.flatMap((change) => (change.kind === "set-weights" ? [change] : []))[0];
  const deployed = () => worldAfter("deploy A");

  test.each<[string, Given, number | undefined, RegExp]>([
    ["is kept when nothing is said", {}, undefined, /green 100 \(web-green\)$/],
    ["is set as asked", { stickiness: "10m" }, 600, /, sticky for 10m$/],
    ["is switched off as asked", { stickiness: "off" }, 0, /, without stickiness$/],
    ["is switched off by red-black", { strategy: "red-black" }, 0, /, without stickiness$/],
  ])("%s", (_what, more, sticky, summary) => {
    const change = switchOf("promote", deployed(), more);
    expect(change?.sticky).toBe(sticky);
    expect(change?.summary).toMatch(summary);
  });

  test("and is set by a repeated step when only it differs", () => {
    const promoted = worldAfter("deploy A", "promote");
    expect(planOf("promote", promoted, { stickiness: "off" }).changes).toEqual([]);
    expect(switchOf("promote", promoted, { stickiness: "10m" })).toMatchObject({ green: 100, sticky: 600 });
  });

  test("with a warning of who can still reach the side that loses weight", () => {
    const { warnings } = planOf("promote", deployed(), { stickiness: "10m" });
    expect(warnings).toEqual(["Stickiness is on: clients with a cookie can still reach web-blue for up to 10m."]);
    const promoted = worldAfter("deploy A", "promote");
    expect(planOf("rollback", promoted, { stickiness: "10m" }).warnings).toEqual([
      expect.stringContaining("web-green"),
    ]);
    expect(planOf("promote", deployed()).warnings).toEqual([]);
  });
});

test("promoting a green that is smaller than blue is warned of", () => {
  const world = resize(changed("web-b", { min: 0 }, worldAfter("deploy A")), "web-b", { desired: 1 });
  expect(planOf("promote", world).warnings).toEqual([
    "Green has 1 healthy targets for the traffic that 2 of blue carry now.",
  ]);
});

describe("a shift asks for as many healthy targets as the share needs", () => {
  const small = () => resize(changed("web-b", { min: 0 }, worldAfter("deploy A")), "web-b", { desired: 1 });

  test("so that one of two may carry half, and not more", () => {
    expect(planOf("shift", small(), { weight: "50" }).warnings).toEqual([]);
    const refusal = refusalOf("shift", small(), { weight: "51" });
    expect(refusal.message).toContain("web-b has 1 healthy targets; 51 % of the traffic needs 2");
  });

  test("unless a deficit is accepted, which is told", () => {
    const plan = planOf("shift", small(), { weight: "100", "max-capacity-deficit": "50" });
    expect(plan.warnings).toEqual([expect.stringContaining("accepted, because max-capacity-deficit is 50 %")]);
    expect(() => planOf("shift", small(), { weight: "100", "max-capacity-deficit": "49" })).toThrow("needs 2");
  });

  test("and of blue, when the share goes down", () => {
    const ill = withHealth(worldAfter("deploy A", "shift 50"), ARNS[0], false);
    expect(refusalOf("shift", ill, { weight: "10" }).message).toContain(
      "web-a has 0 healthy targets; 90 % of the traffic",
    );
  });
});

describe("a teardown", () => {
  test("that comes too early waits, or says when to come back", () => {
    const explorer = new Explorer({ fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
    const promoted = explorer.endOf(worldAfter("deploy A"), "promote").world;
    expect(planOf("teardown", promoted).changes[0]).toMatchObject({
      kind: "wait-until",
      until: promoted.seen.at + 60_000,
    });
    const refusal = refusalOf("teardown", promoted, { timeout: "59s" });
    expect(refusal.message).toContain(`until ${new Date(promoted.seen.at + 60_000).toISOString()} (safe-teardown-at)`);
    expect(refusal.remedy).toContain("in 1m");
  });

  test("of a target group that somebody else uses is refused", () => {
    const world = seeing({ otherRoutes: { [ARNS[0]]: ["the listener arn:x"] } }, worldAfter("deploy A", "promote"));
    expect(refusalOf("teardown", world).message).toBe("listeners: web-blue is still used by the listener arn:x.");
  });

  test("of a group that cannot terminate is refused", () => {
    const world = changed("web-a", { suspended: ["Terminate"] }, worldAfter("deploy A", "promote"));
    expect(refusalOf("teardown", world).message).toContain("the process Terminate of web-a is suspended");
  });

  test("without a rollout has nothing to do", () => {
    expect(planOf("teardown", idle()).nothing).toBe("No rollout is in progress; web-a stands alone.");
  });

  test("of a rollout that never had traffic says so", () => {
    expect(planOf("teardown", worldAfter("deploy A")).warnings).toEqual([
      "web-b is removed without ever having had traffic.",
    ]);
  });
});

test.each([
  ["web", ["web"], "web-v001"],
  ["web", ["web-v007"], "web-v008"],
  ["web", ["web", "web-v001"], "web-v002"],
  ["web-v001", ["web-v001"], "web-v001-v001"],
  ["web", ["web-v1234"], "web-v1235"],
])("a clone of %s beside %j is named %s", (fleet, names, name) => {
  const groups = names.flatMap((each) =>
    idle()
      .seen.groups.slice(0, 1)
      .map((group) => ({ ...group, name: each })),
  );
  expect(nextCloneName(fleet, groups)).toBe(name);
});
