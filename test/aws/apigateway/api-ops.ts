import type { Params } from "../contract.ts";
import { paged, required, structure, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list, number, texts, truth } from "../protocol/rest.ts";
import { badRequest, invalidValue, notFound } from "./errors.ts";
import type { RestApi } from "./model.ts";
import { keysOf, patched, readPatch } from "./patch.ts";
import type { Gateway } from "./store.ts";
import { byId, newId, record } from "./store.ts";

const ENDPOINTS = ["PRIVATE", "EDGE", "REGIONAL"];

/** CreateRestApi and its kin, and tags. */
export function apiOperations(gateway: Gateway): Record<string, RestOperation> {
  return {
    CreateRestApi: {
      http: "POST /restapis",
      status: 201,
      run: (params) => describeApi(createApi(gateway, params)),
    },
    GetRestApis: {
      http: "GET /restapis",
      status: 200,
      run: (params) => page(byId(gateway.apis.values()), params, (api) => describeApi(api)),
    },
    GetRestApi: {
      http: "GET /restapis/{restApiId}",
      status: 200,
      run: (params) => describeKnown(gateway.api(required(params, "restApiId"))),
    },
    UpdateRestApi: {
      http: "PATCH /restapis/{restApiId}",
      status: 200,
      run: (params) => describeKnown(updateApi(gateway.api(required(params, "restApiId")), params)),
    },
    DeleteRestApi: {
      http: "DELETE /restapis/{restApiId}",
      status: 202,
      run(params) {
        const { id } = gateway.api(required(params, "restApiId"));
        if (gateway.mappedBy(id).length > 0) {
          throw badRequest(
            "Deleting RestApi failed. Please remove all base path mappings related to the RestApi in your domains.",
          );
        }
        gateway.apis.delete(id);
        return undefined;
      },
    },
    TagResource: {
      http: "PUT /tags/{resourceArn}",
      status: 204,
      run(params) {
        const tags = tagsOf(gateway, required(params, "resourceArn"));
        for (const [key, value] of Object.entries(texts(params, "tags") ?? {})) tags.set(key, value);
        return undefined;
      },
    },
    UntagResource: {
      http: "DELETE /tags/{resourceArn}",
      status: 204,
      run(params) {
        const tags = tagsOf(gateway, required(params, "resourceArn"));
        for (const key of list(params, "tagKeys")) tags.delete(key);
        return undefined;
      },
    },
    GetTags: {
      http: "GET /tags/{resourceArn}",
      status: 200,
      run: (params) => ({ tags: Object.fromEntries(tagsOf(gateway, required(params, "resourceArn"))) }),
    },
  };
}

/** One page of a list, as every list of this service has it: at most 500 items, 25 unless told. */
export function page<T>(items: readonly T[], params: Params, describe: (item: T) => Params): Params {
  const limit = Math.max(1, Math.min(500, number(params, "limit") ?? 25));
  const { items: shown, next } = paged(items, text(params, "position"), limit);
  return { item: shown.map(describe), position: next };
}

/** Tags appear in an answer about one API even when there are none; CreateRestApi and GetRestApis leave them out. */
export function describeKnown(api: RestApi): Params {
  return { ...describeApi(api), tags: Object.fromEntries(api.tags) };
}

function describeApi(api: RestApi): Params {
  return {
    id: api.id,
    name: api.name,
    description: api.description,
    version: api.version,
    createdDate: api.createdDate,
    binaryMediaTypes: api.binaryMediaTypes.length === 0 ? undefined : api.binaryMediaTypes,
    minimumCompressionSize: api.minimumCompressionSize,
    apiKeySource: api.apiKeySource,
    endpointConfiguration: {
      types: [api.endpointType],
      ipAddressType: api.endpointType === "PRIVATE" ? "dualstack" : "ipv4",
    },
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    policy: api.policy,
    tags: record(api.tags),
    rootResourceId: api.rootId,
  };
}

function createApi(gateway: Gateway, params: Params): RestApi {
  const name = text(params, "name") ?? "";
  if (name === "") throw badRequest("Name must not be blank");
  const description = text(params, "description");
  if (description === "") throw badRequest("Description cannot be an empty string");
  const types = list(structure(params, "endpointConfiguration") ?? {}, "types");
  const wrong = types.filter((type) => !ENDPOINTS.includes(type));
  if (wrong.length > 0) {
    throw invalidValue(
      `[${wrong.join(", ")}]`,
      "createRestApiInput.endpointConfiguration.types",
      `Member must satisfy constraint: [Member must satisfy enum value set: [${ENDPOINTS.join(", ")}]]`,
    );
  }
  const rootId = newId(10);
  const api: RestApi = {
    id: newId(10),
    name,
    description,
    version: text(params, "version"),
    createdDate: gateway.now(),
    binaryMediaTypes: list(params, "binaryMediaTypes"),
    minimumCompressionSize: compressionSize(number(params, "minimumCompressionSize")),
    apiKeySource: text(params, "apiKeySource") ?? "HEADER",
    endpointType: types[0] ?? "EDGE",
    disableExecuteApiEndpoint: truth(params, "disableExecuteApiEndpoint") ?? false,
    policy: text(params, "policy"),
    authorizers: new Map(),
    tags: new Map(Object.entries(texts(params, "tags") ?? {})),
    rootId,
    resources: new Map([
      [rootId, { id: rootId, parentId: undefined, pathPart: undefined, path: "/", methods: new Map() }],
    ]),
    deployments: new Map(),
    stages: new Map(),
  };
  gateway.apis.set(api.id, api);
  return api;
}

function updateApi(api: RestApi, params: Params): RestApi {
  const operations = readPatch(params, "updateRestApiInput");
  const simple = operations.filter(({ path }) => !path.startsWith("/binaryMediaTypes"));
  const { name, description, policy, apiKeySource, disableExecuteApiEndpoint } = api;
  const changed = patched({ name, description, policy, apiKeySource, disableExecuteApiEndpoint }, simple, {
    fields: {
      name: "text",
      description: "text",
      policy: "text",
      apiKeySource: "text",
      disableExecuteApiEndpoint: "boolean",
    },
  });
  const types = new Set(api.binaryMediaTypes);
  for (const { op, path, value } of operations.filter((operation) => !simple.includes(operation))) {
    const [, type] = keysOf(path);
    if (type === undefined) throw badRequest(`Invalid patch path ${path}`);
    if (op !== "add") types.delete(type);
    if (op === "add") types.add(type);
    else if (op === "replace") types.add(value ?? "");
  }
  Object.assign(api, changed, {
    description: changed.description === "" ? undefined : changed.description,
    binaryMediaTypes: [...types],
  });
  return api;
}

function compressionSize(size: number | undefined): number | undefined {
  if (size === undefined || (size >= 0 && size <= 10_485_760)) return size;
  throw badRequest("Invalid minimum compression size, must be between 0 and 10485760");
}

/** `arn:aws:apigateway:REGION::/restapis/ID`, the same with `/stages/NAME`, or `…::/domainnames/NAME`. */
function tagsOf(gateway: Gateway, arn: string): Map<string, string> {
  const [, region, path = ""] = /^arn:aws:apigateway:([^:]*)::(\/.+)$/.exec(arn) ?? [];
  if (region !== gateway.config.region) throw badRequest("Invalid ARN specified in the request");
  const [collection, id = "", below, name = ""] = path.split("/").slice(1);
  if (collection === "domainnames") return gateway.domain(id).tags;
  if (collection !== "restapis") throw notFound("Invalid resource identifier specified");
  return below === "stages" ? gateway.stage(id, name).tags : gateway.api(id).tags;
}
