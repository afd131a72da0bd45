import { afterEach, expect, test } from "vitest";
import { wholePolicy } from "./whole-policy.ts";
import type { World, WorldOptions } from "./world.ts";
import { createWorld } from "./world.ts";

/** The policy of the reference, enforced by the local AWS on every call of every step. */
const policy = wholePolicy();
const allowed = [policy.Statement].flat().flatMap(({ Action }) => Action);
/** Asked of AWS on the caller's behalf, or only after a fault: no step makes these calls itself every time. */
const ON_BEHALF = [
  "cloudwatch:TagResource",
  "ec2:RunInstances",
  "ec2:CreateTags",
  "ec2:DeleteSnapshot",
  "iam:PassRole",
  "elasticloadbalancing:AddTags",
];

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const used = new Set<string>();

async function deliver(
  options: WorldOptions,
  inputs: Record<string, string> = {},
  spoil?: (world: World) => Promise<unknown>,
): Promise<void> {
  world = await createWorld(options);
  await spoil?.(world);
  const image = { "image-id": world.images.v2.id };
  const { preview, cohort, ...common } = inputs;
  const shifted = cohort === undefined ? {} : { cohort };
  const steps: [string, Record<string, string>][] = [
    ["status", common],
    ["deploy", { ...common, ...image, ...(preview === undefined ? {} : { preview }) }],
    ["shift", { ...common, ...shifted, weight: "100" }],
    ["rollback", { ...common, ...shifted }],
    ["deploy", { ...common, ...image, ...(preview === undefined ? {} : { preview }) }],
    ["promote", { ...common, ...shifted }],
    ["teardown", { ...common, ...shifted, "scale-down-delay": "1s" }],
  ];
  await run(world, steps);
}

async function run(world: World, steps: readonly [string, Record<string, string>][]): Promise<void> {
  const { aws } = world;
  const env = aws.env(aws.principal("deployer", policy));
  const since = aws.calls.length;
  for (const [step, more] of steps) {
    const result = await world.step(step, { strategy: "canary", ...more }, { env });
    expect(result.log.annotations.filter(({ level }) => level === "error")).toEqual([]);
  }
  for (const { service, action } of aws.calls.slice(since)) used.add(`${service}:${action}`);
}

test("the policy of the reference is enough for a pair of groups, with scale-in protection", async () => {
  await deliver(
    { group: { NewInstancesProtectedFromScaleIn: true } },
    { strategy: "ab-test", cohort: "header X-Beta = 1", preview: "query p = 1" },
  );
});

test("it is enough for a group that is cloned with everything on it", async () => {
  await deliver({ fleet: "cloned" }, { "keep-versions": "1" }, async ({ aws, scaling, ec2, templateId, images }) => {
    for (const run of [1, 2]) {
      await ec2("CreateLaunchTemplateVersion", {
        LaunchTemplateId: templateId,
        VersionDescription: `image-id=${images.v1.id} (octo/shop/runs/${run})`,
        LaunchTemplateData: { ImageId: images.v1.id },
      });
    }
    const own = { AutoScalingGroupName: "shop" };
    const simple = { PolicyName: "out", AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 1 };
    const { PolicyARN } = await scaling("PutScalingPolicy", { ...own, ...simple, PolicyType: "SimpleScaling" });
    await aws.request("cloudwatch", "PutMetricAlarm", {
      ...{ AlarmName: "busy", MetricName: "CPUUtilization", Namespace: "AWS/EC2", Statistic: "Average", Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 50, ComparisonOperator: "GreaterThanThreshold", AlarmActions: [PolicyARN] },
    });
    await scaling("PutScalingPolicy", {
      ...{ ...own, PolicyName: "cpu", PolicyType: "TargetTrackingScaling" },
      TargetTrackingConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
        TargetValue: 50,
      },
    });
    await scaling("PutScheduledUpdateGroupAction", {
      ...own,
      ScheduledActionName: "night",
      Recurrence: "0 22 * * *",
      MinSize: 1,
    });
    await scaling("PutNotificationConfiguration", {
      ...own,
      TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops",
      NotificationTypes: ["autoscaling:EC2_INSTANCE_LAUNCH"],
    });
    await scaling("PutWarmPool", { ...own, MinSize: 1 });
    await scaling("EnableMetricsCollection", {
      ...{ ...own, Granularity: "1Minute", Metrics: ["GroupDesiredCapacity"] },
    });
    await scaling("SuspendProcesses", { ...own, ScalingProcesses: ["AZRebalance"] });
  });
  if (world === undefined) throw new Error("nothing was delivered");
  // A clone goes, too: with it go the alarms that were made for it.
  await run(world, [
    ["deploy", { "image-id": world.images.v1.id }],
    ["teardown", {}],
  ]);
});

