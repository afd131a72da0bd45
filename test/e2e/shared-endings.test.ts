import { afterEach, expect, test } from "vitest";
import { THROTTLED } from "../aws/faults.ts";
import { errorOf, ofRun } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** On one target group that both sides share: a step ends with what is, and says what it could not reach. */

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };
/** How often the SDK tries a call that is throttled. */
const TRIES = 5;

const attached = (group: string) => world.group(group)?.targetGroupArns.length === 1;

test.each<[string, string, Record<string, unknown>]>([
  ["promote", "DetachLoadBalancerTargetGroups", { weight: "100", changed: "true" }],
  ["rollback", "DetachLoadBalancerTargetGroups", { weight: "0", changed: "true", "ready-to-promote": "false" }],
])("a %s whose readings are throttled after %s tells where the traffic is", async (step, action, told) => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  if (step === "rollback") await world.step("promote");
  let armed = false;
  world.aws.hooks.onCall = (call) => {
    if (call.action !== action || armed) return;
    armed = true;
    world.aws.faults.add({ action: "DescribeTargetHealth", times: TRIES, effect: THROTTLED });
  };
  const result = await world.step(step);
  expect(armed).toBe(true);
  expect(result.outputs).toMatchObject(told);
  world.aws.hooks.onCall = undefined;
  world.aws.faults.clear();
  const status = await world.step("status");
  // Whether the step got through the throttling or `post` has put the traffic back: nobody is left alone.
  const serving = status.outputs.weight === "100" ? "shop-b" : "shop-a";
  expect(attached(serving)).toBe(true);
  if (step === "rollback") expect(status.outputs).toMatchObject({ weight: "0", "ready-to-promote": "false" });
});

test("a deploy ends with a look at both sides as they are by then", async () => {
  world = await createWorld({ shared: true });
  await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-a", DesiredCapacity: 3 });
  const { outputs } = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(outputs).toMatchObject({ phase: "deployed", "healthy-blue": "3" });
});

test("a group that is gone already when it is to be deleted is what was wanted", async () => {
  world = await createWorld({ shared: true, fleet: "cloned", deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "UpdateAutoScalingGroup") world.aws.autoScaling.groups.delete("shop");
  };
  const teardown = await world.step("teardown", { "scale-down-delay": "1s" });
  expect(teardown).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
});

test("a blue that cannot launch is named at once, with the command that helps, and then comes back", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-a", MinSize: 0, DesiredCapacity: 0 });
  await until("blue to be empty", () => world.group("shop-a")?.instances.length === 0);
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-a", ScalingProcesses: ["Launch"] });
  const stuck = await world.step("rollback", { timeout: "5m" });
  expect(errorOf(stuck)).toMatchObject({ code: "unhealthy", remedy: expect.stringContaining("resume-processes") });
  expect(attached("shop-b")).toBe(true);
  await world.scaling("ResumeProcesses", { AutoScalingGroupName: "shop-a", ScalingProcesses: ["Launch"] });
  await world.healthy(world.blueTg, 4);
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test("of three shifts at once, who succeeds has reached his weight", async () => {
  world = await createWorld({ shared: true, size: 4, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const weights = ["20", "33.33", "50"];
  const results = await Promise.all(
    weights.map((weight, index) => world.step("shift", { ...CANARY, weight, timeout: "2m" }, ofRun(index + 1))),
  );
  const live = (await world.step("status", CANARY)).outputs.weight;
  for (const [index, { conclusion, outputs }] of results.entries()) {
    if (conclusion === "success") expect(outputs.weight).toBe(weights[index]);
  }
  expect(weights).toContain(live);
});
