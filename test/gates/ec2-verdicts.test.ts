import { afterEach, describe, expect, test } from "vitest";
import type { Behaviour, CountedShop } from "./counted-shop.ts";
import { createCountedShop, WELL } from "./counted-shop.ts";

/** Steps that are judged by what CloudWatch counts, as a workflow runs them. */

let shop: CountedShop;
afterEach(() => shop.close());

const GATED = { strategy: "canary", compare: "on" };
const CANARY = { strategy: "canary", weight: "10", "bake-time": "8m" };
const BUSY: Behaviour = { perMinute: 6_000, green: WELL, blue: WELL };

/** Green is deployed and healthy, and users come. */
async function deployed(behaviour: Behaviour): Promise<void> {
  shop = await createCountedShop();
  expect((await shop.step("deploy", { "image-id": shop.images.v2.id })).conclusion).toBe("success");
  shop.requests.begin(behaviour);
}

describe("shift", () => {
  test("rolls a green back that answers one request in twenty with an error", async () => {
    await deployed({ ...BUSY, green: { errors: 0.05 } });
    const shift = await shop.step("shift", { ...GATED, ...CANARY, "bake-time": "20m" });
    expect(shift).toMatchObject({ conclusion: "failure", exitCode: 1 });
    expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back", changed: "true" });
    expect(await shop.weights()).toBe("a=100 b=0");
    expect(shift.summary).toMatch(/green answers [\d,]+ of [\d,]+ requests with an error \(5\.0 %\)/);
    expect(shop.remembered().shifts).toMatch(/^\d{8}:10 \d+:0$/);
    expect((await shop.step("deploy", { "image-id": shop.images.v2.id })).outputs).toMatchObject({ phase: "deployed" });
    expect(shop.remembered()).toEqual({ gates: undefined, shifts: undefined });
  });

  test("catches a green that is slower than blue", async () => {
    await deployed({ ...BUSY, green: { ...WELL, slow: 0.1 } });
    const shift = await shop.step("shift", { ...CANARY, "bake-time": "20m", "latency-threshold": "500ms" });
    expect(shift.conclusion).toBe("failure");
    expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
    expect(shift.summary).toContain("slower than 500 ms");
  });

  test("keeps a green that too few requests reached, which a promote refuses unless that is accepted", async () => {
    await deployed({ perMinute: 10, green: {}, blue: {} });
    const shift = await shop.step("shift", { ...GATED, ...CANARY });
    expect(shift.conclusion).toBe("success");
    expect(shift.outputs).toMatchObject({ verdict: "inconclusive", weight: "10" });
    const refused = await shop.step("promote", GATED);
    expect(refused.conclusion).toBe("failure");
    expect(refused.outputs).toMatchObject({ verdict: "inconclusive", weight: "10", changed: "false" });
    const accepted = await shop.step("promote", { ...GATED, "on-inconclusive": "pass" });
    expect(accepted.conclusion).toBe("success");
    expect(accepted.outputs).toMatchObject({ weight: "100" });
    expect(accepted.summary).toContain("on-inconclusive");
  });

  test("blames nobody for the outage of what both sides depend on, and promotes nothing", async () => {
    await deployed(BUSY);
    shop.requests.become({ green: { errors: 0.05 }, blue: { errors: 0.05 } });
    const shift = await shop.step("shift", { ...GATED, ...CANARY });
    expect(shift.conclusion).toBe("success");
    expect(shift.outputs).toMatchObject({ verdict: "inconclusive", weight: "10" });
    const promote = await shop.step("promote", { ...GATED, "on-inconclusive": "pass" });
    expect(promote.conclusion).toBe("failure");
    expect(promote.outputs).toMatchObject({ verdict: "inconclusive", weight: "10", changed: "false" });
    expect(promote.summary).toMatch(/blue itself is in trouble/i);
  });

  test("moves nothing while an alarm is red, which stands in no rollback's way", async () => {
    await deployed(BUSY);
    const alarm = {
      AlarmName: "shop-latency",
      Namespace: "AWS/ApplicationELB",
      MetricName: "TargetResponseTime",
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "LessThanThreshold",
      // It stays as it is set below: nobody sends data of that name.
      TreatMissingData: "ignore",
    };
    await shop.aws.request("cloudwatch", "PutMetricAlarm", alarm);
    const state = { AlarmName: "shop-latency", StateValue: "ALARM", StateReason: "1 datapoint was slow" };
    await shop.aws.request("cloudwatch", "SetAlarmState", state);
    const since = shop.aws.calls.length;
    const shift = await shop.step("shift", { ...CANARY, alarms: "shop-latency" });
    expect(shift.conclusion).toBe("failure");
    expect(shift.outputs).toMatchObject({ weight: "0", changed: "false" });
    expect(shop.aws.mutations(since)).toEqual([]);
    const [error] = shift.log.annotations.filter(({ level }) => level === "error");
    expect(error?.message).toContain("shop-latency");
    expect(error?.message).toContain("1 datapoint was slow");
    expect((await shop.step("rollback")).conclusion).toBe("success");
  });
});

describe("verify", () => {
  test("judges what earlier steps have shifted, touches nothing, and says what it found", async () => {
    await deployed(BUSY);
    await shop.step("shift", { strategy: "canary", weight: "10" });
    const since = shop.aws.calls.length;
    const limit = { "max-error-rate": "1%", "bake-time": "10m" };
    const verify = await shop.step("verify", limit);
    expect(verify.conclusion).toBe("success");
    expect(verify.outputs).toMatchObject({ verdict: "pass", weight: "10", changed: "false" });
    expect(shop.aws.mutations(since)).toEqual([]);
  });
});
