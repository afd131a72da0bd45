import { afterEach, describe, expect, test } from "vitest";
import { errorOf, watch } from "./runs.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };

const resize = (AutoScalingGroupName: string, more: Record<string, number>) =>
  world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName, ...more });

test("a blue that grows while an approval waits: one rule for shift and promote, and deploy grows green", async () => {
  world = await createWorld();
  const image = { "image-id": world.images.v2.id };
  await world.step("deploy", image);
  await resize("shop-a", { DesiredCapacity: 4 });
  await world.healthy(world.blueTg, 4);
  for (const step of ["shift", "promote"] as const) {
    const refused = await world.step(step, step === "shift" ? { ...CANARY, weight: "100" } : {});
    expect(errorOf(refused)).toMatchObject({ code: "unhealthy", remedy: expect.stringContaining("`deploy` again") });
  }
  expect((await world.step("deploy", image)).outputs).toMatchObject({ phase: "deployed", "healthy-green": "4" });
  expect((await world.step("promote")).outputs).toMatchObject({ phase: "promoted" });
});

test("a rollback moves at once what blue can carry, and the rest as it grows", async () => {
  world = await createWorld({ size: 4 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await resize("shop-a", { MinSize: 0, DesiredCapacity: 2 });
  await world.healthy(world.blueTg, 2);
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  const [half, weights] = [watch("Set the weights to blue 50"), new Set<string>()];
  const rollback = world.step("rollback", {}, half);
  await until("half of the traffic to be back", async () => {
    weights.add(await world.weights());
    return weights.has("a=50 b=50");
  });
  expect((await rollback).outputs).toMatchObject({ phase: "rolled-back", weight: "0", "healthy-blue": "4" });
  expect(world.group("shop-a")).toMatchObject({ min: 0, desired: 4 });
  expect((await traffic.stop()).failed).toBe(0);
});

test("a rollback to a blue that cannot launch says so at once, and what to do", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await resize("shop-a", { MinSize: 0, DesiredCapacity: 1 });
  await world.healthy(world.blueTg, 1);
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-a", ScalingProcesses: ["Launch"] });
  const rollback = await world.step("rollback", { timeout: "10m" });
  expect(errorOf(rollback)).toMatchObject({ code: "unhealthy", remedy: expect.stringContaining("resume-processes") });
  await world.scaling("ResumeProcesses", { AutoScalingGroupName: "shop-a", ScalingProcesses: ["Launch"] });
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
});

describe("a bake", () => {
  const die = async (name: string, count: number) => {
    const ids = (world.group(name)?.instances ?? []).slice(0, count).map(({ instance }) => instance.id);
    for (const InstanceId of ids) {
      await world.scaling("TerminateInstanceInAutoScalingGroup", { InstanceId, ShouldDecrementDesiredCapacity: false });
    }
  };

  test("is held to what green had when it first began", async () => {
    world = await createWorld({ size: 4, image: { bootSeconds: 5 } });
    const slow = world.aws.ec2.registerImage({ version: "v2", bootSeconds: 5 });
    await world.step("deploy", { "image-id": slow.id });
    const bakes = watch("seconds of bake time");
    const shift = world.step("shift", { ...CANARY, weight: "10", "bake-time": "60s" }, bakes);
    await until("the bake", () => bakes.up);
    await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-b", ScalingProcesses: ["Launch"] });
    await die("shop-b", 3);
    expect(errorOf(await shift)).toMatchObject({ code: "unhealthy", message: expect.stringContaining("shop-b") });
    const again = await world.step("shift", { ...CANARY, weight: "10", "bake-time": "3s" });
    expect(errorOf(again)).toMatchObject({ code: "unhealthy", message: expect.stringContaining("of 4 targets") });
    expect((await world.step("status", CANARY)).outputs).toMatchObject({ weight: "10", "next-step": "shift" });
  });

  test("goes on when a schedule asks for fewer", async () => {
    world = await createWorld({ size: 3 });
    await world.step("deploy", { "image-id": world.images.v2.id });
    const bakes = watch("seconds of bake time");
    const shift = world.step("shift", { ...CANARY, weight: "10", "bake-time": "15s" }, bakes);
    await until("the bake", () => bakes.up);
    await resize("shop-b", { MinSize: 0, DesiredCapacity: 2 });
    expect((await shift).conclusion).toBe("success");
  });

  test("names blue when it is blue that dies", async () => {
    world = await createWorld();
    await world.step("deploy", { "image-id": world.images.v2.id });
    const bakes = watch("seconds of bake time");
    const shift = world.step("shift", { ...CANARY, weight: "10", "bake-time": "60s" }, bakes);
    await until("the bake", () => bakes.up);
    await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-a", ScalingProcesses: ["Launch"] });
    await die("shop-a", 2);
    expect(errorOf(await shift)).toMatchObject({
      code: "unhealthy",
      message: expect.stringContaining("shop-a, which still serves, became unhealthy"),
    });
    expect(errorOf(await world.step("rollback", { timeout: "1m" }))?.code).toBe("unhealthy");
    expect((await world.step("promote")).outputs.phase).toBe("promoted");
  });
});
