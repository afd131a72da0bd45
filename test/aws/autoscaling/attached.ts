import type { Operation, Params, WorldClock } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, required, text, texts } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf, kept } from "../unread.ts";
import { judgeHook, judgePolicy, judgeSchedule } from "./attached-rules.ts";
import { globalTimeout, HOOK_DEFAULTS } from "./hooks.ts";
import type { AttachedKind, Group } from "./model.ts";
import type { Scaling } from "./scaling.ts";
import { policyArn } from "./scaling.ts";
import { HOOK } from "./settings.ts";

const NOTIFICATION_TYPES = [
  ...["LAUNCH", "LAUNCH_ERROR", "TERMINATE", "TERMINATE_ERROR"].map((type) => `autoscaling:EC2_INSTANCE_${type}`),
  "autoscaling:TEST_NOTIFICATION",
];
const PAGE = 50;
const SCHEDULE: Shape = anyOf(
  ...["ScheduledActionName", "StartTime", "EndTime", "Recurrence", "TimeZone"],
  ...["MinSize", "MaxSize", "DesiredCapacity"],
);
const POLICY: Shape = {
  ...anyOf("PolicyName", "PolicyType", "AdjustmentType", "MinAdjustmentStep", "MinAdjustmentMagnitude"),
  ...anyOf("ScalingAdjustment", "Cooldown", "MetricAggregationType", "EstimatedInstanceWarmup", "Enabled"),
  StepAdjustments: anyOf("MetricIntervalLowerBound", "MetricIntervalUpperBound", "ScalingAdjustment"),
  TargetTrackingConfiguration: {
    ...anyOf("TargetValue", "DisableScaleIn", "CustomizedMetricSpecification"),
    PredefinedMetricSpecification: anyOf("PredefinedMetricType", "ResourceLabel"),
  },
  PredictiveScalingConfiguration: anyOf(
    ...["MetricSpecifications", "Mode", "SchedulingBufferTime", "MaxCapacityBreachBehavior", "MaxCapacityBuffer"],
  ),
};

interface Calls {
  kind: AttachedKind;
  put: string;
  describe: string;
  remove: string;
  /** The member that tells one from another. */
  key: string;
  shape: Shape;
  /** The result's list. */
  list: string;
  /** What the service adds to what it was given. */
  added(group: Group, given: Params): Params;
  /** Throws when AWS would refuse it. */
  judge(given: Params, group: Group): void;
}

const kinds = (scaling: Scaling, clock: WorldClock): readonly Calls[] => [
  {
    kind: "policies",
    put: "PutScalingPolicy",
    describe: "DescribePolicies",
    remove: "DeletePolicy",
    key: "PolicyName",
    shape: POLICY,
    list: "ScalingPolicies",
    added: (group, given) => {
      const PolicyARN = policyArn(group, given);
      return { PolicyType: "SimpleScaling", PolicyARN, Enabled: true, Alarms: scaling.alarms(PolicyARN) };
    },
    judge: (policy, group) => {
      judgePolicy(policy);
      requireTargetGroup(group, policy);
    },
  },
  {
    kind: "schedules",
    put: "PutScheduledUpdateGroupAction",
    describe: "DescribeScheduledActions",
    remove: "DeleteScheduledAction",
    key: "ScheduledActionName",
    shape: SCHEDULE,
    list: "ScheduledUpdateGroupActions",
    added: (group, given) => ({
      ScheduledActionARN: arnOf(group, "scheduledUpdateGroupAction", "scheduledActionName", given.ScheduledActionName),
    }),
    judge: (schedule) => judgeSchedule(schedule, clock.now()),
  },
  {
    kind: "hooks",
    put: "PutLifecycleHook",
    describe: "DescribeLifecycleHooks",
    remove: "DeleteLifecycleHook",
    key: "LifecycleHookName",
    shape: HOOK,
    list: "LifecycleHooks",
    added: (_group, given) => ({ ...HOOK_DEFAULTS, GlobalTimeout: globalTimeout(given) }),
    judge: judgeHook,
  },
];

