import type { Intent, Plan } from "../../../delivery/plan.ts";
import type { Asked } from "../../../delivery/policy.ts";
import { decide } from "../../../delivery/policy.ts";
import { schedule } from "../../../delivery/schedule.ts";
import { describeRevision } from "../settings.ts";
import type { SingleChange } from "./changes.ts";
import { singleMoves } from "./moves.ts";
import type { SingleSettings } from "./settings.ts";
import type { SingleSnapshot } from "./snapshot.ts";
import { standingOf } from "./standing.ts";

/** What the policy decides, in the safe order, by the means of one group. Pure. */
export function planStep(settings: SingleSettings, intent: Intent, seen: SingleSnapshot): Plan<SingleChange> {
  const standing = standingOf(settings, seen);
  const asked: Asked = {
    audience: "everyone",
    atOnce: true,
    ...(settings.revision === undefined ? {} : { revision: describeRevision(settings.revision) }),
  };
  const decision = decide(intent, asked, standing);
  return schedule(intent, decision, standing, singleMoves({ settings, intent, seen, standing }));
}
