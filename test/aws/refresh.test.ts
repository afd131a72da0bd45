import { describe, expect, test } from "vitest";
import { batchOf, boundsOf } from "./autoscaling/refresh/bounds.ts";
import { cancel, rollBack } from "./autoscaling/refresh/step.ts";
import type { PaperOptions } from "./refresh-world.ts";
import { paperWorld } from "./refresh-world.ts";

/** An instance refresh on paper: how many at a time, and every state that it can come to. */

const SIZES = [1, 2, 3, 5, 10];
/** Percentages, and for each size: batch, fewest healthy, most alive. */
const TABLE: [min: number, max: number | undefined, cells: string[]][] = [
  [0, 100, ["1 0..1", "2 0..2", "3 0..3", "5 0..5", "10 0..10"]],
  [0, undefined, ["1 0..1", "2 0..2", "3 0..3", "5 0..5", "10 0..10"]],
  [50, undefined, ["1 0..1", "1 1..2", "1 2..3", "2 3..5", "5 5..10"]],
  [90, undefined, ["1 0..1", "1 1..2", "1 2..3", "1 4..5", "1 9..10"]],
  [90, 100, ["1 1..2", "1 2..3", "1 3..4", "1 5..6", "1 9..10"]],
  [100, undefined, ["1 0..1", "1 1..2", "1 2..3", "1 4..5", "1 9..10"]],
  [100, 100, ["1 1..2", "1 2..3", "1 3..4", "1 5..6", "1 10..11"]],
  [100, 110, ["1 1..2", "1 2..3", "1 3..4", "1 5..6", "1 10..11"]],
  [100, 120, ["1 1..2", "1 2..3", "1 3..4", "1 5..6", "2 10..12"]],
  [100, 150, ["1 1..2", "1 2..3", "1 3..4", "2 5..7", "5 10..15"]],
  [100, 200, ["1 1..2", "2 2..4", "3 3..6", "5 5..10", "10 10..20"]],
  [80, 100, ["1 1..2", "1 2..3", "1 3..4", "1 4..5", "2 8..10"]],
  [90, 120, ["1 1..2", "1 2..3", "1 3..4", "1 5..6", "3 9..12"]],
];

describe("percentages come to machines", () => {
  test.each(TABLE)("min %s, max %s", (min, max, cells) => {
    const found = SIZES.map((size) => {
      const bounds = boundsOf(size, { min, max });
      return `${batchOf(bounds)} ${bounds.low}..${bounds.high}`;
    });
    expect(found).toEqual(cells);
  });

  test.each(TABLE)("and a refresh keeps to them: min %s, max %s", (min, max, cells) => {
    const found = SIZES.map((size) => {
      const world = paperWorld({ size, wishes: { percentages: { min, max } } });
      world.finish();
      expect(world.count("new"), world.progress().status).toBe(size);
      expect(world.launched).toBe(size);
      return `${Math.min(...world.healthy)}..${Math.max(...world.alive)}`;
    });
    expect(found).toEqual(cells.map((cell) => cell.split(" ")[1]));
  });

  test("a group that grows in the middle has other numbers from then on", () => {
    const world = paperWorld({ size: 4, wishes: { percentages: { min: 75, max: 100 } } });
    world.until(() => world.progress().percent >= 50);
    world.desired = 8;
    world.finish();
    expect(world.count("new")).toBe(8);
  });

  test("weights are counted in units, and one that weighs more than the room goes all the same", () => {
    const world = paperWorld({
      ...{ size: 2, first: [{ units: 4 }, { units: 4 }], wishes: { percentages: { min: 90, max: 100 } } },
    });
    world.desired = 8;
    world.finish();
    expect(world.states).toEqual(["Pending", "InProgress", "Successful"]);
    expect(Math.min(...world.healthy)).toBe(4);
  });
});

/** A group of four of which two at a time may be away. */
const halves = (more: Partial<PaperOptions> = {}) =>
  paperWorld({ size: 4, ...more, wishes: { percentages: { min: 50, max: 100 }, ...more.wishes } });

/** The same, one at a time. */
const quarters = (more: Partial<PaperOptions> = {}) =>
  halves({ ...more, wishes: { percentages: { min: 75, max: 100 }, ...more.wishes } });

