import { afterEach, expect, test } from "vitest";
import { errorOf } from "./runs.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Launches that fail: told in AWS's words, and waited for only where another may go better. */

let world: World;
afterEach(() => world.close());

const SOON = { "scale-down-delay": "1s" };

test("instances that cannot be launched end the step at once with the scaling activity's reason", async () => {
  world = await createWorld();
  world.aws.autoScaling.failLaunches(
    "You are not authorized to perform this operation. Launching EC2 instance failed.",
  );
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, timeout: "5m" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("shop-b cannot launch its instances: You are not authorized");
  world.aws.autoScaling.failLaunches(undefined);
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
});

test("launches that EC2 cancels because of a key end the step at once, in AWS's words", async () => {
  world = await createWorld();
  const why = "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state";
  world.aws.autoScaling.cancelLaunches(why);
  const deploy = await world.step("deploy", { "image-id": world.images.v2.id, timeout: "5m" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("shop-b cannot launch its instances: Instance became unhealthy while waiting");
  expect(deploy.summary).toContain("The KMS key provided is in an incorrect state");
  expect(errorOf(deploy)?.remedy).toContain("must let the role AWSServiceRoleForAutoScaling use it");
  world.aws.autoScaling.cancelLaunches(undefined);
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
});

test("launches that a lifecycle hook abandons are told of while they are waited for, and go on once it lets them", async () => {
  world = await createWorld();
  const hook = { AutoScalingGroupName: "shop-b", LifecycleHookName: "warm-up" };
  await world.scaling("PutLifecycleHook", {
    ...hook,
    LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
    HeartbeatTimeout: 30,
    DefaultResult: "ABANDON",
  });
  let told = "";
  const deploy = await world.step(
    "deploy",
    { "image-id": world.images.v2.id },
    {
      onLine: (line) => {
        if (told !== "" || !line.includes("scaling activity failed")) return;
        told = line;
        void world.scaling("DeleteLifecycleHook", hook);
      },
    },
  );
  expect(told).toMatch(/abandon/i);
  expect(deploy).toMatchObject({ conclusion: "success", outputs: { phase: "deployed" } });
});

test("a lack of capacity is waited out, and its reason is shown", async () => {
  world = await createWorld();
  world.aws.autoScaling.failLaunches(
    "We currently do not have sufficient t3.micro capacity in the zone you requested.",
  );
  const deploy = world.step(
    "deploy",
    { "image-id": world.images.v2.id },
    {
      onLine: (line) => {
        if (line.includes("sufficient t3.micro capacity")) world.aws.autoScaling.failLaunches(undefined);
      },
    },
  );
  expect(await deploy).toMatchObject({ conclusion: "success", outputs: { phase: "deployed" } });
});
