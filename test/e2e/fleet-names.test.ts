import { afterEach, expect, test } from "vitest";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** A fleet of one name: which groups are its own, and which go. */

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };
const KEPT = { "on-teardown": "scale-to-zero" };
const names = () => [...world.aws.autoScaling.groups.keys()].sort();

test("the first plan says which group the teardown deletes, and a clone's name leads to its fleet also when it is gone", async () => {
  world = await createWorld({ fleet: "cloned" });
  const v2 = { "image-id": world.images.v2.id };
  const told = "deletes shop, which was not made by this action";
  const plan = await world.step("deploy", { ...v2, "dry-run": "true" });
  expect(plan.summary).toContain(told);
  expect(plan.summary).toContain("terraform state rm");
  expect((await world.step("deploy", v2)).log.text).toContain(told);
  await world.step("promote");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.summary).toContain(told);
  expect(names()).toEqual(["shop-v001"]);

  const member = { "auto-scaling-groups": "shop-v001" };
  const next = await world.step("deploy", { "image-id": world.images.v1.id, ...member });
  expect(next.outputs).toMatchObject({ blue: "shop-v001", green: "shop-v002", phase: "deployed" });
  expect(next.summary).toContain("is a group of the fleet shop");
  expect(next.summary).not.toContain("was not made by this action");
  await world.step("promote", member);
  expect((await world.step("teardown", { ...SOON, ...member })).conclusion).toBe("success");
  expect(names()).toEqual(["shop-v002"]);
  // The name that was given is nobody's any more.
  expect((await world.step("status", member)).outputs).toMatchObject({ blue: "shop-v002", phase: "idle" });
});

test("with on-teardown: scale-to-zero the group that leaves stays, and is green of the next rollout", async () => {
  world = await createWorld({ fleet: "cloned" });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, ...KEPT });
  expect(deploy.summary).not.toContain("deletes shop");
  await world.step("promote");
  const teardown = await world.step("teardown", { ...SOON, ...KEPT });
  expect(teardown.outputs).toMatchObject({ phase: "idle", blue: "shop-v001" });
  expect(names()).toEqual(["shop", "shop-v001"]);
  expect(world.group("shop")).toMatchObject({ min: 0, desired: 0, instances: [] });

  const next = await world.step("deploy", { "image-id": world.images.v1.id, ...KEPT });
  expect(next.outputs).toMatchObject({ blue: "shop-v001", green: "shop", phase: "deployed" });
  await world.step("promote");
  expect((await world.step("teardown", { ...SOON, ...KEPT })).outputs).toMatchObject({ phase: "idle", blue: "shop" });
  expect(names()).toEqual(["shop", "shop-v001"]);
});
