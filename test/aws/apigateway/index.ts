import type { AddressInfo } from "node:net";
import type { WorldConfig } from "../contract.ts";
import type { Lambda } from "../lambda/index.ts";
import type { RestOperation, RestService } from "../protocol/rest.ts";
import { randomOf } from "../random.ts";
import { apiOperations } from "./api-ops.ts";
import type { Served } from "./data-plane.ts";
import { createDataPlane } from "./data-plane.ts";
import { deploymentOperations } from "./deployment-ops.ts";
import { domainOperations } from "./domain-ops.ts";
import { integrationOperations } from "./integration-ops.ts";
import { methodOperations } from "./method-ops.ts";
import type { RestApi, Stage, Traffic } from "./model.ts";
import { importOperations } from "./openapi-import.ts";
import { Quotas } from "./quotas.ts";
import { resourceOperations } from "./resource-ops.ts";
import { stageOperations } from "./stage-ops.ts";
import { Gateway, newTraffic } from "./store.ts";
import { testInvokeOperations } from "./test-invoke-ops.ts";
import { usagePlanOperations } from "./usage-plan-ops.ts";

export interface ApiGatewayOptions {
  /** Whether the control plane has its quotas of calls per second, on the world's clock. Default true. */
  throttle?: boolean;
  /** Makes the split of the traffic repeatable: the same number of requests, the same share. */
  seed?: number;
}

export type ApiGateway = Awaited<ReturnType<typeof createApiGateway>>;

export interface StageShares {
  base: Traffic;
  canary: Traffic;
  /** By deployment id. */
  deployments: Record<string, Traffic>;
}

/** API Gateway's REST APIs: the control plane, and stages that carry real HTTP to real integrations. */
export async function createApiGateway(config: WorldConfig, lambda: Lambda, options: ApiGatewayOptions = {}) {
  const gateway = new Gateway(config);
  const { server, listeners, plane } = createDataPlane(gateway, lambda, randomOf(options.seed));
  const quotas = new Quotas(config.clock);
  const operations: Record<string, RestOperation> = {
    ...importOperations(gateway),
    ...apiOperations(gateway),
    ...resourceOperations(gateway),
    ...methodOperations(gateway),
    ...integrationOperations(gateway),
    ...deploymentOperations(gateway),
    ...stageOperations(gateway),
    ...domainOperations(gateway),
    ...testInvokeOperations(plane),
    ...usagePlanOperations(gateway),
  };
  const service: RestService = {
    name: "apigateway",
    operations,
    // Service Authorization Reference, "Amazon API Gateway Management": actions are HTTP verbs, resources are paths.
    permission: (_action, _params, { method, path }) => ({
      action: `apigateway:${method}`,
      resource: `arn:aws:apigateway:${config.region}::${path}`,
    }),
    errorBody: ({ message }) => ({ message }),
    admit: (action) => {
      if (options.throttle !== false) quotas.admit(action);
    },
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    service,
    /** Where the data plane listens. Custom domains and APIs' own host names are told apart by the Host header. */
    url,
    invokeUrl: (apiId: string, stage: string): string => `${url}/${apiId}/${stage}`,
    /** The stage's requests so far. */
    traffic(apiId: string, stage: string): StageShares {
      const { base, canary, deployments } = gateway.stage(apiId, stage).traffic;
      const copies = [...deployments].map(([id, traffic]) => [id, { ...traffic }]);
      return { base: { ...base }, canary: { ...canary }, deployments: Object.fromEntries(copies) };
    },
    /** Counts the stage's requests from zero again. */
    resetTraffic(apiId: string, stage: string): void {
      gateway.stage(apiId, stage).traffic = { base: newTraffic(), canary: newTraffic(), deployments: new Map() };
    },
    api: (id: string): RestApi => gateway.api(id),
    stage: (apiId: string, name: string): Stage => gateway.stage(apiId, name),
    /** Calls `listener` for every request that a stage answers; the returned function ends that. */
    onServed(listener: (served: Served) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
