import type { MetricDataQuery, MetricDatum, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import recorded from "./cloudwatch/recorded.json" with { type: "json" };
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Replays the calls of localstack's snapshot tests, and holds the answers against what the real AWS said to them. */

const [MINUTE, NOON] = [60_000, Date.parse("2026-05-03T12:00:00Z")];
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:ops";

const at = { time: NOON };
let aws: LocalAws;
beforeAll(async () => {
  aws = await startAws({ cloudWatch: { now: () => at.time, listDelay: 0 } });
});
afterAll(() => aws.close());

/** An answer of the record, whose names are marks. */
function answerOf(name: keyof typeof recorded.cases, step: string): unknown {
  const answers: Record<string, unknown> = recorded.cases[name].answers;
  if (!(step in answers)) throw new Error(`The record has no ${step} in ${name}`);
  return answers[step];
}

/** An answer of this world with the record's marks: `names` has them by what stands here. */
function marked(value: unknown, names: Record<string, string>, member = ""): unknown {
  if (value instanceof Date) return "timestamp";
  if (["StateReasonData", "HistoryData"].includes(member)) return marked(JSON.parse(String(value)), names, "inner");
  if (Array.isArray(value))
    return member === "Timestamps" ? "timestamp" : value.map((each) => marked(each, names, member));
  if (typeof value === "object" && value !== null) {
    const inside = member === "inner" ? "inner" : "";
    const members = Object.entries(value).filter(([name, inner]) => name !== "$metadata" && inner !== undefined);
    return Object.fromEntries(
      members.map(([name, inner]) => [name, marked(inner, names, inside === "" ? name : inside)]),
    );
  }
  if (typeof value !== "string") return value;
  if (/^\d{4}-\d\d-\d\dT.*\+0000$/.test(value)) return "date";
  const general = value
    .replace(/arn:aws:(\w+):eu-west-1:111122223333:/g, "arn:<partition>:$1:<region>:111111111111:")
    .replace(/\(\d\d\/\d\d\/\d\d [\d:]+\)/, "(MM/DD/YY HH:MM:SS)");
  return Object.entries(names).reduce((text, [from, to]) => text.replaceAll(from, to), general);
}

describe.each([
  ["AWS JSON", AwsJson1_0Protocol],
  ["query", AwsQueryProtocol],
  ["CBOR", AwsSmithyRpcV2CborProtocol],
])("in %s", (kind, protocol) => {
  let client: CloudWatch;
  beforeAll(() => {
    const credentials = aws.principal(kind.replace(" ", ""));
    client = new CloudWatch({ endpoint: aws.endpoint, region: "eu-west-1", maxAttempts: 1, credentials, protocol });
  });

  let count = 0;
  const fresh = (name: string) => `${name}-${kind.replace(" ", "")}-${count++}`;
  const query = (
    Namespace: string,
    MetricName: string,
    Stat: string,
    Id: string,
    more: object = {},
  ): MetricDataQuery => ({
    ...{ Id, MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat, ...more } },
  });
  const get = (MetricDataQueries: MetricDataQuery[]) =>
    client.getMetricData({
      ...{ StartTime: new Date(NOON - 10 * MINUTE), EndTime: new Date(NOON + 10 * MINUTE), MetricDataQueries },
    });
  const put = (Namespace: string, ...data: Partial<MetricDatum>[]) =>
    client.putMetricData({
      Namespace,
      MetricData: data.map((datum) => ({ MetricName: "metric1", Timestamp: new Date(NOON), ...datum })),
    });
  const describeOne = async (name: string) => client.describeAlarms({ AlarmNames: [name] });

  test("statistics", async () => {
    const Namespace = fresh("stats");
    await put(Namespace, ...Array.from({ length: 11 }, (_, index) => ({ Value: index + 1 })));
    for (const stat of ["Sum", "SampleCount", "Minimum", "Maximum", "Average"] as const) {
      const answer = await get([query(Namespace, "metric1", stat, "result1")]);
      expect(marked(answer, {})).toEqual(answerOf(`test_get_metric_data_stats[query-${stat}]`, "get_metric_data"));
    }
  });

  test("several metrics, and one metric several times: their labels", async () => {
    const [Namespace, other] = [fresh("several"), fresh("zero")];
    await put(Namespace, { Value: 50 }, { MetricName: "metric2", Value: 25 }, { MetricName: "metric3", Value: 55 });
    const several = [1, 2, 3].map((each) => query(Namespace, `metric${each}`, "Sum", `result${each}`));
    expect(marked(await get(several), {})).toEqual(
      answerOf("test_get_metric_data_for_multiple_metrics", "get_metric_data"),
    );
    await put(other, { Values: [0, 2, 4, 3.5, 7, 100] });
    const stats = ["Average", "Sum", "Minimum", "Maximum"].map((stat) =>
      query(other, "metric1", stat, `result_${stat}`),
    );
    expect(marked(await get(stats), {})).toEqual(
      answerOf("test_get_metric_data_with_zero_and_labels", "get_metric_data_with_zero_and_labels"),
    );
  });

  test("units", async () => {
    const [two, three] = [fresh("two"), fresh("three")];
    const data = [
      { MetricName: "m-test", Unit: "Seconds", Value: 1 },
      { MetricName: "m-test", Unit: "Milliseconds", Value: 60_000 },
    ] as const;
    await put(two, ...data);
    await put(three, ...data, { MetricName: "m-test", Unit: "Count", Value: 5 });
    const name = "test_get_metric_data_different_units_no_unit_in_query";
    for (const [namespace, which] of [
      [two, "metric_data0"],
      [three, "metric_data2"],
    ] as const)
      expect(marked(await get([query(namespace, "m-test", "Average", "m1")]), {})).toEqual(
        answerOf(`${name}[json-${which}]`, "get_metric_data_with_no_unit_specified"),
      );
    expect(marked(await get([query(two, "m-test", "Average", "m1", { Unit: "Seconds" })]), {})).toEqual(
      answerOf("test_get_metric_data_with_different_units", "get_metric_data_with_different_units"),
    );
  });

  test("nothing", async () => {
    expect(marked(await get([query(fresh("empty"), "none", "Sum", "result")]), { none: "<label:1>" })).toEqual(
      answerOf("test_get_metric_with_no_results", "result"),
    );
  });

  test("what cannot be put", async () => {
    const answers = recorded.cases.test_put_metric_data_validation.answers;
    const set = { StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } };
    const refused: [keyof typeof answers, Partial<MetricDatum>][] = [
      ["invalid-param-combination", { Value: 1, Values: [1] }],
      ["invalid-param-value", { Values: [1, 2], Counts: [1] }],
      ["invalid-param-combination-2", { Value: 1, ...set }],
    ];
    for (const [step, datum] of refused) {
      const error = await put("Shop", datum).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject({
        name: `${answers[step].Error.Code}Exception`,
        message: answers[step].Error.Message,
      });
    }
  });

  test("the list of metrics", async () => {
    const [Namespace, tags] = [fresh("list"), { error: "none", exception: "none", method: "GET", outcome: "SUCCESS" }];
    const Dimensions = Object.entries({ ...tags, status: "200", uri: "/greetings" }).map(([Name, Value]) => ({
      Name,
      Value,
    }));
    await put(Namespace, { MetricName: "http.server.requests.count", Value: 5, Dimensions });
    expect(marked(await client.listMetrics({ Namespace }), { [Namespace]: "<namespace:1>" })).toEqual(
      answerOf("test_multiple_dimensions_statistics", "list-metrics"),
    );
  });

  const PLAIN = { EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold", Threshold: 30 } as const;

  test("an alarm of few words", async () => {
    const [AlarmName, MetricName, Namespace] = [fresh("alarm"), fresh("metric"), fresh("space")];
    await client.putMetricAlarm({ AlarmName, ...PLAIN, MetricName, Namespace, Period: 10, Statistic: "Sum" });
    const names = { [AlarmName]: "<alarm-name:1>", [MetricName]: "<metric-name:1>", [Namespace]: "<namespace:1>" };
    expect(marked(await describeOne(AlarmName), names)).toEqual(
      answerOf("test_describe_minimal_metric_alarm", "describe_minimal_metric_alarm"),
    );
  });

  /** The alarm of the record, which watches two values within ten seconds. */
  const full = (AlarmName: string, Namespace: string, more: Partial<PutMetricAlarmInput>): PutMetricAlarmInput => ({
    ...{ AlarmName, Namespace, AlarmDescription: "testing cloudwatch alarms", Period: 10, Statistic: "Average" },
    ...{ ComparisonOperator: "GreaterThanThreshold", Unit: "Seconds", ActionsEnabled: true },
    ...{ AlarmActions: [TOPIC], OKActions: [TOPIC], Dimensions: [{ Name: "InstanceId", Value: "abc" }] },
    ...{ EvaluationPeriods: 1, Threshold: 21, ...more },
  });

  test("an alarm whose metric crosses the threshold, and its history", async () => {
    const [AlarmName, Namespace] = [fresh("alarm"), fresh("space")];
    const names = {
      [AlarmName]: "<alarm-name:1>",
      [Namespace]: "<namespace:1>",
      "sns:<region>:111111111111:ops": "sns:<region>:111111111111:<topic_arn>",
    };
    await client.putMetricAlarm(full(AlarmName, Namespace, { MetricName: "my-metric1", TreatMissingData: "ignore" }));
    expect(marked(await describeOne(AlarmName), names)).toEqual(answerOf("test_put_metric_alarm", "describe-alarm"));
    const recent: Partial<MetricDatum> = {
      ...{ MetricName: "my-metric1", Dimensions: [{ Name: "InstanceId", Value: "abc" }], Unit: "Seconds" },
      ...{ Timestamp: new Date(at.time), StorageResolution: 1 },
    };
    await put(Namespace, { ...recent, Value: 21 }, { ...recent, Value: 22 });
    at.time += 10_000;
    aws.cloudWatch.evaluate();
    const { MetricAlarms } = await describeOne(AlarmName);
    expect(marked({ MetricAlarms }, names)).toEqual(answerOf("test_put_metric_alarm", "describe-alarms-for-metric"));
    const history = await client.describeAlarmHistory({ AlarmName, HistoryItemType: "StateUpdate" });
    expect(marked(history, names)).toEqual(answerOf("test_put_metric_alarm", "describe-alarm-history"));
  });

  test("an alarm that takes missing data for a breach", async () => {
    const [AlarmName, Namespace] = [fresh("alarm"), fresh("space")];
    const names = {
      [AlarmName]: "<alarm-name:1>",
      [Namespace]: "<namespace:1>",
      "sns:<region>:111111111111:ops": "sns:<region>:111111111111:<topic_arn>",
    };
    const missing = { EvaluationPeriods: 2, Threshold: 2, TreatMissingData: "breaching" };
    await client.putMetricAlarm(full(AlarmName, Namespace, { MetricName: "my-metric101", ...missing }));
    aws.cloudWatch.evaluate();
    expect(marked(await describeOne(AlarmName), names)).toEqual(
      answerOf("test_breaching_alarm_actions", "alarm-1-describe"),
    );
  });

  test("a composite alarm that two others set and reset", async () => {
    const [one, two, both] = [fresh("one"), fresh("two"), fresh("both")];
    for (const AlarmName of [one, two])
      await client.putMetricAlarm({
        ...{ AlarmName, ...PLAIN, MetricName: "m", Namespace: "n", Period: 60, Statistic: "Sum" },
        TreatMissingData: "ignore",
      });
    const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
    await client.putCompositeAlarm({
      ...{ AlarmName: both, AlarmDescription: "composite alarm description", OKActions: [`${TOPIC}-ok`] },
      ...{ AlarmRule: `ALARM("${arn(one)}") OR ALARM("${arn(two)}")`, AlarmActions: [`${TOPIC}-alarm`] },
    });
    const names = {
      [one]: "<simple-alarm-1-name>",
      [two]: "<simple-alarm-2-name>",
      [both]: "<composite-alarm-name>",
      "ops-ok": "<ok-topic-name>",
      "ops-alarm": "<alarm-topic-name>",
    };
    const seen = async () => {
      const { CompositeAlarms } = await client.describeAlarms({ AlarmNames: [both], AlarmTypes: ["CompositeAlarm"] });
      return { ...(marked(CompositeAlarms?.[0], names) as object), StateReason: "any" };
    };
    const said = (step: string) => {
      return { ...(answerOf("test_trigger_composite_alarm", step) as object), StateReason: "any" };
    };
    const set = (AlarmName: string, StateValue: "OK" | "ALARM") =>
      client.setAlarmState({ AlarmName, StateValue, StateReason: "testing" });
    await set(one, "ALARM");
    expect(await seen()).toEqual(said("composite-alarm-in-alarm-when-alarm-1-is-in-alarm"));
    await set(one, "OK");
    expect(await seen()).toEqual(said("composite-alarm-in-ok-when-alarm-1-is-back-to-ok"));
    await set(two, "ALARM");
    expect(await seen()).toEqual(said("composite-alarm-in-alarm-when-alarm-2-is-in-alarm"));
    await set(two, "OK");
    expect(await seen()).toEqual(said("composite-alarm-in-ok-when-alarm-2-is-back-to-ok"));
    await set(one, "ALARM");
    await set(two, "ALARM");
    expect(await seen()).toEqual(said("composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2"));
  });

  test("states that cannot be set", async () => {
    const AlarmName = fresh("alarm");
    await client.putMetricAlarm({ AlarmName, ...PLAIN, MetricName: "m", Namespace: "n", Period: 60, Statistic: "Sum" });
    const { answers } = recorded.cases.test_set_alarm_invalid_input;
    const set = (name: string, StateValue: string) =>
      client.setAlarmState({ AlarmName: name, StateValue: StateValue as "OK", StateReason: "test" }).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
    expect(await set(AlarmName, "INVALID")).toMatchObject({ message: answers["error-invalid-state"].Error.Message });
    expect(await set("none", "OK")).toMatchObject({ name: answers["error-resource-not-found"].Error.Code });
  });

  test("tags of an alarm, and of one that is gone", async () => {
    const AlarmName = fresh("alarm");
    const tag = (Key: string, Value: string) => ({ Key, Value });
    await client.putMetricAlarm({
      ...{ AlarmName, ...PLAIN, MetricName: "m", Namespace: "n", Period: 60, Statistic: "Sum" },
      Tags: [tag("Environment", "Production")],
    });
    const ResourceARN = aws.cloudWatch.alarms.get(AlarmName)?.arn;
    await client.tagResource({ ResourceARN, Tags: [tag("tag1", "foo"), tag("tag2", "bar")] });
    await client.untagResource({ ResourceARN, TagKeys: ["tag1"] });
    const tags = async () => marked(await client.listTagsForResource({ ResourceARN }), {});
    expect(await tags()).toEqual(answerOf("test_tagging_metric_alarm", "list_tags_for_resource_post_untag"));
    await client.deleteAlarms({ AlarmNames: [AlarmName] });
    expect(await tags()).toEqual(answerOf("test_tagging_metric_alarm", "list_tags_for_deleted_resource"));
  });
});
