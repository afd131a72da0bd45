import { createHash } from "node:crypto";
import type { Backend } from "./openapi.ts";
import { functionArn } from "./permission.ts";
import type { FormerIntegration } from "./record.ts";
import { formerOf } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { IntegrationTarget, IntegrationWish, Source } from "./settings.ts";
import type { MethodState, ResourcesState, StageState } from "./snapshot.ts";

/** From what the inputs ask for and the API's resources: which integrations change, what green will call. Pure. */

/** The source against the API as it is: what changes, and what it is called. */
export interface Wanted {
  source: Source;
  steps: readonly IntegrationStep[];
  revision: string;
}

/** A method whose integration is to lead elsewhere. */
interface IntegrationStep {
  former: FormerIntegration;
  target: IntegrationTarget;
  /** What the integration is then. */
  type: string;
  httpMethod: string;
  uri: string;
}

export function wantedOf(source: Source, resources: ResourcesState | undefined, region: string): Wanted {
  const steps = resources === undefined ? [] : resolveIntegrations(source.integrations, resources, region);
  return { source, steps, revision: describeSource(source, resources, steps) };
}

/**
 * Whether a stage that serves a revision has what a deploy would bring. Only what is known to be in a deployment can be
 * known to serve: the resources as they stand can always be newer.
 */
export function servesAlready(stage: StageState, serving: string, { source, revision }: Wanted): boolean {
  const same = Object.entries(source.variables).every(([name, value]) => stage.variables[name] === value);
  return source.openapi !== undefined && same && serving === revision;
}

/**
 * The integrations that the inputs name, one entry each, also when they lead there already.
 *
 * @throws DeliveryError `not-found` or `unsuitable` when there is no such method, or it cannot lead there.
 */
export function resolveIntegrations(
  wishes: readonly IntegrationWish[],
  { methods }: ResourcesState,
  region: string,
): IntegrationStep[] {
  return wishes.flatMap((wish) => methodsOf(wish, methods).map((method) => stepOf(method, wish.target, region)));
}

function methodsOf({ verb, path }: IntegrationWish, methods: readonly MethodState[]): MethodState[] {
  if (path !== undefined) {
    const method = methods.find((candidate) => candidate.path === path && candidate.verb === verb);
    if (method !== undefined) return [method];
    const known = methods.map((candidate) => `${candidate.verb} ${candidate.path}`).slice(0, 20);
    throw refuse("method-not-found", { method: `${verb} ${path}` }, [
      known.length === 0 ? "It has no methods at all." : `It has ${known.join(", ")}.`,
    ]);
  }
  const backed = methods.filter(({ integration }) => (integration?.uri ?? "") !== "");
  const uris = new Set(backed.map(({ integration }) => integration?.uri));
  if (uris.size === 1) return backed;
  throw refuse(
    "several-backends",
    { count: String(uris.size) },
    backed.slice(0, 20).map(({ verb: v, path: p, integration }) => `${v} ${p} calls ${integration?.uri}`),
  );
}

function stepOf(method: MethodState, target: IntegrationTarget, region: string): IntegrationStep {
  const former = formerOf(method);
  const unfit = (why: string) => refuse("integration-unfit", { method: `${former.verb} ${former.path}`, why });
  if (former.type === "") throw unfit("has no integration yet.");
  if (former.type === "MOCK") throw unfit("is a mock, which calls nothing.");
  const proxies = former.type.endsWith("_PROXY");
  const lambda = /:lambda:path\//.test(former.uri);
  const ownKind = target.kind === "lambda" ? lambda : former.type.startsWith("HTTP");
  if (!proxies && !ownKind) {
    throw unfit(`has mapping templates for ${former.uri}, which would not fit another kind of backend.`);
  }
  const own = target.kind === "lambda" ? "AWS" : "HTTP";
  const type = proxies ? `${own}_PROXY` : own;
  if (type === former.type) return { former, target, type, httpMethod: former.httpMethod, uri: uriOf(target, region) };
  const { connectionType, credentials, tlsConfig } = method.integration ?? {};
  if (connectionType === "VPC_LINK" || credentials !== undefined || tlsConfig !== undefined) {
    throw unfit("has a VPC link, a role or TLS settings, which another kind of backend cannot keep.");
  }
  // Lambda is always invoked by POST; an HTTP backend gets the method's own verb.
  return { former, target, type, httpMethod: type === "AWS_PROXY" ? "POST" : former.verb, uri: uriOf(target, region) };
}

/** The URI as an integration has it (API Reference, PutIntegration). */
function uriOf(target: IntegrationTarget, region: string): string {
  if (target.kind === "http") return target.uri;
  const partition = target.arn.split(":")[1];
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${target.arn}/invocations`;
}

export function isSet({ former, type, uri }: IntegrationStep): boolean {
  return former.type === type && former.uri === uri;
}

/** What green will call. */
export function greenBackends(
  { openapi }: Source,
  resources: ResourcesState | undefined,
  steps: readonly IntegrationStep[],
): readonly Backend[] {
  if (openapi !== undefined) return openapi.backends;
  return (resources?.methods ?? []).map(({ verb, path, integration }) => {
    const step = stepFor(steps, verb, path);
    return { verb, path, uri: step?.uri ?? integration?.uri ?? "", credentials: integration?.credentials };
  });
}

/**
 * What green is, for people and for comparing: the same inputs on the same resources have the same revision.
 */
function describeSource(
  { openapi, variables }: Source,
  resources: ResourcesState | undefined,
  steps: readonly IntegrationStep[],
): string {
  const shown = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const methods = (resources?.methods ?? []).map(({ verb, path, integration, rest }) => {
    const step = stepFor(steps, verb, path);
    return [verb, path, step?.type ?? integration?.type, step?.uri ?? integration?.uri, rest].join("\n");
  });
  const what =
    openapi !== undefined
      ? "openapi"
      : steps.length > 0
        ? [...new Set(steps.map(({ target }) => shortTarget(target)))].join(", ")
        : "resources";
  const identity = openapi?.sha256 ?? methods.sort().join("\n");
  const sum = createHash("sha256")
    .update([identity, ...shown.sort()].join("\n\n"))
    .digest("hex")
    .slice(0, 12);
  const readable = shown.length === 0 ? what : `${what} with ${shown.join(", ")}`;
  return `${readable.length > 120 ? `${readable.slice(0, 119)}…` : readable} sha256:${sum}`;
}

/**
 * Which of the API's integrations a rollout has changed, of which nothing but its revision is known: those that lead to
 * what the revision names, where the version that serves leads elsewhere.
 *
 * @param served the integrations of the version that serves.
 * @returns what they are to be again.
 */
export function foundChanges(
  revision: string,
  { methods }: ResourcesState,
  served: readonly FormerIntegration[],
): FormerIntegration[] {
  return served.filter(({ verb, path, type, uri }) => {
    const now = methods.find((method) => method.verb === verb && method.path === path)?.integration;
    if (now === undefined || (now.uri === uri && now.type === type)) return false;
    const arn = functionArn(now.uri ?? "", {});
    return revision.includes(arn === undefined ? (now.uri ?? "") : shortTarget({ kind: "lambda", arn }));
  });
}

function stepFor(steps: readonly IntegrationStep[], verb: string, path: string): IntegrationStep | undefined {
  return steps.find(({ former }) => former.verb === verb && former.path === path);
}

/** `mathFloor:7`, or the URI. */
function shortTarget(target: IntegrationTarget): string {
  return target.kind === "http" ? target.uri : target.arn.split(":").slice(6).join(":");
}
