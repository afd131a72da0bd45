import type { Cell } from "./worlds.ts";

/** What slow answers are told by: the share of them above a threshold, in either way of judging. */

/** Log-normal times of answers, of which 1 of 100 takes longer than this, in seconds. */
const P99 = 0.485;
const SIGMA = 0.5;
/** The standard normal's 99th percentile. */
const Z99 = 2.3263478740408408;
/** Above this, an answer is slow, in seconds; the fixed limit of products on the 99th percentile. */
export const THRESHOLD = 0.5;

/** Share of answers above the threshold when all of them take so many times as long. */
export function slowShare(times: number): number {
  return upperTail(Z99 + Math.log(THRESHOLD / (P99 * times)) / SIGMA);
}

/** Blue's share of slow answers stands for its rate of errors: both are counts. */
export const LATENCY_CELLS: readonly Cell[] = [10, 100].map((perSecond) => ({
  perSecond,
  w: 0.1,
  rate: slowShare(1),
}));

/** The standard normal above z (Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8), z not below 0. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = terms.reduceRight((inner, term) => (inner + term) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
