import type { Progress } from "./plan.ts";

/** In steps, so that the log counts down without a line per look. */
const STEP_MS = 15_000;

/** Progress of a wait that only time ends, by the milliseconds that are left. */
export function countdown(what: string, leftMs: number): Progress {
  if (leftMs <= 0) return { state: "done" };
  const have = Math.ceil(leftMs / STEP_MS) * (STEP_MS / 1_000);
  return { state: "waiting", for: what, have, want: 0, reasons: [] };
}
