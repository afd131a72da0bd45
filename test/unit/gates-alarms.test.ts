import { describe, expect, test } from "vitest";
import type { AlarmContext, AlarmSeen, AlarmTransition } from "../../src/gates/alarms.ts";
import { judgeAlarm, needsHistory, stopsTheStep, unreadableAlarm } from "../../src/gates/alarms.ts";
import { remedyOf, sentenceOf } from "../../src/gates/sentences.ts";

const MOVE = Date.UTC(2026, 2, 3, 14, 2);
const DAYS_AGO = MOVE - 3 * 86_400_000;
const seconds = (count: number) => MOVE + count * 1_000;
const context: AlarmContext = { firstMove: MOVE };
const alarm = (more: Partial<AlarmSeen> = {}): AlarmSeen => ({
  name: "shop-5xx",
  state: "OK",
  since: DAYS_AGO,
  ...more,
});
const judged = (seen: AlarmSeen | undefined, more: Partial<AlarmContext> = {}) =>
  judgeAlarm("shop-5xx", seen, { ...context, ...more });

describe("an alarm that is OK", () => {
  test("since before the rollout passes", () => {
    expect(judged(alarm())).toMatchObject({ verdict: "pass", reason: { id: "alarm-ok", since: DAYS_AGO } });
    expect(needsHistory(alarm(), MOVE)).toBe(false);
  });

  test("and was red between two looks fails by its history", () => {
    const seen = alarm({ since: seconds(230) });
    const history: AlarmTransition[] = [
      { at: seconds(190), to: "ALARM" },
      { at: seconds(230), to: "OK" },
    ];
    expect(needsHistory(seen, MOVE)).toBe(true);
    expect(judged(seen, { history })).toMatchObject({
      verdict: "fail",
      reason: { id: "alarm-flapped", at: seconds(190) },
    });
  });

  test("and whose history may not be read passes, and the permission is named", () => {
    const { verdict, reason } = judged(alarm({ since: seconds(230) }), { history: "denied" });
    expect([verdict, reason.id]).toEqual(["pass", "alarm-unasked"]);
    expect(remedyOf(reason)).toContain("cloudwatch:DescribeAlarmHistory");
  });

  test("after having been red since before the first move is not green's doing", () => {
    const history: AlarmTransition[] = [{ at: seconds(60), to: "OK" }];
    expect(judged(alarm({ since: seconds(60) }), { history })).toMatchObject({ verdict: "pass" });
    const again: AlarmTransition[] = [...history, { at: seconds(90), to: "ALARM" }, { at: seconds(99), to: "OK" }];
    expect(judged(alarm({ since: seconds(99) }), { history: again })).toMatchObject({ verdict: "fail" });
  });

  test("because it was born so after the first move proves nothing yet", () => {
    const seen = alarm({ since: seconds(30), configuredAt: seconds(30), bornOk: true });
    expect(judged(seen, { history: [] })).toMatchObject({ verdict: "inconclusive", reason: { id: "alarm-new" } });
  });
});

describe("an alarm that is red", () => {
  const red = (more: Partial<AlarmSeen> = {}) =>
    alarm({ state: "ALARM", words: "Threshold Crossed: 1 datapoint", ...more });

  test("before the first move stops the step, with name, since when and why", () => {
    const verdict = judged(red(), { firstMove: undefined });
    expect(stopsTheStep(verdict)).toBe(true);
    expect(verdict.verdict).toBe("inconclusive");
    expect(sentenceOf(verdict.reason)).toBe(
      "alarm `shop-5xx` is in ALARM since 2026-02-28 14:02 UTC, before any traffic was shifted: Threshold Crossed: 1 datapoint.",
    );
  });

  test("since before the first move is inconclusive while it lasts, in a later step of the rollout", () => {
    expect(judged(red())).toMatchObject({ verdict: "inconclusive", reason: { id: "alarm-before" } });
  });

  test("since after the first move fails, a composite one with the alarms behind it", () => {
    const verdict = judged(red({ since: seconds(1), children: ["shop-cpu", "shop-5xx-a"] }));
    expect(verdict).toMatchObject({ verdict: "fail", reason: { id: "alarm-fired", since: seconds(1) } });
    expect(sentenceOf(verdict.reason)).toContain("Because of shop-cpu, shop-5xx-a.");
    expect(stopsTheStep(verdict)).toBe(false);
  });

  test("because it was made with this release and has seen nothing is inconclusive", () => {
    const seen = red({ since: seconds(5), configuredAt: seconds(2), hasData: false });
    expect(judged(seen)).toMatchObject({ verdict: "inconclusive", reason: { id: "alarm-new" } });
    expect(judged({ ...seen, hasData: true })).toMatchObject({ verdict: "fail" });
  });
});

