import type { Finding } from "../../../delivery/findings.ts";
import { rehearse } from "../../../delivery/findings.ts";
import type { Intent } from "../../../delivery/plan.ts";
import { requireDeletable } from "../groups/empty.ts";
import { requireIdle, requirePattern } from "../groups/suitable.ts";
import type { Ec2Settings } from "../settings.ts";
import { ANY_REVISION } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { planStep } from "./plan.ts";
import { identify } from "./sides.ts";
import { requireReferable, requireServing } from "./suitable.ts";

/** What a deploy of another version would be refused for or warn of. Pure. */
export function diagnose(settings: Ec2Settings, intent: Intent, seen: Snapshot): Finding[] {
  const sides = identify(seen);
  const blue = sides.blue.group;
  const green = sides.green.group;
  const template = blue?.template;
  return rehearse(
    () => planStep({ ...settings, revision: ANY_REVISION }, { ...intent, step: "deploy" }, seen),
    [
      () => requireServing(sides.blue),
      () => blue && requirePattern(blue, ANY_REVISION, seen),
      () => requireReferable(seen, sides),
      () => settings.fleet.kind === "cloned" && blue && requireDeletable(blue),
      () => settings.fleet.kind === "paired" && green && template && requireIdle(green, template, ANY_REVISION),
    ],
  );
}
