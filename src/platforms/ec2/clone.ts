import type {
  AutoScalingGroup,
  CreateAutoScalingGroupType,
  LifecycleHookSpecification,
} from "@aws-sdk/client-auto-scaling";
import type { Tags } from "./changes.ts";

/**
 * What DescribeAutoScalingGroups tells and CreateAutoScalingGroup does not take, or what a clone must not inherit, with
 * the reason. A test walks the SDK's model and fails when a member is neither carried nor listed here.
 */
export const NOT_CARRIED: Readonly<Record<string, string>> = {
  AutoScalingGroupARN: "given by AWS",
  CreatedTime: "given by AWS",
  Status: "given by AWS",
  Instances: "green launches its own",
  InstanceId: "only a source for a launch configuration; never returned",
  PredictedCapacity: "computed by AWS",
  WarmPoolSize: "computed by AWS",
  WarmPoolConfiguration: "a separate object, put after the group exists",
  EnabledMetrics: "a separate object, put after the group exists",
  SuspendedProcesses: "a separate object, put after the group exists",
  LaunchConfigurationName: "refused: a launch configuration has no versions",
  LoadBalancerNames: "refused: traffic from a classic load balancer has no weight",
  AvailabilityZoneIds: "the zones are carried by name; giving both is an error",
  TargetGroupARNs: "green gets its own target group",
  TrafficSources: "refused when it holds anything but target groups; those are set by TargetGroupARNs",
  Tags: "carried without AWS's own (aws:*) and the rollout's",
  MinSize: "green starts at size 0",
  MaxSize: "carried; green starts at size 0",
  DesiredCapacity: "green starts at size 0",
  SkipZonalShiftValidation: "a switch for the call itself, not an attribute",
};

/** The attributes that both calls have under the same name, in the same form. */
const CARRIED = [
  "DefaultCooldown",
  "HealthCheckType",
  "HealthCheckGracePeriod",
  "PlacementGroup",
  "VPCZoneIdentifier",
  "TerminationPolicies",
  "NewInstancesProtectedFromScaleIn",
  "CapacityRebalance",
  "DeletionProtection",
  "ServiceLinkedRoleARN",
  "MaxInstanceLifetime",
  "Context",
  "DesiredCapacityType",
  "DefaultInstanceWarmup",
  "InstanceMaintenancePolicy",
  "AvailabilityZoneDistribution",
  "AvailabilityZoneImpairmentPolicy",
  "CapacityReservationSpecification",
  "InstanceLifecyclePolicy",
  "Operator",
] as const satisfies readonly (keyof AutoScalingGroup & keyof CreateAutoScalingGroupType)[];

/** Every member of CreateAutoScalingGroup that a clone sets, carried or of its own. */
export const CLONE_MEMBERS: readonly string[] = [
  ...CARRIED,
  "AutoScalingGroupName",
  "AvailabilityZones",
  "LaunchTemplate",
  "LifecycleHookSpecificationList",
  "MixedInstancesPolicy",
];

/**
 * The request that makes green from blue: the same in everything but name, size, target group, tags, and launch
 * template version.
 */
export function cloneRequest(
  blue: AutoScalingGroup,
  green: {
    name: string;
    targetGroupArn: string;
    templateVersion: number;
    tags: Tags;
    hooks?: readonly LifecycleHookSpecification[];
  },
): CreateAutoScalingGroupType {
  const carried = Object.fromEntries(
    CARRIED.map((member) => [member, blue[member]]).filter(([, value]) => value !== undefined),
  );
  return {
    ...carried,
    AutoScalingGroupName: green.name,
    MinSize: 0,
    DesiredCapacity: 0,
    MaxSize: blue.MaxSize,
    // Subnets imply their zones; zones alone belong to a group in the default VPC.
    ...(blue.VPCZoneIdentifier ? {} : { AvailabilityZones: blue.AvailabilityZones }),
    ...templateAt(blue, green.templateVersion),
    ...(green.hooks === undefined || green.hooks.length === 0
      ? {}
      : { LifecycleHookSpecificationList: [...green.hooks] }),
    TargetGroupARNs: [green.targetGroupArn],
    Tags: [
      ...ownTags(blue, green.tags),
      ...Object.entries(green.tags).map(([Key, Value]) => tag(green.name, Key, Value)),
    ],
  };
}

/** The group's launch template, or its mixed instances policy, with another version. */
export function templateAt(
  group: AutoScalingGroup,
  version: number,
): Pick<CreateAutoScalingGroupType, "LaunchTemplate" | "MixedInstancesPolicy"> {
  const policy = group.MixedInstancesPolicy;
  if (policy === undefined) {
    return { LaunchTemplate: { LaunchTemplateId: group.LaunchTemplate?.LaunchTemplateId, Version: String(version) } };
  }
  const id = policy.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateId;
  const specification = { LaunchTemplateId: id, Version: String(version) };
  return {
    MixedInstancesPolicy: {
      ...policy,
      LaunchTemplate: { ...policy.LaunchTemplate, LaunchTemplateSpecification: specification },
    },
  };
}

/** A tag as CreateOrUpdateTags and CreateAutoScalingGroup take it. The rollout's tags are not for instances. */
export function tag(group: string, Key: string, Value: string) {
  return { ResourceId: group, ResourceType: "auto-scaling-group", Key, Value, PropagateAtLaunch: false };
}

function ownTags(blue: AutoScalingGroup, replaced: Tags) {
  return (blue.Tags ?? [])
    .filter(({ Key = "" }) => !Key.startsWith("aws:") && !Key.startsWith("progressive-delivery:") && !(Key in replaced))
    .map(({ Key, Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch }));
}
