import type { CreateAutoScalingGroupCommandInput, Filter } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clients } from "./clients.ts";
import { createClients, errorOf, only } from "./clients.ts";
import type { Image } from "./compute/hosts.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";
import { until } from "./until.ts";

/** EC2 launch templates, and Auto Scaling groups with the instances behind them, through the SDK's own clients. */

let aws: LocalAws;
let autoScaling: Clients["autoScaling"];
let ec2: Clients["ec2"];
let elb: Clients["elb"];
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  ({ autoScaling, ec2, elb } = createClients(aws.endpoint, aws.principal("tester")));
});
afterAll(() => aws.close());

let count = 0;
function name(kind: string): string {
  count += 1;
  return `${kind}-${count}`;
}

async function templateOf(ImageId: string) {
  const LaunchTemplateData = { ImageId, InstanceType: "t3.micro" as const, SecurityGroupIds: ["sg-1", "sg-2"] };
  const made = await ec2.createLaunchTemplate({ LaunchTemplateName: name("template"), LaunchTemplateData });
  return { LaunchTemplateId: made.LaunchTemplate?.LaunchTemplateId };
}

/** A group whose instances run the image; empty unless said otherwise. */
async function group(more: Partial<CreateAutoScalingGroupCommandInput> = {}, image: Partial<Image> = {}) {
  const AutoScalingGroupName = name("group");
  const LaunchTemplate = {
    ...(await templateOf(aws.ec2.registerImage({ bootSeconds: 1, ...image }).id)),
    Version: "1",
  };
  const VPCZoneIdentifier = aws.ec2.subnets.map(({ subnetId }) => subnetId).join(",");
  const request = { AutoScalingGroupName, MinSize: 0, MaxSize: 4, LaunchTemplate, VPCZoneIdentifier, ...more };
  await autoScaling.createAutoScalingGroup(request);
  return { AutoScalingGroupName, request };
}

async function describeGroup(AutoScalingGroupName: string) {
  return only(
    (await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: [AutoScalingGroupName] })).AutoScalingGroups,
  );
}

async function activities(AutoScalingGroupName: string) {
  return (await autoScaling.describeScalingActivities({ AutoScalingGroupName })).Activities ?? [];
}

const inService = (name: string, instances: number) =>
  until(`${instances} instances in service`, async () => {
    const { Instances = [] } = await describeGroup(name);
    return Instances.length === instances && Instances.every(({ LifecycleState }) => LifecycleState === "InService");
  });

/** A target group that a listener forwards to, and that lets its targets go at once. */
async function targetGroup(): Promise<string> {
  const health = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 };
  const made = await elb.createTargetGroup({ Name: name("targets"), Protocol: "HTTP", Port: 80, ...health });
  const { TargetGroupArn = "" } = only(made.TargetGroups);
  const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "0" }];
  await elb.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
  const { LoadBalancerArn } = only((await elb.createLoadBalancer({ Name: name("balancer") })).LoadBalancers);
  const DefaultActions = [{ Type: "forward" as const, TargetGroupArn }];
  await elb.createListener({ LoadBalancerArn, Port: 80, Protocol: "HTTP", DefaultActions });
  return TargetGroupArn;
}

describe("a launch template version", () => {
  test("inherits what it does not say from its source, and nothing without one", async () => {
    const made = await templateOf("ami-1");
    const LaunchTemplateData = { ImageId: "ami-2" };
    const second = await ec2.createLaunchTemplateVersion({ ...made, SourceVersion: "1", LaunchTemplateData });
    expect(second.LaunchTemplateVersion).toMatchObject({
      VersionNumber: 2,
      DefaultVersion: false,
      LaunchTemplateData: { ImageId: "ami-2", InstanceType: "t3.micro", SecurityGroupIds: ["sg-1", "sg-2"] },
    });
    const third = await ec2.createLaunchTemplateVersion({ ...made, LaunchTemplateData });
    expect(third.LaunchTemplateVersion?.LaunchTemplateData).toEqual(LaunchTemplateData);
    const { LaunchTemplateVersions } = await ec2.describeLaunchTemplateVersions({
      ...made,
      Versions: ["$Default", "$Latest"],
    });
    expect(LaunchTemplateVersions?.map(({ VersionNumber }) => VersionNumber)).toEqual([1, 3]);
    const orphan = ec2.createLaunchTemplateVersion({ ...made, SourceVersion: "9", LaunchTemplateData });
    expect(await errorOf(orphan)).toMatchObject({ name: "InvalidLaunchTemplateId.VersionNotFound" });
  });

  test("is made once per client token, and a token is for one request only", async () => {
    const made = await templateOf("ami-1");
    const once = { ...made, ClientToken: "once", SourceVersion: "1" };
    const create = (ImageId: string) => ec2.createLaunchTemplateVersion({ ...once, LaunchTemplateData: { ImageId } });
    const versions = [await create("ami-2"), await create("ami-2")];
    expect(versions.map((version) => version.LaunchTemplateVersion?.VersionNumber)).toEqual([2, 2]);
    expect(await errorOf(create("ami-3"))).toMatchObject({ name: "IdempotentParameterMismatch" });
    const described = await ec2.describeLaunchTemplates({ LaunchTemplateIds: [made.LaunchTemplateId ?? ""] });
    expect(described.LaunchTemplates).toMatchObject([{ LatestVersionNumber: 2, DefaultVersionNumber: 1 }]);
  });
});

