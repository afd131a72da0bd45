import { afterEach, expect, test } from "vitest";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

/** What falls ill, is scaled or cannot come while a step waits, on one target group that both sides share. */

let world: World;
afterEach(() => world.close());

const CANARY = { strategy: "canary" };

const update = (AutoScalingGroupName: string, more: Record<string, unknown>) =>
  world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName, ...more });

const tagOf = (group: string, tag: string) => world.group(group)?.tags.get(`progressive-delivery:${tag}`)?.value;

test("a bake that was cut off at 100 % is unfinished: teardown waits for it, and safe-teardown-at stands still", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const kill = new AbortController();
  const shift = world.step("shift", { ...CANARY, weight: "100", "bake-time": "10m" }, { kill: kill.signal });
  await until("blue to be out", () => world.group("shop-a")?.targetGroupArns.length === 0);
  await until("the bake", () => world.aws.elb.group(world.blueTg).targets.size === 2);
  kill.abort();
  await shift;
  const [first, second] = [await world.step("status"), await world.step("status")];
  expect(first.outputs).toMatchObject({ phase: "shifting", weight: "100", "next-step": "shift" });
  expect(second.outputs["safe-teardown-at"]).toBe(first.outputs["safe-teardown-at"]);
  const teardown = await world.step("teardown", { "scale-down-delay": "1s" });
  expect(teardown).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  const again = await world.step("shift", { ...CANARY, weight: "100", "bake-time": "2s" });
  expect(again.outputs).toMatchObject({ phase: "promoted", verdict: "pass" });
  expect(tagOf("shop-b", "switched")).not.toContain("+bake");
});

test("blue that is scaled in while green bakes is named, not green", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const shift = world.step("shift", { ...CANARY, weight: "30", "bake-time": "10m" });
  await world.healthy(world.blueTg, 3);
  const looks = () => world.aws.calls.filter(({ action }) => action === "DescribeTargetHealth").length;
  const before = looks();
  await until("the bake", () => looks() > before + 4);
  await update("shop-a", { MinSize: 0, DesiredCapacity: 0 });
  const lost = await shift;
  expect(lost.conclusion).toBe("failure");
  expect(lost.log.text).toContain("shop-a, which still serves, became unhealthy during the bake");
});

test("a rollback that waits for what can never come says so, and goes with what is accepted", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  await world.step("promote");
  await update("shop-a", { MinSize: 0, DesiredCapacity: 1 });
  await until("one of blue", () => world.group("shop-a")?.instances.length === 1);
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-a", ScalingProcesses: ["Launch"] });
  const stuck = await world.step("rollback", { timeout: "30s" });
  expect(stuck).toMatchObject({ conclusion: "failure", outputs: { changed: "true" } });
  expect(stuck.log.text).toContain("resume-processes");
  const accepted = await world.step("rollback", { "max-capacity-deficit": "50", timeout: "30s" });
  expect(world.group("shop-b")?.targetGroupArns).toEqual([]);
  expect(accepted.outputs.weight).toBe("0");
});

test("a deploy that fails in the middle tells what is", async () => {
  world = await createWorld({ shared: true, deregistrationDelay: 1 });
  world.aws.faults.add({
    action: "CreateLaunchTemplateVersion",
    times: 20,
    effect: { kind: "error", status: 403, code: "UnauthorizedOperation", message: "You are not authorized." },
  });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", changed: "true" } });
  world.aws.faults.clear();
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).outputs.phase).toBe("deployed");
});
