import type {
  AutoScalingGroup,
  CreateAutoScalingGroupType,
  LaunchTemplateSpecification,
  LifecycleHookSpecification,
} from "@aws-sdk/client-auto-scaling";
import type { Tags } from "../groups/changes.ts";
import { refuse } from "../refusals.ts";
import type { Revision } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";

/**
 * The attributes that both calls have under the same name, in the same form. A test walks the SDK's model and fails when
 * a member is neither here nor among those that are left out for a reason.
 */
export const CARRIED = [
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

/**
 * The request that makes green from blue: the same in everything but name, size, target group, tags, and launch
 * template version.
 */
export function cloneRequest(
  blue: AutoScalingGroup,
  green: {
    name: string;
    targetGroupArn: string | undefined;
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
    ...(green.targetGroupArn === undefined ? {} : { TargetGroupARNs: [green.targetGroupArn] }),
    Tags: [
      ...ownTags(blue, green.tags),
      ...Object.entries(green.tags).map(([Key, Value]) => tag(green.name, Key, Value)),
    ],
  };
}

/**
 * Refuses a mixed instances policy whose overrides the revision would not reach, or not rightly: their instances would
 * run something else than green is deployed for, and never count as the wanted version.
 *
 * @throws DeliveryError `unsuitable` for an override with another launch template or version, or with an image.
 */
export function requireOneTemplate({ name, raw }: Pick<GroupState, "name" | "raw">, revision: Revision): void {
  const main = raw.MixedInstancesPolicy?.LaunchTemplate;
  const keepsImage = revision.kind === "template" && revision.imageId === undefined && revision.source === undefined;
  for (const { LaunchTemplateSpecification: own, InstanceType, ImageId } of main?.Overrides ?? []) {
    const version = main?.LaunchTemplateSpecification?.Version;
    const which = `an override of ${name}'s mixed instances policy (${InstanceType ?? "by requirements"})`;
    if (own !== undefined && !(isTemplate(own, main?.LaunchTemplateSpecification) && own.Version === version)) {
      const template = own.LaunchTemplateName ?? own.LaunchTemplateId ?? "";
      throw refuse("override-template", { which, version: own.Version ?? "$Default", template });
    }
    if (ImageId === undefined || keepsImage) continue;
    throw refuse("override-image", { which, image: ImageId });
  }
}

/** The group's launch template, or its mixed instances policy, with another version. */
export function templateAt(
  group: AutoScalingGroup,
  version: number,
): Pick<CreateAutoScalingGroupType, "LaunchTemplate" | "MixedInstancesPolicy"> {
  const policy = group.MixedInstancesPolicy;
  if (policy?.LaunchTemplate === undefined) return { LaunchTemplate: at(group.LaunchTemplate, version) };
  const { LaunchTemplateSpecification: main, Overrides } = policy.LaunchTemplate;
  const specification = at(main, version);
  const overrides = Overrides?.map((override) =>
    isTemplate(override.LaunchTemplateSpecification, main)
      ? { ...override, LaunchTemplateSpecification: specification }
      : override,
  );
  return {
    MixedInstancesPolicy: {
      ...policy,
      LaunchTemplate: {
        LaunchTemplateSpecification: specification,
        ...(overrides === undefined ? {} : { Overrides: overrides }),
      },
    },
  };
}

/** By id, or by name where it has no id: AWS takes one of them, not both. */
function at(template: LaunchTemplateSpecification | undefined, version: number): LaunchTemplateSpecification {
  const { LaunchTemplateId, LaunchTemplateName } = template ?? {};
  const named = LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId };
  return { ...named, Version: String(version) };
}

/** Whether both name the same launch template, by id or, where one has no id, by name. */
function isTemplate(
  one: LaunchTemplateSpecification | undefined,
  other: LaunchTemplateSpecification | undefined,
): boolean {
  if (one === undefined || other === undefined) return false;
  if (one.LaunchTemplateId !== undefined && other.LaunchTemplateId !== undefined)
    return one.LaunchTemplateId === other.LaunchTemplateId;
  return one.LaunchTemplateName !== undefined && one.LaunchTemplateName === other.LaunchTemplateName;
}

/** A tag as CreateOrUpdateTags and CreateAutoScalingGroup take it. The rollout's tags are not for instances. */
export function tag(group: string, Key: string, Value: string) {
  return { ResourceId: group, ResourceType: "auto-scaling-group", Key, Value, PropagateAtLaunch: false };
}

function ownTags(blue: AutoScalingGroup, replaced: Tags) {
  return (blue.Tags ?? [])
    .filter(
      ({ Key = "" }) =>
        !Key.startsWith("aws:") && !Key.startsWith("progressive-delivery:") && !Object.hasOwn(replaced, Key),
    )
    .map(({ Key, Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch }));
}
