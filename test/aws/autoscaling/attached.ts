import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { integer, paged, required, text, texts } from "../params.ts";
import type { AttachedKind, Group } from "./model.ts";
import type { Scaling } from "./scaling.ts";
import { policyArn } from "./scaling.ts";

const PROCESSES = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "ReplaceUnhealthy",
  "ScheduledActions",
];
const METRICS = [
  ...["GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity"],
  ...["InService", "Pending", "Standby", "Terminating", "Total"].flatMap((state) => [
    `Group${state}Instances`,
    `Group${state}Capacity`,
  ]),
  ...["Desired", "Warmed", "Pending", "Terminating", "Total"].map((state) => `WarmPool${state}Capacity`),
  ...["Desired", "Total"].map((state) => `GroupAndWarmPool${state}Capacity`),
];
const PAGE = 50;

interface Calls {
  kind: AttachedKind;
  put: string;
  describe: string;
  remove: string;
  /** The member that tells one from another. */
  key: string;
  /** The result's list. */
  list: string;
  /** What the service adds to what it was given. */
  added(group: Group, name: string): Params;
}

const kinds = (scaling: Scaling): readonly Calls[] => [
  {
    kind: "policies",
    put: "PutScalingPolicy",
    describe: "DescribePolicies",
    remove: "DeletePolicy",
    key: "PolicyName",
    list: "ScalingPolicies",
    added: (group, name) => {
      const PolicyARN = policyArn(group, { PolicyName: name });
      return { PolicyARN, Enabled: true, Alarms: scaling.alarms(PolicyARN) };
    },
  },
  {
    kind: "schedules",
    put: "PutScheduledUpdateGroupAction",
    describe: "DescribeScheduledActions",
    remove: "DeleteScheduledAction",
    key: "ScheduledActionName",
    list: "ScheduledUpdateGroupActions",
    added: (group, name) => ({
      ScheduledActionARN: arnOf(group, "scheduledUpdateGroupAction", "scheduledActionName", name),
    }),
  },
  {
    kind: "hooks",
    put: "PutLifecycleHook",
    describe: "DescribeLifecycleHooks",
    remove: "DeleteLifecycleHook",
    key: "LifecycleHookName",
    list: "LifecycleHooks",
    added: () => ({ HeartbeatTimeout: 3_600, GlobalTimeout: 172_800, DefaultResult: "ABANDON" }),
  },
];

/** What is attached to a group by calls of its own. Stored and returned; policies are carried out when an alarm asks. */
export function attachedOperations(
  groupNamed: (name: string) => Group,
  groups: ReadonlyMap<string, Group>,
  scaling: Scaling,
): Record<string, Operation> {
  const operations: Record<string, Operation> = {};
  for (const { kind, put, describe, remove, key, list, added } of kinds(scaling)) {
    operations[put] = (params) => {
      const [group, name] = [groupNamed(required(params, "AutoScalingGroupName")), required(params, key)];
      if (kind === "policies") requireTargetGroup(group, params);
      group.attached[kind].set(name, params);
      if (kind !== "policies") return {};
      scaling.track(group, params);
      const { PolicyARN, Alarms } = added(group, name);
      return { PolicyARN, Alarms };
    };
    operations[describe] = (params) => {
      const names = texts(params, `${key}s`);
      const all = selected(groups, groupNamed, params).flatMap((group) =>
        [...group.attached[kind]]
          .filter(([name]) => names.length === 0 || names.includes(name))
          .map(([name, given]) => ({ ...added(group, name), ...given })),
      );
      const page = paged(all, text(params, "NextToken"), integer(params, "MaxRecords") ?? PAGE);
      return { [list]: page.items, NextToken: page.next };
    };
    operations[remove] = (params) => {
      const [group, name] = [groupNamed(required(params, "AutoScalingGroupName")), required(params, key)];
      const gone = group.attached[kind].get(name);
      if (kind === "policies" && gone !== undefined) scaling.forget(group, gone);
      group.attached[kind].delete(name);
      return {};
    };
  }
  return {
    ...operations,
    PutNotificationConfiguration: (params) => {
      const [group, topic] = [groupNamed(required(params, "AutoScalingGroupName")), required(params, "TopicARN")];
      // "This configuration overwrites any existing configuration" (API Reference, PutNotificationConfiguration).
      for (const [key, { TopicARN }] of group.attached.notifications)
        if (TopicARN === topic) group.attached.notifications.delete(key);
      for (const type of texts(params, "NotificationTypes")) {
        group.attached.notifications.set(`${topic} ${type}`, {
          AutoScalingGroupName: group.name,
          TopicARN: topic,
          NotificationType: type,
        });
      }
      return {};
    },
    DescribeNotificationConfigurations: (params) => {
      const names = texts(params, "AutoScalingGroupNames");
      const wanted = names.length === 0 ? [...groups.values()] : names.map(groupNamed);
      return { NotificationConfigurations: wanted.flatMap((group) => [...group.attached.notifications.values()]) };
    },
    PutWarmPool: (params) => {
      groupNamed(required(params, "AutoScalingGroupName")).attached.warmPool.set("", params);
      return {};
    },
    DescribeWarmPool: (params) => {
      const pool = groupNamed(required(params, "AutoScalingGroupName")).attached.warmPool.get("");
      const { AutoScalingGroupName: _name, ...configuration } = pool ?? {};
      return { WarmPoolConfiguration: pool === undefined ? undefined : configuration, Instances: [] };
    },
    DeleteWarmPool: (params) => {
      groupNamed(required(params, "AutoScalingGroupName")).attached.warmPool.clear();
      return {};
    },
    EnableMetricsCollection: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      for (const metric of named(params, "Metrics", METRICS)) group.metrics.add(metric);
      return {};
    },
    DisableMetricsCollection: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      for (const metric of named(params, "Metrics", METRICS)) group.metrics.delete(metric);
      return {};
    },
    SuspendProcesses: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      const processes = named(params, "ScalingProcesses", PROCESSES);
      const [wrong] = processes.filter((process) => !PROCESSES.includes(process));
      if (wrong !== undefined)
        throw new AwsError("ValidationError", `'${wrong}' is not a scaling process: ${PROCESSES.join(", ")}`);
      for (const process of processes) group.suspended.add(process);
      return {};
    },
    ResumeProcesses: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      for (const process of named(params, "ScalingProcesses", PROCESSES)) group.suspended.delete(process);
      return {};
    },
  };
}

/** A policy by requests per target is about a target group that the group is attached to. */
function requireTargetGroup(group: Group, params: Params): void {
  const [, label] = /"ResourceLabel":"[^"]*(targetgroup\/[^"]*)"/.exec(JSON.stringify(params)) ?? [];
  if (label === undefined || group.targetGroupArns.some((arn) => arn.endsWith(`:${label}`))) return;
  throw new AwsError("ValidationError", `Target group ${label} not attached to the Auto Scaling group`);
}

function selected(groups: ReadonlyMap<string, Group>, groupNamed: (name: string) => Group, params: Params): Group[] {
  const name = text(params, "AutoScalingGroupName");
  return name === undefined ? [...groups.values()] : [groupNamed(name)];
}

/** The names in a list; all that there are when the list is left out. */
function named(params: Params, member: string, all: readonly string[]): readonly string[] {
  const given = texts(params, member);
  return given.length === 0 ? all : given;
}

function arnOf(group: Group, kind: string, label: string, name: string): string {
  return `${group.arn.replace(":autoScalingGroup:", `:${kind}:`)}:${label}/${name}`;
}
