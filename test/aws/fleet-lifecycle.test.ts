import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { LifecycleNotice } from "./autoscaling/hooks.ts";
import { createClients, errorOf } from "./clients.ts";
import type { Params } from "./contract.ts";
import { SCALING_IN_PROGRESS } from "./faults.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** What instances of groups go through besides starting and ending: weights, pools, hooks, standby, and who stops them. */

let aws: LocalAws;
let templateId: string;
const heard: LifecycleNotice[] = [];
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  aws.autoScaling.onLifecycleAction((notice) => heard.push(notice));
  const image = aws.ec2.registerImage({ bootSeconds: 1, shared: true });
  const made = await aws.request("ec2", "CreateLaunchTemplate", {
    LaunchTemplateName: "shop",
    LaunchTemplateData: { ImageId: image.id, InstanceType: "t3.micro" },
  });
  templateId = String((made.launchTemplate as Params).launchTemplateId);
});
afterAll(() => aws.close());
afterEach(() => {
  aws.faults.clear();
  aws.autoScaling.cancelLaunches(undefined);
});

let count = 0;
const scaling = (action: string, params: Params) => aws.request("autoscaling", action, params);

async function group(more: Params = {}): Promise<string> {
  count += 1;
  const name = `group-${count}`;
  await scaling("CreateAutoScalingGroup", {
    ...{ AutoScalingGroupName: name, MinSize: 0, MaxSize: 8, DesiredCapacity: 0, AvailabilityZones: ["eu-west-1a"] },
    LaunchTemplate: { LaunchTemplateId: templateId, Version: "1" },
    ...more,
  });
  return name;
}

/** The group's calls, by its name. */
const on =
  (AutoScalingGroupName: string) =>
  (action: string, params: Params = {}) =>
    scaling(action, { AutoScalingGroupName, ...params });

async function shown(name: string): Promise<Params & { Instances: Params[] }> {
  const { AutoScalingGroups } = await scaling("DescribeAutoScalingGroups", { AutoScalingGroupNames: [name] });
  return (AutoScalingGroups as (Params & { Instances: Params[] })[])[0] as Params & { Instances: Params[] };
}

async function states(name: string): Promise<unknown[]> {
  return (await shown(name)).Instances.map(({ LifecycleState }) => LifecycleState);
}

async function activities(name: string): Promise<Params[]> {
  return (await on(name)("DescribeScalingActivities")).Activities as Params[];
}

const inState = (name: string, ...wanted: string[]) =>
  until(`${name} to be ${wanted}`, async () => JSON.stringify(await states(name)) === JSON.stringify(wanted));

async function pool(name: string): Promise<Params & { Instances: Params[] }> {
  return (await on(name)("DescribeWarmPool")) as Params & { Instances: Params[] };
}

const pooled = (name: string, ...wanted: string[]) =>
  until(`${name}'s pool to be ${wanted}`, async () => {
    const { Instances } = await pool(name);
    return JSON.stringify(Instances.map(({ LifecycleState }) => LifecycleState)) === JSON.stringify(wanted);
  });

const mixed = (Overrides: Params[], spec: Params = { LaunchTemplateName: "shop" }): Params => ({
  LaunchTemplate: undefined,
  MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: spec, Overrides } },
});

describe("a mixed instances policy", () => {
  test("that names its template shows its id too, and the default distribution", async () => {
    const { MixedInstancesPolicy } = await shown(await group(mixed([])));
    expect(MixedInstancesPolicy).toEqual({
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: templateId, LaunchTemplateName: "shop" },
        Overrides: [],
      },
      InstancesDistribution: {
        ...{ OnDemandAllocationStrategy: "prioritized", OnDemandBaseCapacity: "0" },
        ...{
          OnDemandPercentageAboveBaseCapacity: "100",
          SpotAllocationStrategy: "lowest-price",
          SpotInstancePools: "2",
        },
      },
    });
  });

  test("with weights counts units toward the desired capacity, and never shrinks below it", async () => {
    const name = await group({ ...mixed([{ InstanceType: "c5.xlarge", WeightedCapacity: "4" }]), DesiredCapacity: 6 });
    await inState(name, "InService", "InService");
    expect((await shown(name)).Instances[0]).toMatchObject({ InstanceType: "c5.xlarge", WeightedCapacity: "4" });
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 5 });
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 4 });
    await inState(name, "InService");
  });

  test("by attributes counts vCPUs where the group asks for them", async () => {
    const InstanceRequirements = { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 1_024 } };
    const more = { ...mixed([{ InstanceRequirements }]), DesiredCapacityType: "vcpu", DesiredCapacity: 4 };
    await inState(await group(more), "InService", "InService");
  });
});

