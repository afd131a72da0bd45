import type { Facts, SideView, View } from "../../../delivery/plan.ts";
import type { Phase } from "../../../delivery/vocabulary.ts";
import { describeLook } from "../checks/probe.ts";
import type { Strictness } from "../groups/health.ts";
import { healthOf, isReady } from "../groups/health.ts";
import { describeCondition } from "../listeners/conditions.ts";
import { previewView } from "../listeners/preview.ts";
import { canonicalActions, stickySeconds, tuplesOf } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Side, Sides } from "./sides.ts";
import { agreedShare, describeShares, everywhere, identify, inCohort } from "./sides.ts";

export function viewOf(settings: Ec2Settings, seen: Snapshot): View {
  const sides = identify(seen);
  const share = agreedShare(sides);
  const problems = findProblems(sides, seen);
  const tags = sides.green.group?.tags ?? {};
  const id = tags[TAG.rollout];
  return {
    phase: phaseOf(sides, problems),
    blue: sideView(sides.blue, "any-version", share === undefined ? undefined : 100 - share),
    green: sideView(sides.green, "strict", share),
    weight: share,
    cohort: cohortOf(settings, sides, share),
    baking: sides.switched?.baking === true && (share ?? 0) > 0,
    greenReady: isReady(sides.green, "strict"),
    rollout:
      id === undefined ? undefined : { id, revision: tags[TAG.revision] ?? "", startedAt: tags[TAG.startedAt] ?? "" },
    safeTeardownAt: safeTeardownAt(settings, sides, seen),
    stickySeconds: longestStickiness(seen),
    problems,
    preview: previewView(settings, seen, sides),
    look: seen.probe === undefined ? undefined : describeLook(seen.probe),
    facts: factsOf(seen),
  };
}

function cohortOf({ cohort }: Ec2Settings, sides: Sides, share: number | undefined): string | undefined {
  if (!inCohort(sides) || share === 0) return undefined;
  return cohort === undefined ? "the condition of a rule of its own" : describeCondition(cohort);
}

/**
 * Milliseconds since the epoch from which the side without weight may go: as long after the switch as a cookie can
 * still lead there, and at least `scale-down-delay`, because a load balancer goes on using old weights for a while
 * after a change (no bound is documented; argoproj/argo-rollouts#4595). When the switch is not on record it is now.
 */
export function safeTeardownAt(settings: Ec2Settings, sides: Sides, seen: Snapshot): number | undefined {
  if (!sides.marked) return undefined;
  if (sides.switched === undefined && everywhere(sides, 0)) return seen.at;
  if (!everywhere(sides, 0) && !everywhere(sides, 100)) return undefined;
  // A record that does not tell of these weights is an older one: the newer was lost with the run that moved them.
  const told = sides.switched?.direction === (everywhere(sides, 100) ? "promote" : "rollback");
  const since = told ? (sides.switched?.at ?? seen.at) : seen.at;
  return since + Math.max(longestStickiness(seen) * 1_000, settings.scaleDownDelayMs);
}

export function longestStickiness(seen: Snapshot): number {
  return Math.max(0, ...seen.routes.map((route) => stickySeconds(route) ?? 0));
}

/** What a side runs, as recorded on its group, or else by its launch template version. */
export function revisionOf(side: Side): string {
  const template = side.group?.template;
  return (
    side.group?.tags[TAG.revision] ?? (template === undefined ? "" : `launch-template-version=${template.version}`)
  );
}

function phaseOf(sides: Sides, problems: readonly string[]): Phase {
  if (problems.length > 0) return "degraded";
  if (!sides.marked) return "idle";
  if (everywhere(sides, 100)) return "promoted";
  if (!everywhere(sides, 0)) return "shifting";
  if (sides.switched?.direction === "rollback") return "rolled-back";
  return isReady(sides.green, "strict") ? "deployed" : "deploying";
}

function findProblems(sides: Sides, seen: Snapshot): string[] {
  const problems: string[] = [];
  const { blue, green, shares } = sides;
  if (sides.markedTwice)
    problems.push(`Both groups carry the tag ${TAG.rollout}: remove it from the one that is not green.`);
  if (shares.includes(undefined))
    problems.push("Both target groups have weight 0 on a listener: every request gets a 503.");
  else if (agreedShare(sides) === undefined)
    problems.push(`The listeners disagree: green has ${describeShares(sides)}.`);
  else if (!sides.marked && !everywhere(sides, 0)) {
    problems.push(`Both sides have weight (green ${shares[0]} %) and no rollout is on record: somebody else set it.`);
  }
  for (const side of [blue, green]) {
    const carries = shares.some((share) => (side === green ? (share ?? 0) > 0 : (share ?? 100) < 100));
    if (!carries) continue;
    const { name } = side.targetGroup;
    if (side.group === undefined) problems.push(`${name} has weight, but no Auto Scaling group is attached to it.`);
    else if (!seen.targetGroups.some(({ arn, targets }) => arn === side.targetGroup.arn && targets.some(isHealthy))) {
      problems.push(
        `${name} has weight, but none of its targets is healthy: ${healthOf(side, "any-version").reasons.join(", ") || "it is empty"}.`,
      );
    }
  }
  return problems;
}

function isHealthy({ state }: { state: string }): boolean {
  return state === "healthy";
}

function sideView(side: Side, strictness: Strictness, weight: number | undefined): SideView | undefined {
  if (side.group === undefined) return undefined;
  const { healthy, wanted } = healthOf(side, strictness);
  return { name: side.group.name, target: side.targetGroup.name, revision: revisionOf(side), healthy, wanted, weight };
}

/** Listener actions and weights, target groups, groups and template versions, rollout: by stable names. */
function factsOf(seen: Snapshot): Facts {
  const facts: Record<string, string> = {};
  for (const { ref, actions } of seen.routes) {
    const id = ref.arn.slice(ref.arn.indexOf(ref.loadBalancer));
    facts[`${ref.kind} ${id} weights`] = actions
      .flatMap(tuplesOf)
      .map((tuple) => `${(tuple.TargetGroupArn ?? "").split("/")[1]} ${tuple.Weight ?? 1}`)
      .sort()
      .join(", ");
    facts[`${ref.kind} ${id} actions`] = canonicalActions(actions.map(withoutWeights));
  }
  for (const { arn, purpose, actions, conditions } of seen.rules) {
    if (purpose === undefined) continue;
    facts[`${purpose} rule ${arn.split("/").slice(-2).join("/")}`] =
      `${JSON.stringify(conditions)} ${canonicalActions(actions)}`;
  }
  if (seen.testListener !== undefined && seen.groups.some(({ tags }) => tags[TAG.rollout] !== undefined)) {
    facts[`test listener ${seen.testListener.ref.arn.split("/").at(-1)}`] = canonicalActions(seen.testListener.actions);
  }
  for (const { name, arn } of seen.targetGroups) facts[`target group ${name}`] = arn;
  for (const group of seen.groups) {
    const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
    facts[`group ${group.name}`] = `${template}, attached to ${group.targetGroupArns.join(", ")}`;
    facts[`group ${group.name} rollout`] = group.tags[TAG.rollout] ?? "none";
  }
  return facts;
}

function withoutWeights(action: Snapshot["routes"][number]["actions"][number]) {
  if (action.Type !== "forward") return action;
  const TargetGroups = tuplesOf(action).map(({ TargetGroupArn }) => ({ TargetGroupArn, Weight: 1 }));
  return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
}
