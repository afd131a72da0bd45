import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../aws/until.ts";
import type { SingleWorld } from "./world.ts";
import { createSingleWorld } from "./world.ts";

/** Ten machines, and somebody else at work on them: refreshes of theirs, a cancel, alarms. */

/** One at a time: what is to happen at 40 % happens when four of ten are done, and nothing else is under way. */
const ONE = { "batch-size": "1", "warm-up": "1s" };
const THREE = { ...ONE, "batch-size": "3" };

let world: SingleWorld;
beforeAll(async () => {
  world = await createSingleWorld({ size: 10, timeScale: 20, image: { bootSeconds: 3, shared: true } });
});
afterAll(() => world.close());

/** Another version, which boots and serves. */
const another = (version: string) => world.aws.ec2.registerImage({ version, bootSeconds: 3, shared: true }).id;
const newest = () => world.refreshes()[0]?.progress;
const ids = () => (world.group("shop")?.instances ?? []).map(({ instance }) => instance.id);
const over = () => until("the refresh to be over", () => newest()?.endedAt !== undefined);
const errorIdOf = (outputs: Record<string, string>) => JSON.parse(outputs.result ?? "{}").error.id;

/** Starts a refresh of somebody else to a version of theirs, one machine at a time, and gives its id. */
async function theirs(image: string, more: Record<string, unknown> = {}): Promise<string> {
  const made = await world.ec2("CreateLaunchTemplateVersion", {
    ...{ LaunchTemplateId: world.templateId, SourceVersion: "1" },
    LaunchTemplateData: { ImageId: another(image) },
  });
  const { versionNumber } = made.launchTemplateVersion as { versionNumber: unknown };
  const LaunchTemplate = { LaunchTemplateId: world.templateId, Version: String(versionNumber) };
  return world.aws.autoScaling.hands.startRefresh("shop", {
    DesiredConfiguration: { LaunchTemplate },
    Preferences: { MinHealthyPercentage: 90, MaxHealthyPercentage: 100, InstanceWarmup: 1, ...more },
  });
}

test("a refresh of somebody else is told with its id, status and share, and goes on untouched", async () => {
  const { hands } = world.aws.autoScaling;
  await hands.alarm("held", "OK");
  const id = await theirs("theirs", { AlarmSpecification: { Alarms: ["held"] } });
  // It waits at 30 % for as long as its alarm has no data.
  await hands.at("shop", { percent: 30 }, () => hands.alarm("held", "INSUFFICIENT_DATA"));
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", ONE);
  expect([refused.conclusion, errorIdOf(refused.outputs)]).toEqual(["failure", "foreign-refresh"]);
  expect(refused.log.text).toContain(`${id}, InProgress, 30 % complete`);
  expect(world.mutations(before)).toEqual([]);
  await hands.alarm("held", "OK");
  await over();
  expect([newest()?.status, world.versions(), world.named()]).toEqual(["Successful", "2=10", "2"]);
});

test("a refresh of somebody else that ends half-way is told as the mixture that it leaves", async () => {
  const { hands } = world.aws.autoScaling;
  await hands.alarm("theirs", "OK");
  await theirs("failing", { AlarmSpecification: { Alarms: ["theirs"] } });
  await hands.at("shop", { percent: 40 }, () => hands.alarm("theirs", "ALARM"));
  await over();
  const status = await world.step("status");
  expect([newest()?.status, status.outputs.phase]).toEqual(["Failed", "degraded"]);
  expect(status.log.text).toContain("shop is mixed: 4 new, 6 old");
  expect(status.log.text).toContain("the next launch is old (version 2)");
  expect(status.log.text).toContain("theirs");
});

test("a refresh that is cancelled by hand ends the step, status tells the mixture, a rerun replaces the others alone", async () => {
  const { hands } = world.aws.autoScaling;
  // What is left of theirs goes first.
  expect((await world.step("deploy", { ...THREE, "image-id": another("v4") })).conclusion).toBe("success");
  const old = Number(world.named());
  const given = { ...ONE, "image-id": another("half") };
  const cancelled = hands.at("shop", { percent: 40 }, () => hands.cancelRefresh("shop", false));
  const failed = await world.step("deploy", given);
  await cancelled;
  expect([failed.conclusion, JSON.parse(failed.outputs.result ?? "{}").error.code]).toEqual(["failure", "conflict"]);
  expect(failed.log.text).toContain("was cancelled by somebody else: 4 of 10 machines run the new version");
  expect([failed.post?.exitCode, newest()?.status]).toEqual([0, "Cancelled"]);
  const status = await world.step("status");
  expect(status.outputs.phase).toBe("degraded");
  expect(status.log.text).toContain("shop is mixed: 4 new, 6 old");
  expect(status.log.text).toContain(`the next launch is old (version ${old})`);
  const kept = world.group("shop")?.instances.filter(({ template }) => template.version === old + 1) ?? [];
  const rerun = await world.step("deploy", { ...given, ...THREE, "image-id": given["image-id"] });
  expect([rerun.conclusion, world.versions(), world.named()]).toEqual(["success", `${old + 1}=10`, `${old + 1}`]);
  expect(kept).toHaveLength(4);
  expect(ids()).toEqual(expect.arrayContaining(kept.map(({ instance }) => instance.id)));
});

test("an alarm without data is refused before anything; one that turns red at 40 % has all machines put back", async () => {
  const { hands } = world.aws.autoScaling;
  const runs = [world.versions(), world.named()];
  const given = { ...ONE, "image-id": another("alarming"), alarms: "shop-5xx" };
  await hands.alarm("shop-5xx", "INSUFFICIENT_DATA");
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", given);
  expect(refused.conclusion).toBe("failure");
  expect(refused.log.text).toContain("alarms: shop-5xx is INSUFFICIENT_DATA, not OK");
  expect(world.mutations(before)).toEqual([]);
  await hands.alarm("shop-5xx", "OK");
  const red = hands.at("shop", { percent: 40 }, () => hands.alarm("shop-5xx", "ALARM"));
  const failed = await world.step("deploy", given);
  await red;
  expect([failed.conclusion, world.versions(), world.named()]).toEqual(["failure", ...runs]);
  expect(newest()).toMatchObject({ status: "RollbackSuccessful", rollback: { percent: 40 } });
  expect(failed.log.text).toContain("EC2 Auto Scaling rolled the machines back by itself");
  expect(failed.log.text).toContain("shop-5xx");
  expect(failed.outputs.phase).toBe("rolled-back");
});
