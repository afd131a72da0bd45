import type { SideName } from "../../delivery/standing.ts";
import type { FunctionCall } from "../../engine/platform.ts";

/** A metric with the exact set of dimensions under which it is published: another set gives nothing, without an error. */
export interface MetricSeries {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `SampleCount`, `TC(0.5:)`. */
  statistic: string;
}

/** Which series make up the counts of one side; each count is the sum of its series. */
export interface SideSeries {
  requests: readonly MetricSeries[];
  errors: readonly MetricSeries[];
  clientErrors?: readonly MetricSeries[];
  timing?: { requests: readonly MetricSeries[]; slow: readonly MetricSeries[] };
}

/** What is counted beside requests and errors. */
export interface Wanted {
  clientErrors: boolean;
  latencyThresholdMs?: number;
}

/** What CloudWatch is asked about, of both sides. */
export interface CloudWatchSubject {
  /** What each side is, for people. */
  names: Readonly<Record<SideName, string>>;
  /** Without green: both sides are one, whose counts are green's. */
  sides: { green: SideSeries; blue?: SideSeries };
  /** Both sides together, where that is not their sum: what they were yesterday. */
  whole?: SideSeries;
  /** Green is the canary of a stage, and blue's series may contain it. */
  canary: boolean;
  /** Milliseconds until a minute's counts can be relied on. */
  delayMs: number;
  blindSpots: readonly string[];
}

/** CloudWatch's own delay; its counts still grow a little afterwards. */
export const DELAY_MS = 120_000;

const targetGroupOf = (arn: string) =>
  /^arn:[\w-]+:elasticloadbalancing:[^:]*:\d*:(targetgroup\/[^/]+\/[^/]+)$/.exec(arn)?.[1];
const balancerOf = (arn: string) =>
  /^arn:[\w-]+:elasticloadbalancing:[^:]*:\d*:loadbalancer\/(app\/[^/]+\/[^/]+)$/.exec(arn)?.[1];

/**
 * Target groups of an application load balancer; of one that serves both sides no side can be told apart. (ALB user guide,
 * "CloudWatch metrics for your Application Load Balancer".)
 *
 * @returns undefined for a network load balancer, which counts no requests.
 */
export function targetGroups(
  loadBalancerArn: string,
  arns: Readonly<Record<SideName, string>>,
  wanted: Wanted,
): CloudWatchSubject | undefined {
  const LoadBalancer = balancerOf(loadBalancerArn);
  const [green, blue] = [targetGroupOf(arns.green), targetGroupOf(arns.blue)];
  if (LoadBalancer === undefined || green === undefined || blue === undefined) return undefined;
  const side = (TargetGroup: string): SideSeries => {
    const dimensions = { TargetGroup, LoadBalancer };
    const metric = (name: string, statistic = "Sum") => [
      { namespace: "AWS/ApplicationELB", name, dimensions, statistic },
    ];
    return {
      requests: metric("RequestCount"),
      errors: [...metric("HTTPCode_Target_5XX_Count"), ...metric("TargetConnectionErrorCount")],
      ...(wanted.clientErrors ? { clientErrors: metric("HTTPCode_Target_4XX_Count") } : {}),
      // In seconds; failed connections have none.
      ...timing((statistic) => metric("TargetResponseTime", statistic), wanted, 1_000),
    };
  };
  return {
    names: { green, blue },
    sides: green === blue ? { green: side(green) } : { green: side(green), blue: side(blue) },
    canary: false,
    delayMs: DELAY_MS,
    blindSpots: ["502, 503 and 504 that the load balancer answers itself"],
  };
}

/**
 * The value of `ApiName`: the API's name without what is not ASCII, or its id when nothing is left (API Gateway developer
 * guide, metrics and dimensions). APIs of one name share their series.
 */
export function apiNameIn(name: string, id: string): string {
  const ascii = [...name].filter((letter) => letter <= "\u007f").join("");
  return ascii.trim() === "" ? id : ascii;
}

/**
 * A stage of a REST API and its canary, which is published as `STAGE/Canary`. No page of AWS's names it, or says whether the
 * stage's series contains it: both are found out from the counts.
 */
