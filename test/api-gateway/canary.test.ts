import { afterEach, expect, test, vi } from "vitest";
import { startTraffic } from "../e2e/traffic.ts";
import { cancelAt } from "../runner/runner.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };

test("the life cycle: deploy, shift, shift, promote, teardown, and no request fails", async () => {
  world = await createApiWorld();
  const traffic = startTraffic(world.url(), { path: "/math", connections: 4, rate: 300 });
  const integration = world.integration("mathFloor");

  const deploy = await world.step("deploy", { integration });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", weight: "0", changed: "true", blue: world.blue });
  expect(deploy.outputs).toMatchObject({ "next-step": "shift", "next-weight": "10", "ready-to-promote": "true" });
  const green = deploy.outputs.green ?? "";
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: { deploymentId: green, percentTraffic: 0 } });
  expect(world.statements("mathFloor")).toHaveLength(1);
  expect(Object.keys(await world.ask(200))).toEqual(["1000"]);

  const ten = await world.step("shift");
  expect(ten.outputs).toMatchObject({ phase: "shifting", weight: "10", "previous-weight": "0", "next-weight": "50" });
  const half = await world.step("shift");
  expect(half.outputs).toMatchObject({ phase: "shifting", weight: "50", "next-step": "promote" });
  expect(Object.keys(await world.ask(200)).sort()).toEqual(["1000", "999"]);

  const since = world.aws.calls.length;
  const promote = await world.step("promote");
  const made = world.aws.mutations(since).map(({ action }) => action);
  expect(made).toEqual(["TagResource", "UpdateStage", "UpdateStage"]);
  expect(promote.outputs).toMatchObject({
    phase: "promoted",
    weight: "100",
    "next-step": "teardown",
    blue: world.blue,
  });
  expect(world.stage()).toMatchObject({ deploymentId: green, canary: undefined });
  expect(await world.ask(200)).toEqual({ "999": 200 });

  const teardown = await world.step("teardown", { ...SOON, "keep-deployments": "0" });
  expect(teardown.outputs).toMatchObject({ phase: "idle", blue: green, changed: "true" });
  expect(world.deployments().map(({ id }) => id)).toEqual([green]);
  expect(Object.keys(Object.fromEntries(world.stage().tags)).filter((key) => !key.includes(":grant:"))).toEqual([]);
  expect((await traffic.stop()).failed).toBe(0);
});

test("a rollback from each phase puts back what the stage served and the resources; the permission goes with the teardown", async () => {
  world = await createApiWorld();
  const before = { uri: world.nextUri(), variables: new Map(world.stage().variables) };
  const inputs = { integration: world.integration("mathFloor"), "stage-variables": "colour=green\nsize=xl" };
  for (const road of [[], ["shift"], ["promote"], ["shift", "promote"]]) {
    const deploy = await world.step("deploy", inputs);
    expect(deploy.outputs.phase).toBe("deployed");
    for (const step of road) expect((await world.step(step)).conclusion).toBe("success");
    if (road.includes("promote")) {
      expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "green", size: "xl" });
    }
    const rollback = await world.step("rollback");
    expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0", "next-step": "teardown" });
    expect(rollback.outputs.verdict).toBe("inconclusive");
    expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
    expect(world.stage().variables).toEqual(before.variables);
    expect(world.nextUri()).toBe(before.uri);
    // Another run may give green traffic again at the same moment.
    expect(world.statements("mathFloor")).toHaveLength(1);
    expect(await world.ask(50)).toEqual({ "1000": 50 });
    expect((await world.step("rollback")).outputs.changed).toBe("false");
  }
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.statements("mathFloor")).toEqual([]);
  expect(world.stage().tags.size).toBe(0);
});

test("a step that is repeated changes nothing", async () => {
  world = await createApiWorld();
  const inputs = { integration: world.integration("mathFloor"), "stage-variables": "colour=green" };
  const twice = async (step: string, more: Record<string, string> = {}) => {
    const once = await world.step(step, more);
    expect(once.outputs.changed).toBe("true");
    const since = world.aws.calls.length;
    const again = await world.step(step, more);
    expect(again).toMatchObject({ conclusion: "success", outputs: { changed: "false", phase: once.outputs.phase } });
    expect(again.outputs["state-digest"]).toBe(once.outputs["state-digest"]);
    expect(world.aws.mutations(since)).toEqual([]);
  };
  await twice("deploy", inputs);
  await twice("shift", { weight: "33.3" });
  await twice("shift", { weight: "12.25" });
  await twice("promote");
  await twice("rollback");
  await twice("teardown", SOON);
});

test("a rung whose bake was cut off is baked again before the next one", async () => {
  world = await createApiWorld();
  await world.step("deploy", { integration: world.integration("mathFloor") });
  const cutOff = await world.step("shift", { "bake-time": "10m" }, cancelAt("… seconds of bake time"));
  expect(cutOff).toMatchObject({ conclusion: "cancelled", outputs: { weight: "10", "next-weight": "10" } });
  const again = await world.step("shift", { "bake-time": "1s" });
  expect(again).toMatchObject({ conclusion: "success", outputs: { weight: "10", "next-weight": "50" } });
  expect(again.log.text).toContain("→ Bake 10 % for 1s");
  // No bake is said to take longer than it does.
  expect(again.log.text).toContain("… seconds of bake time: 1 left");
  expect((await world.step("shift", { "bake-time": "1s" })).outputs).toMatchObject({ weight: "50" });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(Object.keys(world.stage().tags).filter((key) => key.startsWith("progressive-delivery:baking"))).toEqual([]);
});
