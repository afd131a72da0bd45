import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clients } from "./clients.ts";
import { createClients, errorOf, only } from "./clients.ts";
import { decodeCbor, encodeCbor } from "./protocol/cbor.ts";
import type { LocalAws } from "./server.ts";
import { startAws } from "./server.ts";

/** Alarms, the scaling policies that they carry out, and what becomes of them, through the SDK's own clients. */

let aws: LocalAws;
let clients: Clients;
beforeAll(async () => {
  aws = await startAws({ timeScale: 20 });
  clients = createClients(aws.endpoint, aws.principal("tester"));
});
afterAll(() => aws.close());

let count = 0;
async function group(): Promise<{ AutoScalingGroupName: string }> {
  count += 1;
  const AutoScalingGroupName = `group-${count}`;
  const made = await clients.ec2.createLaunchTemplate({
    LaunchTemplateName: AutoScalingGroupName,
    LaunchTemplateData: { ImageId: aws.ec2.registerImage({ bootSeconds: 1 }).id, InstanceType: "t3.micro" },
  });
  await clients.autoScaling.createAutoScalingGroup({
    AutoScalingGroupName,
    MinSize: 0,
    MaxSize: 8,
    DesiredCapacity: 2,
    LaunchTemplate: { LaunchTemplateId: made.LaunchTemplate?.LaunchTemplateId, Version: "1" },
    AvailabilityZones: ["eu-west-1a"],
  });
  return { AutoScalingGroupName };
}

const TRACKING = {
  PolicyType: "TargetTrackingScaling",
  TargetTrackingConfiguration: {
    PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" as const },
    TargetValue: 50,
  },
};

async function policy(own: { AutoScalingGroupName: string }, PolicyName: string, more: object): Promise<string> {
  const made = await clients.autoScaling.putScalingPolicy({ ...own, PolicyName, ...more });
  return made.PolicyARN ?? "";
}

const SIMPLE = { PolicyType: "SimpleScaling", AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 1 };

async function alarm(AlarmActions: string[], more: object = {}): Promise<string> {
  count += 1;
  const AlarmName = `alarm-${count}`;
  await clients.cloudWatch.putMetricAlarm({
    AlarmName,
    MetricName: "CPUUtilization",
    Namespace: "AWS/EC2",
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 50,
    ComparisonOperator: "GreaterThanThreshold",
    AlarmActions,
    ...more,
  });
  return AlarmName;
}

async function toAlarm(AlarmName: string, datapoint?: number): Promise<void> {
  const StateReasonData =
    datapoint === undefined ? undefined : JSON.stringify({ threshold: 50, recentDatapoints: [datapoint] });
  await clients.cloudWatch.setAlarmState({ AlarmName, StateValue: "ALARM", StateReason: "a test", StateReasonData });
}

const desired = ({ AutoScalingGroupName }: { AutoScalingGroupName: string }) =>
  aws.autoScaling.groups.get(AutoScalingGroupName)?.desired;

