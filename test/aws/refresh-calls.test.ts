import type { RefreshPreferences, StartInstanceRefreshCommandInput } from "@aws-sdk/client-auto-scaling";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Clients } from "./clients.ts";
import { createClients, errorOf, only } from "./clients.ts";
import type { Params } from "./contract.ts";
import { healthySampler } from "./healthy-sampler.ts";
import type { Shop } from "./shop.ts";
import { createShop } from "./shop.ts";
import { until } from "./until.ts";

/** Instance refreshes through the SDK's own client, on groups whose instances run. */

let shop: Shop;
let autoScaling: Clients["autoScaling"];
/** The version of the template that names the second image, and one that names a parameter. */
const [NEXT, PARAMETER] = ["2", "3"];
beforeAll(async () => {
  const group = { MaxSize: 8, DefaultInstanceWarmup: 5 };
  const image = { shared: true, bootSeconds: 1 };
  shop = await createShop({ fleet: "cloned", size: 4, timeScale: 40, image, group, deregistrationDelay: 5 });
  autoScaling = createClients(shop.aws.endpoint, shop.aws.principal("tester")).autoScaling;
  for (const ImageId of [shop.images.v2.id, "resolve:ssm:/shop/image"])
    await shop.ec2("CreateLaunchTemplateVersion", {
      ...{ LaunchTemplateId: shop.templateId, SourceVersion: "1", LaunchTemplateData: { ImageId } },
    });
});
afterAll(() => shop.close());

const GROUP = { AutoScalingGroupName: "shop" };
const LaunchTemplate = (Version: string) => ({ LaunchTemplateId: shop.templateId, Version });
const start = (Preferences: RefreshPreferences, more: Partial<StartInstanceRefreshCommandInput> = {}) =>
  autoScaling.startInstanceRefresh({
    ...{ ...GROUP, DesiredConfiguration: { LaunchTemplate: LaunchTemplate(NEXT) } },
    Preferences: { SkipMatching: true, AutoRollback: true, ...Preferences },
    ...more,
  });
const PAIRS = { MinHealthyPercentage: 50, MaxHealthyPercentage: 100 };

async function refreshes() {
  return (await autoScaling.describeInstanceRefreshes(GROUP)).InstanceRefreshes ?? [];
}
async function newest() {
  const [refresh] = await refreshes();
  return refresh;
}
const reaches = (status: string) => until(status, async () => (await newest())?.Status === status);
const templateOfGroup = async (name = "shop") =>
  only((await autoScaling.describeAutoScalingGroups({ AutoScalingGroupNames: [name] })).AutoScalingGroups)
    .LaunchTemplate?.Version;
const versions = () =>
  (shop.group("shop")?.instances ?? [])
    .filter(({ lifecycle }) => lifecycle === "InService")
    .map(({ template }) => template.version)
    .sort();

/** A group of nothing, for what is refused before anything happens. */
async function empty(name: string, more: Params = {}): Promise<string> {
  await shop.scaling("CreateAutoScalingGroup", {
    ...{ AutoScalingGroupName: name, MinSize: 0, MaxSize: 1, DesiredCapacity: 0, AvailabilityZones: ["eu-west-1a"] },
    ...{ LaunchTemplate: LaunchTemplate("1"), ...more },
  });
  return name;
}

