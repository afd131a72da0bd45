import { DeliveryError } from "../delivery/errors.ts";
import type { Intent } from "../delivery/plan.ts";
import type { Reporter } from "./events.ts";
import type { RunOptions } from "./run.ts";

/**
 * A deploy with `replace`: when another rollout is in the way, it is ended first by the steps that the policy names, by
 * the same rules and within the same time as if somebody had run them. Only that rollout is given up, and only as long as
 * nobody has made it everyone's.
 *
 * @param run runs one step by itself.
 */
export async function deployReplacing(
  intent: Intent,
  { dryRun }: Pick<RunOptions, "dryRun">,
  reporter: Reporter,
  run: (intent: Intent) => Promise<{ changed: boolean }>,
): Promise<{ changed: boolean }> {
  try {
    return await run(intent);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.lock === undefined) throw error;
    const { rollout, way, hasWon } = error.lock;
    const [first, ...others] = [...way, intent.step];
    const then = dryRun ? ` \`${others.join("`, `")}\` would follow; what they change is known then.` : "";
    const message = `${error.message} It is given up by \`${way.join("`, then `")}\` (replace).${then}`;
    reporter.report({ type: "warning", message });
    const giving: Intent = { ...intent, rollout, givesUp: !hasWon };
    const outcome = await run({ ...giving, step: first ?? intent.step });
    if (dryRun) return outcome;
    for (const step of others) await run(step === intent.step ? intent : { ...giving, step });
    return { changed: true };
  }
}
