import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, integer, required, structure, structures, text } from "../params.ts";
import type { MetricId, Metrics, Sample } from "./series.ts";
import { readStatistic } from "./statistics.ts";

const [SECOND, HOUR, DAY] = [1_000, 3_600_000, 86_400_000];
/** Which periods are left of values so old (API Reference, GetMetricData, Period): age in milliseconds, seconds. */
const KEPT: [age: number, period: number][] = [
  [63 * DAY, 3_600],
  [15 * DAY, 300],
  [3 * HOUR, 60],
];
const SHORT_PERIODS = [1, 5, 10, 20, 30];

/** One metric with the statistic that is asked of it. */
export interface MetricQuery {
  metric: MetricId;
  /** Seconds. */
  period: number;
  stat: string;
  unit: string | undefined;
}

export interface NamedQuery extends MetricQuery {
  id: string;
  label: string | undefined;
  returned: boolean;
}

export interface Point {
  /** AWS milliseconds: the start of the period. */
  at: number;
  value: number;
  sampleCount: number;
}

/** @throws AwsError for metric math too, which the local AWS does not do. */
export function readQuery(params: Params): NamedQuery {
  const id = required(params, "Id");
  if (!/^[a-z]\w*$/.test(id))
    throw new AwsError(
      "ValidationError",
      `The value ${id} for parameter MetricDataQueries.member.N.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  const stat = structure(params, "MetricStat");
  const expression = text(params, "Expression");
  if ((stat === undefined) === (expression === undefined))
    throw new AwsError("ValidationError", `Exactly one of MetricStat and Expression must be given for ${id}`);
  if (stat === undefined)
    throw new AwsError("UnsupportedMember", `The local AWS does no metric math: Expression of ${id}`);
  const metric = structure(stat, "Metric") ?? {};
  return {
    id,
    label: text(params, "Label"),
    returned: flag(params, "ReturnData") ?? true,
    metric: readMetric(metric),
    period: readPeriod(stat),
    stat: required(stat, "Stat"),
    unit: text(stat, "Unit"),
  };
}

export function readMetric(params: Params): MetricId {
  return {
    namespace: required(params, "Namespace"),
    name: required(params, "MetricName"),
    dimensions: readDimensions(params),
  };
}

export function readDimensions(params: Params): Record<string, string> {
  const pairs = structures(params, "Dimensions").map((each) => [required(each, "Name"), text(each, "Value") ?? ""]);
  return Object.fromEntries(pairs);
}

function readPeriod(stat: Params): number {
  const period = integer(stat, "Period") ?? 0;
  if ((period > 0 && period % 60 === 0) || SHORT_PERIODS.includes(period)) return period;
  throw new AwsError("ValidationError", `Period must be 1, 5, 10, 20, 30 or a multiple of 60: ${period}`);
}

/** Which units a query meets: the one that it names, or all that the metric has, in the order of their names. */
export function unitsOf(metrics: Metrics, { metric, unit }: MetricQuery): string[] {
  const units = [...(metrics.find(metric)?.units.keys() ?? [])].sort();
  return unit === undefined ? units : units.filter((each) => each === unit);
}

/**
 * The points of a query from `from` up to and without `to`, the oldest first. Periods are counted from `from` on. Of
 * several units the first one answers, as it was recorded from AWS; a unit that no value has gives nothing.
 */
export function pointsOf(metrics: Metrics, query: MetricQuery, from: number, to: number): Point[] {
  const statistic = readStatistic(query.stat);
  const series = metrics.find(query.metric);
  const [unit] = unitsOf(metrics, query);
  if (series === undefined || unit === undefined) return [];
  const length = query.period * SECOND;
  const periods = new Map<number, Sample[]>();
  for (const [at, samples] of metrics.samples(series, unit, from, to)) {
    const start = from + Math.floor((at - from) / length) * length;
    if (samples.length > 0 && isKept(metrics.time.now() - start, query.period))
      periods.set(start, [...(periods.get(start) ?? []), ...samples]);
  }
  return [...periods]
    .sort(([a], [b]) => a - b)
    .map(([at, samples]) => ({
      at,
      value: statistic(samples),
      sampleCount: samples.reduce((total, { count }) => total + count, 0),
    }));
}

function isKept(age: number, period: number): boolean {
  const rule = KEPT.find(([limit]) => age > limit);
  return rule === undefined || period % rule[1] === 0;
}
