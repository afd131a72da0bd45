import type { MetricId, Metrics } from "./series.ts";
import { MINUTE } from "./time.ts";

/** Numbers of a metric's minute. */
export interface Seed {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** AWS milliseconds; any time within the minute. */
  minute: number;
  /** Each value, or a value and how many times it was there: 600 requests are `[[1, 600]]`, or `600` as their sum. */
  value: number | readonly (number | readonly [value: number, count: number])[];
  unit?: string;
  /** AWS milliseconds from which on answers contain it; default: as real traffic's. */
  visibleAt?: number;
  /** Takes back what the minute had before, real traffic's numbers too. */
  replace?: boolean;
}

export function seed(metrics: Metrics, { namespace, metric, dimensions, value, unit = "Count", ...given }: Seed): void {
  const id: MetricId = { namespace, name: metric, dimensions };
  const at = Math.floor(given.minute / MINUTE) * MINUTE;
  if (given.replace === true) metrics.clear(id, at);
  for (const each of typeof value === "number" ? [value] : value) {
    const [number, count] = typeof each === "number" ? [each, 1] : each;
    if (count > 0)
      metrics.record(id, {
        ...{ value: number, count, unit, at },
        ...(given.visibleAt === undefined ? {} : { visibleAt: given.visibleAt }),
      });
  }
}
