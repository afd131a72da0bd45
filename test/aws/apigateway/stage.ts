import type { Params } from "../contract.ts";
import { required, structure, text } from "../params.ts";
import { number, texts, truth } from "../protocol/rest.ts";
import { badRequest, conflict, limitExceeded } from "./errors.ts";
import type { Canary, RestApi, Stage } from "./model.ts";
import type { Gateway } from "./store.ts";
import { newTraffic, record, requireDeployment } from "./store.ts";
import { readVariables } from "./variables.ts";

/** Quota "Stages per API". */
const MAX_STAGES = 10;

/** Which members of the request name the stage's deployment and describe it depends on the operation. */
interface StageOrigin {
  deploymentId: string;
  description: string | undefined;
}

/** A stage as CreateStage makes it, or CreateDeployment with the name of a stage that is not there. Not yet stored. */
export function newStage(
  gateway: Gateway,
  api: RestApi,
  params: Params,
  { deploymentId, description }: StageOrigin,
  fresh?: string,
): Stage {
  const name = required(params, "stageName");
  // "Stage names can only contain alphanumeric characters, hyphens, and underscores. Maximum length is 128 characters."
  if (!/^[\w-]{1,128}$/.test(name)) throw badRequest("Stage name only allows a-zA-Z0-9_-");
  if (api.stages.has(name)) throw conflict("Stage already exists");
  if (api.stages.size >= MAX_STAGES) {
    throw limitExceeded(
      "Maximum number of stages for this API has been reached.  Please contact AWS if you need additional stages.",
    );
  }
  if (deploymentId !== fresh) requireDeployment(api, deploymentId);
  const canary = structure(params, "canarySettings");
  if (canary !== undefined) requireDeployment(api, text(canary, "deploymentId") ?? deploymentId);
  const now = gateway.now();
  return {
    name,
    deploymentId,
    description,
    variables: readVariables(texts(params, "variables")),
    canary: canary === undefined ? undefined : readCanary(canary, deploymentId),
    cacheClusterEnabled: truth(params, "cacheClusterEnabled") ?? false,
    cacheClusterSize: text(params, "cacheClusterSize"),
    documentationVersion: text(params, "documentationVersion"),
    clientCertificateId: undefined,
    webAclArn: undefined,
    accessLog: { destinationArn: undefined, format: undefined },
    methodSettings: new Map(),
    tracingEnabled: truth(params, "tracingEnabled") ?? false,
    tags: new Map(Object.entries(texts(params, "tags") ?? {})),
    createdDate: now,
    lastUpdatedDate: now,
    traffic: { base: newTraffic(), canary: newTraffic(), deployments: new Map() },
  };
}

/** Canary settings as they are given at once; they replace whatever canary there was. */
export function readCanary(settings: Params, deploymentId: string): Canary {
  return {
    deploymentId: text(settings, "deploymentId") ?? deploymentId,
    percentTraffic: checkPercent(number(settings, "percentTraffic") ?? 0),
    overrides: readVariables(texts(settings, "stageVariableOverrides")),
    useStageCache: truth(settings, "useStageCache") ?? false,
  };
}

/** 0.0 to 100.0 as the service model says; AWS's words for other numbers are in no public source. */
export function checkPercent(percent: number): number {
  if (percent >= 0 && percent <= 100) return percent;
  throw badRequest(`Invalid percentTraffic ${percent}: it must be between 0.0 and 100.0`);
}

/** A stage as answers show it. Which members are left out: recorded from AWS. */
export function describeStage(stage: Stage): Params {
  const { canary, accessLog } = stage;
  const logs = accessLog.destinationArn !== undefined || accessLog.format !== undefined;
  return {
    deploymentId: stage.deploymentId,
    clientCertificateId: stage.clientCertificateId,
    stageName: stage.name,
    description: stage.description,
    cacheClusterEnabled: stage.cacheClusterEnabled,
    cacheClusterSize: stage.cacheClusterSize,
    cacheClusterStatus: stage.cacheClusterEnabled ? "AVAILABLE" : "NOT_AVAILABLE",
    methodSettings: Object.fromEntries(stage.methodSettings),
    variables: record(stage.variables),
    documentationVersion: stage.documentationVersion,
    accessLogSettings: logs ? { ...accessLog } : undefined,
    canarySettings:
      canary === undefined
        ? undefined
        : {
            percentTraffic: canary.percentTraffic,
            deploymentId: canary.deploymentId,
            stageVariableOverrides: record(canary.overrides),
            useStageCache: canary.useStageCache,
          },
    tracingEnabled: stage.tracingEnabled,
    webAclArn: stage.webAclArn,
    tags: record(stage.tags),
    createdDate: stage.createdDate,
    lastUpdatedDate: stage.lastUpdatedDate,
  };
}
