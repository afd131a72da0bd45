import type { Operation, Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { required, text, texts } from "../params.ts";
import type { AttachedKind, Group } from "./model.ts";

interface Calls {
  kind: AttachedKind;
  put: string;
  describe: string;
  remove: string;
  /** The member that tells one from another. */
  key: string;
  /** The result's list. */
  list: string;
}

const KINDS: readonly Calls[] = [
  {
    kind: "policies",
    put: "PutScalingPolicy",
    describe: "DescribePolicies",
    remove: "DeletePolicy",
    key: "PolicyName",
    list: "ScalingPolicies",
  },
  {
    kind: "schedules",
    put: "PutScheduledUpdateGroupAction",
    describe: "DescribeScheduledActions",
    remove: "DeleteScheduledAction",
    key: "ScheduledActionName",
    list: "ScheduledUpdateGroupActions",
  },
  {
    kind: "hooks",
    put: "PutLifecycleHook",
    describe: "DescribeLifecycleHooks",
    remove: "DeleteLifecycleHook",
    key: "LifecycleHookName",
    list: "LifecycleHooks",
  },
];

/** What is attached to a group by calls of its own. Stored and returned; only hooks at creation and the like matter to clones. */
export function attachedOperations(
  groupNamed: (name: string) => Group,
  groups: ReadonlyMap<string, Group>,
): Record<string, Operation> {
  const operations: Record<string, Operation> = {};
  for (const { kind, put, describe, remove, key, list } of KINDS) {
    operations[put] = (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      group.attached[kind].set(required(params, key), params);
      return kind === "policies" ? { PolicyARN: policyArn(group, required(params, key)) } : {};
    };
    operations[describe] = (params) => ({
      [list]: selected(groups, groupNamed, params).flatMap((group) => [...group.attached[kind].values()]),
    });
    operations[remove] = (params) => {
      groupNamed(required(params, "AutoScalingGroupName")).attached[kind].delete(required(params, key));
      return {};
    };
  }
  return {
    ...operations,
    PutNotificationConfiguration: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      for (const type of texts(params, "NotificationTypes")) {
        const topic = required(params, "TopicARN");
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
      for (const metric of texts(params, "Metrics")) group.metrics.add(metric);
      return {};
    },
    DisableMetricsCollection: (params) => {
      groupNamed(required(params, "AutoScalingGroupName")).metrics.clear();
      return {};
    },
    SuspendProcesses: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      for (const process of texts(params, "ScalingProcesses")) group.suspended.add(process);
      return {};
    },
    ResumeProcesses: (params) => {
      const group = groupNamed(required(params, "AutoScalingGroupName"));
      const named = texts(params, "ScalingProcesses");
      for (const process of named.length === 0 ? [...group.suspended] : named) group.suspended.delete(process);
      return {};
    },
  };
}

function selected(groups: ReadonlyMap<string, Group>, groupNamed: (name: string) => Group, params: Params): Group[] {
  const name = text(params, "AutoScalingGroupName");
  return name === undefined ? [...groups.values()] : [groupNamed(name)];
}

function policyArn({ arn, name }: Group, policy: string): string {
  const [prefix = ""] = arn.split(":autoScalingGroup:");
  if (prefix === "") throw new AwsError("InternalFailure", "No ARN", 500);
  return `${prefix}:scalingPolicy:00000000-0000-0000-0000-000000000000:autoScalingGroupName/${name}:policyName/${policy}`;
}
