import type { Progress } from "./plan.ts";

/** In steps, so that the log counts down without a line per look. */
const STEP_MS = 15_000;

/**
 * Progress of a wait that only time ends, by the milliseconds that are left.
 *
 * @param wholeMs how long it is in all, where that is known: it is never said to be longer.
 */
export function countdown(what: string, leftMs: number, wholeMs = Number.POSITIVE_INFINITY): Progress {
  if (leftMs <= 0) return { state: "done" };
  const step = Math.ceil(leftMs / STEP_MS) * (STEP_MS / 1_000);
  const have = Math.min(step, Math.ceil(wholeMs / 1_000));
  return { state: "waiting", for: what, have, want: 0, reasons: [] };
}
