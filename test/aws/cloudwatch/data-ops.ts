import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, required, structure, structures, text } from "../params.ts";
import type { NamedQuery, Point } from "./queries.ts";
import { pointsOf, readDimensions, readQuery, unitsOf } from "./queries.ts";
import type { Metrics, Series } from "./series.ts";
import { readStatistic } from "./statistics.ts";
import { floor, MINUTE, timestamp } from "./time.ts";

const [MAX_QUERIES, MAX_POINTS, LIST_PAGE] = [500, 100_800, 500];
const [DAY, HOUR] = [86_400_000, 3_600_000];
const ORDERS = ["TimestampDescending", "TimestampAscending"];
/** User guide: metrics without new values for two weeks are not listed. */
const LISTED = 14 * DAY;

/** What a single result of GetMetricData says instead of its points. */
export interface ResultFault {
  status: "Forbidden" | "InternalError";
  /** The metric's name; undefined: any. */
  metric?: string;
  /** In how many answers; undefined: in all from then on. */
  times?: number;
}

export interface DataOptions {
  /** Points that one answer has at most; what is left comes with the next page. */
  pageSize: number;
  /** AWS seconds until ListMetrics shows a metric that is new. */
  listDelay: number;
}

interface Result {
  query: NamedQuery;
  label: string;
  points: Point[];
  messages: Params[] | undefined;
  fault: ResultFault["status"] | undefined;
}

/** GetMetricData, ListMetrics and PutMetricData. */
export function dataOperations(
  metrics: Metrics,
  options: DataOptions,
  faults: ResultFault[],
): Record<string, Operation> {
  return {
    GetMetricData: (params) => {
      const queries = readQueries(params);
      const { from, to } = readSpan(params, metrics.time.now());
      const order = text(params, "ScanBy") ?? "TimestampDescending";
      if (!ORDERS.includes(order)) throw new AwsError("ValidationError", `ScanBy ${order} is none of ${ORDERS}`);
      const taken = takeFaults(faults);
      const results = queries
        .filter(({ returned }) => returned)
        .map((query): Result => {
          const points = pointsOf(metrics, query, from, to);
          if (order === "TimestampDescending") points.reverse();
          const units = unitsOf(metrics, query);
          const label = query.label ?? labelOf(query, queries);
          const messages = units.length > 1 ? [severalUnits(units)] : undefined;
          return { query, label, points, messages, fault: taken(query.metric.name) };
        });
      const size = Math.min(integer(params, "MaxDatapoints") ?? MAX_POINTS, options.pageSize);
      return pageOf(results, text(params, "NextToken"), size);
    },
    ListMetrics: (params) => {
      const wanted = metricFilter(params, metrics.time.now());
      const listed = metrics.all().filter((series) => {
        const now = metrics.time.now();
        const known = now - series.since >= options.listDelay * 1_000 && now - series.until < LISTED;
        return known && wanted(series);
      });
      const page = paged(listed, text(params, "NextToken"), LIST_PAGE);
      return { Metrics: page.items.map(describeMetric), NextToken: page.next };
    },
    PutMetricData: (params) => {
      const namespace = required(params, "Namespace");
      for (const [index, datum] of structures(params, "MetricData").entries())
        putDatum(metrics, namespace, datum, `MetricData.member.${index + 1}`);
      return {};
    },
  };
}

function readQueries(params: Params): NamedQuery[] {
  const queries = structures(params, "MetricDataQueries").map(readQuery);
  if (queries.length === 0) required(params, "MetricDataQueries");
  if (queries.length > MAX_QUERIES)
    throw new AwsError(
      "ValidationError",
      `The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`,
    );
  const ids = queries.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined)
    throw new AwsError("ValidationError", `The values for parameter Id must be unique: ${twice} is there twice`);
  for (const { stat } of queries) readStatistic(stat);
  return queries;
}

/** The start is rounded down, more the older it is; the end is exclusive (API Reference, GetMetricData). */
function readSpan(params: Params, now: number): { from: number; to: number } {
  const [start, to] = [timestamp(params, "StartTime"), timestamp(params, "EndTime")];
  if (start === undefined) required(params, "StartTime");
  if (to === undefined) required(params, "EndTime");
  const [given, end] = [start ?? 0, to ?? 0];
  if (given >= end)
    throw new AwsError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
  const age = now - given;
  return { from: floor(given, age > 63 * DAY ? HOUR : age > 15 * DAY ? 5 * MINUTE : MINUTE), to: end };
}

