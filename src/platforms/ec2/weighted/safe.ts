import type { Standing } from "../../../delivery/standing.ts";
import { stickySeconds } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";

/**
 * Milliseconds for which clients may still reach the side that lost its weight: as long as a cookie can lead there, and at
 * least `scale-down-delay`, because a load balancer goes on using old weights for a while after a change (no bound is
 * documented; argoproj/argo-rollouts#4595).
 */
export function leaveMs({ scaleDownDelayMs }: Pick<Ec2Settings, "scaleDownDelayMs">, seen: Snapshot): number {
  return Math.max(longestStickiness(seen) * 1_000, scaleDownDelayMs);
}

/**
 * When that is over, in milliseconds since the epoch, for a rollback that ends what is open to green, of which it may be the plan: it counts from now until the
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
