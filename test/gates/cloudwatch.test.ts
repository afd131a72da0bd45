import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Reading } from "../../src/gates/source.ts";
import { CloudWatchSource } from "../../src/gates/sources/cloudwatch.ts";
import type { CloudWatchSubject } from "../../src/gates/sources/cloudwatch-series.ts";
import { functions, stageAndCanary, targetGroups } from "../../src/gates/sources/cloudwatch-series.ts";
import type { CloudWatchOptions as LocalOptions } from "../aws/cloudwatch/index.ts";
import { SERVER_ERROR, THROTTLED } from "../aws/faults.ts";
import type { LocalAws } from "../aws/server.ts";
import { startAws } from "../aws/server.ts";

/** The source against the local AWS, which is held against answers recorded from AWS: SDK, paging, faults, permissions. */

const MINUTE = 60_000;
const FROM = Date.parse("2026-05-03T12:00:00Z");
const NOW = FROM + 30 * MINUTE;
const SPAN = { from: FROM, to: FROM + 10 * MINUTE };
const PLAIN = { clientErrors: false };

let aws: LocalAws;
let sources: CloudWatchSource[] = [];
beforeEach(() => {
  sources = [];
});
afterEach(async () => {
  for (const source of sources) source.close();
  vi.unstubAllEnvs();
  await aws.close();
});

async function start(options: LocalOptions = {}): Promise<void> {
  aws = await startAws({ cloudWatch: { now: () => NOW, ...options } });
  for (const [name, value] of Object.entries(aws.env())) vi.stubEnv(name, value);
}

interface Given {
  weight?: number;
  now?: number;
  signal?: AbortSignal;
}

function sourceOf(subject: CloudWatchSubject | undefined, { weight = 50, now = NOW, signal }: Given = {}) {
  if (subject === undefined) throw new Error("There is nothing to ask about");
  const pauses: number[] = [];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      pauses.push(ms);
    },
  };
  const changes = () => [{ at: FROM - 5 * MINUTE, weight }];
  const options = { subject, region: "eu-west-1", changes, clock, signal: signal ?? new AbortController().signal };
  const source = new CloudWatchSource(options);
  sources.push(source);
  return Object.assign(source, { pauses });
}

const minutesOf = (reading: Reading) => ("minutes" in reading ? reading.minutes : []);

const PREFIX = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const groups = (wanted = {}) =>
  targetGroups(
    `${PREFIX}:loadbalancer/app/shop/4e5f`,
    { green: `${PREFIX}:targetgroup/green/0a1b`, blue: `${PREFIX}:targetgroup/blue/2c3d` },
    { ...PLAIN, ...wanted },
  );

type Value = number | readonly [value: number, count: number][];
const seed = (side: string, metric: string, minute: number, value: Value, unit = "Count") =>
  aws.cloudWatch.seed({
    ...{ namespace: "AWS/ApplicationELB", metric, minute: FROM + minute * MINUTE, value, unit },
    dimensions: { TargetGroup: `targetgroup/${side}`, LoadBalancer: "app/shop/4e5f" },
  });
const [GREEN, BLUE] = ["green/0a1b", "blue/2c3d"];

