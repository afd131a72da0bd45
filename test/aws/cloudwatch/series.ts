import type { MetricTime } from "./time.ts";
import { floor, MINUTE } from "./time.ts";

/** A metric is all of these: another set of dimensions is another metric. */
export interface MetricId {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** So many times the same value, which answers contain from `visibleAt` on. */
export interface Sample {
  value: number;
  count: number;
  /** AWS milliseconds. */
  visibleAt: number;
}

/** A value as it is put. */
export interface Datum {
  value: number;
  count?: number;
  unit: string;
  /** AWS milliseconds; by default now. */
  at?: number;
  /** AWS milliseconds; by default when the minute is over and the delay has passed. */
  visibleAt?: number;
}

export interface Series extends MetricId {
  /** By unit, then by the time that their values are for: a minute's or, in high resolution, a second's start. */
  units: Map<string, Map<number, Map<string, Sample>>>;
  /** AWS milliseconds of the first and the newest value. */
  since: number;
  until: number;
}

export interface Arrival {
  /** AWS seconds from the end of a minute until its values are there; -60: at once. */
  delay: number;
  /** The share of the values, 0 to 1, that comes so many AWS seconds later still: points that grow. */
  late: { share: number; seconds: number } | undefined;
}

/** All values of all metrics. */
export class Metrics {
  readonly time: MetricTime;
  readonly arrival: Arrival;
  readonly #series = new Map<string, Series>();
  #owed = 0;

  constructor(time: MetricTime, arrival: Arrival) {
    this.time = time;
    this.arrival = arrival;
  }

  record(id: MetricId, datum: Datum, resolution = MINUTE): void {
    const at = datum.at ?? this.time.now();
    const series = this.#series.get(keyOf(id)) ?? { ...id, units: new Map(), since: at, until: at };
    this.#series.set(keyOf(id), series);
    series.since = Math.min(series.since, at);
    series.until = Math.max(series.until, at);
    const ofUnit = series.units.get(datum.unit) ?? new Map<number, Map<string, Sample>>();
    series.units.set(datum.unit, ofUnit);
    const start = floor(at, resolution);
    const bucket = ofUnit.get(start) ?? new Map<string, Sample>();
    ofUnit.set(start, bucket);
    const visibleAt = datum.visibleAt ?? this.#arrives(start);
    const key = `${datum.value}@${visibleAt}`;
    const sample = bucket.get(key) ?? { value: datum.value, count: 0, visibleAt };
    sample.count += datum.count ?? 1;
    bucket.set(key, sample);
  }

  /** The values of one unit from `from` up to and without `to` that answers contain now, by the time they are for. */
  samples(series: Series, unit: string, from: number, to: number): [at: number, samples: Sample[]][] {
    const now = this.time.now();
    const found = [...(series.units.get(unit) ?? [])].filter(([at]) => from <= at && at < to);
    return found.map(([at, bucket]) => [at, [...bucket.values()].filter(({ visibleAt }) => visibleAt <= now)]);
  }

  find(id: MetricId): Series | undefined {
    return this.#series.get(keyOf(id));
  }

  all(): Series[] {
    return [...this.#series.values()];
  }

  /** Takes back what was put for a metric's minute. */
  clear(id: MetricId, minute: number): void {
    for (const buckets of this.find(id)?.units.values() ?? []) buckets.delete(minute);
  }

  /** Late values are dealt out evenly, so that the same traffic always grows alike. */
  #arrives(start: number): number {
    const { delay, late } = this.arrival;
    const due = start + MINUTE + delay * 1_000;
    if (late === undefined) return due;
    this.#owed += late.share;
    if (this.#owed < 1) return due;
    this.#owed -= 1;
    return due + late.seconds * 1_000;
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, pairs]);
}
