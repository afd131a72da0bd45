import type { GetMetricDataInput, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { afterEach, describe, expect, test } from "vitest";
import { createClients, errorOf } from "./clients.ts";
import type { CloudWatchOptions } from "./cloudwatch/index.ts";
import type { Params } from "./contract.ts";
import { THROTTLED } from "./faults.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { first } from "./shop.ts";

/** GetMetricData and ListMetrics over numbers that the test puts, at a time that it moves. */

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const NOON = Date.parse("2026-05-03T12:00:00Z");
const DEPTH = { namespace: "Shop", metric: "Depth", dimensions: { Queue: "orders" } };

let aws: LocalAws;
afterEach(() => aws.close());

async function start(options: CloudWatchOptions = {}) {
  const at = { time: NOON };
  aws = await startAws({ cloudWatch: { now: () => at.time, ...options } });
  const { cloudWatch } = createClients(aws.endpoint, aws.principal("reader"));
  return { at, cloudWatch, ...reading(cloudWatch) };
}

const query = (Stat: string, more: object = {}, Id = "m"): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: { Namespace: "Shop", MetricName: "Depth", Dimensions: [{ Name: "Queue", Value: "orders" }] },
    ...{ Period: 60, Stat, ...more },
  },
});

const between = (from: number, to: number) => ({ StartTime: new Date(from), EndTime: new Date(to) });

function reading(cloudWatch: ReturnType<typeof createClients>["cloudWatch"]) {
  const ask = (queries: MetricDataQuery[], more: Partial<GetMetricDataInput> = {}) =>
    cloudWatch.getMetricData({
      ...{ MetricDataQueries: queries, ...between(NOON - HOUR, NOON + HOUR), ScanBy: "TimestampAscending", ...more },
    });
  /** `12:01 600`, the oldest first. */
  const points = async (queries: MetricDataQuery[], more: Partial<GetMetricDataInput> = {}) => {
    const { MetricDataResults: [{ Timestamps = [], Values = [] } = {}] = [] } = await ask(queries, more);
    return Timestamps.map((time, index) => `${time.toISOString().slice(11, 16)} ${Values[index]}`);
  };
  return { ask, points };
}

describe("time", () => {
  test("a minute has 60 AWS seconds in a fast world", async () => {
    aws = await startAws({ timeScale: 600, cloudWatch: { delay: 0 } });
    const { time } = aws.cloudWatch;
    const first = time.minute();
    const began = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 250));
    const real = Date.now() - began;
    expect(time.minute(1) - time.minute()).toBe(MINUTE);
    expect(time.minute() - first).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(time.now() - first).toBeGreaterThanOrEqual(real * 600);
  });

  test("the end is exclusive, the start is rounded down to the minute, and the newest comes first by default", async () => {
    const { ask, points, at } = await start({ delay: 0 });
    at.time = NOON + HOUR;
    for (const minute of [0, 1, 2, 3]) aws.cloudWatch.seed({ ...DEPTH, minute: NOON + minute * MINUTE, value: minute });
    const span = between(NOON + MINUTE + 34 * SECOND, NOON + 3 * MINUTE);
    expect(await points([query("Sum")], span)).toEqual(["12:01 1", "12:02 2"]);
    const { MetricDataResults } = await ask([query("Sum")], { ...span, ScanBy: undefined });
    expect(MetricDataResults?.[0]?.Values).toEqual([2, 1]);
  });

  test("periods are counted from the start", async () => {
    const { points, at } = await start({ delay: 0 });
    at.time = NOON + HOUR;
    for (let minute = 0; minute < 10; minute += 1)
      aws.cloudWatch.seed({ ...DEPTH, minute: NOON + minute * MINUTE, value: 1 });
    const five = { Period: 300 };
    expect(await points([query("Sum", five)])).toEqual(["12:00 5", "12:05 5"]);
    expect(await points([query("Sum", five)], between(NOON + 2 * MINUTE, NOON + HOUR))).toEqual(["12:02 5", "12:07 3"]);
  });

  test("minutes are kept for 15 days; older ones are there in longer periods only", async () => {
    const { points, at } = await start({ delay: -60 });
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: 7 });
    at.time = NOON + 14 * DAY;
    expect(await points([query("Sum")])).toEqual(["12:00 7"]);
    at.time = NOON + 16 * DAY;
    expect(await points([query("Sum")])).toEqual([]);
    expect(await points([query("Sum", { Period: 300 })])).toEqual(["12:00 7"]);
  });

  test("a minute's values are there when the delay is over", async () => {
    const { points, at } = await start({ delay: 90 });
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: 7 });
    at.time = NOON + MINUTE + 89 * SECOND;
    expect(await points([query("Sum")])).toEqual([]);
    at.time += SECOND;
    expect(await points([query("Sum")])).toEqual(["12:00 7"]);
  });

  test("points grow when a share of the values is late", async () => {
    const { points, at } = await start({ delay: 0, late: { share: 0.25, seconds: 120 } });
    const id = { namespace: "Shop", name: "Depth", dimensions: { Queue: "orders" } };
    for (let request = 0; request < 600; request += 1) aws.cloudWatch.metrics.record(id, { value: 1, unit: "Count" });
    at.time = NOON + MINUTE;
    expect(await points([query("Sum")])).toEqual(["12:00 450"]);
    at.time = NOON + 3 * MINUTE;
    expect(await points([query("Sum")])).toEqual(["12:00 600"]);
  });

  test("numbers that are put can come late, be more, or stand in the place of others", async () => {
    const { points, at } = await start({ delay: 0 });
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: [[1, 400]], visibleAt: NOON + MINUTE });
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: [[1, 200]], visibleAt: NOON + 3 * MINUTE });
    at.time = NOON + 2 * MINUTE;
    expect(await points([query("Sum")])).toEqual(["12:00 400"]);
    at.time = NOON + 3 * MINUTE;
    expect(await points([query("SampleCount")])).toEqual(["12:00 600"]);
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: [2, 4], replace: true });
    expect(await points([query("Sum")])).toEqual(["12:00 6"]);
  });
});

