import { restOf } from "../../../delivery/capacity.ts";
import type { Facts, SideView, View } from "../../../delivery/plan.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { hasEverything, safeAt } from "../../../delivery/standing.ts";
import { viewFrom } from "../../../delivery/view.ts";
import { describeLook } from "../../checks/probe.ts";
import { foreignTargets, idsOf } from "../groups/foreign.ts";
import type { Side, Strictness } from "../groups/health.ts";
import { healthOf } from "../groups/health.ts";
import { linksOf } from "../groups/links.ts";
import { runs } from "../groups/marks.ts";
import { asideFacts } from "../image/aside.ts";
import { describeCondition } from "../listeners/conditions.ts";
import { previewView } from "../listeners/preview.ts";
import { actionFacts, ownRuleFacts, routeFacts } from "../listeners/route-facts.ts";
import { nameInArn } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { leaveMs, longestStickiness } from "./safe.ts";
import type { Sides } from "./sides.ts";
import { agreedShare, describeShares, identify } from "./sides.ts";
import { standingOf } from "./standing.ts";

export function viewOf(settings: Ec2Settings, seen: Snapshot): View {
  const sides = identify(seen);
  const standing = standingOf(settings, seen);
  const { weight } = standing;
  const problems = findProblems(settings, sides, standing);
  return {
    ...viewFrom(standing, { problems }),
    blue: sideView(sides.blue, "any-version", weight === undefined ? undefined : restOf(weight)),
    green: sideView(sides.green, "strict", weight),
    cohort: cohortOf(settings, standing),
    safeTeardownAt: safeTeardownAt(settings, standing, seen),
    stickySeconds: longestStickiness(seen),
    preview: previewView(settings, seen, sides),
    look: seen.probe === undefined ? undefined : describeLook(seen.probe),
    links: linksOf(settings.region, seen.routes, seen.groups, seen.targetGroups),
    facts: factsOf(seen),
  };
}

function cohortOf({ cohort }: Ec2Settings, { audience, weight }: Standing): string | undefined {
  if (audience === "everyone" || weight === 0) return undefined;
  return cohort === undefined ? "the condition of a rule of its own" : describeCondition(cohort);
}

/** Undefined while no side waits to go. */
function safeTeardownAt(settings: Ec2Settings, standing: Standing, seen: Snapshot): number | undefined {
  const goes = standing.rollout !== undefined && (standing.weight === 0 || hasEverything(standing));
  return goes ? safeAt(standing, leaveMs(settings, seen)) : undefined;
}

function findProblems({ allowForeignTargets }: Ec2Settings, sides: Sides, { conflict }: Standing): string[] {
  const problems: string[] = conflict === undefined ? [] : [conflict.refusal.message];
  const { blue, green, shares } = sides;
  if (shares.includes(undefined))
    problems.push("Both target groups have weight 0 on a listener: every request gets a 503.");
  else if (agreedShare(sides) === undefined)
    problems.push(`The listeners disagree: green has ${describeShares(sides)}.`);
  else if (!sides.marked && agreedShare(sides) !== 0) {
    problems.push(`Both sides have weight (green ${shares[0]} %) and no rollout is on record: somebody else set it.`);
  }
  for (const side of [blue, green]) {
    const carries = shares.some((share) => (side === green ? (share ?? 0) > 0 : (share ?? 100) < 100));
    if (!carries) continue;
    const { name } = side.targetGroup;
    const foreign = allowForeignTargets ? [] : foreignTargets(side);
    if (foreign.length > 0) {
      problems.push(`${name} has weight, and targets that belong to no group of its side: ${idsOf(foreign)}.`);
    }
    if (side.group === undefined) problems.push(`${name} has weight, but no Auto Scaling group is attached to it.`);
    else if (!side.targetGroup.targets.some(({ state }) => state === "healthy")) {
      const reasons = healthOf(side, "any-version").reasons.join(", ") || "it is empty";
      problems.push(`${name} has weight, but none of its targets is healthy: ${reasons}.`);
    }
  }
  return problems;
}

function sideView(side: Side, strictness: Strictness, weight: number | undefined): SideView | undefined {
  if (side.group === undefined) return undefined;
  const { healthy, wanted } = healthOf(side, strictness);
  return { name: side.group.name, target: side.targetGroup.name, revision: runs(side.group), healthy, wanted, weight };
}
/** Listener actions and weights, target groups, groups and template versions, rollout: by stable names. */
function factsOf(seen: Snapshot): Facts {
  const facts: Record<string, string> = {};
  for (const route of seen.routes) Object.assign(facts, routeFacts(route, true));
  for (const rule of seen.rules) if (rule.purpose !== undefined) Object.assign(facts, ownRuleFacts(rule));
  if (seen.testListener !== undefined && seen.groups.some(({ tags }) => tags[TAG.rollout] !== undefined)) {
    const { ref, actions } = seen.testListener;
    Object.assign(facts, actionFacts(`test listener ${ref.arn.split("/").at(-1)}`, actions));
  }
  for (const { name, arn } of seen.targetGroups) facts[`target group ${name}`] = arn;
  for (const group of seen.groups) {
    const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
    facts[`group ${group.name} template`] = template;
    facts[`group ${group.name} attached to`] = group.targetGroupArns.map(nameInArn).join(", ");
    facts[`group ${group.name} rollout`] = group.tags[TAG.rollout] ?? "none";
  }
  return { ...facts, ...asideFacts(seen.baking) };
}
