import { badRequest } from "./errors.ts";
import { patchMethodSetting, removeMethodSettings } from "./method-settings.ts";
import type { Canary, RestApi, Stage } from "./model.ts";
import type { PatchOperation } from "./patch.ts";
import { convert, keysOf } from "./patch.ts";
import { checkPercent } from "./stage.ts";
import { requireDeployment } from "./store.ts";
import { setVariable } from "./variables.ts";

/** The end of AWS's answer to a path that it does not know, missing commas included. Recorded from AWS. */
const PATHS =
  "[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, " +
  "/{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, " +
  "/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, " +
  "/{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, " +
  "/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, " +
  "/*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, " +
  "/*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]";
const COPIES: Record<string, string> = {
  "/deploymentId": "/canarySettings/deploymentId",
  "/variables": "/canarySettings/stageVariableOverrides",
};

/** A changed copy of the stage: all operations in their order, or none. Recorded from AWS unless a comment says otherwise. */
export function patchStage(api: RestApi, stage: Stage, operations: readonly PatchOperation[]): Stage {
  const changed: Stage = {
    ...stage,
    variables: new Map(stage.variables),
    accessLog: { ...stage.accessLog },
    methodSettings: structuredClone(stage.methodSettings),
    canary: stage.canary === undefined ? undefined : { ...stage.canary, overrides: new Map(stage.canary.overrides) },
  };
  for (const operation of operations) apply(api, changed, operation);
  return changed;
}

function apply(api: RestApi, stage: Stage, operation: PatchOperation): void {
  const { op, path } = operation;
  if (op === "copy") copy(stage, operation);
  else if (path.startsWith("/accessLogSettings")) patchAccessLog(stage, operation);
  else if (op === "remove") remove(stage, path);
  else if (op === "replace") replace(api, stage, path, operation.value ?? "");
  // Recorded for a canary's paths only; that nothing but access logs takes `add` is read into it.
  else throw badRequest(`Invalid ${op} operation with path: ${path}`);
}

/** Promotion: the deployment is taken over, the overrides are merged into the stage's variables. */
function copy(stage: Stage, { path, from = "" }: PatchOperation): void {
  if (COPIES[path] !== from) {
    const [paths, froms] = [Object.keys(COPIES).join(", "), Object.values(COPIES).join(", ")];
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. ` +
        `Valid copy:path are [${paths}] and valid copy:from are [${froms}]`,
    );
  }
  if (stage.canary === undefined) throw badRequest("Promotion not available. Canary does not exist.");
  if (path === "/deploymentId") stage.deploymentId = stage.canary.deploymentId;
  else for (const [name, value] of stage.canary.overrides) stage.variables.set(name, value);
}

function remove(stage: Stage, path: string): void {
  const [first = "", second, third, ...rest] = keysOf(path);
  if (path === "/canarySettings") {
    // That a second removal is no error is the behaviour of localstack; unrecorded.
    stage.canary = undefined;
  } else if (first === "canarySettings" && second === "stageVariableOverrides" && third !== undefined) {
    // That a name which is not there is an error is decided here; unrecorded.
    if (!stage.canary?.overrides.delete(third)) throw badRequest(`Invalid stage variable name: ${third}`);
  } else if (first === "variables" && second !== undefined && third === undefined) {
    if (!stage.variables.delete(second)) throw badRequest(`Invalid stage variable name: ${second}`);
  } else if (second !== undefined && third === undefined) removeMethodSettings(stage, first, second);
  else if (path === "/description") stage.description = undefined;
  else if (path === "/clientCertificateId") stage.clientCertificateId = undefined;
  else removeMethodSettings(stage, first, [second, third, ...rest].filter((key) => key !== undefined).join("/"));
}

function replace(api: RestApi, stage: Stage, path: string, value: string): void {
  const [first = "", second, third, fourth] = keysOf(path);
  if (first === "canarySettings") {
    replaceInCanary(api, stage, path, value);
    return;
  }
  if (first === "variables" && second !== undefined && third === undefined) {
    setVariable(stage.variables, second, value);
    return;
  }
  if (first !== "" && second !== undefined && third !== undefined && fourth !== undefined) {
    const setting = patchMethodSetting(stage, `${first}/${second}`, `${third}/${fourth}`, value);
    if (setting) return;
  }
  switch (path) {
    case "/deploymentId":
      requireDeployment(api, value);
      stage.deploymentId = value;
      return;
    case "/description":
      stage.description = value;
      return;
    case "/tracingEnabled":
      stage.tracingEnabled = convert(value, "boolean", path) === true;
      return;
    case "/cacheClusterEnabled":
      stage.cacheClusterEnabled = convert(value, "boolean", path) === true;
      return;
    case "/cacheClusterSize":
      stage.cacheClusterSize = value;
      return;
    case "/clientCertificateId":
      stage.clientCertificateId = value;
      return;
    default:
      throw unknown(path);
  }
}

/** Any of these makes a canary where there is none: at 0 %, on the stage's own deployment. */
function replaceInCanary(api: RestApi, stage: Stage, path: string, value: string): void {
  const canary: Canary = stage.canary ?? {
    deploymentId: stage.deploymentId,
    percentTraffic: 0,
    overrides: new Map(),
    useStageCache: false,
  };
  const [, member, name, ...rest] = keysOf(path);
  if (member === "stageVariableOverrides" && name !== undefined && rest.length === 0) {
    setVariable(canary.overrides, name, value);
  } else if (name !== undefined) throw unknown(path);
  else if (member === "percentTraffic") canary.percentTraffic = checkPercent(Number(convert(value, "number", path)));
  else if (member === "useStageCache") canary.useStageCache = convert(value, "boolean", path) === true;
  else if (member === "deploymentId") {
    requireDeployment(api, value);
    canary.deploymentId = value;
  } else throw unknown(path);
  stage.canary = canary;
}

function patchAccessLog(stage: Stage, { op, path, value }: PatchOperation): void {
  const [, member] = keysOf(path);
  if (op === "remove") {
    if (path !== "/accessLogSettings") removeMethodSettings(stage, "accessLogSettings", member ?? "");
    stage.accessLog = { destinationArn: undefined, format: undefined };
    return;
  }
  if (member !== "destinationArn" && member !== "format") {
    throw badRequest(
      "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]",
    );
  }
  if (value === undefined || value === "") throw badRequest("Access Log value must not be empty");
  stage.accessLog = { ...stage.accessLog, [member]: value };
}

function unknown(path: string): Error {
  return badRequest(`Invalid method setting path: ${path}. Must be one of: ${PATHS}`);
}
