import { afterEach, expect, test } from "vitest";
import { cancelAt } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
afterEach(() => world.close());

const LADDER = { strategy: "canary", ramp: "10,50,100" };

/** A shift with these inputs that is cancelled while it bakes. */
const cutOff = (inputs: Record<string, string>) =>
  world.step("shift", { ...inputs, "bake-time": "10m" }, cancelAt("… seconds of bake time"));

test("a rung whose bake was cut off is baked again before the next one", async () => {
  world = await createWorld();
  const deploy = await world.step("deploy", { ...LADDER, "image-id": world.images.v2.id });
  const approval = { "expected-state": deploy.outputs["state-digest"] ?? "" };
  const shift = await cutOff({ ...LADDER, ...approval });
  expect(shift).toMatchObject({ conclusion: "cancelled", outputs: { weight: "10", "next-weight": "10" } });
  expect((await world.step("status", LADDER)).outputs).toMatchObject({ "next-step": "shift", "next-weight": "10" });

  const since = world.aws.calls.length;
  // The step that was approved, run again: its weight is there already.
  const again = await world.step("shift", { ...LADDER, ...approval, "bake-time": "1s" });
  expect(again).toMatchObject({ conclusion: "success", outputs: { weight: "10", "next-weight": "50" } });
  expect(again.summary).toContain("Baked 10 % for 1s");
  expect(world.aws.mutations(since).map(({ action }) => action)).toEqual(["CreateOrUpdateTags"]);
  const next = await world.step("shift", { ...LADDER, "bake-time": "1s" });
  expect(next).toMatchObject({ conclusion: "success", outputs: { weight: "50", "next-weight": "100" } });
});

test("a cohort whose bake was cut off is baked again", async () => {
  world = await createWorld();
  const cohort = { ...LADDER, strategy: "ab-test", cohort: "header X-Beta = 1" };
  await world.step("deploy", { "image-id": world.images.v2.id });
  expect((await cutOff(cohort)).outputs).toMatchObject({ weight: "10", "next-weight": "10" });
  const again = await world.step("shift", { ...cohort, "bake-time": "1s" });
  expect(again).toMatchObject({ conclusion: "success", outputs: { weight: "10", "next-weight": "50" } });
});
