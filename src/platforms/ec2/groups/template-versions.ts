import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";

/** Which versions of a launch template may go. Pure. */

/** A version as EC2 lists it. */
export interface VersionInfo {
  number: number;
  description: string | undefined;
  isDefault: boolean;
}

/** The description of a version that a deploy makes: the revision, and the run that asked for it. */
export function describeVersion(wanted: string, rollout: string): string {
  return `${wanted} (${rollout})`.slice(0, 255);
}

const OURS = /^(?=[iu])(?:image-id=ami-[0-9a-f]+)?(?: ?user-data=sha256:[0-9a-f]{12})? \([\w./-]+\/runs\/\d+\)$/;

/**
 * Versions that this action made, beyond the newest ones, that no Auto Scaling group and no instance of one uses. The
 * default and the newest version of all stay: `$Default` and `$Latest` may lead to them.
 *
 * @param keep how many of ours stay whether used or not.
 */
export function prunable(versions: readonly VersionInfo[], used: ReadonlySet<string>, keep: number): number[] {
  const latest = Math.max(0, ...versions.map(({ number }) => number));
  const ours = versions
    .filter(({ description = "" }) => OURS.test(description))
    .sort((one, other) => other.number - one.number);
  return ours
    .slice(keep)
    .filter(({ number, isDefault }) => !isDefault && number !== latest && !used.has(String(number)))
    .map(({ number }) => number);
}

/** The versions of a template that groups and their instances name. */
export function versionsUsed(
  groups: readonly AutoScalingGroup[],
  template: { id: string; name: string },
): ReadonlySet<string> {
  const specifications = groups.flatMap(({ LaunchTemplate, MixedInstancesPolicy, Instances = [] }) => {
    const { LaunchTemplateSpecification, Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
    const own = Overrides.map((override) => override.LaunchTemplateSpecification);
    return [LaunchTemplate, LaunchTemplateSpecification, ...own, ...Instances.map((each) => each.LaunchTemplate)];
  });
  const used = specifications.filter(
    (each) => each?.LaunchTemplateId === template.id || each?.LaunchTemplateName === template.name,
  );
  return new Set(used.map((each) => each?.Version ?? ""));
}
