import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Filter } from "../params.ts";
import { texts } from "../params.ts";
import type { Group } from "./model.ts";
import { zonesOf } from "./settings.ts";
import { describeTags } from "./tags.ts";
import { describeMember, describePool } from "./warm-pool.ts";

/** A group as DescribeAutoScalingGroups shows it. */
export function describeGroup(group: Group, ec2: Ec2): Params {
  const pool = describePool(group);
  return {
    ...group.members,
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    MinSize: group.min,
    MaxSize: group.max,
    DesiredCapacity: group.desired,
    AvailabilityZones: zonesOf(group, ec2),
    TerminationPolicies:
      texts(group.members, "TerminationPolicies").length > 0
        ? texts(group.members, "TerminationPolicies")
        : ["Default"],
    LoadBalancerNames: texts(group.members, "LoadBalancerNames"),
    TargetGroupARNs: group.targetGroupArns,
    TrafficSources: group.targetGroupArns.map((arn) => ({ Identifier: arn, Type: "elbv2" })),
    CreatedTime: group.createdAt,
    Status: group.deleting ? "Delete in progress" : undefined,
    Instances: group.instances.map(describeMember),
    SuspendedProcesses: [...group.suspended].map((ProcessName) => ({
      ProcessName,
      SuspensionReason: "User suspended",
    })),
    EnabledMetrics: [...group.metrics].map((Metric) => ({ Metric, Granularity: "1Minute" })),
    Tags: describeTags(group),
    ...(pool === undefined ? {} : { WarmPoolConfiguration: pool, WarmPoolSize: group.warm.length }),
  };
}

/** `tag:KEY`, `tag-key` and `tag-value`, as DescribeAutoScalingGroups has them. */
export function matchesFilter(group: Group, { name, values }: Filter): boolean {
  const tags = [...group.tags.values()];
  if (name === "tag-key") return tags.some(({ key }) => values.includes(key));
  if (name === "tag-value") return tags.some(({ value }) => values.includes(value));
  if (name.startsWith("tag:")) return tags.some(({ key, value }) => key === name.slice(4) && values.includes(value));
  throw new AwsError(
    "ValidationError",
    `Filter type ${name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`,
  );
}
