import type { GetMetricDataOutput, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import type { SourceProblem } from "../source.ts";
import type { Points } from "./cloudwatch-points.ts";
import type { MetricSeries } from "./cloudwatch-series.ts";
import { describeSeries } from "./cloudwatch-series.ts";

/** The one permission that counting takes. */
export const GET_METRIC_DATA = "cloudwatch:GetMetricData";

/** What CloudWatch has of the series. */
export interface MetricData {
  points: Points;
  /** False when it said that it has not told all. */
  isWhole: boolean;
  warnings: readonly string[];
}

/**
 * Reads all pages of an answer. Each result has a status of its own: one that is forbidden or broken has no points, which
 * must not be read as no requests.
 */
export function readResults(
  series: readonly MetricSeries[],
  pages: readonly Pick<GetMetricDataOutput, "MetricDataResults" | "Messages">[],
): MetricData | { problem: SourceProblem } {
  const results = pages.flatMap(({ MetricDataResults = [] }) => MetricDataResults);
  const problem = problemIn(results);
  if (problem !== undefined) return { problem };
  const messages = [...pages, ...results].flatMap(({ Messages = [] }) => Messages);
  return {
    points: pointsOf(series, results),
    isWhole: series.every((_, index) => lastStatus(results, idOf(index)) !== "PartialData"),
    warnings: [...new Set(messages.map(({ Code = "", Value = "" }) => `CloudWatch: ${Code}: ${Value}`))],
  };
}

const idOf = (index: number) => `m${index}`;

/** @param index of the series, by which its result is known again. */
export function queryOf({ namespace, name, dimensions, statistic }: MetricSeries, index: number): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: idOf(index), MetricStat: { Metric, Period: 60, Stat: statistic } };
}

/** A result that goes on with the next page is partial until its last one. */
function lastStatus(results: readonly MetricDataResult[], id: string): string | undefined {
  return results.findLast(({ Id }) => Id === id)?.StatusCode;
}

function problemIn(results: readonly MetricDataResult[]): SourceProblem | undefined {
  const say = (status: string) => {
    const failed = results.filter(({ StatusCode }) => StatusCode === status);
    return [...new Set(failed.map(({ Label = "", Id = "" }) => `${Label || Id}: ${status}`))];
  };
  const [forbidden, broken] = [say("Forbidden"), say("InternalError")];
  if (forbidden.length > 0) return { kind: "denied", reasons: forbidden, action: GET_METRIC_DATA };
  return broken.length > 0 ? { kind: "unavailable", reasons: broken } : undefined;
}

function pointsOf(series: readonly MetricSeries[], results: readonly MetricDataResult[]): Points {
  const points = new Map(
    series.map((one, index) => [idOf(index), { key: describeSeries(one), values: new Map<number, number>() }]),
  );
  for (const { Id = "", Timestamps = [], Values = [] } of results)
    for (const [index, time] of Timestamps.entries()) {
      const value = Values[index];
      if (value !== undefined) points.get(Id)?.values.set(time.getTime(), value);
    }
  return new Map([...points.values()].map(({ key, values }) => [key, values]));
}
