import { afterEach, expect, test, vi } from "vitest";
import { functionUri } from "../aws/apigateway/testing.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Gates of a canary that CloudWatch has no series of, judged by what the functions count that the sides call. */

let world: ApiWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

const THROWS = "export const handler = async () => { throw new Error('no'); };";
const OLD = "export const handler = async () => ({ body: 'old' });";
const NEW = "export const handler = async () => ({ body: 'new' });";
const BY_FUNCTIONS = { metrics: "lambda", compare: "on" };

function step(name: string, more: Record<string, string> = {}) {
  return world.step(name, { timeout: "2h", ...more }, { env: world.aws.cloudWatch.clockEnv() });
}

/** `GET /math` leads to version 1 of a function, and green to its version 2. */
async function deployed(handler: string) {
  // A minute of AWS in a second: see gates.test.ts.
  world = await createApiWorld({ timeScale: 60, cloudWatch: { canary: "absent" } });
  const { lambda } = world.aws;
  const publish = () => world.aws.request("lambda", "PublishVersion", { FunctionName: "math" });
  lambda.registerFunction("math", OLD);
  await publish();
  await lambda.updateFunction("math", handler);
  await publish();
  await world.allowByHand("math", "1");
  const uri = functionUri(world.aws, "math:1");
  const to = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri };
  await world.api.request("PutIntegration", { resourceId: world.math, httpMethod: "GET", ...to });
  await world.api.request("CreateDeployment", { stageName: "prod" });
  yesterday();
  const deploy = await step("deploy", { integration: world.integration("math:2") });
  expect(deploy.outputs.phase, deploy.log.text).toBe("deployed");
  return startTraffic(world.url(), { path: "/math", connections: 8, rate: 300 });
}

/** A function that is usually well: one error in 900 calls. */
function yesterday(): void {
  const { sides, time } = world.aws.cloudWatch;
  for (let ago = 1; ago <= 24 * 60; ago += 1)
    sides.alias("math", "1", undefined, { minute: time.minute(-ago), requests: 300, errors: ago % 3 === 0 ? 1 : 0 });
}

const calls = (action: string) => world.aws.calls.filter((call) => call.action === action).length;

test("a version that throws is failed by its function's own metrics and rolled back, where its stage has none of it", async () => {
  const traffic = await deployed(THROWS);
  const before = calls("GetResources");
  expect(calls("GetExport")).toBe(0);
  const shift = await step("shift", { ...BY_FUNCTIONS, weight: "50", "bake-time": "14m" });
  await traffic.stop();
  expect(shift, shift.log.text).toMatchObject({
    conclusion: "failure",
    outputs: { verdict: "fail", weight: "0", phase: "rolled-back" },
  });
  expect(shift.summary).toContain("Source: CloudWatch, `math version 2`, `math version 1`");
  expect(world.stage().tags.get("progressive-delivery:gates")).toMatch(/src=3Dlambda/);
  expect(world.stage().canary).toBeUndefined();
  expect(world.nextUri()).toBe(world.uri("math:1"));
  expect(await world.ask(50)).toEqual({ old: 50 });
  // Once in the whole step, beside what the way back reads.
  expect([calls("GetExport"), calls("GetResources") - before]).toEqual([1, 2]);
});

test("a version that does well is at 100 % by rollout alone, judged by the same functions before and after promote", async () => {
  const traffic = await deployed(NEW);
  const rollout = await step("rollout", {
    ...{ metrics: "lambda", "max-error-rate": "5%", ramp: "10,50,100", "bake-time": "10m" },
  });
  expect(rollout, rollout.log.text).toMatchObject({
    conclusion: "success",
    outputs: { verdict: "pass", weight: "100", phase: "promoted" },
  });
  // Once by the look before the first move, and by each of two shifts and the promote.
  expect(calls("GetExport")).toBe(4);
  const verify = await step("verify", { metrics: "lambda", "max-error-rate": "5%" });
  expect(verify, verify.log.text).toMatchObject({ conclusion: "success", outputs: { verdict: "pass" } });
  expect((await traffic.stop()).failed).toBe(0);
});

test("one function on both sides is refused before anything is moved, and nothing else is taken in its place", async () => {
  world = await createApiWorld({ timeScale: 60, cloudWatch: {} });
  const deploy = await step("deploy", { "stage-variables": "colour=green" });
  expect(deploy.outputs.phase, deploy.log.text).toBe("deployed");
  for (const more of [BY_FUNCTIONS, { metrics: "lambda", "max-error-rate": "5%" }]) {
    const since = world.aws.calls.length;
    const shift = await step("shift", { ...more, weight: "50" });
    expect(shift, shift.log.text).toMatchObject({ conclusion: "failure", outputs: { weight: "0", changed: "false" } });
    expect(shift.log.text).toContain(
      "Both sides call the same function: give the new one a version or alias of its own.",
    );
    expect(world.aws.mutations(since)).toEqual([]);
  }
});
