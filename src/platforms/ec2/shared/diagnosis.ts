import type { Finding } from "../../../delivery/findings.ts";
import { rehearse } from "../../../delivery/findings.ts";
import type { Intent } from "../../../delivery/plan.ts";
import { STRATEGY_TRAITS } from "../../../delivery/strategies.ts";
import { requireIdle, requirePattern } from "../groups/suitable.ts";
import type { SharedSettings } from "../settings.ts";
import { ANY_REVISION } from "../settings.ts";
import { requireDetachable } from "./bring-up.ts";
import { planStep } from "./plan.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** What a deploy of another version would be refused for or warn of. Pure. */
export function diagnose(settings: SharedSettings, intent: Intent, seen: SharedSnapshot): Finding[] {
  const sides = identify(seen);
  const blue = sides.blue.group;
  const green = sides.green.group;
  const template = blue?.template;
  const found = rehearse(
    () => planStep({ ...settings, revision: ANY_REVISION }, { ...intent, step: "deploy" }, seen),
    [
      () => requireDetachable(settings, seen, sides),
      () => blue && requirePattern(blue, ANY_REVISION, seen),
      () => settings.fleet.kind === "paired" && green && template && requireIdle(green, template, ANY_REVISION),
    ],
  );
  return [...found, ...coarse(intent, settings, blue?.name, blue?.desired)];
}

/** Instances make the weights here: of one a side, there are none between none, half and all. */
function coarse(
  { strategy }: Intent,
  { desiredCapacity }: SharedSettings,
  blue: string | undefined,
  size = 0,
): Finding[] {
  if (!STRATEGY_TRAITS[strategy].climbs || size !== 1 || (desiredCapacity ?? 1) !== 1) return [];
  const message = `${blue} has one instance: on a shared target group the weights are then 0, 50 and 100 alone, and \`shift\` takes the nearest.`;
  const remedy = "Give the group more instances, or green a target group of its own.";
  return [{ kind: "warning", message, reasons: [], remedy }];
}
