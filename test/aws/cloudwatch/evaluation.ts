import type { Point } from "./queries.ts";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** How many periods more than it judges an alarm looks back for points; the user guide's tables have two. */
export const EXTRA_PERIODS = 2;

/** What an alarm compares, and how. */
export interface Rule {
  comparison: string;
  threshold: number;
  /** N: how many points are judged. */
  periods: number;
  /** M: how many of them have to breach. */
  breaches: number;
  missing: "missing" | "ignore" | "breaching" | "notBreaching";
}

export interface Judgement {
  state: StateValue;
  reason: string;
  /** The points that count, the newest first. */
  points: readonly Point[];
  /** For how many of the judged periods there is no point. */
  filled: number;
}

const COMPARISONS: Record<string, { breaches(value: number, threshold: number): boolean; words: string }> = {
  GreaterThanThreshold: { breaches: (value, threshold) => value > threshold, words: "greater than" },
  GreaterThanOrEqualToThreshold: {
    breaches: (value, threshold) => value >= threshold,
    words: "greater than or equal to",
  },
  LessThanThreshold: { breaches: (value, threshold) => value < threshold, words: "less than" },
  LessThanOrEqualToThreshold: { breaches: (value, threshold) => value <= threshold, words: "less than or equal to" },
};

export function isComparison(name: string): boolean {
  return Object.hasOwn(COMPARISONS, name);
}

/**
 * What an alarm comes to (user guide, "How alarm state is evaluated when data is missing" and "Avoiding premature
 * transitions to alarm state"). Real points are taken from further back before a missing one is filled in.
 *
 * @param range the points of the evaluation range by period, the oldest first; undefined where there is none.
 */
export function evaluate(rule: Rule, range: readonly (Point | undefined)[], current: StateValue): Judgement {
  const newestFirst = [...range].reverse();
  const points = newestFirst.filter((point) => point !== undefined).slice(0, rule.periods);
  const breaching = points.filter((point) => breaches(rule, point)).length;
  const filled = rule.periods - points.length;
  const state = stateOf(rule, newestFirst, { breaching, filled, current });
  return { state, points, filled, reason: reasonOf(rule, state, points, filled) };
}

interface Seen {
  breaching: number;
  filled: number;
  current: StateValue;
}

function stateOf(rule: Rule, newestFirst: readonly (Point | undefined)[], { breaching, filled, current }: Seen) {
  const otherwise = (alarm: boolean): StateValue => (alarm ? "ALARM" : "OK");
  if (filled <= 0 || breaching >= rule.breaches || rule.missing === "notBreaching")
    return otherwise(breaching >= rule.breaches);
  if (rule.missing === "breaching") return otherwise(breaching + filled >= rule.breaches);
  const nothing = filled === rule.periods;
  if (nothing) return rule.missing === "ignore" ? current : "INSUFFICIENT_DATA";
  // Fewer points than it takes: one within bounds says that all is well, for the missing ones say nothing.
  if (breaching < rule.periods - filled) return "OK";
  if (rule.missing === "ignore" || current === "ALARM") return current;
  // Only breaching points: enough once the oldest of them is as old as M periods, for newer ones could clear it till then.
  const oldest = newestFirst.findLastIndex((point) => point !== undefined) + 1;
  return otherwise(oldest >= rule.breaches);
}

function breaches({ comparison, threshold }: Rule, { value }: Point): boolean {
  return COMPARISONS[comparison]?.breaches(value, threshold) ?? false;
}

/** In AWS's words, of which recorded answers have those about one point and about none. */
function reasonOf(rule: Rule, state: StateValue, points: readonly Point[], filled: number): string {
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const were = (count: number) => (count === 1 ? "was" : "were");
  if (state === "INSUFFICIENT_DATA")
    return `Insufficient Data: ${plural(filled, "datapoint")} ${were(filled)} unknown.`;
  if (points.length === 0) {
    const treated = rule.missing === "breaching" ? "Breaching" : "NonBreaching";
    return `Threshold Crossed: no datapoints were received for ${plural(filled, "period")} and ${plural(filled, "missing datapoint")} ${were(filled)} treated as [${treated}].`;
  }
  const alarm = state === "ALARM";
  const cause = points.filter((point) => breaches(rule, point) === alarm);
  const listed = cause.map(({ value, at }) => `${decimal(value)} (${shortDate(at)})`).join(", ");
  const words = COMPARISONS[rule.comparison]?.words ?? "";
  const crossed = `${were(cause.length)} ${alarm ? "" : "not "}${words} the threshold (${decimal(rule.threshold)})`;
  if (rule.periods === 1) return `Threshold Crossed: ${plural(cause.length, "datapoint")} [${listed}] ${crossed}.`;
  const least = alarm ? rule.breaches : rule.periods - rule.breaches + 1;
  const transition = alarm ? "OK -> ALARM" : "ALARM -> OK";
  return `Threshold Crossed: ${cause.length} out of the last ${plural(points.length, "datapoint")} [${listed}] ${crossed} (minimum ${plural(least, "datapoint")} for ${transition} transition).`;
}

/** As Java prints a double. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function shortDate(at: number): string {
  const [, year, month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}
