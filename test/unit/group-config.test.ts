import type { ScalingPolicy } from "@aws-sdk/client-auto-scaling";
import {
  EnabledMetric$,
  LifecycleHook$,
  LifecycleHookSpecification$,
  NotificationConfiguration$,
  PutScalingPolicyType$,
  PutScheduledUpdateGroupActionType$,
  PutWarmPoolType$,
  ScalingPolicy$,
  ScheduledUpdateGroupAction$,
  SuspendedProcess$,
  WarmPoolConfiguration$,
} from "@aws-sdk/client-auto-scaling";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attachment, GroupConfig } from "../../src/platforms/ec2/clone/group-config.ts";
import {
  ATTACHMENT_MEMBERS,
  attachmentWarnings,
  hookSpecifications,
  missingAttachments,
} from "../../src/platforms/ec2/clone/group-config.ts";
import { targetGroupArn } from "./fixtures.ts";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");
const REPOINT = {
  from: { group: "web-v001", targetGroupArn: targetGroupArn("web-blue") },
  to: { group: "web-v002", targetGroupArn: targetGroupArn("web-green") },
};

/** The SDK's own model of what the Describe calls tell, and of what the calls that put it take. */
const TOLD = {
  ScalingPolicy: ScalingPolicy$[4],
  ScheduledUpdateGroupAction: ScheduledUpdateGroupAction$[4],
  LifecycleHook: LifecycleHook$[4],
  NotificationConfiguration: NotificationConfiguration$[4],
  WarmPoolConfiguration: WarmPoolConfiguration$[4],
  EnabledMetric: EnabledMetric$[4],
  SuspendedProcess: SuspendedProcess$[4],
} as const satisfies Record<keyof typeof ATTACHMENT_MEMBERS, readonly string[]>;

const TAKEN: Partial<Record<keyof typeof TOLD, readonly string[]>> = {
  ScalingPolicy: PutScalingPolicyType$[4],
  ScheduledUpdateGroupAction: PutScheduledUpdateGroupActionType$[4],
  LifecycleHook: LifecycleHookSpecification$[4],
  WarmPoolConfiguration: PutWarmPoolType$[4],
};

describe("the lists of what is carried of each kind of attachment", () => {
  test.each(Object.keys(TOLD) as (keyof typeof TOLD)[])("name every member of %s, and no other", (kind) => {
    const { carried, left } = ATTACHMENT_MEMBERS[kind];
    expect(TOLD[kind].length).toBeGreaterThan(0);
    expect([...carried, ...Object.keys(left)].sort()).toEqual([...TOLD[kind]].sort());
    for (const reason of Object.values(left)) expect(reason).not.toBe("");
  });

  test.each(Object.keys(TAKEN) as (keyof typeof TAKEN)[])(
    "carry of %s only what the call takes that puts it",
    (kind) => {
      const carried: readonly string[] = ATTACHMENT_MEMBERS[kind].carried;
      expect(carried.filter((member) => TAKEN[kind]?.includes(member) !== true)).toEqual([]);
    },
  );
});

function attachments(more: Partial<GroupConfig> = {}): GroupConfig {
  return {
    ...{ policies: [], alarms: [], schedules: [], hooks: [], notifications: [] },
    ...{ warmPool: undefined, metrics: [], suspended: [] },
    ...more,
  };
}

function missing(blue: Partial<GroupConfig>, green?: Partial<GroupConfig>): Attachment[] {
  return missingAttachments(attachments(blue), green && attachments(green), REPOINT, NOW);
}

const TRACKING: ScalingPolicy = {
  AutoScalingGroupName: "web-v001",
  PolicyName: "requests",
  PolicyARN:
    "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1:autoScalingGroupName/web-v001:policyName/requests",
  PolicyType: "TargetTrackingScaling",
  EstimatedInstanceWarmup: 60,
  Enabled: true,
  Alarms: [{ AlarmName: "TargetTracking-web-v001-AlarmHigh", AlarmARN: "arn:aws:cloudwatch:eu-west-1:1:alarm:x" }],
  TargetTrackingConfiguration: {
    TargetValue: 100,
    DisableScaleIn: false,
    PredefinedMetricSpecification: {
      PredefinedMetricType: "ALBRequestCountPerTarget",
      ResourceLabel: "app/web/50dc6c495c0c9188/targetgroup/web-blue/73e2d6bc24d8a067",
    },
  },
};

