import type { Params } from "../contract.ts";
import type { Instance } from "../ec2/instances.ts";

export interface Group {
  name: string;
  arn: string;
  min: number;
  max: number;
  desired: number;
  /** Members of CreateAutoScalingGroup without a field of their own here, as they came. */
  members: Params;
  tags: Map<string, Tag>;
  targetGroupArns: string[];
  /** Those of them that were given as traffic sources: the older calls about target groups do not know these. */
  sourceArns: readonly string[];
  instances: Member[];
  suspended: Set<string>;
  metrics: Set<string>;
  activities: Activity[];
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

export interface Member {
  instance: Instance;
  lifecycle: "Pending" | "InService" | "Terminating";
  healthy: boolean;
  protected: boolean;
  template: { id: string; name: string; version: number };
  instanceType: string;
  inServiceSince: number;
}

export interface Activity {
  id: string;
  description: string;
  cause: string;
  startedAt: Date;
  endedAt: Date | undefined;
  status: "InProgress" | "Successful" | "Failed";
  message: string | undefined;
}
