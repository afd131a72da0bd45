import { afterEach, expect, test } from "vitest";
import { SERVER_ERROR, THROTTLED } from "../aws/faults.ts";
import { startTraffic } from "./traffic.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };
const isMutation = (action: string) => !/^(Describe|Get|List|Assume)/.test(action);

test("throttled calls are repeated patiently, at every step", async () => {
  world = await createWorld();
  for (const [step, more] of [
    ["deploy", { "image-id": world.images.v2.id }],
    ["promote", {}],
    ["rollback", {}],
    ["teardown", SOON],
  ] as const) {
    world.aws.faults.clear();
    for (const action of [
      "DescribeListeners",
      "DescribeTargetHealth",
      "ModifyListener",
      "UpdateAutoScalingGroup",
      "CreateOrUpdateTags",
    ]) {
      world.aws.faults.add({ action, times: 2, effect: THROTTLED });
    }
    expect((await world.step(step, more)).conclusion).toBe("success");
  }
});

test("an answer that is lost after the change was made does no harm", async () => {
  world = await createWorld({ fleet: "cloned" });
  for (const action of [
    "CreateLaunchTemplateVersion",
    "CreateAutoScalingGroup",
    "ModifyListener",
    "UpdateAutoScalingGroup",
  ]) {
    world.aws.faults.add({ action, times: 1, effect: { kind: "drop-after" } });
  }
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", green: "shop-v001" });
  expect([...world.aws.autoScaling.groups.keys()]).toEqual(["shop", "shop-v001"]);
  expect(world.group("shop-v001")?.instances.map(({ template }) => template.version)).toEqual([2, 2]);
  world.aws.faults.add({ action: "ModifyListener", times: 1, effect: { kind: "drop-after" } });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
});

test("a service that fails during a wait is asked again until it answers", async () => {
  world = await createWorld();
  let polls = 0;
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "UpdateAutoScalingGroup" && polls === 0) {
      polls += 1;
      world.aws.faults.add({ action: "DescribeTargetHealth", times: 7, effect: SERVER_ERROR });
    }
  };
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy).toMatchObject({ conclusion: "success", outputs: { phase: "deployed" } });
  expect(deploy.log.text).toContain("It is tried again");
});

test("a permission that is missing ends a wait at once, long before its timeout", async () => {
  world = await createWorld();
  const denied = {
    kind: "error",
    code: "AccessDenied",
    message: "not authorized to perform: elasticloadbalancing:DescribeTargetHealth",
    status: 403,
  } as const;
  world.aws.faults.add({ action: "DescribeTargetHealth", after: 2, effect: denied });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, timeout: "6h" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("AWS denied elasticloadbalancing:DescribeTargetHealth");
});

