import { DeliveryError } from "../delivery/errors.ts";
import { missing } from "../delivery/goal.ts";
import type { Change, Intent } from "../delivery/plan.ts";
import type { LookingAgain } from "./look-again.ts";
import { conflict } from "./look-again.ts";
import type { Platform } from "./platform.ts";
import type { RunTools, Sight } from "./run.ts";
import { look } from "./run.ts";
import { SETTLE_MS } from "./timing.ts";
import { POLL_MS, patiently } from "./wait.ts";

/**
 * The last look, on which the step's goal is judged. A reading that lags behind is given time; a rollback that finds
 * its goal missed gets a plan to repair it.
 *
 * @throws DeliveryError `conflict` when somebody else is seen to have moved the traffic, else `unsettled`.
 */
export async function settle<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  again: LookingAgain<S, C>,
  last: Sight<S> & { outdated: boolean },
  tools: RunTools,
): Promise<{ sight: Sight<S>; repair: readonly C[] }> {
  const { clock, signal } = tools;
  const deadline = intent.now + intent.timeoutMs;
  const until = clock.now() + SETTLE_MS;
  let sight = await patiently(deadline, tools, () => lastLook(platform, last, tools));
  for (;;) {
    const { decision, begun } = again;
    const lacks = decision === undefined ? [] : missing(intent, decision, begun.standing, sight.view.standing);
    if (lacks.length === 0) return { sight, repair: [] };
    if (intent.step === "rollback" && clock.now() < deadline) {
      const repair = again.judge(intent, sight, last.view);
      if (repair instanceof DeliveryError) throw repair;
      if (repair.length > 0) return { sight, repair };
    }
    const { last: moved, rollout } = sight.view.standing;
    const others =
      (moved !== undefined && moved.run !== intent.rolloutId && moved.at > (begun.standing.last?.at ?? 0)) ||
      (rollout !== undefined && intent.rollout !== undefined && rollout.id !== intent.rollout);
    if (others) throw conflict(intent, last.view, sight.view, lacks.join(" "));
    if (clock.now() > until) {
      throw new DeliveryError("unsettled", `${intent.step} made its changes, but did not reach its goal.`, {
        reasons: lacks,
        remedy: `Run \`status\` to see where the rollout stands, then \`${intent.step}\` again.`,
      });
    }
    await clock.sleep(POLL_MS, signal);
    sight = await patiently(deadline, tools, () => look(platform, tools));
  }
}

/** After a single switch only what it is judged by is read again; after anything else everything is. */
async function lastLook<S, C extends Change>(
  platform: Platform<S, C>,
  { seen, outdated }: Sight<S> & { outdated: boolean },
  tools: RunTools,
): Promise<Sight<S>> {
  if (outdated || platform.confirm === undefined) return look(platform, tools);
  const confirmed = await platform.confirm(seen);
  return { seen: confirmed, view: platform.view(confirmed), at: tools.clock.now() };
}
