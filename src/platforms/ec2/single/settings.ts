import type { Amount } from "../../../delivery/batches.ts";
import type { Revision } from "../settings.ts";

/** The strategies that replace the machines of one group. */
export const REPLACING = ["rolling", "rolling-with-additional-batch", "all-at-once"] as const;
export type Replacing = (typeof REPLACING)[number];

/** What becomes of machines that are in Standby or protected from scale-in: EC2 Auto Scaling's own words are others. */
export type LeftAlone = "wait" | "ignore" | "replace";

/** The `ec2` inputs of a strategy without a second fleet, judged: one Auto Scaling group, and what sends it requests. */
export interface SingleSettings {
  region: string;
  strategy: Replacing;
  /** The group's name. */
  group: string;
  /** Names or ARNs of its target groups, one at least. */
  targetGroups: readonly string[];
  /** Given for `deploy` alone. */
  revision: Revision | undefined;
  /** How many launch template versions of ours a deploy leaves; undefined: all. */
  keepVersions: number | undefined;
  /** Undefined: as many as `minHealthy` allows, or 1. */
  batch: Amount | undefined;
  /** Undefined: all but a batch. */
  minHealthy: Amount | undefined;
  /** Seconds; undefined: the group's own. */
  warmUpSeconds: number | undefined;
  /** Milliseconds in which a machine has to get healthy, or all are put back; undefined: by what one takes. */
  batchTimeoutMs: number | undefined;
  /** Percent of new machines at which it pauses, rising; [] for none. */
  checkpoints: readonly number[];
  /** Seconds that each checkpoint lasts; undefined: as AWS does. */
  checkpointSeconds: number | undefined;
  /** Seconds that all new machines are watched before it is over. */
  bakeSeconds: number;
  /** Names of the CloudWatch alarms that end it. */
  alarms: readonly string[];
  standby: LeftAlone;
  protected: LeftAlone;
}
