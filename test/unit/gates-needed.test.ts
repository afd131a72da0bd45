import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adviceSentence, adviseOn } from "../../src/gates/alarm-advice.ts";
import { judge } from "../../src/gates/judge.ts";
import type { NeededInput } from "../../src/gates/needed.ts";
import {
  errorsToSee,
  neededFor,
  requestsToClear,
  requestsToSee,
  smallestVisibleRatio,
} from "../../src/gates/needed.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import { warningSentence, warningsOf } from "../../src/gates/warnings.ts";
import { lookAfter, MINUTE, repeat } from "./gates-rollout.ts";

const power = { alpha: 0.05, tolerance: 1.25, dispersion: 1, minErrors: 4 };

describe("how many errors show a regression", () => {
  test.each([
    [1, 2, [209, 117, 66, 63]],
    [1, 5, [24, 15, 11, 15]],
    [1, 10, [9, 6, 6, 9]],
    [1.25, 2, [428, 242, 141, 140]],
    [1.25, 3, [99, 59, 39, 44]],
    [1.25, 5, [30, 20, 15, 21]],
    [1.25, 10, [10, 8, 7, 12]],
  ])("tolerance %d, ratio %d, at weights of 5, 10, 25 and 50 %%", (tolerance, ratio, expected) => {
    const found = [0.05, 0.1, 0.25, 0.5].map((w) => errorsToSee(ratio, w, { ...power, tolerance, minErrors: 0 }));
    expect(found).toEqual(expected);
  });

  test("in requests: fewer at a higher weight, more with clustered errors", () => {
    expect(requestsToSee(5, 0.1, 0.001, power)).toBeCloseTo(14_286, 0);
    expect(requestsToSee(5, 0.25, 0.001, power)).toBeCloseTo(7_500, 0);
    expect(requestsToSee(5, 0.5, 0.001, power)).toBeCloseTo(7_000, 0);
    const clustered = requestsToSee(5, 0.1, 0.001, { ...power, dispersion: 3 });
    expect(clustered / requestsToSee(5, 0.1, 0.001, power)).toBeCloseTo(3, 0);
  });

  test("the smallest ratio that a bake can see is one that it does see", () => {
    const given = fc.tuple(fc.integer({ min: 1_000, max: 10_000_000 }), fc.constantFrom(0.05, 0.1, 0.5));
    fc.assert(
      fc.property(given, fc.constantFrom(0.0001, 0.001, 0.01), ([requests, w], rate) => {
        const ratio = smallestVisibleRatio(requests, w, rate, power);
        if (ratio === undefined) return;
        expect(requestsToSee(ratio, w, rate, power)).toBeLessThanOrEqual(requests * 1.2);
        expect(ratio).toBeGreaterThan(power.tolerance);
      }),
    );
    expect(smallestVisibleRatio(100, 0.1, 0.0001, power)).toBeUndefined();
    expect(smallestVisibleRatio(14_286, 0.1, 0.001, power)).toBeCloseTo(5, 0);
  });
});

test("requests without an error that certify a limit: 722 for 0.5 %, 360 for 1 %, more after an error", () => {
  const clear = (limit: number, errors: number, dispersion = 1) =>
    requestsToClear(limit, 0.05, { requests: 0, errors }, dispersion);
  expect([clear(0.005, 0), clear(0.01, 0), clear(0.005, 1), clear(0.005, 2)]).toEqual([722, 360, 1_328, 1_749]);
  expect(clear(0.005, 0, 3)).toBeGreaterThan(2 * 722);
  expect(requestsToClear(0.005, 0.05, { requests: 800, errors: 0 }, 1)).toBe(0);
});

