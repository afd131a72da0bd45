import type { Side } from "../groups/health.ts";
import { requireGroups } from "../groups/suitable.ts";
import { nameInArn, requireForward, stickySeconds } from "../listeners/routes.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings } from "../settings.ts";
import type { GroupState, Snapshot } from "../snapshot.ts";
import type { Sides } from "./sides.ts";
import { groupsOn } from "./sides.ts";

/**
 * Refuses a world in which no rollout can work, whatever the step.
 *
 * @throws DeliveryError `not-found` or `unsuitable`, naming the input.
 */
export function requireSuitable(settings: Ec2Settings, seen: Snapshot): void {
  requireGroups(settings, seen);
  const arns = seen.targetGroups.map((group) => group.arn);
  for (const route of seen.routes) requireForward(route, arns, settings.targetGroups);
  const balancer = settings.routes[0]?.loadBalancer ?? "";
  for (const { name, loadBalancer } of seen.targetGroups) {
    if (loadBalancer !== undefined && loadBalancer !== balancer) {
      throw refuse("other-load-balancer", { target: name, theirs: loadBalancer, ours: balancer });
    }
  }
  const asksNone = settings.stickiness === 0 && needsGroupStickiness(seen);
  const pinned = asksNone ? seen.targetGroups.find(({ sticky }) => sticky === true) : undefined;
  if (pinned !== undefined) throw refuse("target-stickiness-needs-group-stickiness", { target: pinned.name });
  requireAskable(settings, seen);
  for (const group of seen.groups) requireOwnTargetGroup(group, seen);
  for (const targetGroup of seen.targetGroups) {
    const names = groupsOn(seen, targetGroup).map((group) => group.name);
    if (names.length > 1) throw refuse("same-target-group", { groups: names.join(" and "), target: targetGroup.name });
  }
}

/** What looks from outside is a plain HTTP/1.1 request: targets of other protocols would be called unhealthy by it. */
function requireAskable({ smoke, probe }: Ec2Settings, { targetGroups }: Snapshot): void {
  const input = probe !== undefined ? "probe-url" : smoke !== undefined ? "smoke-test" : undefined;
  if (input === undefined) return;
  for (const { name, protocol = "", protocolVersion = "" } of targetGroups) {
    const spoken = SILENT.find((other) => other === protocol || other === protocolVersion);
    if (spoken !== undefined) throw refuse("not-asked-by-http", { input, target: name, protocol: spoken });
  }
}

/** Protocols and protocol versions (ELB user guides, target groups: routing configuration and protocol version). */
const SILENT = ["UDP", "QUIC", "GRPC", "HTTP2"];

/** Between target groups that bind clients to targets; of a network load balancer, by source address, nothing is asked. */
function needsGroupStickiness({ routes }: Snapshot): boolean {
  return routes.some(({ ref }) => ref.loadBalancerType === "application");
}

function requireOwnTargetGroup(group: GroupState, seen: Snapshot): void {
  const ours = seen.targetGroups.filter(({ arn }) => group.targetGroupArns.includes(arn));
  const targets = seen.targetGroups.map(({ name }) => name).join(" and ");
  if (ours.length === 0) throw refuse("not-attached", { group: group.name, targets });
  if (ours.length > 1) throw refuse("attached-to-both", { group: group.name, targets });
  const foreign = [
    ...group.targetGroupArns.filter((arn) => arn !== ours[0]?.arn).map((arn) => `target group ${nameInArn(arn)}`),
    ...group.otherSources,
  ];
  if (foreign.length > 0) throw refuse("attached-elsewhere", { group: group.name, where: foreign.join(", ") });
}

/** What can serve, and be gone back to. */
export function requireServing({ group, targetGroup }: Side): GroupState {
  if (group === undefined) throw refuse("no-serving-group", { target: targetGroup.name });
  if (group.desired === 0) throw refuse("serving-group-empty", { group: group.name });
  return group;
}

/** ELB rules about the target group that is about to join the action, checked before anything is changed. */
export function requireReferable(seen: Snapshot, { blue, green }: Sides): void {
  const sticky = [blue, green].find((side) => side.targetGroup.sticky === true);
  const bare = seen.routes.some((route) => stickySeconds(route) === 0);
  if (sticky !== undefined && bare && needsGroupStickiness(seen)) {
    throw refuse("group-stickiness-missing", { target: sticky.targetGroup.name });
  }
  for (const side of [blue, green]) {
    const others = seen.otherRoutes[side.targetGroup.arn] ?? [];
    if (others.length > 0) throw refuse("also-used", { target: side.targetGroup.name, others: others.join(", ") });
  }
}

/** @throws DeliveryError `still-used` when somebody else's listener or rule still sends requests to the side. */
export function requireUnused(seen: Snapshot, { targetGroup }: Side): void {
  const others = seen.otherRoutes[targetGroup.arn] ?? [];
  if (others.length > 0) throw refuse("still-used", { target: targetGroup.name, others: others.join(", ") });
}
