import { afterEach, expect, test, vi } from "vitest";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Two stages behind a custom domain's base path. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };
const PAIR = { strategy: "blue-green", stage: "prod, next", "base-path-mapping": "api.shop.test/v1" };

async function createPair(): Promise<void> {
  world = await createApiWorld();
  await world.api.request("CreateDeployment", { stageName: "next", variables: { colour: "old" } });
  await world.aws.request("apigateway", "CreateDomainName", { domainName: "api.shop.test" });
  const mapping = { domainName: "api.shop.test", basePath: "v1", restApiId: world.api.id, stage: "prod" };
  await world.aws.request("apigateway", "CreateBasePathMapping", mapping);
}

const mapped = async () =>
  String(
    (await world.aws.request("apigateway", "GetBasePathMapping", { domainName: "api.shop.test", basePath: "v1" }))
      .stage,
  );

/** What users of the custom domain get. */
const answer = async () => {
  const { status, text } = await world.askOne(`${world.aws.apiGateway.url}/v1/math`, { host: "api.shop.test" });
  return status === 200 ? text : `HTTP ${status}`;
};

/** Asks without a pause until it is stopped. */
function askAllTheTime() {
  let over = false;
  const answers = new Map<string, number>();
  const done = (async () => {
    while (!over) {
      const text = await answer();
      answers.set(text, (answers.get(text) ?? 0) + 1);
    }
  })();
  return {
    async stop() {
      over = true;
      await done;
      return answers;
    },
  };
}

test("deploy to the idle stage, switch by one call, back, again, and on to the next release", async () => {
  await createPair();
  const asking = askAllTheTime();
  const inputs = { ...PAIR, integration: world.integration("mathFloor"), "stage-variables": "size=xl" };
  const deploy = await world.step("deploy", inputs);
  expect(deploy.outputs).toMatchObject({ phase: "deployed", weight: "0", "next-step": "promote", blue: world.blue });
  expect(deploy.outputs["preview-url"]).toMatch(/^https:\/\/\w+\.execute-api\.eu-west-1\.amazonaws\.com\/next$/);
  expect(Object.fromEntries(world.stage("next").variables)).toEqual({ colour: "blue", size: "xl" });
  expect(await world.ask(10, "/math", "next")).toEqual({ "999": 10 });
  expect(await answer()).toBe("1000");

  const since = world.aws.calls.length;
  const promote = await world.step("promote", PAIR);
  expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  const made = world.aws.mutations(since).map(({ action }) => action);
  expect(made).toEqual(["TagResource", "UpdateBasePathMapping", "TagResource"]);
  expect([await mapped(), await answer()]).toEqual(["next", "999"]);

  expect((await world.step("rollback", PAIR)).outputs).toMatchObject({ phase: "rolled-back", "next-step": "teardown" });
  expect([await mapped(), await answer()]).toEqual(["prod", "1000"]);
  expect(world.nextUri()).toBe(world.uri("mathCeil"));
  const again = await world.step("promote", PAIR);
  expect(again.log.text).toContain("stage next was rolled back: promote is not possible until it is deployed again");
  expect((await world.step("deploy", inputs)).outputs).toMatchObject({ phase: "deployed", "ready-to-promote": "true" });
  expect((await world.step("promote", PAIR)).outputs.phase).toBe("promoted");
  expect((await world.step("teardown", { ...PAIR, ...SOON })).outputs).toMatchObject({ phase: "idle" });
  expect([await mapped(), await answer()]).toEqual(["next", "999"]);

  const second = await world.step("deploy", { ...PAIR, integration: world.integration("mathCeil") });
  expect(second.outputs.phase).toBe("deployed");
  expect((await world.step("promote", PAIR)).outputs.phase).toBe("promoted");
  expect([await mapped(), await answer()]).toEqual(["prod", "1000"]);
  expect(world.stage().variables.get("size")).toBe("xl");
  expect([...(await asking.stop()).keys()].sort()).toEqual(["1000", "999"]);
});

