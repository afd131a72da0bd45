import { afterEach, expect, test, vi } from "vitest";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** A pair whose stages are not set up alike: the switch changes that for users, too. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const PAIR = { strategy: "blue-green", stage: "prod, next", "base-path-mapping": "api.shop.test/v1" };

async function createPair(): Promise<Record<string, string>> {
  world = await createApiWorld();
  await world.api.request("CreateDeployment", { stageName: "next", variables: { colour: "old" } });
  await world.aws.request("apigateway", "CreateDomainName", { domainName: "api.shop.test" });
  const mapping = { domainName: "api.shop.test", basePath: "v1", restApiId: world.api.id, stage: "prod" };
  await world.aws.request("apigateway", "CreateBasePathMapping", mapping);
  return { ...PAIR, integration: world.integration("mathFloor") };
}

const patch = (stageName: string, path: string, value: string) =>
  world.api.request("UpdateStage", { stageName, patchOperations: [{ op: "replace", path, value }] });

const answer = async (headers: Record<string, string> = {}) =>
  (await world.askOne(`${world.aws.apiGateway.url}/v1/math`, { host: "api.shop.test", ...headers })).status;

async function expectRefusal(step: string, inputs: Record<string, string>, id: string) {
  const since = world.aws.calls.length;
  const result = await world.step(step, inputs);
  expect(JSON.parse(result.outputs.result ?? "{}").error).toMatchObject({ id, remedy: expect.stringMatching(/\S/) });
  expect(world.aws.mutations(since)).toEqual([]);
}

test("what differs is a table in the summary and a warning in the plan", async () => {
  const inputs = await createPair();
  await patch("prod", "/*/*/throttling/rateLimit", "100");
  await patch("prod", "/tracingEnabled", "true");
  await patch("next", "/~1math/GET/logging/loglevel", "INFO");
  const deploy = await world.step("deploy", { ...inputs, "stage-variables": "size=xl" });
  expect(deploy.outputs.phase).toBe("deployed");
  expect(deploy.summary).toContain("| stage variable size | `not set` | `set` |");
  expect(deploy.log.text).toContain("next is not set up like prod, and users notice that after the switch");
  expect(deploy.summary).toContain("**The sides are not set up alike**");
  expect(deploy.summary).toContain("| X-Ray tracing | `on` | `off` |");
  expect(deploy.summary).toMatch(/\| throttling of all methods \| `100 a second, \d+ at once` \| `not set` \|/);
  expect(deploy.summary).toContain("| execution log of GET /math | `not set` | `INFO` |");
  const { differences } = JSON.parse(deploy.outputs.result ?? "{}");
  expect(differences).toContainEqual({ what: "X-Ray tracing", blue: "on", green: "off" });
  expect((await world.step("promote", PAIR)).outputs.phase).toBe("promoted");
});

test("a stage that is throttled to nothing gets nobody, also when that was done after the deploy", async () => {
  const inputs = await createPair();
  await world.step("deploy", inputs);
  await patch("next", "/*/*/throttling/burstLimit", "0");
  expect(await world.ask(5, "/math", "next")).toEqual({ "HTTP 429": 5 });
  await expectRefusal("promote", PAIR, "stage-throttled");
  expect(await answer()).toBe(200);
  const meant = await world.step("promote", { ...PAIR, "allow-differences": "throttling" });
  expect([meant.outputs.phase, await answer()]).toEqual(["promoted", 429]);
  expect((await world.step("rollback", PAIR)).outputs.phase).toBe("rolled-back");
  expect(await answer()).toBe(200);
});

test("a stage that no usage plan has would answer 403 to every key", async () => {
  const inputs = await createPair();
  await world.api.request("DeleteMethod", { resourceId: world.math, httpMethod: "GET" });
  const method = { resourceId: world.math, httpMethod: "GET", authorizationType: "NONE", apiKeyRequired: true };
  await world.api.request("PutMethod", method);
  const integration = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: world.uri("mathCeil") };
  await world.api.request("PutIntegration", { resourceId: world.math, httpMethod: "GET", ...integration });
  for (const stageName of ["prod", "next"]) await world.api.request("CreateDeployment", { stageName });
  const gateway = (action: string, params: Record<string, unknown>) =>
    world.aws.request("apigateway", action, params as never);
  const apiStages = [{ apiId: world.api.id, stage: "prod" }];
  const { id: usagePlanId } = await gateway("CreateUsagePlan", { name: "partners", apiStages });
  const { id: keyId } = await gateway("CreateApiKey", { value: "k".repeat(40) });
  await gateway("CreateUsagePlanKey", { usagePlanId, keyId, keyType: "API_KEY" });
  const key = { "x-api-key": "k".repeat(40) };
  expect([await answer(), await answer(key)]).toEqual([403, 200]);

  await expectRefusal("deploy", inputs, "stage-without-plan");
  const status = await world.step("status", PAIR);
  expect(JSON.parse(status.outputs.result ?? "{}").findings).toContainEqual(
    expect.objectContaining({ kind: "refused", id: "stage-without-plan" }),
  );
  await gateway("CreateUsagePlan", { name: "partners-next", apiStages: [{ apiId: world.api.id, stage: "next" }] });
  await expectRefusal("deploy", inputs, "stage-without-plan");
  const meant = await world.step("deploy", { ...inputs, "allow-differences": "usage-plans" });
  expect(meant.outputs.phase).toBe("deployed");
  expect(meant.summary).toContain("| usage plans | `partners` | `partners-next` |");
  expect(await answer(key)).toBe(200);
});

test("another WAF ACL is refused unless it is meant", async () => {
  const inputs = await createPair();
  world.stage("prod").webAclArn = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1";
  await expectRefusal("deploy", inputs, "stage-other-waf");
  expect((await world.step("deploy", { ...inputs, "allow-differences": "waf" })).outputs.phase).toBe("deployed");
});

test("usage plans that the role may not read are said not to be compared", async () => {
  const inputs = await createPair();
  const policy = {
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "apigateway:GET", Resource: "*usageplans" },
    ],
  } as const;
  const env = world.aws.env(world.aws.principal("narrow", policy as never));
  const deploy = await world.step("deploy", inputs, { env });
  expect(deploy.outputs.phase).toBe("deployed");
  expect(deploy.log.text).toContain("The usage plans were not compared");
});
