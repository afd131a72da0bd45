import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import { THROTTLED } from "../aws/faults.ts";
import type { KeeperWorld } from "./keeper-world.ts";
import { createKeeper, HOUR, MINUTE, SECOND, START } from "./keeper-world.ts";

/** Alarms as gates, read by the real SDK from a CloudWatch that evaluates them. */

let world: KeeperWorld;
afterEach(() => world.close());

const { compare: _, ...settings } = DEFAULTS;
const ALARMS_ALONE = { compare: "off", settings } as const;

const failureOf = async (work: Promise<unknown>): Promise<DeliveryError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`It did not fail as expected: ${error}`);
  return error;
};

/** An alarm on metric math keeps the state that it is given. */
const MATH = {
  Metrics: [
    { Id: "m", MetricStat: { Metric: { Namespace: "Shop", MetricName: "Lag" }, Period: 60, Stat: "Sum" } },
    { Id: "e", Expression: "m / 2", ReturnData: true },
  ].map((query) => ({ ReturnData: false, ...query })),
  ...{ Namespace: undefined, MetricName: undefined, Dimensions: undefined, Statistic: undefined, Period: undefined },
};

async function becomes(name: string, state: "OK" | "ALARM", at: number, reason = "Threshold Crossed"): Promise<void> {
  world.at.time = at;
  await world.cloudWatch.setAlarmState({ AlarmName: name, StateValue: state, StateReason: reason });
}

async function start(names: readonly string[], resource = "*"): Promise<void> {
  const allowed = [{ Action: "cloudwatch:*", Resource: resource }];
  world = await createKeeper({ ...ALARMS_ALONE, alarms: names }, { allowed });
  world.at.time = START - 3 * HOUR;
}

describe("an alarm that is red before the first move", () => {
  test("stops the step, with its name, since when, why, and what to do; later in the rollout it is inconclusive", async () => {
    await start(["shop-latency"]);
    await world.alarm("shop-latency", MATH);
    await becomes("shop-latency", "ALARM", START - 2 * HOUR, "p99 was 3.1 s.");
    world.at.time = START;
    const failure = await failureOf(world.begin());
    expect(failure).toMatchObject({ code: "gates", verdict: "error" });
    expect(failure.message).toBe(
      "Alarm `shop-latency` is in ALARM since 2026-05-03 12:02 UTC, before any traffic was shifted: p99 was 3.1 s.",
    );
    expect(failure.remedy).toContain("wait until `shop-latency` is OK again");

    world.move(10);
    world.at.time = START + MINUTE;
    await world.begin({ to: 25 });
    const look = await world.look(2 * MINUTE);
    expect(look).toMatchObject({ verdict: "inconclusive", short: false });
  });

  test("is named with the others that stop it", async () => {
    await start(["a", "b", "none"]);
    for (const name of ["a", "b"]) {
      await world.alarm(name, MATH);
      await becomes(name, "ALARM", START - HOUR);
    }
    const failure = await failureOf(world.begin());
    expect(failure.message).toContain("`a`");
    expect(failure.reasons).toEqual([expect.stringContaining("`b`"), "alarm `none` not found."]);
  });
});

describe("a name that CloudWatch does not know", () => {
  test("stops the step, before the first move and later", async () => {
    await start(["shop-5xx-typo"]);
    for (const weight of [0, 10]) {
      if (weight > 0) world.move(weight);
      const failure = await failureOf(world.begin({ to: 25 }));
      expect(failure).toMatchObject({ code: "gates", verdict: "error" });
      expect(failure.message).toBe("Alarm `shop-5xx-typo` not found.");
      expect(failure.remedy).toContain("Check the name, the region and the account");
    }
  });

  test("may be a composite alarm that a narrow policy hides", async () => {
    await start(["page"], "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*");
    await world.alarm("shop-5xx", MATH);
    await world.cloudWatch.putCompositeAlarm({ AlarmName: "page", AlarmRule: "ALARM(shop-5xx)" });
    expect((await failureOf(world.begin())).remedy).toContain("`cloudwatch:DescribeAlarms` has to be allowed on `*`");
  });
});

