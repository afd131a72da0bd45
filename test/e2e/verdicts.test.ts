import { afterEach, beforeEach, expect, test } from "vitest";
import { createClients } from "../aws/clients.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Gates by CloudWatch in the built action: a clock as fast as the world's, alarms and counts that the test sets. */

const LADDER = { strategy: "canary", ramp: "10,50,100" };

let world: World;
beforeEach(async () => {
  world = await createWorld({ timeScale: 60, referenced: true });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.conclusion).toBe("success");
});
afterEach(() => world.close());

const step = (name: string, inputs: Record<string, string> = {}) =>
  world.step(name, { ...LADDER, ...inputs }, { env: world.aws.cloudWatch.clockEnv() });

/** Counts of the day before and of the next hour: green answers so many of its 600 requests a minute with an error. */
function serve(errors: number): void {
  const { sides, time } = world.aws.cloudWatch;
  for (let minute = -60; minute < 60; minute += 1) {
    sides.targetGroup(world.blueTg, { minute: time.minute(minute), requests: 5_400, errors: 5 });
    if (minute >= 0) sides.targetGroup(world.greenTg, { minute: time.minute(minute), requests: 600, errors });
  }
}

/** An alarm on metric math: it keeps the state that it is given. */
async function alarm(name: string) {
  const { cloudWatch } = createClients(world.aws.endpoint, world.aws.principal("owner"));
  await cloudWatch.putMetricAlarm({
    ...{ AlarmName: name, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
    Metrics: [
      {
        Id: "m",
        MetricStat: { Metric: { Namespace: "Shop", MetricName: "Lag" }, Period: 60, Stat: "Sum" },
        ReturnData: false,
      },
      { Id: "e", Expression: "m / 2", ReturnData: true },
    ],
  });
  return (StateValue: "OK" | "ALARM") =>
    cloudWatch.setAlarmState({ AlarmName: name, StateValue, StateReason: "p99 was 3.1 s." });
}

test("a bad green fails its bake and is rolled back; the summary says why, by whom and by which numbers", async () => {
  serve(30);
  const shift = await step("shift", { compare: "on", "bake-time": "10m" });
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { weight: "0", verdict: "fail" } });
  expect(shift.summary).toContain("requests with an error (5.0 %)");
  const result = JSON.parse(shift.outputs.result ?? "{}");
  expect(result).toMatchObject({ gates: { verdict: "fail", reason: { id: "worse-than-blue" } } });
  const judged = result.gates.minutes.filter((minute: { judged: boolean }) => minute.judged);
  expect(judged.length).toBeGreaterThanOrEqual(2);
});

test("an alarm that is red already stops the shift before anything is moved, and does not hinder a rollback", async () => {
  const set = await alarm("shop-latency");
  await set("ALARM");
  const since = world.aws.calls.length;
  const shift = await step("shift", { alarms: "shop-latency", "bake-time": "1s" });
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { weight: "0", verdict: "error" } });
  expect(shift.log.text).toMatch(
    /Alarm `shop-latency` is in ALARM since .* UTC, before any traffic was shifted: p99 was 3.1 s/,
  );
  expect(world.aws.mutations(since)).toEqual([]);
  await set("OK");
  const moved = await step("shift", { alarms: "shop-latency", "bake-time": "1s", compare: "off" });
  expect(moved).toMatchObject({ conclusion: "success", outputs: { weight: "10", verdict: "pass" } });
  await set("ALARM");
  expect(await step("rollback")).toMatchObject({ conclusion: "success", outputs: { weight: "0" } });
});

test("a good green passes by the limit and goes on; the rollout remembers what was fixed at its start", async () => {
  serve(0);
  const shift = await step("shift", { "max-error-rate": "1%", "bake-time": "8m" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { weight: "10", verdict: "pass" } });
  const next = await step("shift", { "max-error-rate": "2%", "bake-time": "8m" });
  expect(next).toMatchObject({ conclusion: "success", outputs: { weight: "50", verdict: "pass" } });
  expect(next.log.text).toContain("`max-error-rate` changed since this rollout began");
});
