import { DeliveryError } from "../../delivery/errors.ts";
import type { RolloutRecord } from "./record.ts";
import { readRecord } from "./record.ts";
import type { DeploymentState, Snapshot, StageState } from "./snapshot.ts";
import { parseOrigin } from "./snapshot.ts";

/**
 * Where a canary's rollout stands on its stage, derived from the stage and the deployments' descriptions.
 *
 * - `idle`: no rollout, no canary.
 * - `begun`: marked; green may exist, but nothing points at it.
 * - `canary`: green is the stage's canary.
 * - `promoted`: the stage serves green; the canary settings may not be removed yet.
 * - `rolled-back`: nothing points at green any more, which had traffic or was rolled back.
 * - `foreign-canary`: a canary that no rollout on record has made.
 * - `foreign-base`: somebody made the stage serve a third deployment while the rollout was on.
 */
type Position = "idle" | "begun" | "canary" | "promoted" | "rolled-back" | "foreign-canary" | "foreign-base";

export interface Sides {
  stage: StageState;
  record: RolloutRecord | undefined;
  position: Position;
  /** Green's deployment, when it exists. */
  green: DeploymentState | undefined;
}

export function stageNamed(seen: Snapshot, name: string): StageState {
  const stage = seen.stages.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new DeliveryError("internal", `The stage ${name} was not observed.`);
  return stage;
}

export function identify(seen: Snapshot, stageName: string): Sides {
  const stage = stageNamed(seen, stageName);
  const record = readRecord(stage);
  if (record === undefined) {
    return { stage, record, position: stage.canary === undefined ? "idle" : "foreign-canary", green: undefined };
  }
  const own = ownDeployments(seen, stageName, record);
  const ids = own.map(({ id }) => id);
  const at = (id: string | undefined) => own.find((deployment) => deployment.id === id);
  const { canary, deploymentId } = stage;
  const promoted = ids.includes(deploymentId);
  const green = (promoted ? at(deploymentId) : at(canary?.deploymentId)) ?? own[0];
  return { stage, record, green, position: positionOf(stage, record, promoted, ids) };
}

function positionOf(
  { canary, deploymentId }: StageState,
  record: RolloutRecord,
  promoted: boolean,
  own: readonly string[],
): Position {
  if (canary !== undefined && !own.includes(canary.deploymentId)) return "foreign-canary";
  if (promoted) return "promoted";
  // A canary whose weight had moved does not go by itself: it was rolled back, whether that is on record or not. What
  // is deployed afterwards is no business of the rollout that is over.
  if (canary === undefined && record.last !== undefined) return "rolled-back";
  if (deploymentId !== record.blue) return "foreign-base";
  return canary === undefined ? "begun" : "canary";
}

/** The deployments that a rollout made, newest first: one, or more after a lost answer. */
export function ownDeployments(seen: Snapshot, stage: string, { id, startedAt }: RolloutRecord): DeploymentState[] {
  return seen.deployments.filter(({ description }) => {
    const origin = parseOrigin(description);
    return origin?.stage === stage && origin.rollout === id && origin.startedAt === startedAt;
  });
}

/** The deployments of earlier attempts at the same version, which were rolled back and taken up again. */
export function earlierAttempts(seen: Snapshot, stage: string, record: RolloutRecord): DeploymentState[] {
  const blue = seen.deployments.find(({ id }) => id === record.blue);
  return seen.deployments.filter(({ description, createdAt }) => {
    const origin = parseOrigin(description);
    if (origin?.stage !== stage || origin.revision !== record.revision) return false;
    return origin.startedAt !== record.startedAt && blue !== undefined && createdAt > blue.createdAt;
  });
}

/** What a deployment is, for people: the revision that we gave it, or else its id. */
export function revisionOf(seen: Snapshot, deploymentId: string): string {
  const description = seen.deployments.find(({ id }) => id === deploymentId)?.description ?? "";
  return parseOrigin(description)?.revision ?? `deployment ${deploymentId}`;
}
