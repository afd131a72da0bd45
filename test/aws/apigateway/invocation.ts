import type { IncomingMessage } from "node:http";
import type { WorldConfig } from "../contract.ts";
import type { Method, Resource, RestApi } from "./model.ts";

/** A request on its way to an integration. */
export interface Invocation {
  config: WorldConfig;
  api: RestApi;
  stage: string;
  hasCanary: boolean;
  canary: boolean;
  deploymentId: string;
  /** The stage's variables; for the canary with its overrides. */
  variables: ReadonlyMap<string, string>;
  resource: Resource;
  method: Method;
  pathParameters: Record<string, string>;
  /** Below the stage. */
  path: string;
  /** With the stage. */
  requestPath: string;
  request: IncomingMessage;
  body: Buffer;
  requestId: string;
}

export function queryOf({ request }: Invocation): URLSearchParams {
  return new URLSearchParams((request.url ?? "").split("?", 2)[1] ?? "");
}

/** Stage variables in an integration's URI. One that is not there leaves nothing behind. */
export function withVariables(text: string, { variables }: Invocation): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_all, name: string) => variables.get(name) ?? "");
}

/** What `$context` has in mapping templates and proxy events. */
export function contextOf(invocation: Invocation): Record<string, string> {
  const { api, config, request, resource, requestId, requestPath } = invocation;
  return {
    accountId: config.accountId,
    apiId: api.id,
    deploymentId: invocation.deploymentId,
    httpMethod: request.method ?? "GET",
    path: requestPath,
    protocol: `HTTP/${request.httpVersion}`,
    requestId,
    resourceId: resource.id,
    resourcePath: resource.path,
    stage: invocation.stage,
    "identity.sourceIp": request.socket.remoteAddress ?? "",
    "identity.userAgent": request.headers["user-agent"] ?? "",
    // There on stages with a canary only.
    ...(invocation.hasCanary ? { isCanaryRequest: String(invocation.canary) } : {}),
  };
}
