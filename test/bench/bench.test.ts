import fc from "fast-check";
import { expect, test } from "vitest";
import type { Call } from "../aws/server.ts";
import { BuiltAction } from "./action.ts";
import { formatPart, isMet, ratioFigure } from "./figures.ts";
import { rounds, splitWaits } from "./rounds.ts";
import { estimate, median } from "./stats.ts";
import { measureSteps } from "./steps.ts";

const interval = (startedAt: number, endedAt: number) => ({ startedAt, endedAt });

test("calls that overlap are one round, calls that follow each other are one each", () => {
  expect(rounds([])).toBe(0);
  expect(rounds([interval(0, 10), interval(1, 11), interval(2, 12)])).toBe(1);
  expect(rounds([interval(0, 10), interval(10, 20), interval(21, 30)])).toBe(3);
  // A long call beside two short ones: the short ones are the chain.
  expect(rounds([interval(0, 100), interval(5, 20), interval(30, 50)])).toBe(2);
});

test("the rounds are the longest chain of calls in sequence", () => {
  const calls = fc.array(
    fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10 })).map(([start, length]) => interval(start, start + length)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(calls, (given) => {
      const byStart = [...given].sort((a, b) => a.startedAt - b.startedAt);
      const chains: number[] = [];
      for (const [index, { startedAt }] of byStart.entries()) {
        const before = chains.filter((_, other) => other < index && (byStart[other]?.endedAt ?? 0) <= startedAt);
        chains.push(1 + Math.max(0, ...before));
      }
      expect(rounds(given)).toBe(Math.max(0, ...chains));
    }),
  );
});

test("looks of a wait are told from the work of a step", () => {
  const calls = (...actions: string[]) => actions.map((action) => ({ action }) as Call);
  const waits = (step: string, ...actions: string[]) =>
    splitWaits(step, calls(...actions)).waits.map(({ action }) => action);
  expect(
    waits("deploy", "DescribeTargetHealth", "ModifyListener", "DescribeListeners", "DescribeTargetHealth"),
  ).toEqual(["DescribeTargetHealth"]);
  expect(
    waits("teardown", "DescribeTargetHealth", "UpdateAutoScalingGroup", "DescribeTargetHealth", "DeleteTags"),
  ).toEqual(["DescribeTargetHealth"]);
  expect(waits("teardown", "UpdateAutoScalingGroup", "DeleteTags", "DescribeTargetHealth")).toEqual([]);
  expect(waits("status", "DescribeTargetHealth")).toEqual([]);
  expect(waits("rollback", "ModifyListener", "DescribeTargetHealth")).toEqual([]);
});

test("the interval of a median holds the median and narrows to a point where nothing varies", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(estimate([7, 7, 7])).toEqual({ median: 7, low: 7, high: 7 });
  const { low, high } = estimate(Array.from({ length: 25 }, (_, index) => index));
  expect(low).toBeGreaterThan(4);
  expect(high).toBeLessThan(20);
});

test("a figure says whether its goal is met, in columns that line up", () => {
  const figures = [ratioFigure("status", "calls", 5, 5, 1), ratioFigure("promote", "calls", 12, 8, 1)];
  expect(figures.map(isMet)).toEqual([true, false]);
  const table = formatPart({ title: "Calls", beside: "bound", figures, notes: ["Why."] }).split("\n");
  expect(table[2]).toMatch(/^status +5 calls +5 calls +1\.00 +≤ 1\.00 +met$/);
  expect(table[3]).toMatch(/^promote +12 calls +8 calls +1\.50 +≤ 1\.00 +MISSED$/);
  expect(table[2]?.length).toBe(table[3]?.length);
  expect(table[4]).toBe("  Why.");
});

test("a rollout is walked through from end to end, and a status in the middle of it makes five calls in two rounds", async () => {
  const action = new BuiltAction();
  try {
    const { figures } = await measureSteps(action, 1);
    const value = (name: string) => figures.find((figure) => figure.name === name)?.value;
    expect(value("status, paired: calls")).toBe(5);
    expect(value("status, paired: in sequence")).toBe(2);
    expect(value("teardown, cloned: calls")).toBeGreaterThan(0);
  } finally {
    action.close();
  }
});
