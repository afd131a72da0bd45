import type { Params } from "../../contract.ts";
import { AwsError } from "../../contract.ts";
import type { Ec2 } from "../../ec2/index.ts";
import { structure, structures, text } from "../../params.ts";
import { kept } from "../../unread.ts";
import { completed, MIXED, planOf, requireOneSource, TEMPLATE } from "../mixed.ts";
import type { Group } from "../model.ts";

/** What a group's instances are described by: one of these. */
export const SOURCES = ["LaunchTemplate", "MixedInstancesPolicy", "LaunchConfigurationName"];

/**
 * The desired configuration of StartInstanceRefresh; undefined: none was given.
 *
 * @throws AwsError unless it is one template or one mixed instances policy that exists.
 */
export function readDesired(params: Params, ec2: Ec2): Params | undefined {
  const given = structure(params, "DesiredConfiguration");
  if (given === undefined) return undefined;
  const desired = kept(given, { LaunchTemplate: TEMPLATE, MixedInstancesPolicy: MIXED });
  requireOneSource(desired);
  try {
    return completed(desired, ec2);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === "ValidationError") throw error;
    throw new AwsError("ValidationError", `You must use a valid fully-formed launch template. ${error.message}`);
  }
}

/** A group's members with a desired configuration in the place of its own. */
export function withDesired(members: Params, desired: Params | undefined): Params {
  if (desired === undefined) return members;
  const others = Object.entries(members).filter(([name]) => !SOURCES.includes(name));
  return { ...Object.fromEntries(others), ...desired };
}

/** Whether a configuration leaves the choice of instance types to attributes. */
export function byAttributes(members: Params): boolean {
  return overridesOf(members).some((override) => override.InstanceRequirements !== undefined);
}

/** Why a group could not be brought back to its own configuration; undefined: it could. */
export function irreversible({ members }: Group, desired: Params | undefined, ec2: Ec2): string | undefined {
  if (desired === undefined) return "the instance refresh has no desired configuration";
  const versions = specificationsOf(members).map((spec) => text(spec, "Version") ?? "$Default");
  const moving = versions.find((version) => version.startsWith("$"));
  if (moving !== undefined) return `the Auto Scaling group uses the ${moving} version of its launch template`;
  return usesParameter(members, ec2) ? "the launch template uses an AWS Systems Manager parameter" : undefined;
}

/** Whether the image of the next instance is named by a parameter. */
export function usesParameter(members: Params, ec2: Ec2): boolean {
  return planOf({ members }, ec2).imageId.startsWith("resolve:ssm:");
}

function overridesOf(members: Params): Params[] {
  const policy = structure(structure(members, "MixedInstancesPolicy") ?? {}, "LaunchTemplate");
  return structures(policy ?? {}, "Overrides");
}

function specificationsOf(members: Params): Params[] {
  const own = structure(members, "LaunchTemplate");
  if (own !== undefined) return [own];
  const policy = structure(structure(members, "MixedInstancesPolicy") ?? {}, "LaunchTemplate");
  const overrides = overridesOf(members).map((override) => structure(override, "LaunchTemplateSpecification"));
  return [structure(policy ?? {}, "LaunchTemplateSpecification"), ...overrides].filter((spec) => spec !== undefined);
}