/** The metric's name, and the statistic when it is asked for several: as it was recorded from AWS. */
function labelOf({ metric, stat }: NamedQuery, all: readonly NamedQuery[]): string {
  const several = all.some((other) => other.metric.name === metric.name && other.stat !== stat);
  return several ? `${metric.name} ${stat}` : metric.name;
}

function severalUnits(units: readonly string[]): Params {
  return { Code: "MultipleUnits", Value: `Multiple units returned: '[${units.join(", ")}]'` };
}

function takeFaults(faults: ResultFault[]): (metric: string) => ResultFault["status"] | undefined {
  const armed = faults.filter(({ times }) => times === undefined || times > 0);
  for (const fault of armed) if (fault.times !== undefined) fault.times -= 1;
  return (name) => armed.find(({ metric }) => metric === undefined || metric === name)?.status;
}

/** The points of all results in turn, so many to a page; a result that is cut says so, and goes on with the next page. */
function pageOf(results: readonly Result[], token: string | undefined, size: number): Params {
  const from = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString());
  const to = from + size;
  let start = 0;
  const shown = results.flatMap(({ query, label, points, messages, fault }) => {
    const [first, end] = [start, start + (fault === undefined ? points.length : 0)];
    start = end;
    // A later page has what was left over alone.
    if (from > 0 && end <= from) return [];
    const here = fault === undefined ? points.slice(Math.max(from - first, 0), Math.max(to - first, 0)) : [];
    return {
      Id: query.id,
      Label: label,
      Timestamps: here.map(({ at }) => new Date(at)),
      Values: here.map(({ value }) => value),
      StatusCode: fault ?? (end > to ? "PartialData" : "Complete"),
      Messages: messages,
    };
  });
  const next = start > to ? Buffer.from(String(to)).toString("base64url") : undefined;
  return { MetricDataResults: shown, Messages: [], NextToken: next };
}

function metricFilter(params: Params, now: number): (series: Series) => boolean {
  const [namespace, name] = [text(params, "Namespace"), text(params, "MetricName")];
  const recently = text(params, "RecentlyActive");
  if (recently !== undefined && recently !== "PT3H")
    throw new AwsError("ValidationError", `RecentlyActive ${recently} must be PT3H`);
  const dimensions = structures(params, "Dimensions").map((each) => ({
    name: required(each, "Name"),
    value: text(each, "Value"),
  }));
  return (series) =>
    (namespace === undefined || series.namespace === namespace) &&
    (name === undefined || series.name === name) &&
    (recently === undefined || now - series.until < 3 * HOUR) &&
    dimensions.every(({ name: key, value }) => {
      const own = series.dimensions[key];
      return own !== undefined && (value === undefined || own === value);
    });
}

function describeMetric({ namespace, name, dimensions }: Series): Params {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: namespace, MetricName: name, Dimensions };
}

/** Values that are put can be read at once. */
function putDatum(metrics: Metrics, namespace: string, datum: Params, member: string): void {
  const [value, values, set] = [text(datum, "Value"), numbers(datum, "Values"), structure(datum, "StatisticValues")];
  const other = values !== undefined ? "Values" : set !== undefined ? "StatisticValues" : undefined;
  if (value !== undefined && other !== undefined)
    throw new AwsError(
      "InvalidParameterCombination",
      `The parameters ${member}.Value and ${member}.${other} are mutually exclusive and you have specified both.`,
    );
  const counts = numbers(datum, "Counts");
  if (values !== undefined && counts !== undefined && counts.length !== values.length)
    throw new AwsError(
      "InvalidParameterValue",
      `The parameters ${member}.Values and ${member}.Counts must be of the same size.`,
    );
  if (set !== undefined) throw new AwsError("UnsupportedMember", "The local AWS does not read StatisticValues.");
  const at = timestamp(datum, "Timestamp") ?? metrics.time.now();
  const unit = text(datum, "Unit") ?? "None";
  const resolution = integer(datum, "StorageResolution") === 1 ? 1_000 : MINUTE;
  const id = { namespace, name: required(datum, "MetricName"), dimensions: readDimensions(datum) };
  for (const [place, each] of (values ?? [Number(value)]).entries())
    metrics.record(id, { value: each, count: counts?.[place] ?? 1, unit, at, visibleAt: 0 }, resolution);
}

function numbers(params: Params, name: string): number[] | undefined {
  const list = params[name];
  return Array.isArray(list) ? list.map(Number) : undefined;
}
