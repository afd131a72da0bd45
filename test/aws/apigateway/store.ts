import { randomInt } from "node:crypto";
import type { WorldConfig } from "../contract.ts";
import { badRequest, notFound } from "./errors.ts";
import type { Deployment, Domain, Integration, Method, Resource, RestApi, Stage, Traffic, UsagePlan } from "./model.ts";

/** All REST APIs and custom domains, and how they are found. Errors are AWS's words, unless a comment says otherwise. */
export class Gateway {
  readonly config: WorldConfig;
  readonly apis = new Map<string, RestApi>();
  readonly domains = new Map<string, Domain>();
  readonly usagePlans = new Map<string, UsagePlan>();
  /** The values of API keys, by their ids. */
  readonly apiKeys = new Map<string, string>();

  constructor(config: WorldConfig) {
    this.config = config;
  }

  api(id: string): RestApi {
    const api = this.apis.get(id);
    if (api !== undefined) return api;
    throw notFound(`Invalid API identifier specified ${this.config.accountId}:${id}`);
  }

  resource(apiId: string, id: string): Resource {
    const resource = this.apis.get(apiId)?.resources.get(id);
    if (resource !== undefined) return resource;
    throw notFound("Invalid Resource identifier specified");
  }

  method(apiId: string, resourceId: string, verb: string): Method {
    const method = this.resource(apiId, resourceId).methods.get(verb);
    if (method !== undefined) return method;
    throw notFound("Invalid Method identifier specified");
  }

  integration(apiId: string, resourceId: string, verb: string): Integration {
    const { methodIntegration } = this.method(apiId, resourceId, verb);
    if (methodIntegration !== undefined) return methodIntegration;
    throw notFound("Invalid Integration identifier specified");
  }

  deployment(apiId: string, id: string): Deployment {
    const deployment = this.api(apiId).deployments.get(id);
    if (deployment !== undefined) return deployment;
    throw notFound("Invalid Deployment identifier specified");
  }

  stage(apiId: string, name: string): Stage {
    const stage = this.api(apiId).stages.get(name);
    if (stage !== undefined) return stage;
    throw notFound("Invalid stage identifier specified");
  }

  domain(name: string): Domain {
    const domain = this.domains.get(name);
    if (domain !== undefined) return domain;
    throw notFound("Invalid domain name identifier specified");
  }

  /** The domains that map a base path to this API, or to this stage of it. */
  mappedBy(apiId: string, stage?: string): string[] {
    return [...this.domains.values()]
      .filter(({ mappings }) =>
        [...mappings.values()].some(
          (mapping) => mapping.restApiId === apiId && (stage === undefined || mapping.stage === stage),
        ),
      )
      .map(({ name }) => name);
  }

  now(): Date {
    return new Date(this.config.clock.now());
  }
}

/** A deployment that a stage or a canary is to point at. */
export function requireDeployment(api: RestApi, id: string): void {
  if (!api.deployments.has(id)) throw badRequest("Deployment id does not exist");
}

export function newTraffic(): Traffic {
  return { requests: 0, failed: 0 };
}

/** An identifier of lower-case letters and digits: 10 characters for APIs, 6 for what is in them. */
export function newId(length: number): string {
  return Array.from({ length }, () => randomInt(36).toString(36)).join("");
}

/** The order of lists is not documented. It is the order of the identifiers here, which are random. */
export function byId<T extends { id: string }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function record<T>(map: ReadonlyMap<string, T>): { [name: string]: T } | undefined {
  return map.size === 0 ? undefined : Object.fromEntries(map);
}
