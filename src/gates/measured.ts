import type { SideName } from "../delivery/standing.ts";
import { rateOf, totalOf } from "./counts.ts";
import type { Judgement } from "./judge.ts";
import type { Single } from "./likelihood.ts";
import { formatCount, formatPercent } from "./sentences.ts";

/** What was counted of each side in the judged minutes, in words. */
export type Measured = Readonly<Record<SideName, { requests: string; errors: string }>>;

/** Of a normal distribution, 95 % lie so many standard deviations around the mean. */
const Z = 1.96;

/** Undefined where nothing was counted. */
export function measuredOf({ window: { judged }, gates }: Judgement): Measured | undefined {
  const metric = gates.find((gate) => gate.kind === "metric");
  if (metric === undefined || judged.length === 0) return undefined;
  const told = (side: SideName) => {
    const total = totalOf(judged, side, "errors");
    return { requests: formatCount(total.requests), errors: errorsOf(total, metric.dispersion) };
  };
  return { blue: told("blue"), green: told("green") };
}

function errorsOf(total: Single, dispersion: number): string {
  if (total.requests === 0) return "no requests";
  const { low, high } = intervalOf(total, dispersion);
  return `${formatPercent(rateOf(total), 2)} (${formatPercent(low, 2)} – ${formatPercent(high, 2)})`;
}

/**
 * Wilson's interval of 95 % for the share of errors, which holds for few errors and for none.
 *
 * @param dispersion how clustered errors are, 1 or more: so many times fewer requests say the same.
 */
export function intervalOf(total: Single, dispersion: number): { low: number; high: number } {
  const n = total.requests / dispersion;
  const p = rateOf(total);
  const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  return { low: p === 0 ? 0 : Math.max(0, centre - half), high: p === 1 ? 1 : Math.min(1, centre + half) };
}
