import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import type { Params } from "../aws/contract.ts";
import { ROOT } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Scaling policies that a customer's CloudWatch alarms drive, on a fleet whose green is cloned. */

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:ops";
const SOON = { "scale-down-delay": "1s" };
const CPU = {
  MetricName: "CPUUtilization",
  Namespace: "AWS/EC2",
  Statistic: "Average",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 50,
  ComparisonOperator: "GreaterThanThreshold",
};

const cloudWatch = ({ aws }: World, action: string, params: Params) => aws.request("cloudwatch", action, params);
const names = ({ aws }: World) =>
  [...aws.cloudWatch.alarms.keys()].filter((name) => !name.startsWith("TargetT")).sort();
const settings = ({ aws }: World, name: string) => aws.cloudWatch.alarms.get(name)?.settings;

async function putPolicy({ scaling }: World, name: string, more: Params): Promise<string> {
  const made = await scaling("PutScalingPolicy", { AutoScalingGroupName: "shop", PolicyName: name, ...more });
  return String(made.PolicyARN);
}

const TRACKING = {
  PolicyType: "TargetTrackingScaling",
  TargetTrackingConfiguration: {
    PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
    TargetValue: 50,
  },
};

/** The serving group with a step policy, a simple one, and an alarm for each; one of them tells people too. */
async function createDriven(): Promise<World> {
  const made = await createWorld({ fleet: "cloned", group: { MaxSize: 6 } });
  const out = await putPolicy(made, "out", {
    PolicyType: "StepScaling",
    AdjustmentType: "ChangeInCapacity",
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  });
  const back = await putPolicy(made, "in", {
    PolicyType: "SimpleScaling",
    AdjustmentType: "ChangeInCapacity",
    ScalingAdjustment: -1,
  });
  await putPolicy(made, "requests", TRACKING);
  const Dimensions = [{ Name: "AutoScalingGroupName", Value: "shop" }];
  const Tags = [{ Key: "team", Value: "shop" }];
  await cloudWatch(made, "PutMetricAlarm", { ...CPU, AlarmName: "busy", Dimensions, AlarmActions: [out], Tags });
  const stat = { Metric: { Namespace: "AWS/EC2", MetricName: "CPUUtilization", Dimensions }, Period: 60, Stat: "p90" };
  await cloudWatch(made, "PutMetricAlarm", {
    AlarmName: "idle",
    Metrics: [
      { Id: "cpu", MetricStat: stat, ReturnData: false },
      { Id: "half", Expression: "cpu / 2", ReturnData: true },
    ],
    ...{ EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 5, ComparisonOperator: "LessThanThreshold" },
    ...{ AlarmActions: [back, TOPIC], TreatMissingData: "notBreaching" },
  });
  return made;
}

const image = ({ images }: World) => ({ "image-id": images.v2.id });

describe("a clone of a group with alarms", () => {
  test("has alarms of its own, about itself; its policy scales it, and blue's scales blue", async () => {
    world = await createDriven();
    const deploy = await world.step("deploy", image(world));
    expect(deploy.outputs.phase).toBe("deployed");
    expect(deploy.log.text).toContain("3 × scaling policy, 2 × CloudWatch alarm");
    expect(names(world)).toEqual(["busy", "busy-shop-v001", "idle", "idle-shop-v001"]);
    const Dimensions = [{ Name: "AutoScalingGroupName", Value: "shop-v001" }];
    expect(settings(world, "busy-shop-v001")).toMatchObject({ ...CPU, Dimensions });
    const Metrics = [{ MetricStat: { Metric: { Dimensions }, Stat: "p90" } }, { Expression: "cpu / 2" }];
    const idle = { Metrics, DatapointsToAlarm: 2, TreatMissingData: "notBreaching" };
    expect(settings(world, "idle-shop-v001")).toMatchObject(idle);
    expect(settings(world, "idle-shop-v001")?.AlarmActions).toContain(TOPIC);
    expect(Object.fromEntries(world.aws.cloudWatch.alarms.get("busy-shop-v001")?.tags ?? [])).toEqual({
      team: "shop",
      "progressive-delivery:group": "shop-v001",
    });

    const state = { StateValue: "ALARM", StateReason: "a test" };
    await cloudWatch(world, "SetAlarmState", { AlarmName: "busy-shop-v001", ...state });
    expect([world.group("shop")?.desired, world.group("shop-v001")?.desired]).toEqual([2, 3]);
    await cloudWatch(world, "SetAlarmState", { AlarmName: "busy", ...state });
    expect([world.group("shop")?.desired, world.group("shop-v001")?.desired]).toEqual([3, 3]);
  });

  test("gives them to its own clone, and takes them along when it goes; what was the user's own stays", async () => {
    world = await createDriven();
    await world.step("deploy", image(world));
    await world.step("promote");
    expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
    // AWS deletes `busy` with the group, as it calls nothing else; `idle` tells people, and is not ours to delete.
    expect(names(world)).toEqual(["busy-shop-v001", "idle", "idle-shop-v001"]);
    expect(settings(world, "idle")?.AlarmActions).toEqual([TOPIC]);

    const again = await world.step("deploy", { "image-id": world.images.v1.id });
    expect(again.outputs.phase).toBe("deployed");
    expect(names(world)).toContain("idle-shop-v002");
    await world.step("promote");
    expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
    expect(names(world)).toEqual(["busy-shop-v002", "idle", "idle-shop-v002"]);
  });

  test("leaves no alarm behind when it never served, and blue's are as they were", async () => {
    world = await createDriven();
    const before = JSON.stringify([settings(world, "busy"), settings(world, "idle")]);
    await world.step("deploy", image(world));
    expect((await world.step("teardown")).outputs.phase).toBe("idle");
    expect(names(world)).toEqual(["busy", "idle"]);
    expect(JSON.stringify([settings(world, "busy"), settings(world, "idle")])).toBe(before);
  });

  test.each([
    ["second PutScalingPolicy", "PutScalingPolicy", 2],
    ["first PutMetricAlarm", "PutMetricAlarm", 1],
  ])(
    "gets what it still lacks from a deploy after one that was cut off at its %s, and then nothing more",
    async (_what, cut, nth) => {
      world = await createDriven();
      const kill = new AbortController();
      let seen = 0;
      world.aws.hooks.onCall = ({ action }) => {
        if (action === cut && ++seen === nth) kill.abort();
      };
      await world.step("deploy", image(world), { kill: kill.signal });
      world.aws.hooks.onCall = undefined;
      expect(names(world)).not.toEqual(["busy", "busy-shop-v001", "idle", "idle-shop-v001"]);
      expect((await world.step("deploy", image(world))).outputs.phase).toBe("deployed");
      expect(names(world)).toEqual(["busy", "busy-shop-v001", "idle", "idle-shop-v001"]);
      const since = world.aws.calls.length;
      expect((await world.step("deploy", image(world))).outputs.changed).toBe("false");
      expect(world.aws.mutations(since)).toEqual([]);
    },
  );

  test("is taken down by a teardown after one that was cut off between its alarms and its group", async () => {
    world = await createDriven();
    await world.step("deploy", image(world));
    const kill = new AbortController();
    world.aws.hooks.onCall = ({ action }) => action === "DeleteAutoScalingGroup" && kill.abort();
    await world.step("teardown", {}, { kill: kill.signal });
    world.aws.hooks.onCall = undefined;
    expect((await world.step("teardown")).outputs.phase).toBe("idle");
    expect(names(world)).toEqual(["busy", "idle"]);
    expect([...world.aws.autoScaling.groups.keys()]).toEqual(["shop"]);
  });
});

