import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../aws/until.ts";
import type { SingleWorld } from "./world.ts";
import { createSingleWorld } from "./world.ts";

/** One machine was changed in place: its image becomes what all of them run. */

let world: SingleWorld;
let changed: string;
beforeAll(async () => {
  world = await createSingleWorld({ size: 2 });
  world.aws.ec2.imaging.pendingSeconds = 20;
  changed = world.group("shop")?.instances[0]?.instance.id ?? "";
  writeFileSync(join(world.aws.ec2.instances.directory(changed), "version"), "v9\n");
});
afterAll(() => world.close());

test("a rolling deploy does not reboot a machine that serves, and changes nothing then", async () => {
  const before = world.aws.calls.length;
  const refused = await world.step("deploy", { "image-id": "", "source-instance": changed });
  expect(refused.conclusion).toBe("failure");
  expect(refused.log.text).toContain(`reboots ${changed}, which is InService in the Auto Scaling group shop`);
  expect(world.mutations(before)).toEqual([]);
});

test("a rolling deploy makes an image of it without a reboot, then replaces every machine by that", async () => {
  const inputs = { "image-id": "", "source-instance": changed, "no-reboot": "true" };
  const deployed = await world.step("deploy", inputs);
  expect(deployed.outputs.phase).toBe("promoted");
  expect([world.versions(), world.named()]).toEqual(["2=2", "2"]);
  const made = world.aws.calls.filter(({ action }) => action === "CreateImage");
  expect(made.map(({ params }) => params.NoReboot)).toEqual(["true"]);
  await until("the new machines alone to answer", async () => (await (await fetch(world.url())).text()) === "v9\n");
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
  expect(world.versions()).toBe("1=2");
});