describe("an alarm without data", () => {
  const silent = (namespace: string, name: string, more: Partial<AlarmSeen> = {}) =>
    alarm({ state: "INSUFFICIENT_DATA", metric: { namespace, name }, ...more });
  const errors = silent("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count");

  test("on a count of errors passes while there are requests, and the setting that says so is named", () => {
    const { verdict, reason } = judged(errors, { requests: 600 });
    expect([verdict, reason.id]).toEqual(["pass", "alarm-sparse"]);
    expect(remedyOf(reason)).toContain("notBreaching");
    expect(judged(silent("AWS/Lambda", "Throttles", { treatMissing: "missing" }), { requests: 1 }).verdict).toBe(
      "pass",
    );
  });

  test.each([
    ["no requests", errors, { requests: 0 }],
    ["requests that nobody counts", errors, {}],
    ["a setting of its own", { ...errors, treatMissing: "ignore" }, { requests: 600 }],
    ["a metric that is no error count", silent("AWS/EC2", "CPUUtilization"), { requests: 600 }],
    ["successes that are missing", silent("AWS/ApplicationELB", "HTTPCode_Target_2XX_Count"), { requests: 600 }],
    ["several metrics", alarm({ state: "INSUFFICIENT_DATA" }), { requests: 600 }],
  ] as const)("with %s is inconclusive", (_name, seen, more) => {
    expect(judged(seen, more)).toMatchObject({ verdict: "inconclusive", reason: { id: "alarm-no-data" } });
  });

  test("that was red since the first move fails", () => {
    const history: AlarmTransition[] = [{ at: seconds(10), to: "ALARM" }];
    expect(judged({ ...errors, since: seconds(70) }, { history, requests: 600 }).verdict).toBe("fail");
  });
});

test("an alarm that does not exist, or was not evaluated, is an error", () => {
  const missing = judged(undefined);
  expect(missing).toMatchObject({ verdict: "error", reason: { id: "alarm-not-found" } });
  expect(stopsTheStep(missing)).toBe(true);
  for (const evaluation of ["PARTIAL_DATA", "EVALUATION_ERROR", "EVALUATION_FAILURE"] as const)
    expect(judged(alarm({ evaluation }))).toMatchObject({ verdict: "error", reason: { state: evaluation } });
});

test("an alarm that could not be asked for is an error that names the permission", () => {
  const denied = unreadableAlarm("shop-5xx", {
    kind: "denied",
    reasons: ["not authorized"],
    action: "cloudwatch:DescribeAlarms",
  });
  expect(denied.verdict).toBe("error");
  expect(stopsTheStep(denied)).toBe(true);
  expect(sentenceOf(denied.reason)).toBe(
    "alarm `shop-5xx` could not be read: `cloudwatch:DescribeAlarms` is not allowed.",
  );
  expect(remedyOf(denied.reason)).toBe("Allow `cloudwatch:DescribeAlarms`.");
  const throttled = unreadableAlarm("shop-5xx", { kind: "unavailable", reasons: ["Throttling"] });
  expect(sentenceOf(throttled.reason)).toBe("alarm `shop-5xx` could not be read: no answer.");
});
