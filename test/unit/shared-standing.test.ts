import { describe, expect, test } from "vitest";
import type { Intent } from "../../src/delivery/plan.ts";
import { identify } from "../../src/platforms/ec2/shared/sides.ts";
import type { SharedSnapshot } from "../../src/platforms/ec2/shared/snapshot.ts";
import { comingUp, safeAt, standingOf } from "../../src/platforms/ec2/shared/standing.ts";
import { isUndoOf, undoOf } from "../../src/platforms/ec2/shared/undo.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { SharedRun } from "./shared-explore.ts";
import { SHARED_RUNS, SharedExplorer, settingsOf, sharedInputs } from "./shared-explore.ts";
import type { SharedWorld } from "./shared-world.ts";
import { groupNamed, idleShared, targetsOf, timePasses, withGroup, withHealth } from "./shared-world.ts";

const OPTIONS = {
  fleet: "paired",
  capacity: { min: 1, desired: 2, max: 4 },
  runs: [],
  ailing: false,
  rollouts: 9,
} as const;
const SETTINGS = settingsOf(sharedInputs(SHARED_RUNS.promote));

const standingIn = ({ seen }: SharedWorld) => standingOf(SETTINGS, seen, identify(seen));

function worldAfter(...runs: SharedRun[]): SharedWorld {
  const explorer = new SharedExplorer(OPTIONS);
  return runs.reduce((world, run) => timePasses(explorer.endOf(world, run).world), idleShared(OPTIONS));
}

function withStates(world: SharedWorld, name: string, state: string): SharedWorld {
  const own = targetsOf(world, groupNamed(world, name));
  const targets = world.seen.targetGroup.targets.map((each) => (own.includes(each) ? { ...each, state } : each));
  return { ...world, seen: { ...world.seen, targetGroup: { ...world.seen.targetGroup, targets } } };
}

describe("the standing on a shared target group", () => {
  test("has green's capacity as it would be at full size", () => {
    const { weight, whole, green } = standingIn(worldAfter("deploy A", "shift 30"));
    expect({ weight, whole, green }).toMatchObject({
      weight: 33.33,
      whole: 2,
      green: { state: "ready", current: true, capacity: { have: 2, want: 2 } },
    });
  });

  test("has no weight while green is in and none of it is healthy: nobody may take that for 0", () => {
    const world = withHealth(worldAfter("deploy A", "shift 30"), "web-b", false);
    expect(standingIn(world)).toMatchObject({
      weight: undefined,
      green: { state: "unhealthy", capacity: { have: 0 } },
    });
  });

  test("keeps its weight when blue falls ill or grows: neither is a move", () => {
    const world = worldAfter("deploy A", "shift 60");
    expect(standingIn(withHealth(world, "web-a", false))).toMatchObject({ weight: 50, blue: { state: "unhealthy" } });
  });

  test("takes blue that grew for what green has to carry", () => {
    const world = withGroup(worldAfter("deploy A"), "web-a", (group) => ({ ...group, desired: 4 }));
    expect(standingIn(world).whole).toBe(4);
  });

  test("reckons with what is on its way, and not with what is ill", () => {
    const world = worldAfter("deploy A", "shift 60");
    const reckoned = (state: string) => {
      const now = withStates(world, "web-b", state);
      return comingUp(standingIn(now), identify(now.seen)).green.capacity?.have;
    };
    expect([reckoned("initial"), reckoned("unhealthy")]).toEqual([2, 0]);
  });

  test("without a record allows a rollback only where it is plain who can serve", () => {
    const world = withGroup(worldAfter("deploy A", "shift 60"), "web-b", (group) => ({ ...group, tags: {} }));
    expect(standingIn(world).conflict).toMatchObject({ refusal: { id: "both-attached" }, allows: ["status"] });
    expect(standingIn(withHealth(world, "web-b", false)).conflict?.allows).toEqual(["rollback", "status"]);
  });
});

describe("the side that is out may go", () => {
  const at = (world: SharedWorld, side: "blue" | "green") =>
    safeAt(SETTINGS, standingIn(world), identify(world.seen), side) - SETTINGS.scaleDownDelayMs;

  test("a delay after the switch, which stands still", () => {
    const world = worldAfter("deploy A", "promote");
    const { last, now } = standingIn(world);
    expect(at(world, "blue")).toBe(last?.at);
    expect(last?.at).toBeLessThan(now);
  });

  test("counting from the teardown's own note when the switch is not on record", () => {
    const promoted = worldAfter("deploy A", "promote");
    const began = "2026-01-02T03:00:00.000Z";
    const world = withGroup(promoted, "web-b", ({ tags: { [TAG.switched]: _lost, ...tags }, ...group }) => ({
      ...group,
      tags: { ...tags, [TAG.ending]: `${began}/octo/shop/runs/7` },
    }));
    expect(at(world, "blue")).toBe(Date.parse(began));
  });
});

describe("a saved undo record", () => {
  const { seen } = worldAfter("deploy A", "shift 30");
  const intent = (step: "shift" | "rollback"): Intent => ({
    ...sharedInputs({ step }),
    rolloutId: "octo/shop/runs/8",
    now: seen.at,
  });
  const own = undoOf(intent("shift"), seen);
  const accepts = (record: object, snapshot: SharedSnapshot = seen) =>
    isUndoOf({ ...own, ...record }, intent("shift"), snapshot);

  test("of this step and these groups is accepted", () => {
    expect(accepts({})).toBe(true);
    expect(isUndoOf(undoOf(intent("rollback"), seen), intent("rollback"), seen)).toBe(true);
  });

  test.each<[string, object]>([
    ["another kind of change", { kind: "delete-group", group: "web-a" }],
    ["a group of somebody else", { sides: [{ group: "db", attached: false, capacity: undefined }] }],
    ["nobody who stays", { sides: own.sides.map((side) => ({ ...side, attached: false })) }],
    [
      "sizes that are none",
      { sides: own.sides.map((side) => ({ ...side, capacity: { min: 0, desired: -1, max: 4 } })) },
    ],
    ["a record on another group", { record: { ...own.record, group: "web-a" } }],
    ["a weight that is none", { record: { ...own.record, to: 101 } }],
    ["another run's record", { record: { ...own.record, run: "octo/other/runs/1" } }],
  ])("of %s is not", (_what, record) => {
    expect(accepts(record)).toBe(false);
  });

  test("of a shift is not that of a rollback", () => {
    expect(isUndoOf(own, intent("rollback"), seen)).toBe(false);
  });
});
