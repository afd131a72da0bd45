import { afterEach, expect, test } from "vitest";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
afterEach(() => world.close());

/** Teardown may follow at once: how long it waits has a test of its own. */
const SOON = { "scale-down-delay": "1s" };
const CANARY = { strategy: "canary" };

/** Which groups are attached to the one target group. */
function attached(): string[] {
  const groups = [...world.aws.autoScaling.groups.values()];
  return groups.filter(({ targetGroupArns }) => targetGroupArns.includes(world.blueTg)).map(({ name }) => name);
}

/** Percent of `count` requests that the new version answers. */
async function measured(count: number): Promise<number> {
  let fresh = 0;
  for (let done = 0; done < count; done += 1) {
    const answer = await fetch(world.url(), { headers: { connection: "close" } });
    if ((await answer.text()) === "v2\n") fresh += 1;
  }
  return (fresh * 100) / count;
}

test.each<[string, WorldOptions, string]>([
  ["a pair of groups", { fleet: "paired" }, "shop-b"],
  ["a group from which green is cloned", { fleet: "cloned" }, "shop-v001"],
])("a whole rollout on one shared target group loses no request: %s", async (_name, options, green) => {
  world = await createWorld({ ...options, shared: true });
  const traffic = startTraffic(world.url(), { connections: 8, rate: 400 });

  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.log.annotations.filter(({ level }) => level === "error")).toEqual([]);
  expect(deploy.outputs).toMatchObject({
    phase: "deployed",
    weight: "0",
    blue: world.blue,
    green,
    "healthy-green": "2",
    "ready-to-promote": "true",
    "next-step": "promote",
  });
  expect(attached()).toEqual([world.blue]);

  const shift = await world.step("shift", { ...CANARY, weight: "30" });
  expect(shift.outputs).toMatchObject({
    phase: "shifting",
    weight: "33.33",
    "healthy-green": "1",
    "healthy-blue": "2",
  });
  expect(shift.log.text).toContain("30 % cannot be reached");
  expect(attached()).toEqual([world.blue, green]);
  const share = await measured(300);
  expect(share).toBeGreaterThan(23);
  expect(share).toBeLessThan(44);

  const promote = await world.step("promote");
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100", "previous-weight": "33.33" });
  expect(attached()).toEqual([green]);
  expect(world.group(world.blue)).toMatchObject({ desired: 2 });
  expect(await measured(50)).toBe(100);

  const rollback = await world.step("rollback");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0", changed: "true" });
  expect(attached()).toEqual([world.blue]);
  expect(await measured(50)).toBe(0);

  await world.step("promote");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs).toMatchObject({ phase: "idle", blue: green, "rollout-id": "" });
  expect(world.group(world.blue)?.instances ?? []).toEqual([]);
  expect(world.group(green)).toMatchObject({ min: 0, desired: 2, max: 4 });

  const { answered, failed } = await traffic.stop();
  expect(failed).toBe(0);
  expect(answered).toBeGreaterThan(500);
});
