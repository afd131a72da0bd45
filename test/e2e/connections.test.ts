import { afterEach, expect, test } from "vitest";
import { dial } from "../aws/lab.ts";
import { obeyed } from "./shares.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** A network load balancer's weight is about new connections; what is open stays where it is. */

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };
const deploy = () => world.step("deploy", { "image-id": world.images.v2.id });

test("after a rollback kept connections stay on green, which the step says, until end-connections or teardown ends them", async () => {
  world = await createWorld({ type: "network" });
  await deploy();
  const promote = await world.step("promote");
  expect(promote.log.text).toContain("those that are open stay on shop-a until they end");
  await obeyed(world);
  const connection = await dial(world.url());
  expect(await connection.get()).toContain("v2");

  const rollback = await world.step("rollback", SOON);
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(rollback.summary).toContain("those that are open stay on shop-b until they end");
  expect(rollback.summary).toContain("end-connections: true");
  expect(await connection.get()).toContain("v2");

  const ended = connection.ended();
  const again = await world.step("rollback", { ...SOON, "end-connections": "true" });
  expect(again.conclusion).toBe("success");
  expect(again.summary).toContain("cuts those that are open after the deregistration delay of 20s");
  await ended;
  expect(world.group("shop-b")).toMatchObject({ desired: 0, instances: [] });
  expect(world.group("shop-a")).toMatchObject({ desired: 2 });

  // The same once more does nothing, and the version can be taken up again.
  expect((await world.step("rollback", { ...SOON, "end-connections": "true" })).outputs.changed).toBe("false");
  expect((await deploy()).outputs).toMatchObject({ phase: "deployed", "healthy-green": "2" });
});

test("a rollback with end-connections ends them in one step, whatever holds green's instances, and blue keeps its own", async () => {
  world = await createWorld({ type: "network" });
  await deploy();
  await world.step("shift", { strategy: "canary", weight: "50" });
  const rollback = await world.step("rollback", { ...SOON, "end-connections": "true" });
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(await world.weights()).toBe("a=100 b=0");
  expect(world.group("shop-b")).toMatchObject({ desired: 0, instances: [] });
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs.phase).toBe("idle");
});

test("as long as cookies lead to green, end-connections leaves it, and says until when", async () => {
  world = await createWorld({ stickySeconds: 86_400 });
  await deploy();
  await world.step("promote");
  const rollback = await world.step("rollback", { ...SOON, "end-connections": "true" });
  expect(rollback.conclusion).toBe("success");
  expect(rollback.summary).toContain("end-connections: cookies lead to shop-b until");
  expect(world.group("shop-b")).toMatchObject({ desired: 2 });
  // Without stickiness nobody is led there.
  const off = await world.step("rollback", { ...SOON, "end-connections": "true", stickiness: "off" });
  expect(off.conclusion).toBe("success");
  expect(world.group("shop-b")).toMatchObject({ desired: 0, instances: [] });
});

test("teardown says that it cuts what is open, when, and that nobody knows how much that is", async () => {
  world = await createWorld({ type: "network" });
  await deploy();
  await world.step("promote");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs.phase).toBe("idle");
  expect(teardown.summary).toContain("How many connections are open to shop-a cannot be known");
  expect(teardown.summary).toContain("Its 2 targets take no new ones");
  expect(teardown.summary).toContain("after the deregistration delay of 20s is cut");
});

test("target groups that keep clients by their source address need no group stickiness on a network load balancer", async () => {
  world = await createWorld({ type: "network" });
  for (const TargetGroupArn of [world.blueTg, world.greenTg]) {
    const Attributes = [
      { Key: "stickiness.enabled", Value: "true" },
      { Key: "stickiness.type", Value: "source_ip" },
    ];
    await world.elb("ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
  }
  expect((await deploy()).outputs.phase).toBe("deployed");
  expect((await world.step("promote", { strategy: "red-black" })).outputs.phase).toBe("promoted");
});
