import { spawn } from "node:child_process";
import { once } from "node:events";
import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { afterEach, describe, expect, test } from "vitest";
import { createClients, errorOf, only } from "./clients.ts";
import type { CloudWatchOptions } from "./cloudwatch/index.ts";
import { ask, createLab, weighted } from "./lab.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** Alarms that watch metrics and each other, at a time that the test moves. */

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const NOON = Date.parse("2026-05-03T12:00:00Z");

let aws: LocalAws;
afterEach(() => aws.close());

async function start(options: CloudWatchOptions = {}) {
  const at = { time: NOON };
  aws = await startAws({ cloudWatch: { now: () => at.time, delay: 0, ...options } });
  const { cloudWatch } = createClients(aws.endpoint, aws.principal("reader"));
  const describeOne = async (name: string) =>
    only((await cloudWatch.describeAlarms({ AlarmNames: [name] })).MetricAlarms);
  return {
    at,
    cloudWatch,
    describeOne,
    put: (AlarmName: string, more: Partial<PutMetricAlarmInput> = {}) =>
      cloudWatch.putMetricAlarm({ ...ERRORS, AlarmName, ...more }),
    state: async (name: string) => (await describeOne(name)).StateValue,
    /** So many errors in each of the next minutes, undefined: no value; the alarms are evaluated at the end of each. */
    pass(...minutes: (number | undefined)[]): void {
      for (const value of minutes) {
        const [minute, metric] = [at.time, "Errors"];
        if (value !== undefined)
          aws.cloudWatch.seed({ namespace: "Shop", metric, dimensions: { Side: "green" }, minute, value });
        at.time += MINUTE;
        aws.cloudWatch.evaluate();
      }
    },
  };
}

const ERRORS = {
  ...{ Namespace: "Shop", MetricName: "Errors", Dimensions: [{ Name: "Side", Value: "green" }], Statistic: "Sum" },
  ...{ Period: 60, EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: "GreaterThanThreshold" },
} as const satisfies Partial<PutMetricAlarmInput> & { Dimensions: object[] };

