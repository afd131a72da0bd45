import { afterEach, expect, test, vi } from "vitest";
import type { Params } from "../aws/contract.ts";
import type { StepResult } from "../runner/runner.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Worlds in which a step cannot do what it is asked to: a clear error, and the stage serves what it served before. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };

async function refused(run: () => Promise<StepResult>, ...says: string[]): Promise<StepResult> {
  const since = world.aws.calls.length;
  const result = await run();
  expect(result.conclusion).toBe("failure");
  for (const part of says) expect(result.log.text).toContain(part);
  expect(world.aws.mutations(since)).toEqual([]);
  return result;
}

const update = (...patchOperations: Params[]) =>
  world.api.request("UpdateStage", { stageName: "prod", patchOperations });

test("an API that is not there, or is no REST API", async () => {
  world = await createApiWorld();
  await refused(
    () => world.step("status", { "rest-api": "a1b2c3d4e5" }),
    "rest-api: REST API a1b2c3d4e5 not found in eu-west-1",
    "HTTP and WebSocket APIs",
    "weighted Lambda alias",
  );
});

test("a stage that is not there", async () => {
  world = await createApiWorld();
  await refused(() => world.step("deploy", { stage: "live" }), "has no stage live", "It has prod");
});

test("a canary that somebody set by hand is left alone by all but rollback", async () => {
  world = await createApiWorld();
  const { id } = await world.api.request("CreateDeployment", {
    stageName: "prod",
    canarySettings: { percentTraffic: 25, stageVariableOverrides: { colour: "red" } },
  });
  const status = await world.step("status", { "fail-on": "degraded" });
  expect(status).toMatchObject({ conclusion: "failure", outputs: { phase: "degraded", weight: "25" } });
  for (const step of ["deploy", "shift", "promote", "teardown"]) {
    const more: Record<string, string> = step === "shift" ? { weight: "50" } : {};
    const says = `prod has a canary that is not of this rollout: deployment ${id} with 25 %`;
    await refused(() => world.step(step, more), says, "by hand or by an infrastructure tool");
  }
  expect(world.stage().canary).toMatchObject({ deploymentId: id, percentTraffic: 25 });
  const rollback = await world.step("rollback");
  expect(rollback.outputs).toMatchObject({ phase: "idle", changed: "true" });
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
});

test.each(["integration", "openapi"])(
  "a canary whose tags are gone: rollback finds what its deploy changed by %s, and puts it back",
  async (source) => {
    world = await createApiWorld();
    const get = {
      responses: { 200: { description: "fine" } },
      "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: world.uri("mathFloor") },
    };
    const document = { openapi: "3.0.1", info: { title: "math", version: "2" }, paths: { "/math": { get } } };
    world.write("api.json", JSON.stringify(document));
    await world.step(
      "deploy",
      source === "openapi" ? { openapi: "api.json" } : { integration: world.integration("mathFloor") },
    );
    await world.step("shift", { weight: "10" });
    world.stage().tags.clear();
    const rollback = await world.step("rollback");
    expect(rollback).toMatchObject({ conclusion: "success", outputs: { phase: "idle", weight: "0" } });
    expect(world.nextUri()).toBe(world.uri("mathCeil"));
    expect(world.statements("mathFloor")).toEqual([]);
    // The next deployment, by whatever tool, does not bring the failed version again.
    await world.api.request("CreateDeployment", { stageName: "prod" });
    expect(await world.ask(20)).toEqual({ "1000": 20 });
  },
);

test("the canary of another rollout locks the stage, and replace gives it up", async () => {
  world = await createApiWorld();
  const first = { integration: world.integration("mathFloor") };
  const other = { env: { GITHUB_RUN_ID: "77" } };
  await world.step("deploy", first);
  await world.api.mock(await world.api.resource("news"), "GET", "fresh");
  await refused(() => world.step("deploy", {}, other), "of prod, held by acme/shop/runs/4242", "`replace: true`");
  const replaced = await world.step("deploy", { replace: "true" }, other);
  expect(replaced.outputs).toMatchObject({ phase: "deployed", "rollout-id": "acme/shop/runs/77" });
  expect(world.statements("mathFloor")).toEqual([]);
});

test("a stage that somebody made serve a third deployment is not taken from them", async () => {
  world = await createApiWorld();
  await world.step("deploy", { integration: world.integration("mathFloor"), weight: "10" });
  const { id } = await world.api.request("CreateDeployment", { description: "by hand" });
  await update({ op: "replace", path: "/deploymentId", value: String(id) });
  const status = await world.step("status");
  expect(status.outputs.phase).toBe("degraded");
  for (const step of ["promote", "teardown"]) await refused(() => world.step(step), "`rollback`");
  const rollback = await world.step("rollback");
  expect(rollback.outputs.phase).toBe("rolled-back");
  expect(world.stage()).toMatchObject({ deploymentId: id, canary: undefined });
});

test("a canary that is taken away in the middle of a shift is not brought back", async () => {
  world = await createApiWorld();
  await world.step("deploy", { integration: world.integration("mathFloor") });
  let armed = true;
  world.aws.hooks.onCall = ({ action }) => {
    if (action !== "UpdateStage" || !armed) return;
    armed = false;
    world.stage().canary = undefined;
  };
  const shift = await world.step("shift", { weight: "50" });
  expect(shift.conclusion).toBe("failure");
  expect(shift.log.text).toContain("removed or replaced by somebody else");
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(await world.ask(50)).toEqual({ "1000": 50 });
});

