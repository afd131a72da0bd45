import { requireCapacity } from "./capacity.ts";
import { formatDuration } from "./duration.ts";
import type { Alerts, Intent, View } from "./plan.ts";
import type { Asked, Decision } from "./policy.ts";
import { decide } from "./policy.ts";
import type { Ramp } from "./ramp.ts";
import { nearestWeight, nextRung } from "./ramp.ts";
import type { Standing } from "./standing.ts";
import { canServe, hasEverything, isUnfinished } from "./standing.ts";
import type { FailOn, Step, Verdict } from "./vocabulary.ts";

/** What comes next. It asks the policy, so that nothing is recommended that would be refused. */

type Outlook = Pick<View, "standing" | "needsSetup">;

/** What a workflow would normally run next. */
export function nextStep(view: Outlook, ramp: Ramp): Step {
  if (view.needsSetup === true) return "setup";
  const usual = preferred(view.standing, ramp);
  return usual.find((step) => isOpen(step, view.standing, ramp)) ?? "status";
}

/** The steps that lead on from here, the best first. */
function preferred(seen: Standing, ramp: Ramp): Step[] {
  const { rollout, blue, green, weight, last, ending } = seen;
  if (rollout === undefined) return weight === 0 && canServe(blue) ? ["deploy", "rollback"] : ["rollback", "deploy"];
  if (ending) return ["teardown", "rollback"];
  if (weight === undefined) return canServe(blue) ? ["rollback", "promote"] : ["promote", "rollback"];
  if (seen.oneFleet === true) return hasEverything(seen) || isBack(seen) ? ["teardown"] : ["deploy", "rollback"];
  // Whoever cannot serve decides before whatever is unfinished.
  if (weight !== 0 && !canServe(green)) return hasEverything(seen) ? ["rollback", "deploy"] : ["rollback", "promote"];
  if (!canServe(blue) && canServe(green) && !hasEverything(seen) && last?.by !== "rollback") {
    return ["promote", "deploy", "rollback"];
  }
  if (isUnfinished(seen)) return ["shift", "promote", "rollback"];
  if (hasEverything(seen)) return ["teardown"];
  if (weight === 0) {
    if (isBack(seen)) return ["teardown"];
    if (green.state !== "ready" || !green.current) return ["deploy", "rollback"];
  }
  const rung = nearestWeight(nextRung(ramp, weight ?? 0, seen.reachable), seen.reachable);
  return rung < 100 ? ["shift", "promote", "rollback"] : ["promote", "rollback"];
}

function isBack({ weight, last }: Standing): boolean {
  return weight === 0 && last?.by === "rollback";
}

/** A step that the policy would carry out, and that would do something. */
function isOpen(step: Step, seen: Standing, ramp: Ramp): boolean {
  const decision = decisionOf(step, seen, ramp);
  if (decision === undefined) return false;
  // A deploy brings what is not known here: another version than the one that serves, surely.
  if (step === "deploy") return true;
  return decision.do !== "nothing";
}

function decisionOf(step: Step, seen: Standing, ramp: Ramp): Decision | undefined {
  const intent: Intent = {
    step,
    strategy: "canary",
    weight: undefined,
    ramp,
    bakeMs: 0,
    rolloutId: seen.rollout?.id ?? "",
    now: seen.now,
    timeoutMs: Number.MAX_SAFE_INTEGER,
  };
  const asked: Asked = { audience: seen.audience, revision: seen.rollout?.revision ?? "another version" };
  const other = step === "deploy" && seen.rollout === undefined;
  try {
    return decide(intent, asked, other ? { ...seen, blue: { ...seen.blue, current: false } } : seen);
  } catch {
    return undefined;
  }
}

