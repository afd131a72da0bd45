import type { CreateImageRequest, EC2 } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createClients, errorOf, only } from "./clients.ts";
import type { Params } from "./contract.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** Machine images made of instances: what they hold, how long they take, how they fail, and how they go. */

let aws: LocalAws;
let ec2: EC2;
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  ({ ec2 } = createClients(aws.endpoint, aws.principal("tester")));
});
afterAll(() => aws.close());
beforeEach(() => Object.assign(aws.ec2.imaging, { pendingSeconds: Number.POSITIVE_INFINITY, failure: undefined }));

let count = 0;
const nextName = () => `made-${++count}`;

async function machine(image = aws.ec2.registerImage({ bootSeconds: 1 }), userData?: string): Promise<string> {
  const { id } = aws.ec2.instances.launch({ image, zone: "eu-west-1a", userData }, () => {});
  await answering(id);
  return id;
}

const answering = (id: string) => until("the machine to answer", () => id in aws.ec2.addresses());
const answer = async (id: string) => (await fetch(aws.ec2.addresses()[id] ?? "")).text();

async function bake(InstanceId: string, more: Partial<CreateImageRequest> = {}): Promise<string> {
  return (await ec2.createImage({ InstanceId, Name: nextName(), NoReboot: true, ...more })).ImageId ?? "";
}

const shown = async (id: string) => only((await ec2.describeImages({ ImageIds: [id] })).Images);
const snapshotOf = async (id: string) => {
  const SnapshotIds = [only((await shown(id)).BlockDeviceMappings).Ebs?.SnapshotId ?? ""];
  return only((await ec2.describeSnapshots({ SnapshotIds })).Snapshots);
};

