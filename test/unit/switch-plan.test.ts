import { describe, expect, test } from "vitest";
import { isUnfinished } from "../../src/delivery/standing.ts";
import { formatSwitch } from "../../src/delivery/switch-record.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { viewOf } from "../../src/platforms/ec2/weighted/view.ts";
import { Explorer } from "./explore.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, inputsFor } from "./fixtures.ts";
import { CAPACITY, changed, idle, planOf, refusalOf, seeing, worldAfter } from "./plans.ts";
import type { World } from "./world.ts";
import { ARNS, resize, withGroup, withHealth } from "./world.ts";

describe("traffic is not moved", () => {
  test.each<[string, Step, World, string, string]>([
    ["promote without a rollout", "promote", idle(), "refused", "There is no rollout to promote: web-a serves alone."],
    ["shift without a rollout", "shift", idle(), "refused", "There is no rollout to shift"],
    [
      "promote to an ill green",
      "promote",
      withHealth(worldAfter("deploy A"), ARNS[1], false),
      "unhealthy",
      "web-b has 0 healthy targets; 100 % of the traffic needs 2",
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
      "Cannot tear down web-a: it is still needed, because web-b serves with 0 of 2 targets healthy.",
    ],
    [
      "teardown while both have weight",
      "teardown",
      worldAfter("deploy A", "shift 50"),
      "refused",
      "Cannot tear down: both sides receive traffic (green 50 %).",
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
    for (const world of [gone, changed("web-a", { deleting: true }, promoted)]) {
      expect(refusalOf("rollback", world).id).toBe("no-way-back");
    }
    expect(refusalOf("shift", gone, { weight: "50" }).id).toBe("blue-gone");
  });
});

describe("a rollback has nothing to do", () => {
  test("without a rollout, and says how to get an earlier version all the same", () => {
    expect(planOf("rollback", idle())).toMatchObject({ changes: [], warnings: [] });
    expect(planOf("rollback", idle()).nothing).toMatch(/web-a has 100 % of the traffic\. To return .* deploy it/);
  });

  test("after a rollback", () => {
    const plan = planOf("rollback", worldAfter("deploy A", "promote", "rollback"));
    expect(plan).toMatchObject({ changes: [], nothing: "web-a already has 100 % of the traffic.", warnings: [] });
  });
});

describe("stickiness goes with the switch", () => {
  const switchOf = (step: Step, world: World, more: Given) =>
    planOf(step, world, more).changes.flatMap((change) => (change.kind === "set-weights" ? [change] : []))[0];
  const deployed = () => worldAfter("deploy A");

  test.each<[string, Given, number | undefined, RegExp]>([
    ["is kept when nothing is said", {}, undefined, /to blue 0 \(web-blue\), green 100 \(web-green\)$/],
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

test("a green that is smaller than blue is promoted only where the deficit is accepted", () => {
  const world = resize(changed("web-b", { min: 0 }, worldAfter("deploy A")), "web-b", { desired: 1 });
  expect(refusalOf("promote", world).id).toBe("not-enough-capacity");
  expect(planOf("promote", world, { "max-capacity-deficit": "50" }).warnings).toEqual([
    expect.stringContaining("accepted, because max-capacity-deficit is 50 %"),
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

describe("a shift", () => {
  const bakes = (more: Given, world = worldAfter("deploy A")) =>
    planOf("shift", world, more).changes.flatMap((change) =>
      change.kind === "wait-bake" ? [change.bake.durationMs] : [],
    );

  test("ends with a bake as long as it was given, or as its ramp says, and with none without", () => {
    expect(bakes({ "bake-time": "5m" })).toEqual([300_000]);
    expect(bakes({ ramp: "Canary10Percent15Minutes" })).toEqual([900_000]);
    expect(bakes({})).toEqual([]);
    expect(bakes({ weight: "0", "bake-time": "5m" }, worldAfter("deploy A", "shift 50"))).toEqual([]);
  });

  test("asks for what blue carries with, where that is more than at the beginning", () => {
    const world = resize(worldAfter("deploy A"), "web-a", { desired: 4 });
    expect(planOf("shift", world, { weight: "50" }).warnings).toEqual([]);
    expect(refusalOf("shift", world, { weight: "51" }).message).toContain(
      "51 % of the traffic needs 3 (all of it is on 4)",
    );
  });

  test("warns of cookies that still lead to the side that loses weight", () => {
    const warned = (world: World, weight: string) => planOf("shift", world, { weight, stickiness: "10m" }).warnings;
    expect(warned(worldAfter("deploy A"), "50")).toEqual([expect.stringContaining("can still reach web-blue")]);
    expect(warned(worldAfter("deploy A", "shift 50"), "10")).toEqual([
      expect.stringContaining("can still reach web-green"),
    ]);
  });

  test("to the weight that is there only sets the stickiness", () => {
    const world = worldAfter("deploy A", "shift 50");
    expect(planOf("shift", world, { weight: "50" }).changes).toEqual([]);
    expect(planOf("shift", world, { weight: "50", stickiness: "10m" }).changes).toMatchObject([
      { green: 50, sticky: 600 },
    ]);
  });
});

describe("an A/B test", () => {
  const TEST: Given = { strategy: "ab-test", cohort: "header X-Beta = 1" };

  test("of a single percent needs something healthy, too", () => {
    const ill = withHealth(worldAfter("deploy A"), ARNS[1], false);
    expect(refusalOf("shift", ill, { ...TEST, weight: "1" }).message).toContain("1 % of the traffic needs 1");
    expect(planOf("shift", ill, { ...TEST, weight: "0" }).changes).toEqual([]);
  });

  test("gives green the whole cohort unless a weight says less, and has nothing to do after that", () => {
    const tested = worldAfter("deploy A", "test 50");
    expect(planOf("shift", tested, { ...TEST, weight: "50" }).changes).toEqual([]);
    expect(planOf("shift", tested, TEST).changes).toMatchObject([{ kind: "set-weights", green: 100, cohort: true }]);
    const [first] = tested.seen.routes;
    const alone = seeing({ routes: first === undefined ? [] : [first], rules: tested.seen.rules.slice(1, 2) }, tested);
    expect(planOf("shift", alone, { ...TEST, weight: "50", listeners: first?.ref.arn ?? "" }).changes).toEqual([]);
  });

  test("is not begun while everyone reaches green", () => {
    const refusal = refusalOf("shift", worldAfter("deploy A", "shift 50"), TEST);
    expect(refusal.message).toContain("there is no cohort to shift");
  });
});

describe("a teardown", () => {
  test("that comes too early waits, or says when to come back", () => {
    const explorer = new Explorer({ fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
    const promoted = explorer.endOf(worldAfter("deploy A"), "promote").world;
    const { at } = promoted.seen;
    const wait = expect.objectContaining({ kind: "wait-until", until: at + 60_000 });
    expect(planOf("teardown", promoted).changes).toContainEqual(wait);
    expect(planOf("teardown", promoted, { timeout: "60s" }).changes).toContainEqual(wait);
    const refusal = refusalOf("teardown", promoted, { timeout: "59s" });
    expect(refusal.message).toContain(`before ${new Date(at + 60_000).toISOString()} (safe-teardown-at)`);
    expect(refusal.remedy).toContain("in 1m");
  });

  test("empties the side that leaves, whatever its minimum is, and lifts the protection of its instances", () => {
    const promoted = worldAfter("deploy A", "promote");
    const emptying = (world: World) =>
      planOf("teardown", world).changes.filter((change) => "group" in change && change.group === "web-a");
    const zero = { kind: "set-capacity", capacity: { min: 0, desired: 0 } };
    expect(emptying(resize(promoted, "web-a", { min: 0 }))).toMatchObject([zero]);
    const shielded = withGroup(promoted, "web-a", (group) => ({
      ...group,
      instances: group.instances.map((each, index) => ({ ...each, protected: index === 0 })),
    }));
    const [first] = shielded.seen.groups.flatMap(({ instances }) => instances);
    expect(emptying(shielded)).toMatchObject([{ kind: "allow-scale-in", instanceIds: [first?.id] }, zero]);
  });

  test("leaves on a group what it runs, but not on one that was emptied", () => {
    const left = (...runs: Parameters<typeof worldAfter>) =>
      worldAfter(...runs).seen.groups.map(({ tags }) => tags[TAG.revision]);
    expect(left("deploy A", "promote", "teardown")).toEqual([undefined, "image-id=ami-0000000a"]);
    expect(left("deploy A", "promote", "rollback", "teardown")).toEqual([undefined, undefined]);
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

describe("a bake that was cut off or failed", () => {
  const BAKE = { "bake-time": "5m" };
  const kinds = (more: Given, world: World) => planOf("shift", world, more).changes.map(({ kind }) => kind);
  /** At 50 %, as a step leaves it that is killed before its bake ends. */
  const cutOff = (): World => {
    const record = { by: "shift", at: 0, to: 50, verified: false, bakeMs: 300_000 } as const;
    return withGroup(worldAfter("deploy A", "shift 50"), "web-b", (group) => ({
      ...group,
      tags: { ...group.tags, [TAG.switched]: formatSwitch(record) },
    }));
  };

  test.each<[string, Given]>([
    ["without a weight", BAKE],
    ["with the same weight", { ...BAKE, weight: "50" }],
  ])("is done from its beginning by the same shift, run again %s", (_how, more) => {
    expect(kinds(more, cutOff())).toEqual(["wait-bake", "record-verified"]);
    expect(isUnfinished(viewOf(ec2Of(inputsFor("shift")), cutOff().seen).standing)).toBe(true);
  });

  test("is over once it was seen to its end", () => {
    const baked = worldAfter("deploy A", "shift 50");
    expect(planOf("shift", baked, { ...BAKE, weight: "50" })).toMatchObject({ changes: [] });
    expect(planOf("shift", baked, BAKE).changes).toContainEqual(expect.objectContaining({ green: 100 }));
  });

  test("is not what another weight asks for, and needs no bake time to be done again: its length is on record", () => {
    expect(planOf("shift", cutOff(), { ...BAKE, weight: "80" }).changes).toContainEqual(
      expect.objectContaining({ kind: "set-weights", green: 80, record: expect.objectContaining({ verified: false }) }),
    );
    for (const given of [{}, { weight: "50" }] as const) {
      expect(planOf("shift", cutOff(), given).changes).toMatchObject([
        { kind: "wait-bake", bake: { durationMs: 300_000 } },
        { kind: "record-verified", to: 50 },
      ]);
    }
  });

  test("is not begun again on an ill green", () => {
    const refusal = refusalOf("shift", withHealth(cutOff(), ARNS[1], false), BAKE);
    expect(refusal).toMatchObject({ code: "unhealthy" });
    expect(refusal.message).toContain("50 % of the traffic needs 1");
  });
});

describe("a clone that AWS is deleting", () => {
  const deleting = () => changed("web-b", { deleting: true }, worldAfter("deploy A"));

  test("gets no tags by a rollback", () => {
    expect(planOf("rollback", deleting()).changes.map(({ kind }) => kind)).toEqual(["set-capacity"]);
    const promoted = changed("web-b", { deleting: true }, worldAfter("deploy A", "promote"));
    expect(planOf("rollback", promoted).changes).toContainEqual(
      expect.objectContaining({ kind: "set-weights", green: 0, record: undefined }),
    );
  });

  test("is not brought up again by a deploy", () => {
    const refusal = refusalOf("deploy", deleting(), { "image-id": "ami-0000000a" });
    expect(refusal).toMatchObject({ code: "locked", lock: { way: ["teardown"] } });
  });
});
