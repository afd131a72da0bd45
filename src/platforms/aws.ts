import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { tellCall } from "../engine/api-calls.ts";
import type { About } from "./aws-errors.ts";
import { explain } from "./aws-errors.ts";
import { Wire } from "./aws-wire.ts";

export type { About } from "./aws-errors.ts";

/** What every SDK client here is made with. Endpoints come from the environment (AWS_ENDPOINT_URL). */
export function clientConfig(region: string) {
  return { region, maxAttempts: 5, requestHandler: new Wire() };
}

/**
 * Makes one API call and turns whatever goes wrong into a `DeliveryError` that says which call it was.
 *
 * @param action `elasticloadbalancing:ModifyRule`, as a policy names it.
 * @throws DeliveryError `denied`, `credentials`, `not-found` or `platform`; the signal's reason when it was aborted.
 */
export async function call<T>(action: string, signal: AbortSignal, send: () => Promise<T>, about?: About): Promise<T> {
  const began = Date.now();
  try {
    const answer = await unlessAborted(signal, send);
    tell(action, began, answer, undefined);
    return answer;
  } catch (error) {
    tell(action, began, error, errorName(error));
    if (signal.aborted) throw interrupted(signal.reason, action, Date.now() - began);
    throw explain(action, error, about);
  }
}

/** The API's error code, e.g. `AlreadyExists`; empty when it is not an API error. */
export function errorName(error: unknown): string {
  const cause = error instanceof DeliveryError ? error.cause : error;
  return cause instanceof Error ? cause.name : "";
}

/** Lets pass errors of these codes. */
export function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes(errorName(error))) throw error;
    return undefined;
  };
}

/** What is listed on all pages. */
export async function gather<P, T>(pages: AsyncIterable<P>, pick: (page: P) => readonly T[] | undefined): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...(pick(page) ?? []));
  return found;
}

/** What the SDK knows of an answer, and of an error that is one. */
interface Answered {
  $metadata?: { httpStatusCode?: number; requestId?: string; attempts?: number };
}

function tell(action: string, began: number, answer: unknown, failed: string | undefined): void {
  tellCall(() => {
    const { $metadata = {} } = (typeof answer === "object" && answer !== null ? answer : {}) as Answered;
    const { httpStatusCode, requestId, attempts } = $metadata;
    const outcome = [httpStatusCode, failed].filter((part) => part !== undefined && part !== "").join(" ");
    return { action, durationMs: Date.now() - began, outcome, requestId, attempts };
  });
}

/** The SDK itself heeds a signal only once it has credentials, and their source may stay silent. */
function unlessAborted<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    send()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Shorter than this, a call is not to blame for a step that took too long. In milliseconds. */
const SILENT_MS = 1_000;

function interrupted(reason: unknown, action: string, ms: number): unknown {
  if (!(reason instanceof DeliveryError) || reason.code !== "timeout" || ms < SILENT_MS) return reason;
  return new DeliveryError("timeout", reason.message, {
    reasons: [`${action} was not answered for ${formatDuration(ms)}`],
    remedy:
      "Check that the job reaches AWS and the source of its credentials: network, HTTPS_PROXY, NO_PROXY, " +
      "AWS_ENDPOINT_URL, AWS_CONTAINER_CREDENTIALS_FULL_URI. The step can be run again.",
    cause: reason,
  });
}