describe("an image of an instance", () => {
  test("holds what is on its disk at that moment, and instances of it start with that", async () => {
    const id = await machine(undefined, "version=v5");
    const made = await bake(id);
    aws.ec2.finishImage(made);
    const image = aws.ec2.images.get(made);
    if (image === undefined) throw new Error("There is no image");
    expect(await answer(await machine(image))).toBe("v5\n");
    expect(await answer(await machine(image, "version=v6"))).toBe("v6\n");
  });

  test("restarts the instance, unless it is asked not to", async () => {
    const id = await machine();
    const before = aws.ec2.addresses()[id];
    await bake(id);
    expect(aws.ec2.addresses()[id]).toBe(before);
    await bake(id, { NoReboot: false });
    await until("its app to be down", () => aws.ec2.addresses()[id] === undefined);
    expect(aws.ec2.instances.all.get(id)?.state).toBe("running");
    await answering(id);
  });

  test("is pending for its time, with the snapshot's progress, then available", async () => {
    aws.ec2.imaging.pendingSeconds = 40;
    const made = await bake(await machine());
    expect(await shown(made)).toMatchObject({ State: "pending" });
    expect(await snapshotOf(made)).toMatchObject({ State: "pending", Progress: expect.stringMatching(/^\d+%$/) });
    await until("the image", async () => (await shown(made)).State === "available");
    expect(await snapshotOf(made)).toMatchObject({ State: "completed", Progress: "100%" });
  });

  test("that fails says why, or does not", async () => {
    for (const reason of ["Client.InternalError: the snapshot failed", undefined]) {
      const made = await bake(await machine());
      aws.ec2.imaging.failure = reason === undefined ? {} : { reason };
      aws.ec2.finishImage(made);
      const { State, StateReason } = await shown(made);
      expect([State, StateReason?.Message]).toEqual(["failed", reason]);
      expect(await snapshotOf(made)).toMatchObject({ State: "error" });
    }
  });

  test("has tags from the first moment, is found by them, and gets more", async () => {
    const Tags = [{ Key: "app", Value: "shop" }];
    const TagSpecifications = (["image", "snapshot"] as const).map((ResourceType) => ({ ResourceType, Tags }));
    const made = await bake(await machine(), { TagSpecifications });
    await ec2.createTags({ Resources: [made], Tags: [{ Key: "more", Value: "yes" }] });
    const Filters = [{ Name: "tag:app", Values: ["shop"] }];
    const { Images } = await ec2.describeImages({ Owners: ["self"], Filters });
    expect(only(Images)).toMatchObject({ ImageId: made, Tags: [...Tags, { Key: "more", Value: "yes" }] });
    const { Snapshots } = await ec2.describeSnapshots({ OwnerIds: ["self"], Filters });
    expect(only(Snapshots).Tags).toEqual(Tags);
  });

  test("needs a name of its own, an instance, and the right to tag", async () => {
    const id = await machine();
    const Name = nextName();
    await bake(id, { Name });
    expect((await errorOf(bake(id, { Name }))).name).toBe("InvalidAMIName.Duplicate");
    expect((await errorOf(bake(id, { Name: "no*name" }))).name).toBe("InvalidAMIName.Malformed");
    expect((await errorOf(bake("i-00000000000000000"))).name).toBe("InvalidInstanceID.NotFound");
    const Statement = { Effect: "Allow" as const, Action: "ec2:CreateImage", Resource: "*" };
    const { ec2: untrusted } = createClients(aws.endpoint, aws.principal("baker", { Statement }));
    const tagged = untrusted.createImage({
      ...{ InstanceId: id, Name: nextName(), NoReboot: true },
      TagSpecifications: [{ ResourceType: "image", Tags: [{ Key: "app", Value: "shop" }] }],
    });
    expect((await errorOf(tagged)).name).toBe("UnauthorizedOperation");
    await untrusted.createImage({ InstanceId: id, Name: nextName(), NoReboot: true });
  });

  test("goes with its snapshots, or leaves them to be deleted", async () => {
    const id = await machine();
    const [first, second] = [await bake(id), await bake(id)];
    const [withIt, left] = [(await snapshotOf(first)).SnapshotId ?? "", (await snapshotOf(second)).SnapshotId ?? ""];
    expect((await errorOf(ec2.deleteSnapshot({ SnapshotId: left }))).name).toBe("InvalidSnapshot.InUse");
    const gone = await ec2.deregisterImage({ ImageId: first, DeleteAssociatedSnapshots: true });
    expect(gone.DeleteSnapshotResults).toEqual([{ SnapshotId: withIt, ReturnCode: "success" }]);
    await ec2.deregisterImage({ ImageId: second });
    await ec2.deleteSnapshot({ SnapshotId: left });
    expect((await errorOf(shown(first))).name).toBe("InvalidAMIID.NotFound");
    expect(aws.ec2.snapshots.has(withIt) || aws.ec2.snapshots.has(left)).toBe(false);
    expect(await answer(id)).toBe("v1\n");
  });

  test("that is pending cannot be launched, which the group's activity says", async () => {
    const made = await bake(await machine());
    const template = await aws.request("ec2", "CreateLaunchTemplate", {
      LaunchTemplateName: "baked",
      LaunchTemplateData: { ImageId: made },
    });
    const { launchTemplateId: LaunchTemplateId = "" } = template.launchTemplate as Params;
    const { autoScaling } = createClients(aws.endpoint, aws.principal("scaler"));
    await autoScaling.createAutoScalingGroup({
      ...{ AutoScalingGroupName: "baked", MinSize: 1, MaxSize: 1, AvailabilityZones: ["eu-west-1a"] },
      LaunchTemplate: { LaunchTemplateId: String(LaunchTemplateId), Version: "1" },
    });
    const activities = async () =>
      (await autoScaling.describeScalingActivities({ AutoScalingGroupName: "baked" })).Activities ?? [];
    const StatusMessage = `AMI ${made} is pending, and cannot be run. Launching EC2 instance failed.`;
    await until("a failed launch", async () => (await activities()).some((one) => one.StatusMessage === StatusMessage));
    aws.ec2.finishImage(made);
    await until("a launch", async () => (await activities()).some(({ StatusCode }) => StatusCode === "Successful"));
  });
});

test("an instance is rebooted, stopped and started", async () => {
  const id = await machine();
  const InstanceIds = [id];
  await ec2.rebootInstances({ InstanceIds });
  await until("its app to be down", () => aws.ec2.addresses()[id] === undefined);
  expect(aws.ec2.instances.all.get(id)?.state).toBe("running");
  await answering(id);
  expect(only((await ec2.stopInstances({ InstanceIds })).StoppingInstances).PreviousState?.Name).toBe("running");
  await until("its stop", () => aws.ec2.instances.all.get(id)?.state === "stopped");
  expect(only((await ec2.startInstances({ InstanceIds })).StartingInstances).CurrentState?.Name).toBe("pending");
  await answering(id);
});
