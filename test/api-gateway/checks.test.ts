import { afterEach, expect, test, vi } from "vitest";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** What is asked of green: by a smoke test before users get it, and from outside afterwards. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const BROKEN = "export const handler = async () => { throw new Error('boom'); };";
const PAIR = { strategy: "blue-green", stage: "prod, next", "base-path-mapping": "api.shop.test/v1" };

async function createPair(): Promise<Record<string, string>> {
  world = await createApiWorld();
  await world.api.request("CreateDeployment", { stageName: "next" });
  await world.aws.request("apigateway", "CreateDomainName", { domainName: "api.shop.test" });
  const mapping = { domainName: "api.shop.test", basePath: "v1", restApiId: world.api.id, stage: "prod" };
  await world.aws.request("apigateway", "CreateBasePathMapping", mapping);
  return { ...PAIR, url: world.url("{stage}") };
}

const mapped = async () =>
  (await world.aws.request("apigateway", "GetBasePathMapping", { domainName: "api.shop.test", basePath: "v1" })).stage;

test("a function that throws never gets a request: the smoke test fails before the stage has a canary", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("broken", BROKEN);
  const inputs = { integration: world.integration("broken"), "smoke-test": "/math", weight: "100" };
  const deploy = await world.step("deploy", inputs);
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { verdict: "fail", weight: "0" } });
  expect(deploy.log.text).toContain("Green fails its smoke test: 1 of 1 paths");
  expect(deploy.log.text).toContain("/math answered 502");
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(await world.ask(20)).toEqual({ "1000": 20 });

  const uri = world.uri("mathCeil");
  expect((await world.step("rollback")).conclusion).toBe("success");
  expect(world.nextUri()).toBe(uri);
  expect((await world.step("teardown")).outputs.phase).toBe("idle");
  expect(world.statements("broken")).toEqual([]);
  expect(world.stage().tags.size).toBe(0);
});

test("the same for a strategy that gives everyone the new version at once", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("broken", BROKEN);
  const inputs = { integration: world.integration("broken"), "smoke-test": "/math", strategy: "all-at-once" };
  expect((await world.step("deploy", inputs)).outputs).toMatchObject({ verdict: "fail" });
  expect(await world.ask(20)).toEqual({ "1000": 20 });
});

test("what passed its smoke test has the verdict pass, and what nobody asked stays inconclusive", async () => {
  world = await createApiWorld();
  const integration = world.integration("mathFloor");
  const unasked = await world.step("deploy", { integration });
  expect(unasked.outputs.verdict).toBe("inconclusive");
  expect(unasked.summary).toContain("not measured");
  await world.step("rollback");
  await world.step("teardown");
  const asked = await world.step("deploy", { integration, "smoke-test": "/math, /nothing = 404" });
  expect(asked.outputs.verdict).toBe("fail");
  expect(asked.log.text).toContain("/nothing is answered by no method of the API");
  const again = await world.step("deploy", { integration, "smoke-test": "/math?x=1" });
  expect(again.outputs).toMatchObject({ verdict: "pass", phase: "deployed", weight: "0" });
  // A test invocation comes from a stage of its own, which the function's policy has to let in.
  expect(world.statements("mathFloor")).toHaveLength(2);
  expect((await world.step("status")).outputs.verdict).toBe("inconclusive");
  await world.step("rollback");
  expect((await world.step("teardown")).outputs.phase).toBe("idle");
  expect(world.statements("mathFloor")).toEqual([]);
});

test("stage variables of the canary hold for its smoke test, and a mock is asked like anything else", async () => {
  world = await createApiWorld();
  await world.api.mock(await world.api.resource("ping"), "GET", "pong");
  const uri = world.uri(`\${stageVariables.fn}`);
  await world.api.request("UpdateIntegration", {
    ...{ resourceId: world.math, httpMethod: "GET" },
    patchOperations: [{ op: "replace", path: "/uri", value: uri }],
  });
  const deploy = await world.step("deploy", { "stage-variables": "fn=mathFloor", "smoke-test": "/math, /ping" });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", verdict: "pass" });
});

test("users see the share that was set: a canary's as it is drawn, and after the promotion all of it", async () => {
  world = await createApiWorld({ apiGateway: { seed: 7 } });
  const probe = { "probe-url": `${world.url()}/math`, "probe-match": "body 999" };
  await world.step("deploy", { integration: world.integration("mathFloor") });
  const shift = await world.step("shift", { ...probe, weight: "30", "bake-time": "1s" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { weight: "30", verdict: "pass" } });
  const plan = JSON.parse(shift.outputs.plan ?? "[]") as string[];
  expect(plan.map((line) => line.split(" ")[0])).toEqual(["Give", "Look", "Bake", "Record"]);
  expect(shift.summary).toMatch(/of 200 requests to \S+ reached green \(30 % is 39 to 82\)/);
  const promote = await world.step("promote", probe);
  expect(promote.summary).toContain("200 of 200 requests");
  const rollback = await world.step("rollback", probe);
  expect(rollback.summary).toContain("0 of 200 requests");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", verdict: "inconclusive" });
});

test("a share that users do not see fails the step, and keeps it unfinished", async () => {
  world = await createApiWorld();
  await world.step("deploy", { integration: world.integration("mathFloor") });
  const probe = { "probe-url": `${world.url()}/math`, "probe-match": "body v3" };
  const shift = await world.step("shift", { ...probe, weight: "50", timeout: "6s" });
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { weight: "50", verdict: "fail" } });
  expect(shift.log.text).toContain("`probe-match` (body v3) fits no answer");
  expect((await world.step("status")).outputs).toMatchObject({ phase: "shifting", "next-step": "shift" });
});

test("green's stage of a pair is asked at its own address, and what fails there is not switched to", async () => {
  const pair = await createPair();
  world.aws.lambda.registerFunction("broken", BROKEN);
  const smoke = { ...pair, "smoke-test": "/math" };
  const failed = await world.step("deploy", { ...smoke, integration: world.integration("broken") });
  expect(failed).toMatchObject({ conclusion: "failure", outputs: { verdict: "fail" } });
  expect(failed.log.text).toContain("/math answered 502");
  await world.step("rollback", pair);
  await world.step("teardown", pair);

  const deploy = await world.step("deploy", { ...smoke, integration: world.integration("mathFloor") });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", verdict: "pass" });
  expect(deploy.outputs["preview-url"]).toBe(world.url("next"));
  await world.aws.lambda.updateFunction("mathFloor", BROKEN);
  const promote = await world.step("promote", smoke);
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { verdict: "fail", weight: "0" } });
  expect(await mapped()).toBe("prod");
  await world.aws.lambda.updateFunction("mathFloor", "export const handler = async () => ({ body: '999' });");
  expect((await world.step("promote", smoke)).outputs).toMatchObject({ phase: "promoted", verdict: "pass" });
});

test("an address where a canary has none is refused", async () => {
  world = await createApiWorld();
  const status = await world.step("deploy", { url: world.url("{stage}"), "smoke-test": "/math" });
  expect(status.log.text).toContain("is not supported by the strategy canary: a canary has no address of its own");
  const bare = await world.step("status", { ...PAIR, url: "https://api.example.com/prod" });
  expect(bare.log.text).toContain("is not an http or https URL with `{stage}`");
  const half = await world.step("shift", { "probe-match": "body v2" });
  expect(half.log.text).toContain("needs `probe-url`");
});
