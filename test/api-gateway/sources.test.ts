import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { variable } from "../aws/apigateway/testing.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** What a deploy can bring: resources, an OpenAPI file, an integration, stage variables. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const ALL = { weight: "100" };
const SOON = { "scale-down-delay": "1s" };

function openapi(paths: Record<string, string>, extra: object = {}): string {
  const item = (uri: string) => ({
    get: {
      responses: { 200: { description: "fine" } },
      "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
    },
  });
  const items = Object.fromEntries(Object.entries(paths).map(([path, uri]) => [path, item(uri)]));
  return JSON.stringify({ openapi: "3.0.1", info: { title: "shop", version: "2" }, paths: items, ...extra }, null, 2);
}

test("the API's resources as they are, and a rollback says that they stay", async () => {
  world = await createApiWorld();
  await world.api.mock(await world.api.resource("news"), "GET", "fresh");
  const deploy = await world.step("deploy", ALL);
  expect(deploy.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(world.aws.calls.filter(({ service }) => service === "lambda")).toEqual([]);
  expect(await world.ask(20, "/news")).toEqual({ fresh: 20 });
  const rollback = await world.step("rollback");
  expect(rollback.log.text).toContain("the next deployment of this API brings them again");
  expect(await world.ask(20, "/news")).toEqual({ "HTTP 403": 20 });
});

test("an OpenAPI file becomes the API, its functions are allowed, and a rollback puts all of it back", async () => {
  world = await createApiWorld();
  await world.api.mock(await world.api.resource("old"), "GET", "old");
  await world.api.request("CreateDeployment", { stageName: "prod" });
  world.write("api.json", openapi({ "/math": world.uri("mathFloor"), "/floor/{id}": world.uri("mathFloor") }));
  const deploy = await world.step("deploy", { ...ALL, openapi: "api.json" });
  expect(deploy.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(await world.ask(20)).toEqual({ "999": 20 });
  expect(await world.ask(20, "/floor/7")).toEqual({ "999": 20 });
  expect(await world.ask(5, "/old")).toEqual({ "HTTP 403": 5 });
  await world.step("promote");
  const rollback = await world.step("rollback");
  expect(rollback.outputs.phase).toBe("rolled-back");
  expect(await world.ask(20)).toEqual({ "1000": 20 });
  expect(await world.ask(5, "/old")).toEqual({ old: 5 });
  // What the next deployment brings is what is served.
  await world.step("teardown", SOON);
  expect(world.statements("mathFloor")).toEqual([]);
  await world.api.request("CreateDeployment", { stageName: "prod" });
  expect(await world.ask(20)).toEqual({ "1000": 20 });
  expect(await world.ask(5, "/old")).toEqual({ old: 5 });
});

test("the same OpenAPI file is deployed once", async () => {
  world = await createApiWorld();
  world.write("api.yml", openapi({ "/math": world.uri("mathFloor") }));
  await world.step("deploy", { openapi: "api.yml" });
  await world.step("promote");
  await world.step("teardown", SOON);
  const since = world.aws.calls.length;
  const again = await world.step("deploy", { openapi: "api.yml" });
  expect(again.outputs).toMatchObject({ phase: "idle", changed: "false" });
  expect(again.log.text).toMatch(/already runs openapi .* and has all the traffic/);
  expect(world.aws.mutations(since)).toEqual([]);
});

test("an OpenAPI file that AWS warns of is refused, with its words, and nothing is left of the deploy", async () => {
  world = await createApiWorld();
  world.write("api.json", openapi({ "/math": world.uri("mathFloor") }, { colour: "green" }));
  const before = world.nextUri();
  const deploy = await world.step("deploy", { openapi: "api.json" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { verdict: "error" } });
  expect(deploy.log.text).toContain("openapi: API Gateway does not take the file: ");
  expect(deploy.log.text).toContain("attribute colour is unexpected");
  expect(world.nextUri()).toBe(before);
  expect(world.statements("mathFloor")).toEqual([]);
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(world.stage().tags.size).toBe(0);
  expect((await world.step("status")).outputs.phase).toBe("idle");
});

test("an alias of the function, by a stage variable that the integration names", async () => {
  world = await createApiWorld();
  for (const [Name, handler] of [
    ["blue", "export const handler = async () => ({ body: 'v1' });"],
    ["green", "export const handler = async () => ({ body: 'v2' });"],
  ] as const) {
    await world.aws.lambda.updateFunction("mathCeil", handler);
    const { Version } = await world.aws.request("lambda", "PublishVersion", { FunctionName: "mathCeil" });
    await world.aws.request("lambda", "CreateAlias", { FunctionName: "mathCeil", Name, FunctionVersion: Version });
  }
  await world.allowByHand("mathCeil", "blue");
  const patchOperations = [{ op: "replace", path: "/uri", value: world.uri(`mathCeil:\${stageVariables.colour}`) }];
  await world.api.request("UpdateIntegration", { resourceId: world.math, httpMethod: "GET", patchOperations });
  await world.api.request("CreateDeployment", { stageName: "prod" });
  expect(await world.ask(5)).toEqual({ v1: 5 });
  const deploy = await world.step("deploy", { ...ALL, "stage-variables": "colour=green" });
  expect(deploy.outputs.phase).toBe("promoted");
  expect(world.statements("mathCeil", "green")).toHaveLength(1);
  expect(await world.ask(20)).toEqual({ v2: 20 });
  await world.step("promote");
  expect(world.stage().variables.get("colour")).toBe("green");
  await world.step("rollback");
  expect(world.stage().variables.get("colour")).toBe("blue");
  expect(await world.ask(20)).toEqual({ v1: 20 });
  await world.step("teardown", SOON);
  expect(world.statements("mathCeil", "green")).toEqual([]);
});

test("an HTTP backend instead of a function, and back", async () => {
  world = await createApiWorld();
  const upstream = createServer((_, response) => response.end("upstream"));
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  const before = world.nextUri();
  const deploy = await world.step("deploy", { ...ALL, integration: `http://127.0.0.1:${port}/x` });
  expect(deploy.conclusion).toBe("success");
  expect(await world.ask(20)).toEqual({ upstream: 20 });
  await world.step("rollback");
  expect(await world.ask(20)).toEqual({ "1000": 20 });
  expect(world.nextUri()).toBe(before);
  await world.step("teardown", SOON);
  await world.api.request("CreateDeployment", { stageName: "prod" });
  expect(await world.ask(20)).toEqual({ "1000": 20 });
  upstream.closeAllConnections();
  upstream.close();
});

test("the permission of a former version goes with the teardown, and the one of the version that serves stays", async () => {
  world = await createApiWorld();
  const release = async (name: string) => {
    await world.step("deploy", { integration: world.integration(name) });
    await world.step("promote");
    return (await world.step("teardown", SOON)).outputs.phase;
  };
  expect(await release("mathFloor")).toBe("idle");
  world.aws.lambda.registerFunction("mathRound", "export const handler = async () => ({ body: '1000.5' });");
  expect(await release("mathRound")).toBe("idle");
  expect(world.statements("mathFloor")).toEqual([]);
  expect(world.statements("mathRound")).toHaveLength(1);
  expect(world.statements("mathCeil")).toEqual(["by-hand"]);
  expect(await world.ask(20)).toEqual({ "1000.5": 20 });
});

test("all-at-once replaces blue in one step, leaves a way back, and needs no teardown in between", async () => {
  world = await createApiWorld();
  const strategy = "all-at-once";
  const deploy = await world.step("deploy", {
    strategy,
    integration: world.integration("mathFloor"),
    "stage-variables": "colour=green",
  });
  expect(deploy.outputs).toMatchObject({ phase: "promoted", weight: "100", blue: world.blue });
  expect(await world.ask(20)).toEqual({ "999": 20 });
  const first = world.stage().deploymentId;
  await world.api.mock(await world.api.resource("news"), "GET", "fresh");
  const second = await world.step("deploy", { strategy });
  expect(second.outputs).toMatchObject({ phase: "promoted", blue: first });
  expect(await world.ask(20, "/news")).toEqual({ fresh: 20 });
  expect((await world.step("rollback", { strategy })).outputs.phase).toBe("rolled-back");
  expect(world.stage()).toMatchObject({ deploymentId: first });
  expect(await world.ask(20)).toEqual({ "999": 20 });
});

test("a file without the API's resource policy is refused, and what else it would drop is told", async () => {
  world = await createApiWorld();
  const policy = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke" }],
  };
  await world.api.request("UpdateRestApi", {
    patchOperations: [
      { op: "replace", path: "/policy", value: JSON.stringify(policy) },
      { op: "add", path: "/binaryMediaTypes/image~1png" },
    ],
  });
  world.aws.apiGateway.api(world.api.id).minimumCompressionSize = 1024;
  const secret = await world.api.resource("secret");
  const at = { resourceId: secret, httpMethod: "GET" };
  await world.api.request("PutMethod", { ...at, authorizationType: "AWS_IAM" });
  await world.api.request("PutIntegration", { ...at, type: "MOCK" });
  await world.api.request("CreateDeployment", { stageName: "prod" });
  const paths = { "/math": world.uri("mathFloor") };
  world.write("api.json", openapi(paths));
  const since = world.aws.calls.length;
  const refused = await world.step("deploy", { openapi: "api.json" });
  expect(refused.conclusion).toBe("failure");
  expect(refused.log.text).toContain("the API has a resource policy, which the file does not have");
  expect(world.aws.mutations(since)).toEqual([]);

  const before = world.aws.apiGateway.api(world.api.id).policy;
  world.write("api.json", openapi(paths, { "x-amazon-apigateway-policy": policy }));
  const deploy = await world.step("deploy", { openapi: "api.json" });
  expect(deploy.outputs.phase).toBe("deployed");
  for (const gone of ["binary media types image/png", "answers from 1024 bytes on", "GET /secret (AWS&#95;IAM)"]) {
    expect(deploy.summary).toContain(gone);
  }
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
  const { binaryMediaTypes, minimumCompressionSize, policy: after } = world.aws.apiGateway.api(world.api.id);
  expect(JSON.parse(after ?? "{}")).toEqual(JSON.parse(before ?? "{}"));
  expect({ binaryMediaTypes, minimumCompressionSize }).toEqual({
    binaryMediaTypes: ["image/png"],
    minimumCompressionSize: 1024,
  });
});

test("a function whose answer is streamed is allowed like any other, by ARN, alias and stage variable", async () => {
  world = await createApiWorld();
  const { Version } = await world.aws.request("lambda", "PublishVersion", { FunctionName: "mathFloor" });
  await world.aws.request("lambda", "CreateAlias", {
    FunctionName: "mathFloor",
    Name: "live",
    FunctionVersion: Version,
  });
  const streamed = (name: string) =>
    world
      .uri(name)
      .replace("2015-03-31", "2021-11-15")
      .replace(/invocations$/, "response-streaming-invocations");
  const whole = world.uri(variable("fn"));
  world.write("api.json", openapi({ "/math": streamed("mathFloor"), "/alias": streamed("mathFloor:live") }));
  const deploy = await world.step("deploy", { ...ALL, openapi: "api.json" });
  expect(deploy.outputs.phase).toBe("promoted");
  expect(await world.ask(10)).toEqual({ "999": 10 });
  expect(await world.ask(10, "/alias")).toEqual({ "999": 10 });
  expect(world.statements("mathFloor", "live")).toHaveLength(1);
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.statements("mathFloor", "live")).toEqual([]);
  world.write("api.json", openapi({ "/math": whole }));
  const named = await world.step("deploy", { ...ALL, openapi: "api.json", "stage-variables": "fn=mathFloor:live" });
  expect(named.outputs.phase).toBe("promoted");
  expect(world.statements("mathFloor", "live")).toHaveLength(1);
  expect(await world.ask(10)).toEqual({ "999": 10 });
});

