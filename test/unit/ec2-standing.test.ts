import { describe, expect, test } from "vitest";
import { holdBlue, releaseBlue, releaseGreen, withNotes } from "../../src/platforms/ec2/groups/limits.ts";
import { runs, templateTag } from "../../src/platforms/ec2/groups/marks.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { standingOf } from "../../src/platforms/ec2/weighted/standing.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/ec2/weighted/undo.ts";
import { Explorer } from "./explore.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, failureOf, inputsFor } from "./fixtures.ts";
import { CAPACITY, changed, idle, planOf, refusalOf, worldAfter } from "./plans.ts";
import type { World } from "./world.ts";
import { ARNS, groupNamed, ROUTES, resize, withGroup, withHealth } from "./world.ts";

const settings = (step: Parameters<typeof inputsFor>[0], more: Given = {}) =>
  ec2Of(inputsFor(step, { listeners: ROUTES.join(), ...more }));
const standing = (world: World, more: Given = {}) => standingOf(settings("deploy", more), world.seen);

function tagged(world: World, tags: Readonly<Record<string, string>>): World {
  return withGroup(world, "web-b", (group) => ({ ...group, tags: { ...group.tags, ...tags } }));
}

describe("where a rollout stands", () => {
  test("a blue that somebody scaled in is pending: a rollback brings it back to the size on record", () => {
    const world = resize(changed("web-a", { min: 0 }, worldAfter("deploy A")), "web-a", { desired: 1 });
    expect(standing(world).blue).toMatchObject({ state: "pending", capacity: { have: 1, want: 2 } });
  });

  test("a side that is all there and does not answer is unhealthy, one that lacks instances is pending", () => {
    const ill = withHealth(worldAfter("deploy A"), ARNS[1], false);
    expect(standing(ill).green).toMatchObject({ state: "unhealthy", reasons: ["2 × target unhealthy"] });
    const [first] = groupNamed(ill, "web-b").instances;
    expect(standing(changed("web-b", { instances: first === undefined ? [] : [first] }, ill)).green.state).toBe(
      "pending",
    );
  });

  test("all of the traffic needs what blue was found with, or what it has by now", () => {
    expect(standing(worldAfter("deploy A")).whole).toBe(2);
    expect(standing(resize(worldAfter("deploy A"), "web-a", { desired: 4 })).whole).toBe(4);
    expect(standing(idle()).whole).toBeUndefined();
  });

  test("both groups with the mark are a conflict that no step leads out of", () => {
    const world = withGroup(worldAfter("deploy A"), "web-a", (group) => ({ ...group, tags: { [TAG.rollout]: "x" } }));
    expect(standing(world).conflict).toMatchObject({ refusal: { id: "marked-twice" }, allows: ["status"] });
  });
});

describe("what a group runs", () => {
  const group = (version: string, tags: Readonly<Record<string, string>>) =>
    groupNamed(changed("web-b", { tags, template: { id: "lt-1", name: "web", version, mixed: false } }), "web-b");

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["2", { [TAG.revision]: "image-id=a", [TAG.template]: "lt-1/2" }, "image-id=a"],
    ["3", { [TAG.revision]: "image-id=a", [TAG.template]: "lt-1/2" }, "launch-template-version=3"],
    ["2", { [TAG.revision]: "image-id=a", [TAG.template]: "lt-9/2" }, "launch-template-version=2"],
    ["2", { [TAG.revision]: "image-id=a", [TAG.template]: "none" }, "launch-template-version=2"],
    ["2", { [TAG.revision]: "image-id=a" }, "image-id=a"],
    ["2", {}, "launch-template-version=2"],
  ])("version %s with %j is %s", (version, tags, said) => {
    expect(runs(group(version, tags))).toBe(said);
    expect(templateTag({ id: "", name: "web" }, 2)).toBe("web/2");
  });

  test("another version given by somebody else keeps traffic from moving on, but not back", () => {
    const world = changed(
      "web-b",
      { template: { id: "lt-1", name: "web", version: "1", mixed: false } },
      worldAfter("deploy A", "shift 50"),
    );
    for (const step of ["shift", "promote"] as const) expect(refusalOf(step, world).id).toBe("green-changed");
    expect(planOf("rollback", world).changes.map(({ kind }) => kind)).toContain("set-weights");
    const deploy = { "image-id": "ami-0000000a" };
    expect(refusalOf("deploy", world, deploy).id).toBe("green-changed");
    const idle = changed("web-b", { template: groupNamed(world, "web-b").template }, worldAfter("deploy A"));
    expect(planOf("deploy", idle, deploy).changes).toContainEqual(
      expect.objectContaining({ kind: "set-template", version: { number: 2 } }),
    );
  });

  test("a deploy whose blue has instances of another version is not done already", () => {
    const version: Given = { "image-id": "", "launch-template-version": "1" };
    expect(standing(idle(), version).blue.current).toBe(true);
    const old = withGroup(idle(), "web-a", (each) => ({
      ...each,
      instances: each.instances.map((instance, index) =>
        index === 0 ? { ...instance, templateVersion: "7" } : instance,
      ),
    }));
    expect(standing(old, version).blue.current).toBe(false);
  });
});