describe("an answer", () => {
  test("that is cut at its page size says so, and goes on with the next token", async () => {
    const { ask, at } = await start({ delay: 0, pageSize: 3 });
    at.time = NOON + HOUR;
    for (let minute = 0; minute < 4; minute += 1)
      aws.cloudWatch.seed({ ...DEPTH, minute: NOON + minute * MINUTE, value: 1 });
    const queries = [query("Sum", {}, "a"), query("SampleCount", {}, "b")];
    const seen: string[][] = [];
    let token: string | undefined;
    do {
      const { MetricDataResults = [], NextToken } = await ask(queries, { NextToken: token });
      seen.push(MetricDataResults.map(({ Id, StatusCode, Values = [] }) => `${Id} ${StatusCode} ${Values.length}`));
      token = NextToken;
    } while (token !== undefined);
    expect(seen).toEqual([
      ["a PartialData 3", "b PartialData 0"],
      ["a Complete 1", "b PartialData 2"],
      ["b Complete 2"],
    ]);
  });

  test("can have results that are forbidden or failed among others, and calls can be throttled", async () => {
    const { ask } = await start({ delay: -60 });
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: 1 });
    const other = {
      Id: "o",
      MetricStat: { Metric: { Namespace: "Shop", MetricName: "Other" }, Period: 60, Stat: "Sum" },
    };
    const statuses = async () =>
      (await ask([query("Sum"), other])).MetricDataResults?.map(({ StatusCode }) => StatusCode);
    aws.cloudWatch.resultFaults.push({ status: "InternalError", metric: "Depth", times: 1 });
    expect(await statuses()).toEqual(["InternalError", "Complete"]);
    expect(await statuses()).toEqual(["Complete", "Complete"]);
    aws.cloudWatch.resultFaults.push({ status: "Forbidden" });
    expect(await statuses()).toEqual(["Forbidden", "Forbidden"]);
    aws.faults.add({ action: "GetMetricData", times: 1, effect: THROTTLED });
    expect(await errorOf(statuses())).toMatchObject({ message: "Rate exceeded" });
  });

  test("has nothing for another unit than the metric's: nothing is converted", async () => {
    const { points } = await start({ delay: -60 });
    aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: 1, unit: "Seconds" });
    expect(await points([query("Sum", { Unit: "Milliseconds" })])).toEqual([]);
    expect(await points([query("Sum", { Unit: "Seconds" })])).toEqual(["12:00 1"]);
  });

  test.each<[string, MetricDataQuery[], Partial<GetMetricDataInput>]>([
    ["more than 500 queries", Array.from({ length: 501 }, (_, index) => query("Sum", {}, `m${index}`)), {}],
    ["an id that is there twice", [query("Sum"), query("Average")], {}],
    ["an id with a capital first", [query("Sum", {}, "M")], {}],
    ["a period of 90 seconds", [query("Sum", { Period: 90 })], {}],
    ["an unknown statistic", [query("Median")], {}],
    ["an end before the start", [query("Sum")], between(NOON, NOON - MINUTE)],
  ])("is refused for %s", async (_what, queries, more) => {
    const { ask } = await start();
    expect(await errorOf(ask(queries, more))).toMatchObject({ name: "ValidationException" });
  });

  test("needs the permission on everything, as its metrics have no ARN", async () => {
    await start();
    const allow = (Resource: string) => ({
      Statement: { Effect: "Allow" as const, Action: "cloudwatch:*", Resource },
    });
    const all = createClients(aws.endpoint, aws.principal("all", allow("*"))).cloudWatch;
    const some = createClients(aws.endpoint, aws.principal("some", allow("arn:aws:cloudwatch:*:*:alarm:*"))).cloudWatch;
    expect((await reading(all).ask([query("Sum")])).MetricDataResults).toHaveLength(1);
    expect(await errorOf(reading(some).ask([query("Sum")]))).toMatchObject({ name: "AccessDenied" });
  });
});

