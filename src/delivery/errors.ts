import type { Step, Verdict } from "./vocabulary.ts";

/**
 * What kind of failure it was, for `result.error.code`. Stable: workflows may branch on it.
 *
 * - `input`: an input is missing, malformed, contradictory, or does not belong to the step.
 * - `not-found`: the platform does not know a name or ARN that an input gave.
 * - `unsuitable`: it exists, but is not what a rollout can work on (a redirect, a third target group, `$Latest` …).
 * - `refused`: the live state does not allow the step (no rollout to promote, another rollout holds the lock …), or
 *   `allowed-actors` does not allow who asks for it.
 * - `locked`: another rollout is in progress; `replace: true` gives it up first.
 * - `drift`: the live state is not the one that `expected-state` approved.
 * - `conflict`: somebody else changed the rollout while the step was at work; it stopped and left that as it is.
 * - `unsettled`: every call succeeded, and still the step did not reach its goal.
 * - `unhealthy`: the side that should receive traffic is not healthy.
 * - `gates`: green's gates did not pass: they failed, are inconclusive, or could not be judged (`verdict` says which).
 * - `timeout`: something did not happen within `timeout`.
 * - `credentials`: none, expired, or not valid.
 * - `denied`: the credentials lack a permission.
 * - `platform`: the platform failed in a way that is none of the above.
 * - `cancelled`: the run was cancelled.
 * - `found`: `status` found what `fail-on` names.
 * - `internal`: a mistake in the action itself.
 */
export type ErrorCode =
  | "input"
  | "not-found"
  | "unsuitable"
  | "refused"
  | "locked"
  | "drift"
  | "conflict"
  | "unsettled"
  | "unhealthy"
  | "gates"
  | "timeout"
  | "credentials"
  | "denied"
  | "platform"
  | "cancelled"
  | "found"
  | "internal";

export interface ErrorDetails {
  /** Which refusal of a registry it is (`no-rollout`); stable, listed in docs/troubleshooting.md. */
  id?: string;
  /** The platform's own words: target health reasons, scaling activity causes, an API error. */
  reasons?: readonly string[];
  /** What the reader does next, as a sentence. */
  remedy?: string;
  /** True when the same call may well succeed a moment later: throttling, a 5xx answer, a broken connection. */
  transient?: boolean;
  /** True when the platform refused the call, so that it surely changed nothing. */
  noEffect?: boolean;
  /** The rollout that is in the way of a deploy, and the steps that end it. */
  lock?: Lock;
  /** What the gates of this step came to, when they ended it. */
  verdict?: Verdict | undefined;
  /** The rollout that the verdict, or the way back, is about. */
  rollout?: string | undefined;
  /** A deploy of one fleet has failed half-way: the policy's own rollback follows. */
  rollsBack?: boolean;
  cause?: unknown;
}

interface Lock {
  /** The run that began it. */
  rollout: string;
  way: readonly Step[];
  /** It has all the traffic: it is kept. Any other is given up. */
  hasWon: boolean;
}

/** An expected failure. Its message is a whole sentence that stands alone; nothing else is ever shown with a stack. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly code: ErrorCode;
  readonly id: string | undefined;
  readonly reasons: readonly string[];
  readonly remedy: string | undefined;
  readonly transient: boolean;
  readonly noEffect: boolean;
  readonly lock: Lock | undefined;
  readonly verdict: Verdict | undefined;
  readonly rollout: string | undefined;
  readonly rollsBack: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.id = details.id;
    this.reasons = details.reasons ?? [];
    this.remedy = details.remedy;
    this.transient = details.transient ?? false;
    this.noEffect = details.noEffect ?? false;
    this.lock = details.lock;
    this.verdict = details.verdict;
    this.rollout = details.rollout;
    this.rollsBack = details.rollsBack ?? false;
  }
}

/** One input's mistake, in the one form that all of them have: name, what was given, what is allowed, an example. */
export interface InputMistake {
  input: string;
  given?: string;
  problem: string;
  example?: string;
}

/** `timeout: "10 minutes" is not a duration: … Example: timeout: 15m` */
export function describeMistake({ input, given, problem, example }: InputMistake): string {
  const what = given === undefined ? problem : `"${shorten(given)}" ${problem}`;
  return `${input}: ${what}${example === undefined ? "" : ` Example: \`${example}\`.`}`;
}

/** All mistakes in the inputs as one error, so that a user fixes them in one go. */
export function inputError(mistakes: readonly InputMistake[]): DeliveryError {
  const sentences = mistakes.map(describeMistake);
  const message = sentences.length === 1 ? String(sentences[0]) : `${sentences.length} inputs are invalid.`;
  return new DeliveryError("input", message, sentences.length === 1 ? {} : { reasons: sentences });
}

function shorten(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}

/** What an error says, with the cause that Node's fetch hides in it. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
