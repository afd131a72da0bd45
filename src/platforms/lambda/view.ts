import { restOf } from "../../delivery/capacity.ts";
import type { SideView, View } from "../../delivery/plan.ts";
import { safeAt } from "../../delivery/standing.ts";
import { viewFrom } from "../../delivery/view.ts";
import { linkTo } from "../console.ts";
import type { LambdaSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { served, sidesOf, standingOf } from "./standing.ts";

export function viewOf(settings: LambdaSettings, seen: Snapshot): View {
  const { alias, functionName } = settings;
  const standing = standingOf(settings, seen);
  const { blue, green } = sidesOf(settings, seen);
  const { rollout, weight } = standing;
  const side = (version: string, share: number | undefined): SideView => {
    const revision = seen.versions[version]?.code ?? "deleted";
    return { name: `version ${version}`, target: alias, revision, healthy: undefined, wanted: 1, weight: share };
  };
  return {
    // Lambda draws every call anew: nobody sticks to a side.
    ...viewFrom(standing, { safeAt: safeAt(standing, settings.scaleDownDelayMs) }),
    blue: side(blue, weight === undefined ? undefined : restOf(weight)),
    green: green === undefined ? undefined : side(green, weight),
    links: linkTo(settings.region, "function", functionName, { lambdaFunction: functionName }),
    measured: seen.smoke?.failed.length === 0,
    facts: {
      [`alias ${functionName}:${alias}`]: served(seen.alias),
      rollout: rollout === undefined ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
    },
  };
}
