import { MINUTE_MS } from "../delivery/shifts.ts";
import type { SideName } from "../delivery/standing.ts";
import type { Pair, Single } from "./likelihood.ts";
import type { MinuteCounts, SideCounts, SourceProblem, Span } from "./source.ts";

export const METRICS = ["errors", "client-errors", "slow"] as const;
/** What is counted of the requests: server errors, 4xx, or answers that took longer than the threshold. */
export type Metric = (typeof METRICS)[number];

const SIDES = ["green", "blue"] as const;

/** Minutes that can be counted with, in order; or what is wrong with them. */
export type Checked = { minutes: readonly MinuteCounts[] } | { problem: SourceProblem };

/**
 * Checks what a source gave, so that nothing but whole numbers reaches the arithmetic. Late data may show more errors than
 * requests: that is cut, everything else is refused.
 */
export function checkMinutes(given: readonly MinuteCounts[], span: Span): Checked {
  const reasons = given.flatMap((minute) => faultsOf(minute, span));
  const sorted = [...given].sort((a, b) => a.at - b.at);
  for (const [index, { at }] of sorted.entries())
    if (at === sorted[index - 1]?.at) reasons.push(`minute ${clock(at)} is given twice`);
  return reasons.length > 0
    ? { problem: { kind: "invalid", reasons: reasons.slice(0, 20) } }
    : { minutes: sorted.map(cutMinute) };
}

function faultsOf(minute: MinuteCounts, { from, to }: Span): string[] {
  const { at } = minute;
  if (!Number.isSafeInteger(at) || at % MINUTE_MS !== 0) return [`${at} is not the start of a minute`];
  if (at < from || at >= to) return [`minute ${clock(at)} is outside of what was asked for`];
  return SIDES.flatMap((side) => {
    const counts = minute[side];
    if (counts === undefined) return [];
    const { requests, errors, clientErrors = 0, timing = { requests: 0, slow: 0 } } = counts;
    const bad = [requests, errors, clientErrors, timing.requests, timing.slow].filter((count) => !isCount(count));
    return bad.map((count) => `minute ${clock(at)}, ${side}: ${count} is not a count`);
  });
}

/** A whole number, 0 or more. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function cutMinute(minute: MinuteCounts): MinuteCounts {
  const { at, complete, green, blue } = minute;
  return {
    at,
    complete,
    ...(green === undefined ? {} : { green: cutSide(green) }),
    ...(blue === undefined ? {} : { blue: cutSide(blue) }),
  };
}

function cutSide({ requests, errors, clientErrors, timing }: SideCounts): SideCounts {
  return {
    requests,
    errors: Math.min(errors, requests),
    ...(clientErrors === undefined ? {} : { clientErrors: Math.min(clientErrors, requests) }),
    ...(timing === undefined
      ? {}
      : { timing: { requests: timing.requests, slow: Math.min(timing.slow, timing.requests) } }),
  };
}

/** One side's requests and errors as far as a metric is about them; undefined where nobody counted. */
export function countOf(counts: SideCounts | undefined, metric: Metric): Single | undefined {
  if (counts === undefined) return undefined;
  switch (metric) {
    case "errors":
      return { requests: counts.requests, errors: counts.errors };
    case "client-errors":
      return counts.clientErrors === undefined ? undefined : { requests: counts.requests, errors: counts.clientErrors };
    case "slow":
      return counts.timing === undefined ? undefined : { requests: counts.timing.requests, errors: counts.timing.slow };
  }
}

/** Both sides of a minute; undefined when one of them had no request: such a minute says nothing of either. */
export function pairOf(minute: MinuteCounts, metric: Metric): Pair | undefined {
  const green = countOf(minute.green, metric);
  const blue = countOf(minute.blue, metric);
  if (green === undefined || blue === undefined || green.requests === 0 || blue.requests === 0) return undefined;
  return {
    greenRequests: green.requests,
    greenErrors: green.errors,
    blueRequests: blue.requests,
    blueErrors: blue.errors,
  };
}

/** A side's sum over minutes. */
export function totalOf(minutes: readonly MinuteCounts[], side: SideName, metric: Metric): Single {
  return minutes.reduce(
    (sum, minute) => {
      const count = countOf(minute[side], metric);
      return { requests: sum.requests + (count?.requests ?? 0), errors: sum.errors + (count?.errors ?? 0) };
    },
    { requests: 0, errors: 0 },
  );
}

/** Share of errors, 0–1; 0 without requests. */
export function rateOf({ requests, errors }: Single): number {
  return requests === 0 ? 0 : errors / requests;
}

/** `14:05` in UTC; what is no time stays as it is. */
export function clock(at: number): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return String(at);
  return time.toISOString().slice(11, 16);
}