describe("a refresh that goes well", () => {
  test("is pending, in progress, and successful", () => {
    const world = halves();
    world.finish();
    expect(world.states).toEqual(["Pending", "InProgress", "Successful"]);
    expect(world.progress()).toMatchObject({ percent: 100, toUpdate: 0, reason: undefined });
  });

  test("counts as updated what is healthy and warm, and as to be updated what has not begun", () => {
    const world = halves();
    world.until(() => world.count("new") === 2);
    world.tick();
    expect(world.progress()).toMatchObject({ percent: 0, toUpdate: 2 });
    expect(world.progress().reason).toMatch(/^Waiting for remaining instances to be available. For example: i-\d+ has/);
    world.until(() => world.progress().reason?.endsWith("is warming up.") === true);
    expect(world.progress()).toMatchObject({ percent: 0, toUpdate: 2 });
    world.until(() => world.progress().percent === 50);
    world.until(() => world.progress().toUpdate === 0);
    expect(world.progress().percent).toBe(50);
  });

  test("bakes before it is successful, and can be rolled back then", () => {
    const world = halves({ wishes: { bakeTime: 600 } });
    world.until(() => world.progress().status === "Baking");
    const since = world.now;
    world.finish();
    expect(world.now - since).toBe(600);
    const other = halves({ wishes: { bakeTime: 600 } });
    other.until(() => other.progress().status === "Baking");
    other.refresh.progress = rollBack(other.progress(), "by hand", other.now);
    other.finish();
    expect(other.states.at(-1)).toBe("RollbackSuccessful");
    expect(other.count("old")).toBe(4);
  });

  test("skips what matches, and is successful at once when everything does", () => {
    const fresh = { of: "new", version: 2 } as const;
    const world = halves({ first: [fresh, fresh] });
    world.finish();
    expect(world.launched).toBe(2);
    const nothing = halves({ first: [fresh, fresh, fresh, fresh] });
    nothing.finish();
    expect(nothing.now).toBeLessThan(10);
    expect(nothing).toMatchObject({ launched: 0, states: ["Pending", "InProgress", "Successful"] });
  });

  test("replaces everything where it does not skip", () => {
    const fresh = { of: "new", version: 2 } as const;
    const world = halves({ first: [fresh, fresh, fresh, fresh], wishes: { skipMatching: false } });
    world.finish();
    expect(world.launched).toBe(4);
  });

  test("waits with a successor for its predecessor's drain only where it is told to", () => {
    const [impatient, patient] = [halves(), halves({ timing: { awaitsDrain: true } })];
    for (const world of [impatient, patient]) world.finish();
    expect(patient.now - impatient.now).toBe(2 * 30);
  });

  test("takes the warm pool after the group", () => {
    const world = halves({ pool: 2 });
    world.until(() => world.count("old") === 0);
    expect(world.pool.filter((one) => one.of === "old" && one.place !== "leaving")).toHaveLength(2);
    world.finish();
    expect(world.pool.map((one) => one.of)).toEqual(expect.arrayContaining(["new", "new"]));
    expect(world.progress()).toMatchObject({ status: "Successful", pool: { percent: 100, toUpdate: 0 } });
  });
});

describe("checkpoints", () => {
  test("are waited at, each for its time", () => {
    const world = halves({ wishes: { checkpoints: [25, 50, 100], checkpointDelay: 500 } });
    world.until(() => world.progress().reason === "Waiting 500 seconds at the checkpoint at 25%.");
    expect(world.count("new")).toBe(1);
    const since = world.now;
    world.until(() => world.progress().reason === "Waiting 500 seconds at the checkpoint at 50%.");
    expect(world.now - since).toBeGreaterThan(500);
    world.finish();
    expect(world).toMatchObject({ launched: 4, states: ["Pending", "InProgress", "Successful"] });
  });

  test("are waited at with the desired capacity, where one was launched first", () => {
    const percentages = { min: 100, max: 125 };
    const world = halves({ wishes: { percentages, checkpoints: [25, 100], checkpointDelay: 500 } });
    world.until(() => world.progress().reason === "Waiting 500 seconds at the checkpoint at 25%.");
    world.tick();
    expect([world.count("old"), world.count("new")]).toEqual([3, 1]);
    world.finish();
    expect(world.progress().status).toBe("Successful");
  });

  test("of several that are crossed at once the highest alone counts", () => {
    const world = paperWorld({
      ...{ size: 2, wishes: { percentages: { min: 50, max: 100 }, checkpoints: [10, 40, 100], checkpointDelay: 500 } },
    });
    world.until(() => world.progress().percent === 50);
    const since = world.now;
    expect(world.progress().checkpoint).toBe(40);
    world.finish();
    expect(world.now - since).toBeLessThan(2 * 500);
  });

  test("a last one below 100 is where it stops", () => {
    const world = halves({ wishes: { checkpoints: [50], checkpointDelay: 500 } });
    world.finish();
    expect(world.progress()).toMatchObject({ status: "Successful", percent: 50 });
    expect([world.count("old"), world.count("new")]).toEqual([2, 2]);
  });

  test("that take longer than the hour without progress are no failure", () => {
    const world = halves({ wishes: { checkpoints: [50, 100], checkpointDelay: 7_200 } });
    world.finish();
    expect(world.progress().status).toBe("Successful");
  });
});