describe("zones and tags", () => {
  test("instances are where the subnets are, and carry what is propagated to them", async () => {
    const [, subnet] = aws.ec2.subnets;
    const Tags = [
      { Key: "team", Value: "shop", PropagateAtLaunch: true },
      { Key: "own", Value: "group", PropagateAtLaunch: false },
    ];
    const name = await group({
      AvailabilityZones: undefined,
      VPCZoneIdentifier: subnet?.subnetId,
      DesiredCapacity: 2,
      Tags,
    });
    await inState(name, "InService", "InService");
    expect(await shown(name)).toMatchObject({ AvailabilityZones: ["eu-west-1b"] });
    const filter = { Filter: [{ Name: "tag:aws:autoscaling:groupName", Value: [name] }] };
    const { reservationSet } = await aws.request("ec2", "DescribeInstances", filter);
    const found = (reservationSet as { instancesSet: Params[] }[]).flatMap(({ instancesSet }) => instancesSet);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ placement: { availabilityZone: "eu-west-1b" } });
    expect(found[0]?.tagSet).toContainEqual({ key: "team", value: "shop" });
    expect(JSON.stringify(found[0]?.tagSet)).not.toContain('"own"');
  });
});

describe("a warm pool", () => {
  test("holds stopped instances and serves launches with the version that they were launched with", async () => {
    const name = await group({ MaxSize: 2 });
    await on(name)("PutWarmPool", { MaxGroupPreparedCapacity: 1 });
    await pooled(name, "Warmed:Stopped");
    expect((await pool(name)).WarmPoolConfiguration).toMatchObject({ PoolState: "Stopped" });
    const made = await aws.request("ec2", "CreateLaunchTemplateVersion", {
      ...{ LaunchTemplateId: templateId, SourceVersion: "1", LaunchTemplateData: { KeyName: "next" } },
    });
    const Version = String((made.launchTemplateVersion as Params).versionNumber);
    const LaunchTemplate = { LaunchTemplateId: templateId, Version };
    await on(name)("UpdateAutoScalingGroup", { LaunchTemplate, DesiredCapacity: 2 });
    await inState(name, "InService", "InService");
    const versions = (await shown(name)).Instances.map((instance) => (instance.LaunchTemplate as Params).Version);
    expect(versions).toEqual([1, Number(Version)]);
  });

  test("gets instances back where it says so, and ends what is too much", async () => {
    const name = await group({ MaxSize: 2, DesiredCapacity: 1 });
    await inState(name, "InService");
    const [before] = (await shown(name)).Instances;
    await on(name)("PutWarmPool", {
      ...{ MaxGroupPreparedCapacity: 1, PoolState: "Running", InstanceReusePolicy: { ReuseOnScaleIn: true } },
    });
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 0 });
    await pooled(name, "Warmed:Running");
    expect((await pool(name)).Instances[0]?.InstanceId).toBe(before?.InstanceId);
    await on(name)("PutWarmPool", { MaxGroupPreparedCapacity: 0 });
    await pooled(name);
  });

  test("that has instances is deleted by force alone", async () => {
    const name = await group();
    await on(name)("PutWarmPool", { MinSize: 1, MaxGroupPreparedCapacity: 1 });
    await pooled(name, "Warmed:Stopped");
    await expect(on(name)("DeleteWarmPool")).rejects.toMatchObject({ code: "ResourceInUse" });
    await expect(on(name)("DeleteAutoScalingGroup")).rejects.toMatchObject({ code: "ResourceInUse" });
    await on(name)("DeleteWarmPool", { ForceDelete: true });
    await pooled(name);
    await until("no pool", async () => (await pool(name)).WarmPoolConfiguration === undefined);
  });
});

