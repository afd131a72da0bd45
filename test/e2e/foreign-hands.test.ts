import { afterEach, describe, expect, test } from "vitest";
import { errorOf, ofRun, setByHand, stripTags } from "./runs.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
const SOON = { "scale-down-delay": "1s" };

async function deployed(): Promise<void> {
  world = await createWorld();
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).conclusion).toBe("success");
}

describe("weights that no rollout explains", () => {
  test.each<["paired" | "cloned", number, number]>([
    ["paired", 0, 100],
    ["paired", 1, 2],
    ["cloned", 0, 100],
  ])("towards a side without a target (%s, %i to %i): rollback goes to the one that can serve", async (fleet, a, b) => {
    world = await createWorld({ fleet });
    await setByHand(world, a, b);
    expect((await world.step("status")).outputs).toMatchObject({ phase: "degraded", "next-step": "rollback" });
    const rollback = await world.step("rollback", { timeout: "1m" });
    expect(rollback.conclusion).toBe("success");
    expect(await world.weights()).toBe("a=100 b=0");
    // A load balancer obeys a little later than it answers.
    const twenty = () => Promise.all(Array.from({ length: 20 }, () => fetch(world.url())));
    await until("the weights to be obeyed", async () => (await twenty()).every(({ ok }) => ok));
    const traffic = startTraffic(world.url(), { connections: 2, rate: 100 });
    await until("some answers", () => traffic.soFar().answered > 20);
    expect((await traffic.stop()).failed).toBe(0);
    expect((await world.step("status")).outputs.phase).toBe("idle");
  });

  test("towards two sides that both serve: refused unless `to` says which", async () => {
    await deployed();
    await world.step("shift", { ...CANARY, weight: "60" });
    await stripTags(world, "shop-b");
    expect(errorOf(await world.step("rollback"))).toMatchObject({
      code: "refused",
      remedy: expect.stringContaining("`to`"),
    });
    expect(await world.weights()).toBe("a=40 b=60");
    expect((await world.step("rollback", { to: "shop-c" })).conclusion).toBe("failure");
    expect((await world.step("rollback", { to: "shop-a" })).conclusion).toBe("success");
    expect(await world.weights()).toBe("a=100 b=0");
  });

  test("with everything on the new version: the fleet that still runs is told of, and `to` goes back to it", async () => {
    await deployed();
    await world.step("promote");
    await stripTags(world, "shop-b");
    const status = await world.step("status");
    expect(status.outputs.phase).toBe("idle");
    expect(status.log.text).toContain("shop-a still runs 2 instances");
    expect((await world.step("rollback", { to: world.blueTg })).conclusion).toBe("success");
    expect(await world.weights()).toBe("a=100 b=0");
  });

  test("and `to` has no say in a rollout that is on record", async () => {
    await deployed();
    await world.step("promote");
    expect(errorOf(await world.step("rollback", { to: "shop-b" }))?.code).toBe("refused");
  });
});

describe("limits that somebody else sets during a rollout", () => {
  test("stay as they are when it is over", async () => {
    await deployed();
    await world.step("promote");
    await world.scaling("UpdateAutoScalingGroup", {
      AutoScalingGroupName: "shop-b",
      MinSize: 4,
      MaxSize: 12,
      DesiredCapacity: 5,
    });
    await world.healthy(world.greenTg, 5);
    expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
    expect(world.group("shop-b")).toMatchObject({ min: 4, desired: 5, max: 12 });
  });

  test("do not keep blue from being held, and are what it gets back", async () => {
    await deployed();
    const AutoScalingGroupName = "shop-a";
    await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName, MinSize: 1 });
    await world.step("shift", { ...CANARY, weight: "50" });
    expect(world.group("shop-a")).toMatchObject({ min: 2, desired: 2 });
    await world.step("rollback");
    expect(world.group("shop-a")).toMatchObject({ min: 1, desired: 2 });
  });
});

describe("a launch template version that somebody else gives the group", () => {
  const give = (AutoScalingGroupName: string, Version: string) =>
    world.scaling("UpdateAutoScalingGroup", {
      AutoScalingGroupName,
      LaunchTemplate: { LaunchTemplateId: world.templateId, Version },
    });

  test("after the rollout: what is deployed is compared with what runs", async () => {
    await deployed();
    await world.step("promote");
    await world.step("teardown", SOON);
    await give("shop-b", "1");
    const again = await world.step("deploy", { "image-id": world.images.v2.id });
    expect(again.outputs).toMatchObject({ phase: "deployed", changed: "true" });
  });

  test("during it: neither shift nor promote build upon it, until the rollout's is given back", async () => {
    await deployed();
    await world.step("shift", { ...CANARY, weight: "50" });
    await give("shop-b", "1");
    for (const step of ["promote", "shift"] as const) {
      const refused = await world.step(step, step === "shift" ? CANARY : {}, ofRun(2));
      expect(errorOf(refused)).toMatchObject({
        code: "refused",
        message: expect.stringContaining("somebody changed it"),
      });
    }
    expect(await world.weights()).toBe("a=50 b=50");
    await give("shop-b", "2");
    expect((await world.step("promote")).outputs.phase).toBe("promoted");
  });
});
