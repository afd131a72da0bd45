import { randomUUID } from "node:crypto";
import type { Alarm } from "../cloudwatch/alarms.ts";
import { allActions, withoutActions } from "../cloudwatch/alarms.ts";
import type { CloudWatch } from "../cloudwatch/index.ts";
import type { Params } from "../contract.ts";
import { integer, structures, text } from "../params.ts";
import type { Group } from "./model.ts";

/** By how much an alarm's metric was beyond its threshold. */
interface Breach {
  difference: number;
}

/** What alarms do to groups: policies that are carried out, and what happens to alarms when a policy goes. */
export class Scaling {
  readonly #cloudWatch: CloudWatch;

  constructor(cloudWatch: CloudWatch, groups: ReadonlyMap<string, Group>) {
    this.#cloudWatch = cloudWatch;
    cloudWatch.onAction((arn, alarm) => {
      for (const group of groups.values()) {
        const policy = [...group.attached.policies.values()].find((each) => policyArn(group, each) === arn);
        if (policy !== undefined && text(policy, "Enabled") !== "false" && !group.suspended.has("AlarmNotification"))
          execute(group, policy, breachOf(alarm));
      }
    });
  }

  /** The alarms that call a policy, as DescribePolicies has them. */
  alarms(arn: string): Params[] {
    return this.#cloudWatch.calling(arn).map(({ name, arn }) => ({ AlarmName: name, AlarmARN: arn }));
  }

  /** The service makes two alarms for a target tracking policy, which are its own. */
  track(group: Group, policy: Params): void {
    const arn = policyArn(group, policy);
    if (text(policy, "PolicyType") !== "TargetTrackingScaling" || this.alarms(arn).length > 0) return;
    for (const [side, ComparisonOperator] of [
      ["High", "GreaterThanThreshold"],
      ["Low", "LessThanThreshold"],
    ]) {
      const name = `TargetTracking-${group.name}-Alarm${side}-${randomUUID()}`;
      const metric = { MetricName: "CPUUtilization", Namespace: "AWS/EC2", Statistic: "Average", Period: 60 };
      const settings = { AlarmName: name, ...metric, ComparisonOperator, EvaluationPeriods: 3, AlarmActions: [arn] };
      this.#cloudWatch.put(name, settings, []);
    }
  }

  /** A policy that is deleted takes the alarms along that the service made for it (User Guide, "Delete a scaling policy"). */
  forget(group: Group, policy: Params): void {
    const arn = policyArn(group, policy);
    const tracking = text(policy, "PolicyType") === "TargetTrackingScaling";
    for (const alarm of this.#cloudWatch.calling(arn)) {
      withoutActions(alarm, (action) => action === arn);
      if (tracking) this.#cloudWatch.alarms.delete(alarm.name);
    }
  }

  /**
   * "Deleting the group deletes the policies, the underlying alarm actions, and any alarm that no longer has an
   * associated action" (API Reference, DeleteAutoScalingGroup).
   */
  forgetGroup(group: Group): void {
    const arns = [...group.attached.policies.values()].map((policy) => policyArn(group, policy));
    for (const alarm of new Set(arns.flatMap((arn) => this.#cloudWatch.calling(arn)))) {
      withoutActions(alarm, (action) => arns.includes(action));
      if (allActions(alarm).length === 0) this.#cloudWatch.alarms.delete(alarm.name);
    }
    group.attached.policies.clear();
  }
}

export function policyArn(group: Group, policy: Params): string {
  return `${group.arn.replace(":autoScalingGroup:", ":scalingPolicy:")}:policyName/${text(policy, "PolicyName")}`;
}

/** Auto Scaling reads the metric from the data of the alarm's state (CloudWatch API Reference, SetAlarmState). */
function breachOf({ settings, state }: Alarm): Breach {
  const data = JSON.parse(state.data ?? "{}") as { recentDatapoints?: number[]; threshold?: number };
  const threshold = data.threshold ?? Number(settings.Threshold);
  return { difference: (data.recentDatapoints?.at(-1) ?? threshold) - threshold };
}

function execute(group: Group, policy: Params, { difference }: Breach): void {
  const step = structures(policy, "StepAdjustments").find((each) => {
    const [lower, upper] = [text(each, "MetricIntervalLowerBound"), text(each, "MetricIntervalUpperBound")];
    return (lower === undefined || difference >= Number(lower)) && (upper === undefined || difference < Number(upper));
  });
  const adjustment = integer(step ?? policy, "ScalingAdjustment") ?? 0;
  const sizes: Record<string, number> = {
    ChangeInCapacity: group.desired + adjustment,
    ExactCapacity: adjustment,
    PercentChangeInCapacity:
      group.desired + Math.sign(adjustment) * Math.ceil((group.desired * Math.abs(adjustment)) / 100),
  };
  const wanted = sizes[text(policy, "AdjustmentType") ?? "ChangeInCapacity"] ?? group.desired;
  group.desired = Math.min(Math.max(wanted, group.min), group.max);
}
