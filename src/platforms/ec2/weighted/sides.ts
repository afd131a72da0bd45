import { DeliveryError } from "../../../delivery/errors.ts";
import { greenShare, nameInArn, requireForward, weightsOn } from "../listeners/routes.ts";
import { ownRoutes } from "../listeners/rule-info.ts";
import type { Ec2Settings } from "../settings.ts";
import type { GroupState, Snapshot, Switch, TargetGroupState } from "../snapshot.ts";
import { parseSwitch, TAG } from "../snapshot.ts";

/** A target group and the Auto Scaling group that fills it. */
export interface Side {
  targetGroup: TargetGroupState;
  /** Undefined: not created yet, or already gone. */
  group: GroupState | undefined;
}

/** Who is who in a snapshot. */
export interface Sides {
  blue: Side;
  green: Side;
  /** Green's group carries the rollout tag. */
  marked: boolean;
  /** Both groups carry it: no step leaves that. */
  markedTwice: boolean;
  /** Green's share on each route in percent, in the order of the routes; undefined where both weights are 0. */
  shares: readonly (number | undefined)[];
  /** Green's share within the cohort, for each route; empty without a cohort. A route without its rule counts as 0. */
  cohortShares: readonly number[];
  switched: Switch | undefined;
}

/**
 * Tells blue from green. During a rollout green is the side whose group carries the rollout tag, whatever the weights
 * are, so that both keep their names until teardown. Without a rollout blue is the side with the weight.
 */
export function identify(seen: Snapshot): Sides {
  const [first, second] = seen.targetGroups.map(
    (targetGroup): Side => ({
      targetGroup,
      group: groupsOn(seen, targetGroup)[0],
    }),
  );
  if (first === undefined || second === undefined)
    throw new DeliveryError("internal", "A snapshot lacks a target group.");
  const marks = [first, second].map((side) => side.group?.tags[TAG.rollout] !== undefined);
  const marked = marks.includes(true);
  const surplus = weightOf(seen, second) - weightOf(seen, first);
  const secondServes = surplus === 0 ? aloneIn(second, first) : surplus > 0;
  const secondIsGreen = marks[0] === marks[1] ? !secondServes : marks[1] === true;
  const [blue, green] = secondIsGreen ? [first, second] : [second, first];
  return {
    blue,
    green,
    marked,
    markedTwice: marks[0] === true && marks[1] === true,
    shares: seen.routes.map((route) => greenShare(weightsOn(route, blue.targetGroup.arn, green.targetGroup.arn))),
    cohortShares: cohortShares(seen, blue.targetGroup.arn, green.targetGroup.arn),
    switched: parseSwitch(green.group?.tags[TAG.switched]),
  };
}

/** The share that all routes agree on, in percent, of the cohort while there is one; undefined when they do not. */
export function agreedShare(sides: Pick<Sides, "shares" | "cohortShares">): number | undefined {
  const shares = inCohort(sides) ? sides.cohortShares : sides.shares;
  const [first] = shares;
  return shares.every((share) => share === first) ? first : undefined;
}

/** The shares in words, for when they are not what a step needs: `10 %, 0 %`. */
export function describeShares(sides: Pick<Sides, "shares" | "cohortShares">): string {
  const text = (shares: readonly (number | undefined)[]) => shares.map((share) => `${share ?? "?"} %`).join(", ");
  return inCohort(sides) ? `${text(sides.cohortShares)} of its cohort` : text(sides.shares);
}

/** Whether green's share is one of a cohort: nobody else reaches it. */
export function inCohort({ shares, cohortShares }: Pick<Sides, "shares" | "cohortShares">): boolean {
  return cohortShares.length > 0 && shares.every((share) => share === 0);
}

/** Whether every route gives green exactly `share` percent; 0 means that no cohort reaches it either. */
export function everywhere({ shares, cohortShares }: Sides, share: number): boolean {
  return (
    shares.every((candidate) => candidate === share) &&
    (share > 0 || cohortShares.every((candidate) => candidate === 0))
  );
}

function cohortShares(seen: Snapshot, blueArn: string, greenArn: string): number[] {
  const own = ownRoutes(seen, "cohort").map((route) => greenShare(weightsOn(route, blueArn, greenArn)) ?? 0);
  const missing = Math.max(0, seen.routes.length - own.length);
  return own.length === 0 ? [] : [...own, ...Array.from({ length: missing }, () => 0)];
}