describe("a metric alarm", () => {
  test("goes with its metric, and says since when and why", async () => {
    const { put, pass, describeOne } = await start();
    await put("errors");
    pass(1);
    const calm = await describeOne("errors");
    expect(calm).toMatchObject({ StateValue: "OK", StateTransitionedTimestamp: new Date(NOON + MINUTE) });
    expect(calm.StateReason).toBe(
      "Threshold Crossed: 1 datapoint [1.0 (03/05/26 12:00:00)] was not greater than the threshold (5.0).",
    );
    pass(2, 9);
    expect(await describeOne("errors")).toMatchObject({
      StateValue: "ALARM",
      StateTransitionedTimestamp: new Date(NOON + 3 * MINUTE),
      AlarmConfigurationUpdatedTimestamp: new Date(NOON),
    });
  });

  test("needs M of N points", async () => {
    const { put, pass, state } = await start();
    await put("errors", { EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    pass(1, 1, 9);
    expect(await state("errors")).toBe("OK");
    pass(1, 9);
    expect(await state("errors")).toBe("ALARM");
    pass(1, 1);
    expect(await state("errors")).toBe("OK");
  });

  test.each([
    ["missing", "INSUFFICIENT_DATA"],
    ["ignore", "ALARM"],
    ["breaching", "ALARM"],
    ["notBreaching", "OK"],
  ])("that treats missing data as %s is %s when data stops for long", async (TreatMissingData, expected) => {
    const { put, pass, state } = await start();
    await put("errors", { TreatMissingData });
    pass(9);
    expect(await state("errors")).toBe("ALARM");
    pass(undefined);
    // The last point is judged again while it is in the range.
    expect(await state("errors")).toBe("ALARM");
    pass(...Array.from({ length: 4 }, () => undefined));
    expect(await state("errors")).toBe(expected);
  });

  test("on a period of five minutes slides with the minutes", async () => {
    const { put, pass, state } = await start();
    await put("errors", { Period: 300, Threshold: 10 });
    pass(0, 0, 0, 6, 0, 0, 0, 5);
    expect(await state("errors")).toBe("ALARM");
  });

  test("whose state is set goes back with the next evaluation, unless it ignores that there is no data", async () => {
    const { put, pass, state, cloudWatch } = await start();
    for (const [name, TreatMissingData] of [
      ["taken-back", "missing"],
      ["kept", "ignore"],
    ] as const) {
      await put(name, { TreatMissingData });
      await cloudWatch.setAlarmState({ AlarmName: name, StateValue: "ALARM", StateReason: "a test" });
    }
    expect(await state("taken-back")).toBe("ALARM");
    pass(undefined);
    expect([await state("taken-back"), await state("kept")]).toEqual(["INSUFFICIENT_DATA", "ALARM"]);
  });

  test("that cannot be evaluated keeps its state and says so", async () => {
    const { put, pass, describeOne } = await start();
    await put("errors");
    pass(1);
    aws.cloudWatch.setEvaluationState("errors", "EVALUATION_ERROR");
    pass(9, 9);
    expect(await describeOne("errors")).toMatchObject({ StateValue: "OK", EvaluationState: "EVALUATION_ERROR" });
    aws.cloudWatch.setEvaluationState("errors", "PARTIAL_DATA");
    pass(9);
    expect(await describeOne("errors")).toMatchObject({ StateValue: "ALARM", EvaluationState: "PARTIAL_DATA" });
  });

  test("on several metrics or on metric math keeps its state", async () => {
    const { cloudWatch, pass, state } = await start();
    const { Namespace, MetricName } = ERRORS;
    await cloudWatch.putMetricAlarm({
      ...{ AlarmName: "math", EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
      Metrics: [
        { Id: "m", MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: "Sum" }, ReturnData: false },
        { Id: "e", Expression: "m / 2", ReturnData: true },
      ],
    });
    pass(9, 9);
    expect(await state("math")).toBe("INSUFFICIENT_DATA");
  });
});

describe("the history", () => {
  test("has what an alarm was between two looks, the newest first, for two weeks", async () => {
    const { put, pass, at, cloudWatch } = await start();
    await put("errors");
    pass(1, 9, 1);
    const items = async (more: object = {}) =>
      (await cloudWatch.describeAlarmHistory({ AlarmName: "errors", ...more })).AlarmHistoryItems?.map(
        ({ HistorySummary }) => HistorySummary,
      );
    expect(await items()).toEqual([
      "Alarm updated from ALARM to OK",
      "Alarm updated from OK to ALARM",
      "Alarm updated from INSUFFICIENT_DATA to OK",
      'Alarm "errors" created',
    ]);
    const window = { StartDate: new Date(NOON + 90 * SECOND), EndDate: new Date(NOON + 150 * SECOND) };
    expect(await items({ ...window, HistoryItemType: "StateUpdate" })).toEqual(["Alarm updated from OK to ALARM"]);
    expect(await items({ ScanBy: "TimestampAscending", MaxRecords: 1 })).toEqual(['Alarm "errors" created']);
    expect(await items({ AlarmTypes: ["CompositeAlarm"] })).toEqual([]);
    at.time += 15 * 24 * HOUR;
    expect(await items()).toEqual([]);
  });

  test("needs a permission of its own", async () => {
    await start();
    const Statement = { Effect: "Allow" as const, Action: "cloudwatch:DescribeAlarms", Resource: "*" };
    const { cloudWatch } = createClients(aws.endpoint, aws.principal("reader", { Statement }));
    await cloudWatch.describeAlarms({});
    const { name, message } = await errorOf(cloudWatch.describeAlarmHistory({ AlarmName: "errors" }));
    expect(name).toBe("AccessDenied");
    expect(message).toContain("cloudwatch:DescribeAlarmHistory");
  });
});

describe("a composite alarm", () => {
  const both = "ALARM(errors) AND NOT INSUFFICIENT_DATA(slow)";

  test("goes with others as soon as they change, over several levels", async () => {
    const { put, pass, cloudWatch } = await start();
    await put("errors");
    await put("slow", { MetricName: "Slow", TreatMissingData: "notBreaching" });
    await cloudWatch.putCompositeAlarm({ AlarmName: "both", AlarmRule: both });
    await cloudWatch.putCompositeAlarm({ AlarmName: "page", AlarmRule: "ALARM(both) OR FALSE" });
    const states = async () =>
      (await cloudWatch.describeAlarms({ AlarmTypes: ["CompositeAlarm"] })).CompositeAlarms?.map(
        (each) => each.StateValue,
      );
    pass(1);
    expect(await states()).toEqual(["OK", "OK"]);
    pass(9);
    expect(await states()).toEqual(["ALARM", "ALARM"]);
    const AlarmTypes = ["CompositeAlarm" as const];
    const page = only((await cloudWatch.describeAlarms({ AlarmNames: ["page"], AlarmTypes })).CompositeAlarms);
    expect(JSON.parse(page.StateReasonData ?? "")).toMatchObject({
      triggeringAlarms: [{ arn: expect.stringMatching(/:alarm:both$/), state: { value: "ALARM" } }],
    });
    pass(1);
    expect(await states()).toEqual(["OK", "OK"]);
    const { AlarmHistoryItems } = await cloudWatch.describeAlarmHistory({ AlarmName: "page", AlarmTypes });
    expect(AlarmHistoryItems?.map(({ AlarmType }) => AlarmType)).toContain("CompositeAlarm");
  });

  test("is described only when it is asked for, and hidden from who may describe some alarms alone", async () => {
    const { put, cloudWatch } = await start();
    await put("errors");
    await cloudWatch.putCompositeAlarm({ AlarmName: "page", AlarmRule: "ALARM(errors)" });
    expect((await cloudWatch.describeAlarms({})).CompositeAlarms).toEqual([]);
    const all = { AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const] };
    const names = async (client = cloudWatch) => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.describeAlarms(all);
      return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
    };
    expect(await names()).toEqual(["errors", "page"]);
    const Resource = `arn:aws:cloudwatch:eu-west-1:${aws.accountId}:alarm:*`;
    const Statement = { Effect: "Allow" as const, Action: "cloudwatch:*", Resource };
    expect(await names(createClients(aws.endpoint, aws.principal("some", { Statement })).cloudWatch)).toEqual([
      "errors",
    ]);
  });

  test.each(["ALARM(none)", "ALARM(page)", "ALARM(", "errors"])("cannot have the rule %s", async (AlarmRule) => {
    const { put, cloudWatch } = await start();
    await put("errors");
    expect(await errorOf(cloudWatch.putCompositeAlarm({ AlarmName: "page", AlarmRule }))).toMatchObject({
      name: "ValidationException",
    });
  });

  test("is deleted alone among composite ones", async () => {
    const { put, cloudWatch } = await start();
    await put("errors");
    for (const AlarmName of ["a", "b"]) await cloudWatch.putCompositeAlarm({ AlarmName, AlarmRule: "ALARM(errors)" });
    expect(await errorOf(cloudWatch.deleteAlarms({ AlarmNames: ["a", "b"] }))).toMatchObject({
      name: "ValidationException",
    });
    await cloudWatch.deleteAlarms({ AlarmNames: ["a", "errors"] });
    expect([...aws.cloudWatch.alarms.keys()]).toEqual(["b"]);
  });
});

