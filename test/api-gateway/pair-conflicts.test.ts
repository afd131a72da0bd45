import { afterEach, expect, test, vi } from "vitest";
import { smallApi } from "../aws/apigateway/testing.ts";
import type { StepResult } from "../runner/runner.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Two stages behind a base path, and what somebody else does to them. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };
const PAIR = { strategy: "blue-green", stage: "prod, next", "base-path-mapping": "api.shop.test/v1" };

async function createPair(): Promise<void> {
  world = await createApiWorld();
  await world.api.request("CreateDeployment", { stageName: "next", variables: { colour: "old" } });
  await world.aws.request("apigateway", "CreateDomainName", { domainName: "api.shop.test" });
  await map("v1", "prod");
}

const map = (basePath: string, stage: string) =>
  world.aws.request("apigateway", "CreateBasePathMapping", {
    domainName: "api.shop.test",
    basePath,
    restApiId: world.api.id,
    stage,
  });
const deploy = () => world.step("deploy", { ...PAIR, integration: world.integration("mathFloor") });
const mapped = async () =>
  (await world.aws.request("apigateway", "GetBasePathMapping", { domainName: "api.shop.test", basePath: "v1" })).stage;
const serve = async (stageName: string, canarySettings?: { percentTraffic: number }) =>
  String((await world.api.request("CreateDeployment", { stageName, canarySettings, description: "by hand" })).id);

async function refused(step: string, ...says: string[]): Promise<StepResult> {
  const since = world.aws.calls.length;
  const more: Record<string, string> = step === "deploy" ? { integration: world.integration("mathFloor") } : {};
  const result = await world.step(step, { ...PAIR, ...more });
  expect([step, result.conclusion]).toEqual([step, "failure"]);
  for (const part of says) expect(result.log.text).toContain(part);
  expect(world.aws.mutations(since)).toEqual([]);
  return result;
}

test.each(["prod", "next"])(
  "a second base path that leads to %s is not switched along, so nothing is",
  async (stage) => {
    await createPair();
    await map("v2", stage);
    await refused("deploy", "lead to the two stages as well", `api.shop.test/v2 leads to ${stage}`);
    const status = await world.step("status", { ...PAIR, "fail-on": "degraded" });
    expect(status).toMatchObject({ conclusion: "failure", outputs: { phase: "degraded" } });
    await world.aws.request("apigateway", "DeleteBasePathMapping", { domainName: "api.shop.test", basePath: "v2" });
    expect((await deploy()).outputs.phase).toBe("deployed");
    await map("v2", stage);
    await refused("promote", `api.shop.test/v2 leads to ${stage}`);
    expect((await world.step("rollback", PAIR)).outputs.weight).toBe("0");
  },
);

test("a second base path whose users may stay where they are is accepted by name, and by that name alone", async () => {
  await createPair();
  await map("v2", "prod");
  await map("beta", "next");
  const refusal = await world.step("deploy", { ...PAIR, "allow-mappings": "v2" });
  expect(refusal.log.text).toContain("with api.shop.test/v1: api.shop.test/beta leads to next.");
  const inputs = { ...PAIR, "allow-mappings": "v2, beta" };
  const brought = await world.step("deploy", { ...inputs, integration: world.integration("mathFloor") });
  expect(brought.outputs.phase).toBe("deployed");
  expect((await world.step("promote", inputs)).outputs.phase).toBe("promoted");
  expect(await mapped()).toBe("next");
  const wrong = await world.step("status", { ...PAIR, "allow-mappings": "v1/x" });
  expect(wrong.log.text).toContain("is not a base path of one level");
});

test("a deployment that somebody puts on green's stage is not promoted", async () => {
  await createPair();
  await deploy();
  const id = await serve("next");
  await refused("promote", `made next serve deployment ${id} instead of mathFloor`, "`rollback`");
  expect((await world.step("status", PAIR)).outputs).toMatchObject({ phase: "degraded", "ready-to-promote": "false" });
  expect((await world.step("rollback", PAIR)).outputs.phase).toBe("rolled-back");
  expect((await world.step("teardown", { ...PAIR, ...SOON })).outputs.phase).toBe("idle");
  expect(world.stage("next").deploymentId).toBe(id);
});

test("a canary that somebody sets on green's stage is not promoted, nor are users left on it unseen", async () => {
  await createPair();
  await deploy();
  await serve("next", { percentTraffic: 40 });
  await refused("promote", "next has canary settings");
  await world.api.request("UpdateStage", {
    stageName: "next",
    patchOperations: [{ op: "remove", path: "/canarySettings" }],
  });
  await world.step("promote", PAIR);
  await serve("next", { percentTraffic: 40 });
  await refused("teardown", "next has canary settings");
  expect((await world.step("rollback", PAIR)).outputs).toMatchObject({ weight: "0" });
  expect(await mapped()).toBe("prod");
});

test("a version that never was blue is not rolled back to", async () => {
  await createPair();
  await deploy();
  await world.step("promote", PAIR);
  const id = await serve("prod");
  const expected = `it served deployment ${world.blue} when the rollout began`;
  await refused("rollback", `made prod, the way back, serve deployment ${id}`, expected);
  await world.api.request("UpdateStage", {
    stageName: "prod",
    patchOperations: [{ op: "replace", path: "/deploymentId", value: world.blue }],
  });
  expect((await world.step("rollback", PAIR)).outputs.phase).toBe("rolled-back");
});

test("a mapping that is moved to another API between look and call is left alone", async () => {
  await createPair();
  await deploy();
  const other = await smallApi(world.aws);
  await other.mock(other.rootId, "GET", "another API");
  await other.request("CreateDeployment", { stageName: "prod" });
  const stolen = [
    { op: "replace", path: "/restapiId", value: other.id },
    { op: "replace", path: "/stage", value: "prod" },
  ];
  const steal = { domainName: "api.shop.test", basePath: "v1", patchOperations: stolen };
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "TagResource") void world.aws.request("apigateway", "UpdateBasePathMapping", steal);
  };
  const promote = await world.step("promote", PAIR);
  world.aws.hooks.onCall = undefined;
  expect(promote.conclusion).toBe("failure");
  expect(JSON.parse(promote.outputs.result ?? "{}").error.code).toBe("conflict");
  expect(world.aws.calls.filter(({ action }) => action === "UpdateBasePathMapping")).toEqual([]);
});

test("a promote or rollback whose record cannot be written tells where the base path leads", async () => {
  await createPair();
  await deploy();
  const denied = { kind: "error", code: "AccessDeniedException", message: "no", status: 403 } as const;
  world.aws.faults.add({ action: "TagResource", after: 1, effect: denied });
  const promote = await world.step("promote", PAIR);
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { weight: "100", changed: "true" } });
  world.aws.faults.clear();
  expect((await world.step("promote", PAIR)).outputs.phase).toBe("promoted");
  world.aws.faults.add({ action: "TagResource", effect: denied });
  const rollback = await world.step("rollback", PAIR);
  expect(rollback).toMatchObject({ conclusion: "failure", outputs: { weight: "0", phase: "rolled-back" } });
  world.aws.faults.clear();
  const status = await world.step("status", PAIR);
  expect(status.outputs).toMatchObject({ phase: "rolled-back", "ready-to-promote": "false" });
  expect((await world.step("rollback", PAIR)).outputs).toMatchObject({ phase: "rolled-back", changed: "true" });
});
