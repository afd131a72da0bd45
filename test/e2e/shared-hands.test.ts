import { afterEach, expect, test } from "vitest";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** What people and other tools do to a rollout on one target group that both sides share. */

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
const SOON = { "scale-down-delay": "1s" };

function attached(): string[] {
  const groups = [...world.aws.autoScaling.groups.values()];
  return groups.filter(({ targetGroupArns }) => targetGroupArns.includes(world.blueTg)).map(({ name }) => name);
}

const update = (AutoScalingGroupName: string, more: Record<string, unknown>) =>
  world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName, ...more });

async function stripTags(group: string): Promise<void> {
  const keys = [...(world.group(group)?.tags.keys() ?? [])];
  await world.scaling("DeleteTags", {
    Tags: keys.map((Key) => ({ ResourceId: group, ResourceType: "auto-scaling-group", Key })),
  });
}

test("a rollback attaches the group that can serve when somebody left only the empty one attached", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  const arns = { TargetGroupARNs: [world.blueTg] };
  await world.scaling("AttachLoadBalancerTargetGroups", { AutoScalingGroupName: "shop-b", ...arns });
  await world.scaling("DetachLoadBalancerTargetGroups", { AutoScalingGroupName: "shop-a", ...arns });
  await until("blue to have left", () => world.aws.elb.group(world.blueTg).targets.size === 0);
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.log.text).toContain("Run `rollback`");
  const rollback = await world.step("rollback");
  expect(rollback).toMatchObject({ conclusion: "success", outputs: { blue: "shop-a", weight: "0", changed: "true" } });
  // The empty group may stay attached: nobody gets there.
  expect(attached()).toContain("shop-a");
  await until("v1 to be served", async () => (await (await fetch(world.url())).text()) === "v1\n");
});

test("when the record is lost nobody guesses, and the fleet that still runs is told of", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("shift", { ...CANARY, weight: "50" });
  await stripTags("shop-b");
  const rollback = await world.step("rollback");
  expect(rollback).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  expect(rollback.log.text).toContain("detach-load-balancer-target-groups");
  await world.scaling("DetachLoadBalancerTargetGroups", {
    AutoScalingGroupName: "shop-a",
    TargetGroupARNs: [world.blueTg],
  });
  await until("blue to have left", () => world.aws.elb.group(world.blueTg).targets.size === 2);
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ blue: "shop-b", phase: "degraded" });
  expect(status.log.text).toContain("shop-a still runs 2 instances without traffic");
});

test("limits that somebody else set while a rollout was open stay", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await update("shop-b", { MinSize: 1, MaxSize: 12 });
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.group("shop-b")).toMatchObject({ min: 1, desired: 2, max: 12 });
});

test("a blue that grew while an approval waited is what green is measured by, and deploy again grows green", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await update("shop-a", { DesiredCapacity: 4 });
  await world.healthy(world.blueTg, 4);
  const promote = await world.step("promote");
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { changed: "false", "ready-to-promote": "false" } });
  expect(promote.log.text).toContain("100 % of the traffic needs 4");
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs["healthy-green"]).toBe("4");
  expect((await world.step("promote")).outputs).toMatchObject({ phase: "promoted", "healthy-green": "4" });
});

test("another template version given to green by somebody else is not taken for what was deployed", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("shift", { ...CANARY, weight: "50" });
  await update("shop-b", { LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "1" } });
  const promote = await world.step("promote");
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  expect(promote.log.text).toContain("does not run");
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test("what was rolled back is taken up again by a deploy of the same revision", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  const deploy = () => world.step("deploy", { "image-id": world.images.v2.id });
  await deploy();
  await world.step("promote");
  const rollback = await world.step("rollback");
  expect(rollback.outputs).toMatchObject({
    phase: "rolled-back",
    "ready-to-promote": "false",
    "next-step": "teardown",
  });
  const refused = await world.step("shift", { ...CANARY, weight: "50" });
  expect(refused.log.text).toContain("was rolled back");
  expect((await deploy()).outputs).toMatchObject({ phase: "deployed", "ready-to-promote": "true" });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
});

test("a reachable weight is said also where nothing is left to do", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const asked = { ...CANARY, weight: "10" };
  await world.step("shift", asked);
  const again = await world.step("shift", asked);
  expect(again).toMatchObject({ conclusion: "success", outputs: { changed: "false", weight: "33.33" } });
  expect(again.log.text).toContain("the nearest is 33.33 %");
});
