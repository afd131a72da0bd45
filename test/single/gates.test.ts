import { expect, onTestFinished, test } from "vitest";
import { wholePolicy } from "../e2e/whole-policy.ts";
import { createSingleWorld } from "./world.ts";

/** Gates while the machines of one fleet are replaced, by counts that exist in CloudWatch alone. A minute takes two seconds. */

const GATED = { "batch-size": "1", "max-error-rate": "1%", "batch-timeout": "10m" };
const MINUTES = 60;

/** Four machines whose target group answers so many of its requests a minute with an error, from now on. */
async function replacing(errors: number, requests = 6_000) {
  const world = await createSingleWorld({ size: 4, timeScale: 30 });
  onTestFinished(() => world.close());
  const { sides, time } = world.aws.cloudWatch;
  for (let minute = -MINUTES; minute < MINUTES; minute += 1) {
    const bad = minute < 0 ? Math.floor(requests / 1_000) : errors;
    sides.targetGroup(world.blueTg, { minute: time.minute(minute), requests, errors: bad });
  }
  const env = { ...world.aws.env(world.aws.principal("deployer", wholePolicy())), ...world.aws.cloudWatch.clockEnv() };
  return {
    ...world,
    deploy: (more: Record<string, string> = {}) => world.step("deploy", { ...GATED, ...more }, { env }),
  };
}

test("a version that answers with errors is put back before all machines have it", async () => {
  const world = await replacing(300);
  const deploy = await world.deploy({ "warm-up": "180s" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
  expect(deploy.summary).toMatch(/above the limit of 1 %/);
  expect(deploy.log.text).toContain("It is rolled back (on-failure).");
  expect(world.aws.calls.filter(({ action }) => action === "RollbackInstanceRefresh")).toHaveLength(1);
  expect([world.versions(), world.named()]).toEqual(["1=4", "1"]);
});

test("a deploy whose requests are too few to tell says so, and leaves the way back open", async () => {
  const world = await replacing(0, 2);
  const deploy = await world.deploy({ "warm-up": "0s", "max-bake-time": "4m" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.outputs).toMatchObject({ verdict: "inconclusive", weight: "100", phase: "promoted" });
  expect(deploy.log.text).toContain("accept it with `on-inconclusive: pass`");
  expect(world.versions()).toBe("2=4");
  // Run again it has nothing to do, and does not pass that for a verdict.
  const again = await world.deploy();
  expect(again.outputs).toMatchObject({ verdict: "inconclusive", changed: "false" });
  expect(again.summary).toContain("The gates were not asked: all machines run this version already.");
});

test("a version that answers well has passed once enough minutes of it are counted", async () => {
  const world = await replacing(5);
  const deploy = await world.deploy({ "bake-time": "3m" });
  expect(deploy.conclusion).toBe("success");
  expect(deploy.outputs).toMatchObject({ verdict: "pass", weight: "100", phase: "promoted" });
  expect(deploy.log.text).toContain("Green is not compared with blue");
  expect(world.versions()).toBe("2=4");
});
