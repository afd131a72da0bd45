import { describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import type { MinuteCounts } from "../../src/gates/source.ts";
import type { Count } from "./gates-rollout.ts";
import { against, DELAY, lookAfter, looks, MINUTE, MOVED, repeat, resultOf, START } from "./gates-rollout.ts";

/** Two tests, so that each has half of α. */
const TWO = { latencyThresholdMs: 500 };
const verdicts = (given: Parameters<typeof looks>[0]) => looks(given).map(({ verdict }) => verdict);

describe("green's errors against blue's", () => {
  test("a bad green fails at the second judged minute, not at the first", () => {
    const seen = looks({ minutes: repeat(2, [30, 600], [5, 5_400]), settings: TWO });
    expect(seen.map(({ verdict }) => verdict)).toEqual(["inconclusive", "fail"]);
    expect(against(seen[0])).toBeCloseTo(3.02, 2);
    expect(against(seen[1])).toBeCloseTo(6.7, 2);
    expect(resultOf(seen[1], "comparison").failsAt).toBeCloseTo(3.69, 2);
    expect(seen[1]?.reason).toMatchObject({
      id: "worse-than-blue",
      green: { requests: 1_200, errors: 60 },
      blue: { requests: 10_800, errors: 10 },
    });
    expect(Math.floor(resultOf(seen[1], "comparison").atLeast ?? 0)).toBe(19);
    // Within eight minutes of the shift: three that are left out, two judged, two until they are complete.
    expect(((seen[1]?.at ?? 0) - MOVED) / MINUTE).toBeLessThan(8);
  });

  test("a good green passes by the limit at the fifth minute, without one by comparison at the sixteenth", () => {
    const good = repeat(60, [1, 600], [9, 5_400]);
    const history = { requests: 8_640_000, errors: 14_400, dispersion: 1 };
    const limited = looks({ minutes: good.slice(0, 5), settings: { maxErrorRate: 0.005 }, history });
    expect(limited.map(({ verdict }) => verdict).slice(-2)).toEqual(["inconclusive", "pass"]);
    expect(limited.slice(-2).map((look) => resultOf(look, "limit").inFavour.toFixed(2))).toEqual(["2.66", "3.47"]);
    expect(limited[4]?.reason).toMatchObject({ id: "below-limit", limit: 0.005 });

    const compared = looks({ minutes: good, history });
    expect(compared.findIndex(({ verdict }) => verdict === "pass")).toBe(15);
    expect(resultOf(compared[15], "comparison").inFavour).toBeCloseTo(3.05, 2);
    expect(compared[15]?.reason).toMatchObject({ id: "like-blue", maxRatio: 2 });
    for (const look of compared) expect(against(look)).toBeLessThan(0);
  });

  test("twenty requests in all are inconclusive, and what would decide is said in hours, weights and a limit", () => {
    const [, last] = looks({ minutes: repeat(2, [0, 1], [0, 9]) });
    expect(last?.verdict).toBe("inconclusive");
    expect(last?.reason).toMatchObject({ id: "too-few", green: { requests: 2 }, blue: { requests: 18 } });
    expect(last?.needed?.options.map(({ id }) => id)).toEqual(["longer", "weight", "weight", "limit"]);
  });

  test("a blue without errors is a count like another: green fails at the second minute", () => {
    const seen = looks({ minutes: repeat(2, [6, 600], [0, 5_400]) });
    expect(seen.map(({ verdict }) => verdict)).toEqual(["inconclusive", "fail"]);
    expect(against(seen[1])).toBeCloseTo(5.1, 2);
  });

  test("an outage of both sides blames nobody and certifies nothing", () => {
    const seen = looks({ minutes: repeat(5, [30, 600], [270, 5_400]) });
    expect(against(seen[0])).toBeCloseTo(-0.67, 2);
    expect(against(seen[4])).toBeCloseTo(-2.3, 2);
    expect(resultOf(seen[0], "comparison").inFavour).toBeCloseTo(6.5, 1);
    for (const { verdict, reason } of seen) expect([verdict, reason.id]).toEqual(["inconclusive", "blue-in-trouble"]);
  });

  test("one error of blue among few requests is no trouble of blue, nor are its first ones ever", () => {
    expect(looks({ minutes: repeat(2, [0, 10], [1, 45]) }).map(({ reason }) => reason.id)).toEqual([
      "too-few",
      "too-few",
    ]);
    const spotless = { requests: 8_640_000, errors: 0, dispersion: 1 };
    const first = looks({ minutes: repeat(2, [0, 600], [1, 5_400]), history: spotless });
    expect(first.at(-1)?.reason.id).toBe("too-few");
  });

  test("without a history nobody knows whether blue is well: a comparison certifies nothing", () => {
    const look = lookAfter({ minutes: repeat(60, [1, 600], [9, 5_400]) });
    const counts = look.counts && { ...look.counts, history: {} };
    expect(judge({ ...look, counts })).toMatchObject({ verdict: "inconclusive", reason: { id: "blue-unknown" } });
  });

  test("with both sides above the limit the ramp stops without a rollback; with blue below it, green fails", () => {
    const settings = { maxErrorRate: 0.01 };
    const outage = looks({ minutes: repeat(5, [30, 600], [270, 5_400]), settings });
    expect(outage.at(-1)).toMatchObject({ verdict: "inconclusive", reason: { id: "both-above-limit", limit: 0.01 } });
    expect(outage.map(({ verdict }) => verdict)).not.toContain("fail");
    const alone = looks({ minutes: repeat(5, [30, 600], [5, 5_400]), settings: { ...settings, compare: false } });
    expect(alone.at(-1)).toMatchObject({ verdict: "fail", reason: { id: "above-limit" } });
    const withoutBlue = looks({ minutes: repeat(5, [30, 600], undefined), settings: { ...settings, compare: false } });
    expect(withoutBlue.at(-1)).toMatchObject({ verdict: "fail", reason: { id: "above-limit" } });
  });

  test("a blue that recovers from an outage of both sides does not leave green to blame", () => {
    const minutes = [...repeat(5, [30, 600], [270, 5_400]), ...repeat(60, [1, 600], [5, 5_400])];
    expect(verdicts({ minutes, settings: { maxErrorRate: 0.01 } })).not.toContain("fail");
  });

  test("one burst fails nobody", () => {
    const minutes = [...repeat(1, [60, 600], [5, 5_400]), ...repeat(20, [1, 600], [9, 5_400])];
    const seen = looks({ minutes, settings: TWO });
    expect(seen.map(({ verdict }) => verdict)).not.toContain("fail");
    expect(against(seen[0])).toBeCloseTo(3.02, 2);
    expect(against(seen[1])).toBeCloseTo(1.89, 2);
    expect(against(seen[2])).toBeLessThan(against(seen[1]));
  });

  test("a regression that begins after twenty good minutes fails at the second bad one", () => {
    const minutes = [...repeat(20, [1, 600], [5, 5_400]), ...repeat(3, [6, 600], [5, 5_400])];
    const seen = looks({ minutes, settings: TWO });
    expect(seen.findIndex(({ verdict }) => verdict === "fail")).toBe(21);
    expect(against(seen[20])).toBeCloseTo(1.48, 2);
    expect(against(seen[21])).toBeCloseTo(3.99, 2);
  });

  test("evidence carries over to the next weight and the next run, where a fresh start would need three minutes", () => {
    const first = repeat(3, [2, 300], [6, 5_700], { weight: 5 });
    const then = repeat(3, [8, 1_500], [5, 4_500], { weight: 25 });
    const seen = looks({ minutes: [...first, ...then], settings: TWO });
    expect(seen.findIndex(({ verdict }) => verdict === "fail")).toBe(3);
    expect(against(seen[2])).toBeCloseTo(2.42, 2);
    expect(against(seen[3])).toBeCloseTo(4.97, 2);
    const fresh = looks({ minutes: then, settings: TWO });
    expect(fresh.map((look) => against(look).toFixed(2))).toEqual(["1.23", "3.61", "6.26"]);
    expect(fresh.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive", "fail"]);
  });

  test("a green that is 1.2 times worse is tolerated for an hour", () => {
    const seen = looks({ minutes: repeat(60, [72, 6_000], [540, 54_000]) });
    expect(seen.map(({ verdict }) => verdict)).not.toContain("fail");
    expect(against(seen.at(-1))).toBeCloseTo(-4.8, 1);
  });

  test("few but steady errors fail with the fourth, not as soon as the evidence is there", () => {
    const minutes = Array.from({ length: 8 }, (_, index) => ({
      green: [index % 2, 12] as Count,
      blue: [0, 108] as Count,
    }));
    const seen = looks({ minutes });
    expect(against(seen[5])).toBeCloseTo(4.82, 2);
    expect(seen.findIndex(({ verdict }) => verdict === "fail")).toBe(7);
  });
});

test("slow answers are counted like errors", () => {
  const minutes = repeat(2, [60, 600], [27, 5_400]).map((minute) => ({ ...minute, slow: true }));
  // Errors are compared as well, so that each of the two tests has the 0.05 of a single one.
  const seen = looks({ minutes, settings: { latencyThresholdMs: 500, alpha: 0.1 } });
  expect(seen.map(({ verdict }) => verdict)).toEqual(["inconclusive", "fail"]);
  expect(against(seen[1], "comparison", "slow")).toBeCloseTo(5.21, 2);
  expect(seen[1]?.reason).toMatchObject({ id: "worse-than-blue", metric: "slow", green: { errors: 120 } });
});

describe("what was not counted", () => {
  test("no error series is no errors", () => {
    const [seen] = looks({ minutes: repeat(1, [0, 600], [0, 5_400]) });
    expect(resultOf(seen, "comparison").green).toEqual({ requests: 600, errors: 0 });
    expect(seen?.verdict).toBe("inconclusive");
  });

  test("green without a request for three minutes in which blue has some is no green that does well", () => {
    const dry = looks({ minutes: repeat(3, undefined, [5, 5_400]) });
    expect(dry.map(({ reason }) => reason.id)).toEqual(["no-minute", "no-minute", "no-green-requests"]);
    expect(dry[2]).toMatchObject({ verdict: "inconclusive", reason: { minutes: 3, weight: 10 } });
    const good = repeat(5, [0, 600], [5, 5_400]);
    const dried = looks({ minutes: [...good, ...repeat(3, undefined, [5, 5_400])], settings: { maxErrorRate: 0.005 } });
    expect(dried.map(({ verdict }) => verdict).slice(-4)).toEqual(["pass", "pass", "pass", "inconclusive"]);
  });

  test("traffic that dries up on both sides leaves the verdict as it was", () => {
    const good = repeat(5, [0, 600], [5, 5_400]);
    const night = looks({ minutes: [...good, ...repeat(5, [0, 0], [0, 0])], settings: { maxErrorRate: 0.005 } });
    expect(night.at(-1)?.verdict).toBe("pass");
  });

  test("a minute that still grows is not judged before it is old enough, and counts as it is then", () => {
    const minutesOf = (requests: number): MinuteCounts[] =>
      [0, 1, 2, 3].map((minute) => ({
        at: START + minute * MINUTE,
        complete: true,
        green: { requests: minute === 3 ? requests : 600, errors: minute === 3 ? Math.round(requests / 20) : 30 },
        blue: { requests: 5_400, errors: 5 },
      }));
    const base = lookAfter({ minutes: repeat(1, [0, 600], [0, 5_400]) });
    const at = (now: number, requests: number) =>
      judge({
        ...base,
        now,
        counts: base.counts && { ...base.counts, seen: { minutes: minutesOf(requests) } },
      });
    const early = at(START + 5 * MINUTE + 30_000, 400);
    expect(early.window.judged).toEqual([]);
    expect(early.window.leftOut.map(({ reason }) => reason)).toEqual(["just-shifted", "not-complete"]);
    const late = at(START + 6 * MINUTE + 30_000, 600);
    expect(late.window.judged.map(({ green }) => green?.requests)).toEqual([600]);
    expect(late.gates).toEqual(at(START + 3 * MINUTE + MINUTE + DELAY, 600).gates);
  });

  test("a source that cannot be read is an error, no failure and no pass; a red alarm fails all the same", () => {
    const look = lookAfter({ minutes: repeat(2, [0, 600], [0, 5_400]) });
    const problem = { kind: "denied", reasons: ["not authorized"], action: "cloudwatch:GetMetricData" } as const;
    const counts = look.counts && { ...look.counts, seen: { problem } };
    expect(judge({ ...look, counts })).toMatchObject({ verdict: "error", reason: { id: "source-failed", problem } });
    const red = {
      verdict: "fail",
      reason: { id: "alarm-fired", name: "shop-5xx", since: MOVED, children: [] },
    } as const;
    expect(judge({ ...look, counts, alarms: [red] })).toMatchObject({ verdict: "fail", reason: { name: "shop-5xx" } });
  });

  test("nothing asked for is nothing judged; alarms alone may pass", () => {
    const { settings } = lookAfter({ minutes: [], settings: { compare: false } });
    const look = { settings, changes: [], now: START, alarms: [] };
    expect(judge(look)).toMatchObject({ verdict: "inconclusive", reason: { id: "nothing-judged" } });
    const ok = { verdict: "pass", reason: { id: "alarm-ok", name: "shop-5xx", since: 0 } } as const;
    expect(judge({ ...look, alarms: [ok] })).toMatchObject({
      verdict: "pass",
      reason: { id: "only-alarms", alarms: ["shop-5xx"] },
    });
  });
});

test("a limit without anything that counts requests is an error, however green the alarms are", () => {
  const { settings } = lookAfter({ minutes: [], settings: { compare: false, maxErrorRate: 0.01 } });
  const ok = { verdict: "pass", reason: { id: "alarm-ok", name: "shop-5xx", since: 0 } } as const;
  const look = { settings, changes: [{ at: MOVED, weight: 10 }], now: START + 10 * MINUTE, alarms: [ok] };
  expect(judge(look)).toMatchObject({ verdict: "error", reason: { id: "no-source" } });
});

test("a green that gets everything is held against its limit only, whatever the last clients on blue see", () => {
  const minutes = repeat(6, [30, 600], [1, 20], { weight: 100 });
  const seen = looks({ minutes, settings: { maxErrorRate: 0.01 } });
  expect(resultOf(seen.at(-1), "comparison").against).toEqual([]);
  expect(seen.at(-1)).toMatchObject({ verdict: "fail", reason: { id: "above-limit", blue: { requests: 0 } } });
});
