import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { errorOf, ofRun, watch } from "./runs.ts";
import { startTraffic } from "./traffic.ts";
import { wholePolicy } from "./whole-policy.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld, first, until } from "./world.ts";

/** Deploys whose image is made of an instance, through the built action. */

let world: World;
afterEach(() => world.close());

const ROLLOUT = "progressive-delivery:rollout";
const TEMPLATE = "progressive-delivery:launch-template";

/** A world in which images are pending until somebody says otherwise, with a machine of its own that was changed by hand. */
async function withBuilder(options: WorldOptions = {}): Promise<string> {
  world = await createWorld(options);
  world.aws.ec2.imaging.pendingSeconds = Number.POSITIVE_INFINITY;
  const { instances } = world.aws.ec2;
  const request = { image: world.images.v1, zone: "eu-west-1a", userData: undefined };
  const { id, state } = instances.launch(request, () => {});
  expect(state).toBe("pending");
  await until("the builder to answer", () => id in world.aws.ec2.addresses());
  writeFileSync(join(instances.directory(id), "version"), "v9\n");
  return id;
}

const callsOf = (action: string) =>
  world.aws.calls.filter((call) => call.action === action && call.error === undefined);
const made = () => [...world.aws.ec2.images.values()].filter(({ disk }) => disk !== undefined);

/** Ends the pending of the one image that is pending. */
function finish(): string {
  const pending = made().filter(({ state }) => state === "pending");
  expect(pending).toHaveLength(1);
  world.aws.ec2.finishImage(pending[0]?.id ?? "");
  return pending[0]?.id ?? "";
}

async function versionOf(group: string): Promise<Params> {
  const { AutoScalingGroups } = await world.scaling("DescribeAutoScalingGroups", { AutoScalingGroupNames: [group] });
  const { LaunchTemplate } = first({ AutoScalingGroups }, "AutoScalingGroups");
  const { Version } = LaunchTemplate as Params;
  const LaunchTemplateVersion = [String(Version)];
  const found = { LaunchTemplateId: world.templateId, LaunchTemplateVersion };
  return first(await world.ec2("DescribeLaunchTemplateVersions", found), "launchTemplateVersionSet");
}

