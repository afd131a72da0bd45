import type {
  APIGatewayClient,
  BasePathMapping,
  Deployment,
  MethodSnapshot,
  Resource,
  Stage,
} from "@aws-sdk/client-api-gateway";
import {
  GetBasePathMappingCommand,
  GetBasePathMappingsCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetExportCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetStagesCommand,
  GetUsagePlansCommand,
} from "@aws-sdk/client-api-gateway";
import { DeliveryError } from "../../delivery/errors.ts";
import { call, errorName } from "../aws.ts";
import type { Backend } from "./openapi.ts";
import { backendsOf } from "./openapi.ts";
import { formerOf } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings, MappingRef } from "./settings.ts";
import type {
  ApiNaming,
  ApiState,
  BackendsState,
  DeploymentState,
  DomainMapping,
  MappingState,
  ResourcesState,
  StageState,
  UsagePlanState,
} from "./snapshot.ts";
import { setupOf } from "./stage-setup.ts";

/** Items per page: the most that the service gives (API Reference, `limit`). */
const PAGE = 500;

/** The reading half of the platform. */
export class ApiReader {
  readonly #client: APIGatewayClient;
  readonly #restApiId: string;
  readonly #region: string;
  readonly #signal: AbortSignal;

  constructor(client: APIGatewayClient, { restApi, region }: ApiGatewaySettings, signal: AbortSignal) {
    this.#client = client;
    this.#restApiId = restApi;
    this.#region = region;
    this.#signal = signal;
  }

  /** @throws DeliveryError `not-found` when there is no such REST API. */
  async stages(): Promise<StageState[]> {
    const { item = [] } = await this.#readApi("GetStages", () =>
      this.#client.send(new GetStagesCommand({ restApiId: this.#restApiId }), this.#abort),
    );
    return item.map(toStage);
  }

  async stage(name: string): Promise<StageState> {
    const stage = await this.#read("GetStage", () =>
      this.#client.send(new GetStageCommand({ restApiId: this.#restApiId, stageName: name }), this.#abort),
    );
    return toStage(stage);
  }

  /** Newest first. */
  async deployments(): Promise<DeploymentState[]> {
    const items = await pages((position) =>
      this.#readApi("GetDeployments", () =>
        this.#client.send(
          new GetDeploymentsCommand({ restApiId: this.#restApiId, limit: PAGE, ...position }),
          this.#abort,
        ),
      ),
    );
    return items.map(toDeployment).sort((a, b) => b.createdAt - a.createdAt);
  }

  async resources(): Promise<ResourcesState> {
    const items = await pages((position) =>
      this.#read("GetResources", () =>
        this.#client.send(
          new GetResourcesCommand({ restApiId: this.#restApiId, limit: PAGE, embed: ["methods"], ...position }),
          this.#abort,
        ),
      ),
    );
    return { methods: items.flatMap(toMethods) };
  }

  async api(): Promise<ApiState> {
    const {
      policy,
      binaryMediaTypes = [],
      minimumCompressionSize,
    } = await this.#readApi("GetRestApi", () =>
      this.#client.send(new GetRestApiCommand({ restApiId: this.#restApiId }), this.#abort),
    );
    return { policy, binaryMediaTypes, minimumCompressionSize };
  }

  /** By what name the API is known to the region's metrics, and what else is known by it. */
  async naming(): Promise<ApiNaming> {
    try {
      const items = await pages((position) =>
        this.#read("GetRestApis", () =>
          this.#client.send(new GetRestApisCommand({ limit: PAGE, ...position }), this.#abort),
        ),
      );
      const name = items.find(({ id }) => id === this.#restApiId)?.name ?? "";
      const known = asciiOf(name);
      const alike = items.filter((api) => api.id !== this.#restApiId && asciiOf(api.name) === known);
      return { name, namesakes: known.trim() === "" ? [] : alike.map(({ id = "" }) => id) };
    } catch (error) {
      if (error instanceof DeliveryError && error.code === "denied") return "denied";
      throw error;
    }
  }

  /** The definition of what a stage serves (not its canary, nor the resources as they stand), with all extensions. */
  async export(stageName: string): Promise<string> {
    const { body } = await this.#read("GetExport", () =>
      this.#client.send(
        new GetExportCommand({
          restApiId: this.#restApiId,
          stageName,
          exportType: "oas30",
          accepts: "application/json",
          parameters: { extensions: "apigateway,authorizers" },
        }),
        this.#abort,
      ),
    );
    return Buffer.from(body ?? []).toString();
  }

  /** The methods of a deployment that ask for authorization or an API key: `GET /pets`. */
  async protectedMethods(deploymentId: string): Promise<string[]> {
    return this.#methodsOf(
      deploymentId,
      ({ authorizationType = "NONE", apiKeyRequired }) => authorizationType !== "NONE" || apiKeyRequired === true,
    );
  }

  async #methodsOf(deploymentId: string, wanted: (method: MethodSnapshot) => boolean): Promise<string[]> {
    const { apiSummary = {} } = await this.#read("GetDeployment", () =>
      this.#client.send(
        new GetDeploymentCommand({ restApiId: this.#restApiId, deploymentId, embed: ["apisummary"] }),
        this.#abort,
      ),
    );
    return Object.entries(apiSummary).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, method]) => wanted(method))
        .map(([verb]) => `${verb} ${path}`),
    );
  }

  /** What the deployment that a stage serves calls. */
  async servedBackends(stageName: string): Promise<Backend[]> {
    const document: unknown = JSON.parse(await this.export(stageName));
    const backends = backendsOf(document);
    if (typeof backends !== "string") return backends;
    throw new DeliveryError("platform", `The export of the stage ${stageName} ${backends}`);
  }

  /** What methods call in what a stage serves, and in the API's resources as they stand. */
  async backends(stageName: string, deployment: string): Promise<BackendsState> {
    const [backends, { methods }] = await Promise.all([this.servedBackends(stageName), this.resources()]);
    return { served: { deployment, backends }, resources: methods.map(formerOf) };
  }

  /**
   * The usage plans that have stages of the API.
   *
   * @returns undefined when the credentials may not read them.
   */
  async usagePlans(): Promise<UsagePlanState[] | undefined> {
    try {
      const items = await pages((position) =>
        this.#read("GetUsagePlans", () =>
          this.#client.send(new GetUsagePlansCommand({ limit: PAGE, ...position }), this.#abort),
        ),
      );
      return items.map(({ id = "", name = id, apiStages = [] }) => ({
        id,
        name,
        stages: apiStages.filter(({ apiId }) => apiId === this.#restApiId).map(({ stage = "" }) => stage),
      }));
    } catch (error) {
      if (error instanceof DeliveryError && error.code === "denied") return undefined;
      throw error;
    }
  }

  /** The methods of a deployment that ask for an API key: `GET /pets`. */
  async keyedMethods(deploymentId: string): Promise<string[]> {
    return this.#methodsOf(deploymentId, ({ apiKeyRequired }) => apiKeyRequired === true);
  }

  async mapping({ domain, basePath }: MappingRef): Promise<MappingState> {
    const mapping = await this.#read(
      "GetBasePathMapping",
      () => this.#client.send(new GetBasePathMappingCommand({ domainName: domain, basePath }), this.#abort),
      { input: "base-path-mapping", given: `base path mapping ${domain}/${basePath}` },
    );
    return toMapping(mapping);
  }

  /** Every base path of a custom domain. */
  async mappings({ domain }: MappingRef): Promise<DomainMapping[]> {
    const items = await pages((position) =>
      this.#read(
        "GetBasePathMappings",
        () =>
          this.#client.send(
            new GetBasePathMappingsCommand({ domainName: domain, limit: PAGE, ...position }),
            this.#abort,
          ),
        { input: "base-path-mapping", given: `custom domain name ${domain}` },
      ),
    );
    return items.map((item) => ({ ...toMapping(item), basePath: item.basePath ?? "(none)" }));
  }

  /** A reading that fails when there is no such API. */
  async #readApi<T>(action: string, send: () => Promise<T>): Promise<T> {
    try {
      return await this.#read(action, send);
    } catch (error) {
      if (errorName(error) !== "NotFoundException") throw error;
      throw refuse(
        "rest-api-not-found",
        { api: this.#restApiId, region: this.#region },
        { cause: error, noEffect: true },
      );
    }
  }

  #read<T>(action: string, send: () => Promise<T>, about?: { input: string; given: string }): Promise<T> {
    return call(`apigateway:GET (${action})`, this.#signal, send, about);
  }

  get #abort() {
    return { abortSignal: this.#signal };
  }
}

