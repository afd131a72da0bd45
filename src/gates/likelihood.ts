/**
 * Log-likelihood ratios of counts: what one minute, or a sum of minutes of equal weight, says for an alternative
 * against the null hypothesis. Under the null the expectation of each ratio is at most 1, whatever the error rates are,
 * which makes products of them e-values. Natural logarithms throughout.
 */

/** Requests and errors of both sides in one minute in which both had requests. Integers, errors ≤ requests. */
export interface Pair {
  greenRequests: number;
  greenErrors: number;
  blueRequests: number;
  blueErrors: number;
}

/** Requests and errors of one side. Integers, errors ≤ requests. */
export interface Single {
  requests: number;
  errors: number;
}

/** How many times the tolerated ratio of error rates green may be at: equal weights, even steps of the logarithm. */
export const RATIOS = [1.2, 1.5, 2, 3, 5, 10, 30, 100, 1000] as const;
/** How many times the absolute limit green's error rate may be at. */
export const EXCESSES = [1.2, 1.5, 2, 3, 5, 10, 30] as const;
/** Which part of the ratio that a pass rules out green may be at. */
export const RATIO_SHARES = [0.05, 0.25, 0.5, 0.75] as const;
/** Which part of the absolute limit green's error rate may be at. */
export const LIMIT_SHARES = [0, 0.1, 0.3, 0.6] as const;

/**
 * Of `errors` in all, `greenErrors` are green's, which got the share `w` of the requests: the likelihood of green's rate
 * being `alternative` times blue's, over that of `reference` times. The rate itself is not in it, so what hits both sides
 * alike cancels. An e-value: with an alternative above the reference for every true ratio up to the reference, with one
 * below it for every true ratio from the reference on. Given the errors, green's number is a sum of independent Bernoulli
 * variables, in convex order no larger than the binomial (Hoeffding 1956).
 */
export function ratioLikelihood(
  greenErrors: number,
  errors: number,
  w: number,
  alternative: number,
  reference: number,
) {
  if (errors === 0) return 0;
  const change = Math.log1p((alternative - 1) * w) - Math.log1p((reference - 1) * w);
  return greenErrors * Math.log(alternative / reference) - errors * change;
}

/**
 * The likelihood of an error rate of `alternative` over that of `reference`, both from 0 to below 1. An e-value in the same
 * sense: for every true rate up to a reference below the alternative, or from a reference above it on.
 */
export function rateLikelihood({ requests, errors }: Single, alternative: number, reference: number): number {
  const good = requests - errors;
  const ofGood = good === 0 ? 0 : good * (Math.log1p(-alternative) - Math.log1p(-reference));
  return errors === 0 ? ofGood : errors * Math.log(alternative / reference) + ofGood;
}

/** Green is worse than `tolerance` times blue: one number per ratio of `RATIOS`. */
export function againstTolerance(pair: Pair, tolerance: number): number[] {
  const { w, errors } = shareOf(pair);
  return RATIOS.map((ratio) => ratioLikelihood(pair.greenErrors, errors, w, ratio * tolerance, tolerance));
}

/** Green is better than `maxRatio` times blue: one number per share of `RATIO_SHARES`. */
export function belowRatio(pair: Pair, maxRatio: number): number[] {
  const { w, errors } = shareOf(pair);
  return RATIO_SHARES.map((share) => ratioLikelihood(pair.greenErrors, errors, w, share * maxRatio, maxRatio));
}

/** Green's error rate is above the limit: one number per excess of `EXCESSES` that is a rate below 1. */
export function aboveLimit(green: Single, limit: number): number[] {
  return EXCESSES.filter((excess) => excess * limit < 1).map((excess) => rateLikelihood(green, excess * limit, limit));
}

/** Green's error rate is below the limit: one number per share of `LIMIT_SHARES`. */
export function belowLimit(green: Single, limit: number): number[] {
  return LIMIT_SHARES.map((share) => rateLikelihood(green, share * limit, limit));
}

/** The share is what was observed, not what was configured: it may change with every minute. */
function shareOf({ greenRequests, blueRequests, greenErrors, blueErrors }: Pair) {
  return { w: greenRequests / (greenRequests + blueRequests), errors: greenErrors + blueErrors };
}

/** ln of the mean of exp(…), without overflow; 0, no evidence, of nothing. */
export function logMeanExp(logs: readonly number[]): number {
  return logs.length === 0 ? 0 : logSumExp(logs) - Math.log(logs.length);
}

/** ln of the sum of exp(…), without overflow. */
export function logSumExp(logs: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > largest) largest = log;
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - largest);
  return largest + Math.log(sum);
}
