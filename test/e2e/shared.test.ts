import { afterEach, expect, test } from "vitest";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, until } from "./world.ts";

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
  expect(share).toBeGreaterThan(20);
  expect(share).toBeLessThan(47);

  const promote = await world.step("promote");
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100", "previous-weight": "33.33" });
  expect(attached()).toEqual([green]);
  expect(world.group(world.blue)).toMatchObject({ desired: 2 });
  expect(await measured(50)).toBe(100);

  const rollback = await world.step("rollback");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0", changed: "true" });
  expect(attached()).toEqual([world.blue]);
  expect(await measured(50)).toBe(0);

  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs).toMatchObject({ phase: "idle", blue: green, "rollout-id": "" });
  expect(world.group(world.blue)?.instances ?? []).toEqual([]);
  expect(world.group(green)).toMatchObject({ min: 0, desired: 2, max: 4 });

  const { answered, failed } = await traffic.stop();
  expect(failed).toBe(0);
  expect(answered).toBeGreaterThan(500);
});

test("a ramp is climbed by what can be reached, bakes on each rung, and never stands still", async () => {
  world = await createWorld({ shared: true, size: 3, deregistrationDelay: 5 });
  const canary = { ...CANARY, ramp: "5,10,40,45,100" };
  const deploy = await world.step("deploy", { ...canary, "image-id": world.images.v2.id });
  expect(deploy.outputs).toMatchObject({ "next-step": "shift", "next-weight": "25" });
  const first = await world.step("shift", { ...canary, "bake-time": "2s" });
  expect(first.outputs).toMatchObject({ weight: "25", "next-step": "shift", "next-weight": "40", verdict: "pass" });
  expect(first.log.text).toContain("Bake 25 %");
  const second = await world.step("shift", canary);
  expect(second.outputs).toMatchObject({ weight: "40", "healthy-green": "2", "next-step": "promote" });
  const back = await world.step("shift", { ...canary, weight: "20" });
  expect(back.outputs).toMatchObject({ weight: "25", "healthy-green": "1", "healthy-blue": "3" });
  const last = await world.step("shift", { ...canary, weight: "100" });
  expect(last.outputs).toMatchObject({ phase: "promoted", weight: "100", "healthy-green": "3" });
  const nothing = await world.step("shift", { ...canary, weight: "0" });
  expect(nothing.outputs).toMatchObject({ phase: "deployed", weight: "0", "healthy-green": "3" });
  expect(attached()).toEqual(["shop-a"]);
});

test("every step that is repeated says so and changes nothing, and a dry run shows its plan", async () => {
  world = await createWorld({ shared: true, fleet: "cloned", deregistrationDelay: 5 });
  const once = async (step: string, more: Record<string, string> = {}) => {
    const before = world.aws.calls.length;
    const dry = await world.step(step, { ...more, "dry-run": "true" });
    expect(JSON.parse(dry.outputs.plan ?? "")).not.toEqual([]);
    expect(world.aws.mutations(before)).toEqual([]);
    expect((await world.step(step, more)).conclusion).toBe("success");
    const since = world.aws.calls.length;
    const again = await world.step(step, more);
    expect(again).toMatchObject({ conclusion: "success", outputs: { changed: "false" } });
    expect(again.log.text).toContain("Nothing to do: ");
    expect(world.aws.mutations(since)).toEqual([]);
  };
  await once("deploy", { "image-id": world.images.v2.id });
  await once("shift", { ...CANARY, weight: "50" });
  await once("promote");
  await once("rollback");
  await once("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await once("teardown", SOON);
});

test("an approval is for who is attached and, while both are, for green's share", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  const approved = { "expected-state": deploy.outputs["state-digest"] ?? "" };
  const shift = await world.step("shift", { ...CANARY, weight: "30" });
  const late = await world.step("promote", approved);
  expect(late).toMatchObject({ conclusion: "failure", outputs: { changed: "false", weight: "33.33" } });
  expect(late.log.text).toContain("group shop-b: ");
  expect(late.log.text).toContain("group shop-b share: (absent) → 1 instances");
  const now = { "expected-state": shift.outputs["state-digest"] ?? "" };
  expect((await world.step("promote", now)).outputs.phase).toBe("promoted");
});

test("a clone takes along a policy by requests per target, once it is in the target group", async () => {
  world = await createWorld({ shared: true, fleet: "cloned", deregistrationDelay: 5 });
  const label = `${world.balancer.split(":loadbalancer/")[1]}/${world.blueTg.split(":").at(-1)}`;
  const policy = (PolicyName: string, metric: Record<string, string>) =>
    world.scaling("PutScalingPolicy", {
      AutoScalingGroupName: "shop",
      PolicyName,
      PolicyType: "TargetTrackingScaling",
      TargetTrackingConfiguration: { PredefinedMetricSpecification: metric, TargetValue: 100 },
    });
  await policy("requests", { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel: label });
  await policy("cpu", { PredefinedMetricType: "ASGAverageCPUUtilization" });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const policies = () => [...(world.group("shop-v001")?.attached.policies.keys() ?? [])].sort();
  expect(policies()).toEqual(["cpu"]);
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  expect(policies()).toEqual(["cpu", "requests"]);
});

test("clients that a cookie binds to blue's instances go over to green with promote", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  await world.elb("ModifyTargetGroupAttributes", {
    TargetGroupArn: world.blueTg,
    Attributes: [{ Key: "stickiness.enabled", Value: "true" }],
  });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const first = await fetch(world.url());
  const cookie = first.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
  expect(cookie).toContain("AWSALB=");
  const shift = await world.step("shift", { ...CANARY, weight: "50" });
  expect(shift.log.text).toContain("Target stickiness is on in shop-a");
  for (let nth = 0; nth < 20; nth += 1) {
    expect(await (await fetch(world.url(), { headers: { cookie } })).text()).toBe("v1\n");
  }
  const promote = await world.step("promote");
  const version = async () => (await fetch(world.url(), { headers: { cookie } })).text();
  await until("the client to reach green", async () => (await version()) === "v2\n");
  const safe = Date.parse(promote.outputs["safe-teardown-at"] ?? "") - Date.now();
  expect(safe).toBeLessThanOrEqual(60_000);
});

test("teardown waits for scale-down-delay, refuses while both serve, and takes what was given up at once", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 5 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("shift", { ...CANARY, weight: "50" });
  const both = await world.step("teardown");
  expect(both.log.text).toContain("both sides receive traffic (green 50 %)");
  await world.step("rollback");
  const early = await world.step("teardown", { "scale-down-delay": "1h", timeout: "5s" });
  expect(early).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  expect(early.log.text).toContain("Teardown is not safe before");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  await world.step("deploy", { "image-id": world.images.v2.id });
  const unserved = await world.step("teardown", { timeout: "30s" });
  expect(unserved.outputs).toMatchObject({ phase: "idle", blue: "shop-a" });
  expect(unserved.log.text).toContain("without ever having had traffic");
  expect(world.group("shop-a")).toMatchObject({ min: 0, desired: 2, max: 4 });
});
