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
import type { AlarmState, PutAlarm } from "./alarms.ts";
import { alarmWarnings, missingAlarms } from "./alarms.ts";
import type { ReferenceRewrite } from "./references.ts";
import { rewriteReferences } from "./references.ts";

/** What calls of its own put on a group, as the Describe calls return it. */
export interface GroupConfig {
  policies: readonly ScalingPolicy[];
  /** The customer's alarms that drive the policies. */
  alarms: readonly AlarmState[];
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
  | { call: "SuspendProcesses"; input: { ScalingProcesses: string[] } }
  | PutAlarm;

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
      Alarms:
        "of target tracking and predictive scaling: made by AWS; of others: put after the policies, see alarms.ts",
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
export function hookSpecifications({ hooks }: GroupConfig): LifecycleHookSpecification[] {
  return hooks.map((hook) => ({
    LifecycleHookName: hook.LifecycleHookName,
    LifecycleTransition: hook.LifecycleTransition,
    ...pick(hook, ATTACHMENT_MEMBERS.LifecycleHook.carried.slice(2)),
  }));
}

/**
 * The calls that give green what blue has and green lacks, in their order: nothing when it has it all.
 *
 * @param from and `to` name the groups and their target groups: dimensions and resource labels are re-pointed.
 * @param now milliseconds since the epoch: scheduled actions of the past are left behind.
 * @throws DeliveryError `not-found` or `unsuitable` for an alarm that cannot be taken along.
 */
export function missingAttachments(
  blue: GroupConfig,
  green: GroupConfig | undefined,
  rewrite: ReferenceRewrite,
  now: number,
): Attachment[] {
  const has = (list: readonly (string | undefined)[], name: string | undefined) => list.includes(name);
  const policies = blue.policies
    .filter(({ PolicyName }) => !has(green?.policies.map((policy) => policy.PolicyName) ?? [], PolicyName))
    .map((policy): Attachment => {
      // Lists that the policy's type does not have are told as empty ones, and would be given as such.
      const input = rewriteReferences(
        withoutEmptyLists(pick(policy, ATTACHMENT_MEMBERS.ScalingPolicy.carried)),
        rewrite,
      );
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
    ...missingAlarms(blue, green, rewrite),
  ];
}

/** Sentences about what is attached to blue that its clone does not take over as it is. */
export function attachmentWarnings(blue: GroupConfig, from: string, to: string): string[] {
  const dropped = droppedProcesses(blue);
  const alarms = alarmWarnings(blue, from, to);
  if (dropped.length === 0) return alarms;
  const names = dropped.join(", ");
  return [`${from} has suspended processes that ${to} does not take over, because it needs them: ${names}.`, ...alarms];
}

/** Suspended processes that green does not take over, because with them no rollout can work. */
function droppedProcesses({ suspended }: GroupConfig): string[] {
  return suspended.filter((process) => NEEDED_PROCESSES.has(process));
}

function carriableProcesses({ suspended }: GroupConfig): string[] {
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

/** A topic is put with all its types, blue's and green's own: the call overwrites those that it had. */
function notifications(blue: GroupConfig, green: GroupConfig | undefined): Attachment[] {
  const [wanted, own] = [typesByTopic(blue), typesByTopic(green)];
  return [...wanted].flatMap(([TopicARN, types]) => {
    const has = own.get(TopicARN) ?? new Set();
    if ([...types].every((type) => has.has(type))) return [];
    return [
      {
        call: "PutNotificationConfiguration",
        input: { TopicARN, NotificationTypes: [...new Set([...types, ...has])] },
      },
    ];
  });
}

function typesByTopic(attachments: GroupConfig | undefined): Map<string, Set<string>> {
  const topics = new Map<string, Set<string>>();
  for (const { TopicARN = "", NotificationType = "" } of attachments?.notifications ?? [])
    topics.set(TopicARN, (topics.get(TopicARN) ?? new Set()).add(NotificationType));
  return topics;
}

function withoutEmptyLists<T extends object>(object: T): T {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  ) as T;
}

function pick<T extends object, K extends string>(object: T, members: readonly K[]): Partial<Pick<T, K & keyof T>> {
  const entries = Object.entries(object).filter(
    ([name, value]) => value !== undefined && members.some((member) => member === name),
  );
  return Object.fromEntries(entries) as Partial<Pick<T, K & keyof T>>;
}
