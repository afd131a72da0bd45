import { badRequest } from "./errors.ts";
import type { MethodSetting, Stage } from "./model.ts";
import { convert } from "./patch.ts";

/** The settings of methods, by the end of their patch paths. */
const SETTINGS: Record<string, { member: keyof MethodSetting; kind: "text" | "number" | "boolean" }> = {
  "metrics/enabled": { member: "metricsEnabled", kind: "boolean" },
  "logging/dataTrace": { member: "dataTraceEnabled", kind: "boolean" },
  "logging/loglevel": { member: "loggingLevel", kind: "text" },
  "throttling/burstLimit": { member: "throttlingBurstLimit", kind: "number" },
  "throttling/rateLimit": { member: "throttlingRateLimit", kind: "number" },
  "caching/ttlInSeconds": { member: "cacheTtlInSeconds", kind: "number" },
  "caching/enabled": { member: "cachingEnabled", kind: "boolean" },
  "caching/dataEncrypted": { member: "cacheDataEncrypted", kind: "boolean" },
  "caching/requireAuthorizationForCacheControl": { member: "requireAuthorizationForCacheControl", kind: "boolean" },
  "caching/unauthorizedCacheControlHeaderStrategy": {
    member: "unauthorizedCacheControlHeaderStrategy",
    kind: "text",
  },
};
/** Recorded from AWS. */
const DEFAULTS: MethodSetting = {
  metricsEnabled: false,
  loggingLevel: undefined,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5_000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

/** Sets one setting of a method, e.g. `test/GET`, or of all methods; false when there is no such setting. */
export function patchMethodSetting(stage: Stage, method: string, path: string, value: string): boolean {
  const setting = SETTINGS[path];
  if (setting === undefined) return false;
  const before = stage.methodSettings.get(method) ?? stage.methodSettings.get("*/*") ?? DEFAULTS;
  stage.methodSettings.set(method, { ...before, [setting.member]: convert(value, setting.kind, path) });
  return true;
}

/** The message is AWS's answer to every two-part path that it can't remove, a canary's among them. */
export function removeMethodSettings(stage: Stage, resource: string, verb: string): void {
  const method = `${resource}/${verb}`;
  if (stage.methodSettings.delete(method)) return;
  throw badRequest(`Cannot remove method setting ${method} because there is no method setting for this method `);
}