describe("a claim", () => {
  const again = (nonce: string | undefined, world: World) =>
    planOf("deploy", world, { "image-id": "ami-0000000a" }, { ...(nonce === undefined ? {} : { nonce }) }).changes;

  test("is the first change of a deploy, and waited for before the next", () => {
    const kinds = planOf("deploy", idle(), {}, { nonce: "8" }).changes.map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(["mark", "wait-claim"]);
  });

  test("is taken from a run that was cut off by the one that goes on with it, and kept by its own", () => {
    const cut = changed("web-b", { min: 0 }, worldAfter("deploy A"));
    expect(again("8", cut)[0]).toMatchObject({ kind: "mark", tags: { [TAG.claim]: "8" }, claims: true });
    expect(again("7", cut)[0]).toMatchObject({ kind: "wait-claim" });
  });

  test("is not needed where nothing is left to change", () => {
    expect(again("8", worldAfter("deploy A"))).toEqual([]);
    expect(again("8", withHealth(worldAfter("deploy A"), ARNS[1], false)).map(({ kind }) => kind)).toEqual([
      "wait-healthy",
    ]);
  });

  test("that somebody else has taken ends the deploy", () => {
    const world = changed("web-b", { min: 0 }, worldAfter("deploy A"));
    const lost = failureOf(() => planOf("deploy", world, { "image-id": "ami-0000000a" }, { nonce: "8", holds: true }));
    expect(lost).toMatchObject({ id: "claim-lost", code: "locked" });
  });
});

describe("a teardown", () => {
  const promoted = () => worldAfter("deploy A", "promote");
  const ending = (world: World) => tagged(world, { [TAG.ending]: `${new Date(world.seen.at).toISOString()}/octo/1` });

  test("notes that it has begun, and goes on where it is noted", () => {
    expect(planOf("teardown", promoted()).changes.slice(0, 2)).toMatchObject([
      { kind: "mark", tags: { [TAG.ending]: expect.any(String) }, claims: true },
      { kind: "wait-claim" },
    ]);
    const noted = ending(promoted());
    expect(planOf("teardown", noted).changes[0]?.kind).toBe("wait-claim");
    const long = { ...noted, seen: { ...noted.seen, at: noted.seen.at + 10_000 } };
    expect(planOf("teardown", long).changes.map(({ kind }) => kind)).not.toContain("wait-claim");
  });

  test("from which a rollback took the rollout stops", () => {
    const refused = failureOf(() => planOf("teardown", promoted(), {}, { holds: true }));
    expect(refused).toMatchObject({ id: "teardown-taken-over", code: "conflict" });
  });

  test("that has begun is taken over by a rollback before it moves anything, and refuses a shift", () => {
    const noted = ending(promoted());
    expect(planOf("rollback", noted).changes.slice(0, 3)).toMatchObject([
      { kind: "unmark", keys: [TAG.ending], claims: true },
      { kind: "wait-claim" },
      { kind: "set-weights", green: 0 },
    ]);
    expect(refusalOf("shift", noted, { weight: "50" }).id).toBe("teardown-begun");
  });

  test.each<[string, Parameters<typeof changed>[1], string]>([
    [
      "instances in Standby",
      { instances: [{ id: "i-9", lifecycle: "Standby", templateVersion: "1", protected: false }] },
      "in-standby",
    ],
    ["Terminate suspended", { suspended: ["Terminate"] }, "terminate-suspended"],
  ])("of a group with %s is refused before it is noted", (_what, more, id) => {
    expect(refusalOf("teardown", changed("web-a", more, promoted())).id).toBe(id);
  });
});

