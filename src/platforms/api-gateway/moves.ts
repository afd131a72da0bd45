import { amountOf } from "../../delivery/counted.ts";
import type { Given, Moves } from "../../delivery/schedule.ts";
import { recordOf } from "../../delivery/schedule.ts";
import type { Standing } from "../../delivery/standing.ts";
import { safeAt } from "../../delivery/standing.ts";
import { waitForClaim } from "../../delivery/waits.ts";
import type { ApiGatewayChange } from "./changes.ts";
import { shareCheck } from "./checks.ts";
import type { RolloutRecord, SwitchRecord } from "./record.ts";
import { endingTag, grantsOf } from "./record.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Snapshot, StageState } from "./snapshot.ts";
import { TAG } from "./snapshot.ts";
import { percents } from "./standing.ts";

/** What both routings do alike: the marks, the records, the waits, and what is cleared away. Pure. */

export interface MoveContext extends Given<ApiGatewaySettings, Snapshot> {
  /** The stage that carries the rollout's tags. */
  stage: StageState;
  record: RolloutRecord | undefined;
}

type Own = "begin" | "resume" | "smokeTest" | "shift" | "releaseBlue" | "remove";

export function sharedMoves(context: MoveContext): Omit<Moves<ApiGatewayChange>, Own> {
  const { settings, intent, seen, standing, stage, record } = context;
  return {
    check: (percent) => (record === undefined ? [] : shareCheck(settings, percent, standing.weight)),
    recordVerified(percent) {
      const { by = "shift", to = percent, run = intent.rolloutId } = record?.last ?? {};
      const summary = `Record on ${stage.name} that ${percents(percent)} is baked`;
      return [note(stage.name, { by, to, run, verified: true }, summary, { keeps: true })];
    },
    // A rollback is recorded when everything else of it is done.
    record: (move) => (move.by === "rollback" ? [] : [note(stage.name, move, tookOver(stage.name))]),
    takeOver() {
      if (record?.ending === undefined) return [];
      const summary = `Call off the teardown that has begun on ${stage.name}`;
      return [{ kind: "tag", stage: stage.name, tags: {}, remove: [TAG.ending], summary }, waitForClaim(stage.name)];
    },
    safeAt: () => goneAt(settings, record, standing),
    markEnding() {
      if (record === undefined) return [];
      const nonce = intent.nonce ?? intent.rolloutId;
      if (record.ending === nonce) return [waitForClaim(stage.name)];
      const summary = `Note on ${stage.name} that the rollout is being ended`;
      const tags = endingTag(record, nonce);
      return [{ kind: "tag", claims: true, stage: stage.name, tags, remove: [], summary }, waitForClaim(stage.name)];
    },
    tidy: () => tidy(context, seen),
  };
}

/** Milliseconds since the epoch from which a deployment that lost its traffic may go. */
export function goneAt(
  { scaleDownDelayMs }: ApiGatewaySettings,
  record: RolloutRecord | undefined,
  { now, weight }: Standing,
): number {
  if (weight === 0 && record?.served !== true) return now;
  return safeAt({ now, weight, last: record?.last }, scaleDownDelayMs);
}

/** @param keeps the moment that is on record already stays. */
export function note(stage: string, record: SwitchRecord, summary: string, { keeps = false } = {}): ApiGatewayChange {
  return { kind: "record", ...(keeps ? { records: true } : {}), stage, record, keeps, summary };
}

export function tookOver(stage: string): string {
  return `Record on ${stage} that the new version took over`;
}

/**
 * Whether a version that is deployed again goes on with what its rollout wrote down. A rollback that was cut off has not
 * put the integrations back, or not all: what they were before is told by that record alone.
 */
export function keepsRecord(record: RolloutRecord | undefined, again: boolean): boolean {
  if (!again) return true;
  return record?.last?.by !== "rollback" && record?.details?.changes === "integration";
}

/** The last change of a rollback: whoever finds it on record finds everything else done. */
export function noteRollback(
  { intent, standing, stage, record }: MoveContext,
  keeps: { keeps?: boolean } = {},
): ApiGatewayChange {
  const move = recordOf(intent, standing, "rollback", 0);
  const unserved = record?.served !== true && standing.weight === 0;
  return note(stage.name, { ...move, unserved }, `Record on ${stage.name} that it was rolled back`, keeps);
}