test("a canary that is taken away while it bakes ends the shift", async () => {
  world = await createApiWorld();
  await world.step("deploy", { integration: world.integration("mathFloor") });
  const shift = await world.step(
    "shift",
    { weight: "50", "bake-time": "10m" },
    {
      onLine: (line) => {
        if (line.startsWith("… seconds of bake time")) world.stage().canary = undefined;
      },
    },
  );
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { weight: "0", verdict: "error" } });
  expect(shift.log.text).toContain("Somebody else changed the rollout while shift was at work");
});

test("steps out of order, and a way back that is gone", async () => {
  world = await createApiWorld();
  for (const step of ["shift", "promote"]) await refused(() => world.step(step), `There is no rollout to ${step}`);
  expect((await world.step("rollback")).outputs).toMatchObject({ changed: "false", phase: "idle" });
  expect((await world.step("teardown")).outputs).toMatchObject({ changed: "false", phase: "idle" });
  await world.step("deploy", { integration: world.integration("mathFloor") });
  await world.step("shift", { weight: "10" });
  await refused(() => world.step("teardown"), "Cannot tear down: both sides receive traffic");
  await world.step("promote");
  await world.api.request("DeleteDeployment", { deploymentId: world.blue });
  await refused(() => world.step("rollback"), "Cannot roll back", "has been torn down");
  expect(await world.ask(20)).toEqual({ "999": 20 });
});

test.each<[string, (w: ApiWorld) => Record<string, string>, string]>([
  [
    "a method that is not there",
    (w) => ({ integration: w.integration("mathFloor").replace("GET", "PUT") }),
    "GET /math",
  ],
  ["a function that is not there", (w) => ({ integration: w.integration("mathRound") }), "Lambda function"],
  ["an alias that is not there", (w) => ({ integration: w.integration("mathFloor:live") }), "Lambda function"],
])("%s is refused before anything is touched", async (_name, inputs, says) => {
  world = await createApiWorld();
  await refused(() => world.step("deploy", inputs(world)), says);
});

test("several backends, and an integration that does not say which of them", async () => {
  world = await createApiWorld();
  const news = await world.api.resource("news");
  await world.api.method(news, "GET", { type: "AWS_PROXY", uri: world.uri("mathFloor") });
  const integration = world.functionArn("mathFloor");
  await refused(() => world.step("deploy", { integration }), "calls 2 different backends", "Say which method is meant");
});

test("a state other than the approved one", async () => {
  world = await createApiWorld();
  const deploy = await world.step("deploy", { integration: world.integration("mathFloor") });
  const approved = { "expected-state": deploy.outputs["state-digest"] ?? "" };
  await update({ op: "replace", path: "/canarySettings/percentTraffic", value: "5" });
  await refused(() => world.step("promote", approved), "is not the one that was approved", "canary weight: 0 % → 5 %");
  await update({ op: "replace", path: "/canarySettings/percentTraffic", value: "0" });
  expect((await world.step("promote", approved)).conclusion).toBe("success");
});

test("variables that somebody set during the rollout come back with a rollback", async () => {
  world = await createApiWorld();
  await world.step("deploy", { "stage-variables": "colour=green" });
  await update({ op: "replace", path: "/variables/colour", value: "amber" });
  await world.step("promote");
  expect(world.stage().variables.get("colour")).toBe("green");
  await world.step("rollback");
  expect(world.stage().variables.get("colour")).toBe("amber");
});

test("teardown deletes old deployments, but none that a stage uses or that is another stage's way back", async () => {
  world = await createApiWorld();
  const beta = await world.api.request("CreateDeployment", { stageName: "beta" });
  for (let count = 0; count < 5; count += 1)
    await world.api.request("CreateDeployment", { description: `old ${count}` });
  const there = () => world.deployments().map(({ id }) => id);
  await world.step("deploy", { stage: "beta", "stage-variables": "colour=green" });
  await world.step("promote", { stage: "beta" });
  const inBeta = world.stage("beta").deploymentId;
  await world.step("deploy", { integration: world.integration("mathFloor") });
  await world.step("promote");
  const kept = await world.step("teardown", { ...SOON, "keep-deployments": "2" });
  expect(kept.outputs.phase).toBe("idle");
  const served = [world.stage().deploymentId, inBeta, String(beta.id)];
  expect(there()).toEqual(expect.arrayContaining(served));
  expect(there()).toHaveLength(served.length + 2);
  expect((await world.step("rollback", { stage: "beta" })).outputs.phase).toBe("rolled-back");
  expect(world.stage("beta").deploymentId).toBe(beta.id);
});

test("dry-run shows what a step would do, and does nothing", async () => {
  world = await createApiWorld();
  const since = world.aws.calls.length;
  const run = await world.step("deploy", {
    integration: world.integration("mathFloor"),
    weight: "10",
    "dry-run": "true",
  });
  expect(run).toMatchObject({ conclusion: "success", outputs: { changed: "false", phase: "idle" } });
  expect(JSON.parse(run.outputs.plan ?? "")).toEqual([
    expect.stringContaining("Mark prod"),
    "Wait until no other run can claim prod without having seen this one",
    "Record on prod what the way back needs",
    "Allow prod to call mathFloor",
    expect.stringContaining("Point GET /math at mathFloor"),
    expect.stringContaining("Create a deployment of mathFloor"),
    expect.stringContaining("the canary of prod: 10 % of the requests"),
  ]);
  expect(world.aws.mutations(since)).toEqual([]);
});
