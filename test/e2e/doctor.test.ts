import { afterEach, expect, test } from "vitest";
import type { StepResult } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** `status` while no rollout is on: it tells what the next deploy would be refused for or warn of, and changes nothing. */
let world: World;
afterEach(() => world.close());

interface Told {
  kind: string;
  id?: string;
  message: string;
  remedy?: string;
}

const findingsOf = ({ outputs }: StepResult): Told[] => JSON.parse(outputs.result ?? "{}").findings;
const refusalsOf = (result: StepResult) =>
  findingsOf(result).flatMap(({ kind, id }) => (kind === "refused" ? [id] : []));

test("a world in which a rollout works: nothing is refused, and what cannot be asked is said", async () => {
  world = await createWorld();
  const status = await world.step("status", { "fail-on": "blocked" });
  expect(status).toMatchObject({ conclusion: "success", outputs: { phase: "idle", "next-step": "deploy" } });
  expect(findingsOf(status).map(({ kind }) => kind)).toEqual(["unchecked"]);
  expect(status.log.text).toContain("A deploy would be carried out, as far as can be told.");
  expect(status.log.text).toContain("cannot be asked for without using them");
});

test("everything that stands in the way is told at once, each with what fixes it", async () => {
  world = await createWorld({ group: {} });
  await world.scaling("UpdateAutoScalingGroup", {
    AutoScalingGroupName: "shop-a",
    LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "$Latest" },
  });
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-b", ScalingProcesses: ["Launch"] });
  await world.elb("ModifyTargetGroupAttributes", {
    TargetGroupArn: world.greenTg,
    Attributes: [{ Key: "stickiness.enabled", Value: "true" }],
  });
  const since = world.aws.calls.length;
  const status = await world.step("status");
  expect(status.conclusion).toBe("success");
  expect(refusalsOf(status).sort()).toEqual(["group-stickiness-missing", "processes-suspended", "template-not-pinned"]);
  for (const { kind, remedy } of findingsOf(status)) if (kind === "refused") expect(remedy).toMatch(/\S/);
  expect(status.log.text).toContain("! A deploy would be refused: auto-scaling-groups: shop-a uses $Latest");
  expect(status.summary).toContain("**A deploy would be refused**");
  expect(status.summary).toContain("Pin it: `aws autoscaling update-auto-scaling-group");
  expect(world.aws.mutations(since)).toEqual([]);

  const failing = await world.step("status", { "fail-on": "stale, blocked" });
  expect(failing.conclusion).toBe("failure");
  expect(failing.log.text).toContain("status found what fail-on names: blocked.");
});

test("rights: a call that can be asked without an effect is, and a reading that is denied is a finding", async () => {
  world = await createWorld();
  const reader = (Action: string[]) =>
    world.aws.env(
      world.aws.principal(`reader-${Action.length}`, { Statement: { Effect: "Allow", Action, Resource: "*" } }),
    );
  const blind = await world.step("status", {}, { env: reader(["*:Describe*"]) });
  expect(blind.conclusion).toBe("success");
  expect(blind.log.text).toContain("A deploy would be refused: AWS denied ec2:CreateLaunchTemplateVersion");
  const able = await world.step("status", {}, { env: reader(["*:Describe*", "ec2:CreateLaunchTemplateVersion"]) });
  expect(refusalsOf(able)).toEqual([]);
});

test("a group to be cloned that is protected from deletion, and what a clone does not take along", async () => {
  world = await createWorld({ fleet: "cloned", group: { DeletionProtection: "prevent-all-deletion" } });
  expect(refusalsOf(await world.step("status"))).toEqual(["deletion-protected"]);
});

test("one instance a side on a shared target group has three weights", async () => {
  world = await createWorld({ shared: true, size: 1 });
  const status = await world.step("status", { strategy: "canary" });
  expect(refusalsOf(status)).toEqual([]);
  expect(status.summary).toContain("the weights are then 0, 50 and 100 alone");
  expect((await world.step("status")).summary).not.toContain("0, 50 and 100");
});

test("while a rollout is on, the next step is what matters: a deploy is not rehearsed, and status stays cheap", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const since = world.aws.calls.length;
  const status = await world.step("status");
  expect(findingsOf(status)).toBeUndefined();
  expect(world.aws.calls.length - since).toBe(5);
});
