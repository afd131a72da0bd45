import { describe, expect, test } from "vitest";
import { capFor, evidenceWithStart } from "../../src/gates/evidence.ts";
import {
  aboveLimit,
  againstTolerance,
  belowLimit,
  logMeanExp,
  RATIO_SHARES,
  RATIOS,
  ratioLikelihood,
} from "../../src/gates/likelihood.ts";
import { firstFailure } from "../../src/gates/run-test.ts";
import { exactly, greensShare, maxSprt } from "./gates-exact.ts";

const LENGTH = 200;
const SHARES = [0.05, 0.1, 0.25, 0.5];
const TOLERANCES = [1, 1.25];
const MIN_ERRORS = 4;

/** ln e of the errors so far, as if all of them had come in one minute. */
const logE = (green: number, errors: number, w: number, tolerance: number) =>
  logMeanExp(RATIOS.map((ratio) => ratioLikelihood(green, errors, w, ratio * tolerance, tolerance)));

describe("the exact program gives what others have published", () => {
  test("R, package Sequential, CV.Binomial example 2: looks after every five of 25", () => {
    const crosses = (count: number, events: number) => count >= 1 && maxSprt(count, events, 2 / 9) >= 1.9852;
    expect(exactly({ length: 25, p: 2 / 9, every: 5, crosses }).probability).toBeCloseTo(0.04775995, 8);
  });

  test("the same example: power and expected times with a relative risk of 2, looks after every two of 40", () => {
    const crosses = (count: number, events: number) => maxSprt(count, events, 1 / 2) >= 2.5;
    const exact = exactly({ length: 40, p: 2 / 3, every: 2, crosses });
    expect(exact.probability).toBeCloseTo(0.6594118, 7);
    expect(exact.expectedWhenCrossed).toBeCloseTo(17.18626, 5);
    expect(exact.expected).toBeCloseTo(24.95635, 5);
  });

  test("SampleSize.Binomial: type I error and power with a relative risk of 5, a look after each of 25", () => {
    const crosses = (count: number, events: number) => maxSprt(count, events, 1 / 3) >= 4.59581;
    expect(exactly({ length: 25, p: 1 / 3, crosses }).probability).toBeCloseTo(0.009755004, 9);
    expect(exactly({ length: 25, p: 5 / 7, crosses }).probability).toBeCloseTo(0.8855869, 7);
  });
});

describe("how often the comparison fails, a look after each of 200 errors", () => {
  const exact = (w: number, alpha: number, tolerance: number, ratio: number, minErrors = 0) =>
    exactly({
      length: LENGTH,
      p: greensShare(ratio, w),
      crosses: (green, errors) => green >= minErrors && logE(green, errors, w, tolerance) >= -Math.log(alpha),
    });

  test.each([
    [0.1, 0.05, 1, 1, 0.0247841217, 195.774252],
    [0.1, 0.05, 1, 2, 0.7602079736, 115.998726],
    [0.1, 0.05, 1, 5, 0.9999999988, 17.9502],
    [0.05, 0.05, 1, 1, 0.0165887752, undefined],
    [0.25, 0.05, 1, 1, 0.0323779509, undefined],
    [0.5, 0.05, 1, 1, 0.0325200376, undefined],
    [0.05, 0.01, 1, 1, 0.0027973542, undefined],
    [0.1, 0.01, 1, 1, 0.0037924767, undefined],
    [0.25, 0.01, 1, 1, 0.0040599255, undefined],
    [0.5, 0.01, 1, 1, 0.0072450919, undefined],
    [0.5, 0.01, 1.25, 1.25, 0.0062390852, 198.982436],
  ])("share %d, α %d, tolerance %d, true ratio %d: %d", (w, alpha, tolerance, ratio, probability, expected) => {
    const result = exact(w, alpha, tolerance, ratio);
    expect(result.probability).toBeCloseTo(probability, 10);
    if (expected !== undefined) expect(result.expected).toBeCloseTo(expected, 6);
  });

  test.each(SHARES.flatMap((w) => TOLERANCES.map((tolerance) => [w, tolerance] as const)))(
    "a green that is just tolerated fails with less than α: share %d, tolerance %d",
    (w, tolerance) => {
      for (const alpha of [0.05, 0.025, 0.01]) {
        const { probability } = exact(w, alpha, tolerance, tolerance, MIN_ERRORS);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThanOrEqual(alpha);
      }
    },
  );
});

