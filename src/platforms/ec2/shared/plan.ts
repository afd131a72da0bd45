import type { Intent, Plan } from "../../../delivery/plan.ts";
import { requireOneMark } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import type { SharedChange } from "./changes.ts";
import { planDeploy } from "./plan-deploy.ts";
import { planShift } from "./plan-shift.ts";
import { planPromote, planRollback } from "./plan-switch.ts";
import { planTeardown } from "./plan-teardown.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** The ordered changes from what was seen to what is intended, when both sides share one target group. Pure. */
export function planStep(settings: SharedSettings, intent: Intent, seen: SharedSnapshot): Plan<SharedChange> {
  const sides = identify(seen);
  requireOneMark(sides);
  switch (intent.step) {
    case "deploy":
      return planDeploy(settings, intent, seen, sides);
    case "shift":
      return planShift(settings, intent, seen, sides);
    case "promote":
      return planPromote(settings, seen, sides);
    case "rollback":
      return planRollback(seen, sides);
    case "teardown":
      return planTeardown(settings, intent, seen, sides);
    case "status":
    case "setup":
      return { changes: [], nothing: "status only reads.", warnings: [] };
  }
}
