import { afterEach, expect, test, vi } from "vitest";
import type { Effect } from "../aws/faults.ts";
import { cancelAt } from "../runner/runner.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Steps that end in the middle: what is told afterwards is what is, and the next step goes on from there. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };
const inputs = () => ({ integration: world.integration("mathFloor"), "stage-variables": "colour=green" });
const DENIED: Effect = { kind: "error", code: "AccessDeniedException", message: "not authorized", status: 403 };
const EXPIRED: Effect = { kind: "error", code: "ExpiredTokenException", message: "expired", status: 403 };
const DELAY = { "scale-down-delay": "1h" };
const LATER = { "scale-down-delay": "1h", timeout: "1m" };

/** Kills the step at the first call of this action after another one. */
function killAt(action: string, after: string): { kill: AbortSignal } {
  const kill = new AbortController();
  let seen = false;
  world.aws.hooks.onCall = (call) => {
    if (seen && call.action === action) kill.abort();
    if (call.action === after) seen = true;
  };
  return { kill: kill.signal };
}

test.each([
  ["denied", DENIED],
  ["expired", EXPIRED],
])("a shift or promote whose record is %s moves nothing, and tells so", async (_name, effect) => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  for (const [step, more] of [
    ["shift", { weight: "10" }],
    ["promote", {}],
  ] as const) {
    world.aws.faults.add({ action: "TagResource", effect });
    const cut = await world.step(step, more);
    world.aws.faults.clear();
    expect(cut).toMatchObject({ conclusion: "failure", outputs: { weight: "0", phase: "deployed", changed: "false" } });
    expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: { percentTraffic: 0 } });
  }
});

test("a shift whose bake cannot be recorded tells the live weight, and is finished by the next shift", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  world.aws.faults.add({ action: "TagResource", after: 1, effect: DENIED });
  const cut = await world.step("shift", { weight: "10", "bake-time": "1s" });
  world.aws.faults.clear();
  expect(cut).toMatchObject({ conclusion: "failure", outputs: { weight: "10", phase: "shifting", changed: "true" } });
  expect(cut.outputs).toMatchObject({ "next-step": "shift", "next-weight": "10" });
  const again = await world.step("shift");
  expect(again.log.text).toContain("→ Bake 10 % for 1s");
  expect(again.outputs).toMatchObject({ weight: "10", "next-weight": "50" });
});

test("a rollback whose record is denied has moved the traffic, says so, and is never ready to promote", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  await world.step("promote");
  world.aws.faults.add({ action: "TagResource", effect: DENIED });
  const cut = await world.step("rollback");
  world.aws.faults.clear();
  expect(cut).toMatchObject({ conclusion: "failure", outputs: { weight: "0", phase: "rolled-back", changed: "true" } });
  expect(cut.outputs["ready-to-promote"]).toBe("false");
  expect(await world.ask(20)).toEqual({ "1000": 20 });
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ phase: "rolled-back", "ready-to-promote": "false", "next-step": "teardown" });
  expect((await world.step("promote")).log.text).toContain("was rolled back: promote is not possible");
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", changed: "true" });
  expect((await world.step("rollback")).outputs).toMatchObject({ phase: "rolled-back", changed: "false" });
});

test("a rollback killed after it moved the traffic is finished, and teardown waits as after any other", async () => {
  world = await createApiWorld();
  for (const road of [["shift"], ["promote"], ["shift", "promote"]]) {
    await world.step("deploy", inputs());
    for (const step of road) await world.step(step);
    const killed = await world.step("rollback", {}, killAt("UpdateIntegration", "UpdateStage"));
    world.aws.hooks.onCall = undefined;
    expect(killed.exitCode).not.toBe(0);
    expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
    const status = await world.step("status", DELAY);
    expect(status.outputs).toMatchObject({ phase: "rolled-back", "ready-to-promote": "false" });
    const rollback = await world.step("rollback", LATER);
    expect(rollback.outputs).toMatchObject({ phase: "rolled-back", changed: "true" });
    expect(world.nextUri()).toBe(world.uri("mathCeil"));
    const teardown = await world.step("teardown", LATER);
    expect(teardown.log.text).toContain("Teardown is not safe before");
  }
});

test("a version that never had a request goes without a wait", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  expect((await world.step("rollback", LATER)).outputs.phase).toBe("rolled-back");
  const teardown = await world.step("teardown", LATER);
  expect(teardown.outputs).toMatchObject({ phase: "idle", changed: "true" });
});

