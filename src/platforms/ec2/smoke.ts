import { errorMessage } from "../../delivery/errors.ts";
import type { Progress } from "../../delivery/plan.ts";
import type { Condition } from "./conditions.ts";
import { asRequest } from "./conditions.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;
/** Looks that may fail before the smoke test does: a new listener rule is not obeyed at once. */
const TRIES = 10;

/** What green has to answer through the load balancer before it counts as deployed. */
export interface SmokeTest {
  /** Where users reach the load balancer. */
  url: string;
  /** Paths that have to answer 2xx or 3xx. */
  paths: readonly string[];
  /** What makes a request one of the preview. */
  preview: Condition;
}

/** What the looks so far came to. */
export interface SmokeResult {
  tries: number;
  failed: readonly string[];
}

/** Asks for every path as a tester would. Redirects are answers, not followed. */
export async function smoke({ url, paths, preview }: SmokeTest, signal: AbortSignal): Promise<string[]> {
  const { headers = {}, query = "" } = asRequest(preview) ?? {};
  const results = await Promise.all(
    paths.map(async (path) => {
      const target = new URL(path, url);
      if (query !== "") target.search = `${target.search === "" ? "?" : `${target.search}&`}${query}`;
      try {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
        const answer = await fetch(target, { headers, redirect: "manual", signal: limit });
        await answer.body?.cancel();
        return answer.status >= 200 && answer.status < 400 ? [] : [`${path} answered ${answer.status}`];
      } catch (error) {
        signal.throwIfAborted();
        return [`${path} did not answer: ${errorMessage(error)}`];
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
