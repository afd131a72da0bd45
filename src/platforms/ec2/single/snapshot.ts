import type { Outage } from "../../outage.ts";
import type { GroupState, ScalingActivity, Snapshot, TargetGroupState } from "../snapshot.ts";

/** A target group with what its checks take: how long a machine is on its way out, and in. */
export interface CheckedTargetGroup extends TargetGroupState {
  /** Seconds until a healthy machine counts as such: the interval of its checks. */
  checkSeconds: number;
}

/** An instance refresh as EC2 Auto Scaling tells of it. */
export interface Refresh {
  id: string;
  /** As the API has it: `InProgress`, `RollbackSuccessful` …; an unknown one counts as running. */
  status: string;
  /** In the engine's own words; prose. */
  reason: string | undefined;
  /** Percent, as the engine counts. */
  percent: number | undefined;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number | undefined;
  /** The launch template version that it brings, as `lt-0abc/7`; undefined: none was given, and it cannot be rolled back. */
  brings: string | undefined;
  /** `ReplaceRootVolume`, which only somebody else asks for. */
  strategy: string;
  autoRollback: boolean;
}

/** What the launch template version of the group says that a refresh cannot live with. */
export interface TemplateFacts {
  /** `ami-…`, or `resolve:ssm:…`. */
  imageId: string | undefined;
  /** The instance type is chosen by requirements. */
  byRequirements: boolean;
}

/** What the looks of one wait have seen of its machines. */
export interface Watched {
  /** The most machines that were on the version at a look, and since when. */
  most: number;
  since: number;
  /** Since when a machine in service has been unhealthy, by its id. Milliseconds since the epoch. */
  unhealthySince: Readonly<Record<string, number>>;
  /** The last machine of the version that was in service and unhealthy, and why. It may have been replaced since. */
  lastIll: string | undefined;
}

/** One Auto Scaling group at one moment. Plain data. */
export interface SingleSnapshot extends Pick<Snapshot, "groups" | "baking"> {
  /** Milliseconds since the epoch. */
  at: number;
  /** The one group, once more by itself. */
  group: GroupState;
  targetGroups: readonly CheckedTargetGroup[];
  /** Newest first; those that run before all others. */
  refreshes: readonly Refresh[];
  /** State of the image that a deploy asks for; undefined when this step did not ask. */
  imageState: string | undefined;
  /** Read by a deploy. */
  template: TemplateFacts | undefined;
  /** The state of each alarm that a deploy gives, by its name; `undefined`: there is none. */
  alarms: Readonly<Record<string, string | undefined>>;
  /** Since when the present wait goes on, in milliseconds since the epoch; undefined outside of one. */
  waitingSince: number | undefined;
  watched: Watched | undefined;
  outage: Outage | undefined;
  /** Scaling activities that failed since the wait began. */
  failures: readonly ScalingActivity[];
}
