import { restOf } from "../../../delivery/capacity.ts";
import { amountOf } from "../../../delivery/counted.ts";
import type { Facts, SideView, View } from "../../../delivery/plan.ts";
import { viewFrom } from "../../../delivery/view.ts";
import { idsOf } from "../groups/foreign.ts";
import type { Strictness } from "../groups/health.ts";
import { linksOf } from "../groups/links.ts";
import { runs } from "../groups/marks.ts";
import { asideFacts } from "../image/aside.ts";
import { routeFacts } from "../listeners/route-facts.ts";
import type { SharedSettings } from "../settings.ts";
import { TAG } from "../snapshot.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { identify, isServing, sideHealth } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { safeAt, standingOf } from "./standing.ts";

export function viewOf(settings: SharedSettings, seen: SharedSnapshot): View {
  const sides = identify(seen);
  const { blue, green, share, serving } = sides;
  const standing = standingOf(settings, seen, sides);
  const { rollout } = standing;
  const problems = findProblems(settings, sides, seen);
  const out = serving === "green" ? ("blue" as const) : serving === "blue" ? ("green" as const) : undefined;
  return {
    // A client's cookie leads to an instance only as long as that is registered, and it is not once its side is out.
    ...viewFrom(standing, { problems }),
    blue: sideView(blue, "any-version", share === undefined ? undefined : restOf(share)),
    green: sideView(green, "strict", share),
    weight: share,
    safeTeardownAt: rollout === undefined || out === undefined ? undefined : safeAt(settings, standing, sides, out),
    links: linksOf(settings.region, seen.routes, seen.groups, [seen.targetGroup]),
    facts: factsOf(seen, sides),
  };
}

function findProblems(
  { allowForeignTargets }: SharedSettings,
  sides: SharedSides,
  { targetGroup: { name } }: SharedSnapshot,
): string[] {
  const { blue, green, marked, serving, foreign } = sides;
  const problems: string[] = [];
  if (sides.markedTwice)
    problems.push(`Both groups carry the tag ${TAG.rollout}: remove it from the one that is not green.`);
  if (serving === "neither" && foreign.length === 0)
    problems.push(`No group with instances is attached to ${name}: every request gets a 503.`);
  if (serving === "both" && !marked) {
    problems.push(
      `Both ${blue.group?.name} and ${green.group?.name} are attached to ${name} and no rollout is on record: detach the one that is not to serve.`,
    );
  }
  const left = green.group;
  if (!marked && left !== undefined && !left.deleting && left.desired > 0 && !isServing(green)) {
    problems.push(
      `${left.name} still runs ${amountOf(left.desired, "instance")} without traffic, and no rollout is on record.`,
    );
  }
  if (foreign.length > 0 && !allowForeignTargets) {
    problems.push(`${name} has targets that belong to no group of this fleet, and get their share: ${idsOf(foreign)}.`);
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
  return { name: group.name, target: targetGroup.name, revision: runs(group), healthy, wanted, weight };
}

/** Who is in the target group, with which template version; green's size only while it is its weight. */
function factsOf(seen: SharedSnapshot, { green, serving, marked }: SharedSides): Facts {
  const { name, arn } = seen.targetGroup;
  const facts: Record<string, string> = { [`target group ${name}`]: arn };
  for (const route of seen.routes) Object.assign(facts, routeFacts(route, false));
  for (const group of seen.groups) {
    const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
    const attached = group.targetGroupArns.includes(arn) ? `attached to ${name}` : "detached";
    facts[`group ${group.name}`] = `${template}, ${attached}`;
    facts[`group ${group.name} rollout`] = group.tags[TAG.rollout] ?? "none";
  }
  if (marked && serving === "both" && green.group !== undefined)
    facts[`group ${green.group.name} share`] = `${green.group.desired} instances`;
  return { ...facts, ...asideFacts(seen.baking) };
}
