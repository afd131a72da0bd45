import type { Amount } from "../../../delivery/batches.ts";

/** The `ec2` inputs of `strategy: in-place`, judged: the machines of one Auto Scaling group, changed where they are. */
export interface InPlaceSettings {
  region: string;
  strategy: "in-place";
  /** The group's name. */
  group: string;
  /** Names or ARNs of its target groups, one at least. */
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
  /** On how many machines the commands may fail before all is rolled back. */
  maxErrors: number;
}