describe("what would decide", () => {
  const input: NeededInput = {
    power,
    beta: 0.05,
    weight: 10,
    usualRate: 0.001,
    perSecond: 2,
    green: { requests: 0, errors: 0 },
    compared: 0,
    limit: undefined,
    setting: "max-error-rate",
  };

  test("is time, weight and a limit", () => {
    expect(neededFor(input).options.map((option) => (option.id === "limit" ? option.at : option))).toEqual([
      { id: "longer", ms: 7_142_858 },
      { id: "weight", weight: 25, ms: 3_750_000 },
      { id: "weight", weight: 50, ms: 3_500_000 },
      [
        { weight: 10, ms: 3_610_000 },
        { weight: 50, ms: 722_000 },
      ],
    ]);
  });

  test("is the limit alone where nobody knows blue's rate, and nothing without any traffic", () => {
    expect(neededFor({ ...input, usualRate: undefined }).options.map(({ id }) => id)).toEqual(["limit"]);
    expect(neededFor({ ...input, perSecond: 0 }).options).toEqual([]);
    expect(neededFor({ ...input, setting: undefined, usualRate: undefined }).options).toEqual([]);
    expect(neededFor({ ...input, weight: 100 }).options.map(({ id }) => id)).toEqual(["limit"]);
  });

  test("is only said while requests are what is missing", () => {
    expect(judge(lookAfter({ minutes: repeat(2, [0, 12], [0, 108]) })).needed?.perSecond).toBe(2);
    expect(judge(lookAfter({ minutes: repeat(5, [30, 600], [270, 5_400]) })).needed).toBeUndefined();
    expect(judge(lookAfter({ minutes: repeat(2, [30, 600], [5, 5_400]) })).needed).toBeUndefined();
  });
});

describe("what looks odd", () => {
  const judged = (minutes: Parameters<typeof lookAfter>[0]["minutes"]) => judge(lookAfter({ minutes })).window.judged;
  const slow = (green: [number, number], blue: [number, number]) =>
    warningsOf(judged([{ green, blue, slow: true }]), { ...DEFAULTS, latencyThresholdMs: 500 }).map(({ id }) => id);

  test("a threshold that nobody or everybody exceeds may be in another unit", () => {
    expect(slow([0, 1_000], [0, 9_000])).toEqual(["threshold-useless"]);
    expect(slow([1_000, 1_000], [9_000, 9_000])).toEqual(["threshold-useless"]);
    expect(slow([0, 100], [0, 900])).toEqual([]);
    expect(slow([300, 1_000], [2_700, 9_000])).toEqual(["blue-is-slow"]);
    expect(slow([10, 1_000], [90, 9_000])).toEqual([]);
  });

  test("a share of requests that is not the weight is told, and decides nothing", () => {
    const off = warningsOf(judged(repeat(3, [0, 2_000], [0, 8_000])), DEFAULTS);
    expect(off).toEqual([{ id: "share-off", weight: 10, green: 6_000, all: 30_000 }]);
    expect(off.map(warningSentence)[0]).toContain("6,000 of 30,000 requests (20 %) at a weight of 10 %");
    expect(warningsOf(judged(repeat(3, [0, 1_010], [0, 8_990])), DEFAULTS)).toEqual([]);
  });
});

test("a plan says which alarms cannot judge the bake", () => {
  const alarm = { name: "p99", periodSeconds: 60, datapoints: 3, bandOnRequests: false, percentileOfFew: false };
  const bake = 10 * MINUTE;
  expect(adviseOn(alarm, bake, undefined)).toEqual([]);
  const bad = { ...alarm, periodSeconds: 300, bandOnRequests: true, percentileOfFew: true };
  expect(adviseOn(bad, bake, 200).map(adviceSentence)).toEqual([
    "alarm `p99` reacts after up to 20m, and the bake takes 10m: bake longer, or give it a shorter period.",
    "alarm `p99` watches a side's number of requests against a band: the shift itself is the anomaly.",
    "alarm `p99` evaluates a percentile of 200 samples a period; below 1000 set EvaluateLowSampleCountPercentile to `ignore`.",
  ]);
});
