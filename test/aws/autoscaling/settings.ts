import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import { integer, required, structure, structures, text, texts } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf, kept } from "../unread.ts";
import { judgeHook } from "./attached-rules.ts";
import { completed, MIXED, planOf, requireOneSource, TEMPLATE } from "./mixed.ts";
import type { Group } from "./model.ts";
import { SOURCES } from "./refresh/configuration.ts";
import { setTags } from "./tags.ts";

/** Members of CreateAutoScalingGroup and UpdateAutoScalingGroup that are stored as they come. */
const MEMBERS: Shape = {
  ...anyOf("AvailabilityZones", "Context", "CapacityRebalance", "DefaultCooldown", "DefaultInstanceWarmup"),
  ...anyOf("DeletionProtection", "DesiredCapacityType", "HealthCheckGracePeriod", "HealthCheckType"),
  ...anyOf("LaunchConfigurationName", "LoadBalancerNames", "MaxInstanceLifetime", "NewInstancesProtectedFromScaleIn"),
  ...anyOf("PlacementGroup", "ServiceLinkedRoleARN", "TerminationPolicies", "VPCZoneIdentifier"),
  LaunchTemplate: TEMPLATE,
  MixedInstancesPolicy: MIXED,
  InstanceMaintenancePolicy: anyOf("MinHealthyPercentage", "MaxHealthyPercentage"),
  AvailabilityZoneDistribution: anyOf("CapacityDistributionStrategy"),
  AvailabilityZoneImpairmentPolicy: anyOf("ZonalShiftEnabled", "ImpairedZoneHealthCheckBehavior"),
  CapacityReservationSpecification: {
    CapacityReservationPreference: true,
    CapacityReservationTarget: anyOf("CapacityReservationIds", "CapacityReservationResourceGroupArns"),
  },
  InstanceLifecyclePolicy: { RetentionTriggers: anyOf("TerminateHookAbandon") },
};
export const HOOK: Shape = anyOf(
  ...["LifecycleHookName", "LifecycleTransition", "NotificationMetadata", "HeartbeatTimeout"],
  ...["DefaultResult", "NotificationTargetARN", "RoleARN"],
);
/** How long after creation the service takes for its defaults (Auto Scaling API Reference, CreateAutoScalingGroup). */
const DEFAULTS = { DefaultCooldown: "300", HealthCheckType: "EC2", HealthCheckGracePeriod: "0" };
const CHECK_TYPES = ["EC2", "EBS", "ELB", "VPC_LATTICE"];
const TERMINATION_POLICIES = [
  ...["Default", "OldestInstance", "NewestInstance", "OldestLaunchConfiguration", "OldestLaunchTemplate"],
  ...["ClosestToNextInstanceHour", "AllocationStrategy"],
];
const PROTECTIONS = ["none", "prevent-force-deletion", "prevent-all-deletion"];
const DAY = 86_400;