describe("a group", () => {
  test("has its name to itself, also while it is being deleted", async () => {
    const { AutoScalingGroupName, request } = await group();
    expect(await errorOf(autoScaling.createAutoScalingGroup(request))).toMatchObject({ name: "AlreadyExistsFault" });
    await autoScaling.deleteAutoScalingGroup({ AutoScalingGroupName });
    expect(await errorOf(autoScaling.createAutoScalingGroup(request))).toEqual({
      name: "AlreadyExistsFault",
      message: expect.stringContaining("is pending delete"),
    });
    await until("the group to be gone", async () => {
      const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
        AutoScalingGroupNames: [AutoScalingGroupName],
      });
      return AutoScalingGroups?.length === 0;
    });
    await autoScaling.createAutoScalingGroup(request);
  });

  test("keeps its desired capacity between its bounds", async () => {
    const refused = { name: "ValidationError" };
    expect(await errorOf(group({ MinSize: 3, MaxSize: 2 }))).toEqual({
      name: "ValidationError",
      message: "Max bound, 2, must be greater than or equal to min bound, 3",
    });
    expect(await errorOf(group({ MaxSize: 2, DesiredCapacity: 3 }))).toMatchObject(refused);
    const { AutoScalingGroupName } = await group({ MaxSize: 4, DesiredCapacity: 0 });
    const set = (DesiredCapacity: number) => autoScaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity });
    expect(await errorOf(set(5))).toEqual({
      name: "ValidationError",
      message: "New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.",
    });
    const update = (sizes: object) => autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, ...sizes });
    expect(await errorOf(update({ DesiredCapacity: 5 }))).toMatchObject(refused);
    await update({ MinSize: 2 });
    expect(await describeGroup(AutoScalingGroupName)).toMatchObject({ MinSize: 2, DesiredCapacity: 2 });
    expect(await errorOf(set(1))).toMatchObject(refused);
    await update({ MinSize: 0, MaxSize: 1 });
    expect(await describeGroup(AutoScalingGroupName)).toMatchObject({ MaxSize: 1, DesiredCapacity: 1 });
  });

  test("needs a launch template, target groups and a name that exist", async () => {
    const gone = (await targetGroup()).replace(/.{4}$/, "0000");
    const LaunchTemplate = { LaunchTemplateId: "lt-00000000000000000", Version: "1" };
    const unknown = { AutoScalingGroupName: "nobody", DesiredCapacity: 1 };
    for (const call of [
      () => group({ TargetGroupARNs: [gone] }),
      () => group({ LaunchTemplate }),
      () => autoScaling.setDesiredCapacity(unknown),
    ]) {
      expect(await errorOf(call())).toMatchObject({ name: "ValidationError" });
    }
  });

  test("is deleted empty, or with its instances by force", async () => {
    const { AutoScalingGroupName } = await group({ DesiredCapacity: 1 });
    await inService(AutoScalingGroupName, 1);
    const remove = (ForceDelete: boolean) => autoScaling.deleteAutoScalingGroup({ AutoScalingGroupName, ForceDelete });
    expect(await errorOf(remove(false))).toMatchObject({ name: "ResourceInUseFault" });
    const { Instances } = await describeGroup(AutoScalingGroupName);
    const InstanceIds = Instances?.map(({ InstanceId = "" }) => InstanceId) ?? [];
    await remove(true);
    await until("its instance to be terminated", async () => {
      const { Reservations } = await ec2.describeInstances({ InstanceIds });
      return only(only(Reservations).Instances).State?.Name === "terminated";
    });
  });

  test("is found by its tags", async () => {
    const [one, two] = [name("value"), name("value")];
    const { AutoScalingGroupName } = await group({ Tags: [{ Key: "team", Value: one, PropagateAtLaunch: true }] });
    const Tags = [{ ResourceId: AutoScalingGroupName, ResourceType: "auto-scaling-group", Key: "team", Value: two }];
    const found = async (...Filters: Filter[]) =>
      (await autoScaling.describeAutoScalingGroups({ Filters })).AutoScalingGroups?.map(
        (it) => it.AutoScalingGroupName,
      );
    expect(await found({ Name: "tag:team", Values: [one] })).toEqual([AutoScalingGroupName]);
    await autoScaling.createOrUpdateTags({ Tags: Tags.map((tag) => ({ ...tag, PropagateAtLaunch: false })) });
    expect(await found({ Name: "tag:team", Values: [one] })).toEqual([]);
    expect(await found({ Name: "tag-value", Values: [one, two] })).toEqual([AutoScalingGroupName]);
    expect(await found({ Name: "tag-key", Values: ["team"] }, { Name: "tag-value", Values: [one] })).toEqual([]);
    const own = { Name: "auto-scaling-group", Values: [AutoScalingGroupName] };
    expect((await autoScaling.describeTags({ Filters: [own] })).Tags).toEqual([
      { ...Tags[0], PropagateAtLaunch: false },
    ]);
    await autoScaling.deleteTags({ Tags });
    expect(await found({ Name: "tag-value", Values: [two] })).toEqual([]);
    const wrong = found({ Name: "name", Values: [AutoScalingGroupName] });
    expect(await errorOf(wrong)).toMatchObject({ name: "ValidationError" });
  });

  test("comes in pages with the others, each once", async () => {
    const Tags = [{ Key: "page", Value: name("value") }];
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await group({ Tags })).AutoScalingGroupName);
    const pages: (string | undefined)[][] = [];
    const Filters = [{ Name: "tag-value", Values: [Tags[0]?.Value ?? ""] }];
    for await (const page of paginateDescribeAutoScalingGroups({ client: autoScaling, pageSize: 2 }, { Filters }))
      pages.push((page.AutoScalingGroups ?? []).map((it) => it.AutoScalingGroupName));
    expect(pages).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
  });

  test("suspends and resumes the processes named, or all of them", async () => {
    const { AutoScalingGroupName } = await group();
    const suspended = async () =>
      (await describeGroup(AutoScalingGroupName)).SuspendedProcesses?.map(({ ProcessName }) => ProcessName);
    await autoScaling.suspendProcesses({ AutoScalingGroupName, ScalingProcesses: ["Launch", "Terminate"] });
    await autoScaling.resumeProcesses({ AutoScalingGroupName, ScalingProcesses: ["Terminate"] });
    expect(await suspended()).toEqual(["Launch"]);
    await autoScaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity: 1 });
    await autoScaling.suspendProcesses({ AutoScalingGroupName });
    expect(await suspended()).toEqual(
      expect.arrayContaining(["Launch", "Terminate", "AddToLoadBalancer", "AZRebalance"]),
    );
    // By the time another group has its instance, this one would have had it too.
    await inService((await group({ DesiredCapacity: 1 })).AutoScalingGroupName, 1);
    expect((await describeGroup(AutoScalingGroupName)).Instances).toEqual([]);
    await autoScaling.resumeProcesses({ AutoScalingGroupName });
    expect(await suspended()).toEqual([]);
    await inService(AutoScalingGroupName, 1);
  });
});

