import { parse } from "yaml";
import type { Params, Wire } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { isStructure, required, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list, texts, truth } from "../protocol/rest.ts";
import { describeKnown } from "./api-ops.ts";
import { readAuthorizers, schemesOf } from "./authorizers.ts";
import { badRequest } from "./errors.ts";
import { newIntegration, newIntegrationResponse } from "./integration-ops.ts";
import { newMethod, newMethodResponse } from "./method-ops.ts";
import type { Method, Resource, RestApi } from "./model.ts";
import { importWarnings, METHOD_KEYS } from "./openapi-warnings.ts";
import { createResource, rootOf } from "./resource-ops.ts";
import type { Gateway } from "./store.ts";
import { newId } from "./store.ts";

/** "The maximum size of the API definition file is 6MB." */
const MAX_BODY = 6 * 1024 * 1024;

/** PutRestApi: an OpenAPI 2 or 3 document, JSON or YAML, becomes the API's resources. Stages and deployments stay as they are. */
export function importOperations(gateway: Gateway): Record<string, RestOperation> {
  return {
    PutRestApi: {
      http: "PUT /restapis/{restApiId}",
      status: 200,
      payload: "body",
      run(params) {
        const api = gateway.api(required(params, "restApiId"));
        const warnings = putApi(api, params, text(params, "mode") ?? "merge");
        return { ...describeKnown(api), warnings: warnings.length === 0 ? undefined : warnings };
      },
    },
    ImportRestApi: {
      http: "POST /restapis",
      query: "mode=import",
      status: 201,
      payload: "body",
      run(params) {
        const rootId = newId(10);
        const api: RestApi = {
          ...BLANK,
          id: newId(10),
          createdDate: gateway.now(),
          authorizers: new Map(),
          tags: new Map(),
          rootId,
          resources: new Map([
            [rootId, { id: rootId, parentId: undefined, pathPart: undefined, path: "/", methods: new Map() }],
          ]),
          deployments: new Map(),
          stages: new Map(),
        };
        const warnings = putApi(api, params, "overwrite");
        gateway.apis.set(api.id, api);
        const { tags: _tags, ...shown } = describeKnown(api);
        return { ...shown, warnings: warnings.length === 0 ? undefined : warnings };
      },
    },
  };
}

const BLANK = {
  name: "",
  description: undefined,
  version: undefined,
  binaryMediaTypes: [],
  minimumCompressionSize: undefined,
  apiKeySource: "HEADER",
  endpointType: "EDGE",
  disableExecuteApiEndpoint: false,
  policy: undefined,
};

/** Nothing is changed when the document has errors, or warnings that are to fail. Returns the warnings. */
function putApi(api: RestApi, params: Params, mode: string): string[] {
  if (mode !== "merge" && mode !== "overwrite") throw badRequest(`Invalid mode specified: ${mode}`);
  const document = readDocument(text(params, "body") ?? "");
  const warnings = importWarnings(document);
  if (truth(params, "failonwarnings") === true && warnings.length > 0) {
    throw badRequest(`Warnings found during import:\n\t${warnings.join("\n\t")}`);
  }
  const root = rootOf(api);
  const resources = mode === "merge" ? [...api.resources.values()] : [{ ...root, methods: new Map() }];
  const draft: RestApi = { ...api, resources: new Map(resources.map((resource) => [resource.id, copyOf(resource)])) };
  const brought = readAuthorizers(document, api.authorizers.values());
  const authorizers = mode === "merge" ? [...api.authorizers.values(), ...brought.values()] : [...brought.values()];
  draft.authorizers = new Map(authorizers.map((authorizer) => [authorizer.id, authorizer]));
  const errors = importPaths(draft, document);
  if (errors.length > 0) throw badRequest(`Errors found during import:\n\t${errors.join("\n\t")}`);
  const info = structure(document, "info") ?? {};
  const binary = list(document, "x-amazon-apigateway-binary-media-types");
  const policy = document["x-amazon-apigateway-policy"];
  const compression = document["x-amazon-apigateway-minimum-compression-size"];
  Object.assign(api, {
    resources: draft.resources,
    authorizers: draft.authorizers,
    name: text(info, "title") ?? api.name,
    version: info.version === undefined ? api.version : String(info.version),
    description: text(info, "description") ?? (mode === "merge" ? api.description : undefined),
    binaryMediaTypes: mode === "merge" ? [...new Set([...api.binaryMediaTypes, ...binary])] : binary,
    minimumCompressionSize:
      compression === undefined ? (mode === "merge" ? api.minimumCompressionSize : undefined) : Number(compression),
    policy: policy === undefined ? (mode === "merge" ? api.policy : undefined) : JSON.stringify(policy),
  });
  return warnings;
}

function copyOf(resource: Resource): Resource {
  return { ...resource, methods: new Map(resource.methods) };
}

function readDocument(body: string): Params {
  if (Buffer.byteLength(body) > MAX_BODY) {
    throw new AwsError("RequestEntityTooLargeException", "The API definition is larger than 6 MB", 413);
  }
  let document: Wire;
  try {
    document = (body.trimStart().startsWith("{") ? JSON.parse(body) : parse(body)) as Wire;
  } catch {
    document = undefined;
  }
  const known =
    isStructure(document) && (String(document.swagger) === "2.0" || /^3\.\d/.test(String(document.openapi)));
  if (!known || !isStructure(document)) throw badRequest("Invalid OpenAPI input.");
  return document;
}

