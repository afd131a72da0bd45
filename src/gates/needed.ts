import type { Metric } from "./counts.ts";
import type { Single } from "./likelihood.ts";
import { belowLimit, logMeanExp } from "./likelihood.ts";

/** How much traffic a verdict takes: for the plan before the first move, and for a verdict that is still open. */

/** What decides how soon a regression is seen. */
export interface Power {
  alpha: number;
  tolerance: number;
  dispersion: number;
  /** Errors of green before a test may fail. */
  minErrors: number;
}

/** The mean overshoot of the evidence over its limit, found in simulation. */
const OVERSHOOT = 0.6;
/** Above this, a ratio is not worth being called visible. */
const LARGEST_RATIO = 1_000;

/**
 * How many errors of both sides together it takes, in the median, until a green of `ratio` times blue's rate fails. Within
 * about 5 % of simulated medians; small counts by 3.
 *
 * @param ratio above the tolerance.
 * @param w green's share of the requests, above 0 and below 1.
 */
export function errorsToSee(ratio: number, w: number, { alpha, tolerance, dispersion, minErrors }: Power): number {
  const share = (r: number) => (r * w) / (r * w + 1 - w);
  const [p, q] = [share(ratio), share(tolerance)];
  const information = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  const byEvidence = (dispersion * (OVERSHOOT - Math.log(alpha))) / information;
  return Math.round(Math.max(byEvidence, minErrors / p));
}

/**
 * The same in requests of both sides together.
 *
 * @param rate blue's usual share of errors, above 0.
 */
export function requestsToSee(ratio: number, w: number, rate: number, power: Power): number {
  return errorsToSee(ratio, w, power) / (rate * (1 - w + ratio * w));
}

/**
 * The smallest ratio that so many requests show in the median; undefined: none that is worth it. Rounded up to tenths.
 */
export function smallestVisibleRatio(requests: number, w: number, rate: number, power: Power): number | undefined {
  const isSeen = (ratio: number) => requestsToSee(ratio, w, rate, power) <= requests;
  // A share of errors above 1 is none.
  let high = Math.min(LARGEST_RATIO, 1 / rate);
  if (high <= power.tolerance || !isSeen(high)) return undefined;
  let low = power.tolerance;
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (isSeen(middle)) high = middle;
    else low = middle;
  }
  return Math.ceil(high * 10) / 10;
}

/**
 * How many more requests of green without an error certify that its rate is below the limit.
 *
 * @param limit above 0, below 1.
 * @param seen what green has answered so far.
 */
export function requestsToClear(limit: number, beta: number, seen: Single, dispersion: number): number {
  const isClear = (more: number) => {
    const logs = belowLimit({ requests: seen.requests + more, errors: seen.errors }, limit);
    return logMeanExp(logs.map((log) => log / dispersion)) >= -Math.log(beta);
  };
  let high = 1;
  while (!isClear(high)) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isClear(middle)) high = middle;
    else low = middle;
  }
  return isClear(0) ? 0 : high;
}

/** What a verdict that is open waits for. */
export interface Needed {
  /** The regression that the figures are about: so many times blue's rate. */
  ratio: number;
  /** Blue's usual share of errors; undefined where nobody knows: then there are no options by comparison. */
  usualRate: number | undefined;
  /** Requests of both sides together that show such a regression at this weight. */
  requests: number | undefined;
  /** Requests of both sides in a second. */
  perSecond: number;
  options: readonly Option[];
}

/** The input that sets an absolute limit. */
export type LimitSetting = "max-error-rate" | "max-slow-rate";

/** Which input limits a metric; undefined: 4xx are compared only. */
export function limitSetting(metric: Metric): LimitSetting | undefined {
  switch (metric) {
    case "errors":
      return "max-error-rate";
    case "slow":
      return "max-slow-rate";
    case "client-errors":
      return undefined;
  }
}

/** Something that would decide, and how long it takes from now, in milliseconds. */
export type Option =
  | { id: "longer"; ms: number }
  | { id: "weight"; weight: number; ms: number }
  /** `requests` are green's, with those that it has answered so far. */
  | {
      id: "limit";
      setting: LimitSetting;
      limit: number;
      requests: number;
      at: readonly { weight: number; ms: number }[];
    };

export interface NeededInput {
  power: Power;
  beta: number;
  /** Green's weight now, in percent, above 0. */
  weight: number;
  usualRate: number | undefined;
  /** Requests a second of both sides together. */
  perSecond: number;
  green: Single;
  /** Requests of both sides that were compared so far. */
  compared: number;
  /** The limit that is set; undefined: one is proposed. */
  limit: number | undefined;
  /** What sets it; undefined: there is none for this metric. */
  setting: LimitSetting | undefined;
}

/** A release with five times the errors is what a canary is for. */
const RATIO = 5;
const PROPOSED_LIMIT = 0.005;
const PROPOSED_WEIGHTS = [25, 50];

/** What would decide an open verdict: time, weight, or an absolute limit. */
export function neededFor(input: NeededInput): Needed {
  const { power, weight, usualRate, perSecond } = input;
  const known = usualRate !== undefined && usualRate > 0 && usualRate < 1 / RATIO ? usualRate : undefined;
  const after = (requests: number, share: number) => Math.ceil((requests / (perSecond * share)) * 1_000);
  const inAll = (percent: number) => requestsToSee(RATIO, percent / 100, known ?? 1, power);
  const options: Option[] = [];
  if (perSecond > 0 && known !== undefined && weight < 100) {
    const left = inAll(weight) - input.compared;
    if (left > 0) options.push({ id: "longer", ms: after(left, 1) });
    for (const higher of PROPOSED_WEIGHTS.filter((proposed) => proposed > weight))
      if (left > 0) options.push({ id: "weight", weight: higher, ms: after(inAll(higher), 1) });
  }
  if (perSecond > 0 && input.setting !== undefined) {
    const { setting } = input;
    const limit = input.limit ?? PROPOSED_LIMIT;
    const more = requestsToClear(limit, input.beta, input.green, power.dispersion);
    const at = [...new Set([weight, Math.max(weight, 50)])].map((w) => ({ weight: w, ms: after(more, w / 100) }));
    options.push({ id: "limit", setting, limit, requests: input.green.requests + more, at });
  }
  return {
    ratio: RATIO,
    usualRate: known,
    requests: known === undefined || weight >= 100 ? undefined : inAll(weight),
    perSecond,
    options,
  };
}