describe("an image made of an instance", () => {
  test("is made once, however often the deploy is cut off, and is all that green has else than blue", async () => {
    const builder = await withBuilder();
    const { aws, templateId } = world;
    // Five of ours, the oldest of which the version of the serving group names, and two of somebody else.
    const age = (days: number) => Date.now() - days * 86_400_000;
    const ours = [1, 2, 3, 4, 5].map((days) =>
      aws.ec2.registerImage({ version: "v1", bootSeconds: 5, createdAt: age(days), tags: { [TEMPLATE]: templateId } }),
    );
    const foreign = [9, 8].map((days) => aws.ec2.registerImage({ createdAt: age(days) }));
    await world.ec2("CreateLaunchTemplateVersion", {
      ...{ LaunchTemplateId: templateId, SourceVersion: "1" },
      LaunchTemplateData: { ImageId: ours[4]?.id, KeyName: "ops" },
    });
    const LaunchTemplate = { LaunchTemplateId: templateId, Version: "2" };
    await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-a", LaunchTemplate });

    const inputs = { "source-instance": builder, "keep-images": "3" };
    // The first answer is lost: the name tells the second request that the image is there.
    aws.faults.add({ action: "CreateImage", times: 1, effect: { kind: "drop-after" } });
    const kill = new AbortController();
    const killed = await world.step("deploy", inputs, {
      kill: kill.signal,
      onLine: (line) => line.startsWith("… percent of the image") && kill.abort(),
    });
    expect(killed.outputs.phase).toBeUndefined();

    const waits = watch("percent of the image");
    const deploy = world.step("deploy", inputs, ofRun(2, waits));
    await until("the second run to wait", () => waits.up);
    const image = finish();
    expect((await deploy).outputs).toMatchObject({ phase: "deployed" });

    expect(made().map(({ id }) => id)).toEqual([image]);
    expect(callsOf("CreateImage")).toHaveLength(1);
    expect(callsOf("CreateLaunchTemplateVersion")).toHaveLength(1);
    expect(await versionOf("shop-b")).toMatchObject({
      launchTemplateData: { imageId: image, keyName: "ops", instanceType: "t3.micro" },
      versionDescription: `image-id=${image} (acme/shop/runs/4242)`,
    });
    const tags = { [ROLLOUT]: "acme/shop/runs/4242", "progressive-delivery:source-instance": builder };
    expect(aws.ec2.tagsOf(image)).toMatchObject({ ...tags, [TEMPLATE]: templateId });
    const [snapshot] = [...aws.ec2.snapshots.values()].filter(({ imageId }) => imageId === image);
    expect(Object.fromEntries(snapshot?.tags ?? [])).toMatchObject(tags);

    const left = [...aws.ec2.images.keys()];
    const gone = [...ours, ...foreign].filter(({ id }) => !left.includes(id));
    expect(gone).toEqual([ours[3]]);
    expect([...aws.ec2.snapshots.values()].map(({ imageId }) => imageId)).not.toContain(ours[3]?.id);

    expect((await world.step("promote")).outputs.phase).toBe("promoted");
    const answers = await Promise.all([1, 2, 3, 4].map(async () => (await fetch(world.url())).text()));
    expect(new Set(answers)).toEqual(new Set(["v9\n"]));
  });

  test("that fails is told with EC2's reason; the next deploy makes another in its place", async () => {
    const builder = await withBuilder({ fleet: "cloned", shared: true });
    const inputs = { "source-instance": builder, strategy: "canary" };
    const waits = watch("percent of the image");
    const failing = world.step("deploy", inputs, waits);
    await until("the deploy to wait", () => waits.up);
    world.aws.ec2.imaging.failure = { reason: "Client.InvalidSnapshot: the volume was detached" };
    const failed = finish();
    const told = errorOf(await failing);
    expect(told).toMatchObject({ code: "unhealthy", message: `The image ${failed} of ${builder} is failed.` });
    expect(told?.reasons).toEqual(["Client.InvalidSnapshot: the volume was detached"]);
    expect(world.group("shop-v001")?.instances).toEqual([]);

    world.aws.ec2.imaging.failure = undefined;
    const again = watch("percent of the image");
    const deploy = world.step("deploy", inputs, again);
    await until("the deploy to wait again", () => again.up);
    const image = finish();
    expect((await deploy).outputs.phase).toBe("deployed");
    expect(made().map(({ id }) => id)).toEqual([image]);
    expect((await world.step("promote", { strategy: "canary" })).outputs.phase).toBe("promoted");
    await until("the clone alone to answer", async () => (await (await fetch(world.url())).text()) === "v9\n");
  });

  test("takes one that serves out of service: no request fails, killed or not it is back, its group is as before", async () => {
    world = await createWorld({ group: { MinSize: 2 } });
    const { aws } = world;
    aws.ec2.imaging.pendingSeconds = Number.POSITIVE_INFINITY;
    const [member] = world.group("shop-a")?.instances ?? [];
    const id = member?.instance.id ?? "";
    const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
    const env = aws.env(aws.principal("imager", wholePolicy()));
    const inputs = { "source-instance": id };

    const kill = new AbortController();
    const killed = await world.step("deploy", inputs, {
      env,
      kill: kill.signal,
      onLine: (line) => line.startsWith("… percent of the image") && kill.abort(),
    });
    expect(killed.outputs.phase).toBeUndefined();
    expect(member?.lifecycle).toBe("Standby");
    expect(world.group("shop-a")).toMatchObject({ min: 1, desired: 1 });

    const waits = watch("percent of the image");
    const deploy = world.step("deploy", inputs, ofRun(2, { ...waits, env }));
    await until("the second run to wait", () => waits.up);
    const image = finish();
    expect((await deploy).outputs).toMatchObject({ phase: "deployed" });
    expect(callsOf("CreateImage")).toHaveLength(1);
    expect(callsOf("CreateImage")[0]?.params).toMatchObject({ InstanceId: id, NoReboot: "false" });
    expect(await versionOf("shop-b")).toMatchObject({ launchTemplateData: { imageId: image } });
    expect(aws.elb.group(world.blueTg).targets.size).toBe(2);
    await world.healthy(world.blueTg, 2);
    expect(member?.lifecycle).toBe("InService");
    expect(world.group("shop-a")).toMatchObject({ min: 2, desired: 2 });
    expect([...(world.group("shop-a")?.suspended ?? [])]).toEqual([]);
    const left = [...(world.group("shop-a")?.tags.keys() ?? []), ...(member?.instance.tags.keys() ?? [])];
    expect(left.filter((key) => key.startsWith("progressive-delivery:"))).toEqual([]);
    const { answered, failed } = await traffic.stop();
    expect(failed).toBe(0);
    expect(answered).toBeGreaterThan(100);
  });

  test.each<[string, WorldOptions, Record<string, string>]>([
    ["two target groups", {}, {}],
    ["one target group", { shared: true }, { strategy: "canary" }],
  ])(
    "puts one without a group back in `post` of a cancelled deploy, and the next one goes on: %s",
    async (_, options, more) => {
      const builder = await withBuilder(options);
      const { aws, blueTg } = world;
      await world.elb("RegisterTargets", { TargetGroupArn: blueTg, Targets: [{ Id: builder, Port: 80 }] });
      await world.healthy(blueTg, 3);
      const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
      const env = aws.env(aws.principal("imager", wholePolicy()));
      const inputs = { "source-instance": builder, "allow-foreign-targets": "true", ...more };

      const cancel = new AbortController();
      const cancelled = await world.step("deploy", inputs, {
        env,
        cancel: cancel.signal,
        onLine: (line) => line.startsWith("… percent of the image") && cancel.abort(),
      });
      expect(cancelled.post?.exitCode).toBe(0);
      await world.healthy(blueTg, 3);

      const waits = watch("percent of the image");
      const deploy = world.step("deploy", inputs, { ...waits, env });
      await until("the second run to wait", () => waits.up);
      finish();
      expect((await deploy).outputs).toMatchObject({ phase: "deployed" });
      expect(callsOf("CreateImage")).toHaveLength(1);
      await world.healthy(blueTg, 3);
      const left = [...(aws.ec2.instances.all.get(builder)?.tags.keys() ?? [])];
      expect(left.filter((key) => key.startsWith("progressive-delivery:"))).toEqual([]);
      expect((await traffic.stop()).failed).toBe(0);
    },
  );

  test("reboots nothing that serves alone: no change is made, and the way out is told", async () => {
    world = await createWorld({ size: 1 });
    const id = world.group("shop-a")?.instances[0]?.instance.id ?? "";
    const since = world.aws.calls.length;
    const refused = errorOf(await world.step("deploy", { "source-instance": id }));
    expect(refused).toMatchObject({ code: "unsuitable", remedy: expect.stringContaining("no-reboot: true") });
    expect(refused?.message).toContain(`reboots ${id}, and no other machine beside it is healthy`);
    expect(world.aws.mutations(since)).toEqual([]);

    world.aws.ec2.imaging.pendingSeconds = 20;
    const before = world.aws.ec2.addresses()[id];
    const deploy = await world.step("deploy", { "source-instance": id, "no-reboot": "true" });
    expect(deploy.outputs.phase).toBe("deployed");
    expect(world.aws.ec2.addresses()[id]).toBe(before);
    expect(callsOf("CreateImage")[0]?.params).toMatchObject({ InstanceId: id, NoReboot: "true" });
  });
});

