import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan } from "../../delivery/plan.ts";
import type { ApiGatewayChange, DeferredWish } from "./changes.ts";
import type { FunctionNeed } from "./permission.ts";
import { isAllowed } from "./permission.ts";
import { finishPromotion, foreignCanary, lockedBy, percents } from "./plan-parts.ts";
import type { RolloutRecord } from "./record.ts";
import { markTags, requireRoom, rolloutKeys } from "./record.ts";
import type { ApiGatewaySettings, Source } from "./settings.ts";
import type { Sides } from "./sides.ts";
import { identify, revisionOf } from "./sides.ts";
import type { Origin, Snapshot, StageState, Variables } from "./snapshot.ts";
import type { IntegrationStep } from "./source.ts";
import { describeSource, isSet, resolveIntegrations } from "./source.ts";

/** The source against the API as it is: what changes, and what it is called. */
export interface Wanted {
  source: Source;
  steps: readonly IntegrationStep[];
  revision: string;
}

export function wantedOf(settings: ApiGatewaySettings, seen: Snapshot): Wanted {
  const { source, region } = settings;
  if (source === undefined) throw new DeliveryError("internal", "A deploy without a source reached the planner.");
  const steps = seen.resources === undefined ? [] : resolveIntegrations(source.integrations, seen.resources, region);
  return { source, steps, revision: describeSource(source, seen.resources, steps) };
}

/**
 * Brings green up as the stage's canary, at weight 0 or the one given; with the strategy all-at-once it replaces blue.
 * A rollout of the same revision is taken up where it was left.
 */
export function planDeploy(
  settings: ApiGatewaySettings,
  stageName: string,
  intent: Intent,
  seen: Snapshot,
): Plan<ApiGatewayChange> {
  const sides = identify(seen, stageName);
  const wanted = wantedOf(settings, seen);
  const { record, position, stage, green } = sides;
  const atOnce = intent.strategy === "all-at-once";
  switch (position) {
    case "foreign-canary":
      throw foreignCanary(stage, seen);
    case "foreign-base":
      throw new DeliveryError(
        "refused",
        `Somebody made ${stageName} serve deployment ${stage.deploymentId} while the rollout ${record?.id} was on.`,
        { remedy: "Run `rollback`, which ends the rollout and leaves that deployment serving." },
      );
    case "idle":
    case "rolled-back":
      return begin(settings, intent, seen, sides, wanted);
    case "promoted":
      if (record?.revision === wanted.revision) {
        const changes = finishPromotion(sides);
        return changes.length > 0
          ? { changes, warnings: [] }
          : nothing(`${stageName} already serves ${wanted.revision}.`);
      }
      // Without two sides there is nothing to give up: the former version becomes the one that serves now.
      if (atOnce) return begin(settings, intent, seen, sides, wanted);
      throw lockedBy(record, stageName, wanted.revision);
    case "begun":
    case "canary":
      if (record === undefined || record.revision !== wanted.revision) {
        throw lockedBy(record, stageName, wanted.revision);
      }
      if (position === "begun") {
        const changes = bringUp(settings, seen, stage, green?.id, wanted, record);
        return { changes: [...changes, ...serve(intent, stage, green?.id, wanted)], warnings: [] };
      }
      if (atOnce) {
        const remedy = "Run `promote` to give it all the traffic.";
        throw new DeliveryError("refused", `${wanted.revision} is the canary of ${stageName} already.`, { remedy });
      }
      return nothing(`${wanted.revision} already is the canary of ${stageName}, at ${stage.canary?.percent} %.`);
  }
}

function begin(
  settings: ApiGatewaySettings,
  intent: Intent,
  seen: Snapshot,
  { stage }: Sides,
  wanted: Wanted,
): Plan<ApiGatewayChange> {
  if (servesAlready(seen, stage, wanted)) return nothing(`${stage.name} already serves ${wanted.revision}.`);
  const { mark, record } = markRollout(intent, seen, stage, wanted, formerValues(stage, wanted.source.variables));
  const last = serve(intent, stage, undefined, wanted);
  return {
    changes: [mark, ...bringUp(settings, seen, stage, undefined, wanted, record), ...last],
    warnings: warningsOf(seen),
  };
}

/** Marks a stage with a rollout. The first change of it, and the only one that is not repeated when it is taken up. */
export function markRollout(
  intent: Intent,
  seen: Snapshot,
  stage: StageState,
  { source, steps, revision }: Wanted,
  variables: RolloutRecord["variables"],
): { mark: ApiGatewayChange; record: RolloutRecord } {
  requireFunctions(seen);
  const record: RolloutRecord = {
    id: intent.rolloutId,
    revision,
    startedAt: new Date(intent.now).toISOString(),
    blue: stage.deploymentId,
    switched: undefined,
    baking: undefined,
    changes: source.openapi !== undefined ? "openapi" : steps.length > 0 ? "integration" : "nothing",
    variables,
    integrations: steps.filter((step) => !isSet(step)).map(({ former }) => former),
  };
  const tags = markTags(
    record,
    missingNeeds(seen).map(({ arn }) => arn),
  );
  const remove = rolloutKeys(stage.tags).filter((key) => tags[key] === undefined);
  requireRoom(stage, tags, remove);
  const mark: ApiGatewayChange = {
    kind: "tag",
    stage: stage.name,
    tags,
    remove,
    summary: `Mark ${stage.name} with the rollout ${record.id}, and with what it serves now (deployment ${stage.deploymentId})`,
  };
  return { mark, record };
}

