import type { Params, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, integer, required, structure, structures, text, texts } from "../params.ts";
import type { Group } from "./model.ts";

/** Members that live in fields of their own. */
const FIELDS = [
  "AutoScalingGroupName",
  "MinSize",
  "MaxSize",
  "DesiredCapacity",
  "Tags",
  "TargetGroupARNs",
  "TrafficSources",
  "LifecycleHookSpecificationList",
];
/** How long after creation the service takes for its defaults (Auto Scaling API Reference, CreateAutoScalingGroup). */
const DEFAULTS = { DefaultCooldown: "300", HealthCheckType: "EC2", HealthCheckGracePeriod: "0" };

export function readGroup(params: Params, arn: string, now: number): Group {
  const name = required(params, "AutoScalingGroupName");
  if (name.includes(":") || name.length > 255)
    throw new AwsError("ValidationError", `Group name '${name}' is not valid`);
  if (text(params, "VPCZoneIdentifier") === undefined && texts(params, "AvailabilityZones").length === 0) {
    throw new AwsError("ValidationError", "At least one Availability Zone or VPC Subnet is required.");
  }
  const sources = structures(params, "TrafficSources").map((source) => text(source, "Identifier") ?? "");
  const group: Group = {
    name,
    arn,
    min: Number(required(params, "MinSize")),
    max: Number(required(params, "MaxSize")),
    desired: integer(params, "DesiredCapacity") ?? integer(params, "MinSize") ?? 0,
    members: { ...DEFAULTS, ServiceLinkedRoleARN: serviceLinkedRole(arn), ...without(params, FIELDS) },
    tags: new Map(),
    targetGroupArns: [...texts(params, "TargetGroupARNs"), ...sources],
    sourceArns: sources,
    instances: [],
    suspended: new Set(),
    metrics: new Set(),
    activities: [],
    deleting: false,
    createdAt: new Date(now),
    pauseUntil: 0,
    attached: {
      policies: new Map(),
      schedules: new Map(),
      hooks: new Map(),
      notifications: new Map(),
      warmPool: new Map(),
    },
  };
  requireSizes(group);
  for (const tag of structures(params, "Tags")) {
    const key = required(tag, "Key");
    if (key.startsWith("aws:"))
      throw new AwsError("ValidationError", `Tag keys starting with 'aws:' are reserved: ${key}`);
    group.tags.set(key, { key, value: text(tag, "Value") ?? "", propagate: flag(tag, "PropagateAtLaunch") ?? false });
  }
  for (const hook of structures(params, "LifecycleHookSpecificationList")) {
    group.attached.hooks.set(required(hook, "LifecycleHookName"), { ...hook, AutoScalingGroupName: name });
  }
  return group;
}

export function updateGroup(group: Group, params: Params): void {
  const next = {
    min: integer(params, "MinSize") ?? group.min,
    max: integer(params, "MaxSize") ?? group.max,
    desired: integer(params, "DesiredCapacity") ?? group.desired,
  };
  // Without a desired capacity of its own, the update moves it between the new bounds.
  if (integer(params, "DesiredCapacity") === undefined)
    next.desired = Math.min(Math.max(next.desired, next.min), next.max);
  requireSizes(next);
  const members = { ...group.members, ...without(params, FIELDS) };
  if (params.LaunchTemplate !== undefined) delete members.MixedInstancesPolicy;
  if (params.MixedInstancesPolicy !== undefined) delete members.LaunchTemplate;
  Object.assign(group, next, { members });
}

