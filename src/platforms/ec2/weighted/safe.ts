import type { Standing } from "../../../delivery/standing.ts";
import { stickySeconds } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";

/**
 * Milliseconds since the epoch from which the side without weight may go: as long after the switch as a cookie can
 * still lead there, and at least `scale-down-delay`, because a load balancer goes on using old weights for a while
 * after a change (no bound is documented; argoproj/argo-rollouts#4595). It stands still from the switch on; when the
 * switch to the live weight is not on record, it counts from now. Green that never had traffic may go at once.
 */
export function safeAt(
  { scaleDownDelayMs }: Pick<Ec2Settings, "scaleDownDelayMs">,
  { now, last, weight }: Pick<Standing, "now" | "last" | "weight">,
  seen: Snapshot,
): number {
  if (last === undefined && weight === 0) return now;
  const isRecorded = last !== undefined && (last.to ?? weight) === weight;
  return (isRecorded ? last.at : now) + Math.max(longestStickiness(seen) * 1_000, scaleDownDelayMs);
}

/**
 * The same for a rollback that ends what is open to green, of which it may be the plan: it counts from now until the
 * switch is on record, and by the stickiness that the switch sets.
 */
export function connectionsEndAt(
  { scaleDownDelayMs, stickiness }: Pick<Ec2Settings, "scaleDownDelayMs" | "stickiness">,
  { now, last, weight }: Pick<Standing, "now" | "last" | "weight">,
  seen: Snapshot,
): number {
  const since = weight === 0 && last !== undefined && last.to === 0 ? last.at : now;
  return since + Math.max((stickiness ?? longestStickiness(seen)) * 1_000, scaleDownDelayMs);
}

/** Seconds that a cookie of any route holds a client on its side. */
export function longestStickiness(seen: Snapshot): number {
  return Math.max(0, ...seen.routes.map((route) => stickySeconds(route) ?? 0));
}
