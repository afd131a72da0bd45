import type { Machine, Wishes } from "./model.ts";

/** Words of StatusReason. It is prose: three of them were seen on AWS, the others are ours. */

export const CANCELLED = "Cancelled due to user request.";
export const MANUAL_ROLLBACK = "Manual rollback initiated by user.";
export const CANCELLING = "Waiting for in-flight launches and terminations to complete before cancelling.";

/** Seen on AWS. */
export function warmingUp({ id }: Machine): string {
  return `Waiting for instances to warm up before continuing. For example: ${id} is warming up.`;
}

/** Seen on AWS. */
export function notAvailable({ id }: Machine): string {
  return `Waiting for remaining instances to be available. For example: ${id} has insufficient data to evaluate its health with Amazon EC2.`;
}

export function blocked({ id, place }: Machine): string {
  const what = place === "standby" ? "is in Standby" : "is protected from scale in";
  return `Waiting for instances that cannot be replaced. For example: ${id} ${what}.`;
}

export function atCheckpoint(percent: number, { checkpointDelay }: Wishes): string {
  return `Waiting ${checkpointDelay} seconds at the checkpoint at ${percent}%.`;
}

export function noData(alarm: string): string {
  return `Waiting for data of the CloudWatch alarm ${alarm}, which is in the INSUFFICIENT_DATA state.`;
}

export function alarmed(alarm: string): string {
  return `The CloudWatch alarm ${alarm} is in the ALARM state.`;
}

export function stalled(seconds: number): string {
  return `The instance refresh made no progress for ${seconds} seconds.`;
}

export function tooLong(seconds: number): string {
  return `The instance refresh did not end within ${seconds} seconds.`;
}
