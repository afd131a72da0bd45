import type { Params } from "../contract.ts";
import { AwsError } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Template, TemplateVersion } from "../ec2/templates.ts";
import { integer, structure, structures, text } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf } from "../unread.ts";
import type { Group } from "./model.ts";

export const TEMPLATE: Shape = anyOf("LaunchTemplateId", "LaunchTemplateName", "Version");
const DISTRIBUTION = anyOf(
  "OnDemandAllocationStrategy",
  "OnDemandBaseCapacity",
  "OnDemandPercentageAboveBaseCapacity",
  "SpotAllocationStrategy",
  "SpotInstancePools",
  "SpotMaxPrice",
);
const OVERRIDE: Shape = {
  ...anyOf("InstanceType", "WeightedCapacity", "InstanceRequirements", "ImageId"),
  LaunchTemplateSpecification: TEMPLATE,
};
export const MIXED: Shape = {
  LaunchTemplate: { LaunchTemplateSpecification: TEMPLATE, Overrides: OVERRIDE },
  InstancesDistribution: DISTRIBUTION,
};
/** API Reference, InstancesDistribution. */
const DISTRIBUTION_DEFAULTS = {
  OnDemandAllocationStrategy: "prioritized",
  OnDemandBaseCapacity: "0",
  OnDemandPercentageAboveBaseCapacity: "100",
  SpotAllocationStrategy: "lowest-price",
  SpotInstancePools: "2",
};

/** What the group launches next. */
export interface LaunchPlan {
  template: Template;
  version: TemplateVersion;
  imageId: string;
  instanceType: string;
  /** Undefined where the group counts instances. */
  weight: number | undefined;
}

export const EITHER_ID_OR_NAME = "Valid requests must contain either launchTemplateId or LaunchTemplateName";

/** The one place that a group's instances are described in. */
export function requireOneSource(members: Params): void {
  const given = ["LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy"].filter(
    (member) => members[member] !== undefined,
  );
  if (given.length > 1) {
    throw new AwsError(
      "ValidationError",
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    );
  }
  if (given.length === 0) throw new AwsError("ValidationError", EITHER_ID_OR_NAME);
  for (const spec of specifications(members)) {
    if ((text(spec, "LaunchTemplateId") === undefined) === (text(spec, "LaunchTemplateName") === undefined))
      throw new AwsError("ValidationError", EITHER_ID_OR_NAME);
  }
}

/**
 * The members with id and name of each template, where one of them was given, and a mixed instances policy with its
 * defaults. Source: moto's test of DescribeAutoScalingGroups, verified against AWS.
 *
 * @throws AwsError when a template or its version does not exist.
 */
export function completed(members: Params, ec2: Ec2): Params {
  const full = (spec: Params): Params => {
    const { template } = resolve(spec, ec2);
    return { ...spec, LaunchTemplateId: template.id, LaunchTemplateName: template.name };
  };
  const own = structure(members, "LaunchTemplate");
  const policy = structure(members, "MixedInstancesPolicy");
  if (own !== undefined) return { ...members, LaunchTemplate: full(own) };
  if (policy === undefined) return members;
  const launch = structure(policy, "LaunchTemplate") ?? {};
  const Overrides = structures(launch, "Overrides").map((override) => {
    const spec = structure(override, "LaunchTemplateSpecification");
    return spec === undefined ? override : { ...override, LaunchTemplateSpecification: full(spec) };
  });
  requireWeights(Overrides);
  const LaunchTemplateSpecification = full(structure(launch, "LaunchTemplateSpecification") ?? {});
  const InstancesDistribution = { ...DISTRIBUTION_DEFAULTS, ...structure(policy, "InstancesDistribution") };
  const LaunchTemplate = { LaunchTemplateSpecification, Overrides };
  return { ...members, MixedInstancesPolicy: { LaunchTemplate, InstancesDistribution } };
}

/** @throws AwsError when the template is gone. Of several instance types the first is taken: it has the highest priority. */
export function planOf({ members }: Pick<Group, "members">, ec2: Ec2): LaunchPlan {
  const policy = structure(structure(members, "MixedInstancesPolicy") ?? {}, "LaunchTemplate");
  const [override = {}] = structures(policy ?? {}, "Overrides");
  const base = structure(members, "LaunchTemplate") ?? structure(policy ?? {}, "LaunchTemplateSpecification") ?? {};
  const { template, version } = resolve(structure(override, "LaunchTemplateSpecification") ?? base, ec2);
  return {
    template,
    version,
    imageId: text(override, "ImageId") ?? text(version.data, "ImageId") ?? "",
    instanceType: text(override, "InstanceType") ?? text(version.data, "InstanceType") ?? "t3.micro",
    weight: weightOf(override, text(members, "DesiredCapacityType") ?? "units"),
  };
}

/** What an instance counts for; of an attribute-based choice it is the least that the attributes ask for. */
function weightOf(override: Params, unit: string): number | undefined {
  const attributes = structure(override, "InstanceRequirements") ?? {};
  if (unit === "vcpu") return integer(structure(attributes, "VCpuCount") ?? {}, "Min");
  if (unit === "memory-mib") return integer(structure(attributes, "MemoryMiB") ?? {}, "Min");
  return integer(override, "WeightedCapacity");
}

/** "You must specify a weight for all overrides or for none" (User Guide, instance weights); each is 1 to 999. */
function requireWeights(overrides: readonly Params[]): void {
  const weights = overrides.map((override) => integer(override, "WeightedCapacity"));
  if (weights.some((weight) => weight !== undefined && (weight < 1 || weight > 999)))
    throw new AwsError("ValidationError", "Weighted capacity must be between 1 and 999.");
  if (weights.includes(undefined) && weights.some((weight) => weight !== undefined)) {
    throw new AwsError(
      "ValidationError",
      "Weighted capacity must be specified for all launch template overrides or for none of them.",
    );
  }
}

function resolve(spec: Params, ec2: Ec2): { template: Template; version: TemplateVersion } {
  const template = ec2.templates.find(text(spec, "LaunchTemplateId"), text(spec, "LaunchTemplateName"));
  return { template, version: ec2.templates.version(template, text(spec, "Version") ?? "$Default") };
}

function specifications(members: Params): Params[] {
  const policy = structure(structure(members, "MixedInstancesPolicy") ?? {}, "LaunchTemplate");
  const own = structure(members, "LaunchTemplate");
  if (own !== undefined) return [own];
  if (policy === undefined) return [];
  const overrides = structures(policy, "Overrides").map((each) => structure(each, "LaunchTemplateSpecification"));
  return [structure(policy, "LaunchTemplateSpecification") ?? {}, ...overrides.filter((each) => each !== undefined)];
}
