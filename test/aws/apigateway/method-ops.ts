import type { Params } from "../contract.ts";
import { required, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { texts, truth } from "../protocol/rest.ts";
import { badRequest, conflict, invalidValue, notFound } from "./errors.ts";
import type { Method, MethodResponse } from "./model.ts";
import type { Gateway } from "./store.ts";

const VERBS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];
const PATH = "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}";

/** Methods and their responses. Rules and messages: recorded from AWS in localstack's snapshots. */
export function methodOperations(gateway: Gateway): Record<string, RestOperation> {
  const resource = (params: Params) => gateway.resource(required(params, "restApiId"), required(params, "resourceId"));
  const method = (params: Params) =>
    gateway.method(required(params, "restApiId"), required(params, "resourceId"), required(params, "httpMethod"));
  return {
    PutMethod: {
      http: `PUT ${PATH}`,
      status: 201,
      run(params) {
        const { methods } = resource(params);
        const made = newMethod(required(params, "httpMethod"), params);
        if (methods.has(made.httpMethod)) throw conflict("Method already exists for this resource");
        methods.set(made.httpMethod, made);
        return made;
      },
    },
    GetMethod: { http: `GET ${PATH}`, status: 200, run: (params) => method(params) },
    DeleteMethod: {
      http: `DELETE ${PATH}`,
      status: 204,
      run(params) {
        resource(params).methods.delete(method(params).httpMethod);
        return undefined;
      },
    },
    PutMethodResponse: {
      http: `PUT ${PATH}/responses/{statusCode}`,
      status: 201,
      run(params) {
        const target = method(params);
        const made = newMethodResponse(params);
        target.methodResponses = { ...target.methodResponses, [made.statusCode]: made };
        return made;
      },
    },
    GetMethodResponse: {
      http: `GET ${PATH}/responses/{statusCode}`,
      status: 200,
      run(params) {
        const response = method(params).methodResponses?.[readStatus(params)];
        if (response === undefined) throw notFound("Invalid Response status code specified");
        return response;
      },
    },
  };
}

export function newMethod(httpMethod: string, params: Params): Method {
  if (!VERBS.includes(httpMethod)) {
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${VERBS.join(",")}`);
  }
  const authorizationType = text(params, "authorizationType") ?? "NONE";
  // Authorizers are no part of the local AWS, so there is never a valid one.
  if (!["NONE", "AWS_IAM"].includes(authorizationType)) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
  return {
    httpMethod,
    authorizationType,
    authorizerId: undefined,
    apiKeyRequired: truth(params, "apiKeyRequired") ?? false,
    operationName: text(params, "operationName"),
    requestParameters: flags(params, "requestParameters"),
    requestModels: texts(params, "requestModels"),
    methodResponses: undefined,
    methodIntegration: undefined,
  };
}

export function newMethodResponse(params: Params): MethodResponse {
  return {
    statusCode: readStatus(params),
    responseParameters: flags(params, "responseParameters"),
    responseModels: texts(params, "responseModels"),
  };
}

export function readStatus(params: Params): string {
  const statusCode = required(params, "statusCode");
  if (/^[1-5]\d\d$/.test(statusCode)) return statusCode;
  throw invalidValue(statusCode, "statusCode", "Member must satisfy regular expression pattern: [1-5]\\d\\d");
}

function flags(params: Params, name: string): { [key: string]: boolean } | undefined {
  const given = texts(params, name);
  if (given === undefined) return undefined;
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value === "true"]));
}
