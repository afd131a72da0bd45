import { until } from "../until.ts";
import type { Context, Step } from "./step.ts";
import { id } from "./step.ts";

export const TEMPLATES: readonly Step[] = [
  {
    name: "create a launch template",
    run: async (it) => {
      const answer = await it.ec2.createLaunchTemplate({
        LaunchTemplateName: "shop",
        LaunchTemplateData: { ImageId: it.imageId, InstanceType: "t3.micro", UserData: "IyEvYmluL3No", KeyName: "ops" },
      });
      it.ids.set("template", answer.LaunchTemplate?.LaunchTemplateId ?? "");
      return answer;
    },
  },
  {
    name: "create a launch template again",
    run: (it) =>
      it.ec2.createLaunchTemplate({ LaunchTemplateName: "shop", LaunchTemplateData: { ImageId: it.imageId } }),
  },
  {
    name: "create a launch template version that says everything",
    run: (it) =>
      it.ec2.createLaunchTemplateVersion({
        LaunchTemplateId: id(it, "template"),
        VersionDescription: "second",
        LaunchTemplateData: { ImageId: it.imageId, InstanceType: "t3.small" },
      }),
  },
  {
    name: "create a launch template version from another",
    run: (it) =>
      it.ec2.createLaunchTemplateVersion({
        LaunchTemplateId: id(it, "template"),
        SourceVersion: "1",
        LaunchTemplateData: { InstanceType: "t3.large" },
      }),
  },
  {
    name: "launch template versions by number",
    run: (it) => it.ec2.describeLaunchTemplateVersions({ LaunchTemplateId: id(it, "template"), Versions: ["1", "2"] }),
  },
  {
    name: "set the default launch template version",
    run: (it) => it.ec2.modifyLaunchTemplate({ LaunchTemplateId: id(it, "template"), DefaultVersion: "2" }),
  },
  {
    name: "describe a launch template by name",
    run: (it) => it.ec2.describeLaunchTemplates({ LaunchTemplateNames: ["shop"] }),
  },
  {
    name: "the default and the latest launch template version",
    run: async (it) => {
      const answer = await it.ec2.describeLaunchTemplateVersions({
        LaunchTemplateId: id(it, "template"),
        Versions: ["$Default", "$Latest"],
      });
      return answer.LaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber);
    },
  },
  {
    name: "a launch template that is missing",
    run: (it) => it.ec2.describeLaunchTemplates({ LaunchTemplateIds: ["lt-00000000000000000"] }),
  },
];

const NAME = { AutoScalingGroupName: "shop" };
const tag = (Key: string, Value: string) => ({
  Key,
  Value,
  ResourceId: "shop",
  ResourceType: "auto-scaling-group",
  PropagateAtLaunch: true,
});
const describeGroup = (it: Context) => it.autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: ["shop"] });

const inService = (it: Context, count: number) =>
  until(`${count} instances in service`, async () => {
    const Instances = (await describeGroup(it)).AutoScalingGroups?.[0]?.Instances ?? [];
    return Instances.length === count && Instances.every(({ LifecycleState }) => LifecycleState === "InService");
  });

/** The ids of the instances that are out of service. */
async function standby(it: Context): Promise<string[]> {
  const Instances = (await describeGroup(it)).AutoScalingGroups?.[0]?.Instances ?? [];
  return Instances.flatMap(({ LifecycleState, InstanceId = "" }) => (LifecycleState === "Standby" ? [InstanceId] : []));
}

/** A change, and the group after it. */
const change = (name: string, run: (it: Context) => Promise<unknown>): Step => ({
  name,
  run: async (it) => {
    await run(it);
    return describeGroup(it);
  },
});

