import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Policy } from "../aws/contract.ts";
import { ROOT } from "../runner/runner.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** The policy that docs/api-gateway.md gives: enough for every step, and for nothing but this API. */
let world: ApiWorld;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s", "keep-deployments": "0" };

function documented(): string {
  const page = readFileSync(join(ROOT, "docs", "api-gateway.md"), "utf8");
  const [, json = ""] = /<!-- policy -->\n+```json\n(.*?)```/s.exec(page) ?? [];
  return json.replaceAll("a1b2c3d4e5", world.api.id).replaceAll("api.example.com", "api.shop.test");
}

/** Beside it, what docs/iam.md gives for gates. */
function gatesPolicy(wanted: (sid: string) => boolean = () => true): Policy {
  const page = readFileSync(join(ROOT, "docs", "iam.md"), "utf8");
  const [, gates = ""] = /<!-- iam: gates -->\n+```json\n(.*?)```/s.exec(page) ?? [];
  const all = [documented(), gates].flatMap((text) => (JSON.parse(text) as { Statement: { Sid: string }[] }).Statement);
  return { Version: "2012-10-17", Statement: all.filter(({ Sid }) => wanted(Sid)) } as unknown as Policy;
}

test("is enough for all steps, with an integration, an OpenAPI file and two stages", async () => {
  world = await createApiWorld();
  await world.api.request("CreateDeployment", { stageName: "next" });
  await world.aws.request("apigateway", "CreateDomainName", { domainName: "api.shop.test" });
  const mapping = { domainName: "api.shop.test", basePath: "v1", restApiId: world.api.id, stage: "prod" };
  await world.aws.request("apigateway", "CreateBasePathMapping", mapping);
  const env = world.aws.env(world.aws.principal("delivery", JSON.parse(documented()) as Policy));
  const get = {
    responses: { 200: { description: "fine" } },
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: world.uri("mathFloor") },
  };
  const document = { openapi: "3.0.1", info: { title: "math", version: "2" }, paths: { "/math": { get } } };
  world.write("api.json", JSON.stringify(document));
  const step = async (name: string, more: Record<string, string> = {}) => {
    const result = await world.step(name, more, { env });
    expect([name, result.log.annotations.filter(({ level }) => level === "error")]).toEqual([name, []]);
  };
  for (const source of [{ integration: world.integration("mathFloor") }, { openapi: "api.json" }]) {
    await step("deploy", source as Record<string, string>);
    await step("shift", { weight: "10" });
    await step("promote");
    await step("rollback");
    await step("teardown", SOON);
  }
  const pair = { strategy: "blue-green", stage: "prod, next", "base-path-mapping": "api.shop.test/v1" };
  await step("deploy", { ...pair, integration: world.integration("mathFloor") });
  await step("promote", pair);
  await step("rollback", pair);
  await step("teardown", { ...pair, ...SOON });
  expect(world.aws.calls.filter(({ error }) => error === "AccessDeniedException")).toEqual([]);
});

test("is enough for gates with CloudWatch's own, and without the names of APIs it says what to allow", async () => {
  world = await createApiWorld();
  const env = (policy: Policy) => world.aws.env(world.aws.principal("delivery", policy));
  await world.step("deploy", { integration: world.integration("mathFloor") });
  const less = gatesPolicy((sid) => sid !== "ApiNames");
  const denied = await world.step("shift", { compare: "on" }, { env: env(less) });
  expect(denied).toMatchObject({ conclusion: "failure", outputs: { changed: "false", weight: "0" } });
  expect(denied.log.text).toContain("allow `apigateway:GET` on `/restapis`");
  const since = world.aws.calls.length;
  expect((await world.step("shift", { compare: "on" }, { env: env(gatesPolicy()) })).outputs.weight).toBe("10");
  expect(world.aws.calls.slice(since).filter(({ error }) => error === "AccessDeniedException")).toEqual([]);
});

test("is enough for gates by the functions' metrics, which need no names of APIs", async () => {
  world = await createApiWorld();
  const env = world.aws.env(
    world.aws.principal(
      "delivery",
      gatesPolicy((sid) => sid !== "ApiNames"),
    ),
  );
  await world.step("deploy", { integration: world.integration("mathFloor") });
  const shift = await world.step("shift", { metrics: "lambda" }, { env });
  expect(shift, shift.log.text).toMatchObject({ conclusion: "success", outputs: { weight: "10" } });
});

test.each(["Stages", "Deployments", "Tags", "Integrations"])("without %s, deploy says what is denied", async (sid) => {
  world = await createApiWorld();
  const policy = JSON.parse(documented()) as { Statement: { Sid: string }[] };
  const less = { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== sid) } as unknown as Policy;
  const env = world.aws.env(world.aws.principal("delivery", less));
  const deploy = await world.step("deploy", { integration: world.integration("mathFloor") }, { env });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("AWS denied apigateway:");
  // What was done before the refusal was taken back.
  expect(world.stage().tags.size).toBe(0);
  expect(world.nextUri()).toBe(world.uri("mathCeil"));
  expect(world.statements("mathFloor")).toEqual([]);
  expect(world.deployments()).toHaveLength(1);
  expect(await world.ask(10)).toEqual({ "1000": 10 });
});