describe("limits", () => {
  const sides = (world: World) => [groupNamed(world, "web-a"), groupNamed(world, "web-b")] as const;

  test("are given back only while they are what the rollout set", () => {
    const deployed = worldAfter("deploy A");
    const [blue, green] = sides(deployed);
    expect(releaseBlue(blue, green)).toMatchObject([{ capacity: { min: 1 } }]);
    expect(releaseBlue({ ...blue, min: 0 }, green)).toEqual([]);
    expect(releaseGreen(green)).toMatchObject([{ capacity: { min: 1 } }]);
    expect(releaseGreen({ ...green, min: 4, desired: 5, max: 12 })).toEqual([]);
    expect(releaseGreen({ ...green, desired: 5, max: 5 })).toMatchObject([{ capacity: { min: 1 } }]);
  });

  test("of somebody else do not keep blue from being held, and become what it gets back", () => {
    const [blue, green] = sides(worldAfter("deploy A"));
    const [note, hold] = holdBlue({ ...blue, min: 0 }, green);
    expect(note).toMatchObject({ kind: "mark", tags: { [TAG.blueCapacity]: "0/2/4" } });
    expect(hold).toMatchObject({ kind: "set-capacity", capacity: { min: 2 } });
    expect(holdBlue(blue, green)).toEqual([]);
    const larger = { ...blue, desired: 3 };
    const grown = withNotes(holdBlue(larger, green), [larger, green]);
    expect(grown).toMatchObject([{ tags: { [TAG.held]: "2>3/2/4" } }, { capacity: { min: 3 } }]);
    expect(grown[0]).not.toMatchObject({ tags: { [TAG.blueCapacity]: expect.anything() } });
  });
});

test("a blue that grew gets its own minimum back, also after a deploy that held it and grew green in one plan", () => {
  const explorer = new Explorer({ fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 });
  const grown = resize(worldAfter("deploy A"), "web-a", { desired: 4 });
  const held = explorer.endOf(grown, "deploy A").world;
  expect(groupNamed(held, "web-a")).toMatchObject({ min: 4, desired: 4 });
  expect(groupNamed(held, "web-b")).toMatchObject({ min: 4, desired: 4 });
  expect(groupNamed(explorer.endOf(held, "teardown").world, "web-a")).toMatchObject({ min: 1, desired: 4 });
});

describe("the record that undoes a step", () => {
  const intentOf = (step: "promote" | "rollback" | "deploy", world: World) => ({
    ...inputsFor(step, { listeners: ROUTES.join() }),
    rolloutId: "octo/shop/runs/8",
    now: world.seen.at,
  });
  const shifted = worldAfter("deploy A", "shift 50");
  const made = undoOf(settings("promote"), intentOf("promote", shifted), shifted.seen);
  const accepts = (undo: object, step: "promote" | "rollback" | "deploy" = "promote", world = shifted) =>
    acceptsUndo(JSON.parse(JSON.stringify(undo)), settings(step), intentOf(step, world), world.seen);

  test("puts back the weights that were seen, and says of them what was on record", () => {
    expect(made).toMatchObject({ green: 50, record: { by: "shift", to: 50, verified: true, group: "web-b" } });
    expect(accepts(made)).toBe(true);
  });

  test("of a rollback is the rollback, also where no rollout says which side serves", () => {
    const back = undoOf(settings("rollback"), intentOf("rollback", shifted), shifted.seen);
    expect(back).toMatchObject({ green: 0, record: { by: "rollback" } });
    expect(accepts(back, "rollback")).toBe(true);
    expect(accepts({ ...back, green: 100 }, "rollback")).toBe(false);
  });

  test("of a rollback leaves green what blue cannot carry yet", () => {
    const half = withGroup(shifted, "web-a", (group) => ({
      ...group,
      desired: 1,
      instances: group.instances.slice(1),
    }));
    expect(undoOf(settings("rollback"), intentOf("rollback", half), half.seen).green).toBe(50);
  });

  test.each<[string, object]>([
    ["another kind", { kind: "delete-group", group: "web-a" }],
    ["a target group that is not ours", { blueArn: ARNS[0].replace("web-blue", "web-other") }],
    ["one target group twice", { greenArn: ARNS[0] }],
    ["a weight beyond 100", { green: 101 }],
    ["a weight that is no number", { green: "50" }],
    ["a group that is not ours", { record: { ...made.record, group: "other" } }],
    ["a record of an unknown step", { record: { ...made.record, by: "deploy" } }],
    ["stickiness beyond a week", { sticky: 604_801 }],
    ["a cohort that the inputs do not have", { cohort: true }],
  ])("with %s is not accepted", (_what, more) => {
    expect(accepts({ ...made, ...more })).toBe(false);
  });

  test("of a step that moves no traffic is not accepted", () => {
    expect(accepts(made, "deploy")).toBe(false);
  });
});