describe("an alarm", () => {
  test("carries out the policies that it calls when its state becomes ALARM, and again while it stays so", async () => {
    const own = await group();
    const name = await alarm([await policy(own, "out", SIMPLE)]);
    await toAlarm(name);
    expect(desired(own)).toBe(3);
    await toAlarm(name);
    expect(desired(own)).toBe(4);
  });

  test.each([
    ["a little above", 55, 3],
    ["far above", 75, 6],
    ["above what the group may have", 200, 8],
  ])("lets a step policy take the step of its metric: %s the threshold", async (_what, datapoint, size) => {
    const own = await group();
    const StepAdjustments = [
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
      { MetricIntervalLowerBound: 10, MetricIntervalUpperBound: 100, ScalingAdjustment: 4 },
      { MetricIntervalLowerBound: 100, ScalingAdjustment: 40 },
    ];
    const steps = { PolicyType: "StepScaling", AdjustmentType: "ChangeInCapacity", StepAdjustments };
    await toAlarm(await alarm([await policy(own, "steps", steps)]), datapoint);
    expect(desired(own)).toBe(size);
  });

  test.each([
    ["in percent", { AdjustmentType: "PercentChangeInCapacity", ScalingAdjustment: 150 }, 5],
    ["to a size", { AdjustmentType: "ExactCapacity", ScalingAdjustment: 0 }, 0],
  ])("lets a simple policy adjust %s", async (_what, more, size) => {
    const own = await group();
    await toAlarm(await alarm([await policy(own, "simple", { ...SIMPLE, ...more })]));
    expect(desired(own)).toBe(size);
  });

  test("scales nothing while its actions, the policy, or the process that listens to it are switched off", async () => {
    const [silent, disabled, suspended] = [await group(), await group(), await group()];
    await toAlarm(await alarm([await policy(silent, "out", SIMPLE)], { ActionsEnabled: false }));
    await toAlarm(await alarm([await policy(disabled, "out", { ...SIMPLE, Enabled: false })]));
    await clients.autoScaling.suspendProcesses({ ...suspended, ScalingProcesses: ["AlarmNotification"] });
    await toAlarm(await alarm([await policy(suspended, "out", SIMPLE)]));
    expect([silent, disabled, suspended].map(desired)).toEqual([2, 2, 2]);
  });

  test("is shown with the policy that it calls", async () => {
    const own = await group();
    const AlarmName = await alarm([await policy(own, "out", SIMPLE)]);
    const { ScalingPolicies } = await clients.autoScaling.describePolicies(own);
    expect(only(ScalingPolicies).Alarms).toMatchObject([{ AlarmName, AlarmARN: expect.stringContaining(AlarmName) }]);
  });

  test("that is put again keeps its state and its tags, and nothing else", async () => {
    // Ignoring missing data keeps a state that was set; otherwise the next evaluation takes it back.
    const kept = { TreatMissingData: "ignore" };
    const tags = { Tags: [{ Key: "team", Value: "shop" }] };
    const AlarmName = await alarm([], { ...kept, ...tags, AlarmDescription: "first" });
    await toAlarm(AlarmName);
    const { EvaluationPeriods, ...rest } = only(
      (await clients.cloudWatch.describeAlarms({ AlarmNames: [AlarmName] })).MetricAlarms,
    );
    expect(EvaluationPeriods).toBe(1);
    await clients.cloudWatch.putMetricAlarm({
      ...{ AlarmName, MetricName: "Depth", Namespace: "Shop", EvaluationPeriods: 2, Threshold: 1 },
      ...{ ComparisonOperator: "LessThanThreshold", Tags: [{ Key: "team", Value: "other" }], ...kept },
    });
    const again = only((await clients.cloudWatch.describeAlarms({ AlarmNames: [AlarmName] })).MetricAlarms);
    expect(again).toMatchObject({ StateValue: "ALARM", EvaluationPeriods: 2, MetricName: "Depth" });
    expect(again.AlarmDescription).toBeUndefined();
    const { Tags } = await clients.cloudWatch.listTagsForResource({ ResourceARN: rest.AlarmArn });
    expect(Tags).toEqual([{ Key: "team", Value: "shop" }]);
  });

  test("on several metrics may not name a single one too", async () => {
    const Metrics = [{ Id: "a", Expression: "1", ReturnData: true }];
    expect(await errorOf(alarm([], { Metrics }))).toMatchObject({ name: "InvalidParameterCombinationException" });
  });
});

describe("a group that is deleted", () => {
  test("takes its policies along, and the alarms that call nothing else; the others forget the policies", async () => {
    const own = await group();
    const [out, topic] = [await policy(own, "out", SIMPLE), "arn:aws:sns:eu-west-1:111122223333:ops"];
    const [orphan, shared] = [await alarm([out]), await alarm([out, topic], { OKActions: [out] })];
    await clients.autoScaling.deleteAutoScalingGroup({ ...own, ForceDelete: true });
    const { MetricAlarms } = await clients.cloudWatch.describeAlarms({ AlarmNames: [orphan, shared] });
    expect(MetricAlarms).toMatchObject([{ AlarmName: shared, AlarmActions: [topic], OKActions: [] }]);
  });
});

describe("a policy that is deleted", () => {
  test.each([
    ["leaves its alarm behind, without the action", SIMPLE, 1],
    ["takes the alarms along that the service made for it", TRACKING, 0],
  ])("%s", async (_what, more, left) => {
    const own = await group();
    const arn = await policy(own, "policy", more);
    if (left === 1) await alarm([arn]);
    const { ScalingPolicies } = await clients.autoScaling.describePolicies(own);
    const names = only(ScalingPolicies).Alarms?.map(({ AlarmName = "" }) => AlarmName) ?? [];
    expect(names.length).toBeGreaterThan(0);
    await clients.autoScaling.deletePolicy({ ...own, PolicyName: "policy" });
    const { MetricAlarms = [] } = await clients.cloudWatch.describeAlarms({ AlarmNames: names });
    expect(MetricAlarms.map(({ AlarmActions }) => AlarmActions)).toEqual(left === 1 ? [[]] : []);
  });
});

describe("CBOR", () => {
  test("is read as it was written", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value")), fc.dictionary(fc.string(), tie("value"))),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (members) => {
        expect(decodeCbor(encodeCbor(members as Parameters<typeof encodeCbor>[0]))).toEqual(members);
      }),
    );
  });

  test.each([
    ["a map and a list of indefinite length", "bf6161 9f 01 20 ff ff", { a: [1, -1] }],
    ["a text in pieces", "a1 6161 7f 6162 6163 ff", { a: "bc" }],
    ["half and single precision", "a2 6161 f93e00 6162 fa47c35000", { a: 1.5, b: 100_000 }],
    ["a timestamp in whole seconds", "a1 6161 c1 1a514b67b0", { a: new Date("2013-03-21T20:04:00Z") }],
  ])("of %s is read (RFC 8949, appendix A)", (_what, hex, members) => {
    expect(decodeCbor(Buffer.from(hex.replaceAll(" ", ""), "hex"))).toEqual(members);
  });

  test.each(["", "a1", "01", "a16161"])("that is cut short or is no map is refused: %s", (hex) => {
    expect(() => decodeCbor(Buffer.from(hex, "hex"))).toThrow(/CBOR|too early/);
  });
});
