import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Wire } from "../aws/contract.ts";
import type { Effect } from "../aws/faults.ts";
import { THROTTLED } from "../aws/faults.ts";
import type { StepResult } from "../runner/runner.ts";
import type { CountedShop } from "./counted-shop.ts";
import { createCountedShop } from "./counted-shop.ts";

/** Alarms as gates of the built action: red between two looks, without data, not to be read. */

let shop: CountedShop;
beforeEach(async () => {
  shop = await createCountedShop();
  expect((await shop.step("deploy", { "image-id": shop.images.v2.id })).conclusion).toBe("success");
});
afterEach(() => shop.close());

/** Alarms alone judge. */
const CANARY = { strategy: "canary", weight: "10", compare: "off" };

const denied = (action: string): Effect => ({
  kind: "error",
  code: "AccessDenied",
  message: `User: arn:aws:iam::111122223333:user/admin is not authorized to perform: cloudwatch:${action}`,
  status: 403,
});

const saidAs = (level: "error" | "warning", { log }: StepResult): string[] =>
  log.annotations.filter((annotation) => annotation.level === level).map(({ message }) => message);

const put = (AlarmName: string, more: Record<string, Wire>) =>
  shop.aws.request("cloudwatch", "PutMetricAlarm", {
    ...{ AlarmName, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: "GreaterThanThreshold", ...more },
  });
const become = (AlarmName: string, StateValue: "OK" | "ALARM") =>
  shop.aws.request("cloudwatch", "SetAlarmState", { AlarmName, StateValue, StateReason: "p99 was 3.1 s." });

/** An alarm on metric math keeps the state that it is given. */
async function calm(name: string): Promise<void> {
  const Metric = { Namespace: "Shop", MetricName: "Lag" };
  const Metrics = [
    { Id: "m", MetricStat: { Metric, Period: 60, Stat: "Sum" }, ReturnData: false },
    { Id: "e", Expression: "m / 2", ReturnData: true },
  ];
  await put(name, { Metrics });
  await become(name, "OK");
}

/** Sets an alarm off once green bakes, and off again before anybody can look. */
function flap(name: string) {
  let flapped = false;
  return (line: string) => {
    if (flapped || !line.startsWith("→ Bake")) return;
    flapped = true;
    void Promise.all([become(name, "ALARM"), become(name, "OK")]);
  };
}

