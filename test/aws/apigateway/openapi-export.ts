import { stringify } from "yaml";
import type { Params } from "../contract.ts";
import { required, text } from "../params.ts";
import { exportedSchemes, exportedSecurity } from "./authorizers.ts";
import { badRequest } from "./errors.ts";
import type { Deployment, Integration, Method, Resource, RestApi, Stage } from "./model.ts";
import type { Gateway } from "./store.ts";

/**
 * GetExport: the stage's own deployment, not the resources as they stand and not the canary, as OpenAPI 3.
 * The form of the document: recorded from AWS in localstack's snapshots of `test_export_oas30_openapi`. Models are left out.
 */
export function exportApi(gateway: Gateway, params: Params): { body: string; type: string; extension: string } {
  const api = gateway.api(required(params, "restApiId"));
  const stage = gateway.stage(api.id, required(params, "stageName"));
  const exportType = required(params, "exportType");
  if (exportType !== "oas30") throw badRequest(`No API exporter found for type '${exportType}'`);
  const extensions = (text(params, "extensions") ?? "").split(",");
  const document = toOpenApi(
    gateway,
    api,
    stage,
    extensions.includes("integrations") || extensions.includes("apigateway"),
    extensions.includes("authorizers"),
  );
  const yaml = (text(params, "accepts") ?? "").includes("yaml");
  return yaml
    ? { body: stringify(document), type: "application/yaml", extension: "yaml" }
    : { body: JSON.stringify(document, null, 2), type: "application/json", extension: "json" };
}

function toOpenApi(gateway: Gateway, api: RestApi, stage: Stage, integrations: boolean, authorizers: boolean): object {
  const deployment = gateway.deployment(api.id, stage.deploymentId);
  const { resources, createdDate } = deployment;
  return {
    openapi: "3.0.1",
    info: {
      title: api.name,
      ...(api.description === undefined ? {} : { description: api.description }),
      version: api.version ?? createdDate.toISOString().replace(/\.\d+/, ""),
    },
    servers: [
      {
        url: `https://${api.id}.execute-api.${gateway.config.region}.amazonaws.com/{basePath}`,
        variables: { basePath: { default: stage.name } },
      },
    ],
    paths: Object.fromEntries(
      resources.map((resource) => [
        resource.path,
        pathItem(resource, integrations, authorizers ? deployment : undefined),
      ]),
    ),
    components: authorizers ? { securitySchemes: exportedSchemes(deployment) } : {},
    ...(integrations ? settingsOf(deployment) : {}),
  };
}

/** Settings of the API itself (developer guide, "API Gateway extensions to OpenAPI"). */
function settingsOf({ policy, binaryMediaTypes, minimumCompressionSize }: Deployment): object {
  return {
    ...(policy === undefined ? {} : { "x-amazon-apigateway-policy": JSON.parse(policy) }),
    ...(binaryMediaTypes.length === 0 ? {} : { "x-amazon-apigateway-binary-media-types": binaryMediaTypes }),
    ...(minimumCompressionSize === undefined
      ? {}
      : { "x-amazon-apigateway-minimum-compression-size": minimumCompressionSize }),
  };
}

function pathItem({ path, methods }: Resource, integrations: boolean, guarded: Deployment | undefined): object {
  const items = [...methods.values()].map((method) => {
    const key = method.httpMethod === "ANY" ? "x-amazon-apigateway-any-method" : method.httpMethod.toLowerCase();
    return [key, operation(path, method, integrations, guarded)];
  });
  return Object.fromEntries(items);
}

function operation(path: string, method: Method, integrations: boolean, guarded: Deployment | undefined): object {
  const { operationName, methodResponses, methodIntegration } = method;
  const parameters = parametersOf(path, method);
  const responses = Object.values(methodResponses ?? {}).map(({ statusCode }) => [
    statusCode,
    { description: `${statusCode} response`, content: {} },
  ]);
  const security = guarded === undefined ? [] : exportedSecurity(guarded, method);
  return {
    ...(security.length === 0 ? {} : { security }),
    ...(method.authorizationType === "AWS_IAM" ? { "x-amazon-apigateway-auth": { type: "AWS_IAM" } } : {}),
    ...(operationName === undefined ? {} : { operationId: operationName }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(responses.length === 0 ? {} : { responses: Object.fromEntries(responses) }),
    ...(integrations && methodIntegration !== undefined
      ? { "x-amazon-apigateway-integration": integrationOf(methodIntegration) }
      : {}),
  };
}

function parametersOf(path: string, { requestParameters }: Method): object[] {
  const places: Record<string, string> = { querystring: "query", header: "header", path: "path" };
  const declared = Object.entries(requestParameters ?? {}).flatMap(([full, required]) => {
    const [, , place = "", ...name] = full.split(".");
    const where = places[place];
    return where === undefined
      ? []
      : [{ name: name.join("."), in: where, ...(required ? { required } : {}), schema: TEXT }];
  });
  const inPath = [...path.matchAll(/\{([^}+]+)\+?\}/g)]
    .map(([, name]) => ({ name, in: "path", required: true, schema: TEXT }))
    .filter(({ name }) => !declared.some((parameter) => parameter.in === "path" && parameter.name === name));
  return [...declared, ...inPath];
}

const TEXT = { type: "string" };

function integrationOf(integration: Integration): object {
  const { type, httpMethod, uri, credentials, requestParameters, requestTemplates, timeoutInMillis } = integration;
  const responses = Object.values(integration.integrationResponses ?? {}).map((response) => {
    const { statusCode, selectionPattern, responseParameters, responseTemplates } = response;
    return [selectionPattern || "default", { statusCode, responseParameters, responseTemplates }];
  });
  return {
    type: type.toLowerCase(),
    httpMethod,
    uri,
    credentials,
    ...(responses.length === 0 ? {} : { responses: Object.fromEntries(responses) }),
    requestParameters,
    requestTemplates,
    passthroughBehavior: integration.passthroughBehavior.toLowerCase(),
    timeoutInMillis: timeoutInMillis === 29_000 ? undefined : timeoutInMillis,
  };
}
