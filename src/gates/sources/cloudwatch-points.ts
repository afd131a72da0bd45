import type { SideCounts } from "../source.ts";
import type { MetricSeries, SideSeries } from "./cloudwatch-series.ts";
import { describeSeries } from "./cloudwatch-series.ts";

/** The values of all series that were asked for, by `describeSeries` and the start of the minute. */
export type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * What a side did in each minute. Error counts are published when there is one alone: without them a minute with requests
 * had none. Without requests there is no minute.
 */
export function countsOf(points: Points, side: SideSeries): Map<number, SideCounts> {
  const counts = new Map<number, SideCounts>();
  const { errors, clientErrors, timing } = side;
  const at = (minute: number, list: readonly MetricSeries[]) => sumAt(points, list, minute) ?? 0;
  for (const minute of startsOf(points, side.requests)) {
    counts.set(minute, {
      requests: at(minute, side.requests),
      errors: at(minute, errors),
      ...(clientErrors === undefined ? {} : { clientErrors: at(minute, clientErrors) }),
      ...(timing === undefined
        ? {}
        : { timing: { requests: at(minute, timing.requests), slow: at(minute, timing.slow) } }),
    });
  }
  return counts;
}

function startsOf(points: Points, list: readonly MetricSeries[]): number[] {
  const starts = list.flatMap((series) => [...(points.get(describeSeries(series))?.keys() ?? [])]);
  return [...new Set(starts)].sort((one, other) => one - other);
}

/** Counts are told as decimals. */
function sumAt(points: Points, list: readonly MetricSeries[], minute: number): number | undefined {
  const values = list.flatMap((series) => points.get(describeSeries(series))?.get(minute) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + Math.round(value), 0);
}
