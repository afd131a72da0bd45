import { describe, expect, test } from "vitest";
import { evidenceWithStart } from "../../src/gates/evidence.ts";
import type { Judgement } from "../../src/gates/judge.ts";
import { judge } from "../../src/gates/judge.ts";
import { againstTolerance } from "../../src/gates/likelihood.ts";
import { requestsToSee } from "../../src/gates/needed.ts";
import { formatE } from "../../src/gates/render.ts";
import { sentenceOf } from "../../src/gates/sentences.ts";
import type { GateSettings } from "../../src/gates/settings.ts";
import { alphaPerTest, DEFAULTS, testsOf } from "../../src/gates/settings.ts";
import type { MinuteCounts } from "../../src/gates/source.ts";
import type { StageForm } from "../../src/gates/sources/canary-series.ts";
import { formOf, withoutCanary } from "../../src/gates/sources/canary-series.ts";
import { spanToRead, windowOf } from "../../src/gates/window.ts";
import { against, DELAY, lookAfter, looks, MINUTE, repeat, resultOf, START } from "./gates-rollout.ts";

describe("500 minutes of a hundred million requests on green", () => {
  const untempered = { dispersion: 1, cap: Number.POSITIVE_INFINITY };
  const inTheEnd = (greenErrors: number) => {
    const minute = { greenRequests: 1e8, greenErrors, blueRequests: 9e8, blueErrors: 900_000 };
    const minutes = Array.from({ length: 500 }, () => againstTolerance(minute, 1.25));
    return evidenceWithStart(minutes, untempered).at(-1) ?? Number.NaN;
  };

  test("leave of a good green nothing but the starts that are still to come: 1 of 1,000", () => {
    expect(inTheEnd(100_000)).toBeCloseTo(-Math.log(1_000), 12);
  });

  test("make evidence against a bad one that no number can hold, and its logarithm can", () => {
    expect(inTheEnd(10_000_000)).toBeGreaterThan(1e9);
    expect(formatE(inTheEnd(10_000_000))).toMatch(/^10\^\d{9,10}$/);
  });
});

test("how many requests it takes at 0.1 % errors and 10 %: 10,700 for five times blue's rate, 106,000 for twice", () => {
  const power = { alpha: 0.05, tolerance: 1, dispersion: 1, minErrors: 0 };
  expect(Number(requestsToSee(5, 0.1, 0.001, power).toPrecision(3))).toBe(10_700);
  expect(Number(requestsToSee(2, 0.1, 0.001, power).toPrecision(3))).toBe(106_000);
});

describe("α", () => {
  const asked = (more: Partial<GateSettings>) => {
    const settings: GateSettings = { ...DEFAULTS, ...more };
    const limit = Math.round(1 / alphaPerTest(settings));
    return [testsOf(settings).map(({ metric, by }) => `${metric} ${by}`), limit] as const;
  };

  test("is shared equally by all tests, each comparison and each limit being one", () => {
    expect(asked({})).toEqual([["errors comparison"], 20]);
    expect(asked({ latencyThresholdMs: 500 })).toEqual([["errors comparison", "slow comparison"], 40]);
    expect(asked({ clientErrors: true, maxErrorRate: 0.01, latencyThresholdMs: 500, maxSlowRate: 0.05 })).toEqual([
      ["errors comparison", "errors limit", "client-errors comparison", "slow comparison", "slow limit"],
      100,
    ]);
  });

  test("is nobody's without a test; 4xx have no limit, and slow answers none without a threshold", () => {
    expect(asked({ compare: false })).toEqual([[], 20]);
    expect(asked({ compare: false, clientErrors: true, maxErrorRate: 0.01, maxSlowRate: 0.05 })).toEqual([
      ["errors limit"],
      20,
    ]);
  });

  test("is not shared with alarms", () => {
    const ok = { verdict: "pass", reason: { id: "alarm-ok", name: "shop-5xx", since: 0 } } as const;
    const look = judge(lookAfter({ minutes: repeat(1, [0, 600], [0, 5_400]), alarms: [ok, ok] }));
    expect(resultOf(look, "comparison").failsAt).toBeCloseTo(Math.log(20), 12);
  });
});

