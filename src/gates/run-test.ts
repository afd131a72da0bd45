import { pairOf, rateOf, totalOf } from "./counts.ts";
import type { Tempering } from "./evidence.ts";
import { capFor, evidence, evidenceWithStart } from "./evidence.ts";
import type { Pair, Single } from "./likelihood.ts";
import { aboveLimit, againstTolerance, belowLimit, belowRatio } from "./likelihood.ts";
import type { GateSettings, Test } from "./settings.ts";
import { alphaPerTest } from "./settings.ts";
import type { JudgedMinute } from "./window.ts";

/** What a test says after the judged minutes. e is given as its natural logarithm: it soon is too large for a number. */
export interface TestResult {
  test: Test;
  /** `open`: neither yet. */
  verdict: "fail" | "pass" | "open";
  /**
   * `fail` of a limit that blue is above as well: what is wrong is not green's doing. The verdict then is `open`.
   */
  bothAbove: boolean;
  /** Sums over the minutes that this test could use. */
  green: Single;
  blue: Single;
  /** ln e against green after each of these minutes; one entry per minute. */
  against: readonly number[];
  /** ln e that fails: ln 1/α of this test. */
  failsAt: number;
  /** ln e for green. */
  inFavour: number;
  /** ln e that passes: ln 1/β. */
  passesAt: number;
  /** The minute in which it failed, milliseconds since the epoch. */
  failedAt?: number;
  /** With confidence 1 − α, green's rate is at least this many times blue's; comparisons only, where it is above 1. */
  atLeast?: number;
}

/**
 * When evidence fails: the first minute in which it reaches ln 1/α with enough errors on green. Once there, it stays.
 *
 * @param greenErrors of each minute.
 * @returns the index of the minute; -1: never.
 */
export function firstFailure(
  against: readonly number[],
  greenErrors: readonly number[],
  { alpha, minErrors }: { alpha: number; minErrors: number },
): number {
  const failsAt = -Math.log(alpha);
  let errors = 0;
  return against.findIndex((logE, index) => {
    errors += greenErrors[index] ?? 0;
    return logE >= failsAt && errors >= minErrors;
  });
}

/** Runs one test over the judged minutes, from the first: evidence carries over from weight to weight and run to run. */
export function runTest(
  test: Test,
  minutes: readonly JudgedMinute[],
  settings: GateSettings,
  dispersion: number,
): TestResult {
  const alpha = alphaPerTest(settings);
  const tempering = { dispersion, cap: capFor(alpha, settings.confirmMinutes) };
  switch (test.by) {
    case "comparison":
      return compare(test, minutes, settings, { ...tempering, alpha });
    case "limit":
      return holdAgainst(test, minutes, settings, { ...tempering, alpha });
  }
}

type Rule = Tempering & { alpha: number };

function compare(test: Test, minutes: readonly JudgedMinute[], settings: GateSettings, rule: Rule): TestResult {
  const used = minutes.flatMap((minute) => {
    const pair = minute.weight < 100 ? pairOf(minute, test.metric) : undefined;
    return pair === undefined ? [] : [{ minute, pair }];
  });
  const pairs = used.map(({ pair }) => pair);
  const against = evidenceWithStart(
    pairs.map((pair) => againstTolerance(pair, settings.tolerance)),
    rule,
  );
  const favour = evidence(
    pairs.map((pair) => belowRatio(pair, settings.maxRatio)),
    rule.dispersion,
  );
  const failed = firstFailure(
    against,
    pairs.map(({ greenErrors }) => greenErrors),
    { alpha: rule.alpha, minErrors: settings.minErrors },
  );
  return {
    ...resultOf(test, against, favour, failed === -1 ? undefined : used[failed]?.minute.at, settings, rule.alpha),
    green: sum(pairs.map(({ greenRequests, greenErrors }) => ({ requests: greenRequests, errors: greenErrors }))),
    blue: sum(pairs.map(({ blueRequests, blueErrors }) => ({ requests: blueRequests, errors: blueErrors }))),
    ...bound(pairs, rule),
  };
}

function holdAgainst(
  test: Test & { by: "limit" },
  minutes: readonly JudgedMinute[],
  settings: GateSettings,
  rule: Rule,
): TestResult {
  const used = minutes.filter((minute) => totalOf([minute], "green", test.metric).requests > 0);
  const greens = used.map((minute) => totalOf([minute], "green", test.metric));
  const against = evidenceWithStart(
    greens.map((green) => aboveLimit(green, test.limit)),
    rule,
  );
  const favour = evidence(
    greens.map((green) => belowLimit(green, test.limit)),
    rule.dispersion,
  );
  const errors = greens.map((green) => green.errors);
  const isOver = { alpha: rule.alpha, minErrors: settings.minErrors };
  // Green is blamed in the first minute in which its evidence stands and blue is not above the limit itself. What is
  // left on blue when green has everything are the clients that stick to it: too few to tell how blue is.
  const blues = used.map((minute) => (minute.weight < 100 ? totalOf([minute], "blue", test.metric) : NONE));
  const blueAbove = runningRates(blues).map((rate) => rate > test.limit);
  const blamed = against.map((logE, index) => (blueAbove[index] === true ? Number.NEGATIVE_INFINITY : logE));
  const failed = firstFailure(blamed, errors, isOver);
  const last = against.length - 1;
  const stands = (against[last] ?? 0) >= -Math.log(rule.alpha) && sum(greens).errors >= settings.minErrors;
  return {
    ...resultOf(test, against, favour, failed === -1 ? undefined : used[failed]?.at, settings, rule.alpha),
    bothAbove: failed === -1 && stands && blueAbove[last] === true,
    green: sum(greens),
    blue: sum(blues),
  };
}

function resultOf(
  test: Test,
  against: readonly number[],
  favour: readonly number[],
  failedAt: number | undefined,
  { beta }: GateSettings,
  alpha: number,
) {
  const inFavour = favour.at(-1) ?? 0;
  const passesAt = -Math.log(beta);
  const passed = inFavour >= passesAt ? ("pass" as const) : ("open" as const);
  return {
    test,
    verdict: failedAt === undefined ? passed : ("fail" as const),
    bothAbove: false,
    against,
    failsAt: -Math.log(alpha),
    inFavour,
    passesAt,
    ...(failedAt === undefined ? {} : { failedAt }),
  };
}

/** The largest ratio that the same evidence rules out; e falls with the ratio that it is held against. */
function bound(pairs: readonly Pair[], rule: Rule): { atLeast?: number } {
  const rulesOut = (ratio: number) => {
    const logs = evidenceWithStart(
      pairs.map((pair) => againstTolerance(pair, ratio)),
      rule,
    );
    return logs.some((logE) => logE >= -Math.log(rule.alpha));
  };
  if (!rulesOut(1)) return {};
  let [low, high] = [1, 10_000];
  while (high / low > 1.005) {
    const middle = Math.sqrt(low * high);
    if (rulesOut(middle)) low = middle;
    else high = middle;
  }
  return { atLeast: low };
}

const NONE: Single = { requests: 0, errors: 0 };

/** The rate up to and with each minute. */
function runningRates(counts: readonly Single[]): number[] {
  const total = { requests: 0, errors: 0 };
  return counts.map(({ requests, errors }) => {
    total.requests += requests;
    total.errors += errors;
    return rateOf(total);
  });
}

function sum(counts: readonly Single[]): Single {
  return {
    requests: counts.reduce((total, { requests }) => total + requests, 0),
    errors: counts.reduce((total, { errors }) => total + errors, 0),
  };
}
