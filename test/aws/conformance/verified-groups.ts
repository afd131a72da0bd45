import type { AutoScalingGroup, CreateAutoScalingGroupCommandInput } from "@aws-sdk/client-auto-scaling";
import { expect } from "vitest";
import { errorOf, only } from "../clients.ts";
import { until } from "../until.ts";
import type { Aws, Verified } from "./verified.ts";
import { unused, ZONE } from "./verified.ts";

/** Auto Scaling groups by launch templates; the sources are in moto's tests/test_autoscaling/test_autoscaling.py. */

/** What AWS fills a mixed instances policy with. */
const DISTRIBUTION = {
  OnDemandAllocationStrategy: "prioritized",
  OnDemandBaseCapacity: 0,
  OnDemandPercentageAboveBaseCapacity: 100,
  SpotAllocationStrategy: "lowest-price",
  SpotInstancePools: 2,
};

async function template(it: Aws) {
  const LaunchTemplateName = unused("template");
  const LaunchTemplateData = { ImageId: it.imageId, InstanceType: "t2.medium" as const };
  const { LaunchTemplate } = await it.ec2.createLaunchTemplate({ LaunchTemplateName, LaunchTemplateData });
  return { LaunchTemplateName, LaunchTemplateId: LaunchTemplate?.LaunchTemplateId ?? "" };
}

async function create(it: Aws, more: Partial<CreateAutoScalingGroupCommandInput>): Promise<string> {
  const AutoScalingGroupName = unused("group");
  const sizes = { MinSize: 1, MaxSize: 3, AvailabilityZones: [ZONE] };
  await it.autoScaling.createAutoScalingGroup({ AutoScalingGroupName, ...sizes, ...more });
  return AutoScalingGroupName;
}

async function describe(it: Aws, name: string): Promise<AutoScalingGroup> {
  const { AutoScalingGroups } = await it.autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: [name] });
  return only(AutoScalingGroups);
}

async function launched(it: Aws, name: string, count: number): Promise<AutoScalingGroup> {
  await until("instances", async () => (await describe(it, name)).Instances?.length === count);
  return describe(it, name);
}

const mixed = (LaunchTemplateSpecification: object, launch: object = {}, more: object = {}) => ({
  MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification, ...launch }, ...more },
});

