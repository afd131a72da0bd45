import { restOf } from "../../delivery/capacity.ts";
import type { SideView, View } from "../../delivery/plan.ts";
import { hasEverything, phaseOf } from "../../delivery/standing.ts";
import { linkTo } from "../console.ts";
import type { LambdaSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { safeAt, served, sidesOf, standingOf } from "./standing.ts";

export function viewOf(settings: LambdaSettings, seen: Snapshot): View {
  const { alias, functionName } = settings;
  const standing = standingOf(settings, seen);
  const { blue, green } = sidesOf(settings, seen);
  const { rollout, weight, last, conflict } = standing;
  const problems = conflict === undefined ? [] : [conflict.refusal.message];
  const side = (version: string, share: number | undefined): SideView => {
    const revision = seen.versions[version]?.code ?? "deleted";
    return { name: `version ${version}`, target: alias, revision, healthy: undefined, wanted: 1, weight: share };
  };
  const waits = rollout !== undefined && (hasEverything(standing) || (weight === 0 && last !== undefined));
  return {
    phase: phaseOf(standing, problems),
    standing,
    blue: side(blue, weight === undefined ? undefined : restOf(weight)),
    green: green === undefined ? undefined : side(green, weight),
    weight,
    cohort: undefined,
    rollout: rollout && { id: rollout.id, revision: rollout.revision, startedAt: rollout.startedAt },
    safeTeardownAt: waits ? safeAt(settings, standing) : undefined,
    // Lambda draws every call anew: nobody sticks to a side.
    stickySeconds: 0,
    problems,
    links: linkTo(settings.region, "function", functionName, { lambdaFunction: functionName }),
    measured: seen.smoke?.failed.length === 0,
    facts: {
      [`alias ${functionName}:${alias}`]: served(seen.alias),
      rollout: rollout === undefined ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
    },
  };
}
