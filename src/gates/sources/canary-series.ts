import type { WeightChange } from "../../delivery/shifts.ts";
import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideCounts } from "../source.ts";

/** Whether a stage's series contains its canary's requests; `unknown` until the counts say so clearly. */
export type StageForm = "inclusive" | "exclusive" | "unknown";

/** One minute of both series. */
export interface StageMinute {
  at: number;
  stage: SideCounts;
  canary: SideCounts;
}

/** How many times likelier one form has to be than the other. */
const CLEAR = Math.log(1_000);
/** Generous: how likely it is that a count of a minute which counts as complete has not come in. */
const LATE = 0.01;
/** Fewer errors of the canary in a minute are too easily met by as many of blue. */
const ENOUGH_ERRORS = 4;
/** Minutes after the one of a change in which the gateway may still go by the old weight. */
const SETTLING = 2;

/**
 * Decides by the likelihood of the counts. A canary gets its share w of all requests, which is w times the
 * stage's series when that contains them, and w / (1 - w) times when not: beside 100 of the stage 10 and 11 at 10 %, 50 and
 * 100 at 50 %. A minute in which the canary has more of anything than the stage speaks against `inclusive` whatever the
 * likelihood says.
 *
 * @param changes of the weight, in order.
 * @param before milliseconds: later minutes may still grow, and not both series alike.
 */
export function formOf(minutes: readonly StageMinute[], changes: readonly WeightChange[], before: number): StageForm {
  const settled = minutes.filter(({ at }) => at + MINUTE_MS <= before);
  const evidence = settled.reduce((sum, minute) => sum + forExclusive(minute, settledWeight(changes, minute.at)), 0);
  if (evidence > CLEAR) return "exclusive";
  if (evidence >= -CLEAR && againstOwnErrors(settled) <= CLEAR) return "unknown";
  return settled.some(exceeds) ? "unknown" : "inclusive";
}

/**
 * At a low weight the two forms differ by little: 10 requests or 11 of the canary beside 100. A canary that fails tells them
 * apart much earlier: a stage that contains it has the same number of errors, minute after minute, while blue has none.
 * That blue should have had just as many by itself is, for each minute, no likelier than the likeliest count of a Poisson
 * distribution: half of what is at stake is bet on it at these odds. Who never wins such a bet has shown nothing.
 *
 * @returns ln of how far the stake has grown at most.
 */
function againstOwnErrors(minutes: readonly StageMinute[]): number {
  const failing = minutes.filter(({ canary }) => canary.errors >= ENOUGH_ERRORS);
  let [stake, most] = [0, 0];
  for (const { stage, canary } of failing) {
    stake += Math.log(stage.errors === canary.errors ? 0.5 + 0.5 / likeliest(canary.errors) : 0.5);
    most = Math.max(most, stake);
  }
  return most;
}

/** The most that any Poisson distribution gives to one count. */
function likeliest(count: number): number {
  return Math.exp(count * Math.log(count) - count - logFactorial(count));
}

/** Percent; undefined: it changed in the minute or shortly before, or nobody knows. */
function settledWeight(changes: readonly WeightChange[], at: number): number | undefined {
  const end = at + MINUTE_MS;
  const last = changes.findLast((change) => change.at < end);
  if (last === undefined || last.at > at - SETTLING * MINUTE_MS) return undefined;
  return last.weight;
}

/**
 * ln of how many times likelier the canary's count, given the stage's, is when the stage's series does not contain it: a
 * negative binomial, of as many as come before the stage's last one; or a binomial, of so many among the stage's.
 */
function forExclusive({ stage, canary }: StageMinute, weight: number | undefined): number {
  if (weight === undefined || weight <= 0 || weight >= 100) return 0;
  const [own, all] = [canary.requests, stage.requests];
  const [logShare, logOther] = [Math.log(weight / 100), Math.log1p(-weight / 100)];
  const apart = logChoose(all + own, own) + own * logShare + (all + 1) * logOther;
  // More than all of them it cannot be, unless the stage's counts are late.
  const most = Math.min(own, all);
  const contained = logChoose(all, most) + most * logShare + (all - most) * logOther + (own - most) * Math.log(LATE);
  // Errors are of requests that are known to both: of those that the stage lacks one is as odd as many.
  const lacksErrors = canary.errors > stage.errors ? -Math.log(LATE) : 0;
  return apart - contained + lacksErrors;
}

function exceeds({ stage, canary }: StageMinute): boolean {
  return canary.requests > stage.requests || canary.errors > stage.errors;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series from 20 on, whose error is below 1e-9 there. */
function logFactorial(n: number): number {
  if (n < 20) return Array.from({ length: n }, (_, index) => Math.log(index + 1)).reduce((sum, one) => sum + one, 0);
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}

/** What the stage did without its canary; undefined when that cannot be: one of the two has not come in yet. */
export function withoutCanary(stage: SideCounts, canary: SideCounts | undefined): SideCounts | undefined {
  if (canary === undefined) return stage;
  const requests = stage.requests - canary.requests;
  const errors = stage.errors - canary.errors;
  const clientErrors = less(stage.clientErrors, canary.clientErrors);
  const timed = less(stage.timing?.requests, canary.timing?.requests);
  const slow = less(stage.timing?.slow, canary.timing?.slow);
  if ([requests, errors, clientErrors, timed, slow].some((count) => count !== undefined && count < 0)) return undefined;
  return {
    requests,
    errors,
    ...(clientErrors === undefined ? {} : { clientErrors }),
    ...(timed === undefined || slow === undefined ? {} : { timing: { requests: timed, slow } }),
  };
}

function less(all: number | undefined, own: number | undefined): number | undefined {
  return all === undefined ? undefined : all - (own ?? 0);
}