describe("target groups", () => {
  test("are counted side by side; missing error counts are none, missing requests no side", async () => {
    await start();
    seed(GREEN, "RequestCount", 0, 600);
    seed(GREEN, "HTTPCode_Target_5XX_Count", 0, 28);
    seed(GREEN, "TargetConnectionErrorCount", 0, 2);
    seed(
      GREEN,
      "TargetResponseTime",
      0,
      [
        [0.05, 540],
        [1, 58],
      ],
      "Seconds",
    );
    for (const minute of [0, 1]) seed(BLUE, "RequestCount", minute, 5_400);
    seed(BLUE, "RequestCount", 10, 1);
    const source = sourceOf(groups({ latencyThresholdMs: 500 }));
    const none = { requests: 0, slow: 0 };
    expect(await source.read(SPAN)).toEqual({
      minutes: [
        {
          at: FROM,
          complete: true,
          green: { requests: 600, errors: 30, timing: { requests: 598, slow: 58 } },
          blue: { requests: 5_400, errors: 0, timing: none },
        },
        { at: FROM + MINUTE, complete: true, blue: { requests: 5_400, errors: 0, timing: none } },
      ],
      warnings: [],
    });
  });

  test("have a history of both together", async () => {
    await start();
    seed(GREEN, "RequestCount", 3, 10);
    seed(BLUE, "RequestCount", 3, 90);
    seed(BLUE, "HTTPCode_Target_5XX_Count", 3, 4);
    expect(await sourceOf(groups()).history(SPAN)).toEqual({
      minutes: [{ at: FROM + 3 * MINUTE, total: { requests: 100, errors: 4 } }],
    });
  });

  test("on several pages are read to the end", async () => {
    await start({ pageSize: 7 });
    for (let minute = 0; minute < 10; minute += 1) {
      seed(GREEN, "RequestCount", minute, 60 + minute);
      seed(BLUE, "RequestCount", minute, 540);
    }
    const minutes = minutesOf(await sourceOf(groups()).read(SPAN));
    expect(minutes.map(({ green }) => green?.requests)).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    expect(minutes.every(({ complete, blue }) => complete && blue?.requests === 540)).toBe(true);
  });
});

describe("trouble", () => {
  test("a permission that is missing is named, before the first move too", async () => {
    await start();
    const policy = { Statement: [{ Effect: "Deny" as const, Action: "cloudwatch:GetMetricData", Resource: "*" }] };
    const principal = aws.principal("nobody", policy);
    for (const [name, value] of Object.entries(aws.env(principal))) vi.stubEnv(name, value);
    const problem = { kind: "denied", action: "cloudwatch:GetMetricData" };
    expect(await sourceOf(groups()).probe()).toMatchObject(problem);
    expect(await sourceOf(groups()).read(SPAN)).toMatchObject({ problem });
  });

  test("a result that is forbidden is a permission that is missing", async () => {
    await start();
    aws.cloudWatch.resultFaults.push({ status: "Forbidden", metric: "RequestCount" });
    expect(await sourceOf(groups()).read(SPAN)).toEqual({
      problem: {
        kind: "denied",
        action: "cloudwatch:GetMetricData",
        reasons: ["RequestCount: Forbidden"],
      },
    });
  });

  test("a result that failed inside CloudWatch is asked for again", async () => {
    await start();
    seed(BLUE, "RequestCount", 0, 5);
    aws.cloudWatch.resultFaults.push({ status: "InternalError", times: 2 });
    const source = sourceOf(groups());
    expect(minutesOf(await source.read(SPAN)).length).toBe(1);
    expect(source.pauses).toEqual([1_000, 2_000]);
    aws.cloudWatch.resultFaults.push({ status: "InternalError" });
    expect(await source.read(SPAN)).toMatchObject({ problem: { kind: "unavailable" } });
  });

  test("throttling is repeated inside the look; an outage is no measurement", async () => {
    await start();
    seed(BLUE, "RequestCount", 0, 5);
    aws.faults.add({ action: "GetMetricData", times: 2, effect: THROTTLED });
    expect(minutesOf(await sourceOf(groups()).read(SPAN)).length).toBe(1);
    aws.faults.add({ action: "GetMetricData", effect: SERVER_ERROR });
    expect(await sourceOf(groups()).read(SPAN)).toMatchObject({ problem: { kind: "unavailable" } });
  });

  test("a cancelled run ends the reading", async () => {
    await start();
    aws.faults.add({ action: "GetMetricData", effect: { kind: "delay", ms: 60_000 } });
    const cancelled = new AbortController();
    const reading = sourceOf(groups(), { signal: cancelled.signal }).read(SPAN);
    const reason = new DeliveryError("cancelled", "The run was cancelled.");
    const outcome = expect(reading).rejects.toBe(reason);
    cancelled.abort(reason);
    await outcome;
  });
});