describe("a refresh", () => {
  test("locks what it brings, and the group has it only in the end", async () => {
    const sampler = healthySampler(shop.aws, "shop");
    const { InstanceRefreshId } = await start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 150 });
    const blocked = [
      start({}),
      autoScaling.putWarmPool(GROUP),
      autoScaling.attachLoadBalancerTargetGroups({ ...GROUP, TargetGroupARNs: [shop.greenTg] }),
      autoScaling.detachLoadBalancerTargetGroups({ ...GROUP, TargetGroupARNs: [shop.blueTg] }),
    ];
    for (const call of blocked) expect((await errorOf(call)).name).toBe("InstanceRefreshInProgressFault");
    const update = autoScaling.updateAutoScalingGroup({ ...GROUP, LaunchTemplate: LaunchTemplate("1") });
    expect(await errorOf(update)).toEqual({
      name: "ValidationError",
      message:
        "An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.",
    });
    await reaches("InProgress");
    expect(await templateOfGroup()).toBe("1");
    await reaches("Successful");
    sampler.stop();
    expect(await templateOfGroup()).toBe(NEXT);
    expect(versions()).toEqual([2, 2, 2, 2]);
    expect(sampler.lowest()).toBe(4);
    expect(sampler.most()).toBeLessThanOrEqual(6);
    expect(await newest()).toMatchObject({
      ...{ InstanceRefreshId, Status: "Successful", PercentageComplete: 100, InstancesToUpdate: 0 },
      Preferences: {
        ...{ MinHealthyPercentage: 100, MaxHealthyPercentage: 150, InstanceWarmup: 5, BakeTime: 0 },
        ...{ SkipMatching: true, AutoRollback: true, ScaleInProtectedInstances: "Wait", StandbyInstances: "Wait" },
      },
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: shop.templateId, Version: NEXT } },
      Strategy: "Rolling",
      EndTime: expect.any(Date),
    });
  });

  test("that is rolled back brings the group's own configuration, and says with what it began", async () => {
    const back = { DesiredConfiguration: { LaunchTemplate: LaunchTemplate("1") } };
    await start(PAIRS, back);
    await shop.aws.autoScaling.hands.at("shop", { percent: 25 }, () => autoScaling.rollbackInstanceRefresh(GROUP));
    expect((await newest())?.Status).toBe("RollbackInProgress");
    expect((await errorOf(autoScaling.rollbackInstanceRefresh(GROUP))).name).toBe("ActiveInstanceRefreshNotFoundFault");
    await reaches("RollbackSuccessful");
    expect(versions()).toEqual([2, 2, 2, 2]);
    expect(await templateOfGroup()).toBe(NEXT);
    const { RollbackDetails, PercentageComplete } = (await newest()) ?? {};
    expect(PercentageComplete).toBe(0);
    expect(RollbackDetails?.PercentageCompleteOnRollback).toBeGreaterThanOrEqual(25);
    expect(RollbackDetails).toMatchObject({ RollbackReason: "Manual rollback initiated by user." });
  });

  test("that somebody else cancels half-way leaves the group mixed, with its own configuration", async () => {
    const { hands } = shop.aws.autoScaling;
    await start(PAIRS, { DesiredConfiguration: { LaunchTemplate: LaunchTemplate("1") } });
    await hands.at("shop", { percent: 50 }, () => hands.cancelRefresh("shop"));
    await reaches("Cancelled");
    expect((await newest())?.StatusReason).toBe("Cancelled due to user request.");
    expect(versions()).toEqual([1, 1, 2, 2]);
    expect(await templateOfGroup()).toBe(NEXT);
    expect((await errorOf(autoScaling.cancelInstanceRefresh(GROUP))).name).toBe("ActiveInstanceRefreshNotFoundFault");
  });

  test("started again replaces the rest, and what scales out meanwhile is of the new version", async () => {
    const { hands } = shop.aws.autoScaling;
    await start(PAIRS);
    await hands.at("shop", { seconds: 3 }, () => hands.scale("shop", 1));
    expect((await newest())?.InstancesToUpdate).toBeLessThanOrEqual(2);
    await reaches("Successful");
    expect(versions()).toEqual([2, 2, 2, 2, 2]);
  });

  test("that nobody here started can be seen, newest first, in pages and by id", async () => {
    const id = await shop.aws.autoScaling.hands.startRefresh("shop");
    const all = await refreshes();
    expect(all[0]).toMatchObject({ InstanceRefreshId: id, Status: "Pending" });
    expect(all[0]).not.toHaveProperty("DesiredConfiguration");
    expect(all).toHaveLength(5);
    const page = await autoScaling.describeInstanceRefreshes({ ...GROUP, MaxRecords: 2 });
    expect(page.InstanceRefreshes).toHaveLength(2);
    const rest = await autoScaling.describeInstanceRefreshes({ ...GROUP, NextToken: page.NextToken });
    expect(rest.InstanceRefreshes).toHaveLength(3);
    const one = await autoScaling.describeInstanceRefreshes({ ...GROUP, InstanceRefreshIds: [id] });
    expect(only(one.InstanceRefreshes).InstanceRefreshId).toBe(id);
    const why = await errorOf(autoScaling.rollbackInstanceRefresh(GROUP));
    expect(why).toMatchObject({
      name: "IrreversibleInstanceRefreshFault",
      message: expect.stringContaining("no desired"),
    });
    await shop.aws.autoScaling.hands.cancelRefresh("shop", false);
    expect((await newest())?.Status).toBe("Cancelled");
  });
});

test("a warm pool is refreshed after its group, and its progress is told apart", async () => {
  const AutoScalingGroupName = await empty("pooled", { MaxSize: 3, DesiredCapacity: 2 });
  const group = shop.group(AutoScalingGroupName);
  const all = (version: number) =>
    [...(group?.instances ?? []), ...(group?.warm ?? [])].filter(({ template }) => template.version === version).length;
  await autoScaling.putWarmPool({ AutoScalingGroupName, MaxGroupPreparedCapacity: 3, PoolState: "Running" });
  await until("three machines", () => all(1) === 3 && group?.warm[0]?.lifecycle === "Warmed:Running");
  await start(PAIRS, { AutoScalingGroupName });
  const seen = async () =>
    only((await autoScaling.describeInstanceRefreshes({ AutoScalingGroupName })).InstanceRefreshes);
  await until("its end", async () => (await seen()).Status === "Successful");
  expect((await seen()).ProgressDetails).toEqual({
    LivePoolProgress: { PercentageComplete: 100, InstancesToUpdate: 0 },
    WarmPoolProgress: { PercentageComplete: 100, InstancesToUpdate: 0 },
  });
  await until("those of the former version to be gone", () => all(1) === 0);
  expect(all(2)).toBe(3);
});

