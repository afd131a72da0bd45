import type { PartLink } from "../../../delivery/plan.ts";
import { linkTo } from "../../console.ts";
import { listenerOf } from "../listeners/rule-info.ts";
import type { RouteRef } from "../settings.ts";
import type { GroupState, TargetGroupState } from "../snapshot.ts";

/** Where the console shows what carries the traffic: listeners, groups, target groups. */
export function linksOf(
  region: string,
  routes: readonly { ref: RouteRef }[],
  groups: readonly Pick<GroupState, "name">[],
  targetGroups: readonly Pick<TargetGroupState, "name" | "arn">[],
): PartLink[] {
  const listeners = [...new Set(routes.map(({ ref }) => listenerOf(ref)))];
  return [
    ...listeners.flatMap((arn) => linkTo(region, "listener", listenerName(arn), { listener: arn })),
    ...groups.flatMap(({ name }) => linkTo(region, "Auto Scaling group", name, { autoScalingGroup: name })),
    ...targetGroups.flatMap(({ name, arn }) => linkTo(region, "target group", name, { targetGroup: arn })),
  ];
}

/** A listener has no name: its load balancer's, with its id. */
function listenerName(arn: string): string {
  const [name, , id] = arn.split("/").slice(-3);
  return `${name}/${id}`;
}
