import type { Params } from "../contract.ts";
import { isStructure, required, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list, number, texts } from "../protocol/rest.ts";
import { badRequest, invalidValue, notFound } from "./errors.ts";
import { readStatus } from "./method-ops.ts";
import type { Integration, IntegrationResponse } from "./model.ts";
import type { Patchable } from "./patch.ts";
import { patched, readPatch } from "./patch.ts";
import type { Gateway } from "./store.ts";

const TYPES = ["HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"];
const PATH = "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}/integration";
/** At once, or with the answer streamed (developer guide, "response streaming"). */
const LAMBDA_URI =
  /:lambda:path\/(2015-03-31\/functions\/arn:[^:]+:lambda:.+\/invocations|2021-11-15\/functions\/arn:[^:]+:lambda:.+\/response-streaming-invocations)$/;
const INTEGRATION: Patchable = {
  fields: {
    httpMethod: "text",
    uri: "text",
    connectionType: "text",
    credentials: "text",
    passthroughBehavior: "text",
    contentHandling: "text",
    timeoutInMillis: "number",
    cacheNamespace: "text",
  },
  maps: ["requestParameters", "requestTemplates"],
};
const RESPONSE: Patchable = {
  fields: { selectionPattern: "text", contentHandling: "text" },
  maps: ["responseParameters", "responseTemplates"],
};

/** Integrations and their responses. Rules and messages: recorded from AWS in localstack's snapshots. */
export function integrationOperations(gateway: Gateway): Record<string, RestOperation> {
  const ids = (params: Params) =>
    [required(params, "restApiId"), required(params, "resourceId"), required(params, "httpMethod")] as const;
  const response = (params: Params): [Integration, IntegrationResponse] => {
    const integration = gateway.integration(...ids(params));
    const found = integration.integrationResponses?.[readStatus(params)];
    if (found === undefined) throw notFound("Invalid Response status code specified");
    return [integration, found];
  };
  const putResponse = (integration: Integration, made: IntegrationResponse): IntegrationResponse => {
    integration.integrationResponses = { ...integration.integrationResponses, [made.statusCode]: made };
    return made;
  };
  return {
    PutIntegration: {
      http: `PUT ${PATH}`,
      status: 201,
      rename: { httpMethod: "integrationHttpMethod" },
      run(params) {
        const method = gateway.method(...ids(params));
        method.methodIntegration = newIntegration(params, required(params, "resourceId"));
        return method.methodIntegration;
      },
    },
    GetIntegration: { http: `GET ${PATH}`, status: 200, run: (params) => gateway.integration(...ids(params)) },
    UpdateIntegration: {
      http: `PATCH ${PATH}`,
      status: 200,
      run(params) {
        const method = gateway.method(...ids(params));
        const before = gateway.integration(...ids(params));
        const changed = patched(before, readPatch(params, "updateIntegrationInput"), INTEGRATION);
        judge(changed.type, changed.httpMethod, changed.uri);
        method.methodIntegration = changed;
        return changed;
      },
    },
    DeleteIntegration: {
      http: `DELETE ${PATH}`,
      status: 204,
      run(params) {
        gateway.integration(...ids(params));
        gateway.method(...ids(params)).methodIntegration = undefined;
        return undefined;
      },
    },
    PutIntegrationResponse: {
      http: `PUT ${PATH}/responses/{statusCode}`,
      status: 201,
      run: (params) => putResponse(gateway.integration(...ids(params)), newIntegrationResponse(params)),
    },
    GetIntegrationResponse: {
      http: `GET ${PATH}/responses/{statusCode}`,
      status: 200,
      run: (params) => response(params)[1],
    },
    UpdateIntegrationResponse: {
      http: `PATCH ${PATH}/responses/{statusCode}`,
      status: 200,
      run(params) {
        const [integration, before] = response(params);
        const operations = readPatch(params, "updateIntegrationResponseInput");
        return putResponse(integration, patched(before, operations, RESPONSE));
      },
    },
  };
}

export function newIntegration(params: Params, resourceId: string): Integration {
  const type = text(params, "type") ?? "";
  if (!TYPES.includes(type)) {
    throw invalidValue(type, "putIntegrationInput.type", `Member must satisfy enum value set: [${TYPES.join(", ")}]`);
  }
  const httpMethod = text(params, "integrationHttpMethod");
  const uri = text(params, "uri");
  judge(type, httpMethod, uri);
  return {
    type,
    httpMethod,
    uri,
    connectionType: text(params, "connectionType") ?? (type.startsWith("HTTP") ? "INTERNET" : undefined),
    credentials: text(params, "credentials"),
    requestParameters: texts(params, "requestParameters"),
    requestTemplates: texts(params, "requestTemplates"),
    passthroughBehavior: text(params, "passthroughBehavior") ?? "WHEN_NO_MATCH",
    contentHandling: text(params, "contentHandling"),
    timeoutInMillis: number(params, "timeoutInMillis") ?? 29_000,
    cacheNamespace: text(params, "cacheNamespace") ?? resourceId,
    cacheKeyParameters: list(params, "cacheKeyParameters"),
    integrationResponses: undefined,
  };
}

export function newIntegrationResponse(params: Params): IntegrationResponse {
  const templates = params.responseTemplates;
  return {
    statusCode: readStatus(params),
    selectionPattern: text(params, "selectionPattern"),
    responseParameters: texts(params, "responseParameters"),
    responseTemplates: isStructure(templates)
      ? Object.fromEntries(Object.entries(templates).map(([type, value]) => [type, value ? String(value) : null]))
      : undefined,
    contentHandling: text(params, "contentHandling"),
  };
}

function judge(type: string, httpMethod: string | undefined, uri = ""): void {
  if (type === "MOCK") return;
  if (httpMethod === undefined || httpMethod === "") {
    throw badRequest("Enumeration value for HttpMethod must be non-empty");
  }
  if (type.startsWith("HTTP")) {
    if (!/^https?:\/\//.test(uri)) throw badRequest("Invalid HTTP endpoint specified for URI");
    return;
  }
  if (!uri.startsWith("arn:")) throw badRequest("Invalid ARN specified in the request");
  if (!/^arn:[^:]+:apigateway:[^:]*:[^:]+:(path|action)\//.test(uri)) {
    throw badRequest("AWS ARN for integration must contain path or action");
  }
  if (type === "AWS_PROXY" && !LAMBDA_URI.test(uri)) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}