/**
 * Refuses a world in which no rollout can work, whatever the step.
 *
 * @throws DeliveryError `not-found` or `unsuitable`, naming the input.
 */
export function requireSuitable(settings: Ec2Settings, seen: Snapshot): void {
  requireGroups(settings, seen);
  const arns = seen.targetGroups.map((group) => group.arn);
  for (const route of seen.routes) requireForward(route, arns, settings.targetGroups);
  const balancer = settings.routes[0]?.loadBalancer;
  for (const { name, loadBalancer } of seen.targetGroups) {
    if (loadBalancer === undefined || loadBalancer === balancer) continue;
    throw new DeliveryError(
      "unsuitable",
      `target-groups: ${name} belongs to the load balancer ${loadBalancer}, but the listeners are those of ${balancer}.`,
      {
        remedy: "Both target groups must be free or belong to the load balancer of the listeners.",
      },
    );
  }
  const pinned = settings.stickiness === 0 ? seen.targetGroups.find(({ sticky }) => sticky === true) : undefined;
  if (pinned !== undefined) {
    throw new DeliveryError(
      "unsuitable",
      `stickiness: ${pinned.name} has target stickiness, which needs group stickiness.`,
      {
        remedy: "Switch off target stickiness on both target groups first (ELB refuses it otherwise).",
      },
    );
  }
  for (const group of seen.groups) requireOwnTargetGroup(group, seen);
  for (const targetGroup of seen.targetGroups) {
    const names = groupsOn(seen, targetGroup).map((group) => group.name);
    if (names.length < 2) continue;
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${names.join(" and ")} are attached to the same target group, ${targetGroup.name}.`,
      { remedy: "Attach each group to a target group of its own: weights cannot tell apart what shares one." },
    );
  }
}

export function requireGroups({ fleet }: Pick<Ec2Settings, "fleet">, { groups }: Pick<Snapshot, "groups">): void {
  const found = groups.map((group) => group.name);
  const missing = (fleet.kind === "paired" ? fleet.groups : []).filter((name) => !found.includes(name));
  if (missing.length > 0 || groups.length === 0) {
    const names = missing.length > 0 ? missing.join(" and ") : fleet.kind === "cloned" ? fleet.name : "";
    throw new DeliveryError(
      "not-found",
      `auto-scaling-groups: there is no Auto Scaling group named ${names} in this region.`,
      {
        remedy: "Check the name, AWS_REGION, and the account of the credentials.",
      },
    );
  }
  if (groups.length > 2) {
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${found.join(", ")} all belong to this fleet; a rollout has two sides at most.`,
      { remedy: `Remove the tag ${TAG.fleet} from, or delete, the group that is left over.` },
    );
  }
}

function requireOwnTargetGroup(group: GroupState, seen: Snapshot): void {
  const ours = seen.targetGroups.filter(({ arn }) => group.targetGroupArns.includes(arn));
  const names = seen.targetGroups.map(({ name }) => name).join(" and ");
  if (ours.length !== 1) {
    const what = ours.length === 0 ? `is attached to neither of ${names}` : `is attached to both ${names}`;
    throw new DeliveryError("unsuitable", `auto-scaling-groups: ${group.name} ${what}.`, {
      remedy: "Attach each group to exactly one of the two target groups.",
    });
  }
  const foreign = [
    ...group.targetGroupArns.filter((arn) => arn !== ours[0]?.arn).map((arn) => `target group ${nameInArn(arn)}`),
    ...group.otherSources,
  ];
  if (foreign.length === 0) return;
  throw new DeliveryError(
    "unsuitable",
    `auto-scaling-groups: ${group.name} is also attached to ${foreign.join(", ")}.`,
    {
      remedy: "Traffic from there would reach green without a weight: detach it first.",
    },
  );
}

function groupsOn(seen: Snapshot, targetGroup: TargetGroupState): GroupState[] {
  return seen.groups.filter((group) => group.targetGroupArns.includes(targetGroup.arn));
}

/** The sum over all routes of this side's share, in percent. */
function weightOf(seen: Snapshot, side: Side): number {
  const other = seen.targetGroups.find(({ arn }) => arn !== side.targetGroup.arn);
  return seen.routes
    .map((route) => greenShare(weightsOn(route, other?.arn ?? "", side.targetGroup.arn)) ?? 0)
    .reduce((sum, share) => sum + share, 0);
}

function aloneIn(side: Side, other: Side): boolean {
  return side.group !== undefined && other.group === undefined;
}
