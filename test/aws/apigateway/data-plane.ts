import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Agent, createServer } from "node:http";
import type { Lambda } from "../lambda/index.ts";
import type { Answer } from "../protocol/http.ts";
import { readBody } from "../protocol/http.ts";
import { FORBIDDEN, INTERNAL_ERROR, MISSING_TOKEN, THROTTLED } from "./answers.ts";
import { refusedBy } from "./authorizers.ts";
import { mapped } from "./domain-ops.ts";
import { invoke } from "./integrations.ts";
import type { Invocation } from "./invocation.ts";
import type { RestApi, Stage } from "./model.ts";
import { findMethod } from "./router.ts";
import type { Gateway } from "./store.ts";
import { newTraffic } from "./store.ts";
import { letsIn } from "./usage-plan-ops.ts";

/** A request as the data plane answered it; what CloudWatch's metrics of an API are made of. */
export interface Served {
  apiId: string;
  apiName: string;
  stage: string;
  deploymentId: string;
  canary: boolean;
  method: string;
  /** Undefined when no resource matched. */
  resourcePath: string | undefined;
  status: number;
  latencyMs: number;
}

export interface DataPlane {
  gateway: Gateway;
  lambda: Lambda;
  agent: Agent;
  /** 0 up to 1: decides who is a canary's. */
  random: () => number;
  listeners: Set<(served: Served) => void>;
}

interface Destination {
  apiId: string;
  stage: string;
  /** The path below the stage, with its leading slash. */
  path: string;
  custom: boolean;
}

/** One HTTP port for all APIs: by path (`/API/STAGE/…`), by the API's own host name, or by a custom domain's. */
export function createDataPlane(gateway: Gateway, lambda: Lambda, random: () => number) {
  const agent = new Agent({ keepAlive: true });
  const plane: DataPlane = { gateway, lambda, agent, random, listeners: new Set() };
  const server: Server = createServer((request, response) => {
    void answer(plane, request, response).catch((error: unknown) => {
      // A client that went away is no mistake of this server.
      if (request.errored === null) console.error(error);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on("close", () => agent.destroy());
  return { server, listeners: plane.listeners, plane };
}

async function answer(plane: DataPlane, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  const body = await readBody(request);
  const destination = destinationOf(plane.gateway, request);
  const api = destination === undefined ? undefined : plane.gateway.apis.get(destination.apiId);
  const stage = api?.stages.get(destination?.stage ?? "");
  const requestId = randomUUID();
  if (destination === undefined || api === undefined || stage === undefined) {
    return write(request, response, requestId, FORBIDDEN);
  }
  const canary = stage.canary !== undefined && plane.random() * 100 < stage.canary.percentTraffic;
  const deploymentId = (canary ? stage.canary?.deploymentId : undefined) ?? stage.deploymentId;
  const [result, resourcePath] = await serve(plane, {
    api,
    stage,
    canary,
    deploymentId,
    destination,
    requestId,
    request,
    body,
  });
  count(stage, canary, deploymentId, result.status);
  const served = {
    ...{ apiId: api.id, apiName: api.name, stage: stage.name, deploymentId, canary, resourcePath },
    ...{ method: request.method ?? "GET", status: result.status, latencyMs: performance.now() - startedAt },
  };
  for (const listener of plane.listeners) listener(served);
  write(request, response, requestId, result);
}

interface Request {
  api: RestApi;
  stage: Stage;
  canary: boolean;
  deploymentId: string;
  destination: Destination;
  requestId: string;
  request: IncomingMessage;
  body: Buffer;
}

async function serve(plane: DataPlane, given: Request): Promise<[Answer, string | undefined]> {
  const { api, stage, canary, deploymentId, destination, request } = given;
  if (api.disableExecuteApiEndpoint && !destination.custom) return [FORBIDDEN, undefined];
  const deployment = api.deployments.get(deploymentId);
  if (deployment === undefined) return [INTERNAL_ERROR, undefined];
  const found = findMethod(deployment.resources, request.method ?? "GET", destination.path);
  if (found === undefined) return [MISSING_TOKEN, undefined];
  const { resource, method, pathParameters } = found;
  if (method.authorizationType === "AWS_IAM") return [MISSING_TOKEN, resource.path];
  const key = request.headers["x-api-key"];
  const known = typeof key === "string" && letsIn(plane.gateway, key, api.id, stage.name);
  if (method.apiKeyRequired && !known) return [FORBIDDEN, resource.path];
  if (isClosed(stage, resource.path, request.method ?? "GET")) return [THROTTLED, resource.path];
  const overrides = canary ? (stage.canary?.overrides ?? []) : [];
  const variables = new Map([...stage.variables, ...overrides]);
  const guard = { config: plane.gateway.config, api, deployment, variables, lambda: plane.lambda };
  const refused = await refusedBy(guard, method, request);
  if (refused !== undefined) return [refused, resource.path];
  const invocation: Invocation = {
    config: plane.gateway.config,
    ...{ api, resource, method, pathParameters, request, canary, deploymentId },
    // Live: a stage's settings take effect at once; only resources and integrations are the deployment's.
    stage: stage.name,
    hasCanary: stage.canary !== undefined,
    variables,
    path: `/${destination.path.replace(/^\/+/, "")}`,
    requestPath: `/${stage.name}${destination.path}`,
    body: given.body,
    requestId: given.requestId,
  };
  return [await invoke(plane, invocation), resource.path];
}

/** Throttled to nothing; other rates are not modelled. */
function isClosed({ methodSettings }: Stage, path: string, verb: string): boolean {
  const settings = methodSettings.get(`${path.slice(1)}/${verb}`) ?? methodSettings.get("*/*");
  return settings?.throttlingRateLimit === 0 || settings?.throttlingBurstLimit === 0;
}

function destinationOf(gateway: Gateway, request: IncomingMessage): Destination | undefined {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const domain = gateway.domains.get(host);
  if (domain !== undefined) {
    const found = mapped(domain, path.split("/").slice(1));
    if (found === undefined) return undefined;
    return { apiId: found.restApiId, stage: found.stage, path: `/${found.path.join("/")}`, custom: true };
  }
  const [, own] = /^([a-z0-9]{10})\.execute-api\./.exec(host) ?? [];
  const [apiId = "", stage = "", ...rest] =
    own === undefined ? path.split("/").slice(1) : [own, ...path.split("/").slice(1)];
  return { apiId, stage, path: `/${rest.join("/")}`, custom: false };
}

function count(stage: Stage, canary: boolean, deploymentId: string, status: number): void {
  const { traffic } = stage;
  const ofDeployment = traffic.deployments.get(deploymentId) ?? newTraffic();
  traffic.deployments.set(deploymentId, ofDeployment);
  for (const counter of [canary ? traffic.canary : traffic.base, ofDeployment]) {
    counter.requests += 1;
    if (status >= 500) counter.failed += 1;
  }
}

function write(request: IncomingMessage, response: ServerResponse, requestId: string, answer: Answer): void {
  response.writeHead(answer.status, {
    "x-amzn-requestid": requestId,
    "x-amz-apigw-id": requestId.slice(0, 13),
    "content-length": answer.body.length,
    ...answer.headers,
  });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}
