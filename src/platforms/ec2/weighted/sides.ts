import { DeliveryError } from "../../../delivery/errors.ts";
import type { Audience, LastSwitch } from "../../../delivery/standing.ts";
import type { Side } from "../groups/health.ts";
import { readSwitch } from "../groups/switch-tags.ts";
import { greenShare, weightsOn } from "../listeners/routes.ts";
import { ownRoutes } from "../listeners/rule-info.ts";
import type { GroupState, Snapshot, TargetGroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";

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
  /** Green's share on each rule of the cohort; fewer than routes where such a rule is missing. */
  cohortShares: readonly number[];
  switched: LastSwitch | undefined;
}

type Shares = Pick<Sides, "shares" | "cohortShares">;

/**
 * Tells blue from green. During a rollout green is the side whose group carries the rollout tag, whatever the weights
 * are, so that both keep their names until teardown. Without a rollout blue is the side with the weight.
 */
export function identify(seen: Snapshot): Sides {
  const [first, second] = seen.targetGroups.map(
    (targetGroup): Side => ({ targetGroup, group: groupsOn(seen, targetGroup)[0] }),
  );
  if (first === undefined || second === undefined)
    throw new DeliveryError("internal", "A snapshot lacks a target group.");
  const marks = [first, second].map((side) => side.group?.tags[TAG.rollout] !== undefined);
  const surplus = weightOf(seen, second) - weightOf(seen, first);
  const secondServes = surplus === 0 ? aloneIn(second, first) : surplus > 0;
  const secondIsGreen = marks[0] === marks[1] ? !secondServes : marks[1] === true;
  const [blue, green] = secondIsGreen ? [first, second] : [second, first];
  const share = (route: Snapshot["routes"][number]) =>
    greenShare(weightsOn(route, blue.targetGroup.arn, green.targetGroup.arn));
  return {
    blue,
    green,
    marked: marks.includes(true),
    markedTwice: marks[0] === true && marks[1] === true,
    shares: seen.routes.map(share),
    cohortShares: ownRoutes(seen, "cohort").map((route) => share(route) ?? 0),
    switched: readSwitch(green.group?.tags ?? {}),
  };
}

/** Whether green's share is one of a cohort, because nobody else reaches it. */
export function audienceOf({ shares, cohortShares }: Shares): Audience {
  return cohortShares.length > 0 && shares.every((share) => share === 0) ? "cohort" : "everyone";
}

/**
 * The share that all routes agree on, in percent, of the audience that there is; undefined when they do not. A cohort
 * whose rules say something else than the routes while everyone has a share is such a disagreement, and so is a cohort
 * that lacks the rule of a route.
 */
export function agreedShare(sides: Shares): number | undefined {
  const { shares, cohortShares } = sides;
  const lacking = cohortShares.length < shares.length ? [0] : [];
  const all = audienceOf(sides) === "cohort" ? [...cohortShares, ...lacking] : [...shares, ...cohortShares];
  const [first] = all;
  return all.every((share) => share === first) ? first : undefined;
}

/** The shares in words, for when they are not what a step needs: `10 %, 0 %`. */
export function describeShares(sides: Shares): string {
  const text = (shares: readonly (number | undefined)[]) => shares.map((share) => `${share ?? "?"} %`).join(", ");
  const ofCohort = `${text(sides.cohortShares)} of its cohort`;
  if (audienceOf(sides) === "cohort") return ofCohort;
  return sides.cohortShares.length === 0 ? text(sides.shares) : `${text(sides.shares)}, and ${ofCohort}`;
}

/** What a side is called for people: the group, or the target group that no group fills. */
export function nameOf({ group, targetGroup }: Side): string {
  return group?.name ?? targetGroup.name;
}

export function groupsOn(seen: Snapshot, targetGroup: TargetGroupState): GroupState[] {
  return seen.groups.filter((group) => group.targetGroupArns.includes(targetGroup.arn));
}

/** The side of a target group, by its ARN. */
export function sideOf(targetGroupArn: string, seen: Snapshot): Side {
  const targetGroup = seen.targetGroups.find(({ arn }) => arn === targetGroupArn) ?? seen.targetGroups[0];
  return { targetGroup, group: groupsOn(seen, targetGroup)[0] };
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
