import { describe, expect, test } from "vitest";
import { readAlarms, readTransitions } from "../../src/gates/sources/alarm-answer.ts";

const AT = new Date("2026-05-03T14:05:00Z");
const common = { AlarmName: "shop", StateValue: "OK", StateTransitionedTimestamp: AT } as const;

describe("an alarm out of DescribeAlarms", () => {
  test("on a metric has its state, its metric with its dimensions, and how soon it reacts", () => {
    const [alarm] = readAlarms({
      MetricAlarms: [
        {
          ...{ ...common, StateReason: "Threshold Crossed", AlarmConfigurationUpdatedTimestamp: AT },
          ...{ Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions: [{ Name: "FunctionName", Value: "shop" }] },
          ...{ Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: "notBreaching" },
        },
      ],
    });
    expect(alarm).toEqual({
      seen: {
        ...{ name: "shop", state: "OK", since: AT.getTime(), configuredAt: AT.getTime(), words: "Threshold Crossed" },
        ...{ metric: { namespace: "AWS/Lambda", name: "Errors" }, treatMissing: "notBreaching" },
      },
      setup: { name: "shop", periodSeconds: 60, datapoints: 2, bandOnRequests: false, percentileOfFew: false },
      dimensions: { FunctionName: "shop" },
    });
  });

  test("on a single query is on that query's metric; on several it is on none", () => {
    const Metric = { Namespace: "AWS/ApplicationELB", MetricName: "RequestCount", Dimensions: [] };
    const query = { Id: "m", MetricStat: { Metric, Period: 300, Stat: "p99.9" } };
    const [one, several] = readAlarms({
      MetricAlarms: [
        { ...common, Metrics: [query] },
        { ...common, Metrics: [query, { Id: "band", Expression: "…" }], ThresholdMetricId: "band" },
      ],
    });
    expect(one?.seen.metric).toEqual({ namespace: "AWS/ApplicationELB", name: "RequestCount" });
    expect(one?.setup).toMatchObject({ periodSeconds: 300, percentileOfFew: true, bandOnRequests: false });
    expect(several?.seen.metric).toBeUndefined();
    expect(several?.setup).toMatchObject({ bandOnRequests: true });
  });

  test("that ignores percentiles of few samples is not warned of", () => {
    const [alarm] = readAlarms({
      MetricAlarms: [{ ...common, ExtendedStatistic: "p99", EvaluateLowSampleCountPercentile: "ignore" }],
    });
    expect(alarm?.setup?.percentileOfFew).toBe(false);
  });

  test("on a PromQL query is born OK", () => {
    const [alarm] = readAlarms({
      MetricAlarms: [
        {
          ...{ ...common, EvaluationInterval: 30 },
          EvaluationCriteria: { PromQLCriteria: { Query: "up == 0", PendingPeriod: 120 } },
        },
      ],
    });
    expect(alarm?.seen.bornOk).toBe(true);
    expect(alarm?.setup).toMatchObject({ periodSeconds: 150, datapoints: 1 });
  });

  test("that is composite has the alarms that set it off", () => {
    const child = (name: string, value: string) => ({
      arn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`,
      state: { value },
    });
    const StateReasonData = JSON.stringify({ triggeringAlarms: [child("a:b", "ALARM"), child("c", "OK"), 7] });
    const [alarm] = readAlarms({ CompositeAlarms: [{ ...common, StateValue: "ALARM", StateReasonData }] });
    expect(alarm).toMatchObject({ seen: { state: "ALARM", children: ["a:b"] }, setup: undefined });
  });

  test("on a log query is read like others", () => {
    const [alarm] = readAlarms({ LogAlarms: [{ ...common, EvaluationState: "PARTIAL_DATA" }] });
    expect(alarm?.seen).toMatchObject({ name: "shop", state: "OK", evaluation: "PARTIAL_DATA" });
  });

  test.each([
    ["points", { evaluatedDatapoints: [{ timestamp: "…", value: 3 }] }, "", true],
    ["missing points alone", { evaluatedDatapoints: [{ timestamp: "…" }] }, "", false],
    ["recent points", { recentDatapoints: [1] }, "", true],
    ["no recent points", { recentDatapoints: [] }, "", false],
    ["words alone", {}, "Threshold Crossed: no datapoints were received for 2 periods", false],
    ["nothing that tells", {}, "Unchecked: Initial alarm creation", undefined],
  ])("tells whether it rests on data: by %s", (_name, data, StateReason, expected) => {
    const [alarm] = readAlarms({ MetricAlarms: [{ ...common, StateReason, StateReasonData: JSON.stringify(data) }] });
    expect(alarm?.seen.hasData).toBe(expected);
  });

  test("that tells next to nothing is one without data", () => {
    const [alarm] = readAlarms({ MetricAlarms: [{ AlarmName: "odd", StateReasonData: "[not JSON" }] });
    expect(alarm?.seen).toEqual({ name: "odd", state: "INSUFFICIENT_DATA", since: 0 });
    expect(readAlarms({})).toEqual([]);
  });
});

test("changes of state are read from the history's data, else from its words, in order", () => {
  const at = (second: number) => new Date(AT.getTime() + second * 1_000);
  const transitions = readTransitions([
    { Timestamp: at(50), HistorySummary: "Alarm updated from ALARM to OK", HistoryData: "not JSON" },
    { Timestamp: at(10), HistoryData: JSON.stringify({ newState: { stateValue: "ALARM" } }) },
    { Timestamp: at(60), HistorySummary: 'Alarm "shop" created' },
    { HistorySummary: "Alarm updated from ALARM to OK" },
  ]);
  expect(transitions).toEqual([
    { at: at(10).getTime(), to: "ALARM" },
    { at: at(50).getTime(), to: "OK" },
  ]);
});
