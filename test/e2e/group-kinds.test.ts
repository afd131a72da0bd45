import { afterEach, describe, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { ask, cookieOf } from "../aws/lab.ts";
import { errorOf } from "./runs.ts";
import { obeyed } from "./shares.ts";
import type { World } from "./world.ts";
import { createWorld, first, until } from "./world.ts";

/** Groups and rules as people have them, and what becomes of a rollout on them. */

let world: World;
afterEach(() => world.close());

const deploy = (more: Record<string, string> = {}) => world.step("deploy", { "image-id": world.images.v2.id, ...more });
const update = (name: string, more: Params) =>
  world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: name, ...more });

const mixed = (...Overrides: Params[]): Params => ({
  MixedInstancesPolicy: {
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: "shop", Version: "1" }, Overrides },
  },
});

async function expectRefused(says: string, more: Record<string, string> = {}): Promise<void> {
  const since = world.aws.calls.length;
  const refused = await deploy(more);
  expect(errorOf(refused)).toMatchObject({ code: "unsuitable", message: expect.stringContaining(says) });
  expect(refused.outputs.changed).toBe("false");
  expect(world.aws.mutations(since)).toEqual([]);
}

describe("capacity that does not count in instances is refused at the first look", () => {
  test("by weights of instance types", async () => {
    world = await createWorld();
    await update("shop-a", mixed({ InstanceType: "t3.micro", WeightedCapacity: "2" }));
    await expectRefused("weights of its instance types (WeightedCapacity)");
  });

  test("in virtual processors", async () => {
    world = await createWorld();
    await update("shop-a", { DesiredCapacityType: "vcpu" });
    await expectRefused("the capacity type vcpu");
  });
});

test("a mixed instances policy that names its launch template by name alone is rolled out, and back", async () => {
  world = await createWorld({ fleet: "cloned" });
  await update("shop", mixed({ InstanceType: "t3.micro" }, { InstanceType: "t3.small" }));
  expect((await deploy()).outputs).toMatchObject({ phase: "deployed", "healthy-green": "2" });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
});

test("a group that must not be deleted is not rolled out from one name, unless it is to stay", async () => {
  world = await createWorld({ fleet: "cloned" });
  await update("shop", { DeletionProtection: "prevent-all-deletion" });
  await expectRefused("shop has deletion protection");
  const kept = { "on-teardown": "scale-to-zero" };
  expect((await deploy(kept)).outputs.phase).toBe("deployed");
  await world.step("promote", kept);
  expect((await world.step("teardown", { ...kept, "scale-down-delay": "1s" })).outputs.phase).toBe("idle");
  expect(world.group("shop")).toMatchObject({ desired: 0, instances: [] });
});

describe("an idle group that still runs an instance of the version before", () => {
  const leftOver = async () => {
    await update("shop-b", { DesiredCapacity: 1 });
    await until("an instance in service", () => world.group("shop-b")?.instances[0]?.lifecycle === "InService");
    return world.group("shop-b")?.instances[0]?.instance.id ?? "";
  };

  test("is emptied although that is protected from scale-in", async () => {
    world = await createWorld();
    const id = await leftOver();
    const protection = { InstanceIds: [id], ProtectedFromScaleIn: true };
    await world.scaling("SetInstanceProtection", { AutoScalingGroupName: "shop-b", ...protection });
    expect((await deploy()).outputs).toMatchObject({ phase: "deployed", "healthy-green": "2" });
    expect(world.group("shop-b")?.instances.map(({ instance }) => instance.id)).not.toContain(id);
  });

  test("is refused where nothing would ever end it", async () => {
    world = await createWorld();
    await leftOver();
    await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop-b", ScalingProcesses: ["Terminate"] });
    await expectRefused("the process Terminate of shop-b is suspended");
  });
});

test("a preview of a rule that rewrites the path rewrites it too", async () => {
  world = await createWorld();
  const Transforms = [
    { Type: "url-rewrite", UrlRewriteConfig: { Rewrites: [{ Regex: "^/shop/(.*)$", Replace: "/$1" }] } },
  ];
  const made = await world.elb("CreateRule", {
    ListenerArn: world.listeners[0],
    Priority: 5,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/shop/*"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
    Transforms,
  });
  const rule = String(first(made, "Rules").RuleArn);
  const listeners = `${world.listeners[0]}, ${rule}`;
  expect((await deploy({ listeners, preview: "header X-Preview = 1" })).conclusion).toBe("success");
  const { Rules } = await world.elb("DescribeRules", { ListenerArn: world.listeners[0] });
  const own = (Rules as Params[]).find(
    ({ RuleArn, Conditions }) => RuleArn !== rule && JSON.stringify(Conditions).includes("/shop/*"),
  );
  const theirs = (Rules as Params[]).find(({ RuleArn }) => RuleArn === rule);
  expect(own?.Transforms).toEqual(theirs?.Transforms);
  expect(JSON.stringify(own?.Transforms)).toContain("^/shop/(.*)$");
});

test("on a sticky listener a user of the cohort keeps the version that he got first", async () => {
  world = await createWorld({ stickySeconds: 300 });
  await deploy();
  const beta = { "X-Beta": "1" };
  const half = { strategy: "ab-test", cohort: "header X-Beta = 1", weight: "50" };
  expect((await world.step("shift", half)).conclusion).toBe("success");
  await obeyed(world);
  const hello = await ask(world.url(), { headers: beta });
  const cookie = cookieOf(hello, "AWSALBTG") ?? "";
  expect(cookie).not.toBe("");
  for (let asked = 0; asked < 40; asked += 1) {
    const { version } = await ask(world.url(), { headers: { ...beta, cookie } });
    expect(version).toBe(hello.version);
  }
});
