import type { Applied, Change, Intent } from "../../delivery/plan.ts";
import type { ApiGatewayChange, DeferredWish } from "./changes.ts";
import { removeCanary } from "./moves.ts";
import { identifyPair } from "./pair.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import { isVariable } from "./settings.ts";
import { identify } from "./sides.ts";
import type { Snapshot } from "./snapshot.ts";

/** What leaves no half-done step behind: for a rollback the rest of it, else what users had before the step. */
export function undoOf(settings: ApiGatewaySettings, intent: Intent, seen: Snapshot): Applied<ApiGatewayChange> {
  const { routing } = settings;
  if (routing.kind === "canary") return undoOfCanary(routing.stage, intent, seen);
  const { blue, green, position, address } = identifyPair(settings, routing, seen);
  const stage = intent.step === "rollback" || position !== "promoted" ? blue.name : green.name;
  const summary = `Point ${address} at ${stage}`;
  return { kind: "set-mapping", movesTraffic: true, stage, requires: undefined, summary };
}

/** With the variables that the step may have changed. */
function undoOfCanary(stageName: string, intent: Intent, seen: Snapshot): Applied<ApiGatewayChange> {
  const { stage, record, position } = identify(seen, stageName);
  const { canary, deploymentId } = stage;
  if (intent.step === "rollback" && (record === undefined || position !== "promoted")) return removeCanary(stage, true);
  const forward = intent.step === "rollback" && record !== undefined;
  const former = record?.details?.variables ?? {};
  const names = [...Object.keys(former), ...Object.keys(canary?.overrides ?? {})];
  const wish: DeferredWish = forward
    ? { base: { id: record.blue }, variables: former, canary: "none" }
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
    // A canary that somebody took away meanwhile is not brought back.
    requires: forward ? undefined : canary?.deploymentId,
    summary: `Make ${stageName} serve what it served ${forward ? "before the rollout" : "before this step"}`,
  };
}

/**
 * Whether a record that was kept by the runner is one that `undoOf` makes for these inputs: only its own stages, only
 * deployments that the API has, only values that variables can have. A rollback's is known to the letter.
 */
export function acceptsUndo(
  settings: ApiGatewaySettings,
  intent: Intent,
  seen: Snapshot,
  undo: Change,
): undo is Applied<ApiGatewayChange> {
  const { routing } = settings;
  const { kind, stage, requires, wish, ...rest } = undo as Change & Record<string, unknown>;
  if (requires !== undefined && requires !== canaryOf(wish)) return false;
  if (Object.keys(rest).some((key) => key !== "movesTraffic" && key !== "summary")) return false;
  if (routing.kind === "stages") {
    if (kind !== "set-mapping" || wish !== undefined) return false;
    const { blue } = identifyPair(settings, routing, seen);
    return intent.step === "rollback" ? stage === blue.name : routing.stages.some((name) => name === stage);
  }
  return kind === "set-stage" && stage === routing.stage && isWish(wish, seen, intent.step === "rollback");
}

function isWish(value: unknown, { deployments }: Snapshot, rollback: boolean): boolean {
  if (!isMap(value)) return false;
  const { base, variables, canary, ...others } = value;
  if (Object.keys(others).length > 0) return false;
  const exists = (ref: unknown) => isMap(ref) && deployments.some(({ id }) => id === ref.id);
  if (base !== undefined && !exists(base)) return false;
  if (variables !== undefined && !areVariables(variables, true)) return false;
  if (canary === "none") return true;
  if (rollback || !isMap(canary)) return false;
  const { deployment, percent, overrides = {}, ...more } = canary;
  const share = typeof percent === "number" && percent >= 0 && percent <= 100;
  return Object.keys(more).length === 0 && exists(deployment) && share && areVariables(overrides, false);
}

function canaryOf(wish: unknown): unknown {
  const canary = isMap(wish) ? wish.canary : undefined;
  return isMap(canary) && isMap(canary.deployment) ? canary.deployment.id : undefined;
}

function areVariables(value: unknown, nullable: boolean): boolean {
  if (!isMap(value)) return false;
  return Object.entries(value).every(([name, text]) => (text === null ? nullable : isVariable(name, String(text))));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
