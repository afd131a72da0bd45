import type { Amount } from "../../../delivery/batches.ts";

/** The `ec2` inputs of `strategy: in-place`, judged: machines that are changed where they are. */
export interface InPlaceSettings {
  region: string;
  strategy: "in-place";
  /** The name of the Auto Scaling group that owns the machines; undefined: none does, and they are those registered. */
  group: string | undefined;
  /** Names or ARNs of the target groups in which they are registered, one at least. */
  targetGroups: readonly string[];
  /** Given for `deploy` alone. */
  revision: string | undefined;
  /** Undefined where no step runs any. */
  commands: string | undefined;
  /** Undefined: `commands`, with the former revision. */
  rollbackCommands: string | undefined;
  healthCommand: string | undefined;
  /** How long the commands may take on one machine. */
  commandTimeoutMs: number;
  /** Undefined: as many as `minHealthy` allows, or 1. */
  batch: Amount | undefined;
  /** Undefined: all but a batch. */
  minHealthy: Amount | undefined;
  /** How long a machine that has come back may take to become healthy. */
  batchTimeoutMs: number;
  /** How long all changed machines are watched before it is over. */
  bakeMs: number;
  /** Names of the CloudWatch alarms that roll it back. */
  alarms: readonly string[];
  /** On how many machines the commands may fail before all is rolled back. */
  maxErrors: number;
}
