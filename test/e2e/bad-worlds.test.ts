import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import type { StepResult } from "../runner/runner.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, first } from "./world.ts";

let world: World;
let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "workspace-"));
});
afterEach(async () => {
  rmSync(workspace, { recursive: true });
  await world.close();
});

const SOON = { "scale-down-delay": "1s" };

/** One clear error, all outputs, nothing changed. */
function expectRefusal(result: StepResult, since: number, ...says: string[]): void {
  expect(result.conclusion).toBe("failure");
  const errors = result.log.annotations.filter(({ level }) => level === "error");
  expect(errors).toHaveLength(1);
  for (const part of says) expect(errors[0]?.message).toContain(part);
  expect(world.aws.mutations(since)).toEqual([]);
  expect(result.outputs.changed).toBe("false");
  expect(result.summary).toContain("failed");
}

interface BadWorld {
  name: string;
  options?: WorldOptions;
  spoil?: () => Promise<unknown> | unknown;
  inputs?: () => Record<string, string>;
  says: string[];
}

const arnOf = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/0123456789abcdef`;

async function targetGroup(name: string): Promise<string> {
  return String(
    first(await world.elb("CreateTargetGroup", { Name: name, Protocol: "HTTP", Port: 80 }), "TargetGroups")
      .TargetGroupArn,
  );
}

const modifyListener = (...actions: Params[]) =>
  world.elb("ModifyListener", { ListenerArn: world.listeners[0], DefaultActions: actions });

let standardRule = "";

const WORLDS: BadWorld[] = [
  {
    name: "a listener that does not exist",
    inputs: () => ({ listeners: (world.listeners[0] ?? "").replace(/[0-9a-f]{16}$/, "0000000000000000") }),
    says: ["listeners: arn:", "not found in this region and account", "AWS_REGION"],
  },
  {
    name: "a listener that does not exist beside one that does",
    inputs: () => ({
      listeners: `${world.listeners[0]}, ${(world.listeners[0] ?? "").replace(/[0-9a-f]{16}$/, "0000000000000000")}`,
    }),
    says: ["/0000000000000000 not found in this region and account"],
  },
  {
    name: "a rule that does not exist",
    inputs: () => ({ listeners: `${world.listeners[0]?.replace(":listener/", ":listener-rule/")}/0000000000000000` }),
    says: ["listeners: arn:", "not found in this region and account"],
  },
  {
    name: "a listener's default rule instead of the listener",
    spoil: async () => {
      const { Rules } = await world.elb("DescribeRules", { ListenerArn: world.listeners[0] });
      standardRule = String((Rules as Params[]).find(({ IsDefault }) => IsDefault === true)?.RuleArn);
    },
    inputs: () => ({ listeners: `${world.listeners[0]}, ${standardRule}` }),
    says: [
      "is its listener's default rule",
      "name arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/",
    ],
  },
  {
    name: "a target group name that does not exist",
    inputs: () => ({ "target-groups": "shop-a, shop-z" }),
    says: ["target-groups: shop-z not found in this region and account"],
  },
  {
    name: "a target group ARN that does not exist",
    inputs: () => ({ "target-groups": `${world.blueTg}, ${arnOf("shop-z")}` }),
    says: [`target-groups: ${arnOf("shop-z")} not found in this region and account`],
  },
  {
    name: "a group that does not exist",
    inputs: () => ({ "auto-scaling-groups": "shop-a, shop-z" }),
    says: ["auto-scaling-groups: Auto Scaling group shop-z not found"],
  },
  {
    name: "both groups on the same target group",
    spoil: async () => {
      await world.scaling("DetachLoadBalancerTargetGroups", {
        AutoScalingGroupName: "shop-b",
        TargetGroupARNs: [world.greenTg],
      });
      await world.scaling("AttachLoadBalancerTargetGroups", {
        AutoScalingGroupName: "shop-b",
        TargetGroupARNs: [world.blueTg],
      });
    },
    says: ["auto-scaling-groups: shop-a and shop-b are attached to the same target group, shop-a"],
  },
  {
    name: "a group on both target groups",
    spoil: () =>
      world.scaling("AttachLoadBalancerTargetGroups", {
        AutoScalingGroupName: "shop-b",
        TargetGroupARNs: [world.blueTg],
      }),
    says: ["auto-scaling-groups: shop-b is attached to both shop-a and shop-b"],
  },
  {
    name: "a group that is attached to neither target group",
    spoil: () =>
      world.scaling("DetachLoadBalancerTargetGroups", {
        AutoScalingGroupName: "shop-b",
        TargetGroupARNs: [world.greenTg],
      }),
    says: ["auto-scaling-groups: shop-b is attached to neither of shop-a and shop-b"],
  },
  {
    name: "a group that gets traffic from elsewhere too",
    spoil: async () =>
      world.scaling("AttachLoadBalancerTargetGroups", {
        AutoScalingGroupName: "shop-b",
        TargetGroupARNs: [await targetGroup("admin")],
      }),
    says: ["auto-scaling-groups: shop-b is also attached to target group admin"],
  },
  {
    name: "target groups of different load balancers",
    spoil: async () => {
      const other = first(
        await world.elb("CreateLoadBalancer", { Name: "other", Type: "application" }),
        "LoadBalancers",
      );
      await world.elb("CreateListener", {
        LoadBalancerArn: other.LoadBalancerArn,
        ...{ Port: 80, Protocol: "HTTP" },
        DefaultActions: [{ Type: "forward", TargetGroupArn: world.greenTg }],
      });
    },
    says: ["target-groups: shop-b belongs to the load balancer app/other/", "app/shop/"],
  },
  {
    name: "target groups that the listener does not forward to",
    spoil: async () => modifyListener({ Type: "forward", TargetGroupArn: await targetGroup("blog") }),
    says: ["forwards to blog and to neither of shop-a, shop-b"],
  },
  {
    name: "a listener with a fixed response",
    spoil: () => modifyListener({ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } }),
    says: ["listeners: the listener", "has fixed-response as its action"],
  },
  {
    name: "a listener with a redirect",
    spoil: () => modifyListener({ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301", Protocol: "HTTPS" } }),
    says: ["listeners: the listener", "has redirect as its action"],
  },
  {
    name: "a third target group in the action",
    spoil: async () => {
      const blog = await targetGroup("blog");
      const TargetGroups = [world.blueTg, world.greenTg, blog].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 }));
      await modifyListener({ Type: "forward", ForwardConfig: { TargetGroups } });
    },
    says: ["listeners: the listener", "blog is not among `target-groups`"],
  },
  {
    name: "another listener that uses one of the target groups",
    options: { listeners: 2 },
    inputs: () => ({ listeners: world.listeners[0] ?? "" }),
    says: ["listeners: shop-a is also used by the listener", "Name it in `listeners` too"],
  },
  {
    name: "an image that does not exist",
    inputs: () => ({ "image-id": "ami-00000000000000000" }),
    says: ["image-id: image ami-00000000000000000 not found in this region and account"],
  },
  {
    name: "an image that is not available yet",
    inputs: () => ({ "image-id": world.aws.ec2.registerImage({ state: "pending" }).id }),
    says: ["image-id: ", "is pending, not available"],
  },
  {
    name: "a serving group on $Latest",
    options: { group: {} },
    spoil: () =>
      world.scaling("UpdateAutoScalingGroup", {
        AutoScalingGroupName: "shop-a",
        LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "$Latest" },
      }),
    says: ["auto-scaling-groups: shop-a uses $Latest of the launch template shop", "Pin it"],
  },
  {
    name: "a serving group with zero capacity",
    spoil: () => world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-a", DesiredCapacity: 0 }),
    says: ["auto-scaling-groups: shop-a has the traffic, but its desired capacity is 0"],
  },
  {
    name: "two sides with weight and no rollout on record",
    options: { referenced: true },
    spoil: () => {
      const TargetGroups = [world.blueTg, world.greenTg].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 50 }));
      return modifyListener({ Type: "forward", ForwardConfig: { TargetGroups } });
    },
    says: ["% of the traffic, but no rollout is on record"],
  },
  {
    name: "target stickiness without group stickiness",
    spoil: () =>
      world.elb("ModifyTargetGroupAttributes", {
        TargetGroupArn: world.greenTg,
        Attributes: [{ Key: "stickiness.enabled", Value: "true" }],
      }),
    says: ["target-groups: shop-b has target stickiness, but the listener's forward action has no group stickiness"],
  },
  {
    name: "an idle group that cannot launch",
    spoil: () => world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-b", ScalingProcesses: ["Launch"] }),
    says: ["auto-scaling-groups: shop-b has suspended processes: Launch"],
  },
];

test.each(WORLDS)("deploy refuses $name before it touches anything", async ({ options, spoil, inputs, says }) => {
  world = await createWorld(options);
  await spoil?.();
  const since = world.aws.calls.length;
  const result = await world.step("deploy", { "image-id": world.images.v2.id, ...inputs?.() });
  expectRefusal(result, since, ...says);
});

test("a launch template version that is missing is refused by name, and no traffic or capacity is touched", async () => {
  world = await createWorld();
  const result = await world.step("deploy", { "launch-template-version": "9" });
  expect(result.conclusion).toBe("failure");
  expect(result.log.text).toContain("launch-template-version: shop-b cannot take version 9");
  expect(await world.weights()).toBe("a=1");
  expect(world.group("shop-b")).toMatchObject({ desired: 0, min: 0 });
  // It is marked: a teardown gives it up.
  expect((await world.step("teardown")).outputs.phase).toBe("idle");
});

test.each<["paired" | "cloned"]>([["paired"], ["cloned"]])(
  "an image that never gets healthy ends within the timeout with the target's reason, and is cleaned up: %s",
  async (fleet) => {
    world = await createWorld({ fleet });
    const broken = world.aws.ec2.registerImage({ app: "broken", version: "v3", bootSeconds: 2 });
    const deploy = await world.step("deploy", { "image-id": broken.id, timeout: "15s" });
    expect(deploy).toMatchObject({
      conclusion: "failure",
      outputs: { phase: "deploying", verdict: "fail", weight: "0" },
    });
    expect(deploy.log.text).toContain("After 15s (timeout)");
    expect(deploy.log.text).toContain("Target.ResponseCodeMismatch: Health checks failed with these codes: [500]");
    expect(await world.weights()).toBe("a=100 b=0");

    const since = world.aws.calls.length;
    const promote = await world.step("promote");
    expectRefusal(promote, since, "has 0 healthy targets; 100 % of the traffic needs 2");

    await world.step("rollback");
    const teardown = await world.step("teardown", SOON);
    expect(teardown.outputs.phase).toBe("idle");
    expect(world.group(world.blue)).toMatchObject({ min: 0, desired: 2 });
  },
);

test("a second deploy of something else names the run that holds the rollout", async () => {
  world = await createWorld();
  await world.step("deploy", { "image-id": world.images.v2.id });
  const v3 = world.aws.ec2.registerImage({ version: "v3" });
  const since = world.aws.calls.length;
  const result = await world.step("deploy", { "image-id": v3.id });
  expectRefusal(result, since, "held by acme/shop/runs/4242", "finish that one first: `teardown`");
});

test.each<["paired" | "cloned"]>([["paired"], ["cloned"]])(
  "with replace, deploy gives up the rollout in progress, cleans up, and starts its own: %s",
  async (fleet) => {
    world = await createWorld({ fleet });
    await world.step("deploy", { "image-id": world.images.v2.id });
    await world.step("promote");
    const v3 = { "image-id": world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 }).id, replace: "true" };
    const dry = await world.step("deploy", { ...v3, "dry-run": "true" });
    expect(dry).toMatchObject({ conclusion: "success", outputs: { changed: "false", phase: "promoted" } });
    // What was promoted is kept, and blue torn down; the hold is a minute of real time unless a config file makes it short.
    writeFileSync(join(workspace, "delivery.yml"), "scale-down-delay: 1s\n");
    const deploy = await world.step("deploy", { ...v3, config: "delivery.yml" }, { workspace });
    expect(deploy.log.annotations.filter(({ level }) => level === "error")).toEqual([]);
    expect(deploy.outputs).toMatchObject({ phase: "deployed", weight: "0", changed: "true" });
    expect(JSON.parse(deploy.outputs.result ?? "")).toMatchObject({
      rollout: { revision: `image-id=${v3["image-id"]}` },
    });
    expect(await world.weights()).toBe("a=0 b=100");
  },
);

test("promote without a rollout is refused", async () => {
  world = await createWorld();
  const since = world.aws.calls.length;
  expectRefusal(await world.step("promote"), since, "There is no rollout to promote", "Run `deploy` first");
});

test("an approval is for what was seen: promote refuses a state that has changed since, field by field", async () => {
  world = await createWorld();
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  const approved = deploy.outputs["state-digest"] ?? "";
  await world.scaling("UpdateAutoScalingGroup", {
    AutoScalingGroupName: "shop-b",
    LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "1" },
  });
  const since = world.aws.calls.length;
  const promote = await world.step("promote", { "expected-state": approved });
  expectRefusal(promote, since, "group shop-b", "version 2", "version 1");

  const status = await world.step("status", { "expected-state": approved, "fail-on": "drift" });
  expect(status).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying" } });
});

test("promote acts when the state is the one that was approved", async () => {
  world = await createWorld();
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  const promote = await world.step("promote", { "expected-state": deploy.outputs["state-digest"] ?? "" });
  expect(promote.outputs.phase).toBe("promoted");
  const again = await world.step("promote", { "expected-state": deploy.outputs["state-digest"] ?? "" });
  expect(again).toMatchObject({ conclusion: "success", outputs: { phase: "promoted", changed: "false" } });
});

test("status fails on a rollout that is older than expires-after, and on a degraded state", async () => {
  world = await createWorld({ listeners: 2 });
  await world.step("deploy", { "image-id": world.images.v2.id });
  const fresh = await world.step("status", { "fail-on": "stale, degraded" });
  expect(fresh.conclusion).toBe("success");
  const stale = await world.step("status", { "fail-on": "stale", "expires-after": "0s" });
  expect(stale.conclusion).toBe("failure");
  expect(stale.log.text).toContain("acme/shop/runs/4242");

  const TargetGroups = [world.blueTg, world.greenTg].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 50 }));
  await modifyListener({ Type: "forward", ForwardConfig: { TargetGroups } });
  const degraded = await world.step("status", { "fail-on": "degraded" });
  expect(degraded).toMatchObject({
    conclusion: "failure",
    outputs: { phase: "degraded", weight: "", "next-step": "rollback" },
  });
  expect(degraded.log.text).toContain("The listeners disagree");
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test("a network load balancer that takes no weights is told apart from a wrong input", async () => {
  world = await createWorld({ type: "network", elb: { weightedNlb: false } });
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("this region's network load balancers do not take target group weights");
  expect(await world.weights()).toBe("a=1");
});