export function describeGroup(group: Group, { zones }: WorldConfig): Params {
  const template = structure(group.members, "LaunchTemplate");
  const shown = Object.fromEntries(
    Object.entries(group.members).filter(
      ([member]) => member !== "LaunchTemplate" && member !== "LifecycleHookSpecificationList",
    ),
  );
  const given = texts(group.members, "AvailabilityZones");
  const [pool] = group.attached.warmPool.values();
  return {
    ...shown,
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...(template === undefined ? {} : { LaunchTemplate: template }),
    MinSize: group.min,
    MaxSize: group.max,
    DesiredCapacity: group.desired,
    AvailabilityZones: given.length > 0 ? given : [...zones],
    TerminationPolicies:
      texts(group.members, "TerminationPolicies").length > 0
        ? texts(group.members, "TerminationPolicies")
        : ["Default"],
    LoadBalancerNames: texts(group.members, "LoadBalancerNames"),
    TargetGroupARNs: group.targetGroupArns,
    TrafficSources: group.targetGroupArns.map((arn) => ({ Identifier: arn, Type: "elbv2" })),
    CreatedTime: group.createdAt,
    Status: group.deleting ? "Delete in progress" : undefined,
    Instances: group.instances.map(
      ({ instance, lifecycle, healthy, protected: kept, instanceType, template: { id, name, version } }) => ({
        InstanceId: instance.id,
        InstanceType: instanceType,
        AvailabilityZone: instance.zone,
        LifecycleState: lifecycle,
        HealthStatus: healthy ? "Healthy" : "Unhealthy",
        ProtectedFromScaleIn: kept,
        LaunchTemplate: { LaunchTemplateId: id, LaunchTemplateName: name, Version: version },
      }),
    ),
    SuspendedProcesses: [...group.suspended].map((ProcessName) => ({
      ProcessName,
      SuspensionReason: "User suspended",
    })),
    EnabledMetrics: [...group.metrics].map((Metric) => ({ Metric, Granularity: "1Minute" })),
    Tags: describeTags(group),
    ...(pool === undefined ? {} : { WarmPoolConfiguration: without(pool, ["AutoScalingGroupName"]) }),
  };
}

export function describeTags({ name, tags }: Group): Params[] {
  return [...tags.values()].map(({ key, value, propagate }) => ({
    ResourceId: name,
    ResourceType: "auto-scaling-group",
    Key: key,
    Value: value,
    PropagateAtLaunch: propagate,
  }));
}

/** `auto-scaling-group`, `key`, `value` and `propagate-at-launch`, as DescribeTags has them. */
export function matchesTagFilter(tag: Params, filter: Params): boolean {
  const members: Record<string, string> = {
    "auto-scaling-group": "ResourceId",
    key: "Key",
    value: "Value",
    "propagate-at-launch": "PropagateAtLaunch",
  };
  const member = members[text(filter, "Name") ?? ""];
  if (member === undefined)
    throw new AwsError("ValidationError", `Filter type ${text(filter, "Name")} is not correct for DescribeTags`);
  return texts(filter, "Values").includes(String(tag[member]));
}

/** `tag:KEY`, `tag-key` and `tag-value`, as DescribeAutoScalingGroups has them. */
export function matchesFilter(group: Group, filter: Params): boolean {
  const [name, values] = [text(filter, "Name") ?? "", texts(filter, "Values")];
  const tags = [...group.tags.values()];
  if (name === "tag-key") return tags.some(({ key }) => values.includes(key));
  if (name === "tag-value") return tags.some(({ value }) => values.includes(value));
  if (name.startsWith("tag:")) return tags.some(({ key, value }) => key === name.slice(4) && values.includes(value));
  throw new AwsError(
    "ValidationError",
    `Filter type ${name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`,
  );
}

/** The role that the service takes when none is given. */
function serviceLinkedRole(groupArn: string): string {
  return `arn:aws:iam::${groupArn.split(":")[4]}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
}

function requireSizes({ min, max, desired }: { min: number; max: number; desired: number }): void {
  if (min > max)
    throw new AwsError("ValidationError", `Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (min <= desired && desired <= max) return;
  throw new AwsError(
    "ValidationError",
    `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
  );
}

function without(params: Params, names: readonly string[]): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));
}
