import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
} from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clients, functionUri, refusal, smallApi } from "./apigateway/testing.ts";
import type { Params } from "./contract.ts";
import { ask, askMany, cookieOf, weighted } from "./lab.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { first } from "./shop.ts";
import { until } from "./until.ts";

/** What calls an alias from outside: a function URL, an application load balancer, an API. */

const FunctionName = "shop";
const answering = (version: string) =>
  `export const handler = async () => ({ statusCode: 200, headers: {}, body: '${version}' });`;
/** Answers with the event. */
const ECHO = "export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";
/** Answers what it is sent. */
const OBEYS = `export const handler = async ({ body }) => {
  const { throws, ...answer } = JSON.parse(body);
  if (throws) throw new Error("no");
  return "raw" in answer ? answer.raw : answer;
};`;

let aws: LocalAws;
let lambda: ReturnType<typeof clients>["lambda"];
beforeEach(async () => {
  aws = await startAws({ timeScale: 20, lambda: { seed: 7 } });
  lambda = clients(aws).lambda;
});
afterEach(() => aws.close());

const call = (action: string, params: Params = {}) => aws.request("lambda", action, { FunctionName, ...params });
const elb = (action: string, params: Params) => aws.request("elasticloadbalancing", action, params);
const arnOf = (qualifier?: string) =>
  `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${FunctionName}${qualifier === undefined ? "" : `:${qualifier}`}`;

/** A function whose alias `live` leads to version 1, which has this handler. */
async function live(handler: string): Promise<void> {
  aws.lambda.registerFunction(FunctionName, handler);
  await call("PublishVersion");
  await call("CreateAlias", { Name: "live", FunctionVersion: "1" });
}

/** The alias gives version 2 its share of 0.3. */
async function split(): Promise<void> {
  await live(answering("v1"));
  await aws.lambda.updateFunction(FunctionName, answering("v2"));
  await call("PublishVersion");
  await call("UpdateAlias", { Name: "live", RoutingConfig: { AdditionalVersionWeights: { 2: 0.3 } } });
}

const allow = (Principal: string, SourceArn: string, Qualifier = "live") =>
  call("AddPermission", {
    ...{ Qualifier, StatementId: Principal.slice(0, 3), Action: "lambda:InvokeFunction" },
    ...{ Principal: `${Principal}.amazonaws.com`, SourceArn },
  });

const CALLS = 200;

/** 0.3 of them, within four standard deviations; the draws are the same at every run. */
async function expectSplit(url: string): Promise<void> {
  const seen: Record<string, number> = {};
  for (let call = 0; call < CALLS; call += 1) {
    const { status, body } = await ask(url);
    const key = status === 200 ? body : String(status);
    seen[key] = (seen[key] ?? 0) + 1;
  }
  const { v1 = 0, v2 = 0 } = seen;
  expect(seen).toEqual({ v1, v2 });
  expect(Math.abs(v2 - CALLS * 0.3)).toBeLessThan(4 * Math.sqrt(CALLS * 0.3 * 0.7));
}