describe("a lifecycle hook", () => {
  const LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";
  const TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";
  const hooked = async (LifecycleTransition: string, more: Params = {}) =>
    group({ LifecycleHookSpecificationList: [{ LifecycleHookName: "h", LifecycleTransition, ...more }] });
  const noticeOf = (name: string) => heard.find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  const complete = (name: string, LifecycleActionResult: string) =>
    on(name)("CompleteLifecycleAction", {
      ...{ LifecycleHookName: "h", LifecycleActionResult, InstanceId: noticeOf(name)?.EC2InstanceId },
    });

  test("holds an instance until its worker says go on", async () => {
    const name = await hooked(LAUNCHING);
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 1 });
    await inState(name, "Pending:Wait");
    await on(name)("RecordLifecycleActionHeartbeat", {
      ...{ LifecycleHookName: "h", LifecycleActionToken: noticeOf(name)?.LifecycleActionToken },
    });
    await complete(name, "CONTINUE");
    expect(await states(name)).toEqual(["InService"]);
    await expect(complete(name, "CONTINUE")).rejects.toThrow("No active Lifecycle Action found");
  });

  test("whose action is abandoned cancels the launch, with the reason", async () => {
    const name = await hooked(LAUNCHING);
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 1 });
    await inState(name, "Pending:Wait");
    await complete(name, "ABANDON");
    const token = noticeOf(name)?.LifecycleActionToken;
    const StatusMessage = `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: Lifecycle Action Completed with ABANDON Result`;
    expect(await activities(name)).toContainEqual(expect.objectContaining({ StatusCode: "Cancelled", StatusMessage }));
  });

  test("that nobody answers takes its default result in the end", async () => {
    const abandoned = await hooked(LAUNCHING, { HeartbeatTimeout: 30 });
    const continued = await hooked(LAUNCHING, { HeartbeatTimeout: 30, DefaultResult: "CONTINUE" });
    for (const name of [abandoned, continued]) await on(name)("SetDesiredCapacity", { DesiredCapacity: 1 });
    await inState(continued, "InService");
    await until("a cancelled launch", async () =>
      (await activities(abandoned)).some(({ StatusMessage }) => String(StatusMessage).endsWith(": Heartbeat Timeout")),
    );
  });

  test("holds an instance that is on its way out, whatever the result will be", async () => {
    const name = await hooked(TERMINATING);
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 1 });
    await inState(name, "InService");
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 0 });
    await inState(name, "Terminating:Wait");
    await complete(name, "ABANDON");
    await inState(name);
  });

  test("that is abandoned keeps an instance where the group says so, until somebody terminates it", async () => {
    const name = await hooked(TERMINATING);
    const InstanceLifecyclePolicy = { RetentionTriggers: { TerminateHookAbandon: "retain" } };
    await on(name)("UpdateAutoScalingGroup", { InstanceLifecyclePolicy, DesiredCapacity: 1 });
    await inState(name, "InService");
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 0 });
    await inState(name, "Terminating:Wait");
    await complete(name, "ABANDON");
    await inState(name, "Terminating:Retained");
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 1 });
    await inState(name, "Terminating:Retained", "InService");
    const InstanceId = noticeOf(name)?.EC2InstanceId;
    await scaling("TerminateInstanceInAutoScalingGroup", { InstanceId, ShouldDecrementDesiredCapacity: true });
    await inState(name, "InService");
  });
});

test("a launch that EC2 ends is cancelled with EC2's reason", async () => {
  aws.autoScaling.cancelLaunches("Client.InternalError: Client error on launch");
  const name = await group({ DesiredCapacity: 1 });
  const StatusMessage = expect.stringContaining("Termination Reason: Client.InternalError: Client error on launch");
  await until("a cancelled launch", async () => (await activities(name)).some((one) => one.StatusCode === "Cancelled"));
  expect(await activities(name)).toContainEqual(expect.objectContaining({ StatusCode: "Cancelled", StatusMessage }));
});

