import type { CreateAutoScalingGroupCommandInput } from "@aws-sdk/client-auto-scaling";
import type { Context, Step } from "./step.ts";
import { id } from "./step.ts";

const NAME = { AutoScalingGroupName: "mixed" };
const Version = "1";

const create = (it: Context, more: Partial<CreateAutoScalingGroupCommandInput>) =>
  it.autoScaling.createAutoScalingGroup({
    ...{ ...NAME, MinSize: 0, MaxSize: 4, DesiredCapacity: 0, VPCZoneIdentifier: id(it, "subnets") },
    ...more,
  });
const mixed = (spec: object) => ({ MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: spec } } });

/** Groups by a mixed instances policy, what no group can be, and limits that the two AWSs see otherwise. */
export const MIXED: readonly Step[] = [
  {
    name: "a group by a template's id and name",
    run: (it) =>
      create(it, { LaunchTemplate: { LaunchTemplateId: id(it, "template"), LaunchTemplateName: "shop", Version } }),
  },
  {
    name: "a group by a template and a mixed instances policy",
    run: (it) =>
      create(it, { ...mixed({ LaunchTemplateName: "shop", Version }), LaunchTemplate: { LaunchTemplateName: "shop" } }),
  },
  {
    name: "a group by the template's name in a mixed instances policy",
    run: async (it) => {
      await create(it, mixed({ LaunchTemplateName: "shop", Version }));
      return (
        await it.autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: ["mixed"] })
      ).AutoScalingGroups?.map(({ MixedInstancesPolicy, Instances }) => ({ MixedInstancesPolicy, Instances }));
    },
  },
  {
    name: "more than the maximum is desired",
    run: (it) => it.autoScaling.updateAutoScalingGroup({ ...NAME, DesiredCapacity: 9 }),
  },
  { name: "a warm pool of a mixed group", run: (it) => it.autoScaling.putWarmPool({ ...NAME, MinSize: 0 }) },
  { name: "delete a mixed group", run: (it) => it.autoScaling.deleteAutoScalingGroup({ ...NAME, ForceDelete: true }) },
  {
    name: "20 tags of a target group",
    run: (it) =>
      it.elb.addTags({
        ResourceArns: [id(it, "b")],
        Tags: Array.from({ length: 20 }, (_, index) => ({ Key: `key-${index}`, Value: "yes" })),
      }),
  },
  {
    name: "a secure listener without certificate",
    run: (it) =>
      it.elb.createListener({
        ...{ LoadBalancerArn: id(it, "balancer"), Protocol: "HTTPS", Port: 443 },
        DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
      }),
  },
];