/** A group as CreateAutoScalingGroup makes it. Not yet stored. */
export function readGroup(params: Params, arn: string, now: number, ec2: Ec2): Group {
  const name = required(params, "AutoScalingGroupName");
  if (name.includes(":") || name.length > 255)
    throw new AwsError("ValidationError", `Group name '${name}' is not valid`);
  const sources = structures(params, "TrafficSources").map((source) => {
    if (!["elbv2", undefined].includes(text(source, "Type")))
      throw new AwsError("ValidationError", `Traffic sources of type ${text(source, "Type")} are not supported`);
    return required(source, "Identifier");
  });
  const group: Group = {
    name,
    arn,
    min: Number(required(params, "MinSize")),
    max: Number(required(params, "MaxSize")),
    desired: integer(params, "DesiredCapacity") ?? integer(params, "MinSize") ?? 0,
    members: nextMembers({ ...DEFAULTS, ServiceLinkedRoleARN: serviceLinkedRole(arn) }, params, ec2),
    tags: new Map(),
    targetGroupArns: [...texts(params, "TargetGroupARNs"), ...sources],
    sourceArns: sources,
    instances: [],
    warm: [],
    poolDeleting: false,
    suspended: new Set(),
    metrics: new Set(),
    activities: [],
    refreshes: [],
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
  setTags(group, structures(params, "Tags"));
  for (const given of structures(params, "LifecycleHookSpecificationList")) {
    const hook = kept(given, HOOK);
    judgeHook(hook);
    group.attached.hooks.set(required(hook, "LifecycleHookName"), { ...hook, AutoScalingGroupName: name });
  }
  return group;
}

export function updateGroup(group: Group, params: Params, ec2: Ec2): void {
  const next = {
    min: integer(params, "MinSize") ?? group.min,
    max: integer(params, "MaxSize") ?? group.max,
    desired: integer(params, "DesiredCapacity") ?? group.desired,
  };
  // Without a desired capacity of its own, the update moves it between the new bounds.
  if (integer(params, "DesiredCapacity") === undefined)
    next.desired = Math.min(Math.max(next.desired, next.min), next.max);
  requireSizes(next);
  Object.assign(group, next, { members: nextMembers(group.members, params, ec2) });
}

/** The zones that instances are launched in: those of the subnets, or those that were given. */
export function zonesOf({ members }: Pick<Group, "members">, ec2: Ec2): string[] {
  const subnets = text(members, "VPCZoneIdentifier")?.split(",") ?? [];
  if (subnets.length === 0) return texts(members, "AvailabilityZones");
  const zones = subnets.map((id) => {
    const found = ec2.subnets.find(({ subnetId }) => subnetId === id.trim());
    if (found === undefined) throw new AwsError("ValidationError", `The subnet ID '${id}' does not exist`);
    return found.availabilityZone;
  });
  return [...new Set(zones)];
}

/** Auto Scaling asks EC2 with a dry run of RunInstances whether it could launch. A parameter's name is not looked up. */
function requireImage(id: string, ec2: Ec2): void {
  if (!id.startsWith("ami-") || ec2.images.has(id)) return;
  throw new AwsError("InvalidAMIID.NotFound", `The image id '[${id}]' does not exist`);
}

/** What stays of the members before, and what a request makes of them. */
function nextMembers(before: Params, params: Params, ec2: Ec2): Params {
  const given = kept(params, MEMBERS);
  // Only says that a zonal shift in progress is no reason to refuse the call; there are none here.
  text(params, "SkipZonalShiftValidation");
  const changesSource = SOURCES.some((member) => given[member] !== undefined);
  if (changesSource || SOURCES.every((member) => before[member] === undefined)) requireOneSource(given);
  const stays = changesSource ? without(before, SOURCES) : before;
  const members = { ...stays, ...given };
  judge(members);
  const zones = texts(given, "AvailabilityZones");
  if (zones.length > 0 && params.AvailabilityZoneIds !== undefined)
    throw new AwsError("ValidationError", "Specify either AvailabilityZones or AvailabilityZoneIds, not both.");
  if (zonesOf({ members }, ec2).length === 0)
    throw new AwsError("ValidationError", "At least one Availability Zone or VPC Subnet is required.");
  try {
    const complete = completed(members, ec2);
    if (changesSource) requireImage(planOf({ members: complete }, ec2).imageId, ec2);
    return complete;
  } catch (error) {
    if (error instanceof AwsError && error.code !== "ValidationError")
      throw new AwsError("ValidationError", `You must use a valid fully-formed launch template. ${error.message}`);
    throw error;
  }
}

/** What the API Reference says about values. */
function judge(members: Params): void {
  const refuse = (message: string): never => {
    throw new AwsError("ValidationError", message);
  };
  const checks = text(members, "HealthCheckType")?.split(",") ?? [];
  for (const check of checks)
    if (!CHECK_TYPES.includes(check)) refuse(`'${check}' is no health check type: ${CHECK_TYPES.join(", ")}`);
  for (const policy of texts(members, "TerminationPolicies")) {
    if (!TERMINATION_POLICIES.includes(policy) && !policy.startsWith("arn:aws:lambda:"))
      refuse(`Invalid termination policies: [${policy}]`);
  }
  const lifetime = integer(members, "MaxInstanceLifetime") ?? 0;
  if (lifetime !== 0 && (lifetime < DAY || lifetime > 365 * DAY))
    refuse(`MaxInstanceLifetime must be 0 or between ${DAY} and ${365 * DAY} seconds, not ${lifetime}`);
  if (!PROTECTIONS.includes(text(members, "DeletionProtection") ?? "none"))
    refuse(`DeletionProtection must be one of ${PROTECTIONS.join(", ")}`);
  const unit = text(members, "DesiredCapacityType") ?? "units";
  if (!["units", "vcpu", "memory-mib"].includes(unit)) refuse(`'${unit}' is no DesiredCapacityType`);
  const policy = structure(members, "InstanceMaintenancePolicy");
  if (policy === undefined) return;
  const [least, most] = [integer(policy, "MinHealthyPercentage") ?? -1, integer(policy, "MaxHealthyPercentage") ?? -1];
  // -1 takes a percentage away.
  if (least === -1 && most === -1) return;
  if (least < 0 || least > 100 || most < 100 || most > 200 || most - least > 100)
    refuse(`An instance maintenance policy of ${least} to ${most} % is not valid`);
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

export function without(params: Params, names: readonly string[]): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));
}