test("an alarm on a target group's errors goes off by itself while they go on", async () => {
  const lab = await createLab();
  aws = lab.aws;
  aws.cloudWatch.arrival.delay = -60;
  const group = await lab.targetGroup([lab.instances.b]);
  const { url } = await lab.listener(weighted({ [group]: 1 }));
  await lab.inState("healthy", group, [lab.instances.b]);
  const { cloudWatch } = createClients(aws.endpoint, aws.principal("reader"));
  const [loadBalancer] = aws.elb.loadBalancers();
  const Dimensions = [
    { Name: "LoadBalancer", Value: loadBalancer?.arn.split(":loadbalancer/")[1] },
    { Name: "TargetGroup", Value: group.split(":").at(-1) },
  ];
  const metric = { Namespace: "AWS/ApplicationELB", MetricName: "HTTPCode_Target_5XX_Count", Dimensions };
  await cloudWatch.putMetricAlarm({ ...ERRORS, ...metric, AlarmName: "green-5xx", TreatMissingData: "notBreaching" });
  await until("the alarm", async () => {
    for (let request = 0; request < 10; request += 1) await ask(url, { path: "/?status=500" });
    const { MetricAlarms } = await cloudWatch.describeAlarms({ AlarmNames: ["green-5xx"] });
    return only(MetricAlarms).StateValue === "ALARM";
  });
});

test("a process can have a clock as fast as the world's", async () => {
  aws = await startAws({ timeScale: 600 });
  const script = `
    const began = Date.now();
    setTimeout(() => console.log(JSON.stringify([began, Date.now(), new Date() instanceof Date, new Date(0).getTime()])), 60_000);`;
  const before = aws.cloudWatch.time.now();
  const child = spawn(process.execPath, ["--eval", script], { env: { ...process.env, ...aws.cloudWatch.clockEnv() } });
  const printed = once(child.stdout, "data");
  const [text] = (await printed) as [Buffer];
  const [began = 0, ended = 0, isDate, zero] = JSON.parse(text.toString()) as number[];
  expect(began).toBeGreaterThanOrEqual(before);
  expect(ended - began).toBeGreaterThanOrEqual(59_000);
  expect(ended).toBeLessThanOrEqual(aws.cloudWatch.time.now());
  expect([isDate, zero]).toEqual([true, 0]);
});