describe("a function URL", () => {
  const url = () => aws.lambda.url(FunctionName, "live");
  const create = (Qualifier?: string, more = {}) =>
    lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, Qualifier, AuthType: "NONE", ...more }));
  const open = () =>
    lambda.send(
      new AddPermissionCommand({
        ...{ FunctionName, Qualifier: "live", StatementId: "url", Principal: "*" },
        ...{ Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" },
      }),
    );
  const post = (answer: object) =>
    ask(url(), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(answer) });

  test("of an alias leads to its split, for those whom the alias's policy lets in", async () => {
    await split();
    await create("live");
    const closed = await ask(url());
    expect(closed).toMatchObject({ status: 403, headers: { "x-amzn-errortype": "AccessDeniedException" } });
    expect(JSON.parse(closed.body).Message).toMatch(/^Forbidden\. /);
    await open();
    await expectSplit(url());

    // The URL stays when its alias goes, and lets nobody in any more.
    await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
    expect((await ask(url())).status).toBe(403);
  });

  test("is made once for an alias, shown, listed and deleted; versions and $LATEST have none", async () => {
    await live(answering("v1"));
    const { $metadata, ...made } = await create("live");
    expect($metadata.httpStatusCode).toBe(201);
    expect(made).toEqual({
      ...{ FunctionUrl: expect.stringMatching(/^https:\/\/[0-9a-f]{32}\.lambda-url\.eu-west-1\.on\.aws\/$/) },
      ...{ FunctionArn: arnOf("live"), AuthType: "NONE", CreationTime: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    const get = (Qualifier?: string) => lambda.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier }));
    const { $metadata: _told, ...shown } = await get("live");
    expect(shown).toEqual({ ...made, InvokeMode: "BUFFERED", LastModifiedTime: made.CreationTime });
    await create();
    const listed = await lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName }));
    expect(listed.FunctionUrlConfigs?.map(({ FunctionArn }) => FunctionArn)).toEqual([arnOf("live"), arnOf()]);

    expect(await refusal(create("live"))).toMatchObject({
      ...{ status: 409, error: "ResourceConflictException" },
      message: `Failed to create function url config for [functionArn = ${arnOf("live")}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    });
    const missing = { status: 404, error: "ResourceNotFoundException", message: "Function does not exist" };
    expect(await refusal(create("none"))).toEqual(missing);
    expect(await refusal(create("live", { FunctionName: "none" }))).toEqual(missing);
    for (const qualifier of ["1", "$LATEST"])
      expect(await refusal(create(qualifier))).toEqual({
        ...{ status: 400, error: "ValidationException" },
        message: `1 validation error detected: Value '${qualifier}' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)`,
      });
    await lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
    expect(await refusal(get())).toEqual({ ...missing, message: "The resource you requested does not exist." });
    const address = url();
    await call("DeleteFunction");
    await expect(ask(address)).rejects.toThrow("ECONNREFUSED");
  });

  test("that wants signed calls answers nobody without", async () => {
    await live(answering("v1"));
    await create("live", { AuthType: "AWS_IAM" });
    await open();
    expect((await ask(url())).status).toBe(403);
  });

  test("gives the function an event of payload format 2.0", async () => {
    await live(ECHO);
    await create("live");
    await open();
    const headers = { "Content-Type": "application/json", "extra-headers": "With WeiRd CapS", cookie: "a=1; b=2" };
    const sent = { path: "/pa%2Fth/1?q=query&multi=foo&multi=%2Fbar", method: "POST", headers, body: '{"foo":"bar"}' };
    const event = JSON.parse((await ask(url(), sent)).body);
    expect(event).toMatchObject({
      ...{ version: "2.0", routeKey: "$default", rawPath: "/pa%2Fth/1" },
      rawQueryString: "q=query&multi=foo&multi=%2Fbar",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { q: "query", multi: "foo,/bar" },
      headers: { "content-type": "application/json", "extra-headers": "With WeiRd CapS", "x-forwarded-proto": "https" },
      ...{ body: '{"foo":"bar"}', isBase64Encoded: false },
      requestContext: {
        ...{ accountId: "anonymous", routeKey: "$default", stage: "$default" },
        http: { method: "POST", path: "/pa%2Fth/1", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
    expect(event.headers).not.toHaveProperty("cookie");
    expect(event.headers.host).toBe(`${event.requestContext.apiId}.lambda-url.eu-west-1.on.aws`);
    const binary = { method: "POST", headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x" };
    expect(JSON.parse((await ask(url(), binary)).body)).toMatchObject({ body: "LS14", isBase64Encoded: true });
    const plain = JSON.parse((await ask(url())).body);
    expect(plain).not.toHaveProperty("body");
    expect(plain).not.toHaveProperty("queryStringParameters");
    expect(plain).not.toHaveProperty("cookies");
  });

  test("answers with what the function returns, be it a response or any JSON, and with 502 when it fails", async () => {
    await live(OBEYS);
    await create("live");
    await open();
    expect(
      await post({ statusCode: "418", body: "tea", headers: { "My-Custom": "x" }, cookies: ["a=1"] }),
    ).toMatchObject({
      ...{ status: 418, body: "tea" },
      headers: { "my-custom": "x", "content-type": "application/json", "set-cookie": ["a=1"] },
    });
    expect(await post({ statusCode: 200, body: "aGk=", isBase64Encoded: true })).toMatchObject({ body: "hi" });
    for (const [raw, body] of [
      [{ hello: "world" }, '{"hello":"world"}'],
      [["hello", 3, true], '["hello",3,true]'],
      ["hello", "hello"],
      [3.1, "3.1"],
    ])
      expect(await post({ raw }), body as string).toMatchObject({ status: 200, body });
    for (const wrong of [{ throws: true }, { statusCode: "many" }, { statusCode: 200, body: {} }])
      expect(await post(wrong)).toMatchObject({ status: 502, body: "Internal Server Error" });
  });
});

describe("an application load balancer", () => {
  const group = async (more: Params = {}): Promise<Params> =>
    first(await elb("CreateTargetGroup", { Name: "functions", TargetType: "lambda", ...more }), "TargetGroups");
  const register = (TargetGroupArn: string, ...ids: string[]) =>
    elb("RegisterTargets", { TargetGroupArn, Targets: ids.map((Id) => ({ Id })) });
  const health = async (TargetGroupArn: string) =>
    (await elb("DescribeTargetHealth", { TargetGroupArn })).TargetHealthDescriptions;

  async function listener(action: Params): Promise<string> {
    const balancer = first(await elb("CreateLoadBalancer", { Name: "shop" }), "LoadBalancers");
    const made = await elb("CreateListener", {
      ...{ LoadBalancerArn: balancer.LoadBalancerArn, Port: 80, Protocol: "HTTP", DefaultActions: [action] },
    });
    return aws.elb.url(String(first(made, "Listeners").ListenerArn));
  }

  /** A target group with the alias `live`. */
  async function registered(handler: string, more: Params = {}): Promise<string> {
    await live(handler);
    const arn = String((await group(more)).TargetGroupArn);
    await allow("elasticloadbalancing", arn);
    await register(arn, arnOf("live"));
    return arn;
  }

  /** The same behind a listener. */
  async function behind(handler: string, more: Params = {}): Promise<{ url: string; arn: string }> {
    const arn = await registered(handler, more);
    return { arn, url: await listener(weighted({ [arn]: 1 })) };
  }
  const post = (url: string, answer: object) =>
    ask(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(answer) });

  test("leads to the split of the alias that its target group has, once that lets it in", async () => {
    await split();
    const made = await group();
    expect(made).toMatchObject({ TargetType: "lambda", HealthCheckEnabled: false, HealthCheckIntervalSeconds: 35 });
    for (const member of ["Protocol", "Port", "VpcId", "HealthCheckPort"]) expect(made[member]).toBeUndefined();
    const arn = String(made.TargetGroupArn);
    await expect(register(arn, arnOf("live"))).rejects.toMatchObject({
      code: "AccessDenied",
      message: `elasticloadbalancing principal does not have permission to invoke ${arnOf("live")} from target group ${arn}`,
    });
    // A permission of the function, or of a version of it, is none of the alias's.
    await call("AddPermission", {
      ...{ StatementId: "all", Action: "lambda:InvokeFunction", Principal: "elasticloadbalancing.amazonaws.com" },
    });
    await allow("elasticloadbalancing", arn, "2");
    await expect(register(arn, arnOf("live"))).rejects.toMatchObject({ code: "AccessDenied" });
    await allow("elasticloadbalancing", arn);
    await register(arn, arnOf("live"));
    await expect(register(arn, arnOf("2"))).rejects.toMatchObject({ code: "TooManyTargets" });
    expect(await health(arn)).toMatchObject([{ TargetHealth: { State: "unused" } }]);
    const url = await listener(weighted({ [arn]: 1 }));
    expect(await health(arn)).toEqual([
      { Target: { Id: arnOf("live") }, TargetHealth: expect.objectContaining({ State: "unavailable" }) },
    ]);
    await expectSplit(url);
    expect(aws.elb.traffic(arn)).toEqual({ requests: CALLS, failed: 0 });
    await elb("DeregisterTargets", { TargetGroupArn: arn, Targets: [{ Id: arnOf("live") }] });
    await until("the function to be taken out", async () => JSON.stringify(await health(arn)) === "[]");
    expect((await ask(url)).status).toBe(503);
  });

  test("gives the function an event of its own form, with lists of values where the target group says so", async () => {
    const { url, arn } = await behind(ECHO);
    const headers = { "Content-Type": "text/plain", "x-many": "1" };
    const event = JSON.parse((await ask(url, { path: "/a%20b?x=1&x=%2F2", method: "POST", headers, body: "hi" })).body);
    expect(event).toMatchObject({
      requestContext: { elb: { targetGroupArn: arn } },
      ...{ httpMethod: "POST", path: "/a%20b", queryStringParameters: { x: "%2F2" } },
      headers: { "content-type": "text/plain", "x-many": "1", "x-forwarded-for": "127.0.0.1" },
      ...{ body: "hi", isBase64Encoded: false },
    });
    const binary = { method: "POST", headers: { "content-type": "image/png" }, body: "hi" };
    expect(JSON.parse((await ask(url, binary)).body)).toMatchObject({ body: "aGk=", isBase64Encoded: true });

    const Attributes = [{ Key: "lambda.multi_value_headers.enabled", Value: "true" }];
    await elb("ModifyTargetGroupAttributes", { TargetGroupArn: arn, Attributes });
    const many = JSON.parse((await ask(url, { path: "/?x=1&x=2" })).body);
    expect(many).toMatchObject({ multiValueQueryStringParameters: { x: ["1", "2"] }, body: "" });
    expect(many.multiValueHeaders["x-forwarded-for"]).toEqual(["127.0.0.1"]);
    expect(many).not.toHaveProperty("headers");
  });

  test("answers with the function's answer, and with 502 where that is malformed, fails or may not be asked for", async () => {
    const { url, arn } = await behind(OBEYS);
    const made = await post(url, {
      ...{ statusCode: 201, statusDescription: "201 Made", headers: { "X-Own": "1" }, body: "made" },
    });
    expect(made).toMatchObject({ status: 201, body: "made", headers: { "x-own": "1", "content-length": "4" } });
    expect(await post(url, { statusCode: 200, body: "aGk=", isBase64Encoded: true })).toMatchObject({ body: "hi" });
    const wrong = [
      ...[{ raw: "hello" }, { body: "no status" }, { statusCode: "many" }, { statusCode: 200, body: {} }],
      ...[{ statusCode: 200, headers: "none" }, { throws: true }, { statusCode: 200, body: "x".repeat(2 ** 20) }],
    ];
    for (const answer of wrong.slice(0, -1))
      expect(await post(url, answer)).toMatchObject({ status: 502, headers: { server: "awselb/2.0" } });
    expect((await post(url, wrong.at(-1) ?? {})).status).toBe(413);
    await call("RemovePermission", { Qualifier: "live", StatementId: "ela" });
    expect((await post(url, { statusCode: 200 })).status).toBe(502);
    expect(aws.elb.traffic(arn)).toEqual({ requests: 10, failed: 7 });
  });

  test("keeps a client on the target group of functions that it was led to", async () => {
    const arn = await registered(answering("v1"));
    const other = String((await group({ Name: "others" })).TargetGroupArn);
    aws.lambda.registerFunction("other", answering("other"));
    await aws.request("lambda", "AddPermission", {
      ...{ FunctionName: "other", StatementId: "elb", Action: "lambda:InvokeFunction" },
      Principal: "elasticloadbalancing.amazonaws.com",
    });
    await register(other, arnOf().replace(/shop$/, "other"));
    const url = await listener(weighted({ [arn]: 1, [other]: 1 }, 600));
    const answer = await ask(url);
    const headers = { cookie: cookieOf(answer, "AWSALBTG") ?? "" };
    for (const { body } of await askMany(url, 20, { headers })) expect(body).toBe(answer.body);
  });

  test("checks functions where it is told to, by events", async () => {
    const { arn } = await behind(
      "export const handler = async ({ headers }) => ({ statusCode: /^ELB/.test(headers['user-agent']) ? 204 : 200 });",
      { HealthCheckEnabled: true, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 },
    );
    const state = async () => JSON.stringify(await health(arn));
    await until("the check to fail", async () => (await state()).includes("codes: [204]"));
    await elb("ModifyTargetGroup", { TargetGroupArn: arn, Matcher: { HttpCode: "200-299" } });
    await until("the function to be healthy", async () => (await state()).includes('"healthy"'));
  });
});

test("an API whose integration names an alias leads to its split, by the alias's permission", async () => {
  await split();
  const api = await smallApi(aws);
  await api.method(api.rootId, "GET", { type: "AWS_PROXY", uri: functionUri(aws, `${FunctionName}:live`) });
  await api.request("CreateDeployment", { stageName: "prod" });
  const source = `arn:aws:execute-api:${aws.region}:${aws.accountId}:${api.id}/*`;
  await allow("apigateway", source, "2");
  expect((await ask(api.url("prod"), { path: "/" })).status).toBe(500);
  await allow("apigateway", source);
  await expectSplit(api.url("prod"));
});
