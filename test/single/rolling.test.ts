import { afterAll, beforeAll, expect, test } from "vitest";
import { healthySampler } from "../aws/healthy-sampler.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { SingleWorld } from "./world.ts";
import { createSingleWorld } from "./world.ts";

/** Ten machines, two at a time, there and back, under load. */
const TWO = { "batch-size": "2" };
let world: SingleWorld;
beforeAll(async () => {
  world = await createSingleWorld({ size: 10, timeScale: 10 });
});
afterAll(() => world.close());

test("a minimum that ten machines cannot keep with this batch is refused, and nothing is changed", async () => {
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", { "batch-size": "3", "min-healthy": "80%" });
  expect(refused.conclusion).toBe("failure");
  expect(refused.log.text).toContain("10 machines can keep 90 % at most");
  expect(world.mutations(before)).toEqual([]);
});

test("rolling replaces ten machines two at a time, with eight healthy at every moment and no request lost", async () => {
  const traffic = startTraffic(world.url(), { rate: 50 });
  const capacity = healthySampler(world.aws, "shop");
  const deployed = await world.step("deploy", TWO);
  capacity.stop();
  expect(deployed.conclusion).toBe("success");
  expect(await traffic.stop()).toMatchObject({ failed: 0 });
  expect(capacity.lowest()).toBeGreaterThanOrEqual(8);
  expect(capacity.most()).toBeLessThanOrEqual(10);
  expect([world.versions(), world.named()]).toEqual(["2=10", "2"]);
  const [refresh, ...more] = world.refreshes();
  expect(more).toEqual([]);
  expect(refresh?.shown).toMatchObject({
    ...{ MinHealthyPercentage: 80, MaxHealthyPercentage: 100, SkipMatching: true, AutoRollback: true },
    ...{ StandbyInstances: "Wait", ScaleInProtectedInstances: "Wait", InstanceWarmup: 20 },
  });
  const { suspended, tags } = world.group("shop") ?? {};
  expect([suspended?.size, tags?.has("progressive-delivery:ending")]).toEqual([0, false]);
  expect(deployed.outputs).toMatchObject({ phase: "promoted", weight: "100", "healthy-green": "10", changed: "true" });
  expect(deployed.log.text).toContain("10 machines, 2 at a time, never fewer than 8 healthy and never more than 10");
  expect(deployed.log.text).toContain("EC2 Auto Scaling: InProgress");
});

test("the same again changes nothing, and status tells what runs", async () => {
  const before = world.aws.calls.length;
  const again = await world.step("deploy", TWO);
  expect([again.conclusion, again.outputs.changed]).toEqual(["success", "false"]);
  const status = await world.step("status");
  expect([status.outputs.phase, status.outputs["next-step"]]).toEqual(["promoted", "teardown"]);
  expect(world.mutations(before)).toEqual([]);
});

test("rollback without any input brings the former version back, with nobody the worse for it", async () => {
  const traffic = startTraffic(world.url(), { rate: 50 });
  const capacity = healthySampler(world.aws, "shop");
  const back = await world.step("rollback", TWO);
  capacity.stop();
  expect(back.conclusion).toBe("success");
  expect(capacity.lowest()).toBeGreaterThanOrEqual(8);
  expect(await traffic.stop()).toMatchObject({ failed: 0 });
  expect([world.versions(), world.named()]).toEqual(["1=10", "1"]);
  expect(world.refreshes()[0]?.wishes).toMatchObject({ skipMatching: true, autoRollback: false });
  expect(back.outputs).toMatchObject({ phase: "rolled-back", weight: "0", "healthy-blue": "10" });
  const before = world.aws.calls.length;
  const again = await world.step("rollback", TWO);
  expect(again.log.text).toContain("Nothing to do");
  expect(again.outputs.changed).toBe("false");
  expect(world.mutations(before)).toEqual([]);
});

test("another version is deployed without a teardown in between; teardown then forgets the rollout alone", async () => {
  const { id } = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 10, shared: true });
  const deployed = await world.step("deploy", { ...TWO, "image-id": id });
  expect([deployed.conclusion, world.versions(), world.named()]).toEqual(["success", "3=10", "3"]);
  const before = world.aws.calls.length;
  const ended = await world.step("teardown");
  expect([ended.conclusion, ended.outputs.phase, world.versions()]).toEqual(["success", "idle", "3=10"]);
  expect(world.mutations(before)).toEqual(["CreateOrUpdateTags", "DeleteTags"]);
  const back = await world.step("rollback", TWO);
  expect(back.log.text).toContain("To return to an earlier version, deploy it.");
});
