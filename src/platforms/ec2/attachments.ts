import type {
  LifecycleHook,
  LifecycleHookSpecification,
  NotificationConfiguration,
  PutScalingPolicyType,
  PutScheduledUpdateGroupActionType,
  PutWarmPoolType,
  ScalingPolicy,
  ScheduledUpdateGroupAction,
  WarmPoolConfiguration,
} from "@aws-sdk/client-auto-scaling";
import { DeliveryError } from "../../delivery/errors.ts";

/** What calls of its own put on a group, as the Describe calls return it. */
export interface Attachments {
  policies: readonly ScalingPolicy[];
  schedules: readonly ScheduledUpdateGroupAction[];
  hooks: readonly LifecycleHook[];
  notifications: readonly NotificationConfiguration[];
  warmPool: WarmPoolConfiguration | undefined;
  metrics: readonly string[];
  suspended: readonly string[];
}

/** One call that puts something on green's group, which gets its name when the call is made. */
export type Attachment =
  | { call: "PutScalingPolicy"; input: Omit<PutScalingPolicyType, "AutoScalingGroupName"> }
  | { call: "PutScheduledUpdateGroupAction"; input: Omit<PutScheduledUpdateGroupActionType, "AutoScalingGroupName"> }
  | { call: "PutNotificationConfiguration"; input: { TopicARN: string; NotificationTypes: string[] } }
  | { call: "PutWarmPool"; input: Omit<PutWarmPoolType, "AutoScalingGroupName"> }
  | { call: "EnableMetricsCollection"; input: { Granularity: string; Metrics: string[] } }
  | { call: "SuspendProcesses"; input: { ScalingProcesses: string[] } };

