import type { Verdict } from "../delivery/vocabulary.ts";
import type { Metric } from "./counts.ts";
import { rateOf } from "./counts.ts";
import type { History } from "./history.ts";
import { UNKNOWN_DISPERSION } from "./history.ts";
import type { Single } from "./likelihood.ts";
import { aboveLimit, logMeanExp } from "./likelihood.ts";
import type { MetricReason } from "./reasons.ts";
import type { TestResult } from "./run-test.ts";
import { runTest } from "./run-test.ts";
import type { GateSettings } from "./settings.ts";
import { testsOf } from "./settings.ts";
import type { JudgedMinute } from "./window.ts";

/** How many times its usual rate blue may have before a comparison with it can certify nothing. */
const TROUBLE = 3;

/** What one metric says about green: the tests on it, and what they mean together. */
export interface MetricGate {
  kind: "metric";
  metric: Metric;
  verdict: Verdict;
  reason: MetricReason;
  tests: readonly TestResult[];
  /** How clustered its errors are taken to be. */
  dispersion: number;
}

/** Judges one metric by all of its tests; undefined when there are none. */
export function judgeMetric(
  metric: Metric,
  minutes: readonly JudgedMinute[],
  settings: GateSettings,
  history: History | undefined,
): MetricGate | undefined {
  const dispersion = history?.dispersion ?? UNKNOWN_DISPERSION;
  const tests = testsOf(settings)
    .filter((test) => test.metric === metric)
    .map((test) => runTest(test, minutes, settings, dispersion));
  if (tests.length === 0) return undefined;
  return { kind: "metric", metric, tests, dispersion, ...verdictOf(metric, tests, settings, history) };
}

/**
 * A failure of any test fails. A limit that both sides are above blames nobody and certifies nothing. Green passes by the
 * limit alone, or by comparison with a blue that is well itself: in the middle of an outage both sides are equally bad.
 */
function verdictOf(
  metric: Metric,
  tests: readonly TestResult[],
  settings: GateSettings,
  history: History | undefined,
): { verdict: Verdict; reason: MetricReason } {
  const comparison = tests.find(({ test }) => test.by === "comparison");
  const limit = tests.find(({ test }) => test.by === "limit");
  if (comparison?.verdict === "fail") return { verdict: "fail", reason: worse(metric, comparison, settings) };
  if (limit?.test.by === "limit") {
    const { green, blue } = limit;
    const about = { metric, green, blue, limit: limit.test.limit };
    if (limit.verdict === "fail") return { verdict: "fail", reason: { id: "above-limit", ...about } };
    if (limit.bothAbove) return { verdict: "inconclusive", reason: { id: "both-above-limit", ...about } };
    if (limit.verdict === "pass") {
      const reason = { id: "below-limit", metric, green, limit: limit.test.limit } as const;
      return { verdict: "pass", reason };
    }
  }
  const { green, blue } = comparison ?? limit ?? { green: NONE, blue: NONE };
  if (tests.every(({ against }) => against.length === 0))
    return { verdict: "inconclusive", reason: { id: "no-minute", metric } };
  const trouble = comparison && troubleOf(metric, comparison, settings, history);
  if (trouble !== undefined) return { verdict: "inconclusive", reason: trouble };
  return comparison?.verdict === "pass"
    ? { verdict: "pass", reason: { id: "like-blue", metric, green, blue, maxRatio: settings.maxRatio } }
    : { verdict: "inconclusive", reason: { id: "too-few", metric, green, blue } };
}

const NONE: Single = { requests: 0, errors: 0 };

function worse(metric: Metric, { green, blue, atLeast }: TestResult, { tolerance }: GateSettings): MetricReason {
  const bound = atLeast === undefined ? {} : { atLeast };
  return { id: "worse-than-blue", metric, green, blue, tolerance, ...bound };
}

/**
 * Why blue is nothing to be measured by. Where a comparison would pass, a rate that is too high is enough; where it is open
 * anyway, one error among few requests is no trouble, and only evidence is.
 */
function troubleOf(
  metric: Metric,
  { green, blue, verdict }: TestResult,
  settings: GateSettings,
  history: History | undefined,
): MetricReason | undefined {
  const known = history === undefined || history.requests === 0 ? undefined : history;
  const limit = limitOf(metric, settings);
  const highest = limit ?? (known === undefined ? undefined : TROUBLE * usualRate(known));
  if (highest === undefined) return verdict === "pass" ? { id: "blue-unknown", metric, green, blue } : undefined;
  if (rateOf(blue) <= highest) return undefined;
  const logE = logMeanExp(aboveLimit(blue, highest).map((log) => log / (known?.dispersion ?? UNKNOWN_DISPERSION)));
  const isEvident = logE >= -Math.log(settings.beta) && blue.errors >= settings.minErrors;
  if (verdict !== "pass" && !isEvident) return undefined;
  const usual = limit === undefined && known !== undefined ? { usual: rateOf(known) } : {};
  return { id: "blue-in-trouble", metric, green, blue, highest, ...usual };
}

/** With one error more than there was: of a service that had none, no rate is known. */
function usualRate({ requests, errors }: History): number {
  return (errors + 1) / requests;
}

function limitOf(metric: Metric, { maxErrorRate, maxSlowRate }: GateSettings): number | undefined {
  switch (metric) {
    case "errors":
      return maxErrorRate;
    case "slow":
      return maxSlowRate;
    case "client-errors":
      return undefined;
  }
}
