import { errorMessage } from "../../delivery/errors.ts";
import type { PathCheck } from "../../delivery/path-check.ts";
import { isAsWanted } from "../../delivery/path-check.ts";
import type { Progress } from "../../delivery/plan.ts";
import type { Sent } from "./ask.ts";
import { ask } from "./ask.ts";

/** Looks that may fail before the smoke test does: a new listener rule is not obeyed at once. */
const TRIES = 10;

/** What green has to answer to testers before it gets any weight. */
export interface SmokeTest {
  /** Where testers reach green; the paths come after it. */
  url: string;
  checks: readonly PathCheck[];
  /** What makes a request one of the preview; undefined: the address alone. */
  sent: Sent | undefined;
}

/** What the looks so far came to. */
export interface SmokeResult {
  tries: number;
  failed: readonly string[];
}

/** Asks for every path as a tester would. */
export async function smoke({ url, checks, sent }: SmokeTest, signal: AbortSignal): Promise<string[]> {
  const base = url.replace(/\/$/, "");
  const results = await Promise.all(
    checks.map(async (check) => {
      try {
        const { status } = await ask(new URL(`${base}${check.path}`), sent, signal);
        if (isAsWanted(check, status)) return [];
        return [`${check.path} answered ${status}${check.status === undefined ? "" : ` instead of ${check.status}`}`];
      } catch (error) {
        signal.throwIfAborted();
        return [`${check.path} did not answer: ${errorMessage(error)}`];
      }
    }),
  );
  return results.flat();
}

export function smokeProgress(result: SmokeResult | undefined, wanted: number): Progress {
  if (result !== undefined && result.failed.length === 0) return { state: "done" };
  const reasons = result?.failed ?? [];
  if ((result?.tries ?? 0) >= TRIES) {
    const because = `Green fails its smoke test: ${reasons.length} of ${wanted} paths, ${TRIES} times in a row. It has no weight; \`teardown\` removes it.`;
    return { state: "impossible", because, reasons };
  }
  return {
    state: "waiting",
    for: "paths of the smoke test that answer",
    have: wanted - reasons.length,
    want: wanted,
    reasons,
  };
}
