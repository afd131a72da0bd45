import type { Asked } from "../../../delivery/policy.ts";
import type { Audience, Conflict, SideStanding, Standing } from "../../../delivery/standing.ts";
import type { Step } from "../../../delivery/vocabulary.ts";
import { foreignTargets, idsOf } from "../groups/foreign.ts";
import type { Side, Strictness } from "../groups/health.ts";
import { healthOf, replacesUnhealthy, stateOf } from "../groups/health.ts";
import { blueBefore, isEnding, markOf, runs } from "../groups/marks.ts";
import { isCurrent } from "../groups/suitable.ts";
import { nameInArn, shareOfOthers, stickySeconds, thirdTarget } from "../listeners/routes.ts";
import { ownRoutes } from "../listeners/rule-info.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { Capacity, Snapshot, TargetState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Sides } from "./sides.ts";
import { agreedShare, audienceOf, identify, nameOf } from "./sides.ts";

/** Where the rollout stands: the facts that the policy decides by. Pure. */
export function standingOf(settings: Pick<Ec2Settings, "revision" | "allowForeignTargets">, seen: Snapshot): Standing {
  const sides = identify(seen);
  const { green } = sides;
  const rollout = markOf(green.group);
  const before = blueBefore(green.group);
  const weight = agreedShare(sides);
  const blue = sideStanding(sides.blue, "any-version", before?.desired ?? 0);
  const wanted = settings.revision === undefined ? "" : describeRevision(settings.revision);
  const healthy = blue.capacity?.have ?? 0;
  const greenStanding = sideStanding(green, rollout === undefined ? "any-version" : "strict", 0);
  return {
    now: seen.at,
    rollout,
    blue: { ...blue, current: isCurrent(sides.blue.group, settings.revision, wanted) },
    green: {
      ...greenStanding,
      current: rollout !== undefined && green.group !== undefined && runs(green.group) === rollout.revision,
    },
    weight,
    audience: audienceOf(sides),
    last: rollout === undefined ? undefined : sides.switched,
    ending: rollout !== undefined && isEnding(green.group),
    // Without a rollout nobody has written down what carries all the traffic.
    whole: rollout === undefined ? undefined : Math.max(wantedOf(sides.blue, before), healthy),
    units: "targets",
    conflict:
      conflictIn(sides, seen) ??
      (settings.allowForeignTargets ? undefined : strangers(sides, (greenStanding.capacity?.have ?? 0) > 0)),
  };
}

function wantedOf({ group }: Side, before: Capacity | undefined): number {
  return before?.desired ?? (group?.deleting === true ? 0 : (group?.desired ?? 0));
}

/** @param before how many instances a step brings the side back to, should it have been scaled in. */
function sideStanding(side: Side, strictness: Strictness, before: number): Omit<SideStanding, "current"> {
  const { healthy, wanted, reasons } = healthOf(side, strictness);
  const want = Math.max(wanted, before);
  // Of blue only: a green whose instances are replaced again and again is a bad version, not one that is coming up.
  const replaced = strictness === "any-version" && side.group !== undefined && replacesUnhealthy(side.group);
  const state = stateOf(side, want, strictness, wanted < before || replaced);
  const scaledIn = wanted < before ? [`scaled in to ${wanted} of ${before} instances`] : [];
  return {
    name: nameOf(side),
    state,
    capacity: state === "gone" ? { have: 0, want: 0 } : { have: healthy, want },
    reasons: state === "ready" ? [] : [...scaledIn, ...reasons],
  };
}

/** What somebody else did that no step may build upon. */
function conflictIn({ blue, green, markedTwice }: Sides, seen: Snapshot): Conflict | undefined {
  if (markedTwice) {
    return { refusal: refuse("marked-twice", { blue: nameOf(blue), green: nameOf(green) }), allows: ["status"] };
  }
  const arns = seen.targetGroups.map(({ arn }) => arn);
  const shared = seen.routes.find((route) => shareOfOthers(route, arns) > 0);
  return shared === undefined ? undefined : { refusal: thirdTarget(shared, arns), allows: BACK };
}

/** Between blue and green there is always a way back. */
const BACK: readonly Step[] = ["rollback", "status"];

/**
 * Targets of somebody else that users do not reach yet, or that more of them would. Green may get no weight beside them.
 * Back to blue they are in the way only as long as blue has no weight and green serves: users who reach them already
 * are no reason to leave others on a version that fails.
 */
function strangers(sides: Sides, greenServes: boolean): Conflict | undefined {
  const { blue, green, marked } = sides;
  const weight = agreedShare(sides);
  const [ofBlue, ofGreen] = [foreignTargets(blue), foreignTargets(green)];
  const refusal = (side: Side, targets: readonly TargetState[]) =>
    refuse("foreign-targets", { target: side.targetGroup.name, targets: idsOf(targets) });
  if (marked && ofGreen.length > 0 && weight !== 100) {
    return { refusal: refusal(green, ofGreen), allows: ["deploy", "rollback", "teardown", "status"] };
  }
  if (blue.group === undefined || ofBlue.length === 0 || weight !== 100 || !greenServes) return undefined;
  return { refusal: refusal(blue, ofBlue), allows: ["deploy", "verify", "promote", "teardown", "status"] };
}

/** What the inputs ask for, as far as the policy has to know. */
export function askedOf(settings: Ec2Settings, step: Step, seen: Snapshot): Asked {
  const sides = identify(seen);
  const audience = settings.cohort !== undefined && step === "shift" ? "cohort" : "everyone";
  return {
    revision: settings.revision === undefined ? undefined : describeRevision(settings.revision),
    audience,
    // A cohort's rules outlive nobody's promotion.
    reroutes: !isStickyAsWanted(settings, seen, audience) || (step === "promote" && sides.cohortShares.length > 0),
    checks: settings.probe !== undefined,
    to: step === "rollback" && settings.to !== undefined ? sideNamed(settings.to, sides) : undefined,
  };
}

/** Whether every route of the audience has the group stickiness that the inputs ask for, if they ask for any. */
export function isStickyAsWanted(
  { stickiness }: Pick<Ec2Settings, "stickiness">,
  seen: Snapshot,
  audience: Audience,
): boolean {
  const routes = audience === "cohort" ? ownRoutes(seen, "cohort") : seen.routes;
  return stickiness === undefined || routes.every((route) => stickySeconds(route) === stickiness);
}

function sideNamed(to: string, { blue, green, marked }: Sides): "blue" | "green" {
  if (marked) {
    const revision = green.group?.tags[TAG.revision] ?? "";
    throw refuse("to-with-rollout", { revision, blue: nameOf(blue), green: nameOf(green) });
  }
  const isNamed = ({ targetGroup: { arn, name } }: Side) => to === arn || to === name;
  if (isNamed(blue)) return "blue";
  if (isNamed(green)) return "green";
  const targets = `${nameInArn(blue.targetGroup.arn)} and ${nameInArn(green.targetGroup.arn)}`;
  throw refuse("to-unknown", { given: to, targets });
}
