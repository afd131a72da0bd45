import type { Facts, SideView, View } from "../../../delivery/plan.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { viewFrom } from "../../../delivery/view.ts";
import { describeOutage } from "../../outage.ts";
import { linksOf } from "../groups/links.ts";
import { runs } from "../groups/marks.ts";
import { nameInArn } from "../listeners/routes.ts";
import { TAG } from "../snapshot.ts";
import { machinesOff, machinesOn, servingMachines } from "./machines.ts";
import type { Version } from "./marks.ts";
import { formerOf, namedBy, wantedOf } from "./marks.ts";
import { describeRefresh, runningOf } from "./refreshes.ts";
import type { SingleSettings } from "./settings.ts";
import type { SingleSnapshot } from "./snapshot.ts";
import { standingOf } from "./standing.ts";

export function viewOf(settings: SingleSettings, seen: SingleSnapshot): View {
  const standing = standingOf(settings, seen);
  const { weight, rollout } = standing;
  const problems = problemsOf(seen, standing);
  const has = rollout !== undefined;
  const former = has ? formerOf(seen.group) : namedBy(seen.group);
  return {
    ...viewFrom(standing, { problems }),
    blue: sideView(seen, former, standing.blue.capacity?.have ?? 0, weight === undefined ? undefined : 100 - weight),
    green: has ? sideView(seen, wantedOf(seen.group), standing.green.capacity?.have ?? 0, weight) : undefined,
    look: seen.outage === undefined ? undefined : describeOutage(seen.outage, "machine"),
    links: linksOf(settings.region, [], [seen.group], seen.targetGroups),
    facts: factsOf(seen),
  };
}

function sideView(
  { group, targetGroups }: SingleSnapshot,
  version: Version | undefined,
  healthy: number,
  weight: number | undefined,
): SideView {
  const target = targetGroups.map(({ name }) => name).join(", ");
  const revision = version === undefined ? (group.tags[TAG.revision] ?? runs(group)) : describeVersion(version);
  return { name: group.name, target, revision, healthy, wanted: group.desired, weight };
}

function describeVersion({ revision, number }: Version): string {
  return revision === `launch-template-version=${number}` ? revision : `${revision} (version ${number})`;
}

function problemsOf(seen: SingleSnapshot, { conflict, weight, rollout, last }: Standing): string[] {
  const { group } = seen;
  const problems = conflict === undefined ? [] : [conflict.refusal.message];
  if (group.desired > 0 && servingMachines(seen) === 0) {
    const reasons = machinesOff(seen, undefined).reasons.join(", ") || "there is none";
    problems.push(`No machine of ${group.name} is healthy: ${reasons}.`);
  }
  if (runningOf(seen.refreshes) !== undefined) return problems;
  const mixed = mixture(seen);
  if (mixed !== undefined) problems.push(mixed);
  else if (rollout !== undefined && weight !== 0 && weight !== 100 && last?.by !== "rollback") {
    problems.push(
      `All machines of ${group.name} run the new version, but the group names another for the next launch.`,
    );
  }
  return problems;
}

/** Several versions, and nothing that would end it. */
function mixture(seen: SingleSnapshot): string | undefined {
  const { group, refreshes } = seen;
  const named = namedBy(group);
  const newest = refreshes[0];
  if (named === undefined) return undefined;
  const [old, others] = [machinesOn(seen, named.number), machinesOff(seen, named.number)];
  if (others.all === 0 || old.all + others.all < group.desired) return undefined;
  const isBack = seen.group.template?.version === wantedOf(group)?.number;
  const [ofOthers, ofNamed] = isBack ? ["old", "new"] : ["new", "old"];
  const why = newest === undefined ? "" : ` The last instance refresh: ${describeRefresh(newest)}`;
  return `${group.name} is mixed: ${others.all} ${ofOthers}, ${old.all} ${ofNamed}, and nothing replaces them; the next launch is ${ofNamed} (version ${named.number}).${why}`;
}

/** Launch template version, target groups, rollout: by stable names. */
function factsOf({ group, targetGroups }: SingleSnapshot): Facts {
  const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
  return {
    ...Object.fromEntries(targetGroups.map(({ name, arn }) => [`target group ${name}`, arn])),
    [`group ${group.name} template`]: template,
    [`group ${group.name} attached to`]: group.targetGroupArns.map(nameInArn).join(", "),
    [`group ${group.name} rollout`]: group.tags[TAG.rollout] ?? "none",
  };
}