/** What a rollout that is marked still lacks until its deployment exists. */
export function bringUp(
  settings: ApiGatewaySettings,
  seen: Snapshot,
  stage: StageState,
  green: string | undefined,
  { source, steps, revision }: Wanted,
  record: RolloutRecord,
): ApiGatewayChange[] {
  const changes: ApiGatewayChange[] = [];
  const needs = missingNeeds(seen);
  if (needs.length > 0) {
    const functions = [...new Set(needs.map(({ arn }) => arn.split(":").slice(6).join(":")))].join(", ");
    const summary = `Allow ${stage.name} to call ${functions}`;
    changes.push({ kind: "grant", stage: stage.name, needs, summary });
  }
  if (green === undefined) {
    if (source.openapi !== undefined) {
      const summary = `Make the OpenAPI file the definition of the API ${settings.restApi}`;
      changes.push({ kind: "put-openapi", body: source.openapi.body, summary });
    }
    const open = steps.filter((step) => !isSet(step));
    if (open.length > 0) {
      const integrations = open.map(({ former: { verb, path }, target }) => ({ verb, path, target }));
      const where = integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
      changes.push({ kind: "set-integrations", integrations, summary: `Lead ${where} to ${revision}` });
    }
    const origin: Origin = { stage: stage.name, rollout: record.id, startedAt: record.startedAt, revision };
    const summary = `Create a deployment of ${revision}, which nobody gets yet`;
    changes.push({ kind: "create-deployment", origin, summary });
  }
  return changes;
}

function serve(
  intent: Intent,
  stage: StageState,
  green: string | undefined,
  { source: { variables }, revision }: Wanted,
): ApiGatewayChange[] {
  const deployment = green === undefined ? ("created" as const) : { id: green };
  const all = { kind: "set-stage", stage: stage.name, requires: undefined } as const;
  if (intent.strategy === "all-at-once") {
    const wish: DeferredWish = { base: deployment, variables };
    const summary = `Record on ${stage.name} that the new version took over`;
    return [
      { ...all, wish, movesTraffic: true, summary: `Make ${stage.name} serve ${revision} to everyone` },
      { kind: "mark-switched", stage: stage.name, direction: "promote", served: true, summary },
    ];
  }
  const percent = intent.weight ?? 0;
  const wish: DeferredWish = { canary: { deployment, percent, overrides: variables } };
  const summary = `Make ${revision} the canary of ${stage.name}: ${percents(percent)}`;
  return [{ ...all, wish, ...(percent > 0 ? { movesTraffic: true } : {}), summary }];
}

/** Only what is known to be in a deployment can be known to serve: the resources as they stand can always be newer. */
export function servesAlready(seen: Snapshot, stage: StageState, { source, revision }: Wanted): boolean {
  const same = Object.entries(source.variables).every(([name, value]) => stage.variables[name] === value);
  return source.openapi !== undefined && same && revisionOf(seen, stage.deploymentId) === revision;
}

function formerValues(stage: StageState, overrides: Variables): Record<string, string | null> {
  return Object.fromEntries(Object.keys(overrides).map((name) => [name, stage.variables[name] ?? null]));
}

function missingNeeds({ permissions }: Snapshot): FunctionNeed[] {
  return permissions
    .filter(({ need, statements }) => statements !== "missing" && !isAllowed(need, statements))
    .map(({ need }) => need);
}

function requireFunctions({ permissions }: Snapshot): void {
  const missing = [
    ...new Set(permissions.filter(({ statements }) => statements === "missing").map(({ need }) => need.arn)),
  ];
  if (missing.length === 0) return;
  const unresolved = missing.some((arn) => arn.includes("${"));
  throw new DeliveryError("not-found", `integration: AWS knows no function ${missing.join(", ")}.`, {
    remedy: unresolved
      ? "A stage variable in its name has no value: give it by `stage-variables`."
      : "Check the name, and that the version or alias exists.",
  });
}

export function warningsOf(seen: Snapshot): string[] {
  const functions = seen.permissions.filter(({ need }) => need.arn.endsWith(":$LATEST"));
  return functions.length === 0
    ? []
    : [
        "The function is called as $LATEST, which changes with its code: a version or an alias stays what was released.",
      ];
}

function nothing(sentence: string): Plan<ApiGatewayChange> {
  return { changes: [], nothing: sentence, warnings: [] };
}