/** The weight that the next step would set, in percent; undefined when it sets none. */
export function nextWeight(view: Outlook, ramp: Ramp): number | undefined {
  const step = nextStep(view, ramp);
  if (step !== "shift" && step !== "promote" && step !== "rollback") return undefined;
  const decision = decisionOf(step, view.standing, ramp);
  if (decision?.do === "shift") return decision.to;
  return decision?.do === "verify" ? decision.at : undefined;
}

/** Whether `promote` would be carried out, and green could carry everything. */
export function readyToPromote({ standing }: Outlook): boolean {
  if (standing.rollout === undefined || hasEverything(standing)) return false;
  const { green } = standing;
  if (green.state !== "ready" || !green.current) return false;
  const decision = decisionOf("promote", standing, { rungs: [100], bakeMs: undefined });
  if (decision?.do !== "shift") return false;
  try {
    requireCapacity(standing, "green", 100, 0);
    return true;
  } catch {
    return false;
  }
}

/** The verdict on green by its health alone, as far as one can be given: what nobody measured is inconclusive. */
export function healthVerdict({
  standing: { rollout, green },
  measured,
}: Pick<View, "standing" | "measured">): Verdict {
  if (rollout === undefined) return "inconclusive";
  if (green.capacity === undefined) return measured === true ? "pass" : "inconclusive";
  if (green.state === "ready") return "pass";
  return green.state === "pending" ? "inconclusive" : "fail";
}

/** Whether a rollout is on that began more than so many milliseconds ago. */
export function isExpired({ rollout }: Pick<View, "rollout">, expiresAfterMs: number, now: number): boolean {
  // A moment that cannot be read must not hide a rollout for ever.
  return rollout !== undefined && !(now - Date.parse(rollout.startedAt) <= expiresAfterMs);
}

/** A fleet that serves nothing. */
export interface IdleFleet {
  /** How many instances it is meant to have; at least one. */
  instances: number;
  /** How long it has received nothing, in milliseconds; undefined where nothing says since when. */
  ms: number | undefined;
}

/** The side without traffic, where it has instances that are paid for. */
export function idleFleet(view: Pick<View, "blue" | "green" | "standing" | "rollout">): IdleFleet | undefined {
  const { weight, audience, last, now, units, oneFleet } = view.standing;
  // Only where each unit is an instance does it cost by the hour.
  if (units !== "targets" || oneFleet === true) return undefined;
  const side = weight === 0 ? view.green : weight === 100 && audience === "everyone" ? view.blue : undefined;
  if (side === undefined || side.wanted === 0) return undefined;
  const began = Date.parse(view.rollout?.startedAt ?? "");
  const ms = now - (view.rollout === undefined ? Number.NaN : (last?.at ?? began));
  return { instances: side.wanted, ms: ms >= 0 ? ms : undefined };
}

/**
 * What `status` was told to fail on and found, as sentences by kind.
 *
 * @param drift the differences to `expected-state`; empty when none was given.
 * @param blocked what a deploy would be refused for.
 */
export function alerts(
  view: View,
  asked: Alerts,
  now: number,
  drift: readonly string[],
  blocked: readonly string[] = [],
): Map<FailOn, string[]> {
  const found = new Map<FailOn, string[]>();
  if (asked.failOn.includes("stale") && view.rollout !== undefined && isExpired(view, asked.expiresAfterMs, now)) {
    const age = now - Date.parse(view.rollout.startedAt);
    const when = Number.isNaN(age) ? "at an unknown time" : `${formatDuration(age)} ago`;
    found.set("stale", [
      `Rollout ${view.rollout.id} began ${when} and is still ${view.phase}; ` +
        `it should be over within ${formatDuration(asked.expiresAfterMs)} (expires-after).`,
    ]);
  }
  if (asked.failOn.includes("degraded") && view.phase === "degraded") found.set("degraded", [...view.problems]);
  if (asked.failOn.includes("drift") && drift.length > 0) found.set("drift", [...drift]);
  if (asked.failOn.includes("blocked") && blocked.length > 0) found.set("blocked", [...blocked]);
  return found;
}
