import type { APIGatewayClient, Integration, PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { PutIntegrationCommand, UpdateIntegrationCommand } from "@aws-sdk/client-api-gateway";
import { DeliveryError } from "../../delivery/errors.ts";
import type { IntegrationChange } from "./changes.ts";
import type { ApiReader } from "./observe.ts";
import type { FormerIntegration } from "./record.ts";
import type { MethodState } from "./snapshot.ts";
import { resolveIntegrations } from "./source.ts";

export interface IntegrationTools {
  client: APIGatewayClient;
  reader: ApiReader;
  signal: AbortSignal;
  restApi: string;
  region: string;
  send<T>(action: string, send: () => Promise<T>): Promise<T>;
}

/** Points methods at other backends, one after the other, where they do not point there yet. */
export async function putIntegrations(tools: IntegrationTools, changes: readonly IntegrationChange[]): Promise<void> {
  const resources = await tools.reader.resources();
  for (const { former, type, httpMethod, uri } of resolveIntegrations(changes, resources, tools.region)) {
    const method = resources.methods.find(({ verb, path }) => verb === former.verb && path === former.path);
    if (method !== undefined) await route(tools, method, { ...former, type, httpMethod, uri });
  }
}

/** Gives methods their previous integrations. A method that is gone meanwhile is left alone. */
export async function restoreIntegrations(
  tools: IntegrationTools,
  former: readonly FormerIntegration[],
): Promise<void> {
  const { methods } = await tools.reader.resources();
  for (const one of former) {
    const method = methods.find(({ verb, path }) => verb === one.verb && path === one.path);
    if (method !== undefined) await route(tools, method, one);
  }
}

async function route(tools: IntegrationTools, method: MethodState, wish: FormerIntegration): Promise<void> {
  const { integration = {}, resourceId, verb } = method;
  if (integration.type === wish.type && integration.uri === wish.uri) return;
  const place = { restApiId: tools.restApi, resourceId, httpMethod: verb };
  const abort = { abortSignal: tools.signal };
  if (integration.type === wish.type) {
    const patchOperations = [{ op: "replace" as const, path: "/uri", value: wish.uri }];
    await tools.send("apigateway:PATCH (UpdateIntegration)", () =>
      tools.client.send(new UpdateIntegrationCommand({ ...place, patchOperations }), abort),
    );
    return;
  }
  // An integration's type cannot be patched: it is put anew, with all else that it has.
  await tools.send("apigateway:PUT (PutIntegration)", () =>
    tools.client.send(new PutIntegrationCommand({ ...place, ...replaced(integration, wish) }), abort),
  );
}

function replaced(
  integration: Integration,
  { type, uri, httpMethod }: FormerIntegration,
): Omit<PutIntegrationRequest, "restApiId" | "resourceId" | "httpMethod"> {
  const { requestParameters, timeoutInMillis, passthroughBehavior, cacheKeyParameters } = integration;
  if (type !== "AWS_PROXY" && type !== "HTTP_PROXY") {
    throw new DeliveryError("internal", `An integration of type ${type} cannot be put anew.`);
  }
  return {
    type,
    uri,
    integrationHttpMethod: httpMethod,
    requestParameters,
    timeoutInMillis,
    passthroughBehavior,
    cacheKeyParameters,
  };
}
