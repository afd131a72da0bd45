import { afterEach, expect, test } from "vitest";
import { allow, functionApi, functionUri, load, smallApi, variable } from "./apigateway/testing.ts";
import type { Params } from "./contract.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Integrations with Lambda functions: their events and answers, permissions, and what goes wrong. */

let aws: LocalAws;
afterEach(() => aws.close());

async function withFunction(handler: string, name = "shop", settings: Params = {}) {
  aws = await startAws({ apiGateway: { throttle: false } });
  return functionApi(aws, handler, name, settings);
}

test.each([
  ["a promise", "export const handler = async ({ path }) => ({ statusCode: 201, body: path });"],
  [
    "a callback",
    "exports.handler = (event, context, callback) => callback(null, { statusCode: 201, body: event.path });",
  ],
  [
    "a callback, later",
    "exports.handler = (event, _, done) => { setImmediate(() => done(null, { statusCode: 201, body: event.path })); };",
  ],
])("a handler that answers by %s", async (_kind, handler) => {
  const api = await withFunction(handler);
  await allow(aws, "shop");
  await api.request("CreateDeployment", { stageName: "live" });
  const response = await fetch(`${api.url("live")}/some/thing?x=1`);
  expect([response.status, await response.text()]).toEqual([201, "/some/thing"]);
});

test("a proxy integration's event", async () => {
  const api = await withFunction("export const handler = async (event) => ({ body: JSON.stringify(event) });");
  await allow(aws, "shop");
  await api.request("CreateDeployment", { stageName: "live", variables: { colour: "blue" } });
  const response = await fetch(`${api.url("live")}/orders/a%20b//c/?q=1&q=2`, {
    method: "POST",
    body: "hello",
    headers: { "X-Trace": "t1" },
  });
  const deploymentId = aws.apiGateway.stage(api.id, "live").deploymentId;
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toMatchObject({
    resource: "/{proxy+}",
    path: "/orders/a%20b//c/",
    httpMethod: "POST",
    headers: { "X-Trace": "t1" },
    queryStringParameters: { q: "2" },
    multiValueQueryStringParameters: { q: ["1", "2"] },
    pathParameters: { proxy: "orders/a b//c" },
    stageVariables: { colour: "blue" },
    body: "hello",
    isBase64Encoded: false,
    requestContext: {
      apiId: api.id,
      stage: "live",
      resourcePath: "/{proxy+}",
      deploymentId,
      path: "/live/orders/a%20b//c/",
    },
  });
});