/** What is carried of each kind, and what is not, with the reason. A test walks the SDK's model against these lists. */
export const ATTACHMENT_MEMBERS = {
  ScalingPolicy: {
    carried: [
      "PolicyName",
      "PolicyType",
      "AdjustmentType",
      "MinAdjustmentStep",
      "MinAdjustmentMagnitude",
      "ScalingAdjustment",
      "Cooldown",
      "StepAdjustments",
      "MetricAggregationType",
      "EstimatedInstanceWarmup",
      "TargetTrackingConfiguration",
      "Enabled",
      "PredictiveScalingConfiguration",
    ],
    left: {
      AutoScalingGroupName: "green's own",
      PolicyARN: "given by AWS",
      Alarms: "of target tracking and predictive scaling: made by AWS; of others: refused, see requireCarriable",
    },
  },
  ScheduledUpdateGroupAction: {
    carried: [
      "ScheduledActionName",
      "StartTime",
      "EndTime",
      "Recurrence",
      "MinSize",
      "MaxSize",
      "DesiredCapacity",
      "TimeZone",
    ],
    left: {
      AutoScalingGroupName: "green's own",
      ScheduledActionARN: "given by AWS",
      Time: "the former name of StartTime",
    },
  },
  LifecycleHook: {
    carried: [
      "LifecycleHookName",
      "LifecycleTransition",
      "NotificationTargetARN",
      "RoleARN",
      "NotificationMetadata",
      "HeartbeatTimeout",
      "DefaultResult",
    ],
    left: { AutoScalingGroupName: "green's own", GlobalTimeout: "computed by AWS" },
  },
  NotificationConfiguration: {
    carried: ["TopicARN", "NotificationType"],
    left: { AutoScalingGroupName: "green's own" },
  },
  WarmPoolConfiguration: {
    carried: ["MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
    left: { Status: "whether the pool is being deleted" },
  },
  EnabledMetric: { carried: ["Metric", "Granularity"], left: {} },
  SuspendedProcess: { carried: ["ProcessName"], left: { SuspensionReason: "given by AWS" } },
} as const;

/** Suspended on green, these would keep it from ever getting healthy, or from going away. */
const NEEDED_PROCESSES = new Set(["Launch", "Terminate", "HealthCheck", "AddToLoadBalancer"]);

/** Hooks go with the call that creates the group: put later they would miss its first instances. */
export function hookSpecifications({ hooks }: Attachments): LifecycleHookSpecification[] {
  return hooks.map((hook) => ({
    LifecycleHookName: hook.LifecycleHookName,
    LifecycleTransition: hook.LifecycleTransition,
    ...pick(hook, ATTACHMENT_MEMBERS.LifecycleHook.carried.slice(2)),
  }));
}

/**
 * The calls that give green what blue has and green lacks: nothing when it has it all.
 *
 * @param from and `to` name the groups and their target groups: dimensions and resource labels are re-pointed.
 * @param now milliseconds since the epoch: scheduled actions of the past are left behind.
 * @throws DeliveryError `unsuitable` for a step or simple policy with an alarm, which is a CloudWatch object of its own.
 */
export function missingAttachments(
  blue: Attachments,
  green: Attachments | undefined,
  repoint: Repointing,
  now: number,
): Attachment[] {
  for (const policy of blue.policies) requireCarriable(policy, repoint.from.group);
  const has = (list: readonly (string | undefined)[], name: string | undefined) => list.includes(name);
  const policies = blue.policies
    .filter(({ PolicyName }) => !has(green?.policies.map((policy) => policy.PolicyName) ?? [], PolicyName))
    .map((policy): Attachment => {
      const input = repointed(pick(policy, ATTACHMENT_MEMBERS.ScalingPolicy.carried), repoint);
      return { call: "PutScalingPolicy", input: { PolicyName: policy.PolicyName, ...input } };
    });
  const schedules = blue.schedules
    .filter(({ ScheduledActionName: name }) => !has(green?.schedules.map((own) => own.ScheduledActionName) ?? [], name))
    .flatMap((schedule) => scheduled(schedule, now));
  const metrics = blue.metrics.filter((metric) => !has(green?.metrics ?? [], metric));
  const suspended = carriableProcesses(blue).filter((process) => !has(green?.suspended ?? [], process));
  const pool = green?.warmPool === undefined ? blue.warmPool : undefined;
  return [
    ...(metrics.length === 0
      ? []
      : [{ call: "EnableMetricsCollection" as const, input: { Granularity: "1Minute", Metrics: metrics } }]),
    ...(suspended.length === 0 ? [] : [{ call: "SuspendProcesses" as const, input: { ScalingProcesses: suspended } }]),
    ...notifications(blue, green),
    ...(pool === undefined || pool.Status === "PendingDelete"
      ? []
      : [{ call: "PutWarmPool" as const, input: pick(pool, ATTACHMENT_MEMBERS.WarmPoolConfiguration.carried) }]),
    ...policies,
    ...schedules,
  ];
}

/** Suspended processes that green does not take over, because with them no rollout can work. */
export function droppedProcesses({ suspended }: Attachments): string[] {
  return suspended.filter((process) => NEEDED_PROCESSES.has(process));
}

export interface Repointing {
  from: { group: string; targetGroupArn: string };
  to: { group: string; targetGroupArn: string };
}

function requireCarriable({ PolicyName, PolicyType, Alarms = [] }: ScalingPolicy, group: string): void {
  const own = PolicyType === "StepScaling" || PolicyType === "SimpleScaling" || PolicyType === undefined;
  if (!own || Alarms.length === 0) return;
  const names = Alarms.map(({ AlarmName }) => AlarmName).join(", ");
  throw new DeliveryError(
    "unsuitable",
    `auto-scaling-groups: the ${PolicyType} policy ${PolicyName} of ${group} is driven by the CloudWatch alarm ${names}, which a clone cannot take along.`,
    {
      remedy:
        "Use a target tracking policy, whose alarms AWS makes, or a permanent pair of groups with alarms of their own; nothing was touched.",
    },
  );
}

function carriableProcesses({ suspended }: Attachments): string[] {
  return suspended.filter((process) => !NEEDED_PROCESSES.has(process));
}

/** A scheduled action that is over is left behind; the start of one that recurs is, too, once it has passed. */
function scheduled(schedule: ScheduledUpdateGroupAction, now: number): Attachment[] {
  const { StartTime, EndTime, Recurrence, ScheduledActionName } = schedule;
  const past = (time: Date | undefined) => time !== undefined && time.getTime() <= now;
  if (past(EndTime) || (Recurrence === undefined && past(StartTime))) return [];
  const { StartTime: _start, ...rest } = pick(schedule, ATTACHMENT_MEMBERS.ScheduledUpdateGroupAction.carried);
  const start = StartTime === undefined || past(StartTime) ? {} : { StartTime };
  return [{ call: "PutScheduledUpdateGroupAction", input: { ScheduledActionName, ...rest, ...start } }];
}

function notifications(blue: Attachments, green: Attachments | undefined): Attachment[] {
  const key = ({ TopicARN, NotificationType }: NotificationConfiguration) => `${TopicARN} ${NotificationType}`;
  const own = new Set(green?.notifications.map(key));
  const byTopic = new Map<string, string[]>();
  for (const notification of blue.notifications) {
    const { TopicARN = "", NotificationType = "" } = notification;
    if (!own.has(key(notification))) byTopic.set(TopicARN, [...(byTopic.get(TopicARN) ?? []), NotificationType]);
  }
  return [...byTopic].map(([TopicARN, NotificationTypes]) => ({
    call: "PutNotificationConfiguration",
    input: { TopicARN, NotificationTypes },
  }));
}

function pick<T extends object, K extends string>(object: T, members: readonly K[]): Partial<Pick<T, K & keyof T>> {
  const entries = Object.entries(object).filter(
    ([name, value]) => value !== undefined && members.some((member) => member === name),
  );
  return Object.fromEntries(entries) as Partial<Pick<T, K & keyof T>>;
}

/**
 * The same configuration about green: resource labels (`app/…/targetgroup/…`) name green's target group, and dimensions
 * that name blue's group name green's.
 */
function repointed<T>(value: T, repoint: Repointing): T {
  const label = (arn: string) => arn.slice(arn.indexOf("targetgroup/"));
  const [oldLabel, newLabel] = [label(repoint.from.targetGroupArn), label(repoint.to.targetGroupArn)];
  const walk = (node: unknown): unknown => {
    if (typeof node === "string") {
      if (node === repoint.from.group) return repoint.to.group;
      return node.endsWith(oldLabel) ? node.slice(0, -oldLabel.length) + newLabel : node;
    }
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === "object" && node !== null && !(node instanceof Date)) {
      return Object.fromEntries(
        Object.entries(node).map(([name, inner]) => [name, name === "PolicyName" ? inner : walk(inner)]),
      );
    }
    return node;
  };
  return walk(value) as T;
}
