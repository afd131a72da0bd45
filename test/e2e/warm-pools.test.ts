import { afterEach, expect, test } from "vitest";
import { askMany } from "../aws/lab.ts";
import { obeyed } from "./shares.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** An idle group's warm pool holds instances of the version before, and launches are served from it. */

let world: World;
afterEach(() => world.close());

const POOL = { MinSize: 2, PoolState: "Stopped" };

const versionsIn = (members: "instances" | "warm") => [
  ...new Set(world.group("shop-b")?.[members].map(({ template }) => template.version)),
];

async function withPool(more: Record<string, unknown> = {}): Promise<void> {
  await world.scaling("PutWarmPool", { AutoScalingGroupName: "shop-b", ...POOL, ...(more as object) });
  const ready = () => world.group("shop-b")?.warm.filter(({ lifecycle }) => lifecycle === "Warmed:Stopped") ?? [];
  await until("a warm pool", () => ready().length >= 2);
}

test.each([false, true])(
  "green is never filled from a warm pool of the former version (shared: %s)",
  async (shared) => {
    world = await createWorld({ shared, ...(shared ? { deregistrationDelay: 1 } : {}) });
    await withPool();
    const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
    expect(deploy.outputs).toMatchObject({ phase: "deployed", "healthy-green": "2" });
    expect(versionsIn("instances")).toEqual([2]);
    await world.step("promote");
    await obeyed(world);
    const answers = await askMany(world.url(), 40);
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set(["v2"]));
    // The pool is what it was, and refills with the new version.
    const { WarmPoolConfiguration } = await world.scaling("DescribeWarmPool", { AutoScalingGroupName: "shop-b" });
    expect(WarmPoolConfiguration).toMatchObject({ MinSize: "2", PoolState: "Stopped" });
    await until("a new pool", () => (world.group("shop-b")?.warm.length ?? 0) > 0);
    expect(versionsIn("warm")).toEqual([2]);
    expect([...(world.group("shop-b")?.tags.keys() ?? [])]).not.toContain("progressive-delivery:warm-pool");
  },
);

test("a pool that takes instances back on scale-in does not give green those that were scaled in a moment before", async () => {
  world = await createWorld();
  await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-b", DesiredCapacity: 1 });
  await world.healthy(world.greenTg, 0);
  await until("an instance in service", () => world.group("shop-b")?.instances[0]?.lifecycle === "InService");
  await withPool({ InstanceReusePolicy: { ReuseOnScaleIn: true } });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", "healthy-green": "2" });
  expect(versionsIn("instances")).toEqual([2]);
  const { WarmPoolConfiguration } = await world.scaling("DescribeWarmPool", { AutoScalingGroupName: "shop-b" });
  expect(WarmPoolConfiguration).toMatchObject({ InstanceReusePolicy: { ReuseOnScaleIn: "true" } });
});
