import { afterEach, describe, expect, test } from "vitest";
import type { Effect } from "../aws/faults.ts";
import { THROTTLED } from "../aws/faults.ts";
import { errorOf } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
/** How often the SDK tries a call that is throttled. */
const TRIES = 5;
const denied = (action: string): Effect => ({
  kind: "error",
  code: "AccessDenied",
  message: `not authorized to perform: ${action}`,
  status: 403,
});
const EXPIRED: Effect = { kind: "error", code: "ExpiredToken", message: "The security token is expired", status: 403 };

async function deployed(listeners: number): Promise<void> {
  world = await createWorld({ listeners });
  await world.step("deploy", { "image-id": world.images.v2.id });
}

/** Arms a fault for the first reading after the weights were written. */
function failReadBack(effect: Effect, times: number): void {
  let armed = false;
  world.aws.hooks.onCall = ({ action }) => {
    if (action !== "ModifyListener" || armed) return;
    armed = true;
    world.aws.faults.add({ action: "DescribeListeners", times, effect });
  };
}

describe.each([1, 2])("weights that moved although the step fails, on %i listeners", (listeners) => {
  test.each<[string, Effect, number]>([
    ["throttled", THROTTLED, TRIES],
    ["denied", denied("elasticloadbalancing:DescribeListeners"), 1],
    ["expired", EXPIRED, 1],
  ])("are told as they are, and put back by post: the reading after them was %s", async (_how, effect, times) => {
    await deployed(listeners);
    failReadBack(effect, times);
    const promote = await world.step("promote");
    expect(promote).toMatchObject({ conclusion: "failure", outputs: { weight: "100", changed: "true" } });
    expect(promote.post?.exitCode).toBe(0);
    for (const index of world.listeners.keys()) expect(await world.weights(index)).toBe("a=100 b=0");
  });

  test("by a rollback are finished by post, and the version is never called ready", async () => {
    await deployed(listeners);
    await world.step("promote");
    failReadBack(THROTTLED, TRIES);
    const rollback = await world.step("rollback");
    expect(rollback).toMatchObject({ conclusion: "failure", outputs: { weight: "0", "ready-to-promote": "false" } });
    const status = (await world.step("status")).outputs;
    expect(status).toMatchObject({ phase: "rolled-back", "ready-to-promote": "false", "next-step": "teardown" });
  });
});

test.each(["shift", "promote"])("a record that cannot be written keeps the traffic where it is: %s", async (step) => {
  await deployed(1);
  world.aws.faults.add({ action: "CreateOrUpdateTags", effect: denied("autoscaling:CreateOrUpdateTags") });
  const result = await world.step(step, step === "shift" ? CANARY : {});
  expect(errorOf(result)?.code).toBe("denied");
  expect(result.outputs).toMatchObject({ weight: "0", phase: "deployed" });
  expect(await world.weights()).toBe("a=100 b=0");
});

test("weights that are refused leave the record as it was", async () => {
  await deployed(1);
  await world.step("shift", { ...CANARY, weight: "10" });
  const before = world.group("shop-b")?.tags.get("progressive-delivery:switched")?.value;
  world.aws.faults.add({ action: "ModifyListener", effect: denied("elasticloadbalancing:ModifyListener") });
  const result = await world.step("shift", { ...CANARY, weight: "50", "bake-time": "5s" });
  expect(result.outputs).toMatchObject({ weight: "10", changed: "false" });
  expect(world.group("shop-b")?.tags.get("progressive-delivery:switched")?.value).toBe(before);
});

test("a deploy that fails after its mark says so", async () => {
  world = await createWorld();
  const effect = denied("ec2:CreateLaunchTemplateVersion");
  world.aws.faults.add({ action: "CreateLaunchTemplateVersion", effect });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", changed: "true" } });
  world.aws.faults.clear();
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
});

test("a teardown that fails after the scale-in tells what is left", async () => {
  await deployed(1);
  await world.step("promote");
  let scaled = false;
  world.aws.hooks.onCall = ({ action }) => {
    if (action !== "UpdateAutoScalingGroup" || scaled) return;
    scaled = true;
    world.aws.faults.add({ action: "DeleteTags", effect: denied("autoscaling:DeleteTags") });
  };
  const teardown = await world.step("teardown", { "scale-down-delay": "1s" });
  expect(teardown).toMatchObject({ conclusion: "failure", outputs: { "healthy-blue": "0", phase: "promoted" } });
  expect(teardown.outputs["next-step"]).toBe("teardown");
});