test("a launch template with a snapshot of its own is warned of: new instances would not start with the image's disk", async () => {
  const builder = await withBuilder();
  await world.ec2("CreateLaunchTemplateVersion", {
    ...{ LaunchTemplateId: world.templateId, SourceVersion: "1" },
    LaunchTemplateData: {
      BlockDeviceMapping: [
        { DeviceName: "/dev/xvda", Ebs: { SnapshotId: "snap-0123456789abcdef0" } },
        { DeviceName: "/dev/xvdb", Ebs: { VolumeSize: "20" } },
      ],
    },
  });
  const LaunchTemplate = { LaunchTemplateId: world.templateId, Version: "2" };
  await world.scaling("UpdateAutoScalingGroup", { AutoScalingGroupName: "shop-a", LaunchTemplate });
  const since = world.aws.calls.length;
  const planned = await world.step("deploy", { "source-instance": builder, "dry-run": "true" });
  const warnings = planned.log.annotations.filter(({ level }) => level === "warning").map(({ message }) => message);
  expect(warnings.join("\n")).toContain("has a block device mapping of its own for /dev/xvda, with a snapshot");
  expect(planned.log.text).toContain(`Create an image of ${builder}, which reboots it`);
  expect(world.aws.mutations(since)).toEqual([]);
  const unknown = errorOf(await world.step("deploy", { "source-instance": "i-00000000000000000" }));
  expect(unknown).toMatchObject({ code: "not-found" });
});

test("what EC2 holds back of older images: snapshots are told of, a protected image stays, a name is nobody else's", async () => {
  const builder = await withBuilder();
  const { aws, templateId } = world;
  aws.ec2.imaging.pendingSeconds = 20;
  const ours = (days: number) =>
    aws.ec2.registerImage({ createdAt: Date.now() - days * 86_400_000, tags: { [TEMPLATE]: templateId } });
  const [first, second] = [ours(3), ours(2)];
  ours(1);
  const inputs = { "source-instance": builder, "keep-images": "2" };
  const Statement = (["Allow", "Deny"] as const).map((Effect) => {
    return { Effect, Action: Effect === "Allow" ? "*" : "ec2:DeleteSnapshot", Resource: "*" };
  });
  const env = aws.env(aws.principal("keeper", { Statement }));
  const left = errorOf(await world.step("deploy", inputs, { env }));
  expect(left).toMatchObject({ code: "denied", remedy: expect.stringContaining("ec2:DeleteSnapshot") });
  expect(left?.message).toContain(`the image ${first.id} is gone, but not its snapshots snap-`);
  expect(callsOf("CreateImage")).toEqual([]);

  const taken = aws.ec2.registerImage({ name: `shop ${builder} acme/shop/runs/4242` });
  const conflict = errorOf(await world.step("deploy", inputs));
  expect(conflict).toMatchObject({ code: "conflict", message: expect.stringContaining(`${taken.id} already has`) });
  aws.ec2.images.delete(taken.id);

  const shielded = ours(9);
  const message = "deregistration protection is enabled";
  const effect = { kind: "error", code: "OperationNotPermitted", message, status: 400 } as const;
  aws.faults.add({ action: "DeregisterImage", times: 1, effect });
  expect((await world.step("deploy", inputs)).outputs.phase).toBe("deployed");
  expect([shielded, second].map(({ id }) => aws.ec2.images.has(id))).toEqual([true, true]);
});
