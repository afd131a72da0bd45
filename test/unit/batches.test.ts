import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ALL_PERCENTAGES,
  addingPercentages,
  batchOf,
  durationOf,
  formatAmount,
  keepable,
  largestBatch,
  leastOf,
  paceOf,
  parseAmount,
  rollingPercentages,
} from "../../src/delivery/batches.ts";

test.each([
  ["2", { machines: 2 }],
  ["20%", { percent: 20 }],
  ["100 %", { percent: 100 }],
  ["0", undefined],
  ["0%", undefined],
  ["101%", undefined],
  ["1.5", undefined],
  ["-1", undefined],
  ["", undefined],
])("%o is read as machines or a percentage", (text, amount) => {
  expect(parseAmount(text)).toEqual(amount);
  if (amount !== undefined) expect(parseAmount(formatAmount(amount))).toEqual(amount);
});

test("a batch is rounded down, but is one machine at least and never more than there are; a minimum is rounded up", () => {
  expect([1, 3, 10].map((size) => batchOf({ percent: 25 }, size))).toEqual([1, 1, 2]);
  expect([1, 3, 10].map((size) => batchOf({ machines: 4 }, size))).toEqual([1, 3, 4]);
  expect([1, 3, 10].map((size) => leastOf({ percent: 25 }, size))).toEqual([1, 1, 3]);
  expect(leastOf({ machines: 3 }, 10)).toBe(3);
});

/** Cells are batch, healthy machines left, machines alive; by the sizes 1, 2, 3, 5, 10. */
const SIZES = [1, 2, 3, 5, 10];
describe("what a pair of percentages comes to", () => {
  test.each<[number, number | undefined, string]>([
    [0, 100, "1 0 1, 2 0 2, 3 0 3, 5 0 5, 10 0 10"],
    [0, undefined, "1 0 1, 2 0 2, 3 0 3, 5 0 5, 10 0 10"],
    [50, undefined, "1 0 1, 1 1 2, 1 2 3, 2 3 5, 5 5 10"],
    [90, undefined, "1 0 1, 1 1 2, 1 2 3, 1 4 5, 1 9 10"],
    [90, 100, "1 1 2, 1 2 3, 1 3 4, 1 5 6, 1 9 10"],
    [100, undefined, "1 0 1, 1 1 2, 1 2 3, 1 4 5, 1 9 10"],
    [100, 100, "1 1 2, 1 2 3, 1 3 4, 1 5 6, 1 10 11"],
    [100, 110, "1 1 2, 1 2 3, 1 3 4, 1 5 6, 1 10 11"],
    [100, 120, "1 1 2, 1 2 3, 1 3 4, 1 5 6, 2 10 12"],
    [100, 150, "1 1 2, 1 2 3, 1 3 4, 2 5 7, 5 10 15"],
    [100, 200, "1 1 2, 2 2 4, 3 3 6, 5 5 10, 10 10 20"],
  ])("%o/%o", (min, max, cells) => {
    const found = SIZES.map((size) => {
      const { batch, lowest, most } = paceOf(size, { min, max });
      return [batch, lowest, most].join(" ");
    });
    expect(found.join(", ")).toBe(cells);
  });
});

describe("the percentages that ask for a batch", () => {
  test.each([
    [2, 1, 50],
    [3, 1, 66],
    [3, 2, 33],
    [4, 1, 75],
    [5, 2, 60],
    [7, 2, 71],
    [10, 2, 80],
    [10, 3, 70],
    [12, 5, 58],
    [150, 5, 97],
    [150, 1, 99],
    [1000, 10, 99],
  ])("of %o machines, %o out: %o", (size, batch, min) => {
    expect(rollingPercentages(size, batch)).toEqual({ min, max: 100 });
  });

  test.each([
    [1, 1, 200],
    [2, 1, 150],
    [3, 1, 134],
    [4, 1, 125],
    [5, 2, 140],
    [10, 2, 120],
  ])("of %o machines, %o more: %o", (size, batch, max) => {
    expect(addingPercentages(size, batch)).toEqual({ min: 100, max });
  });

  test("are exact up to a hundred machines, whatever the batch", () => {
    for (let size = 1; size <= 100; size += 1) {
      for (let batch = 1; batch <= size; batch += 1) {
        expect([size, batch, paceOf(size, addingPercentages(size, batch)).batch]).toEqual([size, batch, batch]);
        expect([size, batch, paceOf(size, rollingPercentages(size, batch)).batch]).toEqual([size, batch, batch]);
      }
    }
  });

  test("never come to more than the batch, however many machines", () => {
    const fleet = fc
      .integer({ min: 1, max: 5_000 })
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size })));
    fc.assert(
      fc.property(fleet, ([size, batch]) => {
        const out = paceOf(size, rollingPercentages(size, batch));
        const more = paceOf(size, addingPercentages(size, batch));
        expect(out.batch).toBeLessThanOrEqual(batch);
        expect(more.batch).toBeLessThanOrEqual(batch);
        expect(out.lowest).toBeGreaterThanOrEqual(size - batch);
        expect(more.lowest).toBe(size);
      }),
    );
  });

  test("fall to one that is launched first where a percent is more than the batch", () => {
    expect(paceOf(200, rollingPercentages(200, 1))).toEqual({ batch: 1, lowest: 200, most: 201 });
    expect(paceOf(1_000, rollingPercentages(1_000, 5)).lowest).toBe(1_000);
    expect(paceOf(150, rollingPercentages(150, 5)).batch).toBe(4);
  });
});

test("all at once leaves nobody", () => {
  expect(paceOf(3, ALL_PERCENTAGES)).toEqual({ batch: 3, lowest: 0, most: 3 });
});

test("what a group can keep while one machine is out", () => {
  expect([0, 1, 2, 3, 10].map(keepable)).toEqual([0, 0, 50, 66, 90]);
  expect(largestBatch(2, leastOf({ percent: 90 }, 2))).toBe(0);
  expect(largestBatch(10, leastOf({ percent: 80 }, 10))).toBe(2);
});

test("the time is that of the batches one after the other, with all pauses", () => {
  const times = { drain: 30, boot: 15, warmUp: 20 };
  expect(durationOf(10, { batch: 2, lowest: 8, most: 10 }, times, 0)).toEqual({ least: 250, most: 325 });
  expect(durationOf(3, { batch: 2, lowest: 1, most: 3 }, times, 60)).toEqual({ least: 160, most: 190 });
});
