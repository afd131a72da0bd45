import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../aws/until.ts";
import { cancelAt } from "../runner/runner.ts";
import type { SingleWorld } from "./world.ts";
import { createSingleWorld } from "./world.ts";

/** Four machines, one at a time: what becomes of a deploy that somebody, or something, ends half-way. */
const QUICK = { "warm-up": "5s" };
/** The first line that counts machines. */
const COUNTING = "… machines of shop";

let world: SingleWorld;
beforeAll(async () => {
  world = await createSingleWorld({ size: 4, timeScale: 10 });
});
afterAll(() => world.close());

/** Another version, which boots and serves. */
const another = (version: string) => world.aws.ec2.registerImage({ version, bootSeconds: 10, shared: true }).id;
const idle = () => until("nothing to be replaced", () => world.refreshes().every(({ progress }) => progress.endedAt));
const newest = () => world.refreshes()[0]?.progress.status;

test("a refresh of somebody else is told with its id and share, and goes on untouched", async () => {
  const { hands } = world.aws.autoScaling;
  await world.ec2("CreateLaunchTemplateVersion", {
    LaunchTemplateId: world.templateId,
    SourceVersion: "1",
    LaunchTemplateData: { ImageId: another("theirs") },
  });
  const id = await hands.startRefresh("shop", {
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: world.templateId, Version: "2" } },
    Preferences: { MinHealthyPercentage: 75, MaxHealthyPercentage: 100, InstanceWarmup: 60 },
  });
  await hands.at("shop", { percent: 25 }, () => {});
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", QUICK);
  expect(refused.conclusion).toBe("failure");
  expect(refused.log.text).toMatch(new RegExp(`${id}, InProgress, \\d+ % complete`));
  expect(JSON.parse(refused.outputs.result ?? "{}").error.id).toBe("foreign-refresh");
  expect(world.mutations(before)).toEqual([]);
  await idle();
  expect([newest(), world.versions()]).toEqual(["Successful", "2=4"]);
});

test("a runner that is killed after the start is no loss: the next run joins the same refresh", async () => {
  const given = { ...QUICK, "image-id": another("joined") };
  const kill = new AbortController();
  const onLine = (line: string) => line.startsWith(COUNTING) && kill.abort();
  const before = world.aws.calls.length;
  await world.step("deploy", given, { kill: kill.signal, onLine });
  const joined = await world.step("deploy", given);
  expect([joined.conclusion, joined.outputs.phase, world.versions()]).toEqual(["success", "promoted", "3=4"]);
  expect(world.mutations(before).filter((action) => action === "StartInstanceRefresh")).toHaveLength(1);
});

test("a run that is cancelled has the machines put back, and says so", async () => {
  const image = another("cancelled");
  const cancelled = await world.step("deploy", { ...QUICK, "image-id": image }, cancelAt(COUNTING));
  expect([cancelled.conclusion, cancelled.post?.exitCode]).toEqual(["cancelled", 0]);
  expect(cancelled.post?.log.text).toContain("Have EC2 Auto Scaling put back the machines of shop");
  expect(["RollbackInProgress", "RollbackSuccessful"]).toContain(newest());
  await idle();
  const status = await world.step("status");
  expect([status.outputs.phase, world.versions(), world.named()]).toEqual(["rolled-back", "3=4", "3"]);
});

test("a refresh that is cancelled by hand ends the step, status tells the mixture, a rerun replaces the rest", async () => {
  const given = { ...QUICK, "image-id": another("half") };
  const { hands } = world.aws.autoScaling;
  const cancelled = hands.at("shop", { percent: 50 }, () => hands.cancelRefresh("shop", false));
  const failed = await world.step("deploy", given);
  await cancelled;
  expect([failed.conclusion, JSON.parse(failed.outputs.result ?? "{}").error.code]).toEqual(["failure", "conflict"]);
  expect(failed.log.text).toMatch(/[23] of 4 machines run the new version/);
  await until("four machines in service", () => world.versions().split(" ").length === 2);
  const changed = Number(/\b5=(\d)/.exec(world.versions())?.[1]);
  const status = await world.step("status");
  expect(status.outputs.phase).toBe("degraded");
  expect(status.log.text).toContain(`${changed} new, ${4 - changed} old`);
  expect(status.log.text).toContain("the next launch is old (version 3)");
  const kept = world.group("shop")?.instances.filter(({ template }) => template.version === 5) ?? [];
  const rerun = await world.step("deploy", given);
  expect([rerun.conclusion, world.versions(), world.named()]).toEqual(["success", "5=4", "5"]);
  const ids = (world.group("shop")?.instances ?? []).map(({ instance }) => instance.id);
  for (const { instance } of kept) expect(ids).toContain(instance.id);
});

test("an alarm without data is refused before anything; one that turns red has all machines put back", async () => {
  const { hands } = world.aws.autoScaling;
  const given = { ...QUICK, "image-id": another("alarming"), alarms: "shop-5xx" };
  await hands.alarm("shop-5xx", "INSUFFICIENT_DATA");
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", given);
  expect(refused.log.text).toContain("alarms: shop-5xx is INSUFFICIENT_DATA, not OK");
  expect(world.mutations(before)).toEqual([]);
  await hands.alarm("shop-5xx", "OK");
  const red = hands.at("shop", { percent: 25 }, () => hands.alarm("shop-5xx", "ALARM"));
  const failed = await world.step("deploy", given);
  await red;
  expect([failed.conclusion, world.versions(), world.named()]).toEqual(["failure", "5=4", "5"]);
  expect(failed.log.text).toContain("EC2 Auto Scaling rolled the machines back by itself");
  expect(failed.log.text).toContain("shop-5xx");
  expect(failed.outputs.phase).toBe("rolled-back");
});
