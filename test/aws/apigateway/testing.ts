import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { LambdaClient } from "@aws-sdk/client-lambda";
import autocannon from "autocannon";
import type { Params, Principal } from "../contract.ts";
import type { LocalAws } from "../server.ts";

/** SDK clients that sign as this principal. One attempt only, so that what is refused is seen. */
export function clients(aws: LocalAws, principal?: Principal, maxAttempts = 1) {
  const env = principal === undefined ? aws.env() : aws.env(principal);
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_SESSION_TOKEN } = env;
  const config = {
    endpoint: aws.endpoint,
    region: aws.region,
    maxAttempts,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    },
  };
  return { gateway: new APIGatewayClient(config), lambda: new LambdaClient(config) };
}

/** The URI of an integration with a function; `name` may have a qualifier and stage variables. */
export function functionUri(aws: LocalAws, name: string): string {
  const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`;
  return `arn:aws:apigateway:${aws.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** Lets API Gateway invoke a function, or one alias or version of it, for every method of every API. */
export function allow(aws: LocalAws, name: string, qualifier?: string): Promise<Params> {
  return aws.request("lambda", "AddPermission", {
    FunctionName: name,
    Qualifier: qualifier,
    StatementId: "api-gateway",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:${aws.region}:${aws.accountId}:*`,
  });
}

export interface SmallApi {
  id: string;
  rootId: string;
  /** An operation on this API. */
  request(action: string, params?: Params): Promise<Params>;
  /** A resource below the root. */
  resource(pathPart: string, parentId?: string): Promise<string>;
  /** A method with its integration. */
  method(resourceId: string, httpMethod: string, integration: Params): Promise<void>;
  /** A mock integration that answers with this text. */
  mock(resourceId: string, httpMethod: string, answer: string): Promise<void>;
  url(stage: string): string;
}

/** An API without the wire, to begin with. */
export async function smallApi(aws: LocalAws): Promise<SmallApi> {
  const made = await aws.request("apigateway", "CreateRestApi", { name: "shop" });
  const [id, rootId] = [String(made.id), String(made.rootResourceId)];
  const request = (action: string, params: Params = {}) =>
    aws.request("apigateway", action, { restApiId: id, ...params });
  const method = async (resourceId: string, httpMethod: string, integration: Params) => {
    await request("PutMethod", { resourceId, httpMethod, authorizationType: "NONE" });
    await request("PutIntegration", { resourceId, httpMethod, integrationHttpMethod: "POST", ...integration });
  };
  return {
    id,
    rootId,
    request,
    method,
    async resource(pathPart, parentId = rootId) {
      return String((await request("CreateResource", { parentId, pathPart })).id);
    },
    async mock(resourceId, httpMethod, answer) {
      await method(resourceId, httpMethod, {
        type: "MOCK",
        requestTemplates: { "application/json": '{"statusCode": 200}' },
      });
      const responseTemplates = { "application/json": answer };
      await request("PutIntegrationResponse", { resourceId, httpMethod, statusCode: "200", responseTemplates });
    },
    url: (stage) => aws.apiGateway.invokeUrl(id, stage),
  };
}

/** A stage variable in an integration's URI. */
export function variable(name: string): string {
  return `\${stageVariables.${name}}`;
}

/** An API with one mock behind `/`, deployed to the stage `live` as base and, with another answer, as canary. */
export async function canaryApi(aws: LocalAws, percentTraffic: number) {
  const api = await smallApi(aws);
  await api.mock(api.rootId, "GET", "base $stageVariables.colour $stageVariables.size");
  const variables = { colour: "blue", size: "m" };
  const base = await api.request("CreateDeployment", { stageName: "live", variables });
  const value = "canary $stageVariables.colour $stageVariables.size";
  await api.request("UpdateIntegrationResponse", {
    resourceId: api.rootId,
    httpMethod: "GET",
    statusCode: "200",
    patchOperations: [{ op: "replace", path: "/responseTemplates/application~1json", value }],
  });
  const canarySettings = { percentTraffic, stageVariableOverrides: { colour: "green" } };
  const canary = await api.request("CreateDeployment", { stageName: "live", canarySettings });
  return { api, base: String(base.id), canary: String(canary.id), url: `${api.url("live")}/` };
}

/** An API that answers everything by the function `shop`, which has this handler; `name` may have a qualifier. */
export async function functionApi(aws: LocalAws, handler: string, name = "shop", settings: Params = {}) {
  aws.lambda.registerFunction("shop", handler, settings);
  const api = await smallApi(aws);
  const uri = functionUri(aws, name);
  await api.method(api.rootId, "ANY", { type: "AWS_PROXY", uri });
  await api.method(await api.resource("{proxy+}"), "ANY", { type: "AWS_PROXY", uri });
  return api;
}

/** So many requests on 20 kept connections: how often each answer came. */
export async function load(url: string, amount: number): Promise<Map<string, number>> {
  const bodies = new Map<string, number>();
  await autocannon({
    url,
    amount,
    connections: 20,
    setupClient: (client) => {
      client.on("body", (body) => bodies.set(String(body), (bodies.get(String(body)) ?? 0) + 1));
    },
  });
  return bodies;
}

/** An error's code and words, as the SDK tells them. */
export async function refusal(sent: Promise<unknown>): Promise<{ status: number; error: string; message: string }> {
  try {
    await sent;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { status: $metadata?.httpStatusCode ?? 0, error: name, message };
  }
  throw new Error("It was not refused");
}

/** The classic lab: two functions that tell each other apart by their answer. */
const MATH = {
  mathCeil: "export const handler = async () => ({ body: '1000' });",
  mathFloor: "export const handler = async () => ({ body: '999' });",
};

/** A REST API whose `GET /math` leads to mathCeil, deployed to the stage `prod`; mathFloor stands ready. */
export async function mathApi(aws: LocalAws) {
  for (const [name, handler] of Object.entries(MATH)) aws.lambda.registerFunction(name, handler);
  const api = await smallApi(aws);
  const math = await api.resource("math");
  await api.method(math, "GET", { type: "AWS_PROXY", uri: functionUri(aws, "mathCeil") });
  /** As whoever set the API up did it: for every method of this API. */
  const allowByHand = (name: string, qualifier?: string) =>
    aws.request("lambda", "AddPermission", {
      FunctionName: name,
      Qualifier: qualifier,
      StatementId: "by-hand",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:${aws.region}:${aws.accountId}:${api.id}/*`,
    });
  await allowByHand("mathCeil");
  const first = await api.request("CreateDeployment", { stageName: "prod", variables: { colour: "blue" } });
  return { api, math, allowByHand, first: String(first.id) };
}