/** What is attached to a group by calls of its own. Policies are carried out when an alarm asks, schedules never. */
export function attachedOperations(
  groupNamed: (name: string) => Group,
  groups: ReadonlyMap<string, Group>,
  scaling: Scaling,
  clock: WorldClock,
): Record<string, Operation> {
  const operations: Record<string, Operation> = {};
  for (const { kind, put, describe, remove, key, shape, list, added, judge } of kinds(scaling, clock)) {
    operations[put] = (params) => {
      const [group, name] = [groupNamed(required(params, "AutoScalingGroupName")), required(params, key)];
      // An existing hook may be changed in part: what is left out stays (API Reference, PutLifecycleHook).
      const before = kind === "hooks" ? group.attached.hooks.get(name) : undefined;
      const given = { ...before, ...kept(params, shape), AutoScalingGroupName: group.name };
      judge(given, group);
      group.attached[kind].set(name, given);
      if (kind !== "policies") return {};
      scaling.track(group, given);
      const { PolicyARN, Alarms } = added(group, given);
      return { PolicyARN, Alarms };
    };
    operations[describe] = (params) => {
      const [names, types] = [texts(params, `${key}s`), kind === "policies" ? texts(params, "PolicyTypes") : []];
      const all = selected(groups, groupNamed, params).flatMap((group) =>
        [...group.attached[kind]]
          .map(([name, given]): [string, Params] => [name, { ...added(group, given), ...given }])
          .filter(([name, { PolicyARN }]) => names.length === 0 || names.some((one) => [name, PolicyARN].includes(one)))
          .filter(([, { PolicyType }]) => types.length === 0 || types.includes(String(PolicyType)))
          .map(([, shown]) => shown),
      );
      // Lifecycle hooks come all at once.
      const page = paged(all, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return { [list]: page.items, NextToken: page.next };
    };
    operations[remove] = (params) => {
      const name = required(params, key);
      const group = kind === "policies" ? policyGroup(groups, groupNamed, params) : named(groupNamed, params);
      const found = [...group.attached[kind]].find(
        ([own, given]) => own === name || (kind === "policies" && policyArn(group, given) === name),
      );
      if (found === undefined) return {};
      if (kind === "policies") scaling.forget(group, found[1]);
      group.attached[kind].delete(found[0]);
      return {};
    };
  }
  return { ...operations, ...notificationOperations(groups, groupNamed) };
}

function notificationOperations(
  groups: ReadonlyMap<string, Group>,
  groupNamed: (name: string) => Group,
): Record<string, Operation> {
  return {
    PutNotificationConfiguration: (params) => {
      const [group, topic] = [named(groupNamed, params), required(params, "TopicARN")];
      const types = texts(params, "NotificationTypes");
      const wrong = types.filter((type) => !NOTIFICATION_TYPES.includes(type));
      if (wrong.length > 0) throw new AwsError("ValidationError", `Unsupported notification type(s): ${wrong}`);
      // "This configuration overwrites any existing configuration" (API Reference, PutNotificationConfiguration).
      for (const [key, { TopicARN }] of group.attached.notifications)
        if (TopicARN === topic) group.attached.notifications.delete(key);
      for (const type of types) {
        group.attached.notifications.set(`${topic} ${type}`, {
          AutoScalingGroupName: group.name,
          TopicARN: topic,
          NotificationType: type,
        });
      }
      return {};
    },
    DeleteNotificationConfiguration: (params) => {
      const [group, topic] = [named(groupNamed, params), required(params, "TopicARN")];
      for (const [key, { TopicARN }] of group.attached.notifications)
        if (TopicARN === topic) group.attached.notifications.delete(key);
      return {};
    },
    DescribeNotificationConfigurations: (params) => {
      const names = texts(params, "AutoScalingGroupNames");
      const wanted = names.length === 0 ? [...groups.values()] : names.map(groupNamed);
      const all = wanted.flatMap((group) => [...group.attached.notifications.values()]);
      const page = paged(all, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return { NotificationConfigurations: page.items, NextToken: page.next };
    },
  };
}

/** A policy by requests per target is about a target group that the group is attached to. */
function requireTargetGroup(group: Group, policy: Params): void {
  const [, label] = /"ResourceLabel":"[^"]*(targetgroup\/[^"]*)"/.exec(JSON.stringify(policy)) ?? [];
  if (label === undefined || group.targetGroupArns.some((arn) => arn.endsWith(`:${label}`))) return;
  throw new AwsError("ValidationError", `Target group ${label} not attached to the Auto Scaling group`);
}

function named(groupNamed: (name: string) => Group, params: Params): Group {
  return groupNamed(required(params, "AutoScalingGroupName"));
}

/** A policy that is named by its ARN needs no group. */
function policyGroup(groups: ReadonlyMap<string, Group>, groupNamed: (name: string) => Group, params: Params): Group {
  const name = text(params, "AutoScalingGroupName");
  if (name !== undefined) return groupNamed(name);
  const arn = required(params, "PolicyName");
  const owner = [...groups.values()].find((group) =>
    [...group.attached.policies.values()].some((policy) => policyArn(group, policy) === arn),
  );
  if (owner !== undefined) return owner;
  throw new AwsError("ValidationError", `AutoScalingGroup name not found - no group has a policy ${arn}`);
}

function selected(groups: ReadonlyMap<string, Group>, groupNamed: (name: string) => Group, params: Params): Group[] {
  const name = text(params, "AutoScalingGroupName");
  return name === undefined ? [...groups.values()] : [groupNamed(name)];
}

function arnOf(group: Group, kind: string, label: string, name: unknown): string {
  return `${group.arn.replace(":autoScalingGroup:", `:${kind}:`)}:${label}/${name}`;
}
