import type { Intent } from "../../delivery/plan.ts";
import type { ApiGatewayChange, DeferredWish } from "./changes.ts";
import type { StagesRouting } from "./pair.ts";
import { identifyPair } from "./pair.ts";
import { removeCanary } from "./plan-parts.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { identify } from "./sides.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What leaves no half-done step behind: for a rollback the rest of it, for every other step what the stage served before,
 * with the variables that the step may have changed.
 */
export function undoOfCanary(stageName: string, intent: Intent, seen: Snapshot): ApiGatewayChange {
  const { stage, record, position } = identify(seen, stageName);
  const { canary, deploymentId } = stage;
  if (intent.step === "rollback" && (record === undefined || position !== "promoted")) return removeCanary(stage, true);
  const forward = intent.step === "rollback" && record !== undefined;
  const names = [...Object.keys(record?.variables ?? {}), ...Object.keys(canary?.overrides ?? {})];
  const wish: DeferredWish = forward
    ? { base: { id: record.blue }, variables: record.variables, canary: "none" }
    : {
        base: { id: deploymentId },
        variables: Object.fromEntries(names.map((name) => [name, stage.variables[name] ?? null])),
        canary:
          canary === undefined
            ? "none"
            : {
                deployment: { id: canary.deploymentId },
                percent: canary.percent,
                overrides: canary.overrides,
              },
      };
  return {
    kind: "set-stage",
    movesTraffic: true,
    stage: stageName,
    wish,
    requires: undefined,
    summary: `Make ${stageName} serve what it served ${forward ? "before the rollout" : "before this step"}`,
  };
}

/** Where the base path led before the step; for a rollback, to blue. */
export function undoOfPair(
  settings: ApiGatewaySettings,
  routing: StagesRouting,
  intent: Intent,
  seen: Snapshot,
): ApiGatewayChange {
  const { blue, green, position, address } = identifyPair(settings, routing, seen);
  const stage = intent.step === "rollback" || position !== "promoted" ? blue.name : green.name;
  return {
    kind: "set-mapping",
    movesTraffic: true,
    stage,
    requires: undefined,
    summary: `Lead ${address} to ${stage}`,
  };
}
