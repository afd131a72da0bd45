import { once } from "node:events";
import { connect } from "node:net";
import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { allow, canaryApi, functionApi, load, smallApi } from "./apigateway/testing.ts";
import { createClients } from "./clients.ts";
import type { CloudWatchOptions } from "./cloudwatch/index.ts";
import type { Lab } from "./lab.ts";
import { ask, askMany, createLab, weighted } from "./lab.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** What CloudWatch tells of requests that were really made, asked with the SDK's own client. */

type Dimensions = Record<string, string>;

/** Reads a metric's statistic over the whole life of the world, in periods of an hour: undefined where there is none. */
function reader(aws: LocalAws) {
  const { cloudWatch } = createClients(aws.endpoint, aws.principal("reader"));
  return async (Namespace: string, MetricName: string, dimensions: Dimensions, Stat: string) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const query: MetricDataQuery = {
      Id: "m",
      MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 86_400, Stat },
    };
    const now = aws.cloudWatch.time.now();
    const { MetricDataResults } = await cloudWatch.getMetricData({
      ...{ StartTime: new Date(now - 43_200_000), EndTime: new Date(now + 60_000), MetricDataQueries: [query] },
    });
    expect(MetricDataResults?.[0]).toMatchObject({ Id: "m", Label: MetricName, StatusCode: "Complete" });
    return MetricDataResults?.[0]?.Values?.[0];
  };
}

/** Values can be read as soon as they are there. */
const AT_ONCE = { delay: -60 };

