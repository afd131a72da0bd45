import { logMeanExp, logSumExp } from "./likelihood.ts";

/**
 * E-processes: from what each minute says (log-likelihood ratios, one per alternative) to the evidence after each
 * minute. Under the null hypothesis the probability that e ever reaches 1/α is at most α (Ville), so it may be looked at
 * as often as one likes.
 */

export interface Tempering {
  /** How clustered errors are, 1 or more: every log-likelihood ratio is divided by it, which keeps an e-value one. */
  dispersion: number;
  /** The most that one minute may say, as a natural logarithm; Infinity: anything. Keeps an e-value one as well. */
  cap: number;
}

/**
 * ln e after each minute, of an alternative that may become true in any minute: a leak, a job at night, a step of the
 * ramp. The start is mixed with the weights 1/2, 1/4, 1/12 … 1/(2(t−1)t), which sum to 1.
 *
 * @param minutes one list per minute, of the same length each.
 */
export function evidenceWithStart(minutes: readonly (readonly number[])[], { dispersion, cap }: Tempering): number[] {
  const started = (minutes[0] ?? []).map(() => Number.NEGATIVE_INFINITY);
  return minutes.map((ratios, index) => {
    const t = index + 1;
    const begins = t === 1 ? Math.log(0.5) : -Math.log(2 * (t - 1) * t);
    for (const [k, ratio] of ratios.entries()) {
      const before = started[k] ?? Number.NEGATIVE_INFINITY;
      started[k] = logAdd(before, begins) + Math.min(ratio / dispersion, cap);
    }
    // The last is the share of alternatives that have not begun yet.
    return logAdd(logMeanExp(started), -Math.log(2 * t));
  });
}

/** ln e after each minute, of an alternative that is true from the first minute on or never. */
export function evidence(minutes: readonly (readonly number[])[], dispersion: number): number[] {
  const sums = (minutes[0] ?? []).map(() => 0);
  return minutes.map((ratios) => {
    for (const [k, ratio] of ratios.entries()) sums[k] = (sums[k] ?? 0) + ratio / dispersion;
    return logMeanExp(sums);
  });
}

/**
 * The most that one minute may say, so that fewer than `confirm` minutes never reach 1/α from neutral evidence.
 *
 * @param confirm minutes, 1 or more.
 */
export function capFor(alpha: number, confirm: number): number {
  return confirm <= 1 ? Number.POSITIVE_INFINITY : -Math.log(alpha) / (confirm - 1);
}

function logAdd(a: number, b: number): number {
  return logSumExp([a, b]);
}