export const GROUPS: readonly Step[] = [
  change("create a group", (it) =>
    it.autoScaling.createAutoScalingGroup({
      ...NAME,
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity: 0,
      LaunchTemplate: { LaunchTemplateId: id(it, "template"), Version: "1" },
      VPCZoneIdentifier: id(it, "subnets"),
      TargetGroupARNs: [id(it, "a")],
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 300,
      TerminationPolicies: ["OldestInstance"],
      NewInstancesProtectedFromScaleIn: false,
      CapacityRebalance: true,
      Tags: [tag("env", "test")],
    }),
  ),
  {
    name: "create a group without a place",
    run: (it) =>
      it.autoScaling.createAutoScalingGroup({
        AutoScalingGroupName: "nowhere",
        MinSize: 0,
        MaxSize: 0,
        LaunchTemplate: { LaunchTemplateName: "shop" },
      }),
  },
  {
    name: "a group that is missing",
    run: (it) => it.autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: ["no"] }),
  },
  {
    name: "change a group that is missing",
    run: (it) => it.autoScaling.updateAutoScalingGroup({ AutoScalingGroupName: "no", MinSize: 1 }),
  },
  change("change bounds, grace period and version", (it) =>
    it.autoScaling.updateAutoScalingGroup({
      ...NAME,
      MaxSize: 5,
      HealthCheckGracePeriod: 60,
      LaunchTemplate: { LaunchTemplateId: id(it, "template"), Version: "2" },
    }),
  ),
  change("raise the minimum, which raises the desired capacity", async (it) => {
    await it.autoScaling.updateAutoScalingGroup({ ...NAME, MinSize: 1 });
    await inService(it, 1);
  }),
  change("set the desired capacity", async (it) => {
    await it.autoScaling.setDesiredCapacity({ ...NAME, DesiredCapacity: 2 });
    await inService(it, 2);
  }),
  {
    name: "instances of groups",
    run: async (it) => {
      const answer = await it.autoScaling.describeAutoScalingInstances();
      return answer.AutoScalingInstances?.map(
        ({ AutoScalingGroupName, LifecycleState, HealthStatus, ProtectedFromScaleIn }) => ({
          AutoScalingGroupName,
          LifecycleState,
          HealthStatus,
          ProtectedFromScaleIn,
        }),
      );
    },
  },
  change("protect an instance", async (it) => {
    const InstanceIds = [(await describeGroup(it)).AutoScalingGroups?.[0]?.Instances?.[0]?.InstanceId ?? ""];
    await it.autoScaling.setInstanceProtection({ ...NAME, InstanceIds, ProtectedFromScaleIn: true });
  }),
  change("take an instance out of service", async (it) => {
    const instances = (await describeGroup(it)).AutoScalingGroups?.[0]?.Instances ?? [];
    const InstanceIds = [instances[1]?.InstanceId ?? ""];
    await it.autoScaling.enterStandby({ ...NAME, InstanceIds, ShouldDecrementDesiredCapacity: true });
    await until("one in Standby", async () => (await standby(it)).length === 1);
  }),
  change("put an instance back into service", async (it) => {
    await it.autoScaling.exitStandby({ ...NAME, InstanceIds: await standby(it) });
    await inService(it, 2);
  }),
  change("tag a group", (it) => it.autoScaling.createOrUpdateTags({ Tags: [tag("env", "prod"), tag("team", "shop")] })),
  {
    name: "tags of groups",
    run: (it) => it.autoScaling.describeTags({ Filters: [{ Name: "auto-scaling-group", Values: ["shop"] }] }),
  },
  {
    name: "groups by a tag",
    run: async (it) =>
      (
        await it.autoScaling.describeAutoScalingGroups({ Filters: [{ Name: "tag:team", Values: ["shop"] }] })
      ).AutoScalingGroups?.map((one) => one.AutoScalingGroupName),
  },
  change("untag a group", (it) => it.autoScaling.deleteTags({ Tags: [tag("team", "shop")] })),
  change("suspend processes", (it) =>
    it.autoScaling.suspendProcesses({ ...NAME, ScalingProcesses: ["AlarmNotification", "AZRebalance"] }),
  ),
  change("resume a process", (it) => it.autoScaling.resumeProcesses({ ...NAME, ScalingProcesses: ["AZRebalance"] })),
  change("collect metrics", (it) =>
    it.autoScaling.enableMetricsCollection({
      ...NAME,
      Granularity: "1Minute",
      Metrics: ["GroupDesiredCapacity", "GroupInServiceInstances"],
    }),
  ),
  {
    name: "put a scheduled action",
    run: async (it) => {
      await it.autoScaling.putScheduledUpdateGroupAction({
        ...NAME,
        ScheduledActionName: "night",
        Recurrence: "0 22 * * *",
        MinSize: 0,
        MaxSize: 1,
        DesiredCapacity: 0,
      });
      return it.autoScaling.describeScheduledActions(NAME);
    },
  },
  {
    name: "delete a scheduled action",
    run: async (it) => {
      await it.autoScaling.deleteScheduledAction({ ...NAME, ScheduledActionName: "night" });
      return it.autoScaling.describeScheduledActions(NAME);
    },
  },
  {
    name: "put a target tracking policy",
    run: async (it) => {
      await it.autoScaling.putScalingPolicy({
        ...NAME,
        PolicyName: "cpu",
        PolicyType: "TargetTrackingScaling",
        TargetTrackingConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
          TargetValue: 50,
          DisableScaleIn: true,
        },
      });
      return it.autoScaling.describePolicies(NAME);
    },
  },
  {
    name: "put a step policy",
    run: async (it) => {
      await it.autoScaling.putScalingPolicy({
        ...NAME,
        PolicyName: "step",
        PolicyType: "StepScaling",
        AdjustmentType: "ChangeInCapacity",
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
        MetricAggregationType: "Average",
      });
      return it.autoScaling.describePolicies({ ...NAME, PolicyNames: ["step"] });
    },
  },
  {
    name: "delete a policy",
    run: async (it) => {
      await it.autoScaling.deletePolicy({ ...NAME, PolicyName: "cpu" });
      return (await it.autoScaling.describePolicies(NAME)).ScalingPolicies?.map(({ PolicyName }) => PolicyName);
    },
  },
  {
    name: "put a lifecycle hook",
    run: async (it) => {
      await it.autoScaling.putLifecycleHook({
        ...NAME,
        LifecycleHookName: "warm-up",
        LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
        HeartbeatTimeout: 60,
        DefaultResult: "CONTINUE",
      });
      return it.autoScaling.describeLifecycleHooks(NAME);
    },
  },
  {
    name: "delete a lifecycle hook",
    run: async (it) => {
      await it.autoScaling.deleteLifecycleHook({ ...NAME, LifecycleHookName: "warm-up" });
      return it.autoScaling.describeLifecycleHooks(NAME);
    },
  },
  {
    name: "put a warm pool",
    run: async (it) => {
      await it.autoScaling.putWarmPool({ ...NAME, MinSize: 1, PoolState: "Stopped" });
      return (await it.autoScaling.describeWarmPool(NAME)).WarmPoolConfiguration;
    },
  },
  {
    name: "delete a warm pool",
    run: async (it) => {
      await it.autoScaling.deleteWarmPool({ ...NAME, ForceDelete: true });
      return (await it.autoScaling.describeWarmPool(NAME)).WarmPoolConfiguration;
    },
  },
  {
    name: "target groups of a group",
    run: async (it) =>
      (await it.autoScaling.describeLoadBalancerTargetGroups(NAME)).LoadBalancerTargetGroups?.map(
        (one) => one.LoadBalancerTargetGroupARN,
      ),
  },
  change("attach a target group", (it) =>
    it.autoScaling.attachLoadBalancerTargetGroups({ ...NAME, TargetGroupARNs: [id(it, "b")] }),
  ),
  change("attach a target group that is attached", (it) =>
    it.autoScaling.attachLoadBalancerTargetGroups({ ...NAME, TargetGroupARNs: [id(it, "b")] }),
  ),
  change("detach a target group", (it) =>
    it.autoScaling.detachLoadBalancerTargetGroups({ ...NAME, TargetGroupARNs: [id(it, "a")] }),
  ),
  {
    name: "targets that a group has registered",
    run: async (it) => {
      const answer = await it.elb.describeTargetHealth({ TargetGroupArn: id(it, "b") });
      return answer.TargetHealthDescriptions?.length;
    },
  },
  {
    name: "detach a target group that is detached",
    run: (it) => it.autoScaling.detachLoadBalancerTargetGroups({ ...NAME, TargetGroupARNs: [id(it, "a")] }),
  },
  {
    name: "delete a group by force",
    run: async (it) => {
      await it.autoScaling.deleteAutoScalingGroup({ ...NAME, ForceDelete: true });
      await until("the group to be gone", async () => (await describeGroup(it)).AutoScalingGroups?.length === 0);
      return describeGroup(it);
    },
  },
  {
    name: "delete a group that is missing",
    run: (it) => it.autoScaling.deleteAutoScalingGroup({ AutoScalingGroupName: "no" }),
  },
];
