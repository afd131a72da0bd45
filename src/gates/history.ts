import { MINUTE_MS } from "../delivery/shifts.ts";
import type { Metric } from "./counts.ts";
import { countOf, isCount, METRICS } from "./counts.ts";
import type { Single } from "./likelihood.ts";
import type { MinuteTotals } from "./source.ts";

/** Edges of incidents are no clusters: the largest pairs are left out. */
const TRIMMED = 0.01;
/** With fewer errors than this in its history, a service's clustering is not known. */
const ENOUGH_ERRORS = 50;
/** What is assumed then: clusters of three. */
export const UNKNOWN_DISPERSION = 3;

/** Requests and errors of all sides together in the minute that begins at `at`. */
export interface MinuteTotal extends Single {
  at: number;
}

/** What the day before the rollout says of the service. */
export interface History {
  requests: number;
  errors: number;
  /** How clustered errors are, 1 or more. */
  dispersion: number;
}

/**
 * How clustered a service's errors are (retries, one user, one process): the variance of neighbouring minutes' errors
 * over that of errors which come one by one. Any slow drift of rate or traffic cancels; with clusters of size g it is
 * E[g²]/E[g].
 *
 * @param minutes in order; those after a gap are no neighbours.
 * @param trimmed the share of the largest pairs that is left out.
 */
export function dispersionOf(minutes: readonly MinuteTotal[], trimmed = TRIMMED): number {
  const pairs = minutes.flatMap((now, index) => {
    const next = minutes[index + 1];
    if (next === undefined || next.at - now.at !== MINUTE_MS) return [];
    const sum = now.errors + next.errors;
    const q = now.requests / (now.requests + next.requests);
    // Without requests on both sides nothing was shared out.
    return sum === 0 || !(q > 0 && q < 1) ? [] : [{ sum, square: (now.errors - sum * q) ** 2 / (q * (1 - q)) }];
  });
  const kept = pairs.sort((a, b) => a.square - b.square).slice(0, pairs.length - Math.floor(pairs.length * trimmed));
  const sums = kept.reduce((total, { sum }) => total + sum, 0);
  const squares = kept.reduce((total, { square }) => total + square, 0);
  return sums === 0 ? 1 : Math.max(1, squares / sums);
}

/** What a day's minutes say; no minutes: an unknown service, whose errors are taken to be clustered. */
export function historyOf(minutes: readonly MinuteTotal[]): History {
  const requests = minutes.reduce((total, minute) => total + minute.requests, 0);
  const errors = minutes.reduce((total, minute) => total + minute.errors, 0);
  const dispersion = dispersionOf(minutes);
  return {
    requests,
    errors,
    dispersion: errors < ENOUGH_ERRORS ? Math.max(dispersion, UNKNOWN_DISPERSION) : dispersion,
  };
}

/** What is known of the service, per metric; a metric without requests is not known. */
export type Histories = Readonly<Partial<Record<Metric, History>>>;

/** What a source remembers of the day before, as each metric sees it. What is no count is left out. */
export function historiesOf(given: readonly MinuteTotals[]): Histories {
  const sorted = [...given].sort((a, b) => a.at - b.at);
  const known = METRICS.flatMap((metric) => {
    const minutes = sorted.flatMap(({ at, total }) => {
      const count = countOf(total, metric);
      if (count === undefined || !isCount(count.requests) || !isCount(count.errors)) return [];
      return [{ at, requests: count.requests, errors: Math.min(count.errors, count.requests) }];
    });
    const history = historyOf(minutes);
    return history.requests === 0 ? [] : [[metric, history] as const];
  });
  return Object.fromEntries(known);
}
