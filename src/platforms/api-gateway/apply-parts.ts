import { DeliveryError } from "../../delivery/errors.ts";
import { errorName } from "../aws.ts";
import type { Holder } from "./changes.ts";
import type { RolloutRecord } from "./record.ts";
import { readRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { Snapshot, StageState, Tags } from "./snapshot.ts";

/** What the writer is made of besides its calls: states after a change, and what its errors mean. */

/** Stands in where the caller has no use for the state that follows. */
export const EMPTY: Snapshot = {
  at: 0,
  stages: [],
  deployments: [],
  resources: undefined,
  permissions: [],
  mapping: undefined,
};

export function replaceStage(seen: Snapshot, name: string, change: (stage: StageState) => StageState): Snapshot {
  return { ...seen, stages: seen.stages.map((stage) => (stage.name === name ? change(stage) : stage)) };
}

export function without(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

export function isPassing(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || isQuota(error)) return false;
  return error.transient || ["ConflictException", "LimitExceededException"].includes(errorName(error));
}

/** The service says "limit exceeded" to too many calls as well as to too many deployments. */
function isQuota(error: DeliveryError): boolean {
  return /maximum number of deployments/i.test(error.message);
}

export function limitReached(error: unknown): unknown {
  if (!(error instanceof DeliveryError) || !isQuota(error)) return error;
  return refuse("too-many-deployments", { said: error.message }, { cause: error.cause, noEffect: true });
}

/** What little the canary had was taken back: there is nothing for `post` to undo. */
export function canaryGone(stage: string): DeliveryError {
  return refuse("canary-gone", { stage }, { noEffect: true });
}

/**
 * Right before the call: the stage must still be marked with the rollout that the change is about, no teardown of it have
 * begun, and nobody have rolled back what a deploy brings up.
 *
 * @throws DeliveryError `conflict`; nothing was changed by then.
 */
export function requireHolder(live: StageState, of: Holder | undefined, outranks: boolean): void {
  if (of === undefined) return;
  const found = whatCameBetween(readRecord(live), of, outranks);
  if (found !== undefined) throw refuse("rollout-replaced", { stage: live.name, found }, { noEffect: true });
}

export function isSameRollout(one: Holder, other: Holder): boolean {
  return one.id === other.id && one.startedAt === other.startedAt;
}

function whatCameBetween(record: RolloutRecord | undefined, of: Holder, outranks: boolean): string | undefined {
  if (record === undefined) return "its tags are gone";
  if (!isSameRollout(record, of)) return `${record.id} deploys ${record.revision} there`;
  if (outranks) return undefined;
  if (record.ending !== undefined) return "a teardown of it has begun";
  if (of.nonce === undefined) return undefined;
  if (record.nonce !== of.nonce) return "another run has taken it up";
  return record.last?.by === "rollback" ? `${record.last.run ?? "somebody"} has rolled it back` : undefined;
}