test("whole minutes of sides are put as their services would report them", async () => {
  const { at, cloudWatch } = await start({ delay: 0 });
  const elb = (action: string, params: Params) => aws.request("elasticloadbalancing", action, params);
  const { LoadBalancerArn } = first(await elb("CreateLoadBalancer", { Name: "shop" }), "LoadBalancers");
  const { TargetGroupArn } = first(
    await elb("CreateTargetGroup", { Name: "green", Protocol: "HTTP", Port: 80 }),
    "TargetGroups",
  );
  const DefaultActions = [{ Type: "forward", TargetGroupArn: TargetGroupArn as string }];
  await elb("CreateListener", { LoadBalancerArn, Port: 80, Protocol: "HTTP", DefaultActions });
  at.time = NOON + HOUR;
  const minute = { minute: NOON, requests: 600, errors: 30, slow: 60 };
  aws.cloudWatch.sides.targetGroup(String(TargetGroupArn), { ...minute, unconnected: 5 });
  aws.cloudWatch.sides.stage("shop", "prod/Canary", minute);
  aws.cloudWatch.sides.alias("shop", "live", "2", { ...minute, clientErrors: 7 });

  const read = async (Namespace: string, dimensions: Record<string, string>, asked: string[]) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const MetricDataQueries = asked.map((each, index) => {
      const [MetricName, Stat] = each.split(" ");
      return { Id: `m${index}`, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat } };
    });
    const answer = await cloudWatch.getMetricData({ MetricDataQueries, ...between(NOON, NOON + HOUR) });
    return answer.MetricDataResults?.map(({ Values = [] }) => Values[0]);
  };
  const suffix = (arn: unknown, pattern: RegExp) => String(arn).replace(pattern, "");
  const group = {
    LoadBalancer: suffix(LoadBalancerArn, /^.*:loadbalancer\//),
    TargetGroup: suffix(TargetGroupArn, /^.*:/),
  };
  const [code, time] = ["HTTPCode_Target_", "TargetResponseTime "];
  expect(
    await read("AWS/ApplicationELB", group, [
      ...["RequestCount Sum", `${code}2XX_Count Sum`, `${code}4XX_Count Sum`, `${code}5XX_Count Sum`],
      ...["TargetConnectionErrorCount Sum", `${time}SampleCount`, `${time}TC(0.5:)`],
    ]),
  ).toEqual([600, 565, undefined, 30, 5, 595, 60]);
  const canary = { ApiName: "shop", Stage: "prod/Canary" };
  const ofStage = ["Count SampleCount", "5XXError Sum", "4XXError Sum", "Latency TC(500:)"];
  expect(await read("AWS/ApiGateway", canary, ofStage)).toEqual([600, 30, 0, 60]);
  const version = { FunctionName: "shop", Resource: "shop:live", ExecutedVersion: "2" };
  const ofVersion = ["Invocations Sum", "Errors Sum", "Throttles Sum", "Duration TC(500:)"];
  expect(await read("AWS/Lambda", version, ofVersion)).toEqual([600, 30, 7, 60]);
});

test("metrics are listed by what they are called, 15 minutes after their first value and for two weeks after the last", async () => {
  const { at, cloudWatch } = await start();
  aws.cloudWatch.seed({ ...DEPTH, minute: NOON, value: 1 });
  aws.cloudWatch.seed({ ...DEPTH, dimensions: { Queue: "mails", Region: "x" }, minute: NOON, value: 1 });
  const queues = async (more: object = {}) =>
    (await cloudWatch.listMetrics({ Namespace: "Shop", MetricName: "Depth", ...more })).Metrics?.map(
      ({ Dimensions = [] }) => Dimensions.map(({ Value }) => Value).join(" "),
    );
  expect(await queues()).toEqual([]);
  at.time = NOON + 15 * MINUTE;
  expect(await queues()).toEqual(["orders", "mails x"]);
  expect(await queues({ Dimensions: [{ Name: "Queue", Value: "orders" }] })).toEqual(["orders"]);
  expect(await queues({ Dimensions: [{ Name: "Region" }] })).toEqual(["mails x"]);
  expect(await queues({ MetricName: "Other" })).toEqual([]);
  at.time = NOON + 4 * HOUR;
  expect(await queues({ RecentlyActive: "PT3H" })).toEqual([]);
  at.time = NOON + 15 * DAY;
  expect(await queues()).toEqual([]);
});