describe("how often the absolute limit fails, a look after each request", () => {
  test.each([0.005, 0.01, 0.05, 0.1, 0.3])("a green that is just at a limit of %d fails with less than α", (limit) => {
    // As many requests as make 200 errors, where that can be computed.
    const length = Math.min(2_000, LENGTH / limit);
    const failsAt = -Math.log(0.05);
    const crosses = (errors: number, requests: number) =>
      errors >= MIN_ERRORS && logMeanExp(aboveLimit({ requests, errors }, limit)) >= failsAt;
    const { probability } = exactly({ length, p: limit, crosses });
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThanOrEqual(0.05);
    expect(exactly({ length, p: Math.min(1, limit * 3), crosses }).probability).toBeGreaterThan(0.95);
  });
});

describe("how often a green passes that must not", () => {
  const passesAt = -Math.log(0.05);

  test.each([...SHARES, 0.9])("one with twice blue's errors, at a share of %d, a look after each error", (w) => {
    const crosses = (green: number, errors: number) =>
      logMeanExp(RATIO_SHARES.map((share) => ratioLikelihood(green, errors, w, 2 * share, 2))) >= passesAt;
    const passes = (ratio: number) => exactly({ length: LENGTH, p: greensShare(ratio, w), crosses }).probability;
    expect(passes(2)).toBeLessThanOrEqual(0.05);
    expect(passes(3)).toBeLessThanOrEqual(passes(2));
    expect(passes(0.2)).toBeGreaterThan(0.1);
  });

  test.each([0.005, 0.05, 0.3])("one with errors just at a limit of %d, a look after each request", (limit) => {
    const crosses = (errors: number, requests: number) =>
      logMeanExp(belowLimit({ requests, errors }, limit)) >= passesAt;
    const length = Math.min(2_000, LENGTH / limit);
    expect(exactly({ length, p: limit, crosses }).probability).toBeLessThanOrEqual(0.05);
    expect(exactly({ length, p: limit / 10, crosses }).probability).toBeGreaterThan(0.9);
  });
});

describe("the whole rule, with its mixture of starts, its cap and its fewest errors, over every course that there is", () => {
  const MINUTES = 12;

  /** The probability that the rule fails when each minute has one event that counts with probability p. */
  function probabilityToFail(p: number, ofMinute: (counts: boolean) => number[], alpha: number, confirm: number) {
    const [quiet, bad] = [ofMinute(false), ofMinute(true)];
    let probability = 0;
    for (let course = 0; course < 2 ** MINUTES; course++) {
      const counts = Array.from({ length: MINUTES }, (_, minute) => (course >> minute) & 1);
      const logs = evidenceWithStart(
        counts.map((count) => (count === 1 ? bad : quiet)),
        { dispersion: 1, cap: capFor(alpha, confirm) },
      );
      if (firstFailure(logs, counts, { alpha, minErrors: MIN_ERRORS }) === -1) continue;
      const ones = counts.filter((count) => count === 1).length;
      probability += p ** ones * (1 - p) ** (MINUTES - ones);
    }
    return probability;
  }

  test.each(SHARES.flatMap((w) => TOLERANCES.map((tolerance) => [w, tolerance] as const)))(
    "comparison: share %d, tolerance %d",
    (w, tolerance) => {
      const ofMinute = (isGreens: boolean) =>
        againstTolerance(
          {
            greenErrors: isGreens ? 1 : 0,
            blueErrors: isGreens ? 0 : 1,
            greenRequests: w * 6_000,
            blueRequests: (1 - w) * 6_000,
          },
          tolerance,
        );
      for (const confirm of [1, 2]) {
        const probability = probabilityToFail(greensShare(tolerance, w), ofMinute, 0.05, confirm);
        expect(probability).toBeLessThanOrEqual(0.05);
      }
    },
  );

  test.each([0.05, 0.2, 0.4])("absolute limit of %d", (limit) => {
    const ofMinute = (isError: boolean) => aboveLimit({ requests: 1, errors: isError ? 1 : 0 }, limit);
    for (const confirm of [1, 2]) expect(probabilityToFail(limit, ofMinute, 0.05, confirm)).toBeLessThanOrEqual(0.05);
  });
});
