import { CARRIED } from "../../src/platforms/ec2/clone/clone.ts";

/** Members of CreateAutoScalingGroup that a clone sets to what it makes of them. */
const OWN = [
  "AutoScalingGroupName",
  "AvailabilityZones",
  "LaunchTemplate",
  "LifecycleHookSpecificationList",
  "MixedInstancesPolicy",
];

/** Every member that a clone sets, carried or of its own. */
export const CLONE_MEMBERS: readonly string[] = [...CARRIED, ...OWN];

/**
 * What DescribeAutoScalingGroups tells and CreateAutoScalingGroup does not take, or what a clone must not inherit,
 * with the reason.
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
