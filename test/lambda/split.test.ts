import { afterEach, expect, test, vi } from "vitest";
import { binomialInterval } from "../api-gateway/world.ts";
import { answering } from "../aws/lambda/testing.ts";
import { cancelAt } from "../runner/runner.ts";
import type { LambdaWorld } from "./world.ts";
import { createLambdaWorld } from "./world.ts";

let world: LambdaWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

/** Draws the same shares at every run: by chance alone, one test in twenty-five would lie outside of an interval. */
const SEED = 2026;
const CALLS = 20_000;
const SOON = { "scale-down-delay": "1s" };

test("the measured split lies within the 99 % interval at 0.5, 10, 33.3 and 50 %, and a step that is repeated changes nothing", async () => {
  world = await createLambdaWorld({ lambda: { seed: SEED } });
  const version = await world.publish(answering("v2"));
  const deploy = { "function-version": version };
  expect((await world.step("deploy", deploy)).outputs).toMatchObject({ phase: "deployed", green: "version 2" });
  const since = world.aws.calls.length;
  expect((await world.step("deploy", deploy)).outputs).toMatchObject({ phase: "deployed", changed: "false" });
  expect(world.aws.mutations(since)).toEqual([]);
  for (const weight of ["0.5", "10", "33.3", "50"]) {
    expect((await world.step("shift", { weight })).outputs.weight).toBe(weight);
    const { 1: old = 0, 2: fresh = 0, failed = 0 } = await world.invoke(CALLS);
    const [low, high] = binomialInterval(Number(weight) / 100, CALLS);
    expect(failed).toBe(0);
    expect(old + fresh).toBe(CALLS);
    expect(fresh / CALLS).toBeGreaterThanOrEqual(low);
    expect(fresh / CALLS).toBeLessThanOrEqual(high);
  }
  const again = world.aws.calls.length;
  expect((await world.step("shift", { weight: "50" })).outputs.changed).toBe("false");
  expect(world.aws.mutations(again)).toEqual([]);
});

test("all-at-once takes over by deploy, with executions provisioned as blue has them and a smoke test; teardown takes blue's away and keeps as many versions as it is told", async () => {
  world = await createLambdaWorld({ lambda: { updateSeconds: 200, provisionSeconds: 200 } });
  const provisioned = () => Object.fromEntries(world.aws.lambda.function("shop").provisioned);
  for (const name of ["old", "older"]) await world.publish(answering(name));
  await world.request("UpdateAlias", { Name: "live", FunctionVersion: "3" });
  await world.request("CreateAlias", { Name: "pinned", FunctionVersion: "1" });
  await world.request("PutProvisionedConcurrencyConfig", { Qualifier: "3", ProvisionedConcurrentExecutions: 4 });
  world.write("event.json", '{"say": "hello"}');
  const inputs = { strategy: "all-at-once", "zip-file": "v2.zip", "smoke-payload": "event.json" };

  const wrong = await world.step("deploy", { ...inputs, "smoke-answer": '{"body": "v3"}' });
  expect(wrong).toMatchObject({ conclusion: "failure", outputs: { weight: "0", phase: "deployed" } });
  expect(wrong.log.text).toContain('version 4 answered {"statusCode":200,"body":"v2","said":"hello"}');
  expect(world.alias()).toMatchObject({ functionVersion: "3", additional: undefined });

  const deploy = await world.step("deploy", { ...inputs, "smoke-answer": '{"body": "v2", "said": "hello"}' });
  expect(deploy.outputs, deploy.log.text).toMatchObject({ phase: "promoted", weight: "100", green: "version 4" });
  expect(world.alias()).toMatchObject({ functionVersion: "4", additional: undefined });
  expect(provisioned()).toMatchObject({ 3: { executions: 4 }, 4: { executions: 4 } });

  // Without two sides the next version follows at once; what served is its blue.
  const next = await world.step("deploy", { ...inputs, "zip-file": "v3.zip" });
  expect(next.outputs, next.log.text).toMatchObject({ phase: "promoted", blue: "version 4", green: "version 5" });
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(await world.invoke(20)).toEqual({ 4: 20 });
  const teardown = await world.step("teardown", { ...SOON, "keep-versions": "1" });
  expect(teardown.outputs, teardown.log.text).toMatchObject({ phase: "idle", blue: "version 4" });
  expect(provisioned()).toMatchObject({ 4: { executions: 4 } });
  expect(world.versions()).toEqual(["1", "4", "5"]);
});

test("a runner that dies at each change, one after the other, loses nothing, and a cancelled bake is baked again", async () => {
  world = await createLambdaWorld({ lambda: { updateSeconds: 20 } });
  await insist("deploy", { "zip-file": "v2.zip" });
  expect(world.alias()).toMatchObject({ functionVersion: "1", additional: undefined });
  expect(world.versions()).toEqual(["1", "2"]);
  const cut = await world.step("shift", { "bake-time": "10m" }, cancelAt("… seconds of bake time"));
  expect(cut).toMatchObject({ conclusion: "cancelled", outputs: { weight: "10", "next-weight": "10" } });
  const baked = await world.step("shift", { "bake-time": "1s" });
  expect(baked.outputs, baked.log.text).toMatchObject({ weight: "10", "next-weight": "50" });
  await insist("promote");
  expect((await insist("teardown", { ...SOON, "keep-versions": "0" })).outputs.phase).toBe("idle");
  expect(world.alias()).toMatchObject({ functionVersion: "2", description: "" });
  expect(world.versions()).toEqual(["2"]);
  expect(world.tags()).toEqual({});
});

/** Runs a step again and again, each time killed one change later, until it gets through. */
async function insist(step: string, more: Record<string, string> = {}) {
  for (let nth = 1; nth < 12; nth += 1) {
    const kill = new AbortController();
    let lines = 0;
    const onLine = (line: string) => {
      if (line.startsWith("→ ")) lines += 1;
      if (lines === nth) kill.abort();
    };
    const result = await world.step(step, more, { kill: kill.signal, onLine });
    if (kill.signal.aborted) continue;
    expect(result.conclusion, result.log.text).toBe("success");
    return result;
  }
  throw new Error(`${step} never got through`);
}
