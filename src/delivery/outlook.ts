import { formatDuration } from "./duration.ts";
import type { Alerts, View } from "./plan.ts";
import type { Ramp } from "./ramp.ts";
import { nearestWeight, nextRung } from "./ramp.ts";
import type { FailOn, Phase, Step, Verdict } from "./vocabulary.ts";

/** What a workflow would normally run next; `rollback` in a phase that no step leaves behind. */
export function nextStep(view: Standing, ramp: Ramp): Step {
  if (view.needsSetup === true) return "setup";
  const climbing = view.phase === "deployed" || view.phase === "shifting";
  if (climbing && rungAfter(view, ramp) < 100) return "shift";
  return NEXT[view.phase];
}

type Standing = Pick<View, "phase" | "weight" | "baking" | "needsSetup" | "reachable">;

function rungAfter({ weight = 0, baking = false, reachable }: Standing, ramp: Ramp): number {
  return baking ? weight : nearestWeight(nextRung(ramp, weight, reachable), reachable);
}

const NEXT: Record<Phase, Step> = {
  idle: "deploy",
  deploying: "deploy",
  deployed: "promote",
  shifting: "promote",
  promoted: "teardown",
  "rolled-back": "teardown",
  degraded: "rollback",
};

/** The weight that the next step would set, in percent; undefined when it sets none. */
export function nextWeight(view: Standing, ramp: Ramp): number | undefined {
  if (view.needsSetup === true) return undefined;
  if (view.phase === "deployed" || view.phase === "shifting") return rungAfter(view, ramp);
  return view.phase === "degraded" ? 0 : undefined;
}

export function readyToPromote(view: View): boolean {
  return view.greenReady && (view.phase === "deployed" || view.phase === "shifting" || view.phase === "rolled-back");
}

/** The verdict on green by its health alone, as far as one can be given. */
export function healthVerdict(view: View): Verdict {
  if (view.phase === "idle" || view.green === undefined || view.green.name === "") return "inconclusive";
  if (view.greenReady) return "pass";
  return view.phase === "deploying" ? "inconclusive" : "fail";
}

/**
 * What `status` was told to fail on and found, as sentences by kind.
 *
 * @param drift the differences to `expected-state`; empty when none was given.
 */
export function alerts(view: View, asked: Alerts, now: number, drift: readonly string[]): Map<FailOn, string[]> {
  const found = new Map<FailOn, string[]>();
  const age = now - Date.parse(view.rollout?.startedAt ?? "");
  // A moment that cannot be read must not hide a rollout for ever.
  if (asked.failOn.includes("stale") && view.rollout !== undefined && !(age <= asked.expiresAfterMs)) {
    const when = Number.isNaN(age) ? "at an unknown time" : `${formatDuration(age)} ago`;
    found.set("stale", [
      `Rollout ${view.rollout.id} began ${when} and is still ${view.phase}; ` +
        `it should be over within ${formatDuration(asked.expiresAfterMs)} (expires-after).`,
    ]);
  }
  if (asked.failOn.includes("degraded") && view.phase === "degraded") found.set("degraded", [...view.problems]);
  if (asked.failOn.includes("drift") && drift.length > 0) found.set("drift", [...drift]);
  return found;
}
