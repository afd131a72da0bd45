import { afterEach, expect, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const SOON = { "scale-down-delay": "1s" };
const GROUP = "AutoScalingGroupName";

/** Everything that can be put on a group, on the group that serves. */
async function adorn({ scaling, balancer, blueTg, group }: World): Promise<void> {
  const label = `${balancer.split(":loadbalancer/")[1]}/${blueTg.split(":").at(-1)}`;
  const own = { [GROUP]: "shop" };
  await scaling("PutScalingPolicy", {
    ...own,
    PolicyName: "requests",
    PolicyType: "TargetTrackingScaling",
    EstimatedInstanceWarmup: 90,
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel: label },
      TargetValue: 1_000,
    },
  });
  await scaling("PutScalingPolicy", {
    ...own,
    PolicyName: "queue",
    PolicyType: "TargetTrackingScaling",
    Enabled: false,
    TargetTrackingConfiguration: {
      CustomizedMetricSpecification: {
        MetricName: "Depth",
        Namespace: "Shop",
        Statistic: "Average",
        Dimensions: [{ Name: GROUP, Value: "shop" }],
      },
      TargetValue: 10,
    },
  });
  await scaling("PutScalingPolicy", {
    ...own,
    PolicyName: "forecast",
    PolicyType: "PredictiveScaling",
    PredictiveScalingConfiguration: {
      MetricSpecifications: [
        {
          TargetValue: 1_000,
          PredefinedMetricPairSpecification: { PredefinedMetricType: "ALBRequestCount", ResourceLabel: label },
        },
      ],
      Mode: "ForecastOnly",
    },
  });
  await scaling("PutScheduledUpdateGroupAction", {
    ...own,
    ScheduledActionName: "night",
    Recurrence: "0 22 * * *",
    TimeZone: "Europe/Berlin",
    MinSize: 1,
  });
  // Put when its time was still to come.
  group("shop")?.attached.schedules.set("past", {
    ...own,
    ScheduledActionName: "past",
    StartTime: "2020-01-01T00:00:00Z",
    MinSize: "9",
  });
  await scaling("PutLifecycleHook", {
    ...own,
    LifecycleHookName: "warm-up",
    LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
    HeartbeatTimeout: 60,
    DefaultResult: "CONTINUE",
  });
  await scaling("PutNotificationConfiguration", {
    ...own,
    TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops",
    NotificationTypes: ["autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"],
  });
  await scaling("PutWarmPool", { ...own, MinSize: 1, PoolState: "Stopped" });
  await scaling("EnableMetricsCollection", { ...own, Granularity: "1Minute", Metrics: ["GroupDesiredCapacity"] });
  await scaling("SuspendProcesses", { ...own, ScalingProcesses: ["AZRebalance", "Terminate"] });
}

test("a clone takes along everything that is attached to blue, about itself", async () => {
  world = await createWorld({
    fleet: "cloned",
    group: {
      DefaultInstanceWarmup: 30,
      MaxInstanceLifetime: 604_800,
      NewInstancesProtectedFromScaleIn: true,
      TerminationPolicies: ["OldestInstance"],
      Tags: [{ Key: "team", Value: "shop", PropagateAtLaunch: true }],
    },
  });
  await adorn(world);
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.log.annotations).toEqual([
    { level: "warning", message: expect.stringContaining("deletes shop, which was not made by this action") },
    { level: "warning", message: expect.stringContaining("does not take over, because it needs them: Terminate") },
  ]);
  const [blue, green] = [world.group("shop"), world.group("shop-v001")];
  if (blue === undefined || green === undefined) throw new Error("a group is missing");
  expect(green.members).toEqual({
    ...blue.members,
    LaunchTemplate: { ...(blue.members.LaunchTemplate as Params), Version: "2" },
  });
  expect(green.tags.get("team")).toEqual({ key: "team", value: "shop", propagate: true });
  expect([...green.attached.hooks.values()]).toEqual(
    [...blue.attached.hooks.values()].map((hook) => ({ ...hook, [GROUP]: "shop-v001" })),
  );
  expect([...green.attached.schedules.values()]).toEqual([
    { ...blue.attached.schedules.get("night"), [GROUP]: "shop-v001" },
  ]);
  expect([...green.attached.notifications.keys()]).toEqual([...blue.attached.notifications.keys()]);
  expect(green.attached.warmPool.get("")).toMatchObject({ MinSize: "1", PoolState: "Stopped" });
  expect([...green.metrics]).toEqual(["GroupDesiredCapacity"]);
  expect([...green.suspended]).toEqual(["AZRebalance"]);
  const greenId = world.greenTg.split(":").at(-1);
  expect(green.attached.policies.get("requests")).toMatchObject({
    EstimatedInstanceWarmup: "90",
    TargetTrackingConfiguration: {
      PredefinedMetricSpecification: { ResourceLabel: expect.stringMatching(`/${greenId}$`) },
    },
  });
  expect(green.attached.policies.get("forecast")).toMatchObject({
    PredictiveScalingConfiguration: {
      MetricSpecifications: [
        { PredefinedMetricPairSpecification: { ResourceLabel: expect.stringMatching(`/${greenId}$`) } },
      ],
      Mode: "ForecastOnly",
    },
  });
  expect(green.attached.policies.get("queue")).toMatchObject({
    Enabled: "false",
    TargetTrackingConfiguration: {
      CustomizedMetricSpecification: { Dimensions: [{ Name: GROUP, Value: "shop-v001" }] },
    },
  });

  await world.scaling("ResumeProcesses", { [GROUP]: "shop", ScalingProcesses: ["Terminate"] });
  await world.step("promote");
  expect((await world.step("teardown", SOON)).outputs).toMatchObject({ phase: "idle", blue: "shop-v001" });
  expect(world.group("shop")).toBeUndefined();
});

test("a deploy that was cut off gives the clone what it still lacks", async () => {
  world = await createWorld({ fleet: "cloned" });
  await adorn(world);
  await world.scaling("ResumeProcesses", { [GROUP]: "shop", ScalingProcesses: ["Terminate"] });
  const kill = new AbortController();
  world.aws.hooks.onCall = ({ action }) => action === "PutWarmPool" && kill.abort();
  await world.step("deploy", { "image-id": world.images.v2.id }, { kill: kill.signal });
  world.aws.hooks.onCall = undefined;
  expect(world.group("shop-v001")?.attached.policies.size).toBe(0);
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id });
  expect(deploy.outputs.phase).toBe("deployed");
  expect([...(world.group("shop-v001")?.attached.policies.keys() ?? [])].sort()).toEqual([
    "forecast",
    "queue",
    "requests",
  ]);
});