export function removeCanary({ name }: StageState, movesTraffic: boolean) {
  return {
    kind: "set-stage",
    stage: name,
    wish: { canary: "none" },
    requires: undefined,
    ...(movesTraffic ? { movesTraffic: true } : {}),
    summary: `Remove the canary settings of ${name}`,
  } as const satisfies ApiGatewayChange;
}

/**
 * Makes the API's resources what they were before a rollout changed them, so that the next deployment is no surprise.
 *
 * @param serving the stage whose deployment users have.
 */
export function restoreResources(serving: StageState, { details }: RolloutRecord): ApiGatewayChange[] {
  if (details?.changes === "openapi") {
    const summary = `Put the API's resources back to what ${serving.name} serves`;
    return [{ kind: "restore-openapi", stage: serving.name, summary }];
  }
  const integrations = details?.integrations ?? [];
  if (integrations.length === 0) return [];
  const where = integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
  return [{ kind: "restore-integrations", integrations, summary: `Restore the previous integration of ${where}` }];
}

function revoke(stage: StageState): ApiGatewayChange[] {
  if (grantsOf(stage).length === 0) return [];
  const summary = `Take back the Lambda permissions that ${stage.name} does not need any more`;
  return [{ kind: "revoke", destroys: true, stage: stage.name, summary }];
}

/** The rollout's end: what only its way back needed is cleared away after it, by this teardown or a later one. */
export function endRollout(context: MoveContext, after: Snapshot, leaving: readonly string[]): ApiGatewayChange[] {
  const { stage } = context;
  const summary = `Remove the rollout's tags from ${stage.name}`;
  const own = deletable(after, routed(context.settings), leaving).filter((id) => leaving.includes(id));
  return [
    ...deleteDeployments(own),
    { kind: "untag-rollout", destroys: true, stage: stage.name, summary },
    ...tidy(context, without(after, own), stage.name),
  ];
}

/** @param ended the stage whose rollout ends in the same plan. */
function tidy({ settings }: MoveContext, seen: Snapshot, ended?: string): ApiGatewayChange[] {
  const names = routed(settings);
  const unused = deletable(seen, names, []);
  const changes = deleteDeployments(unused.slice(settings.keepDeployments ?? unused.length));
  const left = ({ name, tags }: StageState) =>
    name === ended || (tags[TAG.ending] !== undefined && tags[TAG.rollout] === undefined);
  for (const stage of seen.stages.filter((candidate) => names.includes(candidate.name) && left(candidate))) {
    const summary = `Remove the note of the teardown from ${stage.name}`;
    changes.push(...revoke(stage), { kind: "tag", stage: stage.name, tags: {}, remove: [TAG.ending], summary });
  }
  return changes;
}

/**
 * The deployments that nothing needs, newest first: never one that a stage or its canary uses, nor one that is the way
 * back of a rollout on another stage.
 */
function deletable(seen: Snapshot, names: readonly string[], leaving: readonly string[]): string[] {
  const used = seen.stages.flatMap(({ name, deploymentId, canary, tags }) => [
    deploymentId,
    canary?.deploymentId,
    names.includes(name) ? undefined : tags[TAG.blue],
  ]);
  const unused = seen.deployments.map(({ id }) => id).filter((id) => !used.includes(id));
  return [...unused.filter((id) => leaving.includes(id)), ...unused.filter((id) => !leaving.includes(id))];
}

function deleteDeployments(ids: readonly string[]): ApiGatewayChange[] {
  if (ids.length === 0) return [];
  const named = ids.length > 5 ? `${ids.slice(0, 5).join(", ")} …` : ids.join(", ");
  const summary = `Delete ${amountOf(ids.length, "deployment")} that no stage uses: ${named}`;
  return [{ kind: "delete-deployments", destroys: true, ids, summary }];
}

function without(seen: Snapshot, ids: readonly string[]): Snapshot {
  return { ...seen, deployments: seen.deployments.filter(({ id }) => !ids.includes(id)) };
}

function routed({ routing }: ApiGatewaySettings): readonly string[] {
  return routing.kind === "canary" ? [routing.stage] : routing.stages;
}