describe("an application load balancer", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await createLab();
    Object.assign(lab.aws.cloudWatch.arrival, AT_ONCE);
  });
  afterAll(() => lab.close());

  async function pair(weight: number) {
    const [blue, green] = [await lab.targetGroup([lab.instances.a1]), await lab.targetGroup([lab.instances.b])];
    const { arn, url } = await lab.listener(weighted({ [blue]: 100 - weight, [green]: weight }));
    await Promise.all([
      lab.inState("healthy", blue, [lab.instances.a1]),
      lab.inState("healthy", green, [lab.instances.b]),
    ]);
    const used = lab.aws.elb.used().find(({ group }) => group.arn === green);
    const LoadBalancer = used?.loadBalancers[0]?.arn.split(":loadbalancer/")[1] ?? "";
    const of = (group: string) => ({ LoadBalancer, TargetGroup: group.split(":").at(-1) ?? "" });
    return { arn, url, blue, green, whole: { LoadBalancer }, of };
  }

  test("is counted by target group and as a whole, error counts only where there are some", async () => {
    const { url, blue, green, whole, of } = await pair(30);
    const answers = await askMany(url, 200);
    const bad = await askMany(url, 40, { path: "/?status=503" });
    await askMany(url, 5, { path: "/?status=404" });
    const own = answers.filter(({ version }) => version === "b").length;
    const ownBad = bad.filter(({ version }) => version === "b").length;
    expect(own * ownBad).toBeGreaterThan(0);
    const read = (name: string, dimensions: Dimensions, stat = "Sum") =>
      reader(lab.aws)("AWS/ApplicationELB", name, dimensions, stat);
    const total = (name: string) => Promise.all([read(name, of(blue)), read(name, of(green))]).then(add);
    expect(await read("HTTPCode_Target_2XX_Count", of(green))).toBe(own);
    expect(await read("HTTPCode_Target_5XX_Count", of(green))).toBe(ownBad);
    expect(await read("RequestCount", whole)).toBe(245);
    expect(await total("RequestCount")).toBe(245);
    expect(await total("HTTPCode_Target_4XX_Count")).toBe(5);
    expect(await read("HTTPCode_Target_3XX_Count", of(green))).toBeUndefined();
    expect(await read("TargetConnectionErrorCount", of(green))).toBeUndefined();
    expect(await read("HTTPCode_ELB_5XX_Count", whole)).toBeUndefined();
  });

  test("has no metrics of another set of dimensions", async () => {
    const { url, green, whole, of } = await pair(50);
    await askMany(url, 20);
    const read = (dimensions: Dimensions) => reader(lab.aws)("AWS/ApplicationELB", "RequestCount", dimensions, "Sum");
    const { TargetGroup } = of(green);
    expect(await read({ TargetGroup })).toBeUndefined();
    expect(await read({ ...of(green), Region: "eu-west-1" })).toBeUndefined();
    expect(await read({ ...whole, TargetGroup: TargetGroup.replace(/\/[^/]*$/, "") })).toBeUndefined();
    expect(await read(whole)).toBe(20);
  });

  test("times the answers of targets in seconds", async () => {
    const { url, green, of } = await pair(100);
    await askMany(url, 18);
    await askMany(url, 6, { path: "/?delay=300" });
    const read = (stat: string) => reader(lab.aws)("AWS/ApplicationELB", "TargetResponseTime", of(green), stat);
    expect(await read("SampleCount")).toBe(24);
    const [slow = 0, quick = 0] = [await read("TC(0.295:)"), await read("TC(:0.295)")];
    expect(slow).toBeGreaterThanOrEqual(6);
    expect(slow + quick).toBe(24);
    expect(await read("p99")).toBeGreaterThan(0.295);
    expect(await read("Minimum")).toBeLessThan((await read("Average")) ?? 0);
    expect(await read("Maximum")).toBeLessThan(60);
  });

  test("counts what no target answered as its own errors, and connections that failed as the target group's", async () => {
    const empty = await lab.targetGroup();
    const { url } = await lab.listener(weighted({ [empty]: 1 }));
    const refusing = await lab.targetGroup([lab.instances.a2], { Port: 81 });
    const other = await lab.listener(weighted({ [refusing]: 1 }));
    expect((await ask(url)).status).toBe(503);
    expect((await ask(other.url)).status).toBe(502);
    const read = (name: string, dimensions: Dimensions) =>
      reader(lab.aws)("AWS/ApplicationELB", name, dimensions, "Sum");
    const [ofEmpty, ofRefusing] = [empty, refusing].map((arn) => dimensionsOf(lab.aws, arn)) as [
      Dimensions,
      Dimensions,
    ];
    expect(await read("HTTPCode_ELB_503_Count", { LoadBalancer: ofEmpty.LoadBalancer ?? "" })).toBe(1);
    expect(await read("RequestCount", ofEmpty)).toBeUndefined();
    expect(await read("HTTPCode_ELB_502_Count", { LoadBalancer: ofRefusing.LoadBalancer ?? "" })).toBe(1);
    expect(await read("HTTPCode_ELB_502_Count", ofRefusing)).toBeUndefined();
    expect(await read("TargetConnectionErrorCount", ofRefusing)).toBe(1);
    expect(await read("UnhealthyRoutingRequestCount", ofRefusing)).toBe(1);
    expect(await read("TargetResponseTime", ofRefusing)).toBeUndefined();
  });

  test("reports how many targets are healthy, the least and the most of a minute", async () => {
    const { green, of } = await pair(50);
    const read = (name: string, stat: string) => reader(lab.aws)("AWS/ApplicationELB", name, of(green), stat);
    const counted = (name: string, stat: string, count: number) =>
      until(`${name} ${stat} of ${count}`, async () => (await read(name, stat)) === count);
    // Hosts are counted now and then: without a count from before there is no least and most.
    await counted("UnHealthyHostCount", "Maximum", 0);
    await lab.register(green, [lab.instances.broken]);
    await lab.inState("unhealthy", green, [lab.instances.broken]);
    await counted("UnHealthyHostCount", "Maximum", 1);
    await counted("HealthyHostCount", "Maximum", 1);
    expect(await read("UnHealthyHostCount", "Minimum")).toBe(0);
  });
});

