import { afterEach, expect, test } from "vitest";
import { expectShare, obeyed, sampleOf } from "./shares.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
const SOON = { "scale-down-delay": "1s" };
/** Requests that a share is measured with. */
const SAMPLE = 1_000;

const expectWeight = async (weight: number) => {
  await obeyed(world);
  await expectShare(weight, () => sampleOf(world.url(), SAMPLE));
};

test("a canary climbs its ramp by itself, rung by rung, and loses no request", async () => {
  world = await createWorld();
  const traffic = startTraffic(world.url(), { connections: 4, rate: 300 });
  const deploy = await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", "next-step": "shift", "next-weight": "10" });
  for (const [weight, nextStep, nextWeight] of [
    [10, "shift", "50"],
    [50, "promote", "100"],
  ] as const) {
    const shift = await world.step("shift", CANARY);
    expect(shift.outputs).toMatchObject({ phase: "shifting", weight: String(weight), changed: "true" });
    expect(shift.outputs).toMatchObject({ "next-step": nextStep, "next-weight": nextWeight });
    await expectWeight(weight);
  }
  const promote = await world.step("promote", CANARY);
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100", "previous-weight": "50" });
  expect((await world.step("teardown", { ...CANARY, ...SOON })).outputs.phase).toBe("idle");
  expect((await traffic.stop()).failed).toBe(0);
});

test("shift goes up, down and back to nothing, and repeated it changes nothing", async () => {
  world = await createWorld();
  await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id });
  for (const weight of ["33", "66", "5", "0", "100"]) {
    const shift = await world.step("shift", { ...CANARY, weight });
    expect(shift.outputs).toMatchObject({ weight, changed: "true" });
    expect(await world.weights()).toBe(`a=${100 - Number(weight)} b=${weight}`);
    const since = world.aws.calls.length;
    const again = await world.step("shift", { ...CANARY, weight });
    expect(again.outputs.changed).toBe("false");
    expect(world.aws.mutations(since)).toEqual([]);
  }
  expect((await world.step("rollback", CANARY)).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test("a share that green cannot carry is refused, and accepted by max-capacity-deficit with a warning", async () => {
  world = await createWorld({ size: 4 });
  await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id, "desired-capacity": "1" });
  expect((await world.step("shift", { ...CANARY, weight: "25" })).conclusion).toBe("success");
  const since = world.aws.calls.length;
  const refused = await world.step("shift", { ...CANARY, weight: "50" });
  expect(refused.conclusion).toBe("failure");
  expect(refused.log.text).toContain("shop-b has 1 healthy targets; 50 % of the traffic needs 2 (all of it is on 4)");
  expect(world.aws.mutations(since)).toEqual([]);
  const accepted = await world.step("shift", { ...CANARY, weight: "50", "max-capacity-deficit": "50" });
  expect(accepted).toMatchObject({ conclusion: "success", outputs: { weight: "50" } });
  expect(accepted.summary).toContain("max-capacity-deficit is 50 %");
});

test("several listeners move together, and the clients of a sticky one are told of", async () => {
  world = await createWorld({ listeners: 2, stickySeconds: 2 });
  await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, ramp: "Canary30Percent0Minutes" });
  expect(shift.outputs.weight).toBe("30");
  expect(await world.weights(0)).toBe("a=70 b=30");
  expect(await world.weights(1)).toBe("a=70 b=30");
  expect(shift.log.annotations).toContainEqual({
    level: "warning",
    message: expect.stringContaining("Stickiness is on"),
  });
  await expectWeight(30);
});

test("a green that falls ill while it bakes ends the shift, and keeps its weight for a person to judge", async () => {
  world = await createWorld();
  // Slow to boot, so that what replaces a lost instance is not well again between two looks.
  const slow = world.aws.ec2.registerImage({ version: "v2", bootSeconds: 45 });
  await world.step("deploy", { ...CANARY, "image-id": slow.id });
  const shift = await world.step(
    "shift",
    { ...CANARY, weight: "10", "bake-time": "10m" },
    {
      onLine: (line) => {
        if (!line.startsWith("… seconds of bake time")) return;
        const [member] = world.group("shop-b")?.instances ?? [];
        void world.scaling("TerminateInstanceInAutoScalingGroup", {
          InstanceId: member?.instance.id,
          ShouldDecrementDesiredCapacity: false,
        });
      },
    },
  );
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { weight: "10", verdict: "fail" } });
  expect(shift.log.text).toContain("became unhealthy during the bake");
  expect(shift.post?.log.text.trim()).toBe("");
  expect(await world.weights()).toBe("a=90 b=10");
  expect((await world.step("rollback", CANARY)).outputs.phase).toBe("rolled-back");
});

