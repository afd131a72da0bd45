import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capFor, evidence, evidenceWithStart } from "../../src/gates/evidence.ts";
import { dispersionOf, historyOf } from "../../src/gates/history.ts";
import {
  aboveLimit,
  againstTolerance,
  belowLimit,
  belowRatio,
  logMeanExp,
  RATIOS,
  ratioLikelihood,
} from "../../src/gates/likelihood.ts";

/** ln e of one sum of counts: `green` of `errors` are green's, which gets the share `w` of the requests. */
const kernel = (green: number, errors: number, w: number, tolerance: number) =>
  logMeanExp(RATIOS.map((ratio) => ratioLikelihood(green, errors, w, ratio * tolerance, tolerance)));

const pair = (greenErrors: number, blueErrors: number, greenRequests: number, blueRequests: number) => ({
  greenErrors,
  blueErrors,
  greenRequests,
  blueRequests,
});
const untempered = { dispersion: 1, cap: Number.POSITIVE_INFINITY };

function expectDigits(logs: readonly number[], expected: readonly number[]): void {
  expect(logs.length).toBe(expected.length);
  for (const [index, log] of logs.entries()) expect(log).toBeCloseTo(expected[index] ?? Number.NaN, 11);
}

describe("reference values of an independent implementation", () => {
  test.each([
    [1, 1, 0.1, 1, 1.55310815975],
    [3, 3, 0.05, 1, 7.389938108348],
    [7, 10, 0.1, 1, 8.633028802562],
    [7, 10, 0.1, 1.25, 7.380880694259],
    [10, 10, 0.5, 1, 5.911319384527],
    [100, 1_000, 0.1, 1, -3.766432623291],
    [130, 1_000, 0.1, 1, 2.405771099594],
    [50_000, 400_000, 0.1, 1, 1192.829696648509],
    [0, 50, 0.25, 1, -4.605311021378],
  ])("%i of %i errors at a share of %d, tolerance %d: ln e %d", (green, errors, w, tolerance, expected) => {
    expectDigits([kernel(green, errors, w, tolerance)], [expected]);
  });

  const minutes = [pair(0, 5, 300, 5_700), pair(2, 4, 310, 5_690), pair(3, 6, 1_500, 4_500), pair(1, 5, 3_000, 3_000)];
  const against = (tolerance: number) => minutes.map((minute) => againstTolerance(minute, tolerance));
  const greens = minutes.map(({ greenRequests, greenErrors }) => ({ requests: greenRequests, errors: greenErrors }));

  test("four minutes at rising weights, against green", () => {
    expectDigits(
      evidenceWithStart(against(1), untempered),
      [-0.340214319246, 0.649191490045, 0.053226415223, -1.062464610884],
    );
    expectDigits(
      evidenceWithStart(against(1.25), untempered),
      [-0.36089366532, 0.414206962323, -0.301712553741, -1.259888250787],
    );
    expectDigits(
      evidenceWithStart(against(1.25), { ...untempered, dispersion: 2.5 }),
      [-0.2656238493, -0.015872416336, -0.399839137646, -0.970571161147],
    );
  });

  test("four minutes at rising weights, in favour of green", () => {
    const favour = minutes.map((minute) => belowRatio(minute, 2));
    expectDigits(evidence(favour, 1), [0.311067578479, -1.109528938923, -1.155389787104, 0.218189801062]);
    const below = greens.map((green) => belowLimit(green, 0.005));
    expectDigits(evidence(below, 1), [1.1835946531, -0.62690283089, 0.854658810737, 9.540719957429]);
  });

  test("three bad minutes, each capped at ln 20 and without a cap", () => {
    const bad = [9, 8, 7].map((errors) => againstTolerance(pair(errors, 2, 600, 5_400), 1.25));
    expectDigits(
      evidenceWithStart(bad, { dispersion: 1, cap: capFor(0.05, 2) }),
      [2.262678911348, 5.174344850041, 8.118165470511],
    );
    expectDigits(evidenceWithStart(bad, untempered), [11.631156596151, 23.403219452478, 33.465999209233]);
  });

  test("the clustering of eight minutes", () => {
    const minutes = [3, 0, 5, 2, 9, 1, 0, 4].map((errors, index) => ({ at: index * 60_000, requests: 100, errors }));
    expect(dispersionOf(minutes, 0)).toBeCloseTo(4.219512195121951, 12);
  });

  test("one error in twelve requests says nothing against a limit of 1 %", () => {
    expect(logMeanExp(aboveLimit({ requests: 12, errors: 1 }, 0.01))).toBeCloseTo(0.7, 2);
  });
});

