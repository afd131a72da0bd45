import type { Params } from "../contract.ts";
import type { Instance } from "../ec2/instances.ts";
import type { Refresh } from "./refresh/model.ts";

export interface Group {
  name: string;
  arn: string;
  min: number;
  max: number;
  /** In capacity units: instances, or what the weights of a mixed instances policy count. */
  desired: number;
  /** Members of CreateAutoScalingGroup without a field of their own here, as they came. */
  members: Params;
  tags: Map<string, Tag>;
  targetGroupArns: string[];
  /** Those of them that were given as traffic sources: the older calls about target groups do not know these. */
  sourceArns: readonly string[];
  instances: Member[];
  /** The instances of the warm pool. */
  warm: Member[];
  /** A warm pool that was deleted and still has instances. */
  poolDeleting: boolean;
  suspended: Set<string>;
  metrics: Set<string>;
  activities: Activity[];
  /** Instance refreshes, the newest first. */
  refreshes: Refresh[];
  deleting: boolean;
  createdAt: Date;
  /** Real milliseconds since the epoch until which no launch is tried, after one failed. */
  pauseUntil: number;
  /** What is put on a group by calls of its own, by kind and name. */
  attached: Record<AttachedKind, Map<string, Params>>;
}

export type AttachedKind = "policies" | "schedules" | "hooks" | "notifications" | "warmPool";

export interface Tag {
  key: string;
  value: string;
  propagate: boolean;
}

/** Lifecycle states (Auto Scaling API Reference, LifecycleState), those that are modelled. */
export type Lifecycle =
  | "Pending"
  | "Pending:Wait"
  | "InService"
  | "EnteringStandby"
  | "Standby"
  | "Detaching"
  | "Terminating"
  | "Terminating:Wait"
  | "Terminating:Retained"
  | "Warmed:Pending"
  | "Warmed:Pending:Wait"
  | "Warmed:Stopped"
  | "Warmed:Running"
  | "Warmed:Hibernated";

export interface Member {
  instance: Instance;
  lifecycle: Lifecycle;
  healthy: boolean;
  protected: boolean;
  /** What it was launched with; `NO_TEMPLATE` of an instance that was attached. */
  template: { id: string; name: string; version: number };
  instanceType: string;
  /** Undefined where the group has no weights. */
  weight: number | undefined;
  /** Registered, and not yet in service. */
  entering: boolean;
  /** Ends one that was retained on its way out. */
  letGo: (() => void) | undefined;
  inServiceSince: number;
  /** The activity that launches it. */
  launch: Activity | undefined;
  /** Lifecycle actions that have not ended yet, by hook. */
  actions: Map<string, LifecycleAction>;
}

/** Of an instance that somebody else launched. */
export const NO_TEMPLATE = { id: "", name: "", version: 0 };

/** One hook's hold on one instance. */
export interface LifecycleAction {
  token: string;
  /** Ends it; a result other than CONTINUE abandons it, for this reason. */
  complete(result: string, reason: string): void;
  /** Starts the heartbeat anew. */
  heartbeat(): void;
  /** Ends it without any result. */
  cancel(): void;
}

export interface Activity {
  id: string;
  description: string;
  cause: string;
  startedAt: Date;
  endedAt: Date | undefined;
  status: ActivityStatus;
  message: string | undefined;
}

export type ActivityStatus = "InProgress" | "MidLifecycleAction" | "Successful" | "Failed" | "Cancelled";

/** Whether the instance is on its way out. */
export function isLeaving({ lifecycle }: Member): boolean {
  return lifecycle.startsWith("Terminating") || lifecycle === "Detaching";
}

/** Whether the instance counts toward the desired capacity. */
export function counts(member: Member): boolean {
  return !isLeaving(member) && !["Standby", "EnteringStandby"].includes(member.lifecycle);
}

/** Capacity units of some instances. */
export function unitsOf(members: readonly Member[]): number {
  return members.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
}
