import type { TargetState } from "../snapshot.ts";
import type { Side } from "./health.ts";

/** Targets that a target group has beside the instances of the side's group: each gets requests as those do. */

/**
 * Registered by hand, by another Auto Scaling group, or instances of the other side. Those that drain, or are not used,
 * get no requests; but all are unused while no load balancer refers to their target group, which a deploy ends.
 */
export function foreignTargets({ group, targetGroup }: Side): TargetState[] {
  const own = new Set(group?.instances.map(({ id }) => id));
  const waits = ({ reason }: TargetState) => targetGroup.loadBalancer === undefined && reason === "Target.NotInUse";
  return targetGroup.targets.filter((target) => !own.has(target.id) && (takesRequests(target.state) || waits(target)));
}

/** Whether a target in this state gets requests, or would if it were healthy. */
export function takesRequests(state: string): boolean {
  return state !== "draining" && state !== "unhealthy.draining" && state !== "unused";
}

/** At most so many ids are told. */
const TOLD = 10;

/** The ids of targets, for people. */
export function idsOf(targets: readonly TargetState[]): string {
  const ids = targets.slice(0, TOLD).map(({ id }) => id);
  return targets.length > TOLD ? `${ids.join(", ")} and ${targets.length - TOLD} more` : ids.join(", ");
}
