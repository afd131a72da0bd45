import { AwsError } from "../contract.ts";
import type { Sample } from "./series.ts";

/** A number about at least one value. */
export type Statistic = (samples: readonly Sample[]) => number;

const count = (samples: readonly Sample[]) => samples.reduce((total, sample) => total + sample.count, 0);
const sum = (samples: readonly Sample[]) => samples.reduce((total, { value, count }) => total + value * count, 0);

const SIMPLE: Record<string, Statistic> = {
  SampleCount: count,
  Sum: sum,
  Average: (samples) => sum(samples) / count(samples),
  Minimum: (samples) => Math.min(...samples.map(({ value }) => value)),
  Maximum: (samples) => Math.max(...samples.map(({ value }) => value)),
};

/** Of the values between two bounds, the lower one exclusive, the upper one inclusive (user guide, "Statistics definitions"). */
const BOUNDED: Record<string, (inside: readonly Sample[], all: readonly Sample[]) => number> = {
  TC: count,
  TS: sum,
  PR: (inside, all) => (count(inside) * 100) / count(all),
};

export function isSimple(name: string): boolean {
  return Object.hasOwn(SIMPLE, name);
}

/** @throws AwsError for what is no statistic, and for those that nobody needed here yet. */
export function readStatistic(name: string): Statistic {
  const simple = SIMPLE[name];
  if (simple !== undefined) return simple;
  const [, rank] = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name) ?? [];
  if (rank !== undefined) return (samples) => percentile(samples, Number(rank));
  const [, kind = "", low, high] = /^(TC|TS|PR)\((\d*(?:\.\d+)?):(\d*(?:\.\d+)?)\)$/.exec(name) ?? [];
  const bounded = BOUNDED[kind];
  if (bounded !== undefined && !(low === "" && high === "")) {
    const from = low === "" ? Number.NEGATIVE_INFINITY : Number(low);
    const to = high === "" ? Number.POSITIVE_INFINITY : Number(high);
    return (samples) =>
      bounded(
        samples.filter(({ value }) => from < value && value <= to),
        samples,
      );
  }
  if (/^(tm|wm|tc|ts)\d|^(TM|WM)\(|^IQM$|%/.test(name))
    throw new AwsError("UnsupportedMember", `The local AWS does not know the statistic ${name}.`);
  throw new AwsError("ValidationError", `The value ${name} for parameter Stat is not supported.`);
}

/** The smallest value that has so many percent of all at or below it. */
function percentile(samples: readonly Sample[], rank: number): number {
  const sorted = [...samples].sort((a, b) => a.value - b.value);
  let left = Math.max(1, Math.ceil((count(samples) * rank) / 100));
  for (const { value, count } of sorted) {
    left -= count;
    if (left <= 0) return value;
  }
  return Number.NaN;
}
