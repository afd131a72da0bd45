import { afterEach, expect, test } from "vitest";
import { askMany } from "../aws/lab.ts";
import { errorOf } from "./runs.ts";
import { obeyed } from "./shares.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** Targets in a side's target group that no group of the side has. */

let world: World;
afterEach(() => world.close());

const ACCEPTED = { "allow-foreign-targets": "true" };

/** An instance of nobody's that runs v1. */
async function stray(targetGroupArn: string): Promise<string> {
  const { aws, images, elb } = world;
  const launch = { image: images.v1, zone: "eu-west-1a", userData: undefined };
  const id = await new Promise<string>((resolve) => {
    aws.ec2.instances.launch(launch, (instance) => resolve(instance.id));
  });
  await elb("RegisterTargets", { TargetGroupArn: targetGroupArn, Targets: [{ Id: id }] });
  return id;
}

/** Another Auto Scaling group, of two instances that run v1. */
async function otherGroup(targetGroupArn: string): Promise<void> {
  await world.scaling("CreateAutoScalingGroup", {
    AutoScalingGroupName: "billing",
    MinSize: 0,
    MaxSize: 2,
    DesiredCapacity: 2,
    VPCZoneIdentifier: world.aws.ec2.subnets.map(({ subnetId }) => subnetId).join(","),
    LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "1" },
    TargetGroupARNs: [targetGroupArn],
  });
  const known = () => world.aws.elb.group(targetGroupArn).targets.size;
  await until("the other group's targets", () => known() >= 2);
}

const deploy = (more: Record<string, string> = {}) => world.step("deploy", { "image-id": world.images.v2.id, ...more });

test("a second group on green's target group is told of by every step, and gets no users unless that is wanted", async () => {
  world = await createWorld();
  await otherGroup(world.greenTg);
  const deployed = await deploy();
  expect(deployed.conclusion).toBe("success");
  expect(deployed.log.annotations.filter(({ level }) => level === "warning")).toEqual([
    expect.objectContaining({ message: expect.stringContaining("belong to no Auto Scaling group of its side") }),
  ]);
  expect(deployed.summary).toContain("belong to no Auto Scaling group of its side");
  expect(deployed.outputs["ready-to-promote"]).toBe("false");

  const since = world.aws.calls.length;
  for (const [step, more] of [
    ["promote", {}],
    ["shift", { strategy: "canary", weight: "50" }],
  ] as const) {
    const error = errorOf(await world.step(step, more));
    expect(error).toMatchObject({ code: "unsuitable", remedy: expect.stringContaining("allow-foreign-targets: true") });
    expect(error?.message).toContain("shop-b has targets that belong to no Auto Scaling group of its side");
  }
  expect(world.aws.mutations(since)).toEqual([]);
  const status = await world.step("status");
  expect(status.outputs.phase).toBe("degraded");
  expect((await world.step("status", ACCEPTED)).outputs.phase).toBe("deployed");

  const promoted = await world.step("promote", ACCEPTED);
  expect(promoted.outputs.phase).toBe("promoted");
  expect(promoted.summary).toContain("belong to no Auto Scaling group of its side");
  await obeyed(world);
  const answers = await askMany(world.url(), 60);
  // What was accepted is what users get: the stranger's share.
  expect(answers.filter(({ version }) => version === "v1").length).toBeGreaterThan(0);
});

test("a target by hand on blue does not keep anybody on a canary, but is in the way of all of green's users", async () => {
  world = await createWorld();
  await deploy();
  const id = await stray(world.blueTg);
  // Users reach it already: a share for green leads fewer of them there.
  const shift = await world.step("shift", { strategy: "canary", weight: "10" });
  expect(shift.conclusion).toBe("success");
  expect(shift.log.text).toContain(id);
  expect((await world.step("rollback")).outputs.phase).not.toBe("shifting");
  expect(await world.weights()).toBe("a=100 b=0");

  await deploy();
  expect((await world.step("promote")).conclusion).toBe("success");
  expect(errorOf(await world.step("rollback"))).toMatchObject({
    code: "unsuitable",
    message: expect.stringContaining(id),
  });
  expect(await world.weights()).toBe("a=0 b=100");
  expect((await world.step("rollback", ACCEPTED)).conclusion).toBe("success");
  expect(await world.weights()).toBe("a=100 b=0");
});

test("on a shared target group a stranger keeps green from a share that would not be what is asked, unless accepted", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  expect((await deploy()).conclusion).toBe("success");
  const id = await stray(world.blueTg);
  const half = { strategy: "canary", weight: "50" };
  expect(errorOf(await world.step("shift", half))).toMatchObject({ message: expect.stringContaining(id) });
  expect((await world.step("shift", { ...half, ...ACCEPTED })).conclusion).toBe("success");
  const back = await world.step("rollback");
  expect(back.conclusion).toBe("success");
  expect(back.summary).toContain(id);
});
