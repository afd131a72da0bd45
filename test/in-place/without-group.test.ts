import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Policy } from "../aws/contract.ts";
import { ROOT } from "../runner/runner.ts";
import type { Machines } from "./machines.ts";
import { createMachines } from "./machines.ts";
import { COMMANDS, errorOf } from "./world.ts";

/** Machines without an Auto Scaling group, changed in place by the built action on live traffic and real processes. */

let open: Machines | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const [, json = ""] =
  /<!-- iam-in-place-targets -->\s*```json\n([\s\S]*?)```/.exec(
    readFileSync(join(ROOT, "docs", "strategies", "in-place.md"), "utf8"),
  ) ?? [];

test("machines are changed one at a time without a failed request, a failed batch goes back, and all are registered as before", async () => {
  const world = await createMachines();
  open = world;
  const env = world.aws.env(world.aws.principal("deployer", JSON.parse(json) as Policy));
  const before = world.registered().toSorted();
  const [traffic, lowest] = [world.traffic(), world.lowest()];
  await world.aws.autoScaling.hands.alarm("shop-5xx", "OK");
  const watched = { alarms: "shop-5xx", "bake-time": "2s" };
  const deploy = await world.step("deploy", { revision: "v2", ...watched }, { env });
  expect(errorOf(deploy)).toBeUndefined();
  expect(deploy.log.text).toContain("Watch the machines of shop-a and shop-5xx for 2s");
  expect(world.versions()).toEqual(["v2", "v2", "v2"]);
  expect(deploy.outputs).toMatchObject({ phase: "promoted", weight: "100", "next-step": "teardown" });
  const again = await world.step("deploy", { revision: "v2" }, { env });
  expect(again).toMatchObject({ conclusion: "success", outputs: { changed: "false" } });

  // On the second machine that is changed.
  const ran = new Set<string>();
  world.aws.ssm.agents.onRun((id) => {
    if (ran.size === 1 && !ran.has(id)) writeFileSync(join(world.disk(id), "fail"), "");
    ran.add(id);
  });
  const commands = `cd "$HOME"\nif [ -e fail ] && [ "$REVISION" = v3 ]; then echo the last line; exit 9; fi\n${COMMANDS}`;
  const failing = await world.step("deploy", { revision: "v3", commands }, { env });
  expect(errorOf(failing)?.reasons?.join("\n")).toMatch(/ended with exit code 9[\s\S]*: the last line$/m);
  expect(ran.size).toBe(2);
  expect(world.versions()).toEqual(["v2", "v2", "v2"]);
  expect(failing.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });

  const { failed, answered } = await traffic.stop();
  expect({ failed, lowest: lowest() }).toEqual({ failed: 0, lowest: 2 });
  expect(answered).toBeGreaterThan(0);
  expect(world.registered().toSorted()).toEqual(before);
  for (const id of world.ids) expect(Object.keys(world.tags(id)).join()).not.toContain("in-place-targets");
  const teardown = await world.step("teardown", {}, { env });
  expect(teardown).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
});

test("a runner that was killed while a machine was deregistered is gone on with: who was out is found again, and registered as before", async () => {
  const world = await createMachines({ size: 2 });
  open = world;
  const before = world.registered().toSorted();
  const killer = new AbortController();
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "DeregisterTargets") killer.abort();
  };
  await world.step("deploy", { revision: "v2" }, { kill: killer.signal });
  world.aws.hooks.onCall = undefined;
  await world.healthy(1);
  // Whoever is out still counts.
  const status = await world.step("status");
  expect(JSON.parse(status.outputs.result ?? "{}").blue).toMatchObject({ healthy: 1, wanted: 2 });
  const deploy = await world.step("deploy", { revision: "v2" });
  expect(errorOf(deploy)).toBeUndefined();
  for (const id of world.ids) expect(readFileSync(join(world.disk(id), "history"), "utf8")).toBe("v2\n");
  expect(world.registered().toSorted()).toEqual(before);
  const rollback = await world.step("rollback");
  expect(errorOf(rollback)).toBeUndefined();
  expect(world.versions()).toEqual(["v1", "v1"]);
  expect(world.registered().toSorted()).toEqual(before);
});
