import { expect, onTestFinished, test } from "vitest";
import { healthySampler } from "../aws/healthy-sampler.ts";
import { startTraffic } from "../e2e/traffic.ts";
import { wholePolicy } from "../e2e/whole-policy.ts";
import { startGitHub } from "../github/server.ts";
import { createSingleWorld } from "./world.ts";

const TOKEN = "ghs_16C7e42F292c6912E7710c838347Ae178B4a";

test("a bad version is put back after one batch: nobody notices, and it is told why", async () => {
  const world = await createSingleWorld({ size: 4, timeScale: 10, group: { HealthCheckGracePeriod: 300 } });
  onTestFinished(() => world.close());
  const bad = world.aws.ec2.registerImage({ version: "bad", app: "broken", bootSeconds: 10, shared: true });
  const traffic = startTraffic(world.url(), { rate: 50 });
  const capacity = healthySampler(world.aws, "shop");
  const github = await startGitHub({ token: TOKEN });
  onTestFinished(() => github.close());
  const given = { "image-id": bad.id, "batch-size": "1", "batch-timeout": "10s", "warm-up": "60s" };
  const env = { ...world.aws.env(world.aws.principal("deployer", wholePolicy())), ...github.env };
  const told = { env, token: TOKEN, secrets: [TOKEN] };
  const failed = await world.step("deploy", { ...given, "deployment-environment": "production" }, told);
  capacity.stop();
  expect(await traffic.stop()).toMatchObject({ failed: 0 });
  expect(failed.conclusion).toBe("failure");
  expect(failed.log.text).toContain("no machine of shop got healthy with the new version: 0 of 4");
  expect(failed.log.text).toContain("Target.ResponseCodeMismatch");
  expect(failed.log.text).toContain("Fix the version and `deploy` it.");
  expect(failed.outputs).toMatchObject({ phase: "rolled-back", weight: "0", verdict: "fail" });
  expect(world.aws.calls.filter(({ action }) => action === "RollbackInstanceRefresh")).toHaveLength(1);
  expect([world.versions(), world.named()]).toEqual(["1=4", "1"]);
  expect(capacity.lowest()).toBeGreaterThanOrEqual(3);
  expect(world.refreshes().map(({ progress }) => progress.status)).toEqual(["RollbackSuccessful"]);
  expect(github.timeline()).toEqual([
    `production in_progress: deploy: image-id=${bad.id} comes to the machines`,
    expect.stringContaining("production failure: deploy failed, rolled back, all 4 machines run launch-template-version=1 again"),
  ]);
  expect(github.problems).toEqual([]);
});
