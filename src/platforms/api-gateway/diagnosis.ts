import type { Finding } from "../../delivery/findings.ts";
import { rehearse, unchecked } from "../../delivery/findings.ts";
import type { Intent } from "../../delivery/plan.ts";
import { requireFunctions } from "./bring-up.ts";
import { droppedBy } from "./dropped.ts";
import { planStep } from "./plan.ts";
import type { ApiGatewaySettings, Source } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";

/** In place of the version that only a deploy knows: the API's resources as they are. */
const NOTHING_NEW: Source = { openapi: undefined, integrations: [], variables: {} };
/** API Gateway and Lambda have no dry run. */
export const UNASKED = unchecked(
  "The rights to change the API, its stages and the policies of functions cannot be asked for without using them (docs/api-gateway.md lists all that a deploy needs).",
);

/** What a deploy of what the inputs tell would be refused for or warn of. Pure. */
export function diagnose(settings: ApiGatewaySettings, intent: Intent, seen: Snapshot): Finding[] {
  const source = settings.source ?? NOTHING_NEW;
  const { openapi } = source;
  return rehearse(
    () => planStep({ ...settings, source }, { ...intent, step: "deploy" }, seen),
    [
      () => requireFunctions({ ...settings, source }, seen),
      () => openapi && droppedBy(openapi, seen, settings.allowDropping),
    ],
  );
}