test("it is enough for one shared target group", async () => {
  await deliver({ fleet: "cloned", shared: true, deregistrationDelay: 5 });
});

test("it is enough for a listener rule", async () => {
  world = await createWorld();
  const made = await world.elb("CreateRule", {
    ListenerArn: world.listeners[0],
    Priority: 5,
    Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } }],
    Actions: [{ Type: "forward", TargetGroupArn: world.blueTg }],
  });
  const [rule] = made.Rules as { RuleArn: string }[];
  const env = world.aws.env(world.aws.principal("deployer", policy));
  const listeners = `${world.listeners[0]}, ${rule?.RuleArn}`;
  const deploy = await world.step("deploy", { listeners, "image-id": world.images.v2.id }, { env });
  expect(deploy.outputs.phase).toBe("deployed");
  expect((await world.step("promote", { listeners }, { env })).outputs.phase).toBe("promoted");
  for (const { service, action } of world.aws.calls) used.add(`${service}:${action}`);
});

test("it is enough for an image made of an instance, in the place of an older one", async () => {
  world = await createWorld();
  const { ec2 } = world.aws;
  ec2.imaging.pendingSeconds = 20;
  const tags = { "progressive-delivery:launch-template": world.templateId };
  const [old, newer] = [2, 1].map((days) => ec2.registerImage({ tags, createdAt: Date.now() - days * 86_400_000 }));
  const id = world.group("shop-a")?.instances[0]?.instance.id ?? "";
  const inputs = { "source-instance": id, "keep-images": "1" };
  await run(world, [["deploy", inputs]]);
  expect([ec2.images.has(old?.id ?? ""), ec2.images.has(newer?.id ?? "")]).toEqual([false, true]);
  expect([...ec2.snapshots.values()].map(({ imageId }) => imageId)).not.toContain(old?.id);
});

test("it is enough for a step with gates", async () => {
  world = await createWorld();
  await world.aws.request("cloudwatch", "PutMetricAlarm", {
    ...{ AlarmName: "shop-5xx", MetricName: "HTTPCode_Target_5XX_Count", Namespace: "AWS/ApplicationELB" },
    ...{ Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 10 },
    ComparisonOperator: "GreaterThanThreshold",
  });
  await run(world, [
    ["deploy", { "image-id": world.images.v2.id }],
    ["shift", { weight: "10", alarms: "shop-5xx", "max-error-rate": "1%" }],
  ]);
});

test("it allows nothing that no step uses", () => {
  // Only read when a launch does not come up at once, or an alarm has changed since: other tests see to that.
  const rare = ["autoscaling:DescribeScalingActivities", "cloudwatch:DescribeAlarmHistory"];
  // Of one fleet alone: test/single/failing.test.ts has the policy enforced on them.
  const ofOneFleet = ["DescribeInstanceRefreshes", "StartInstanceRefresh", "RollbackInstanceRefresh"];
  for (const action of ofOneFleet) used.add(`autoscaling:${action}`);
  // Of an instance without a group that serves: test/e2e/image.test.ts has the policy enforced on them.
  for (const action of ["DeregisterTargets", "RegisterTargets"]) used.add(`elasticloadbalancing:${action}`);
  expect(
    allowed.filter((action) => !used.has(action) && !ON_BEHALF.includes(action) && !rare.includes(action)),
  ).toEqual([]);
});