test("a network load balancer counts flows as a whole, and by target group only how healthy the targets are", async () => {
  const lab = await createLab();
  Object.assign(lab.aws.cloudWatch.arrival, AT_ONCE);
  try {
    const group = await lab.targetGroup([lab.instances.a1], { Protocol: "TCP" });
    const { url } = await lab.listener(weighted({ [group]: 1 }), "network");
    await lab.inState("healthy", group, [lab.instances.a1]);
    for (let flow = 0; flow < 5; flow += 1) {
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      await once(socket, "connect");
      socket.write("GET / HTTP/1.1\r\nHost: shop\r\n\r\n");
      await once(socket, "data");
      socket.destroy();
    }
    const own = dimensionsOf(lab.aws, group);
    const read = (name: string, dimensions: Dimensions, stat = "Sum") =>
      reader(lab.aws)("AWS/NetworkELB", name, dimensions, stat);
    await until("the target to be counted", async () => (await read("HealthyHostCount", own, "Maximum")) === 1);
    expect(await read("NewFlowCount", { LoadBalancer: own.LoadBalancer ?? "" })).toBe(5);
    expect(await read("TCP_Target_Reset_Count", { LoadBalancer: own.LoadBalancer ?? "" })).toBe(0);
    expect(await read("NewFlowCount", own)).toBeUndefined();
  } finally {
    await lab.close();
  }
});

describe("serverless", () => {
  let aws: LocalAws;
  afterEach(() => aws.close());
  const start = async (cloudWatch: CloudWatchOptions = {}) => {
    aws = await startAws({ cloudWatch: { ...AT_ONCE, ...cloudWatch }, apiGateway: { throttle: false, seed: 3 } });
  };

  test.each([
    ["inclusive", [400, true]],
    ["exclusive", [400, false]],
    ["absent", [400, undefined]],
  ] as const)("a stage with a canary whose series is %s", async (canary, [requests, inclusive]) => {
    await start({ canary });
    const { api, url } = await canaryApi(aws, 25);
    await load(url, requests);
    const side = aws.apiGateway.traffic(api.id, "live").canary.requests;
    expect(side).toBeGreaterThan(50);
    const read = (Stage: string) => reader(aws)("AWS/ApiGateway", "Count", { ApiName: "shop", Stage }, "SampleCount");
    expect(await read("live/Canary")).toBe(inclusive === undefined ? undefined : side);
    expect(await read("live")).toBe(inclusive === false ? requests - side : requests);
    expect(await reader(aws)("AWS/ApiGateway", "Count", { ApiName: "shop" }, "Sum")).toBe(requests);
  });

  test("a stage reports error metrics of zero too, and its latency in milliseconds", async () => {
    await start();
    const handler = `exports.handler = async ({ path }) => {
      if (path === "/throw") throw new Error("down");
      if (path === "/slow") await new Promise((resolve) => setTimeout(resolve, 300));
      return { statusCode: path === "/missing" ? 404 : 200, body: "" };
    };`;
    const api = await functionApi(aws, handler);
    await allow(aws, "shop");
    await api.request("CreateDeployment", { stageName: "prod" });
    for (const path of ["", "ok", "ok", "slow", "missing", "throw"]) await ask(api.url("prod"), { path: `/${path}` });
    const read = (name: string, stat: string) =>
      reader(aws)("AWS/ApiGateway", name, { ApiName: "shop", Stage: "prod" }, stat);
    expect([await read("Count", "SampleCount"), await read("5XXError", "Sum"), await read("4XXError", "Sum")]).toEqual([
      6, 1, 1,
    ]);
    expect(await read("5XXError", "Average")).toBeCloseTo(1 / 6);
    expect(await read("Latency", "TC(295:)")).toBeGreaterThanOrEqual(1);
    const name = { FunctionName: "shop" };
    const ofFunction = (metric: string, stat = "Sum") => reader(aws)("AWS/Lambda", metric, name, stat);
    expect([await ofFunction("Invocations"), await ofFunction("Errors"), await ofFunction("Throttles")]).toEqual([
      6, 1, 0,
    ]);
    expect(await ofFunction("Duration", "SampleCount")).toBe(6);
    expect(await ofFunction("Duration", "TC(295:)")).toBeGreaterThanOrEqual(1);
  });

  test("an API is named without what is not ASCII, and by its id when nothing is left", async () => {
    await start();
    const api = await smallApi(aws);
    await api.mock(api.rootId, "GET", "hello");
    await api.request("CreateDeployment", { stageName: "prod" });
    for (const name of ["bücher", "本屋"]) {
      await api.request("UpdateRestApi", { patchOperations: [{ op: "replace", path: "/name", value: name }] });
      await ask(api.url("prod"));
    }
    for (const ApiName of ["bcher", api.id])
      expect(await reader(aws)("AWS/ApiGateway", "Count", { ApiName, Stage: "prod" }, "Sum")).toBe(1);
  });

  test("a function's alias is counted as a whole and by the version that ran; the version itself has nothing then", async () => {
    await start();
    const handler = (answer: string) => `exports.handler = async () => { ${answer} };`;
    aws.lambda.registerFunction("shop", handler("return 1"));
    await aws.request("lambda", "PublishVersion", { FunctionName: "shop" });
    await aws.lambda.updateFunction("shop", handler('throw new Error("down")'));
    await aws.request("lambda", "PublishVersion", { FunctionName: "shop" });
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
    await aws.request("lambda", "CreateAlias", {
      FunctionName: "shop",
      Name: "live",
      FunctionVersion: "1",
      RoutingConfig,
    });
    const arn = `arn:aws:lambda:eu-west-1:${aws.accountId}:function:shop`;
    for (let call = 0; call < 40; call += 1) await aws.lambda.invoke(`${arn}:live`, "{}");
    await aws.lambda.invoke(`${arn}:1`, "{}");
    const second = aws.lambda.invocations("shop", "2");
    const read = (metric: string, more: Dimensions) =>
      reader(aws)("AWS/Lambda", metric, { FunctionName: "shop", ...more }, "Sum");
    expect(await read("Invocations", { Resource: "shop:live" })).toBe(40);
    expect(await read("Errors", { Resource: "shop:live" })).toBe(second);
    expect(await read("Invocations", { Resource: "shop:live", ExecutedVersion: "2" })).toBe(second);
    expect(await read("Errors", { Resource: "shop:live", ExecutedVersion: "1" })).toBe(0);
    expect(await read("Invocations", { Resource: "shop:1" })).toBe(1);
    expect(await read("Invocations", { Resource: "shop:2" })).toBeUndefined();
    expect(await read("Invocations", {})).toBe(41);
  });
});