describe("clustered errors", () => {
  const day = (errorsOf: (minute: number) => number) =>
    Array.from({ length: 1_440 }, (_, minute) => ({ at: minute * 60_000, requests: 6_000, errors: errorsOf(minute) }));

  test("an incident's edges are no clusters", () => {
    expect(historyOf(day((minute) => (minute >= 700 && minute < 705 ? 300 : 6))).dispersion).toBe(1);
  });

  test("a service that nobody knows is taken to be clustered", () => {
    expect(historyOf([])).toEqual({ requests: 0, errors: 0, dispersion: 3 });
    expect(historyOf(day((minute) => (minute < 49 ? 1 : 0))).dispersion).toBe(3);
    expect(historyOf(day((minute) => (minute < 50 ? 1 : 0))).dispersion).toBe(1);
  });

  test("minutes on both sides of a gap are no neighbours", () => {
    const minutes = [
      { at: 0, requests: 100, errors: 0 },
      { at: 3_600_000, requests: 100, errors: 80 },
    ];
    expect(dispersionOf(minutes, 0)).toBe(1);
  });

  test("minutes without requests say nothing", () => {
    const count = fc.record({ requests: fc.nat(5), errors: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(count, { maxLength: 30 }), (counts) => {
        const minutes = counts.map(({ requests, errors }, index) => ({
          at: index * 60_000,
          requests,
          errors: Math.min(requests, errors),
        }));
        expect(dispersionOf(minutes)).toBeGreaterThanOrEqual(1);
        expect(dispersionOf(minutes)).toBeLessThan(Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe("e-values", () => {
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const ratio = fc.double({ min: 0.05, max: 1, noNaN: true });

  /** The mean of a function of the number of successes among n, each with probability p. */
  function meanOver(n: number, p: number, of: (successes: number) => number): number {
    let [mean, choose] = [0, 1];
    for (let k = 0; k <= n; k++) {
      mean += choose * p ** k * (1 - p) ** (n - k) * of(k);
      choose = (choose * (n - k)) / (k + 1);
    }
    return mean;
  }

  test("no minute is expected to speak against a green that is not worse than tolerated, nor for one that is", () => {
    const given = fc.tuple(share, ratio, fc.constantFrom(1, 1.25, 2), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(given, fc.double({ min: 1, max: 5, noNaN: true }), ([w, part, tolerance, errors], dispersion) => {
        const [green, blue] = [Math.round(w * 1e6), 1e6 - Math.round(w * 1e6)];
        const observed = green / 1e6;
        const share = (real: number) => (real * observed) / (real * observed + 1 - observed);
        const tempered = (log: number) => Math.exp(Math.min(log / dispersion, Math.log(20)));
        const against = (c: number) => againstTolerance(pair(c, errors - c, green, blue), tolerance).map(tempered);
        const favour = (c: number) =>
          belowRatio(pair(c, errors - c, green, blue), tolerance).map((log) => Math.exp(log));
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(meanOver(errors, share(tolerance * part), (c) => mean(against(c)))).toBeLessThan(1 + 1e-9);
        expect(meanOver(errors, share(tolerance / part), (c) => mean(favour(c)))).toBeLessThan(1 + 1e-9);
      }),
    );
  });

  test("no minute is expected to speak against a green below the limit, nor for one above it", () => {
    const limits = fc.double({ min: 0.001, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(limits, ratio, fc.integer({ min: 1, max: 40 }), (limit, part, requests) => {
        const mean = (logs: readonly number[]) => Math.exp(logMeanExp(logs));
        const above = (errors: number) => mean(aboveLimit({ requests, errors }, limit));
        const below = (errors: number) => mean(belowLimit({ requests, errors }, limit));
        expect(meanOver(requests, limit * part, above)).toBeLessThan(1 + 1e-9);
        expect(meanOver(requests, Math.min(0.95, limit / part), below)).toBeLessThan(1 + 1e-9);
      }),
    );
  });

  test("an e-value is a number, however many the requests are and however long it goes on", () => {
    const count = fc.integer({ min: 1, max: 100_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(count, count, share, share), { minLength: 1, maxLength: 40 }), (given) => {
        const minutes = given.map(([green, blue, bad, worse]) =>
          pair(Math.floor(green * bad), Math.floor(blue * worse), green, blue),
        );
        const logs = [
          ...evidenceWithStart(
            minutes.map((minute) => againstTolerance(minute, 1.25)),
            untempered,
          ),
          ...evidence(
            minutes.map((minute) => belowRatio(minute, 2)),
            1,
          ),
        ];
        expect(logs.filter((log) => !Number.isFinite(log))).toEqual([]);
      }),
    );
  });

  test("every request an error, and none: numbers as well", () => {
    expect(aboveLimit({ requests: 10, errors: 10 }, 0.05).every(Number.isFinite)).toBe(true);
    expect(aboveLimit({ requests: 10, errors: 0 }, 0.05).every(Number.isFinite)).toBe(true);
    expect(logMeanExp(belowLimit({ requests: 10, errors: 0 }, 0.05))).toBeGreaterThan(0);
    // No error is ever compatible with "no errors at all", the first of the shares.
    expect(Number.isFinite(logMeanExp(belowLimit({ requests: 10, errors: 1 }, 0.05)))).toBe(true);
    expect(aboveLimit({ requests: 10, errors: 1 }, 0.9)).toEqual([]);
    expect(logMeanExp([])).toBe(0);
  });
});
