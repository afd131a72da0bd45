import { afterEach, expect, test } from "vitest";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** Set-ups with one target group on which no rollout can work. */

let world: World;
afterEach(() => world.close());

type Spoil = (world: World) => Promise<unknown>;

const resize = ({ scaling }: World, AutoScalingGroupName: string, DesiredCapacity: number) =>
  scaling("UpdateAutoScalingGroup", { AutoScalingGroupName, DesiredCapacity });
const attach = ({ scaling }: World, AutoScalingGroupName: string, arn: string) =>
  scaling("AttachLoadBalancerTargetGroups", { AutoScalingGroupName, TargetGroupARNs: [arn] });

/** The serving group, made anew in the other way that a group can be given a target group. */
async function asTrafficSource({ scaling, group, healthy, blueTg, templateId, aws }: World): Promise<void> {
  await scaling("DeleteAutoScalingGroup", { AutoScalingGroupName: "shop-a", ForceDelete: true });
  await until("the group to be gone", () => group("shop-a") === undefined);
  await scaling("CreateAutoScalingGroup", {
    AutoScalingGroupName: "shop-a",
    MinSize: 0,
    MaxSize: 4,
    DesiredCapacity: 2,
    VPCZoneIdentifier: aws.ec2.subnets.map(({ subnetId }) => subnetId).join(","),
    LaunchTemplate: { LaunchTemplateId: templateId, Version: "1" },
    TrafficSources: [{ Identifier: blueTg, Type: "elbv2" }],
  });
  await healthy(blueTg, 2);
}

const CASES: [string, Spoil, string[]][] = [
  [
    "a listener that forwards to another target group too",
    async ({ elb, listeners, blueTg, greenTg }) =>
      elb("ModifyListener", {
        ListenerArn: listeners[0],
        DefaultActions: [
          {
            Type: "forward",
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: blueTg, Weight: 1 },
                { TargetGroupArn: greenTg, Weight: 1 },
              ],
            },
          },
        ],
      }),
    ["forwards to shop-a, shop-b; shop-b is not among `target-groups`"],
  ],
  [
    "a listener that does not use the target group",
    async ({ elb, listeners, greenTg }) =>
      elb("ModifyListener", {
        ListenerArn: listeners[0],
        DefaultActions: [{ Type: "forward", TargetGroupArn: greenTg }],
      }),
    ["forwards to shop-b and not to shop-a"],
  ],
  [
    "a group that another target group fills too",
    (world) => attach(world, "shop-a", world.greenTg),
    ["auto-scaling-groups: shop-a is also attached to target group shop-b"],
  ],
  [
    "two groups that serve without a rollout",
    async (world) => {
      await resize(world, "shop-b", 1);
      await attach(world, "shop-b", world.blueTg);
    },
    ["are attached to shop-a, but no rollout is on record", "detach-load-balancer-target-groups"],
  ],
  [
    "nobody that serves",
    ({ scaling, blueTg }) =>
      scaling("DetachLoadBalancerTargetGroups", { AutoScalingGroupName: "shop-a", TargetGroupARNs: [blueTg] }),
    ["no group with instances is attached to shop-a"],
  ],
  [
    "a target of nobody's",
    async ({ elb, blueTg, aws, images }) => {
      const launch = { image: images.v1, zone: "eu-west-1a", userData: undefined };
      const stray = await new Promise<string>((resolve) => {
        aws.ec2.instances.launch(launch, ({ id }) => resolve(id));
      });
      await elb("RegisterTargets", { TargetGroupArn: blueTg, Targets: [{ Id: stray }] });
    },
    ["target-groups: shop-a has targets that belong to no Auto Scaling group", "allow-foreign-targets: true"],
  ],
  [
    "a group that is attached as a traffic source",
    asTrafficSource,
    ["shop-a was attached to shop-a by AttachTrafficSources", "attach-load-balancer-target-groups"],
  ],
];

test.each(CASES)("deploy refuses, and touches nothing: %s", async (_name, spoil, says) => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await spoil(world);
  const since = world.aws.calls.length;
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  for (const text of says) expect(deploy.log.text).toContain(text);
  expect(world.aws.mutations(since)).toEqual([]);
});