describe("a refresh that makes no progress for an hour", () => {
  test("because the new machines never get healthy goes back, with the group as it was", () => {
    const world = halves({ good: false });
    world.until(() => world.progress().status === "RollbackInProgress");
    expect(world.now).toBeGreaterThan(3_600);
    expect(world.progress().reason).toBe("The instance refresh made no progress for 3600 seconds.");
    world.finish();
    expect(world.states).toEqual(["Pending", "InProgress", "RollbackInProgress", "RollbackSuccessful"]);
    expect(world.count("old")).toBe(4);
    expect(Math.min(...world.healthy)).toBe(2);
  });

  test("fails where it may not roll back, and leaves the group mixed", () => {
    for (const more of [{ wishes: { autoRollback: false } }, {}]) {
      const world = halves({ ...more, good: false });
      world.reversible = more.wishes !== undefined;
      world.finish();
      expect(world.progress().status).toBe("Failed");
      expect([world.count("old"), world.count("new")]).toEqual([2, 2]);
    }
  });

  test.each([
    ["a protected machine", { protected: true }, "is protected from scale in."],
    ["a machine in Standby", { place: "standby", healthy: false }, "is in Standby."],
  ] as const)("because of %s says so before it fails", (_what, first, reason) => {
    const world = halves({ first: [first], wishes: { autoRollback: false } });
    world.desired = "place" in first ? 3 : 4;
    world.until(() => world.progress().reason?.endsWith(reason) === true);
    world.finish();
    expect(world.progress().status).toBe("Failed");
    expect(world.count("old")).toBe(1);
  });

  test("on its way back has failed for good", () => {
    const world = halves();
    world.until(() => world.progress().percent === 50);
    world.refresh.progress = rollBack(world.progress(), "by hand", world.now);
    world.suspended.add("Terminate");
    world.finish();
    expect(world.progress().status).toBe("RollbackFailed");
  });
});

describe("machines that are protected or in Standby", () => {
  test("are left as they are where that was asked", () => {
    const first = [{ protected: true }, { place: "standby", healthy: false }] as const;
    const world = halves({ first, wishes: { protectedInstances: "Ignore", standbyInstances: "Ignore" } });
    world.desired = 3;
    world.finish();
    expect(world.progress()).toMatchObject({ status: "Successful", percent: 100 });
    expect([world.count("old"), world.count("new")]).toEqual([2, 2]);
  });

  test("are replaced where that was asked", () => {
    const first = [{ protected: true }, { place: "standby", healthy: false }] as const;
    const world = halves({ first, wishes: { protectedInstances: "Refresh", standbyInstances: "Terminate" } });
    world.desired = 3;
    world.finish();
    expect(world.progress()).toMatchObject({ status: "Successful", percent: 100 });
    expect([world.count("old"), world.count("new")]).toEqual([0, 3]);
  });
});

describe("an alarm", () => {
  const alarmed = (more: Partial<PaperOptions> = {}) => {
    const world = quarters(more);
    world.until(() => world.progress().percent === 50);
    world.alarms = [{ name: "errors", state: "ALARM" }];
    return world;
  };

  test("rolls back, and goes on with the rollback whatever it says then", () => {
    const world = alarmed();
    world.finish();
    expect(world.states).toEqual(["Pending", "InProgress", "RollbackInProgress", "RollbackSuccessful"]);
    expect(world.count("old")).toBe(4);
    expect(world.progress().rollback).toMatchObject({
      reason: "The CloudWatch alarm errors is in the ALARM state.",
      percent: 50,
    });
  });

  test("without rollback ends it, half-way", () => {
    const world = alarmed({ wishes: { autoRollback: false } });
    world.finish();
    expect(world.states).toEqual(["Pending", "InProgress", "Failed"]);
    expect(world.count("new")).toBeGreaterThan(0);
    expect(world.count("old")).toBeGreaterThan(0);
  });

  test("while it bakes rolls back too", () => {
    const world = halves({ wishes: { bakeTime: 600 } });
    world.until(() => world.progress().status === "Baking");
    world.alarms = [{ name: "errors", state: "ALARM" }];
    world.finish();
    expect(world.states.slice(-2)).toEqual(["RollbackInProgress", "RollbackSuccessful"]);
  });

  test("without data makes it wait, and no longer when data come", () => {
    const world = halves();
    world.until(() => world.progress().percent === 50);
    world.alarms = [{ name: "errors", state: "INSUFFICIENT_DATA" }];
    world.until(() => world.progress().reason?.includes("INSUFFICIENT_DATA") === true);
    const launched = world.launched;
    for (let seconds = 0; seconds < 1_000; seconds += 1) world.tick();
    expect(world.launched).toBe(launched);
    world.alarms = [{ name: "errors", state: "OK" }];
    world.finish();
    expect(world.progress().status).toBe("Successful");
  });
});

