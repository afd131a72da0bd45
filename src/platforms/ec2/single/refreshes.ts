import type { InstanceRefresh } from "@aws-sdk/client-auto-scaling";
import { templateTag } from "../groups/marks.ts";
import type { Refresh } from "./snapshot.ts";

/** What EC2 Auto Scaling tells of instance refreshes. Pure. */

/** Nothing goes on any more (EC2 Auto Scaling API Reference, InstanceRefresh). What is none of these counts as running. */
const FINAL: readonly string[] = ["Successful", "Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"];

export function isRunning({ status }: Refresh): boolean {
  return !FINAL.includes(status);
}

/** It leads back to what the group had before. */
export function isRollingBack({ status }: Refresh): boolean {
  return status === "RollbackInProgress";
}

export function runningOf(refreshes: readonly Refresh[]): Refresh | undefined {
  return refreshes.find(isRunning);
}

/** What the engine says of it, beside our own count: `InProgress, 40 %: Waiting for instances to warm up.` */
export function describeRefresh({ status, percent, reason }: Refresh): string {
  const share = percent === undefined ? "" : `, ${percent} %`;
  return `${status}${share}${reason === undefined || reason === "" ? "" : `: ${reason}`}`;
}

export function toRefresh(raw: InstanceRefresh): Refresh {
  const { LaunchTemplate, MixedInstancesPolicy } = raw.DesiredConfiguration ?? {};
  const template = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const { LaunchTemplateId: id = "", LaunchTemplateName: name = "", Version } = template ?? {};
  return {
    id: raw.InstanceRefreshId ?? "",
    status: raw.Status ?? "unknown",
    reason: raw.StatusReason,
    percent: raw.PercentageComplete,
    startedAt: raw.StartTime?.getTime() ?? 0,
    endedAt: raw.EndTime?.getTime(),
    brings: Version === undefined ? undefined : templateTag({ id, name }, Version),
    strategy: raw.Strategy ?? "Rolling",
    autoRollback: raw.Preferences?.AutoRollback === true,
  };
}

/** Those that run first, then the newest. */
export function inOrder(refreshes: readonly Refresh[]): Refresh[] {
  return [...refreshes].sort(
    (one, other) => Number(isRunning(other)) - Number(isRunning(one)) || other.startedAt - one.startedAt,
  );
}