/** As recorded from AWS by localstack's `test_aws_proxy_response_payload_format_validation`. */
test("a proxy integration's answer", async () => {
  const api = await withFunction("export const handler = async ({ body }) => JSON.parse(body);");
  await allow(aws, "shop");
  await api.request("CreateDeployment", { stageName: "live" });
  const answer = async (result: unknown) => {
    const response = await fetch(`${api.url("live")}/`, { method: "POST", body: JSON.stringify(result) });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  expect(await answer({ statusCode: 200 })).toMatchObject({ status: 200, text: "" });
  expect(await answer({ headers: { a: "b" } })).toMatchObject({ status: 200, text: "" });
  expect(await answer({ statusCode: "201" })).toMatchObject({ status: 201 });
  expect(await answer({ statusCode: 200, headers: null })).toMatchObject({ status: 200 });
  const { headers } = await answer({ headers: { b: true, m: "3" }, multiValueHeaders: { M: ["1", "2"] } });
  expect([headers.get("b"), headers.get("m")]).toEqual(["true", "1, 2, 3"]);
  const encoded = { statusCode: 200, body: "dGVzdA==", isBase64Encoded: true };
  expect(await answer(encoded)).toMatchObject({ text: "dGVzdA==" });
  const malformed = [
    { statusCode: 200, wrong: 1 },
    { statusCode: "test" },
    { multiValueHeaders: { a: "b" } },
    "text",
    null,
    {},
  ];
  for (const result of malformed) {
    expect(await answer(result)).toMatchObject({ status: 502, text: '{"message":"Internal server error"}' });
  }
});

test("without a permission for the alias that the stage names there is a 500", async () => {
  const api = await withFunction(
    "export const handler = async (_, { functionVersion }) => ({ body: functionVersion });",
    `shop:${variable("alias")}`,
  );
  await aws.request("lambda", "PublishVersion", { FunctionName: "shop" });
  await aws.lambda.updateFunction("shop", "export const handler = async () => ({ body: 'two' });");
  await aws.request("lambda", "PublishVersion", { FunctionName: "shop" });
  for (const [Name, FunctionVersion] of [
    ["blue", "1"],
    ["green", "2"],
  ]) {
    await aws.request("lambda", "CreateAlias", { FunctionName: "shop", Name, FunctionVersion });
  }
  await api.request("CreateDeployment", { stageName: "live", variables: { alias: "blue" } });
  await api.request("CreateDeployment", {
    stageName: "live",
    canarySettings: { percentTraffic: 0, stageVariableOverrides: { alias: "green" } },
  });
  const answer = async () => {
    const response = await fetch(`${api.url("live")}/`);
    return [response.status, await response.text()];
  };
  const failure = [500, '{"message":"Internal server error"}'];
  await allow(aws, "shop");
  expect(await answer()).toEqual(failure);
  await allow(aws, "shop", "blue");
  expect(await answer()).toEqual([200, "1"]);
  const patchOperations = [{ op: "replace", path: "/canarySettings/percentTraffic", value: "100" }];
  await api.request("UpdateStage", { stageName: "live", patchOperations });
  expect(await answer()).toEqual(failure);
  await allow(aws, "shop", "green");
  expect(await answer()).toEqual([200, "two"]);
  expect(aws.apiGateway.traffic(api.id, "live")).toMatchObject({
    base: { requests: 2, failed: 1 },
    canary: { requests: 2, failed: 1 },
  });
});

test("a permission is for the methods and paths that its source ARN names", async () => {
  const api = await withFunction("export const handler = async () => ({ body: 'ok' });");
  await aws.request("lambda", "AddPermission", {
    FunctionName: "shop",
    StatementId: "one",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:${aws.region}:${aws.accountId}:${api.id}/live/GET/*`,
  });
  await api.request("CreateDeployment", { stageName: "live" });
  await api.request("CreateDeployment", { stageName: "other" });
  const status = async (stage: string, method: string) => (await fetch(`${api.url(stage)}/`, { method })).status;
  expect([await status("live", "GET"), await status("live", "POST"), await status("other", "GET")]).toEqual([
    200, 500, 500,
  ]);
});

test("a handler that throws, exits, never loads or never ends is a 502, and the next request is served", async () => {
  const api = await withFunction(
    `export const handler = async ({ path }) => {
      if (path === "/throw") throw new Error("no");
      if (path === "/exit") process.exit(1);
      if (path === "/crash") await new Promise(() => setTimeout(() => { throw new Error("uncaught"); }, 1));
      if (path === "/loop") for (;;);
      return { body: "ok" };
    };`,
    "shop",
    { Timeout: 1 },
  );
  await allow(aws, "shop");
  await api.request("CreateDeployment", { stageName: "live" });
  const status = async (path: string) => (await fetch(`${api.url("live")}${path}`)).status;
  for (const path of ["/throw", "/exit", "/crash", "/loop"]) {
    expect([path, await status(path)]).toEqual([path, 502]);
    expect(await status("/")).toBe(200);
  }
  await aws.lambda.updateFunction("shop", "export const nothing = 1;");
  expect(await status("/")).toBe(502);
});

test("an integration that takes too long is a 504", async () => {
  const api = await withFunction("export const handler = () => new Promise(() => {});");
  await allow(aws, "shop");
  const patchOperations = [{ op: "replace", path: "/timeoutInMillis", value: "50" }];
  await api.request("UpdateIntegration", { resourceId: api.rootId, httpMethod: "ANY", patchOperations });
  await api.request("CreateDeployment", { stageName: "live" });
  const response = await fetch(`${api.url("live")}/`);
  expect([response.status, await response.text()]).toEqual([504, '{"message":"Endpoint request timed out"}']);
});

test("many requests at a time, each in an environment of its own", async () => {
  const api = await withFunction(
    `let busy = false;
    export const handler = async () => {
      if (busy) return { statusCode: 500 };
      busy = true;
      await new Promise((resolve) => setImmediate(resolve));
      busy = false;
      return { body: "ok" };
    };`,
  );
  await allow(aws, "shop");
  await api.request("CreateDeployment", { stageName: "live" });
  expect(await load(`${api.url("live")}/`, 1_000)).toEqual(new Map([["ok", 1_000]]));
  expect(aws.lambda.invocations("shop")).toBe(1_000);
});

test("a plain Lambda integration passes bodies through and chooses the answer by pattern", async () => {
  aws = await startAws({ apiGateway: { throttle: false } });
  aws.lambda.registerFunction(
    "plain",
    "exports.handler = async (event) => { if (event.fail) throw new Error('Error: four hundred'); return { seen: event }; };",
  );
  await allow(aws, "plain");
  const api = await smallApi(aws);
  const place = { resourceId: api.rootId, httpMethod: "POST" };
  await api.method(api.rootId, "POST", { type: "AWS", uri: functionUri(aws, "plain") });
  await api.request("PutIntegrationResponse", { ...place, statusCode: "200" });
  await api.request("PutIntegrationResponse", { ...place, statusCode: "400", selectionPattern: ".*four hundred.*" });
  await api.request("CreateDeployment", { stageName: "live" });
  const answer = async (body: object) => {
    const response = await fetch(`${api.url("live")}/`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    return [response.status, await response.json()];
  };
  expect(await answer({ a: 1 })).toEqual([200, { seen: { a: 1 } }]);
  expect(await answer({ fail: true })).toMatchObject([400, { errorMessage: "Error: four hundred" }]);
});