export function stageAndCanary(apiName: string, stage: string, wanted: Wanted): CloudWatchSubject {
  const side = (Stage: string): SideSeries => {
    const dimensions = { ApiName: apiName, Stage };
    const metric = (name: string, statistic = "Sum") => [{ namespace: "AWS/ApiGateway", name, dimensions, statistic }];
    return {
      requests: metric("Count", "SampleCount"),
      errors: metric("5XXError"),
      ...(wanted.clientErrors ? { clientErrors: metric("4XXError") } : {}),
      ...timing((statistic) => metric("Latency", statistic), wanted, 1),
    };
  };
  const canary = `${stage}/Canary`;
  return {
    names: { green: `${apiName}, stage ${canary}`, blue: `${apiName}, stage ${stage}` },
    sides: { green: side(canary), blue: side(stage) },
    whole: side(stage),
    canary: true,
    delayMs: DELAY_MS,
    blindSpots: ["answers from the stage's cache, which no new version gave"],
  };
}

/**
 * Lambda functions, aliases or versions (Lambda developer guide, "Types of metrics for Lambda functions"). Throttled calls
 * are in neither Invocations nor Errors: they are requests that failed.
 *
 * @param timeoutMs the functions' longest timeout: a call is counted in the minute in which it began, once it has ended.
 */
export function functions(
  calls: Readonly<Record<SideName, FunctionCall>>,
  timeoutMs: number,
  wanted: Omit<Wanted, "clientErrors">,
): CloudWatchSubject {
  const side = (call: FunctionCall): SideSeries => {
    const dimensions = dimensionsOf(call);
    const metric = (name: string, statistic = "Sum") => [{ namespace: "AWS/Lambda", name, dimensions, statistic }];
    return {
      requests: [...metric("Invocations"), ...metric("Throttles")],
      errors: [...metric("Errors"), ...metric("Throttles")],
      ...timing((statistic) => metric("Duration", statistic), { ...wanted, clientErrors: false }, 1),
    };
  };
  const { green, blue } = calls;
  // Yesterday other versions were behind the alias.
  const alias = green.functionName === blue.functionName && green.alias === blue.alias ? green.alias : undefined;
  return {
    names: { green: describeCall(green), blue: describeCall(blue) },
    sides: { green: side(green), blue: side(blue) },
    ...(alias === undefined ? {} : { whole: side({ functionName: green.functionName, alias }) }),
    canary: false,
    delayMs: DELAY_MS + timeoutMs,
    blindSpots: ["answers with a status of 5xx that a function gives without failing itself"],
  };
}

function dimensionsOf({ functionName, alias, version }: FunctionCall): Record<string, string> {
  const Resource = `${functionName}:${alias ?? version ?? ""}`;
  const named = alias !== undefined || version !== undefined;
  return {
    FunctionName: functionName,
    ...(named ? { Resource } : {}),
    ...(alias !== undefined && version !== undefined ? { ExecutedVersion: version } : {}),
  };
}

function describeCall({ functionName, alias, version }: FunctionCall): string {
  const through = alias === undefined ? "" : `:${alias}`;
  return `${functionName}${through}${version === undefined ? "" : ` version ${version}`}`;
}

function timing(
  metric: (statistic: string) => MetricSeries[],
  { latencyThresholdMs }: Wanted,
  unitMs: number,
): Pick<SideSeries, "timing"> {
  if (latencyThresholdMs === undefined) return {};
  return { timing: { requests: metric("SampleCount"), slow: metric(`TC(${latencyThresholdMs / unitMs}:)`) } };
}

/** As people check it: `AWS/Lambda Errors {FunctionName=shop} Sum`. */
export function describeSeries({ namespace, name, dimensions, statistic }: MetricSeries): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return `${namespace} ${name} {${pairs.join(", ")}} ${statistic}`;
}

/** All series of a side, each once. */
export function seriesOf({ requests, errors, clientErrors = [], timing: timed }: SideSeries): MetricSeries[] {
  const all = [...requests, ...errors, ...clientErrors, ...(timed?.requests ?? []), ...(timed?.slow ?? [])];
  return [...new Map(all.map((series) => [describeSeries(series), series])).values()];
}
