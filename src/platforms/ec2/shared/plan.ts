import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import type { SharedSettings } from "../settings.ts";
import { TAG } from "../snapshot.ts";
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
  if (sides.markedTwice) {
    throw new DeliveryError(
      "refused",
      `Both ${sides.blue.group?.name} and ${sides.green.group?.name} carry the tag ${TAG.rollout}.`,
      { remedy: "No step leaves this behind: remove the tag from the group that is not green; nothing was touched." },
    );
  }
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