test("images answer so many requests with errors, or late, as they are told; health checks notice nothing", async () => {
  const lab = await createLab();
  try {
    const image = lab.aws.ec2.registerImage({ bootSeconds: 1, version: "poor", errorRate: 0.05 });
    const { id } = lab.aws.ec2.instances.launch({ image, zone: "eu-west-1a", userData: undefined }, () => {});
    await until("the instance to answer", () => id in lab.aws.ec2.addresses());
    const group = await lab.targetGroup([id]);
    const { url } = await lab.listener(weighted({ [group]: 1 }));
    await lab.inState("healthy", group, [id]);
    const failed = (answers: { status: number }[]) => answers.filter(({ status }) => status === 500).length;
    expect(failed(await askMany(url, 200))).toBe(10);
    lab.aws.ec2.behave(image.id, { errorRate: 0.5, latencyMs: 120, slowRate: 0.25 });
    await until("the change", async () => failed(await askMany(url, 20)) >= 9);
    const slow = [];
    for (let request = 0; request < 12; request += 1) {
      const start = performance.now();
      await ask(url);
      if (performance.now() - start >= 119) slow.push(request);
    }
    expect(slow.length).toBeGreaterThanOrEqual(3);
    expect(await lab.health(group, id)).toMatchObject({ State: "healthy" });
  } finally {
    await lab.close();
  }
});

function add(counts: (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

function dimensionsOf(aws: LocalAws, groupArn: string): Dimensions {
  const used = aws.elb.used().find(({ group }) => group.arn === groupArn);
  const LoadBalancer = used?.loadBalancers[0]?.arn.split(":loadbalancer/")[1] ?? "";
  return { LoadBalancer, TargetGroup: groupArn.split(":").at(-1) ?? "" };
}
