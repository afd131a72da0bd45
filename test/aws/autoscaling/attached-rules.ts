import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, required, structure, structures, text } from "../params.ts";

/** What the API Reference says about the values of policies, scheduled actions and lifecycle hooks. */

const POLICY_TYPES = ["SimpleScaling", "StepScaling", "TargetTrackingScaling", "PredictiveScaling"];
const ADJUSTMENTS = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"];
const TRANSITIONS = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];

export function judgePolicy(policy: Params): void {
  const type = text(policy, "PolicyType") ?? "SimpleScaling";
  if (!POLICY_TYPES.includes(type)) refuse(`PolicyType ${type} is none of ${POLICY_TYPES.join(", ")}`);
  if (type === "TargetTrackingScaling") {
    const configuration = structure(policy, "TargetTrackingConfiguration");
    if (configuration === undefined)
      refuse("TargetTrackingConfiguration must be provided for TargetTrackingScaling policies");
    required(configuration, "TargetValue");
    return;
  }
  if (type === "PredictiveScaling") {
    if (structure(policy, "PredictiveScalingConfiguration") === undefined)
      refuse("PredictiveScalingConfiguration must be provided for PredictiveScaling policies");
    return;
  }
  const adjustment = required(policy, "AdjustmentType");
  if (!ADJUSTMENTS.includes(adjustment)) refuse(`AdjustmentType ${adjustment} is none of ${ADJUSTMENTS.join(", ")}`);
  if (type === "SimpleScaling") required(policy, "ScalingAdjustment");
  else if (structures(policy, "StepAdjustments").length === 0) refuse("At least one StepAdjustment must be specified");
}

export function judgeSchedule(schedule: Params, now: number): void {
  const [start, end, recurrence] = ["StartTime", "EndTime", "Recurrence"].map((member) => text(schedule, member));
  if (start === undefined && recurrence === undefined) refuse("Either StartTime or Recurrence must be specified");
  if (start !== undefined && !(Date.parse(start) > now)) refuse("Given start time is in the past");
  if (end !== undefined && !(Date.parse(end) > Math.max(now, Date.parse(start ?? "") || 0)))
    refuse("Given end time is in the past, or before the start time");
  if (recurrence !== undefined && !/^[\d*,/A-Za-z-]+( [\d*,/?LW#A-Za-z-]+){4}$/.test(recurrence))
    refuse(`Given recurrence string: ${recurrence} is invalid`);
  if (["MinSize", "MaxSize", "DesiredCapacity"].every((member) => integer(schedule, member) === undefined))
    refuse("At least one of MinSize, MaxSize and DesiredCapacity must be specified");
}

export function judgeHook(hook: Params): void {
  const transition = required(hook, "LifecycleTransition");
  if (!TRANSITIONS.includes(transition))
    refuse(`LifecycleTransition ${transition} is none of ${TRANSITIONS.join(", ")}`);
  const seconds = integer(hook, "HeartbeatTimeout") ?? 3_600;
  if (seconds < 30 || seconds > 7_200) refuse(`HeartbeatTimeout must be between 30 and 7200 seconds, not ${seconds}`);
  const result = text(hook, "DefaultResult") ?? "ABANDON";
  if (!["CONTINUE", "ABANDON"].includes(result)) refuse(`DefaultResult ${result} is neither CONTINUE nor ABANDON`);
}

function refuse(message: string): never {
  throw new AwsError("ValidationError", message);
}
