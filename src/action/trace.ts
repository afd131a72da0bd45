import { onCall } from "../engine/api-calls.ts";
import { sayDebug } from "./log.ts";

/**
 * With step debug logging on (RUNNER_DEBUG, GitHub docs, "Enabling debug logging"), every call of an API is a line of
 * the log: what it was, how long it took, and by which id the other side finds it. Nothing of what was sent.
 */
export function traceCalls(env: Readonly<Record<string, string | undefined>>): void {
  if (env.RUNNER_DEBUG !== "1") return;
  onCall(({ action, durationMs, outcome, requestId, attempts = 1 }) => {
    const often = attempts > 1 ? `, ${attempts} attempts` : "";
    sayDebug(
      `${action}: ${outcome}, ${durationMs} ms${often}${requestId === undefined ? "" : `, request ${requestId}`}`,
    );
  });
}
