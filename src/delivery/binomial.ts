/** Exact binomial sums, for samples of some thousand at most. */

/** The probability of each count 0…n, at a chance of p each. Logarithms: 0.01 to the thousandth is no double. */
function masses(n: number, p: number): number[] {
  const [logP, logQ] = [Math.log(p), Math.log1p(-p)];
  let logChoose = 0;
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) logChoose += Math.log(n - k + 1) - Math.log(k);
    return Math.exp(logChoose + (k === 0 ? 0 : k * logP) + (k === n ? 0 : (n - k) * logQ));
  });
}

export interface Bounds {
  /** Both counts are within. */
  low: number;
  high: number;
}

/**
 * The counts among n that a chance of p each gives in all but alpha of the cases: the exact two-sided acceptance
 * region, of which either tail has at most alpha / 2.
 *
 * @param n 1 or more; p 0–1; alpha above 0, below 1.
 */
export function binomialBounds(n: number, p: number, alpha: number): Bounds {
  return { low: lowest(n, p, alpha / 2), high: n - lowest(n, 1 - p, alpha / 2) };
}

/** The smallest count that is not in the lower tail. */
function lowest(n: number, p: number, tail: number): number {
  let below = 0;
  const found = masses(n, p).findIndex((mass) => {
    below += mass;
    return below > tail;
  });
  return found === -1 ? n : found;
}

/** How likely the count is within the bounds, at a chance of p each. */
export function chanceWithin({ low, high }: Bounds, n: number, p: number): number {
  return masses(n, p)
    .slice(low, high + 1)
    .reduce((sum, mass) => sum + mass, 0);
}