test("when one of several listeners cannot be changed, the others are put back", async () => {
  world = await createWorld({ listeners: 3 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const refused = {
    kind: "error",
    code: "OperationNotPermitted",
    message: "This listener is locked",
    status: 400,
  } as const;
  world.aws.faults.add({ action: "ModifyListener", after: 1, times: 1, effect: refused });
  const promote = await world.step("promote");
  expect(promote.conclusion).toBe("failure");
  expect(promote.log.text).toContain("This listener is locked");
  for (const index of world.listeners.keys()) expect(await world.weights(index)).toBe("a=100 b=0");
  expect((await world.step("promote")).outputs).toMatchObject({ phase: "promoted", weight: "100" });
});

test.each<[string, WorldOptions]>([
  ["paired", { fleet: "paired" }],
  ["cloned", { fleet: "cloned" }],
])("a runner that dies at each change, one after the other, loses nothing: %s", async (_name, options) => {
  world = await createWorld(options);
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  const insist = async (step: string, more: Record<string, string> = {}) => {
    for (let nth = 1; nth < 12; nth += 1) {
      const kill = new AbortController();
      let changes = 0;
      // Dead as soon as the nth call arrives: it takes effect, nobody reads the answer.
      world.aws.hooks.onCall = ({ action }) => {
        if (isMutation(action)) changes += 1;
        if (changes === nth) kill.abort();
      };
      const result = await world.step(step, more, { kill: kill.signal });
      world.aws.hooks.onCall = undefined;
      if (!kill.signal.aborted) return result;
    }
    throw new Error(`${step} never got through`);
  };
  expect((await insist("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  expect((await insist("promote")).outputs.phase).toBe("promoted");
  expect((await insist("rollback")).outputs.phase).toBe("rolled-back");
  expect((await insist("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
  expect((await insist("promote")).outputs.phase).toBe("promoted");
  expect((await insist("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.group(world.blue)?.desired ?? 0).toBe(0);
  const green = options.fleet === "paired" ? "shop-b" : "shop-v001";
  expect(world.group(green)).toMatchObject({ min: 0, desired: 2 });
  expect([...(world.group(green)?.tags.keys() ?? [])].filter((key) => key.endsWith("rollout"))).toEqual([]);
  expect((await traffic.stop()).failed).toBe(0);
});

test("cancelling a wait ends the step at once and leaves a rollout that every step can take up", async () => {
  world = await createWorld();
  const image = { "image-id": world.aws.ec2.registerImage({ version: "v2", bootSeconds: 40 }).id };
  const cancel = new AbortController();
  const deploy = await world.step("deploy", image, {
    cancel: cancel.signal,
    onLine: (line) => line.startsWith("… healthy targets") && cancel.abort(),
  });
  expect(deploy).toMatchObject({
    conclusion: "cancelled",
    exitCode: 1,
    outputs: { phase: "deploying", changed: "true" },
  });
  expect(deploy.summary).toContain("cancelled");
  expect(deploy.post?.log.text.trim()).toBe("");
  expect(await world.weights()).toBe("a=100 b=0");
  expect((await world.step("deploy", image)).outputs.phase).toBe("deployed");
});

test("cancelling while traffic moves puts the weights back afterwards, also when the call takes effect late", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const cancel = new AbortController();
  world.aws.faults.add({ action: "ModifyListener", times: 1, effect: { kind: "late", ms: 1_000 } });
  world.aws.hooks.onCall = ({ action }) => action === "ModifyListener" && cancel.abort();
  const promote = await world.step("promote", {}, { cancel: cancel.signal });
  expect(promote.conclusion).toBe("cancelled");
  expect(promote.post).toMatchObject({ exitCode: 0 });
  expect(promote.post?.log.text).toContain("Leaving no half-done step behind");
  expect(await world.weights()).toBe("a=100 b=0");
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
});

test("a cancelled rollback is finished, not undone", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  const cancel = new AbortController();
  world.aws.faults.add({ action: "ModifyListener", times: 1, effect: { kind: "drop-before" } });
  world.aws.hooks.onCall = ({ action }) => action === "ModifyListener" && cancel.abort();
  const rollback = await world.step("rollback", {}, { cancel: cancel.signal });
  expect(rollback.conclusion).toBe("cancelled");
  expect(await world.weights()).toBe("a=100 b=0");
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
});

test("blue's instances that die during a rollout are replaced with the old version, and the way back stays open", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  for (const { instance } of world.group("shop-a")?.instances ?? []) {
    await world.scaling("TerminateInstanceInAutoScalingGroup", {
      InstanceId: instance.id,
      ShouldDecrementDesiredCapacity: false,
    });
  }
  await until("blue's instances to go", () =>
    (world.group("shop-a")?.instances ?? []).some(({ lifecycle }) => lifecycle === "Pending"),
  );
  const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
  const rollback = await world.step("rollback");
  expect(rollback.outputs, rollback.log.text).toMatchObject({ phase: "rolled-back", "healthy-blue": "2" });
  expect((await traffic.stop()).failed).toBe(0);
  expect(world.group("shop-a")?.instances.map(({ template }) => template.version)).toContain(1);
});
