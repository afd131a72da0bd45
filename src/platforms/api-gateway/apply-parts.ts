import { DeliveryError } from "../../delivery/errors.ts";
import { errorName } from "../aws.ts";
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
  return new DeliveryError("refused", `The API has as many deployments as AWS allows. ${error.message}`, {
    cause: error.cause,
    noEffect: true,
    remedy: "Run `teardown` with `keep-deployments`, e.g. 20, which deletes old ones; the stage is as it was.",
  });
}

export function canaryGone(stage: string): DeliveryError {
  return new DeliveryError("drift", `The canary of ${stage} was removed or replaced by somebody else at this moment.`, {
    // What little it had was taken back: there is nothing for `post` to undo.
    noEffect: true,
    remedy: "Run `status` to see what the stage serves; no traffic was moved.",
  });
}

export function changedMeanwhile(name: string): DeliveryError {
  return new DeliveryError("drift", `${name} was changed by somebody else at the same moment.`, {
    remedy: "Run `status` to see what serves now; running the step again does what is left.",
  });
}
