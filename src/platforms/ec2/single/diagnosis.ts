import type { Finding } from "../../../delivery/findings.ts";
import { rehearse } from "../../../delivery/findings.ts";
import type { Intent } from "../../../delivery/plan.ts";
import { ANY_REVISION } from "../settings.ts";
import { planStep } from "./plan.ts";
import {
  requireAlarms,
  requireAttached,
  requireNobodyAside,
  requireRunningProcesses,
  requireTemplate,
} from "./preflight.ts";
import type { SingleSettings } from "./settings.ts";
import { sizesOf } from "./sizes.ts";
import type { SingleSnapshot } from "./snapshot.ts";

/** What a deploy of another version would be refused for or warn of. Pure. */
export function diagnose(settings: SingleSettings, intent: Intent, seen: SingleSnapshot): Finding[] {
  const asked = { ...settings, revision: ANY_REVISION };
  return rehearse(
    () => planStep(asked, { ...intent, step: "deploy" }, seen),
    [
      () => sizesOf(settings, seen),
      () => requireTemplate(ANY_REVISION, seen),
      () => requireAttached(seen),
      () => requireRunningProcesses(seen),
      () => requireNobodyAside(settings, seen),
      () => requireAlarms(settings, seen),
    ],
  );
}
