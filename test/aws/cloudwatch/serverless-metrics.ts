import type { Served } from "../apigateway/data-plane.ts";
import type { ApiGateway } from "../apigateway/index.ts";
import type { Invocation, Lambda } from "../lambda/index.ts";
import type { Metrics } from "./series.ts";

type Dimensions = Readonly<Record<string, string>>;

/**
 * What the metrics of a stage with a canary are; no page of AWS says it. `inclusive`: those of the stage count all
 * requests, those of `STAGE/Canary` the canary's; `exclusive`: each counts its own; `absent`: there is no second series.
 */
export type CanaryMetrics = "inclusive" | "exclusive" | "absent";

/** Counts what stages answer (API Gateway's developer guide, "Amazon API Gateway dimensions and metrics"). */
export function meterStages(metrics: Metrics, apiGateway: ApiGateway, canary: () => CanaryMetrics): void {
  apiGateway.onServed((served) => {
    for (const dimensions of ofStage(served, canary())) countServed(metrics, dimensions, served);
  });
}

/** Counts calls of functions (Lambda's developer guide, "Types of metrics for Lambda functions"). */
export function meterFunctions(metrics: Metrics, lambda: Lambda): void {
  lambda.onInvoked((invocation) => {
    for (const dimensions of ofFunction(invocation)) countInvocation(metrics, dimensions, invocation);
  });
}

/** The name without what is not ASCII; the id when nothing is left of it. */
export function apiNameOf(name: string, id: string): string {
  const ascii = [...name].filter((char) => char.charCodeAt(0) < 128).join("");
  return ascii.trim() === "" ? id : ascii;
}

function ofStage({ apiName, apiId, stage, canary }: Served, form: CanaryMetrics): Dimensions[] {
  const ApiName = apiNameOf(apiName, apiId);
  const [own, side] = [
    { ApiName, Stage: stage },
    { ApiName, Stage: `${stage}/Canary` },
  ];
  if (!canary || form === "absent") return [{ ApiName }, own];
  return form === "inclusive" ? [{ ApiName }, own, side] : [{ ApiName }, side];
}

function countServed(metrics: Metrics, dimensions: Dimensions, { status, latencyMs }: Served): void {
  const put = (name: string, value: number, unit = "Count") =>
    metrics.record({ namespace: "AWS/ApiGateway", name, dimensions }, { value, unit });
  put("Count", 1);
  // Zeros too: the average of an error metric is its rate.
  put("4XXError", status >= 400 && status < 500 ? 1 : 0);
  put("5XXError", status >= 500 ? 1 : 0);
  put("Latency", Math.round(latencyMs), "Milliseconds");
}

/** By function, and by what was named; with the version that ran where that was an alias. */
function ofFunction({ name, qualifier, alias, version }: Invocation): Dimensions[] {
  const Resource = qualifier === undefined ? name : `${name}:${qualifier}`;
  const own = { FunctionName: name, Resource };
  return [{ FunctionName: name }, own, ...(alias ? [{ ...own, ExecutedVersion: version }] : [])];
}

/** For the time of the call, however late it ended. */
function countInvocation(metrics: Metrics, dimensions: Dimensions, { ok, startedAt, durationMs }: Invocation): void {
  const at = metrics.time.of(startedAt);
  const put = (name: string, value: number, unit = "Count") =>
    metrics.record({ namespace: "AWS/Lambda", name, dimensions }, { value, unit, at });
  put("Invocations", 1);
  put("Errors", ok ? 0 : 1);
  put("Throttles", 0);
  put("Duration", durationMs, "Milliseconds");
}