describe("a deploy is refused", () => {
  test("before anything is touched, when an alarm cannot be taken along", async () => {
    world = await createDriven();
    const where = "SELECT AVG(CPUUtilization) FROM SCHEMA(\"AWS/EC2\") WHERE AutoScalingGroupName = 'shop'";
    const { AlarmActions } = settings(world, "busy") ?? {};
    await cloudWatch(world, "PutMetricAlarm", {
      ...{ AlarmName: "busy", EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: "GreaterThanThreshold" },
      Metrics: [{ Id: "q", Expression: where, Period: 60, ReturnData: true }],
      AlarmActions,
    });
    const since = world.aws.calls.length;
    const deploy = await world.step("deploy", image(world));
    expect(deploy.outputs.result).toContain('"code":"unsuitable"');
    expect(deploy.log.text).toContain("the alarm busy, which drives a policy of shop, names shop or its target group");
    expect(world.aws.mutations(since)).toEqual([]);
  });

  test("rather than overwrite somebody else's alarm; renamed, the deploy goes on", async () => {
    world = await createDriven();
    await cloudWatch(world, "PutMetricAlarm", { ...CPU, AlarmName: "busy-shop-v001", AlarmActions: [TOPIC] });
    const deploy = await world.step("deploy", image(world));
    expect(deploy.log.text).toContain("alarm busy-shop-v001 already exists and does not belong to shop-v001");
    expect(settings(world, "busy-shop-v001")?.AlarmActions).toEqual([TOPIC]);
    await cloudWatch(world, "DeleteAlarms", { AlarmNames: ["busy-shop-v001"] });
    expect((await world.step("deploy", image(world))).outputs.phase).toBe("deployed");
    expect(settings(world, "busy-shop-v001")?.AlarmActions).not.toContain(TOPIC);
  });
});

describe("CloudWatch's client", () => {
  const chunks = readdirSync(join(ROOT, "dist")).filter((file) =>
    readFileSync(join(ROOT, "dist", file), "utf8").includes("GraniteServiceVersion20100801"),
  );

  /** The files of dist/ that a step loads. */
  async function loads(step: string, inputs: Record<string, string>): Promise<string> {
    const directory = mkdtempSync(join(tmpdir(), "pd-coverage-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const result = await world?.step(step, inputs, { env: { NODE_V8_COVERAGE: directory } });
    expect(result?.log.annotations.filter(({ level }) => level === "error")).toEqual([]);
    return readdirSync(directory)
      .map((file) => readFileSync(join(directory, file), "utf8"))
      .join();
  }

  test("is a chunk of its own, which only steps that meet such an alarm load", async () => {
    expect(chunks).toHaveLength(1);
    const [chunk = ""] = chunks;
    world = await createWorld({ fleet: "cloned" });
    await putPolicy(world, "requests", TRACKING);
    expect(await loads("status", {})).not.toContain(`/${chunk}`);
    expect(await loads("deploy", image(world))).not.toContain(`/${chunk}`);
    expect(await loads("teardown", {})).not.toContain(`/${chunk}`);
    await world.close();
    world = await createDriven();
    expect(await loads("deploy", image(world))).toContain(`/${chunk}`);
  });
});
