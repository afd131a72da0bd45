import { afterEach, expect, test } from "vitest";
import { cancelAt } from "../runner/runner.ts";
import { errorOf } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };

async function deployed(): Promise<void> {
  world = await createWorld({ stickySeconds: 86_400 });
  await world.step("deploy", { "image-id": world.images.v2.id });
}

test.each([
  ["a promote", "promote", {}],
  ["the last rung of a ramp", "shift", { ...CANARY, weight: "100" }],
] as const)("safe-teardown-at stands still from the switch on: %s", async (_what, step, more) => {
  await deployed();
  const { outputs } = await world.step(step, more);
  const at = outputs["safe-teardown-at"];
  expect(Date.parse(at ?? "")).toBeGreaterThan(Date.now());
  expect((await world.step("status")).outputs["safe-teardown-at"]).toBe(at);
});

test("a shift back to nothing counts from that switch, too", async () => {
  await deployed();
  await world.step("shift", { ...CANARY, weight: "50" });
  const at = (await world.step("shift", { ...CANARY, weight: "0" })).outputs["safe-teardown-at"];
  expect((await world.step("status")).outputs["safe-teardown-at"]).toBe(at);
});

test("everything with a bake that was cut off is unfinished: shift comes next, and teardown is refused", async () => {
  await deployed();
  await world.step("shift", { ...CANARY, weight: "100", "bake-time": "10m" }, cancelAt("… seconds of bake time"));
  expect((await world.step("status", CANARY)).outputs).toMatchObject({ "next-step": "shift", weight: "100" });
  expect(errorOf(await world.step("teardown", { timeout: "6h" }))?.code).toBe("refused");
});

test("a version that was rolled back is deployed again by the same deploy", async () => {
  world = await createWorld();
  const image = { "image-id": world.images.v2.id };
  await world.step("deploy", image);
  await world.step("promote");
  await world.step("rollback");
  expect(errorOf(await world.step("shift", CANARY))).toMatchObject({ remedy: expect.stringContaining("`deploy`") });
  const again = await world.step("deploy", image);
  expect(again.outputs).toMatchObject({ phase: "deployed", "ready-to-promote": "true", "next-step": "promote" });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
});

test("a promoted version that is in the way of another is kept: teardown, not rollback", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
  const refused = errorOf(await world.step("deploy", { "image-id": v3.id }));
  expect(refused).toMatchObject({ code: "locked", remedy: expect.stringContaining("`teardown`") });
  expect(refused?.remedy).not.toContain("rollback");
});

test("a deploy ends with a look at both sides as they are by then", async () => {
  world = await createWorld();
  await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-a", DesiredCapacity: 3 });
  const { outputs } = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(outputs).toMatchObject({ phase: "deployed", "healthy-blue": "3", "ready-to-promote": "true" });
});
