import { formatDuration } from "../../delivery/duration.ts";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent } from "../../delivery/plan.ts";
import type { ApiGatewayChange } from "./changes.ts";
import type { RolloutRecord } from "./record.ts";
import { grantsOf, UNSERVED } from "./record.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Sides } from "./sides.ts";
import { revisionOf } from "./sides.ts";
import type { Snapshot, StageState } from "./snapshot.ts";
import { parseOrigin, TAG } from "./snapshot.ts";

/** The changes and refusals that several steps share. */

/** `10 % of the requests`, without the noise of binary fractions. */
export function percents(percent: number): string {
  return `${rounded(percent)} % of the requests`;
}

export function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}

/** What a promotion still lacks when the stage serves green already. */
export function finishPromotion({ stage, record }: Sides): ApiGatewayChange[] {
  const changes: ApiGatewayChange[] = [];
  if (record?.switched?.direction !== "promote") {
    const summary = `Record on ${stage.name} that the new version took over`;
    changes.push({ kind: "mark-switched", stage: stage.name, direction: "promote", served: true, summary });
  }
  if (stage.canary !== undefined) changes.push(removeCanary(stage, false));
  return changes;
}

export function removeCanary(stage: StageState, movesTraffic: boolean): ApiGatewayChange {
  return {
    kind: "set-stage",
    stage: stage.name,
    wish: { canary: "none" },
    requires: undefined,
    ...(movesTraffic ? { movesTraffic: true } : {}),
    summary: `Remove the canary settings of ${stage.name}`,
  };
}

/** Makes the API's resources what they were before a rollout changed them, so that the next deployment is no surprise. */
export function restoreResources(stage: StageState, record: RolloutRecord): ApiGatewayChange[] {
  if (record.changes === "openapi") {
    const summary = `Put the API's resources back to what ${stage.name} serves`;
    return [{ kind: "restore-openapi", stage: stage.name, summary }];
  }
  if (record.changes === "integration" && record.integrations.length > 0) {
    const where = record.integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
    const summary = `Lead ${where} back to where it led before`;
    return [{ kind: "restore-integrations", integrations: record.integrations, summary }];
  }
  return [];
}

export function revoke(stage: StageState): ApiGatewayChange[] {
  if (grantsOf(stage).length === 0) return [];
  const summary = `Take back the Lambda permissions that ${stage.name} does not need any more`;
  return [{ kind: "revoke", stage: stage.name, summary }];
}

export function bake({ bakeMs }: Intent, { name }: StageState, green: string, percent: number): ApiGatewayChange[] {
  if (bakeMs === 0 || percent === 0) return [];
  const summary = `Bake ${percents(percent)} for ${formatDuration(bakeMs)}`;
  const done = `Record on ${name} that ${percents(percent)} is baked`;
  return [
    { kind: "wait-bake", waits: true, stage: name, green, percent, durationMs: bakeMs, summary },
    { kind: "tag", records: true, stage: name, tags: {}, remove: [TAG.baking], summary: done },
  ];
}

/** Before the weight moves, so that whoever finds it knows that its bake is still to come. */
export function announceBake(baking: readonly ApiGatewayChange[], { name }: StageState, percent: number) {
  if (baking.length === 0) return [];
  const summary = `Record on ${name} that ${percents(percent)} is to bake`;
  return [{ kind: "tag", stage: name, tags: { [TAG.baking]: String(percent) }, remove: [], summary } as const];
}

/** Milliseconds since the epoch from which a deployment that lost its traffic may go. */
export function safeAt(settings: ApiGatewaySettings, record: RolloutRecord | undefined, now: number): number {
  const at = record?.switched?.at ?? now;
  return at === UNSERVED ? now : at + settings.scaleDownDelayMs;
}

/** Waits until nothing is served by what is about to go. */
export function hold(
  settings: ApiGatewaySettings,
  intent: Intent,
  seen: Snapshot,
  record: RolloutRecord,
): ApiGatewayChange[] {
  const until = safeAt(settings, record, seen.at);
  if (until <= seen.at) return [];
  const iso = new Date(until).toISOString();
  if (until > intent.now + intent.timeoutMs) {
    throw new DeliveryError("refused", `It is too early: what would go may still be in use until ${iso}.`, {
      remedy: `Run \`teardown\` again in ${formatDuration(until - seen.at)}, or give it a longer \`timeout\`.`,
    });
  }
  const summary = `Wait until ${iso}: no request is on the old version after that`;
  return [{ kind: "wait-until", waits: true, until, summary }];
}

/**
 * The deployments beyond `keep-deployments`, oldest last: never one that a stage or its canary uses, nor one that is the
 * way back of a rollout on another stage.
 *
 * @param leaving deployments that go in any case, unless they are in use.
 */
export function superfluous(
  { keepDeployments }: ApiGatewaySettings,
  seen: Snapshot,
  stageNames: readonly string[],
  leaving: readonly string[],
): string[] {
  const used = seen.stages.flatMap(({ name, deploymentId, canary, tags }) => [
    deploymentId,
    canary?.deploymentId,
    stageNames.includes(name) ? undefined : tags[TAG.blue],
  ]);
  const unused = seen.deployments.map(({ id }) => id).filter((id) => !used.includes(id));
  const rest = unused.filter((id) => !leaving.includes(id));
  return [...unused.filter((id) => leaving.includes(id)), ...rest.slice(keepDeployments ?? rest.length)];
}

export function deleteDeployments(ids: readonly string[]): ApiGatewayChange[] {
  if (ids.length === 0) return [];
  const named = ids.length > 5 ? `${ids.slice(0, 5).join(", ")} …` : ids.join(", ");
  const summary = `Delete ${ids.length} deployments that no stage uses: ${named}`;
  return [{ kind: "delete-deployments", ids, summary }];
}

export function foreignCanary({ name, canary }: StageState, seen: Snapshot): DeliveryError {
  const id = canary?.deploymentId ?? "";
  const origin = parseOrigin(seen.deployments.find((deployment) => deployment.id === id)?.description ?? "");
  const whose =
    origin === undefined
      ? "set by hand or by an infrastructure tool"
      : `of the rollout ${origin.rollout} on ${origin.stage}, whose tags are gone`;
  return new DeliveryError(
    "refused",
    `stage: ${name} has a canary that is not of this rollout: ${revisionOf(seen, id)} with ${percents(canary?.percent ?? 0)}, ${whose}.`,
    {
      remedy: "Promote or remove it with what made it; `rollback` removes it too. A stage has one canary.",
    },
  );
}

export function lockedBy(record: RolloutRecord | undefined, stage: string, wanted: string): DeliveryError {
  return new DeliveryError(
    "locked",
    `A rollout of ${record?.revision} is in progress on ${stage}, held by ${record?.id} since ${record?.startedAt}.`,
    {
      remedy: `To deploy ${wanted}, finish that one first: \`promote\` or \`rollback\`, then \`teardown\`, or give \`replace: true\`.`,
    },
  );
}
