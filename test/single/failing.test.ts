import { expect, onTestFinished, test } from "vitest";
import { healthySampler } from "../aws/healthy-sampler.ts";
import type { ShopOptions } from "../aws/shop.ts";
import { startTraffic } from "../e2e/traffic.ts";
import { wholePolicy } from "../e2e/whole-policy.ts";
import { startGitHub } from "../github/server.ts";
import { createSingleWorld } from "./world.ts";

const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

/** Bad versions, under load: what is left of the fleet at every moment, and what it runs in the end. */

async function loaded(options: ShopOptions & { strategy?: string }) {
  const world = await createSingleWorld(options);
  onTestFinished(() => world.close());
  const traffic = startTraffic(world.url(), { rate: 50 });
  const capacity = healthySampler(world.aws, "shop");
  return {
    ...world,
    /** Requests that failed, and the fewest machines that were healthy at once. */
    async seen() {
      capacity.stop();
      return { failed: (await traffic.stop()).failed, lowest: capacity.lowest() };
    },
    /** Every machine of this version that was ever launched. */
    launched: (image: string) => [...world.aws.ec2.instances.all.values()].filter(({ imageId }) => imageId === image),
  };
}

test("a version that goes bad from the third machine on is given up long before the hour of the engine, and is put back", async () => {
  const world = await loaded({ size: 10, timeScale: 10 });
  const { v2 } = world.images;
  // Two machines of it are well: all that are launched from then on are not.
  void world.aws.autoScaling.hands.at("shop", { percent: 10 }, () =>
    Object.assign(v2, { app: "broken", shared: false }),
  );
  const github = await startGitHub({ token: TOKEN });
  onTestFinished(() => github.close());
  const env = { ...world.aws.env(world.aws.principal("deployer", wholePolicy())), ...github.env };
  const given = { "batch-size": "2", "batch-timeout": "90s", "warm-up": "5s", "deployment-environment": "production" };
  const failed = await world.step("deploy", given, { env, token: TOKEN, secrets: [TOKEN] });
  const { failed: lost, lowest } = await world.seen();
  expect([failed.conclusion, failed.exitCode, lost]).toEqual(["failure", 1, 0]);
  expect(lowest).toBeGreaterThanOrEqual(8);
  expect(failed.log.text).toContain("no machine of shop got healthy with the new version: 2 of 10");
  const named = /(i-[0-9a-f]{17}): target unhealthy \(Target\.ResponseCodeMismatch/.exec(failed.log.text)?.[1];
  expect(world.launched(v2.id).map(({ id }) => id)).toContain(named);
  expect(failed.log.text).toContain("Fix the version and `deploy` it.");
  expect(failed.outputs).toMatchObject({ phase: "rolled-back", weight: "0", verdict: "fail" });
  expect(world.mutations().filter((action) => action === "RollbackInstanceRefresh")).toHaveLength(1);
  expect([world.versions(), world.named()]).toEqual(["1=10", "1"]);
  expect(world.refreshes().map(({ progress }) => progress.status)).toEqual(["RollbackSuccessful"]);
  expect(github.timeline()).toEqual([
    `production in_progress: deploy: image-id=${v2.id} comes to the machines`,
    expect.stringContaining(
      "production failure: deploy failed, rolled back, all 10 machines run launch-template-version=1 again",
    ),
  ]);
  expect(github.problems).toEqual([]);
});

test("with an additional machine, not one of those that serve is missing, there and back", async () => {
  const strategy = "rolling-with-additional-batch";
  const world = await loaded({ strategy, size: 4, timeScale: 10, group: { HealthCheckGracePeriod: 300 } });
  await world.scaling("SuspendProcesses", { AutoScalingGroupName: "shop", ScalingProcesses: ["AZRebalance"] });
  const { id } = world.aws.ec2.registerImage({ version: "bad", app: "broken", bootSeconds: 10, shared: true });
  const failed = await world.step("deploy", { "image-id": id, "batch-timeout": "10s", "warm-up": "60s" });
  expect(await world.seen()).toEqual({ failed: 0, lowest: 4 });
  expect([failed.conclusion, failed.outputs.phase]).toEqual(["failure", "rolled-back"]);
  expect(failed.log.text).toContain("no machine of shop got healthy with the new version: 0 of 4");
  expect([world.versions(), world.named()]).toEqual(["1=4", "1"]);
});

test("where the group does not ask the load balancer, a version that fails its checks is noticed before the next batch", async () => {
  // By the real clock: a warm-up is long enough for the step to look into it.
  const targets = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 4, UnhealthyThresholdCount: 2 };
  const group = { HealthCheckType: "EC2" };
  const world = await loaded({ size: 4, timeScale: 1, targets, group, image: { bootSeconds: 1, shared: true } });
  const { id } = world.aws.ec2.registerImage({ version: "bad", app: "broken", bootSeconds: 1, shared: true });
  world.aws.hooks.onCall = ({ action }) => {
    // What comes back need not be waited for by the real clock, too.
    if (action === "RollbackInstanceRefresh") for (const { wishes } of world.refreshes()) wishes.warmup = 0;
  };
  const failed = await world.step("deploy", { "image-id": id, "warm-up": "60s", "batch-timeout": "1h" });
  expect(await world.seen()).toEqual({ failed: 0, lowest: 3 });
  expect([failed.conclusion, failed.exitCode]).toEqual(["failure", 1]);
  const [bad, ...more] = world.launched(id);
  expect(more).toEqual([]);
  expect(failed.log.text).toContain(
    `${bad?.id} of shop is in service with the new version and unhealthy: target unhealthy (Target.ResponseCodeMismatch`,
  );
  expect(failed.log.text).toContain("EC2 Auto Scaling does not look at the load balancer's checks and would go on");
  expect(failed.log.text).toContain("This step watches the targets and rolls back by itself.");
  expect(failed.outputs).toMatchObject({ phase: "rolled-back", weight: "0", verdict: "fail" });
  expect([world.versions(), world.named()]).toEqual(["1=4", "1"]);
  expect(world.refreshes().map(({ progress }) => progress.status)).toEqual(["RollbackSuccessful"]);
});
