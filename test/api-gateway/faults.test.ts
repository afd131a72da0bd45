import { afterEach, expect, test, vi } from "vitest";
import { CONCURRENT_MODIFICATION, TOO_MANY_REQUESTS } from "../aws/apigateway/errors.ts";
import type { Effect } from "../aws/faults.ts";
import { SERVER_ERROR } from "../aws/faults.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };
const inputs = () => ({ integration: world.integration("mathFloor"), "stage-variables": "colour=green" });

test.each<[string, string, Effect, number]>([
  ["too many requests", "CreateDeployment", TOO_MANY_REQUESTS, 2],
  ["an answer that never comes", "CreateDeployment", { kind: "drop-after" }, 1],
  ["a server error", "CreateDeployment", SERVER_ERROR, 1],
  ["another change at the same time", "UpdateStage", CONCURRENT_MODIFICATION, 2],
  ["an answer that never comes", "UpdateStage", { kind: "drop-after" }, 1],
  ["too many requests", "GetStages", TOO_MANY_REQUESTS, 3],
  ["an answer that never comes", "AddPermission", { kind: "drop-after" }, 1],
  ["an answer that never comes", "TagResource", { kind: "drop-after" }, 1],
])("%s at %s is waited out, and happens once", async (_name, action, effect, times) => {
  world = await createApiWorld();
  world.aws.faults.add({ action, times, effect });
  const deploy = await world.step("deploy", { ...inputs(), weight: "10" });
  expect(deploy).toMatchObject({ conclusion: "success", outputs: { phase: "shifting", weight: "10" } });
  expect(world.deployments()).toHaveLength(2);
  expect(world.statements("mathFloor")).toHaveLength(1);
});

test.each<[string, string, Effect, string]>([
  [
    "a permission to grant that is missing",
    "AddPermission",
    { kind: "error", code: "AccessDeniedException", message: "not authorized", status: 403 },
    "AWS denied lambda:AddPermission",
  ],
  [
    "a deployment limit that is reached",
    "CreateDeployment",
    {
      kind: "error",
      code: "LimitExceededException",
      message: "Maximum number of deployments for this API has been reached",
      status: 429,
    },
    "`keep-deployments`",
  ],
])("%s is a clear error, and nothing is left of the deploy", async (_name, action, effect, says) => {
  world = await createApiWorld();
  const before = world.nextUri();
  world.aws.faults.add({ action, effect });
  const deploy = await world.step("deploy", inputs());
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain(says);
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(world.stage().tags.size).toBe(0);
  expect(world.nextUri()).toBe(before);
  expect(world.statements("mathFloor")).toEqual([]);
  world.aws.faults.clear();
  expect((await world.step("deploy", inputs())).outputs.phase).toBe("deployed");
});

test("too many requests for longer than the timeout is an error that says so", async () => {
  world = await createApiWorld();
  world.aws.faults.add({ action: "CreateDeployment", effect: TOO_MANY_REQUESTS });
  const deploy = await world.step("deploy", { ...inputs(), timeout: "12s" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("TooManyRequestsException");
  expect(await world.ask(20)).toEqual({ "1000": 20 });
});

test("a runner that dies at each call, one after the other, loses nothing", async () => {
  world = await createApiWorld();
  const traffic = startTraffic(world.url(), { path: "/math", connections: 4, rate: 100 });
  const insist = async (step: string, more: Record<string, string> = {}) => {
    for (let nth = 1; nth < 25; nth += 1) {
      const kill = new AbortController();
      let changes = 0;
      world.aws.hooks.onCall = ({ action }) => {
        if (!action.startsWith("Get")) changes += 1;
        if (changes === nth) kill.abort();
      };
      const result = await world.step(step, more, { kill: kill.signal });
      world.aws.hooks.onCall = undefined;
      if (!kill.signal.aborted) return result;
    }
    throw new Error(`${step} never got through`);
  };
  const uri = world.nextUri();
  expect((await insist("deploy", { ...inputs(), weight: "10" })).outputs.phase).toBe("shifting");
  expect((await insist("shift", { weight: "50" })).outputs.weight).toBe("50");
  expect((await insist("promote")).outputs.phase).toBe("promoted");
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "green" });
  expect((await insist("rollback")).outputs.phase).toBe("rolled-back");
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "blue" });
  expect(world.nextUri()).toBe(uri);
  expect((await insist("teardown", SOON)).outputs.phase).toBe("idle");
  expect(world.statements("mathFloor")).toEqual([]);
  expect(world.stage().tags.size).toBe(0);
  expect(world.deployments()).toHaveLength(1);
  expect((await traffic.stop()).failed).toBe(0);
});

test.each([
  ["shift", { weight: "50" }],
  ["promote", {}],
])("a %s that is cancelled while it moves traffic goes back to what the stage served", async (step, more) => {
  world = await createApiWorld();
  await world.step("deploy", { ...inputs(), weight: "20" });
  const { deploymentId, canary } = world.stage();
  const cancel = new AbortController();
  // It takes effect after the step has given up waiting for it.
  world.aws.faults.add({ action: "UpdateStage", times: 1, effect: { kind: "late", ms: 1_000 } });
  world.aws.hooks.onCall = ({ action }) => action === "UpdateStage" && cancel.abort();
  const result = await world.step(step, more, { cancel: cancel.signal });
  expect(result).toMatchObject({ conclusion: "cancelled", post: { exitCode: 0 } });
  expect(result.post?.log.text).toContain("Leaving no half-done step behind");
  expect(world.stage()).toMatchObject({ deploymentId, canary });
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "blue" });
  world.aws.hooks.onCall = undefined;
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
});

test("a cancelled rollback is finished, not undone", async () => {
  world = await createApiWorld();
  await world.step("deploy", inputs());
  await world.step("promote");
  const cancel = new AbortController();
  world.aws.faults.add({ action: "UpdateStage", times: 1, effect: { kind: "drop-before" } });
  world.aws.hooks.onCall = ({ action }) => action === "UpdateStage" && cancel.abort();
  const rollback = await world.step("rollback", {}, { cancel: cancel.signal });
  expect(rollback.conclusion).toBe("cancelled");
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "blue" });
  world.aws.hooks.onCall = undefined;
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
});