describe("an instance", () => {
  const idsOf = async (name: string) => (await shown(name)).Instances.map(({ InstanceId }) => String(InstanceId));

  test("in standby is replaced unless the desired capacity follows, and comes back", async () => {
    const name = await group({ DesiredCapacity: 1 });
    await inState(name, "InService");
    const InstanceIds = await idsOf(name);
    await on(name)("EnterStandby", { InstanceIds, ShouldDecrementDesiredCapacity: true });
    await inState(name, "Standby");
    expect(await shown(name)).toMatchObject({ DesiredCapacity: 0 });
    await on(name)("ExitStandby", { InstanceIds });
    expect(await shown(name)).toMatchObject({ DesiredCapacity: 1, Instances: [{ LifecycleState: "InService" }] });
    await on(name)("EnterStandby", { InstanceIds, ShouldDecrementDesiredCapacity: false });
    await inState(name, "Standby", "InService");
  });

  test("that is detached goes on running, and can be attached elsewhere", async () => {
    const [name, other] = [await group({ DesiredCapacity: 1 }), await group()];
    await inState(name, "InService");
    const InstanceIds = await idsOf(name);
    await expect(on(other)("AttachInstances", { InstanceIds })).rejects.toThrow("already part of");
    await on(name)("DetachInstances", { InstanceIds, ShouldDecrementDesiredCapacity: true });
    await inState(name);
    await on(other)("AttachInstances", { InstanceIds });
    await inState(other, "InService");
    expect(await shown(other)).toMatchObject({ DesiredCapacity: 1, Instances: [{ InstanceId: InstanceIds[0] }] });
    expect((await shown(other)).Instances[0]).not.toHaveProperty("LaunchTemplate");
  });

  test("that is unhealthy stays while its replacement or its termination is suspended", async () => {
    const name = await group({ DesiredCapacity: 1 });
    await inState(name, "InService");
    const [InstanceId] = await idsOf(name);
    await on(name)("SuspendProcesses", { ScalingProcesses: ["Terminate"] });
    await scaling("SetInstanceHealth", { InstanceId, HealthStatus: "Unhealthy", ShouldRespectGracePeriod: false });
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 2 });
    await inState(name, "InService", "InService");
    expect((await shown(name)).Instances[0]).toMatchObject({ InstanceId, HealthStatus: "Unhealthy" });
    await on(name)("ResumeProcesses", { ScalingProcesses: ["Terminate"] });
    await until("its end", async () => !(await idsOf(name)).includes(InstanceId ?? ""));
  });

  test("that is protected keeps the group from shrinking, which an activity says", async () => {
    const name = await group({ DesiredCapacity: 1, NewInstancesProtectedFromScaleIn: true });
    await inState(name, "InService");
    await on(name)("SetDesiredCapacity", { DesiredCapacity: 0 });
    await until("the refusal", async () => (await activities(name))[0]?.StatusCode === "Cancelled");
    expect(String((await activities(name))[0]?.StatusMessage)).toContain("protected from scale-in");
    expect(await states(name)).toEqual(["InService"]);
  });
});

describe("a group", () => {
  test("with deletion protection is not deleted, by force or at all, until it is lifted", async () => {
    const name = await group({ DeletionProtection: "prevent-force-deletion" });
    await expect(on(name)("DeleteAutoScalingGroup", { ForceDelete: true })).rejects.toThrow("deletion protection");
    await on(name)("UpdateAutoScalingGroup", { DeletionProtection: "prevent-all-deletion" });
    await expect(on(name)("DeleteAutoScalingGroup")).rejects.toThrow("deletion protection is prevent-all-deletion");
    await on(name)("UpdateAutoScalingGroup", { DeletionProtection: "none" });
    await on(name)("DeleteAutoScalingGroup");
    await until("its end", async () => (await shown(name)) === undefined);
  });

  test("refuses once, with a scaling activity in progress, when a fault says so", async () => {
    const name = await group();
    aws.faults.add({ action: "UpdateAutoScalingGroup", times: 1, effect: SCALING_IN_PROGRESS });
    const { autoScaling } = createClients(aws.endpoint, aws.principal("tester"));
    const grow = () => autoScaling.updateAutoScalingGroup({ AutoScalingGroupName: name, MaxSize: 9 });
    expect((await errorOf(grow())).name).toMatch(/^ScalingActivityInProgress/);
    await grow();
    expect(await shown(name)).toMatchObject({ MaxSize: 9 });
  });
});