describe("an alarm", () => {
  afterEach(() => shop.aws.cloudWatch.alarms.clear());
  const watched = { ...PAIRS, AlarmSpecification: { Alarms: ["errors"] } };

  test("that is not OK keeps a refresh from starting", async () => {
    expect((await errorOf(start(watched))).message).toContain("does not exist");
    for (const state of ["ALARM", "INSUFFICIENT_DATA"] as const) {
      await shop.aws.autoScaling.hands.alarm("errors", state);
      expect(await errorOf(start(watched))).toMatchObject({
        ...{ name: "ValidationError", message: expect.stringContaining(`in the ${state} state`) },
      });
    }
  });

  test("that goes off brings everything back", async () => {
    const { hands } = shop.aws.autoScaling;
    await hands.alarm("errors", "OK");
    await start(watched, { DesiredConfiguration: { LaunchTemplate: LaunchTemplate("1") } });
    await hands.at("shop", { seconds: 10 }, () => hands.alarm("errors", "ALARM"));
    await reaches("RollbackSuccessful");
    expect((await newest())?.RollbackDetails?.RollbackReason).toBe(
      "The CloudWatch alarm errors is in the ALARM state.",
    );
    expect(versions()).toEqual([2, 2, 2, 2, 2]);
  });
});

describe("a refresh is refused", () => {
  test.each<[why: string, preferences: RefreshPreferences, text: string]>([
    ["a maximum without a minimum", { MaxHealthyPercentage: 120 }, "must specify MinHealthyPercentage"],
    ["a minimum above 100", { MinHealthyPercentage: 101 }, "between 0 and 100"],
    ["a maximum below 100", { MinHealthyPercentage: 50, MaxHealthyPercentage: 99 }, "between 100 and 200"],
    ["percentages that are too far apart", { MinHealthyPercentage: 50, MaxHealthyPercentage: 151 }, "greater than 100"],
    ["checkpoints out of order", { CheckpointPercentages: [50, 20] }, "ascending order"],
    ["checkpoints that are none", { CheckpointPercentages: [0, 100] }, "between 1 and 100"],
    ["a delay without checkpoints", { CheckpointDelay: 60 }, "only with CheckpointPercentages"],
    ["more than two days of baking", { BakeTime: 172_801 }, "between 0 and 172800"],
    ["more than ten alarms", { AlarmSpecification: { Alarms: Array(11).fill("one") } }, "10 alarms at most"],
    ["an unknown way with Standby", { StandbyInstances: "Keep" as "Wait" }, "Terminate, Ignore, Wait"],
  ])("for %s", async (_why, preferences, text) => {
    expect(await errorOf(start(preferences))).toMatchObject({
      ...{ name: "ValidationError", message: expect.stringContaining(text) },
    });
  });

  test("for rollback by itself without anything to come back to", async () => {
    const bare = autoScaling.startInstanceRefresh({ ...GROUP, Preferences: { AutoRollback: true } });
    expect((await errorOf(bare)).message).toContain("no desired configuration");
    const AutoScalingGroupName = await empty("default", { LaunchTemplate: LaunchTemplate("$Default") });
    expect((await errorOf(start({}, { AutoScalingGroupName }))).message).toContain("uses the $Default version");
  });

  test("for a configuration that does not exist, or names a parameter", async () => {
    const gone = { DesiredConfiguration: { LaunchTemplate: LaunchTemplate("99") } };
    expect((await errorOf(start({}, gone))).message).toContain("valid fully-formed launch template");
    const AutoScalingGroupName = await empty("parameter", { LaunchTemplate: LaunchTemplate(PARAMETER) });
    const named = start({ AutoRollback: false }, { AutoScalingGroupName });
    expect((await errorOf(named)).message).toContain("Systems Manager parameter");
  });

  test("for a strategy that is none", async () => {
    expect((await errorOf(start({}, { Strategy: "Fast" as "Rolling" }))).message).toContain("Strategy must be");
  });
});

test("a group of the default version can be refreshed, and not rolled back", async () => {
  const AutoScalingGroupName = await empty("default-too", { LaunchTemplate: LaunchTemplate("$Default") });
  await start({ AutoRollback: false }, { AutoScalingGroupName });
  const refused = await errorOf(autoScaling.rollbackInstanceRefresh({ AutoScalingGroupName }));
  expect(refused).toMatchObject({
    name: "IrreversibleInstanceRefreshFault",
    message: expect.stringContaining("$Default"),
  });
});
