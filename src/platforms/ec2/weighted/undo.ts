import type { Intent } from "../../../delivery/plan.ts";
import { stickySeconds } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { setWeights } from "./plan-parts.ts";
import { agreedShare, identify } from "./sides.ts";

/** What leaves no half-done switch behind: see `Platform.undo`. */
export function undoOf(settings: Ec2Settings, intent: Intent, seen: Snapshot): Ec2Change {
  const sides = identify(seen);
  if (intent.step === "rollback") return setWeights(sides, 0, "rollback", settings.stickiness);
  if (settings.cohort !== undefined && intent.step === "shift") {
    const share = sides.cohortShares[0] ?? 0;
    return { ...setWeights(sides, Math.round(share), "shift", undefined), cohort: true };
  }
  // Weights that disagreed before have no one value to go back to; blue alone is what every rollout began with.
  const everyone = { ...sides, cohortShares: [] };
  const weight = Math.round(agreedShare(everyone) ?? 0);
  const [sticky, ...others] = new Set(seen.routes.map(stickySeconds));
  const restored = settings.stickiness === undefined || others.length > 0 ? undefined : sticky;
  return setWeights(sides, weight, "shift", restored);
}