test("a shift killed before its weight moved is the same shift again", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  const killed = await world.step("shift", { "bake-time": "1s" }, killAt("UpdateStage", "TagResource"));
  world.aws.hooks.onCall = undefined;
  expect(killed.exitCode).not.toBe(0);
  // The call that was under way takes effect or not; either way the ladder goes on at its first rung.
  const weight = String(world.stage().canary?.percentTraffic);
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ weight, "next-step": "shift", "next-weight": "10" });
  const again = await world.step("shift", { "bake-time": "1s" });
  expect(again.outputs).toMatchObject({ weight: "10", phase: "shifting", "next-weight": "50" });
});

test("a deploy that does not get through tells what it has left", async () => {
  world = await createApiWorld();
  world.aws.faults.add({ action: "CreateDeployment", effect: { kind: "drop-before" } });
  const cut = await world.step("deploy", { ...inputs(), timeout: "8s" });
  world.aws.faults.clear();
  expect(cut).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", weight: "0", changed: "true" } });
  expect(cut.outputs["rollout-id"]).toBe("acme/shop/runs/4242");
  for (const step of ["shift", "promote"]) {
    const refused = await world.step(step);
    expect(refused.log.text).toContain("the canary of prod does not run mathFloor with colour=green");
    expect(refused.log.text).toContain("Run `deploy` again, which brings it to mathFloor");
  }
  expect((await world.step("deploy", inputs())).outputs.phase).toBe("deployed");
});

test("100 % by the ramp is promoted in every respect, and its date of teardown stands still", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  const all = await world.step("shift", { weight: "100", ...LATER });
  expect(all.outputs).toMatchObject({ phase: "promoted", weight: "100", "next-step": "teardown" });
  const first = (await world.step("status", DELAY)).outputs["safe-teardown-at"];
  const second = (await world.step("status", DELAY)).outputs["safe-teardown-at"];
  expect(first).toBe(all.outputs["safe-teardown-at"]);
  expect(second).toBe(first);
  // It waits, also when nothing would be deleted.
  expect((await world.step("teardown", LATER)).log.text).toContain("Teardown is not safe before");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.stage().canary).toBeUndefined();
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "green" });
  expect(await world.ask(20)).toEqual({ "999": 20 });
});

test("100 % whose bake was cut off is unfinished: teardown is refused, and shift repeats the bake", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  await world.step("shift", { weight: "100", "bake-time": "10m" }, cancelAt("… seconds of bake time"));
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ phase: "shifting", weight: "100", "next-step": "shift" });
  const teardown = await world.step("teardown", SOON);
  expect(teardown.log.text).toContain("its bake or traffic check was not seen to its end");
  expect((await world.step("shift", { "bake-time": "1s" })).outputs.phase).toBe("promoted");
});

test("from a promoted version the weight goes down again by a shift, with both versions' variables", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  const green = world.stage().canary?.deploymentId;
  await world.step("promote");
  const down = await world.step("shift", { weight: "20" });
  expect(down.outputs).toMatchObject({ phase: "shifting", weight: "20" });
  expect(world.stage()).toMatchObject({
    deploymentId: world.blue,
    canary: { deploymentId: green, percentTraffic: 20, overrides: new Map([["colour", "green"]]) },
  });
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "blue" });
});

test("a promoted version stays when the next one is deployed over it: teardown is the way", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  await world.step("promote");
  world.aws.lambda.registerFunction("mathRound", "export const handler = async () => ({ body: '1001' });");
  const next = { integration: world.integration("mathRound") };
  const refused = await world.step("deploy", next, { env: { GITHUB_RUN_ID: "7" } });
  expect(refused.log.text).toContain("finish that one first: `teardown`, or give `replace: true`");
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  const deployed = await world.step("deploy", next, { env: { GITHUB_RUN_ID: "7" } });
  expect(deployed.outputs).toMatchObject({ phase: "deployed", weight: "0" });
  expect(await world.ask(20)).toEqual({ "999": 20 });
});

test("health that nobody measured is not called healthy", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("mathBroken", "export const handler = async () => { throw new Error('x'); };");
  const deploy = await world.step("deploy", { integration: world.integration("mathBroken") });
  expect(deploy.outputs).toMatchObject({ "healthy-blue": "", "healthy-green": "", verdict: "inconclusive" });
  expect(deploy.summary).toContain("not measured");
  expect(deploy.log.text).not.toMatch(/\d\/\d healthy/);
});