/** Adds the document's paths to the draft, and returns what can't be. A method of the document replaces the API's. */
function importPaths(draft: RestApi, document: Params): string[] {
  const errors: string[] = [];
  const guarded = (what: string, change: () => void) => {
    try {
      change();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push(`${what}: ${error.message}`);
    }
  };
  for (const [path, item] of Object.entries(structure(document, "paths") ?? {})) {
    if (!isStructure(item)) continue;
    guarded(`Unable to create resource at path '${path}'`, () => {
      const resource = resourceAt(draft, path);
      for (const [key, verb] of Object.entries(METHOD_KEYS)) {
        const operation = structure(item, key);
        if (operation === undefined) continue;
        let method: Method | undefined;
        guarded(`Unable to put method '${verb}' on resource at path '${path}'`, () => {
          method = importMethod(verb, item, operation, document, draft.authorizers);
          resource.methods.set(verb, method);
        });
        const integration = structure(operation, "x-amazon-apigateway-integration");
        if (integration === undefined || method === undefined) continue;
        const target = method;
        guarded(`Unable to put integration on '${verb}' for resource at path '${path}'`, () => {
          target.methodIntegration = importIntegration(integration, resource.id);
        });
      }
    });
  }
  return errors;
}

function resourceAt(draft: RestApi, path: string): Resource {
  let resource = rootOf(draft);
  for (const part of path.split("/").filter((part) => part !== "")) {
    const parent = resource;
    const child = [...draft.resources.values()].find(
      ({ parentId, pathPart }) => parentId === parent.id && pathPart === part,
    );
    resource = child ?? createResource(draft, parent, part);
  }
  return resource;
}

function importMethod(
  verb: string,
  item: Params,
  operation: Params,
  document: Params,
  authorizers: RestApi["authorizers"],
): Method {
  const parameters = [...structuresOf(item, "parameters"), ...structuresOf(operation, "parameters")];
  const places: Record<string, string> = { query: "querystring", header: "header", path: "path" };
  const required: Params = {};
  for (const parameter of parameters) {
    const place = places[text(parameter, "in") ?? ""];
    if (place !== undefined) required[`method.request.${place}.${parameter.name}`] = parameter.required === true;
  }
  const method = newMethod(verb, {
    authorizationType: text(structure(operation, "x-amazon-apigateway-auth") ?? {}, "type"),
    apiKeyRequired: needsKey(operation, document),
    operationName: text(operation, "operationId"),
    requestParameters: Object.keys(required).length === 0 ? undefined : required,
  });
  const schemes = structuresOf(operation, "security").flatMap((requirement) => Object.keys(requirement));
  const authorizer = [...authorizers.values()].find(({ name }) => schemes.includes(name));
  if (authorizer !== undefined) Object.assign(method, { authorizationType: "CUSTOM", authorizerId: authorizer.id });
  const responses = Object.entries(structure(operation, "responses") ?? {}).filter(([code]) => /^\d{3}$/.test(code));
  const read = responses.map(([statusCode, response]) => {
    const headers = Object.keys(isStructure(response) ? (structure(response, "headers") ?? {}) : {});
    const flags = Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, false]));
    const made = newMethodResponse({ statusCode, responseParameters: headers.length === 0 ? undefined : flags });
    return [statusCode, made] as const;
  });
  if (read.length > 0) method.methodResponses = Object.fromEntries(read);
  return method;
}

/** Whether a `security` requirement names a scheme of API keys in the header `x-api-key`. */
function needsKey(operation: Params, document: Params): boolean {
  const schemes = schemesOf(document);
  return structuresOf(operation, "security").some((requirement) =>
    Object.keys(requirement).some((name) => {
      const scheme = structure(schemes, name);
      return scheme?.type === "apiKey" && String(scheme.name).toLowerCase() === "x-api-key";
    }),
  );
}

function importIntegration(given: Params, resourceId: string): Method["methodIntegration"] {
  const integration = newIntegration(
    {
      ...given,
      type: text(given, "type")?.toUpperCase(),
      integrationHttpMethod: text(given, "httpMethod"),
      passthroughBehavior: text(given, "passthroughBehavior")?.toUpperCase(),
    },
    resourceId,
  );
  const responses = Object.entries(structure(given, "responses") ?? {}).map(([pattern, response]) => {
    const members = isStructure(response) ? response : {};
    return newIntegrationResponse({
      ...members,
      responseParameters: texts(members, "responseParameters"),
      statusCode: String(members.statusCode ?? "200"),
      selectionPattern: pattern === "default" ? undefined : pattern,
    });
  });
  if (responses.length > 0) {
    integration.integrationResponses = Object.fromEntries(responses.map((response) => [response.statusCode, response]));
  }
  return integration;
}

function structuresOf(params: Params, name: string): Params[] {
  const value = params[name];
  return Array.isArray(value) ? value.filter(isStructure) : [];
}