describe("the instances of a group", () => {
  test("are replaced when the load balancer finds them unhealthy, and only with health checks of type ELB", async () => {
    const TargetGroupARNs = [await targetGroup()];
    const broken = { app: "broken" } as const;
    const ignores = await group({ DesiredCapacity: 1, TargetGroupARNs, HealthCheckType: "EC2" }, broken);
    const replaces = await group({ DesiredCapacity: 1, TargetGroupARNs, HealthCheckType: "ELB" }, broken);
    await inService(ignores.AutoScalingGroupName, 1);
    const first = only((await describeGroup(ignores.AutoScalingGroupName)).Instances);
    await until("a replacement", async () => (await activities(replaces.AutoScalingGroupName)).length >= 3);
    const [newest, , oldest] = (await activities(replaces.AutoScalingGroupName)).slice(-3);
    expect(oldest).toMatchObject({ Description: expect.stringContaining("Launching"), StatusCode: "Successful" });
    expect(newest).toMatchObject({ Description: expect.stringContaining("Launching") });
    const ended = (await activities(replaces.AutoScalingGroupName)).find(({ Description }) =>
      Description?.startsWith("Terminating"),
    );
    expect(ended?.Cause).toContain("in response to an ELB system health check failure");
    const states = await elb.describeTargetHealth({
      TargetGroupArn: TargetGroupARNs[0],
      Targets: [{ Id: first.InstanceId }],
    });
    expect(only(states.TargetHealthDescriptions).TargetHealth?.State).toBe("unhealthy");
    expect(only((await describeGroup(ignores.AutoScalingGroupName)).Instances)).toEqual(first);
  });

  test("are spared during the grace period", async () => {
    const arn = await targetGroup();
    const settings = { TargetGroupARNs: [arn], HealthCheckType: "ELB", HealthCheckGracePeriod: 3_600 };
    const { AutoScalingGroupName } = await group({ DesiredCapacity: 1, ...settings }, { app: "broken" });
    await until("an unhealthy target", async () => {
      const { TargetHealthDescriptions } = await elb.describeTargetHealth({ TargetGroupArn: arn });
      return TargetHealthDescriptions?.[0]?.TargetHealth?.State === "unhealthy";
    });
    const spared = only((await describeGroup(AutoScalingGroupName)).Instances);
    expect(spared).toMatchObject({ HealthStatus: "Healthy", LifecycleState: "InService" });
    await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, HealthCheckGracePeriod: 0 });
    await until(
      "its replacement",
      async () =>
        (await describeGroup(AutoScalingGroupName)).Instances?.every(
          ({ InstanceId }) => InstanceId !== spared.InstanceId,
        ) ?? false,
    );
  });

  test("are replaced when they end by themselves", async () => {
    const { AutoScalingGroupName } = await group({ DesiredCapacity: 1 });
    await inService(AutoScalingGroupName, 1);
    const first = only((await describeGroup(AutoScalingGroupName)).Instances);
    await ec2.terminateInstances({ InstanceIds: [first.InstanceId ?? ""] });
    const terminated = async () =>
      (await activities(AutoScalingGroupName)).find(({ Description }) => Description?.startsWith("Terminating"));
    await until("the first to be terminated", async () => (await terminated()) !== undefined);
    expect((await terminated())?.Cause).toContain("EC2 health check");
  });

  test("whose app ends by itself stay with health checks of type EC2, and are replaced with those of type ELB", async () => {
    const TargetGroupARNs = [await targetGroup()];
    const crash = { app: "crash" } as const;
    const ignores = await group({ DesiredCapacity: 1, TargetGroupARNs, HealthCheckType: "EC2" }, crash);
    const replaces = await group({ DesiredCapacity: 1, TargetGroupARNs, HealthCheckType: "ELB" }, crash);
    await until("a replacement", async () => (await activities(replaces.AutoScalingGroupName)).length >= 3);
    const { Instances } = await describeGroup(ignores.AutoScalingGroupName);
    expect(only(Instances)).toMatchObject({ HealthStatus: "Healthy", LifecycleState: "InService" });
    expect(await activities(ignores.AutoScalingGroupName)).toHaveLength(1);
  });

  test("that cannot be launched are failed activities with the reason, and come when it is gone", async () => {
    const reason = "We currently do not have sufficient t3.micro capacity in the zone you requested.";
    aws.autoScaling.failLaunches(reason);
    const { AutoScalingGroupName } = await group({ DesiredCapacity: 1 });
    await until("a failed launch", async () => (await activities(AutoScalingGroupName)).length > 0);
    const failed = (await activities(AutoScalingGroupName)).at(-1);
    expect(failed).toMatchObject({
      StatusCode: "Failed",
      StatusMessage: reason,
      Description: expect.stringContaining(reason),
    });
    expect((await describeGroup(AutoScalingGroupName)).Instances).toEqual([]);
    aws.autoScaling.failLaunches(undefined);
    await inService(AutoScalingGroupName, 1);
  });

  test("come from an image that exists: one that is gone is found out at the launch", async () => {
    const { id } = aws.ec2.registerImage();
    const LaunchTemplate = { ...(await templateOf(id)), Version: "1" };
    const { AutoScalingGroupName } = await group({ LaunchTemplate });
    await aws.request("ec2", "DeregisterImage", { ImageId: id });
    await autoScaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity: 1 });
    await until("a failed launch", async () => (await activities(AutoScalingGroupName)).length > 0);
    const [failed] = await activities(AutoScalingGroupName);
    expect(failed).toMatchObject({ StatusCode: "Failed", StatusMessage: expect.stringContaining("does not exist") });
  });

  test("leave when the group shrinks, unless they are protected", async () => {
    const { AutoScalingGroupName } = await group({ DesiredCapacity: 3, DefaultCooldown: 0 });
    await inService(AutoScalingGroupName, 3);
    const [kept] = (await describeGroup(AutoScalingGroupName)).Instances ?? [];
    const InstanceIds = [kept?.InstanceId ?? ""];
    await autoScaling.setInstanceProtection({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: true });
    await autoScaling.setDesiredCapacity({ AutoScalingGroupName, DesiredCapacity: 0 });
    await until(
      "the others to be gone",
      async () => (await describeGroup(AutoScalingGroupName)).Instances?.length === 1,
    );
    const left = only((await describeGroup(AutoScalingGroupName)).Instances);
    expect(left).toMatchObject({ InstanceId: InstanceIds[0], LifecycleState: "InService", ProtectedFromScaleIn: true });
  });
});
