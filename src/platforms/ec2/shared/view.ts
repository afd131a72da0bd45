import type { Facts, SideView, View } from "../../../delivery/plan.ts";
import type { Phase } from "../../../delivery/vocabulary.ts";
import type { Strictness } from "../groups/health.ts";
import { canonicalActions } from "../listeners/routes.ts";
import type { SharedSettings } from "../settings.ts";
import { TAG } from "../snapshot.ts";
import { revisionOf } from "../weighted/view.ts";
import { isBaking } from "./parts.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { identify, isServing, isWhole, sideHealth } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { reachableWeights, sizesOf } from "./weights.ts";

export function viewOf(settings: SharedSettings, seen: SharedSnapshot): View {
  const sides = identify(seen);
  const { blue, green, weight } = sides;
  const problems = findProblems(sides, seen);
  const tags = green.group?.tags ?? {};
  const id = tags[TAG.rollout];
  return {
    phase: phaseOf(sides, problems),
    blue: sideView(blue, "any-version", weight === undefined ? undefined : rest(weight)),
    green: sideView(green, "strict", weight),
    weight,
    ...(id === undefined ? {} : { reachable: reachableWeights(sizesOf(sides)) }),
    cohort: undefined,
    baking: isBaking(sides),
    greenReady: isWhole(green, "strict"),
    rollout:
      id === undefined ? undefined : { id, revision: tags[TAG.revision] ?? "", startedAt: tags[TAG.startedAt] ?? "" },
    safeTeardownAt: safeTeardownAt(settings, sides, seen),
    // A client's cookie leads to an instance only as long as that is registered, and it is not once its side is out.
    stickySeconds: 0,
    problems,
    facts: factsOf(seen, sides),
  };
}

/**
 * Milliseconds since the epoch from which the side that is out may go: `scale-down-delay` after it was detached, because
 * a load balancer follows a change only after a while. Its draining is waited for besides. When the switch is not on
 * record it is now.
 */
export function safeTeardownAt(settings: SharedSettings, sides: SharedSides, seen: SharedSnapshot): number | undefined {
  const { marked, serving, switched } = sides;
  if (!marked || serving === "both" || serving === "neither") return undefined;
  if (serving === "blue" && switched === undefined) return seen.at;
  // Any other record is of an earlier switch: that of this one was lost with the run that made it.
  const told = switched?.direction === (serving === "green" ? "promote" : "rollback");
  return (told ? (switched?.at ?? seen.at) : seen.at) + settings.scaleDownDelayMs;
}

function phaseOf({ marked, serving, switched, green }: SharedSides, problems: readonly string[]): Phase {
  if (problems.length > 0) return "degraded";
  if (!marked) return "idle";
  if (serving === "green") return "promoted";
  if (serving === "both") return "shifting";
  if (switched?.direction === "rollback") return "rolled-back";
  return isWhole(green, "strict") ? "deployed" : "deploying";
}

function findProblems(sides: SharedSides, { targetGroup: { name } }: SharedSnapshot): string[] {
  const problems: string[] = [];
  const { blue, green, marked, markedTwice, serving, strangers } = sides;
  if (markedTwice) problems.push(`Both groups carry the tag ${TAG.rollout}: remove it from the one that is not green.`);
  if (serving === "neither" && strangers.length === 0)
    problems.push(`No group with instances is attached to ${name}: every request gets a 503.`);
  if (serving === "both" && !marked) {
    problems.push(
      `Both ${blue.group?.name} and ${green.group?.name} are attached to ${name} and no rollout is on record: detach the one that is not to serve.`,
    );
  }
  if (strangers.length > 0) {
    const ids = strangers.map(({ id }) => id).join(", ");
    problems.push(`${name} has targets of no group of this fleet, which have their share of the traffic: ${ids}.`);
  }
  for (const side of [blue, green]) {
    if (!isServing(side) || side.targetGroup.targets.some(({ state }) => state === "healthy")) continue;
    // Beside a side that is healthy, one that is coming in gets nothing yet.
    const other = side === blue ? green : blue;
    if (other.targetGroup.targets.some(({ state }) => state === "healthy")) continue;
    const reasons = sideHealth(side, "any-version").reasons.join(", ");
    problems.push(`${side.group?.name} has traffic, but none of its targets is healthy: ${reasons || "it is empty"}.`);
  }
  return problems;
}

function sideView(side: SharedSide, strictness: Strictness, weight: number | undefined): SideView | undefined {
  const { group, targetGroup } = side;
  if (group === undefined) return undefined;
  const { healthy, wanted } = sideHealth(side, strictness);
  return { name: group.name, target: targetGroup.name, revision: revisionOf(side), healthy, wanted, weight };
}

/** Who is in the target group, with which template version; green's size only while it is its weight. */
function factsOf(seen: SharedSnapshot, { green, serving, marked }: SharedSides): Facts {
  const { name, arn } = seen.targetGroup;
  const facts: Record<string, string> = { [`target group ${name}`]: arn };
  for (const { ref, actions } of seen.routes) {
    facts[`${ref.kind} ${ref.arn.slice(ref.arn.indexOf(ref.loadBalancer))} actions`] = canonicalActions(actions);
  }
  for (const group of seen.groups) {
    const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
    const attached = group.targetGroupArns.includes(arn) ? `attached to ${name}` : "detached";
    facts[`group ${group.name}`] = `${template}, ${attached}`;
    facts[`group ${group.name} rollout`] = group.tags[TAG.rollout] ?? "none";
  }
  if (marked && serving === "both" && green.group !== undefined)
    facts[`group ${green.group.name} share`] = `${green.group.desired} instances`;
  return facts;
}

function rest(weight: number): number {
  return Math.round((100 - weight) * 100) / 100;
}