test("a release that is given up leaves nothing on the idle stage", async () => {
  await createPair();
  const former = world.stage("next").deploymentId;
  await world.step("deploy", { ...PAIR, integration: world.integration("mathFloor") });
  expect((await world.step("rollback", PAIR)).outputs.phase).toBe("rolled-back");
  expect((await world.step("teardown", PAIR)).outputs.phase).toBe("idle");
  expect(world.stage("next").deploymentId).toBe(former);
  expect(world.deployments()).toHaveLength(2);
  expect(world.statements("mathFloor")).toEqual([]);
  expect([...world.stage("next").tags.keys()]).toEqual([]);
});

test("steps that are repeated change nothing", async () => {
  await createPair();
  for (const [step, more] of [
    ["deploy", { integration: world.integration("mathFloor") }],
    ["promote", {}],
    ["rollback", {}],
    ["teardown", SOON],
  ] as const) {
    expect((await world.step(step, { ...PAIR, ...more })).outputs.changed).toBe("true");
    const since = world.aws.calls.length;
    expect((await world.step(step, { ...PAIR, ...more })).outputs.changed).toBe("false");
    expect(world.aws.mutations(since)).toEqual([]);
  }
});

test("a mapping that leads elsewhere, or is not there, and a stage with a canary", async () => {
  await createPair();
  await world.api.request("CreateDeployment", { stageName: "other" });
  const wrong = await world.step("status", { ...PAIR, stage: "next, other" });
  expect(wrong.log.text).toContain("api.shop.test/v1 leads to the stage prod");
  const missing = await world.step("status", { ...PAIR, "base-path-mapping": "api.shop.test" });
  expect(missing.log.text).toContain("base-path-mapping: api.shop.test not found: the domain has no such base path.");
  await world.api.request("CreateDeployment", { stageName: "prod", canarySettings: { percentTraffic: 5 } });
  const since = world.aws.calls.length;
  const deploy = await world.step("deploy", { ...PAIR, integration: world.integration("mathFloor") });
  expect(deploy.log.text).toContain("prod has canary settings");
  expect(world.aws.mutations(since)).toEqual([]);
});

test("a runner that dies at each call, one after the other, loses nothing", async () => {
  await createPair();
  const asking = askAllTheTime();
  const insist = async (step: string, more: Record<string, string> = {}) => {
    for (let nth = 1; nth < 25; nth += 1) {
      const kill = new AbortController();
      let changes = 0;
      world.aws.hooks.onCall = ({ action }) => {
        if (!action.startsWith("Get")) changes += 1;
        if (changes === nth) kill.abort();
      };
      const result = await world.step(step, { ...PAIR, ...more }, { kill: kill.signal });
      world.aws.hooks.onCall = undefined;
      if (!kill.signal.aborted) return result.outputs.phase;
    }
    throw new Error(`${step} never got through`);
  };
  expect(await insist("deploy", { integration: world.integration("mathFloor") })).toBe("deployed");
  expect(await insist("promote")).toBe("promoted");
  expect(await insist("rollback")).toBe("rolled-back");
  expect(await insist("deploy", { integration: world.integration("mathFloor") })).toBe("deployed");
  expect(await insist("promote")).toBe("promoted");
  expect(await insist("teardown", SOON)).toBe("idle");
  expect([await mapped(), await answer()]).toEqual(["next", "999"]);
  expect([...(await asking.stop()).keys()].sort()).toEqual(["1000", "999"]);
});

test("a promote that is cancelled while it switches is undone", async () => {
  await createPair();
  await world.step("deploy", { ...PAIR, integration: world.integration("mathFloor") });
  const cancel = new AbortController();
  world.aws.faults.add({ action: "UpdateBasePathMapping", times: 1, effect: { kind: "late", ms: 1_000 } });
  world.aws.hooks.onCall = ({ action }) => action === "UpdateBasePathMapping" && cancel.abort();
  const promote = await world.step("promote", PAIR, { cancel: cancel.signal });
  expect(promote).toMatchObject({ conclusion: "cancelled", post: { exitCode: 0 } });
  world.aws.hooks.onCall = undefined;
  expect([await mapped(), await answer()]).toEqual(["prod", "1000"]);
  expect((await world.step("promote", PAIR)).outputs.phase).toBe("promoted");
});
