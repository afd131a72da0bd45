import { randomUUID } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Params } from "../contract.ts";
import { required, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import type { DataPlane } from "./data-plane.ts";
import { badRequest } from "./errors.ts";
import { invoke } from "./integrations.ts";
import { findMethod } from "./router.ts";

/** The stage in the source ARN of a test invocation: AWS CDK, `LambdaIntegration.allowTestInvoke`. */
const STAGE = "test-invoke-stage";

/** A method of the resources as they stand, without a stage: no authorizer, key or quota is asked. */
export function testInvokeOperations(plane: DataPlane): Record<string, RestOperation> {
  const { gateway } = plane;
  return {
    TestInvokeMethod: {
      http: "POST /restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}",
      status: 200,
      async run(params) {
        const [restApiId, resourceId] = [required(params, "restApiId"), required(params, "resourceId")];
        const verb = required(params, "httpMethod");
        const method = gateway.method(restApiId, resourceId, verb);
        const [api, resource] = [gateway.api(restApiId), gateway.resource(restApiId, resourceId)];
        const url = text(params, "pathWithQueryString") ?? resource.path;
        const path = url.split("?", 1)[0] ?? "/";
        const found = findMethod([resource], verb, path);
        // The words are not AWS's: no source has them.
        if (found === undefined) throw badRequest(`The path ${path} does not match ${resource.path}`);
        const requestId = randomUUID();
        const began = performance.now();
        const answer = await invoke(plane, {
          config: gateway.config,
          ...{ api, resource, method, requestId, path },
          ...{ stage: STAGE, hasCanary: false, canary: false, deploymentId: "" },
          pathParameters: found.pathParameters,
          variables: new Map(Object.entries(structure(params, "stageVariables") ?? {}).map(([k, v]) => [k, String(v)])),
          requestPath: `/${STAGE}${path}`,
          request: requestOf(verb === "ANY" ? "GET" : verb, url),
          body: Buffer.alloc(0),
        });
        return describe(answer.status, answer.body.toString(), requestId, performance.now() - began);
      },
    },
  };
}

function requestOf(method: string, url: string): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { method, url, headers: {}, rawHeaders: [] });
}

/** Form of the log: API Gateway developer guide, "Use the API Gateway console to test a REST API method". */
function describe(status: number, body: string, requestId: string, latency: number): Params {
  const lines = [`Starting execution for request: ${requestId}`];
  if (status >= 500) lines.push(`Execution failed: ${body}`);
  lines.push(`Method completed with status: ${status}`);
  const log = [
    `Execution log for request ${requestId}`,
    ...lines.map((line) => `${new Date(0).toUTCString()} : ${line}`),
  ];
  return { status, body, headers: {}, multiValueHeaders: {}, log: `${log.join("\n")}\n`, latency: Math.round(latency) };
}
