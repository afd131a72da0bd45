import { afterEach, expect, test } from "vitest";
import type { Effect } from "../aws/faults.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { WorldOptions } from "../e2e/world.ts";
import type { CountedShop } from "./counted-shop.ts";
import { createCountedShop, WELL } from "./counted-shop.ts";

/** Where the counts come from: real requests, a source that falls silent, a load balancer that counts none. */

let shop: CountedShop;
afterEach(() => shop.close());

const CANARY = { strategy: "canary", weight: "10" };
const DENIED: Effect = {
  kind: "error",
  code: "AccessDenied",
  message: "User: arn:aws:iam::111122223333:user/admin is not authorized to perform: cloudwatch:GetMetricData",
  status: 403,
};

async function deployed(options: WorldOptions = {}, errorRate = 0): Promise<void> {
  shop = await createCountedShop(options);
  const image = shop.aws.ec2.registerImage({ version: "v3", bootSeconds: 5, errorRate });
  expect((await shop.step("deploy", { "image-id": image.id })).conclusion).toBe("success");
}

test("a green that answers one in twenty of its users' real requests with an error gets none any more", async () => {
  await deployed({}, 0.05);
  const traffic = startTraffic(shop.url(), { rate: 300 });
  const shift = await shop.step("shift", { ...CANARY, compare: "on", "bake-time": "25m" });
  await traffic.stop();
  expect(shift.conclusion).toBe("failure");
  expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
  expect(await shop.weights()).toBe("a=100 b=0");
});

test("a permission that is lost while green bakes moves nothing and is named", async () => {
  await deployed();
  shop.requests.begin({ perMinute: 6_000, green: WELL, blue: WELL });
  let looks = 0;
  const deny = (line: string) => {
    if (!line.startsWith("gate ")) return;
    looks += 1;
    if (looks === 3) shop.aws.faults.add({ action: "GetMetricData", effect: DENIED });
  };
  const limit = { "max-error-rate": "1%", "bake-time": "8m" };
  const shift = await shop.step("shift", { ...CANARY, ...limit }, { onLine: deny });
  expect(shift.conclusion).toBe("failure");
  expect(shift.outputs).toMatchObject({ verdict: "error", weight: "10", phase: "shifting" });
  const [error] = shift.log.annotations.filter(({ level }) => level === "error");
  expect(error?.message).toContain("cloudwatch:GetMetricData");
});

test("behind a network load balancer an alarm judges, and one that turns red fails green", async () => {
  await deployed({ type: "network" });
  const { request } = shop.aws;
  const alarm = {
    AlarmName: "shop-resets",
    Namespace: "Shop",
    MetricName: "Resets",
    Statistic: "Sum",
    Period: 3_600,
    EvaluationPeriods: 1,
    Threshold: 100,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "ignore",
  };
  const become = (StateValue: string) =>
    request("cloudwatch", "SetAlarmState", { AlarmName: "shop-resets", StateValue, StateReason: "as the test says" });
  await request("cloudwatch", "PutMetricAlarm", alarm);
  await become("OK");
  const gated = { alarms: "shop-resets" };
  const quiet = await shop.step("shift", { ...CANARY, ...gated, "bake-time": "3m" });
  expect(quiet.conclusion).toBe("success");
  expect(quiet.outputs).toMatchObject({ verdict: "pass", weight: "10" });
  let red: Promise<unknown> | undefined;
  const onLine = (line: string) => {
    if (line.startsWith("→ Bake")) red ??= become("ALARM");
  };
  const shift = await shop.step("shift", { ...CANARY, ...gated, weight: "50", "bake-time": "10m" }, { onLine });
  await red;
  expect(shift.conclusion).toBe("failure");
  expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
  const [error] = shift.log.annotations.filter(({ level }) => level === "error");
  expect(error?.message).toContain("as the test says");
});