describe("a clone gets", () => {
  test("blue's target tracking policies, about its own target group", () => {
    const { AutoScalingGroupName: _group, PolicyARN: _arn, Alarms: _alarms, ...carried } = TRACKING;
    const ResourceLabel = "app/web/50dc6c495c0c9188/targetgroup/web-green/73e2d6bc24d8a067";
    const PredefinedMetricSpecification = { PredefinedMetricType: "ALBRequestCountPerTarget", ResourceLabel };
    const TargetTrackingConfiguration = { TargetValue: 100, DisableScaleIn: false, PredefinedMetricSpecification };
    expect(missing({ policies: [TRACKING] })).toEqual([
      { call: "PutScalingPolicy", input: { ...carried, TargetTrackingConfiguration } },
    ]);
  });

  test("policies whose metrics are about its own group", () => {
    const Dimensions = [{ Name: "AutoScalingGroupName", Value: "web-v001" }];
    const metric = { MetricName: "Queue", Namespace: "Shop", Dimensions, Statistic: "Average" as const };
    const policy = {
      ...TRACKING,
      TargetTrackingConfiguration: { TargetValue: 5, CustomizedMetricSpecification: metric },
    };
    const [put] = missing({ policies: [policy] });
    expect(put?.input).toMatchObject({
      TargetTrackingConfiguration: {
        CustomizedMetricSpecification: { Dimensions: [{ Name: "AutoScalingGroupName", Value: "web-v002" }] },
      },
    });
  });

  test("metrics, suspended processes, notifications by topic, and the warm pool", () => {
    const calls = missing({
      metrics: ["GroupTotalInstances", "GroupMinSize"],
      suspended: ["AZRebalance", "Launch"],
      notifications: ["LAUNCH", "TERMINATE"].map((type) => ({
        AutoScalingGroupName: "web-v001",
        TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops",
        NotificationType: `autoscaling:EC2_INSTANCE_${type}`,
      })),
      warmPool: { MinSize: 1, PoolState: "Stopped", InstanceReusePolicy: { ReuseOnScaleIn: true } },
    });
    expect(calls).toEqual([
      {
        call: "EnableMetricsCollection",
        input: { Granularity: "1Minute", Metrics: ["GroupTotalInstances", "GroupMinSize"] },
      },
      { call: "SuspendProcesses", input: { ScalingProcesses: ["AZRebalance"] } },
      {
        call: "PutNotificationConfiguration",
        input: {
          TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops",
          NotificationTypes: ["autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE"],
        },
      },
      {
        call: "PutWarmPool",
        input: { MinSize: 1, PoolState: "Stopped", InstanceReusePolicy: { ReuseOnScaleIn: true } },
      },
    ]);
  });

  test("all types of a topic that it has but some of, and keeps its own: the call overwrites what there is", () => {
    const types = (...names: string[]) =>
      names.map((name) => ({ TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops", NotificationType: name }));
    const blue = { notifications: types("LAUNCH", "TERMINATE") };
    const calls = missing(blue, { notifications: types("TERMINATE", "LAUNCH_ERROR") });
    expect(calls.map(({ input }) => input)).toEqual([
      {
        TopicARN: "arn:aws:sns:eu-west-1:111122223333:ops",
        NotificationTypes: ["LAUNCH", "TERMINATE", "LAUNCH_ERROR"],
      },
    ]);
    expect(missing(blue, { notifications: types("TERMINATE", "LAUNCH_ERROR", "LAUNCH") })).toEqual([]);
  });

  test("no list of a policy's that is empty: what a type does not have is told so, and refused when it is given", () => {
    const [put] = missing({ policies: [{ ...TRACKING, StepAdjustments: [] }] });
    expect(put?.input).not.toHaveProperty("StepAdjustments");
  });

  test("its alarms after all its policies, whose ARNs they call", () => {
    const policies = ["out", "in"].map((name) => ({
      PolicyName: name,
      PolicyARN: `arn:${name}`,
      PolicyType: "SimpleScaling",
      Alarms: [{ AlarmName: name }],
    }));
    const alarms = ["out", "in"].map((name) => ({ name, metric: { AlarmActions: [`arn:${name}`] }, tags: {} }));
    const calls = missing({ policies, alarms }).map(({ call }) => call);
    expect(calls).toEqual(["PutScalingPolicy", "PutScalingPolicy", "PutMetricAlarm", "PutMetricAlarm"]);
  });

  test("lifecycle hooks with the call that creates it", () => {
    const hook = {
      LifecycleHookName: "warm-up",
      AutoScalingGroupName: "web-v001",
      LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      HeartbeatTimeout: 300,
      GlobalTimeout: 30_000,
      DefaultResult: "ABANDON",
    };
    const { AutoScalingGroupName: _group, GlobalTimeout: _global, ...carried } = hook;
    expect(hookSpecifications(attachments({ hooks: [hook] }))).toEqual([carried]);
    expect(missing({ hooks: [hook] })).toEqual([]);
  });

  const tomorrow = new Date(NOW + 86_400_000);
  const yesterday = new Date(NOW - 86_400_000);
  test.each([
    ["that is to come", { StartTime: tomorrow }, { StartTime: tomorrow }],
    ["that recurs", { Recurrence: "0 8 * * *", StartTime: tomorrow }, { Recurrence: "0 8 * * *", StartTime: tomorrow }],
    ["that recurs since yesterday", { Recurrence: "0 8 * * *", StartTime: yesterday }, { Recurrence: "0 8 * * *" }],
    ["that is over", { StartTime: yesterday }, undefined],
    ["that recurred until yesterday", { Recurrence: "0 8 * * *", EndTime: yesterday }, undefined],
  ])("a scheduled action %s, if it can still happen", (_what, times, carried) => {
    const schedule = { ScheduledActionName: "morning", AutoScalingGroupName: "web-v001", MinSize: 4, ...times };
    const input = { ScheduledActionName: "morning", MinSize: 4, ...carried };
    const expected = carried === undefined ? [] : [{ call: "PutScheduledUpdateGroupAction", input }];
    expect(missing({ schedules: [schedule] })).toEqual(expected);
  });
});

describe("a clone does not get", () => {
  test("a warm pool that is being deleted", () => {
    expect(missing({ warmPool: { Status: "PendingDelete", MinSize: 1 } })).toEqual([]);
  });

  test("suspended processes that would keep it from getting healthy; they are told", () => {
    const suspended = ["Launch", "Terminate", "HealthCheck", "AddToLoadBalancer", "AlarmNotification"];
    expect(missing({ suspended })).toEqual([
      { call: "SuspendProcesses", input: { ScalingProcesses: ["AlarmNotification"] } },
    ]);
    expect(attachmentWarnings(attachments({ suspended }), "web-v001", "web-v002")).toEqual([
      "web-v001 has suspended processes that web-v002 does not take over, because it needs them: Launch, Terminate, HealthCheck, AddToLoadBalancer.",
    ]);
  });

  test("what it has already: a deploy that was cut off goes on where it stopped", () => {
    const names = fc.subarray(["a", "b", "c"]);
    const some = fc.record({ policies: names, metrics: names, suspended: names, schedules: names }).map(
      ({ policies, metrics, suspended, schedules }): Partial<GroupConfig> => ({
        policies: policies.map((PolicyName) => ({ PolicyName, PolicyType: "TargetTrackingScaling" })),
        schedules: schedules.map((ScheduledActionName) => ({ ScheduledActionName, Recurrence: "0 8 * * *" })),
        ...{ metrics, suspended },
      }),
    );
    fc.assert(
      fc.property(some, some, (blue, green) => {
        const putOf = (calls: readonly Attachment[]) => calls.flatMap(namesIn);
        const has = putOf(missing(green));
        expect(putOf(missing(blue, green)).sort()).toEqual(
          putOf(missing(blue))
            .filter((name) => !has.includes(name))
            .sort(),
        );
        expect(missing(blue, blue)).toEqual([]);
      }),
    );
  });
});

function namesIn({ call, input }: Attachment): string[] {
  switch (call) {
    case "PutScalingPolicy":
      return [`policy ${input.PolicyName}`];
    case "PutScheduledUpdateGroupAction":
      return [`schedule ${input.ScheduledActionName}`];
    case "EnableMetricsCollection":
      return input.Metrics.map((name) => `metric ${name}`);
    case "SuspendProcesses":
      return input.ScalingProcesses.map((name) => `process ${name}`);
    default:
      return [call];
  }
}