interface Page<T> {
  items?: T[] | undefined;
  position?: string | undefined;
}

/** All items of a list that comes in pages. */
async function pages<T>(get: (position: { position?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let position: { position?: string } = {};
  for (;;) {
    const answer = await get(position);
    all.push(...(answer.items ?? []));
    if (answer.position === undefined || answer.position === "") return all;
    position = { position: answer.position };
  }
}

export function toStage({
  stageName = "",
  deploymentId = "",
  variables = {},
  canarySettings,
  tags = {},
  ...stage
}: Stage): StageState {
  return {
    setup: setupOf(stage),
    name: stageName,
    deploymentId,
    variables,
    canary:
      canarySettings === undefined
        ? undefined
        : {
            deploymentId: canarySettings.deploymentId ?? deploymentId,
            percent: canarySettings.percentTraffic ?? 0,
            overrides: canarySettings.stageVariableOverrides ?? {},
            ...(canarySettings.useStageCache === true ? { usesStageCache: true } : {}),
          },
    tags,
  };
}

/** What metrics have of a name; of one without any ASCII they have the API's id ("Metrics and dimensions", same guide). */
function asciiOf(name = ""): string {
  return name.replace(/\P{ASCII}/gu, "");
}

export function toMapping({ restApiId = "", stage = "" }: BasePathMapping): MappingState {
  return { restApi: restApiId, stage };
}

function toDeployment({ id = "", description = "", createdDate }: Deployment): DeploymentState {
  return { id, description, createdAt: createdDate?.getTime() ?? 0 };
}

function toMethods({ id = "", path = "", resourceMethods = {} }: Resource): ResourcesState["methods"] {
  return Object.entries(resourceMethods).map(([verb, { methodIntegration, ...rest }]) => {
    // The cache's namespace is the resource's id, and the rest of these are told apart where an integration changes.
    const { cacheNamespace: _, type: _type, httpMethod: _verb, uri: _uri, ...kept } = methodIntegration ?? {};
    const { authorizationType = "NONE", apiKeyRequired } = rest;
    const protection =
      authorizationType !== "NONE" ? authorizationType : apiKeyRequired === true ? "API key" : undefined;
    const all = canonical({ ...rest, ...kept });
    return { resourceId: id, path, verb, integration: methodIntegration, protection, rest: all };
  });
}

/** JSON with the keys of every map in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
