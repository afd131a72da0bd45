import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { Policy } from "../aws/contract.ts";
import { answering } from "../aws/lambda/testing.ts";
import { startTraffic } from "../e2e/traffic.ts";
import { ROOT } from "../runner/runner.ts";
import type { LambdaWorld } from "./world.ts";
import { createLambdaWorld } from "./world.ts";

let world: LambdaWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

const THROWS = "export const handler = async () => { throw new Error('no'); };";

/** What docs/lambda.md gives, and docs/iam.md for gates. */
function documented(): Policy {
  const page = (name: string) => readFileSync(join(ROOT, "docs", name), "utf8");
  const [, own = ""] = /<!-- policy -->\n+```json\n(.*?)```/s.exec(page("lambda.md")) ?? [];
  const [, gates = ""] = /<!-- iam: gates -->\n+```json\n(.*?)```/s.exec(page("iam.md")) ?? [];
  const all = [own, gates].flatMap((text) => (JSON.parse(text) as { Statement: object[] }).Statement);
  return { Version: "2012-10-17", Statement: all } as unknown as Policy;
}

test("a version that throws is failed by Lambda's own metrics and rolled back; one that does well passes; all by the documented policy", async () => {
  // A minute of AWS in a second.
  world = await createLambdaWorld({ timeScale: 60, cloudWatch: {}, lambda: { updateSeconds: 20 } });
  const { sides, time } = world.aws.cloudWatch;
  // A function that is usually well: one error in 900 calls.
  for (let ago = 1; ago <= 24 * 60; ago += 1)
    sides.alias("shop", "live", undefined, { minute: time.minute(-ago), requests: 300, errors: ago % 3 === 0 ? 1 : 0 });
  const env = { ...world.aws.env(world.aws.principal("delivery", documented())), ...world.aws.cloudWatch.clockEnv() };
  const step = (name: string, more: Record<string, string> = {}) =>
    world.step(name, { timeout: "2h", ...more }, { env });
  await world.request("PutProvisionedConcurrencyConfig", { Qualifier: "1", ProvisionedConcurrentExecutions: 2 });
  world.write("event.json", "{}");
  const deploy = await step("deploy", { "function-version": await world.publish(THROWS) });
  expect(deploy.outputs.phase, deploy.log.text).toBe("deployed");
  const traffic = startTraffic(world.url(), { connections: 8, rate: 300 });
  const shift = await step("shift", { compare: "on", weight: "50", "bake-time": "14m" });
  expect(shift, shift.log.text).toMatchObject({
    conclusion: "failure",
    outputs: { verdict: "fail", weight: "0", phase: "rolled-back" },
  });
  expect(shift.summary).toContain("Source: CloudWatch, `shop:live version 2`, `shop:live version 1`");
  expect(world.tags()["progressive-delivery:gates:live"]).toMatch(/src=3Dlambda/);
  expect(world.alias()).toMatchObject({ functionVersion: "1", additional: undefined });

  await traffic.stop();
  // Taken up again, it remembers nothing of its failure.
  const again = await step("deploy", { "function-version": "2" });
  expect(again.outputs, again.log.text).toMatchObject({ phase: "deployed", "ready-to-promote": "true" });
  expect(world.tags()).toEqual({});
  await step("teardown", { "scale-down-delay": "1s" });
  world.write("v4.zip", world.zipOf(answering("v4")));
  const better = await step("deploy", { "zip-file": "v4.zip", "smoke-payload": "event.json" });
  expect(better.outputs, better.log.text).toMatchObject({ phase: "deployed", green: "version 3" });
  const steady = startTraffic(world.url(), { connections: 8, rate: 300 });
  const limits = { "max-error-rate": "5%", ramp: "10,50,100", "bake-time": "10m" };
  const rollout = await step("rollout", limits);
  expect(rollout, rollout.log.text).toMatchObject({
    conclusion: "success",
    outputs: { verdict: "pass", weight: "100", phase: "promoted" },
  });
  expect((await steady.stop()).failed).toBe(0);
  const ended = await step("teardown", { "scale-down-delay": "1s", "keep-versions": "0" });
  expect(ended.outputs, ended.log.text).toMatchObject({ phase: "idle", blue: "version 3" });
  expect(world.versions()).toEqual(["3"]);
  expect(world.tags()).toEqual({});
  expect(world.aws.calls.filter(({ error }) => error === "AccessDeniedException")).toEqual([]);
});
