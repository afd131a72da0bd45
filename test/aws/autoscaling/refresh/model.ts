import type { Params } from "../../contract.ts";
import type { Percentages } from "./bounds.ts";

/** States of an instance refresh (API Reference, InstanceRefresh). */
export type Status = "Pending" | "InProgress" | "Baking" | "Cancelling" | "RollbackInProgress" | FinalStatus;
export type FinalStatus = (typeof FINAL)[number];

const FINAL = ["Successful", "Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"] as const;

export function isOver({ status }: Pick<Progress, "status">): boolean {
  return FINAL.some((each) => each === status);
}

/** What a refresh was asked for. Times in AWS seconds. */
export interface Wishes {
  percentages: Percentages;
  warmup: number;
  bakeTime: number;
  /** Ascending percentages; empty: none. */
  checkpoints: readonly number[];
  checkpointDelay: number;
  skipMatching: boolean;
  autoRollback: boolean;
  alarms: readonly string[];
  protectedInstances: "Refresh" | "Ignore" | "Wait";
  standbyInstances: "Terminate" | "Ignore" | "Wait";
}

/** How far a refresh has come: all that it remembers from one look at its group to the next. Times in AWS seconds. */
export interface Progress {
  status: Status;
  reason: string | undefined;
  startedAt: number;
  /** When it last came on. */
  movedAt: number;
  endedAt: number | undefined;
  /** What there was when its present phase began; undefined: that phase has not looked at the group yet. */
  scope: Scope | undefined;
  /** Of the instances in scope: those that are no more, and the most new ones that ever were ready at once. */
  gone: number;
  ready: number;
  percent: number;
  toUpdate: number;
  /** Of the warm pool; undefined where the group has none. */
  pool: PoolProgress | undefined;
  /** The last checkpoint that was reached, and until when it waits there. */
  checkpoint: number;
  waitsUntil: number;
  bakesUntil: number;
  /** Units that run beyond the desired capacity, or are missing from it. */
  surge: number;
  rollback: Rollback | undefined;
}

/** Which instances a refresh replaces. */
export interface Scope {
  old: ReadonlySet<string>;
  /** Those that were there before and are none of its business. */
  kept: ReadonlySet<string>;
  /** Of the old ones, how many were in the group and how many in its warm pool. */
  total: number;
  pooled: number;
}

export interface PoolProgress {
  percent: number;
  toUpdate: number;
}

/** What was so when a rollback began. */
export interface Rollback {
  reason: string;
  at: number;
  percent: number;
  toUpdate: number;
  pool: PoolProgress | undefined;
}

/** One instance refresh of a group. */
export interface Refresh {
  id: string;
  wishes: Wishes;
  /** LaunchTemplate or MixedInstancesPolicy; undefined: what the group has. */
  desired: Params | undefined;
  /** The preferences as they are shown. */
  shown: Params;
  progress: Progress;
}

/** An instance as a refresh sees it. */
export interface Machine {
  id: string;
  zone: string;
  version: number;
  /** Capacity units. */
  units: number;
  /** Whether it is of the configuration that is wanted now. */
  matches: boolean;
  place: "pending" | "in-service" | "standby" | "leaving";
  /** In service, and found healthy by every check that the group has. */
  healthy: boolean;
  protected: boolean;
  /** AWS seconds in service. */
  age: number;
}

/** What a refresh looks at. */
export interface View {
  /** AWS seconds. */
  now: number;
  /** The group's desired capacity. */
  desired: number;
  machines: readonly Machine[];
  /** The warm pool; undefined: there is none. */
  pool: readonly Machine[] | undefined;
  alarms: { name: string; state: string }[];
  suspended: ReadonlySet<string>;
  /** Of termination; the first one that is known counts. */
  policies: readonly string[];
  /** Why the group cannot have what is wanted; undefined: it can. */
  unfit: string | undefined;
  /** Whether what was deployed can be undone. */
  reversible: boolean;
}

/** How long things take, in AWS seconds. */
export interface Timing {
  pending: number;
  /** Without any progress. */
  stall: number;
  lifetime: number;
  /**
   * Whether a successor is launched only after its predecessor has drained. AWS does not say; plan for either.
   */
  awaitsDrain: boolean;
}

/** What to do now. */
export interface Step {
  progress: Progress;
  /** Ids of instances of the group or of its warm pool. */
  terminate: readonly string[];
}