test("slow answers of two sides that are alike speak for green", () => {
  const minutes = repeat(2, [3, 600], [27, 5_400]).map((minute) => ({ ...minute, slow: true }));
  const look = looks({ minutes, settings: { latencyThresholdMs: 500 } }).at(-1);
  expect(formatE(against(look, "comparison", "slow"))).toBe("0.36");
  expect(look?.verdict).toBe("inconclusive");
});

describe("a canary whose stage's series", () => {
  const WEIGHT = 50;
  const changes = [{ at: START + 10_000, weight: WEIGHT }];

  /** Six judged minutes: green answers 5 % with an error, blue 0.1 %. */
  function judged(contains: boolean): { form: StageForm; look: Judgement } {
    const pairs = Array.from({ length: 6 }, (_, index) => {
      const canary = { requests: 3_010 + index, errors: 150 };
      const blue = { requests: 2_990, errors: 3 };
      const stage = contains
        ? { requests: blue.requests + canary.requests, errors: blue.errors + canary.errors }
        : blue;
      return { at: START + (3 + index) * MINUTE, stage, canary };
    });
    const now = START + 9 * MINUTE + DELAY;
    const form = formOf(pairs, changes, now - DELAY);
    const minutes = pairs.map(({ at, stage, canary }): MinuteCounts => {
      const blue = form === "inclusive" ? withoutCanary(stage, canary) : stage;
      return { at, complete: true, green: canary, ...(blue === undefined ? {} : { blue }) };
    });
    return { form, look: judge(lookWith(minutes, now)) };
  }

  function lookWith(minutes: readonly MinuteCounts[], now: number) {
    const look = lookAfter({ minutes: [] });
    return { ...look, changes, now, counts: look.counts && { ...look.counts, seen: { minutes } } };
  }

  test("contains it fails by the same counts as one whose series does not", () => {
    const [inside, beside] = [judged(true), judged(false)];
    expect([inside.form, beside.form]).toEqual(["inclusive", "exclusive"]);
    expect(inside.look).toEqual(beside.look);
    expect(inside.look).toMatchObject({
      verdict: "fail",
      reason: {
        id: "worse-than-blue",
        green: { requests: 18_075, errors: 900 },
        blue: { requests: 17_940, errors: 18 },
      },
    });
  });

  test("is there while its own is missing has no verdict", () => {
    const stage = Array.from({ length: 6 }, (_, index) => ({
      at: START + (3 + index) * MINUTE,
      complete: true,
      blue: { requests: 6_000, errors: 6 },
    }));
    const look = judge(lookWith(stage, START + 9 * MINUTE + DELAY));
    expect(look).toMatchObject({ verdict: "inconclusive", reason: { id: "no-green-requests", minutes: 6 } });
    expect(sentenceOf(look.reason)).toBe(
      "no request reached green in the last 6 minutes, although it has 50 % of the traffic and blue has requests.",
    );
  });
});

test("what could not be read in the middle leaves no trace in the verdict that follows", () => {
  const problem = { kind: "unavailable", reasons: [] } as const;
  const unread = { verdict: "error", reason: { id: "alarm-unreadable", name: "shop-5xx", problem } } as const;
  const minutes = repeat(6, [1, 600], [9, 5_400]);
  const middle = lookAfter({ minutes: minutes.slice(0, 3), alarms: [unread] });
  const ok = { verdict: "pass", reason: { id: "alarm-ok", name: "shop-5xx", since: 0 } } as const;
  const last = lookAfter({ minutes, alarms: [ok] });
  const before = judge(middle);
  expect(before.verdict).toBe("error");
  expect(judge(last, before)).toEqual(judge(last));
});

test("of a rollout of three weeks the last 15 days are read and judged", () => {
  const days = (count: number) => count * 24 * 60 * MINUTE;
  const rule = { changes: [{ at: START, weight: 10 }], settleMinutes: 2, delayMs: DELAY, now: START + days(21) };
  expect(spanToRead(rule)?.from).toBe(START + days(6));
  const kept = { at: START + days(6), complete: true };
  const { judged } = windowOf([{ ...kept, at: kept.at - MINUTE }, kept], rule);
  expect(judged.map(({ at }) => at)).toEqual([kept.at]);
});
