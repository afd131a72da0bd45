import type { Params } from "../contract.ts";
import { required, text } from "../params.ts";
import type { RestOperation } from "../protocol/rest.ts";
import { list } from "../protocol/rest.ts";
import { page } from "./api-ops.ts";
import { badRequest, conflict, limitExceeded, notFound } from "./errors.ts";
import type { Resource, RestApi } from "./model.ts";
import type { Gateway } from "./store.ts";
import { byId, newId } from "./store.ts";

/** Quota "Resources per API". */
const MAX_RESOURCES = 300;

/** Resources: the path tree of an API. */
export function resourceOperations(gateway: Gateway): Record<string, RestOperation> {
  return {
    GetResources: {
      http: "GET /restapis/{restApiId}/resources",
      status: 200,
      run(params) {
        const withMethods = list(params, "embed").includes("methods");
        const resources = byId(gateway.api(required(params, "restApiId")).resources.values());
        return page(resources, params, (resource) => describeResource(resource, withMethods));
      },
    },
    CreateResource: {
      http: "POST /restapis/{restApiId}/resources/{parentId}",
      status: 201,
      run(params) {
        const api = gateway.api(required(params, "restApiId"));
        const parent = gateway.resource(api.id, required(params, "parentId"));
        return describeResource(createResource(api, parent, text(params, "pathPart") ?? ""), false);
      },
    },
    GetResource: {
      http: "GET /restapis/{restApiId}/resources/{resourceId}",
      status: 200,
      run: (params) =>
        describeResource(
          gateway.resource(required(params, "restApiId"), required(params, "resourceId")),
          list(params, "embed").includes("methods"),
        ),
    },
    DeleteResource: {
      http: "DELETE /restapis/{restApiId}/resources/{resourceId}",
      status: 202,
      run(params) {
        const apiId = required(params, "restApiId");
        const resource = gateway.resource(apiId, required(params, "resourceId"));
        if (resource.parentId === undefined) throw badRequest("Root resource cannot be deleted");
        deleteTree(gateway.api(apiId), resource);
        return undefined;
      },
    },
  };
}

/** Rules and messages: recorded from AWS in localstack's snapshots; the grammar of a path part: the console's own text. */
export function createResource(api: RestApi, parent: Resource, pathPart: string): Resource {
  if (!/^([\w.:-]+|\{[\w.-]+\+?\})$/.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  }
  if (parent.pathPart?.endsWith("+}")) {
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  }
  const siblings = [...api.resources.values()].filter(({ parentId }) => parentId === parent.id);
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => sibling.pathPart?.startsWith("{"));
  if (variable !== undefined && pathPart.startsWith("{")) {
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
  if (api.resources.size >= MAX_RESOURCES) {
    throw limitExceeded(
      "Maximum number of resources for this API has been reached.  Please contact AWS if you need additional resources.",
    );
  }
  const path = parent.path === "/" ? `/${pathPart}` : `${parent.path}/${pathPart}`;
  const resource: Resource = { id: newId(6), parentId: parent.id, pathPart, path, methods: new Map() };
  api.resources.set(resource.id, resource);
  return resource;
}

export function rootOf(api: RestApi): Resource {
  const root = api.resources.get(api.rootId);
  if (root === undefined) throw notFound("Invalid Resource identifier specified");
  return root;
}

function describeResource({ id, parentId, pathPart, path, methods }: Resource, withMethods: boolean): Params {
  const shown = [...methods].map(([verb, method]) => [verb, withMethods ? method : {}]);
  return {
    id,
    parentId,
    pathPart,
    path,
    resourceMethods: methods.size === 0 ? undefined : (Object.fromEntries(shown) as Params),
  };
}

function deleteTree(api: RestApi, resource: Resource): void {
  api.resources.delete(resource.id);
  for (const child of [...api.resources.values()]) if (child.parentId === resource.id) deleteTree(api, child);
}