/** A group by a mixed policy that names its template: the policy that AWS shows, and the template of its instances. */
async function shownMixed(it: Aws, distribution: object | undefined): Promise<void> {
  const { LaunchTemplateName, LaunchTemplateId } = await template(it);
  const spec = { LaunchTemplateName, Version: "$Default" };
  const more = distribution === undefined ? {} : { InstancesDistribution: distribution };
  const name = await create(it, { ...mixed(spec, {}, more), MinSize: 2, MaxSize: 2 });
  const { MixedInstancesPolicy } = await launched(it, name, 2);
  expect(MixedInstancesPolicy).toEqual({
    LaunchTemplate: { LaunchTemplateSpecification: { ...spec, LaunchTemplateId }, Overrides: [] },
    InstancesDistribution: distribution ?? DISTRIBUTION,
  });
  const { AutoScalingInstances = [] } = await it.autoScaling.describeAutoScalingInstances({});
  const own = AutoScalingInstances.filter(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  const launchedWith = { LaunchTemplateId, LaunchTemplateName, Version: "1" };
  expect(own.map(({ LaunchTemplate }) => LaunchTemplate)).toEqual([launchedWith, launchedWith]);
}

export const VERIFIED_GROUPS: readonly Verified[] = [
  {
    name: "a group in a zone is made by a template's id and version",
    source: "test_create_autoscaling_group_from_template",
    holds: async (it) => {
      const { LaunchTemplateId } = await template(it);
      const LaunchTemplate = { LaunchTemplateId, Version: "1" };
      const more = { LaunchTemplate, DesiredCapacity: 2, NewInstancesProtectedFromScaleIn: false };
      expect((await describe(it, await create(it, more))).DesiredCapacity).toBe(2);
    },
  },
  {
    name: "$Default stays $Default in what a group shows of its template",
    source: "test_create_auto_scaling_from_template_version__default",
    holds: async (it) => {
      const { LaunchTemplateName } = await template(it);
      const LaunchTemplateData = { ImageId: it.imageId, InstanceType: "t3.medium" as const };
      await it.ec2.createLaunchTemplateVersion({ LaunchTemplateName, LaunchTemplateData, VersionDescription: "v2" });
      const name = await create(it, { LaunchTemplate: { LaunchTemplateName, Version: "$Default" } });
      expect((await describe(it, name)).LaunchTemplate).toMatchObject({ LaunchTemplateName, Version: "$Default" });
    },
  },
  {
    name: "a version that was not given is not shown",
    source: "test_create_auto_scaling_from_template_version__no_version",
    holds: async (it) => {
      const { LaunchTemplateName } = await template(it);
      const { LaunchTemplate } = await describe(it, await create(it, { LaunchTemplate: { LaunchTemplateName } }));
      expect(LaunchTemplate?.LaunchTemplateName).toBe(LaunchTemplateName);
      expect(LaunchTemplate).not.toHaveProperty("Version");
    },
  },
  {
    name: "a version of no template makes no group",
    source: "test_create_autoscaling_group_no_template_ref",
    holds: async (it) => {
      const refused = await errorOf(create(it, { LaunchTemplate: { Version: "1" }, MinSize: 0 }));
      const message = "Valid requests must contain either launchTemplateId or LaunchTemplateName";
      expect(refused).toEqual({ name: "ValidationError", message });
    },
  },
  {
    name: "a group and its instances show the template's id and name, their zone and their type",
    source: "test_describe_autoscaling_groups_launch_template",
    holds: async (it) => {
      const { LaunchTemplateName, LaunchTemplateId } = await template(it);
      const name = await create(it, { LaunchTemplate: { LaunchTemplateName, Version: "1" }, MaxSize: 2 });
      const LaunchTemplate = { LaunchTemplateId, LaunchTemplateName, Version: "1" };
      const group = await launched(it, name, 1);
      expect(group).toMatchObject({ LaunchTemplate, AvailabilityZones: [ZONE] });
      expect(group).not.toHaveProperty("LaunchConfigurationName");
      const instance = only(group.Instances);
      expect(instance).toMatchObject({ AvailabilityZone: ZONE, InstanceType: "t2.medium" });
      expect(instance.LaunchTemplate).toEqual(LaunchTemplate);
      expect(instance).not.toHaveProperty("LaunchConfigurationName");
    },
  },
  {
    name: "an update of a group that there is not does not say its name",
    source: "test_update_unknown_group",
    holds: async (it) => {
      const sizes = { MinSize: 2, MaxSize: 2, DesiredCapacity: 2 };
      const refused = await errorOf(
        it.autoScaling.updateAutoScalingGroup({ AutoScalingGroupName: "fake-asg", ...sizes }),
      );
      expect(refused).toEqual({ name: "ValidationError", message: "AutoScalingGroup name not found - null" });
    },
  },
  {
    name: "a mixed instances policy is shown with its template's id, no overrides and the distribution that was given",
    source: "test_create_auto_scaling_group_with_mixed_instances_policy[True]",
    holds: (it) =>
      shownMixed(it, {
        OnDemandAllocationStrategy: "lowest-price",
        OnDemandBaseCapacity: 123,
        OnDemandPercentageAboveBaseCapacity: 50,
        SpotAllocationStrategy: "lowest-price",
        SpotInstancePools: 1,
        SpotMaxPrice: "0.05",
      }),
  },
  {
    name: "a mixed instances policy without a distribution is shown with the usual one",
    source: "test_create_auto_scaling_group_with_mixed_instances_policy[False]",
    holds: (it) => shownMixed(it, undefined),
  },
  {
    name: "the overrides of a mixed instances policy are shown as given",
    source: "test_create_auto_scaling_group_with_mixed_instances_policy_overrides",
    holds: async (it) => {
      const { LaunchTemplateName, LaunchTemplateId } = await template(it);
      const spec = { LaunchTemplateName, Version: "$Default" };
      const Overrides = [{ InstanceType: "t2.medium", WeightedCapacity: "50" }];
      const name = await create(it, { ...mixed(spec, { Overrides }), MinSize: 2, MaxSize: 2 });
      expect((await describe(it, name)).MixedInstancesPolicy).toEqual({
        LaunchTemplate: { LaunchTemplateSpecification: { ...spec, LaunchTemplateId }, Overrides },
        InstancesDistribution: DISTRIBUTION,
      });
    },
  },
  {
    name: "an update moves a mixed instances policy to another version of its template",
    source: "test_update_mixed_instances_policy",
    holds: async (it) => {
      const { LaunchTemplateName } = await template(it);
      const spec = (Version: string) => ({ LaunchTemplateName, Version });
      const AutoScalingGroupName = await create(it, { ...mixed(spec("$Default")), MinSize: 2, MaxSize: 2 });
      const made = await it.ec2.createLaunchTemplateVersion({
        ...{ LaunchTemplateName, SourceVersion: "$Default", LaunchTemplateData: { InstanceType: "t2.large" } },
      });
      const version = String(made.LaunchTemplateVersion?.VersionNumber);
      await it.autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, ...mixed(spec(version)) });
      const shown = (await describe(it, AutoScalingGroupName)).MixedInstancesPolicy?.LaunchTemplate;
      expect(shown?.LaunchTemplateSpecification).toMatchObject(spec(version));
    },
  },
];
