import { describe, expect, test } from "vitest";
import { dispersionOf } from "../../src/gates/history.ts";
import { formatPart } from "./figures.ts";
import { isHigh, shift } from "./gates/kayenta.ts";
import { slowShare } from "./gates/latency.ts";
import { logGamma, Random } from "./gates/random.ts";
import { betaLogE, OURS, PEERS } from "./gates/rules.ts";
import { simulateLatency } from "./gates/simulate.ts";
import { verdictsOf } from "./gates/verdicts.ts";
import { drawBake, drawDay, WORLDS } from "./gates/worlds.ts";

describe("random numbers", () => {
  const moments = (draw: (random: Random) => number) => {
    const random = new Random(7);
    const values = Array.from({ length: 40_000 }, () => draw(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, variance };
  };

  test.each([0.03, 2, 9.9, 10, 37, 600, 60_000])("of Poisson have mean and variance %d", (mean) => {
    const found = moments((random) => random.poisson(mean));
    expect(found.mean / mean).toBeCloseTo(1, 1);
    expect(found.variance / mean).toBeCloseTo(1, 1);
  });

  test("in clusters of 5 have the same mean and nine times the variance", () => {
    const found = moments((random) => random.clusters(20, 5));
    expect(found.mean / 20).toBeCloseTo(1, 1);
    expect(found.variance / 20 / 9).toBeCloseTo(1, 1);
  });

  test("are the same for the same seed", () => {
    const cell = { perSecond: 10, w: 0.1, rate: 0.01 };
    expect(drawBake(cell, 2, new Random(3))).toEqual(drawBake(cell, 2, new Random(3)));
    expect(drawBake(cell, 2, new Random(3))).not.toEqual(drawBake(cell, 2, new Random(4)));
  });

  test("rest on a gamma function that is right", () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(101)).toBeCloseTo(363.73937555556347, 9);
  });
});

describe("the rules of others give what they publish", () => {
  test("Kayenta: estimate and interval of its test suite", () => {
    expect(shift([10, 20, 30, 40], [1, 2, 3, 4], 1.96)).toEqual({ low: 6, high: 39, estimate: 22.5 });
    expect(isHigh([20, 22, 21, 25, 30], [1, 2.2, 1.1, 2.5, 3], 1.96)).toBe(true);
    expect(isHigh([1, 1, 1, 1, 10], [1, 1, 1, 1, 1], 1.96)).toBe(false);
    expect(isHigh([10, 10, 10, 10, 10], [0, 0, 0, 0, 0], 1.96)).toBe(true);
  });

  test("the Beta mixture: the example of Netflix's article", () => {
    expect(Math.min(1, Math.exp(-betaLogE(100, 101, 0.5, 100)))).toBe(1);
    expect(Math.exp(-betaLogE(100, 201, 0.5, 100))).toBeCloseTo(5.06061172163498e-6, 15);
  });

  test("a fixed limit of 1 % rolls a good green of 2 % back, and never sees one that is ten times worse than 0.01 %", () => {
    const rules = PEERS.filter(({ name }) => /Flagger|Argo|> 1 %/.test(name));
    expect(rules.length).toBe(4);
    const stops = (rate: number, ratio: number) => {
      const cell = { perSecond: 1_000, w: 0.1, rate };
      const bake = drawBake(cell, ratio, new Random(1));
      return [...rules, OURS].map((rule) => rule.stops(bake, { cell, dispersion: 1, ratio }) !== -1);
    };
    expect(stops(0.02, 1)).toEqual([true, true, true, true, false]);
    expect(stops(0.0001, 10)).toEqual([false, false, false, false, true]);
  });
});

test("a day of clustered errors is seen to be one", () => {
  const cell = { perSecond: 100, w: 0.1, rate: 0.01 };
  const [plain, , , clustered] = WORLDS;
  if (plain === undefined || clustered === undefined) throw new Error("worlds");
  expect(dispersionOf(drawDay(cell, new Random(1), plain))).toBeLessThan(1.1);
  expect(dispersionOf(drawDay(cell, new Random(1), clustered))).toBeGreaterThan(6);
});

test("a fixed limit on the 99th percentile rolls most good greens back; ours sees what is 1.3 times slower", () => {
  const [fixed] = PEERS;
  if (fixed === undefined) throw new Error("peers");
  expect(slowShare(1)).toBeCloseTo(0.0085, 4);
  for (const { byRatio } of simulateLatency(100, [1, 1.3])) {
    const stopped = (factor: number, rule: typeof OURS) => byRatio.get(factor)?.get(rule)?.stopped ?? Number.NaN;
    expect(stopped(1, fixed)).toBeGreaterThan(0.75);
    expect(stopped(1, OURS)).toBeLessThan(0.02);
    expect(stopped(1.3, OURS)).toBeGreaterThan(0.9);
  }
});

describe("after half an hour", () => {
  const verdicts = (perSecond: number, ratio: number) => verdictsOf({ perSecond, w: 0.1, rate: 0.001 }, ratio, 200);

  test("a service of 100 requests/s knows a good green from one with five times the errors", () => {
    expect(verdicts(100, 1).pass).toBeGreaterThan(0.98);
    expect(verdicts(100, 5).fail).toBeGreaterThan(0.98);
    expect(verdicts(100, 2).pass).toBeGreaterThan(0.5);
  });

  test("a service of one request a second knows nothing, and says so", () => {
    expect(verdicts(1, 1)).toEqual({ fail: 0, pass: 0, inconclusive: 1 });
    expect(verdicts(1, 5).inconclusive).toBeGreaterThan(0.95);
    expect(verdicts(1, 10).inconclusive).toBeGreaterThan(0.8);
  });
});

test("a part that is a table of text lines its columns up", () => {
  const table = [
    ["", "a", "bb"],
    ["rule", "1 %", "20 %"],
  ];
  expect(formatPart({ title: "T", beside: "", figures: [], notes: [], table })).toBe(
    "T\n        a    bb\nrule  1 %  20 %\n",
  );
});