test("a short bake time passes", async () => {
  world = await createWorld();
  await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, weight: "10", "bake-time": "2s" });
  expect(shift).toMatchObject({ conclusion: "success", outputs: { phase: "shifting", weight: "10" } });
  expect(shift.summary).toContain("Baked 10 % for 2s");
});

test("a shift that is cancelled while it moves traffic goes back to the weight before", async () => {
  world = await createWorld();
  await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id });
  await world.step("shift", { ...CANARY, weight: "20" });
  const cancel = new AbortController();
  world.aws.faults.add({ action: "ModifyListener", times: 1, effect: { kind: "late", ms: 0 } });
  world.aws.hooks.onCall = ({ action }) => action === "ModifyListener" && cancel.abort();
  const shift = await world.step("shift", { ...CANARY, weight: "50" }, { cancel: cancel.signal });
  expect(shift.conclusion).toBe("cancelled");
  expect(await world.weights()).toBe("a=80 b=20");
  expect((await world.step("promote", CANARY)).outputs.phase).toBe("promoted");
});

test("shift without a rollout, or with the strategy blue-green, is refused", async () => {
  world = await createWorld();
  const since = world.aws.calls.length;
  expect((await world.step("shift", CANARY)).log.text).toContain("There is no rollout to shift");
  expect((await world.step("shift")).log.text).toContain("is not supported by the strategy blue-green");
  expect(world.aws.mutations(since)).toEqual([]);
});

test("red-black leaves nobody on the old side: the switch takes stickiness away with it", async () => {
  world = await createWorld({ stickySeconds: 600 });
  const first = await fetch(world.url());
  const cookie =
    first.headers
      .getSetCookie()
      .find((text) => text.startsWith("AWSALBTG="))
      ?.split(";")[0] ?? "";
  expect(await first.text()).toBe("v1\n");
  const RED_BLACK = { strategy: "red-black" };
  await world.step("deploy", { ...RED_BLACK, "image-id": world.images.v2.id });
  const versionFor = async () => (await (await fetch(world.url(), { headers: { cookie } })).text()).trim();
  expect(await versionFor()).toBe("v1");
  const since = world.aws.calls.length;
  const promote = await world.step("promote", RED_BLACK);
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(world.aws.mutations(since).filter(({ action }) => action === "ModifyListener")).toHaveLength(1);
  expect(world.group("shop-a")?.desired).toBe(2);
  await until("the cookie to be ignored", async () => (await versionFor()) === "v2");
  expect((await world.step("promote", RED_BLACK)).outputs.changed).toBe("false");
});

test("stickiness can be switched on with a shift and cut off by a rollback", async () => {
  world = await createWorld();
  await world.step("deploy", { ...CANARY, "image-id": world.images.v2.id });
  const shift = await world.step("shift", { ...CANARY, weight: "50", stickiness: "1h" });
  expect(shift.outputs.changed).toBe("true");
  await until("a sticky answer", async () => (await fetch(world.url())).headers.getSetCookie().length > 0);
  const rollback = await world.step("rollback", { ...CANARY, stickiness: "off" });
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  await until("answers without a cookie", async () => (await fetch(world.url())).headers.getSetCookie().length === 0);
});

test("stickiness is not switched off under target stickiness, which ELB would refuse", async () => {
  world = await createWorld({ stickySeconds: 60 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.elb("ModifyTargetGroupAttributes", {
    TargetGroupArn: world.blueTg,
    Attributes: [{ Key: "stickiness.enabled", Value: "true" }],
  });
  const since = world.aws.calls.length;
  const promote = await world.step("promote", { strategy: "red-black" });
  expect(promote.log.text).toContain("stickiness: shop-a has target stickiness, which needs group stickiness");
  expect(world.aws.mutations(since)).toEqual([]);
});
