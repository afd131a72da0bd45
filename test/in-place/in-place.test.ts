import { afterEach, expect, test } from "vitest";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
afterEach(() => world.close());

test("machines are changed one at a time, keep their ids, and come back as they were held", async () => {
  world = await createWorld();
  await world.noted();
  const before = world.ids();
  const traffic = world.traffic();
  const deploy = await world.step("deploy", { revision: "v2" });
  const { failed, answered } = await traffic.stop();
  console.log(deploy.log, deploy.outputs, failed, answered, world.versions(), world.fleet().min);
  expect(deploy.conclusion).toBe("success");
  expect(world.ids()).toEqual(before);
});
