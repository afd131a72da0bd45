import { afterAll, beforeAll, expect, test } from "vitest";
import type { Params } from "./contract.ts";
import type { Shop } from "./shop.ts";
import { createShop } from "./shop.ts";
import { until } from "./until.ts";

/** Target groups that are attached to groups that live, and detached from them. */

let world: Shop;
beforeAll(async () => {
  world = await createShop({ shared: true, deregistrationDelay: 20 });
});
afterAll(() => world.close());

const GROUP = { AutoScalingGroupName: "shop-b" };
const attach = () => world.scaling("AttachLoadBalancerTargetGroups", { ...GROUP, TargetGroupARNs: [world.blueTg] });
const detach = () => world.scaling("DetachLoadBalancerTargetGroups", { ...GROUP, TargetGroupARNs: [world.blueTg] });
const resize = (DesiredCapacity: number) => world.scaling("UpdateAutoScalingGroup", { ...GROUP, DesiredCapacity });

/** The states of the second group's targets, in order. */
function targets(): string[] {
  const own = new Set(world.group("shop-b")?.instances.map(({ instance }) => instance.id));
  const all = [...world.aws.elb.group(world.blueTg).targets.values()];
  return all.filter(({ id }) => own.has(id)).map(({ state }) => state);
}

async function stateOfAttachment(): Promise<unknown> {
  const { LoadBalancerTargetGroups } = await world.scaling("DescribeLoadBalancerTargetGroups", GROUP);
  return (LoadBalancerTargetGroups as Params[])[0]?.State;
}

const inService = (count: number) =>
  until(`${count} instances in service`, () => {
    const instances = world.group("shop-b")?.instances ?? [];
    return instances.length === count && instances.every(({ lifecycle }) => lifecycle === "InService");
  });

test("instances that run are registered when their group is attached, and so is one that comes later", async () => {
  await resize(1);
  await inService(1);
  expect(targets()).toEqual([]);
  await attach();
  expect(targets()).toEqual(["initial"]);
  await until("a healthy target", () => targets().includes("healthy"));
  expect(await stateOfAttachment()).toBe("InService");
  await attach();
  await resize(2);
  await until("two healthy targets", () => targets().filter((state) => state === "healthy").length === 2);
});

test("instances of a group that is detached drain, and go on running", async () => {
  await detach();
  expect(targets()).toEqual(["draining", "draining"]);
  expect(await stateOfAttachment()).toBe("Removing");
  await until("the targets to be gone", () => targets().length === 0);
  expect(await stateOfAttachment()).toBeUndefined();
  await inService(2);
});

test("what is not attached cannot be detached", async () => {
  await expect(detach()).rejects.toThrow("Trying to remove Target Groups that are not part of the group");
});

test("a group that is attached again while it drains keeps its targets", async () => {
  await attach();
  await until("two healthy targets", () => targets().filter((state) => state === "healthy").length === 2);
  await detach();
  await attach();
  expect(targets()).toEqual(["initial", "initial"]);
  await until("two healthy targets", () => targets().filter((state) => state === "healthy").length === 2);
});

test("a policy by requests per target is for a group that is attached to the target group", async () => {
  const label = `${world.balancer.split(":loadbalancer/")[1]}/${world.blueTg.split(":").at(-1)}`;
  const metric = { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel: label };
  const policy = {
    ...GROUP,
    PolicyName: "requests",
    PolicyType: "TargetTrackingScaling",
    TargetTrackingConfiguration: { PredefinedMetricSpecification: metric, TargetValue: 100 },
  };
  await world.scaling("PutScalingPolicy", policy);
  await detach();
  await expect(world.scaling("PutScalingPolicy", policy)).rejects.toThrow("not attached to the Auto Scaling group");
});