describe("a stage and its canary", () => {
  const api = stageAndCanary("shop", "prod", PLAIN);
  /** Six minutes at 50 %: green answers 5 % with an error, blue next to none. */
  function serve(form: "inclusive" | "exclusive" | "absent") {
    for (let minute = 0; minute < 6; minute += 1) {
      const at = FROM + minute * MINUTE;
      const contained = form === "inclusive" ? 1 : 0;
      const stage = { requests: 300 + contained * 310, errors: 1 + contained * 16 };
      aws.cloudWatch.sides.stage("shop", "prod", { minute: at, ...stage });
      if (form !== "absent")
        aws.cloudWatch.sides.stage("shop", "prod/Canary", { minute: at, requests: 310, errors: 16 });
    }
  }

  test.each(["inclusive", "exclusive"] as const)("are told apart when the stage's series is %s", async (form) => {
    await start();
    serve(form);
    const reading = await sourceOf(api).read(SPAN);
    expect(reading).toMatchObject({ warnings: [] });
    expect(minutesOf(reading).length).toBe(6);
    for (const { complete, green, blue } of minutesOf(reading)) {
      expect(complete).toBe(true);
      expect(green).toEqual({ requests: 310, errors: 16 });
      expect(blue).toEqual({ requests: 300, errors: 1 });
    }
  });

  test("without a series of the canary count nobody, and say which series is missing", async () => {
    await start();
    serve("absent");
    expect(await sourceOf(api).read(SPAN)).toMatchObject({
      minutes: Array.from({ length: 6 }, (_, minute) => ({ at: FROM + minute * MINUTE, complete: true })),
      warnings: [
        expect.stringMatching(
          /^CloudWatch has no metrics of shop, stage prod\/Canary: green is not counted, use another source/,
        ),
      ],
    });
  });

  test("of which too little is known leave blue out, and green in", async () => {
    await start();
    aws.cloudWatch.sides.stage("shop", "prod", { minute: FROM, requests: 20 });
    aws.cloudWatch.sides.stage("shop", "prod/Canary", { minute: FROM, requests: 2 });
    const reading = await sourceOf(api, { weight: 10 }).read(SPAN);
    expect(minutesOf(reading)).toEqual([{ at: FROM, complete: true, green: { requests: 2, errors: 0 } }]);
    expect(reading).toMatchObject({ warnings: [expect.stringContaining("blue is not counted")] });
  });

  test("have the stage's history alone", async () => {
    await start();
    serve("inclusive");
    const found = await sourceOf(api).history(SPAN);
    expect("minutes" in found && found.minutes[0]).toEqual({ at: FROM, total: { requests: 610, errors: 17 } });
  });
});

test("versions behind an alias: throttled calls are requests that failed, the history is the alias's", async () => {
  await start();
  const { sides } = aws.cloudWatch;
  sides.alias("shop", "live", "8", { minute: FROM, requests: 60, errors: 3, clientErrors: 2, slow: 5 });
  sides.alias("shop", "live", "7", { minute: FROM, requests: 540 });
  sides.alias("shop", "live", undefined, { minute: FROM, requests: 600, errors: 3, slow: 5 });
  const call = { functionName: "shop", alias: "live" };
  const calls = { green: { ...call, version: "8" }, blue: { ...call, version: "7" } };
  const source = sourceOf(functions(calls, 3_000, { latencyThresholdMs: 500 }));
  expect(minutesOf(await source.read(SPAN))).toEqual([
    {
      at: FROM,
      complete: true,
      green: { requests: 62, errors: 5, timing: { requests: 60, slow: 5 } },
      blue: { requests: 540, errors: 0, timing: { requests: 540, slow: 0 } },
    },
  ]);
  expect(await source.history(SPAN)).toEqual({
    minutes: [{ at: FROM, total: { requests: 600, errors: 3, timing: { requests: 600, slow: 5 } } }],
  });
});