describe("an alarm that was red between two looks", () => {
  const GATED = { ...CANARY, alarms: "shop-latency" };

  test("fails green by its history", async () => {
    await calm("shop-latency");
    const shift = await shop.step("shift", { ...GATED, "bake-time": "10m" }, { onLine: flap("shop-latency") });
    expect(shift).toMatchObject({ conclusion: "failure", exitCode: 1 });
    expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
    expect(saidAs("error", shift)[0]).toMatch(/`shop-latency` went to ALARM at .* UTC, after the traffic was shifted/);
  });

  test("is not known of without the permission to read its history, which a warning names", async () => {
    await calm("shop-latency");
    shop.aws.faults.add({ action: "DescribeAlarmHistory", effect: denied("DescribeAlarmHistory") });
    const shift = await shop.step("shift", { ...GATED, "bake-time": "3m" }, { onLine: flap("shop-latency") });
    expect(shift.conclusion).toBe("success");
    expect(shift.outputs).toMatchObject({ verdict: "pass", weight: "10" });
    const warnings = saidAs("warning", shift).filter((message) => message.includes("between two looks"));
    expect(warnings).toEqual([expect.stringContaining("Allow `cloudwatch:DescribeAlarmHistory`")]);

    shop.aws.faults.clear();
    const next = await shop.step("shift", { ...GATED, weight: "50" });
    expect(next.conclusion).toBe("failure");
    expect(next.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
  });
});

test("an alarm without data on green's errors passes while requests come, one on its load does not, one not there stops", async () => {
  shop.requests.begin({ perMinute: 6_000, green: {}, blue: {} });
  const nameOf = (arn: string, prefix: RegExp) => arn.replace(prefix, "");
  const Dimensions = [
    { Name: "LoadBalancer", Value: nameOf(shop.balancer, /^.*loadbalancer\//) },
    { Name: "TargetGroup", Value: nameOf(shop.greenTg, /^.*:/) },
  ];
  const minutely = { Period: 60, Statistic: "Sum" };
  const errors = { Namespace: "AWS/ApplicationELB", MetricName: "HTTPCode_Target_5XX_Count", Dimensions };
  await put("green-5xx", { ...minutely, ...errors });
  await put("green-cpu", { ...minutely, Namespace: "AWS/EC2", MetricName: "CPUUtilization" });

  const since = shop.aws.calls.length;
  const typo = await shop.step("shift", { ...CANARY, alarms: "green-5xx, green-5xx-typo" });
  expect(typo.conclusion).toBe("failure");
  expect(typo.outputs).toMatchObject({ verdict: "error", weight: "0", changed: "false" });
  expect(saidAs("error", typo)[0]).toContain("Alarm `green-5xx-typo` not found");
  expect(shop.aws.mutations(since)).toEqual([]);

  const shift = await shop.step("shift", { ...CANARY, alarms: "green-5xx", "bake-time": "4m" });
  expect(shift.conclusion).toBe("success");
  expect(shift.outputs).toMatchObject({ verdict: "pass", weight: "10" });
  expect(shift.summary).toContain("Set TreatMissingData of `green-5xx` to `notBreaching`");

  const verify = await shop.step("verify", { compare: "off", alarms: "green-cpu", "bake-time": "1m" });
  expect(verify.conclusion).toBe("failure");
  expect(verify.outputs).toMatchObject({ verdict: "inconclusive", weight: "10", changed: "false" });
  expect(saidAs("error", verify)[0]).toContain("`green-cpu` has no data");
});

describe("alarms that cannot be read", () => {
  const GATED = { ...CANARY, alarms: "shop-latency" };

  /** Has `DescribeAlarms` fail from after the second look on. */
  function failFrom(effect: Effect, more: (look: string, count: number) => void = () => undefined) {
    const looks: string[] = [];
    const onLine = (line: string) => {
      if (!line.startsWith("gate ")) return;
      looks.push(line);
      if (looks.length === 2) shop.aws.faults.add({ action: "DescribeAlarms", effect });
      more(line, looks.length);
    };
    return { looks, onLine };
  }

  test("for some looks in the middle leave the verdict as it is, with one warning", async () => {
    await calm("shop-latency");
    const { looks, onLine } = failFrom(THROTTLED, (_, count) => count === 6 && shop.aws.faults.clear());
    const shift = await shop.step("shift", { ...GATED, "bake-time": "6m" }, { onLine });
    expect(shift.conclusion).toBe("success");
    expect(shift.outputs).toMatchObject({ verdict: "pass", weight: "10" });
    expect(looks.filter((look) => look.endsWith("error")).length).toBeGreaterThanOrEqual(4);
    expect(saidAs("warning", shift)).toEqual([expect.stringContaining("`shop-latency` could not be read: no answer")]);
  });

  test("to the end leave green neither passed nor failed: the weight stays, and the permission is named", async () => {
    await calm("shop-latency");
    const { onLine } = failFrom(denied("DescribeAlarms"));
    const shift = await shop.step("shift", { ...GATED, "bake-time": "4m" }, { onLine });
    expect(shift).toMatchObject({ conclusion: "failure", exitCode: 1 });
    expect(shift.outputs).toMatchObject({ verdict: "error", weight: "10", phase: "shifting" });
    expect(await shop.weights()).toBe("a=90 b=10");
    expect(saidAs("error", shift)[0]).toContain("`cloudwatch:DescribeAlarms` is not allowed");
    expect(shop.remembered().shifts).toMatch(/^\d{8}:10$/);
  });
});