describe("an alarm that goes off while green bakes", () => {
  beforeEach(async () => {
    await start(["shop-latency"]);
    await world.alarm("shop-latency", MATH);
    await becomes("shop-latency", "OK", START - 2 * HOUR);
    world.at.time = START;
    await world.begin();
    world.move(10);
  });

  test("fails green at the next look", async () => {
    expect(await world.look(2 * MINUTE)).toMatchObject({ verdict: "pass", because: expect.stringContaining("only") });
    await becomes("shop-latency", "ALARM", START + 150 * SECOND, "p99 was 3.1 s.");
    const look = await world.look(3 * MINUTE);
    expect(look).toMatchObject({ verdict: "fail", line: expect.stringContaining("alarm shop-latency fail") });
    expect(look.because).toContain("is in ALARM since 2026-05-03 14:04 UTC: p99 was 3.1 s.");
  });

  test("and is calm again at the next look fails green by its history", async () => {
    expect(await world.look(180 * SECOND)).toMatchObject({ verdict: "pass" });
    await becomes("shop-latency", "ALARM", START + 190 * SECOND);
    await becomes("shop-latency", "OK", START + 230 * SECOND);
    const look = await world.look(240 * SECOND);
    expect(look).toMatchObject({ verdict: "fail" });
    expect(look.because).toContain("went to ALARM at 2026-05-03 14:05 UTC");
  });

  test("and cannot be asked for its history passes with one warning that names the permission", async () => {
    await becomes("shop-latency", "ALARM", START + 190 * SECOND);
    await becomes("shop-latency", "OK", START + 230 * SECOND);
    const denied = { kind: "error", code: "AccessDenied", message: "not authorized", status: 403 } as const;
    world.aws.faults.add({ action: "DescribeAlarmHistory", effect: denied });
    const looks = [await world.look(240 * SECOND), await world.look(270 * SECOND)];
    expect(looks.map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
    expect(looks.flatMap(({ warnings = [] }) => warnings)).toEqual([
      expect.stringContaining("`cloudwatch:DescribeAlarmHistory` is not allowed"),
    ]);
  });

  test("is asked for its history only where it may have been red", async () => {
    const calls = () => world.aws.calls.filter(({ action }) => action === "DescribeAlarmHistory").length;
    await world.look(2 * MINUTE);
    expect(calls()).toBe(0);
    await becomes("shop-latency", "ALARM", START + 190 * SECOND);
    await becomes("shop-latency", "OK", START + 230 * SECOND);
    await world.look(4 * MINUTE);
    expect(calls()).toBe(1);
  });

  test("cannot be read for some looks: the verdict is as without them, with one warning", async () => {
    world.aws.faults.add({ action: "DescribeAlarms", times: 10, effect: THROTTLED });
    const looks = [await world.look(60 * SECOND), await world.look(90 * SECOND), await world.look(120 * SECOND)];
    expect(looks.map(({ verdict }) => verdict)).toEqual(["error", "error", "pass"]);
    expect(looks[0]?.because).toContain("alarm `shop-latency` could not be read: no answer");
    expect(looks.flatMap(({ warnings = [] }) => warnings)).toHaveLength(1);
  });

  test("cannot be read any more for want of a permission: an error that names it, and no failure", async () => {
    const denied = { kind: "error", code: "AccessDenied", message: "not authorized", status: 403 } as const;
    world.aws.faults.add({ action: "DescribeAlarms", effect: denied });
    for (const after of [180, 210, 600])
      expect(await world.look(after * SECOND)).toMatchObject({
        ...{ verdict: "error", remedy: "Allow `cloudwatch:DescribeAlarms`." },
      });
  });

  test("but was not evaluated judges nothing", async () => {
    world.aws.cloudWatch.setEvaluationState("shop-latency", "EVALUATION_ERROR");
    const look = await world.look(3 * MINUTE);
    expect(look).toMatchObject({ verdict: "error" });
    expect(look.because).toContain("was not evaluated: EVALUATION_ERROR");
  });
});

test("a composite alarm fails green with the alarms behind it", async () => {
  await start(["page"]);
  await world.alarm("shop-5xx", MATH);
  await becomes("shop-5xx", "OK", START - HOUR);
  await world.cloudWatch.putCompositeAlarm({ AlarmName: "page", AlarmRule: "ALARM(shop-5xx)" });
  world.at.time = START;
  await world.begin();
  world.move(10);
  await becomes("shop-5xx", "ALARM", START + 90 * SECOND);
  const look = await world.look(2 * MINUTE);
  expect(look).toMatchObject({ verdict: "fail" });
  expect(look.because).toContain("Because of shop-5xx.");
});

describe("an alarm without data", () => {
  test("on green's errors passes while requests come, and the setting that says so is named", async () => {
    await start(["green-5xx"]);
    await world.alarm("green-5xx");
    world.at.time = START;
    await world.begin();
    world.move(10);
    for (let minute = 0; minute < 6; minute += 1) world.serve(minute, { green: [0, 600], blue: [0, 5_400] });
    expect(await world.look(5 * MINUTE)).toMatchObject({ verdict: "pass", warnings: [] });
    const escaping = { plain: (text: string) => text, code: (text: string) => text };
    expect(world.keeper.told(escaping).details).toContain("Set TreatMissingData of `green-5xx` to `notBreaching`");
  });

  const OTHERS = [{ Name: "TargetGroup", Value: "targetgroup/other/1" }];
  const CASES: [string, Partial<PutMetricAlarmInput>, green?: [number, number]][] = [
    ["another metric", { Namespace: "AWS/EC2", MetricName: "CPUUtilization" }, [0, 600]],
    ["errors of another service", { Dimensions: OTHERS }, [0, 600]],
    ["errors with a treatment of its own", { TreatMissingData: "ignore" }, [0, 600]],
    ["errors of a green without requests", {}],
  ];
  test.each(CASES)("on %s is inconclusive", async (_name, more, green) => {
    await start(["silent"]);
    await world.alarm("silent", more);
    world.at.time = START;
    await world.begin();
    world.move(10);
    for (let minute = 0; minute < 6; minute += 1)
      world.serve(minute, { blue: [0, 5_400], ...(green === undefined ? {} : { green }) });
    expect(await world.look(8 * MINUTE)).toMatchObject({ verdict: "inconclusive", short: false });
  });
});

test("requests that may not be counted for an alarm without data are said, and it stays inconclusive", async () => {
  world = await createKeeper(
    { ...ALARMS_ALONE, alarms: ["green-5xx"] },
    { allowed: [{ Action: "cloudwatch:DescribeAlarms", Resource: "*" }] },
  );
  await world.alarm("green-5xx");
  await world.begin();
  world.move(10);
  const looks = [await world.look(5 * MINUTE), await world.look(6 * MINUTE)];
  expect(looks.map(({ verdict }) => verdict)).toEqual(["inconclusive", "inconclusive"]);
  expect(looks.flatMap(({ warnings = [] }) => warnings)).toEqual([
    expect.stringMatching(/^Whether an alarm without data had requests is not known: .*cloudwatch:GetMetricData/),
  ]);
});

test("alarms by the hundred are read in a call for each hundred", async () => {
  const names = Array.from({ length: 120 }, (_, index) => `alarm-${index}`);
  await start(names);
  await Promise.all(names.map((name) => world.alarm(name, MATH)));
  const before = world.aws.calls.length;
  await world.begin();
  const calls = world.aws.calls.slice(before).map(({ action }) => action);
  expect(calls.filter((action) => action === "DescribeAlarms")).toHaveLength(2);
  // Nothing is counted for alarms alone.
  expect(calls).not.toContain("GetMetricData");
});

test("what the plan says of alarms: too slow for the bake, a band on requests, a percentile of few samples", async () => {
  world = await createKeeper({ alarms: ["slow", "band", "p99"] });
  world.at.time = START - 3 * HOUR;
  world.yesterday([1, 600]);
  await world.alarm("slow", { Period: 300, EvaluationPeriods: 2 });
  const metric = { Namespace: "AWS/ApplicationELB", MetricName: "RequestCount" };
  await world.alarm("band", {
    ...{ ...MATH, Threshold: undefined, ThresholdMetricId: "e" },
    ComparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold",
    Metrics: [
      { Id: "m", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" }, ReturnData: true },
      { Id: "e", Expression: "ANOMALY_DETECTION_BAND(m)", ReturnData: true },
    ],
  });
  await world.alarm("p99", { MetricName: "TargetResponseTime", Statistic: undefined, ExtendedStatistic: "p99" });
  world.at.time = START;
  const { warnings } = await world.begin();
  expect(warnings).toEqual([
    expect.stringMatching(/alarm `slow` reacts after up to 15m, and the bake takes 10m/),
    expect.stringContaining("alarm `band` watches a side's number of requests against a band"),
    expect.stringContaining("alarm `p99` evaluates a percentile of 60 samples a period"),
  ]);
});
