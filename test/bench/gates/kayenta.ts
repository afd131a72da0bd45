/** Kayenta's Mann-Whitney classifier, as its NetflixACAJudge sets it: 98 % confidence, tolerance 0.25. */

const Z = 2.3263478740408408;
const TOLERANCE = 0.25;

/**
 * Whether green's values are classified "High": the lower bound of the shift is above a quarter of its estimate. Normal
 * approximation of the bound's rank, as for samples of this size.
 */
export function isHigh(green: readonly number[], blue: readonly number[], z = Z): boolean {
  const { low, estimate } = shift(green, blue, z);
  return low > TOLERANCE * Math.abs(estimate);
}

/** The Hodges-Lehmann estimate of how much larger `green` is than `blue`, and its confidence interval. */
export function shift(green: readonly number[], blue: readonly number[], z: number) {
  const differences = new Float64Array(green.length * blue.length);
  for (const [row, one] of green.entries())
    for (const [column, other] of blue.entries()) differences[row * blue.length + column] = one - other;
  differences.sort();
  const count = differences.length;
  const spread = Math.sqrt((count * (green.length + blue.length + 1)) / 12);
  const rank = Math.max(0, Math.floor(count / 2 - z * spread - 0.5));
  const at = (index: number) => differences[index] ?? Number.NaN;
  return {
    low: at(rank),
    high: at(count - 1 - rank),
    estimate: (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2,
  };
}
