import { randomUUID } from "node:crypto";
import type { Params, WorldClock } from "../contract.ts";
import type { Activity, ActivityStatus, Group } from "./model.ts";

/** Kept per group, newest first. */
const ACTIVITIES_KEPT = 200;

export function beginActivity(clock: WorldClock, group: Group, description: string, cause: string): Activity {
  const activity: Activity = {
    id: randomUUID(),
    description,
    cause,
    startedAt: new Date(clock.now()),
    endedAt: undefined,
    status: "InProgress",
    message: undefined,
  };
  group.activities.unshift(activity);
  group.activities.length = Math.min(group.activities.length, ACTIVITIES_KEPT);
  return activity;
}

/** Ends an activity. One that did not succeed says why in its description too, as the service does. */
export function endActivity(activity: Activity, status: ActivityStatus, message?: string): void {
  if (activity.endedAt !== undefined) return;
  const reason = message === undefined ? "" : `.  Status Reason: ${message}`;
  const description = `${activity.description}${reason}`;
  Object.assign(activity, { status, message, description, endedAt: new Date() });
}

export function isRunning({ endedAt }: Activity): boolean {
  return endedAt === undefined;
}

/** What DescribeScalingActivities shows of one. */
export function describeActivity(group: Group, activity: Activity): Params {
  return {
    ActivityId: activity.id,
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: activity.startedAt,
    EndTime: activity.endedAt,
    StatusCode: activity.status,
    StatusMessage: activity.message,
    Progress: isRunning(activity) ? 50 : 100,
  };
}
