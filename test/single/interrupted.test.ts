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

test("a runner that is killed after the start is no loss: the next run joins the same refresh", async () => {
  const given = { ...QUICK, "image-id": another("joined") };
  const kill = new AbortController();
  const onLine = (line: string) => line.startsWith(COUNTING) && kill.abort();
  const before = world.aws.calls.length;
  await world.step("deploy", given, { kill: kill.signal, onLine });
  const joined = await world.step("deploy", given);
  expect([joined.conclusion, joined.outputs.phase, world.versions()]).toEqual(["success", "promoted", "2=4"]);
  expect(world.mutations(before).filter((action) => action === "StartInstanceRefresh")).toHaveLength(1);
  const [refresh, ...more] = world.refreshes();
  expect(more).toEqual([]);
  expect(world.group("shop")?.tags.get("progressive-delivery:refresh")?.value).toBe(refresh?.id);
});

test("a run that is cancelled has the machines put back, and says so", async () => {
  const image = another("cancelled");
  const cancelled = await world.step("deploy", { ...QUICK, "image-id": image }, cancelAt(COUNTING));
  expect([cancelled.conclusion, cancelled.post?.exitCode]).toEqual(["cancelled", 0]);
  expect(cancelled.post?.log.text).toContain("Have EC2 Auto Scaling put back the machines of shop");
  expect(["RollbackInProgress", "RollbackSuccessful"]).toContain(newest());
  await idle();
  const status = await world.step("status");
  expect([status.outputs.phase, world.versions(), world.named()]).toEqual(["rolled-back", "2=4", "2"]);
});

test("replacing pauses where it was told to and bakes at the end; a run that is cancelled then has all machines put back", async () => {
  const pauses = { checkpoints: "50", "checkpoint-delay": "60s", "bake-time": "10m" };
  const given = { ...QUICK, ...pauses, "image-id": another("baking") };
  const paused = new Set<string>();
  const stop = world.aws.autoScaling.refreshes.onLook((_group, { progress }) => {
    if (progress.reason?.includes("checkpoint") === true) paused.add(world.versions());
  });
  const cancel = new AbortController();
  const onLine = (line: string) => line.includes("EC2 Auto Scaling: Baking") && cancel.abort();
  const cancelled = await world.step("deploy", given, { cancel: cancel.signal, onLine });
  stop();
  expect([...paused]).toEqual(["2=2 4=2"]);
  expect(world.refreshes()[0]?.shown).toMatchObject({
    ...{ CheckpointPercentages: [50, 100], CheckpointDelay: 60, BakeTime: 600 },
  });
  expect([cancelled.conclusion, cancelled.post?.exitCode]).toEqual(["cancelled", 0]);
  await idle();
  expect([newest(), world.versions(), world.named()]).toEqual(["RollbackSuccessful", "2=4", "2"]);
  const again = await world.step("deploy", { ...given, "bake-time": "20s" });
  expect([again.conclusion, again.outputs.phase]).toEqual(["success", "promoted"]);
  expect(world.versions()).toBe(`${world.named()}=4`);
  expect(world.refreshes()[0]?.shown).toMatchObject({ BakeTime: 20 });
});