describe("on the way back", () => {
  test("the percentage falls to nothing, and what was never updated stays as it is", () => {
    const world = halves();
    world.until(() => world.progress().percent === 50);
    const { toUpdate } = world.progress();
    const untouched = world.machines
      .filter((one) => one.of === "old" && one.place === "in-service")
      .map(({ id }) => id);
    world.refresh.progress = rollBack(world.progress(), "by hand", world.now);
    const percents = [50];
    world.until(() => {
      percents.push(world.progress().percent);
      return world.states.at(-1) === "RollbackSuccessful";
    });
    expect(percents).toEqual([...percents].sort((a, b) => b - a));
    expect(world.progress()).toMatchObject({ percent: 0, toUpdate });
    for (const id of untouched) expect(world.machines.map((one) => one.id)).toContain(id);
  });

  test("machines that are no good go without regard to how many are healthy", () => {
    const world = halves({ good: false, wishes: { percentages: { min: 100, max: 125 } } });
    world.until(() => world.count("new") === 1);
    world.refresh.progress = rollBack(world.progress(), "by hand", world.now);
    world.finish();
    expect([world.count("old"), world.count("new")]).toEqual([4, 0]);
    expect(Math.min(...world.healthy)).toBe(4);
  });
});

describe("a refresh that is cancelled", () => {
  test("waits for what is under way, and replaces nothing more", () => {
    const world = halves();
    world.until(() => world.count("new") === 2);
    world.refresh.progress = cancel(world.progress(), true, world.now);
    world.finish();
    expect(world.states.slice(-2)).toEqual(["Cancelling", "Cancelled"]);
    expect(world.progress().reason).toBe("Cancelled due to user request.");
    expect(world.machines.every(({ place }) => place === "in-service")).toBe(true);
    expect([world.count("old"), world.count("new")]).toEqual([2, 2]);
  });

  test("does not wait where it is told not to, and ends a rollback likewise", () => {
    const world = halves();
    world.until(() => world.count("new") === 2);
    world.refresh.progress = rollBack(world.progress(), "by hand", world.now);
    world.refresh.progress = cancel(world.progress(), false, world.now);
    expect(world.progress()).toMatchObject({ status: "Cancelled", endedAt: world.now });
    expect(world.machines.some(({ place }) => place === "pending")).toBe(true);
  });
});

test("a suspended refresh pauses without an end, and a suspended launch counts toward its hour", () => {
  const world = quarters();
  world.until(() => world.progress().percent === 50);
  world.suspended.add("InstanceRefresh");
  for (let seconds = 0; seconds < 5_000; seconds += 1) world.tick();
  expect(world.progress().status).toBe("InProgress");
  world.suspended = new Set(["Launch"]);
  world.until(() => world.progress().reason === "Waiting for suspended processes to be resumed: Launch.");
  world.finish();
  expect(world.states.slice(-2)).toEqual(["RollbackInProgress", "RollbackFailed"]);
});

test("a group that cannot have what is wanted fails at the start", () => {
  const world = halves();
  world.unfit = "Not for groups like this one.";
  world.finish();
  expect(world.states).toEqual(["Pending", "Failed"]);
  expect(world).toMatchObject({ launched: 0 });
  expect(world.progress().reason).toBe("Not for groups like this one.");
});

test("fourteen days are the end of it", () => {
  const world = halves({ timing: { lifetime: 4_000 }, wishes: { checkpoints: [50, 100], checkpointDelay: 7_200 } });
  world.finish();
  expect(world.progress().reason).toContain("within 4000 seconds");
});
