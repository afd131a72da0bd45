import type { Params } from "../contract.ts";

/** Status details of one invocation, as the wire spells them (Systems Manager User Guide, "Understanding command statuses"). */
export type Details =
  | "Pending"
  | "InProgress"
  | "Delayed"
  | "Cancelling"
  | "Success"
  | "Failed"
  | "Cancelled"
  | "DeliveryTimedOut"
  | "ExecutionTimedOut"
  | "Terminated";

export interface Command {
  id: string;
  comment: string;
  documentName: string;
  documentVersion: string;
  /** As given: scripts and the names of parameters, before anything is put in. */
  parameters: Params;
  /** The script's lines, with values of Parameter Store put in. */
  lines: readonly string[];
  workingDirectory: string | undefined;
  /** AWS seconds. */
  timeoutSeconds: number;
  executionTimeout: number;
  maxConcurrency: string;
  maxErrors: string;
  /** Real milliseconds since the epoch. */
  requestedAt: number;
  invocations: Invocation[];
}

/** A command on one machine. */
export interface Invocation {
  instanceId: string;
  details: Details;
  /** -1 until it is known. */
  code: number;
  stdout: string;
  stderr: string;
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Never reaches the machine, whatever the machine does. */
  lost: boolean;
  cancelling: boolean;
  running: Running | undefined;
}

/** A script at work, or one that ended and has not been reported. */
export interface Running {
  kill(): void;
  ended: Ended | undefined;
}

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
  /** Killed because its time was over. */
  timedOut: boolean;
  endedAt: number;
}

export function isOpen({ details }: Invocation): boolean {
  return ["Pending", "InProgress", "Delayed", "Cancelling"].includes(details);
}

/** The status beside the details. */
export function statusOf(details: Details): string {
  if (details === "DeliveryTimedOut" || details === "ExecutionTimedOut") return "TimedOut";
  return details === "Terminated" ? "Failed" : details;
}