/** Lets `Authorization: yes` in. */
const DOORMAN = `export const handler = async ({ authorizationToken, methodArn }) => ({
  principalId: "user",
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: authorizationToken === "yes" ? "Allow" : "Deny", Resource: methodArn }] },
});`;

test("an authorizer comes with the file, is allowed to be called, and is there again after a rollback of the next file", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("doorman", DOORMAN);
  const guarded = (uri: string) => {
    const document = JSON.parse(openapi({ "/math": uri }));
    document.paths["/math"].get.security = [{ door: [] }];
    const door = {
      type: "apiKey",
      name: "Authorization",
      in: "header",
      "x-amazon-apigateway-authtype": "custom",
      "x-amazon-apigateway-authorizer": { type: "token", authorizerUri: world.uri("doorman") },
    };
    return JSON.stringify({ ...document, components: { securitySchemes: { door } } });
  };
  const answers = async () =>
    Promise.all(
      [undefined, "no", "yes"].map(async (token) => {
        const { status } = await world.askOne(
          `${world.url()}/math`,
          token === undefined ? {} : { authorization: token },
        );
        return status;
      }),
    );
  world.write("api.json", guarded(world.uri("mathFloor")));
  expect((await world.step("deploy", { ...ALL, openapi: "api.json" })).outputs.phase).toBe("promoted");
  expect(world.statements("doorman")).toHaveLength(1);
  expect(await answers()).toEqual([401, 403, 200]);
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(await answers()).toEqual([401, 403, 200]);

  world.write("next.json", openapi({ "/math": world.uri("mathCeil") }));
  const open = await world.step("deploy", { openapi: "next.json" });
  expect(open.summary).toContain("GET /math (CUSTOM)");
  // An export that lacks what it should have is not put in place of what was.
  const served = world.deployments().find(({ id }) => id === world.stage().deploymentId);
  const { authorizers = [] } = served ?? {};
  Object.assign(served ?? {}, { authorizers: [] });
  const cut = await world.step("rollback");
  expect(cut).toMatchObject({ conclusion: "failure", outputs: { weight: "0", "ready-to-promote": "false" } });
  expect(cut.log.text).toContain("The export of prod lacks the authorization of GET /math");
  Object.assign(served ?? {}, { authorizers });
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  // What the next deployment brings is as closed as what is served.
  await world.api.request("CreateDeployment", { stageName: "prod" });
  expect(await answers()).toEqual([401, 403, 200]);
});
