import { afterEach, expect, test, vi } from "vitest";
import { startTraffic } from "../e2e/traffic.ts";
import type { StepResult } from "../runner/runner.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Two runs at work on one stage, and somebody else's hand in the middle of a step. */
let world: ApiWorld;
afterEach(() => world.close());
// Claims are waited for: a limit that a busy machine cannot reach.
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };
const run = (id: number) => ({ env: { GITHUB_RUN_ID: String(id) } });
const floor = () => ({ integration: world.integration("mathFloor") });

function errorOf({ outputs }: StepResult): { code: string; message: string } | undefined {
  return JSON.parse(outputs.result ?? "{}").error;
}

/** Runs one step while another is at the place where its log says so. */
async function during(step: string, more: Record<string, string>, line: string, other: () => unknown) {
  let begun: unknown;
  const onLine = (text: string) => {
    if (begun === undefined && text.startsWith(line)) begun = other();
  };
  const result = await world.step(step, more, { ...run(1), onLine });
  return { result, other: await begun };
}

test("of two deploys at the same moment one wins; the other names it and leaves nothing", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("mathRound", "export const handler = async () => ({ body: '1001' });");
  const names = ["mathFloor", "mathRound"];
  const variables = ["colour=green", "size=xl"];
  const results = await Promise.all(
    names.map((name, index) =>
      world.step(
        "deploy",
        { integration: world.integration(name), "stage-variables": variables[index] ?? "" },
        run(index),
      ),
    ),
  );
  const won = results.findIndex(({ conclusion }) => conclusion === "success");
  const lost = 1 - won;
  expect(results.map(({ conclusion }) => conclusion).sort()).toEqual(["failure", "success"]);
  expect(results[lost]?.log.text).toContain(`held by acme/shop/runs/${won}`);
  expect(errorOf(results[lost] as StepResult)?.code).toBe("locked");
  expect(world.deployments()).toHaveLength(2);
  expect(world.statements(names[lost] ?? "")).toEqual([]);
  expect(world.nextUri()).toBe(world.uri(names[won] ?? ""));
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  expect(await world.ask(20)).toEqual({ [won === 0 ? "999" : "1001"]: 20 });
  expect((await world.step("rollback")).outputs.phase).toBe("rolled-back");
  expect(Object.fromEntries(world.stage().variables)).toEqual({ colour: "blue" });
  expect(world.nextUri()).toBe(world.uri("mathCeil"));
});

test("a rollback while a shift bakes has the last word: the shift says so and fails", async () => {
  world = await createApiWorld();
  await world.step("deploy", floor(), run(1));
  const bake = { weight: "50", "bake-time": "10m" };
  const { result, other } = await during("shift", bake, "… seconds of bake time", () =>
    world.step("rollback", {}, run(2)),
  );
  expect(other).toMatchObject({ conclusion: "success", outputs: { phase: "rolled-back", weight: "0" } });
  expect(result).toMatchObject({ conclusion: "failure", outputs: { weight: "0" } });
  expect(errorOf(result)?.code).toBe("conflict");
  const promote = await world.step("promote", {}, run(3));
  expect(promote.log.text).toContain("was rolled back: promote is not possible until it is deployed again");
  expect(await world.ask(20)).toEqual({ "1000": 20 });
});

test.each<[string, () => void]>([
  ["a weight that somebody sets", () => Object.assign(world.stage().canary ?? {}, { percentTraffic: 80 })],
  ["tags that somebody takes away", () => world.stage().tags.clear()],
  [
    "a canary that somebody takes away",
    () => {
      world.stage().canary = undefined;
    },
  ],
])("%s while a shift bakes ends it with a conflict", async (_name, meddle) => {
  world = await createApiWorld();
  await world.step("deploy", floor(), run(1));
  const { result } = await during("shift", { weight: "50", "bake-time": "10m" }, "… seconds of bake time", meddle);
  expect(result.conclusion).toBe("failure");
  expect(errorOf(result)?.code).toBe("conflict");
});

test("a rollback while a teardown waits wins: blue serves again, whole, and the teardown stops", async () => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("mathRound", "export const handler = async () => ({ body: '1001' });");
  await world.step("deploy", floor());
  await world.step("promote");
  await world.step("teardown", SOON);
  const blue = world.stage().deploymentId;
  const traffic = startTraffic(world.url(), { path: "/math", connections: 2, rate: 100 });
  await world.step("deploy", { integration: world.integration("mathRound") }, run(1));
  await world.step("promote", {}, run(1));
  const ending = { "scale-down-delay": "25s", "keep-deployments": "0" };
  const { result, other } = await during("teardown", ending, "… seconds until it is safe", () =>
    world.step("rollback", {}, run(2)),
  );
  expect(other).toMatchObject({ conclusion: "success", outputs: { phase: "rolled-back" } });
  expect(result.conclusion).toBe("failure");
  expect(errorOf(result)?.code).toBe("conflict");
  expect(world.stage()).toMatchObject({ deploymentId: blue, canary: undefined });
  // The permission of the version that serves again is not taken back.
  expect(world.statements("mathFloor")).toHaveLength(1);
  expect((await traffic.stop()).failed).toBe(0);
  expect((await world.step("teardown", SOON)).outputs.phase).toBe("idle");
  expect(await world.ask(20)).toEqual({ "999": 20 });
});

test("promote and rollback at once: nobody succeeds beside his goal", async () => {
  world = await createApiWorld();
  await world.step("deploy", floor(), run(1));
  const [promote, rollback] = await Promise.all([
    world.step("promote", {}, run(2)),
    world.step("rollback", {}, run(3)),
  ]);
  if (rollback.conclusion === "success") expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  if (promote.conclusion === "success") expect(promote.outputs).toMatchObject({ phase: "promoted", weight: "100" });
  const answers = Object.keys(await world.ask(20));
  expect(answers).toHaveLength(1);
  if (promote.conclusion !== "success") expect(answers).toEqual(["1000"]);
});

test("a promote that comes right after a rollback moves nobody and leaves no canary behind", async () => {
  world = await createApiWorld();
  await world.step("deploy", floor(), run(1));
  let over = false;
  // The rollback's calls come after the promote's last look, and before its UpdateStage, which makes a canary anew.
  world.aws.hooks.onCall = ({ action }) => {
    if (action !== "UpdateStage" || over) return;
    over = true;
    world.stage().canary = undefined;
  };
  const promote = await world.step("promote", {}, run(2));
  expect(promote.conclusion).toBe("failure");
  expect(errorOf(promote)?.code).toBe("conflict");
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect((await world.step("rollback", {}, run(3))).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test.each([0, 1_500, 4_000])("replace against a promote that begins %i ms later", async (delay) => {
  world = await createApiWorld();
  world.aws.lambda.registerFunction("mathRound", "export const handler = async () => ({ body: '1001' });");
  await world.step("deploy", floor(), run(1));
  const green = world.stage().canary?.deploymentId;
  const traffic = startTraffic(world.url(), { path: "/math", connections: 2, rate: 100 });
  const replacing = world.step(
    "deploy",
    { integration: world.integration("mathRound"), replace: "true", timeout: "20s" },
    run(2),
  );
  await new Promise((resolve) => setTimeout(resolve, delay));
  const promote = await world.step("promote", {}, run(3));
  const replace = await replacing;
  expect((await traffic.stop()).failed).toBe(0);
  const answers = Object.keys(await world.ask(20));
  if (promote.conclusion === "success" && promote.outputs.blue === world.blue) {
    // What was made everyone's is not taken away by who wanted to give it up.
    expect(world.stage().deploymentId).toBe(green);
    expect(answers).toEqual(["999"]);
  } else if (replace.conclusion === "success") {
    expect(answers).not.toContain("999");
    expect(replace.outputs).toMatchObject({ phase: "deployed", "rollout-id": "acme/shop/runs/2" });
  }
});

const GONE = { deployments: 1, permissions: 0 };
/** What another run has taken up is its own now. */
const KEPT = { deployments: 2, permissions: 1 };

test.each<[string, (tags: Map<string, string>) => unknown, string, typeof GONE]>([
  [
    "taken up by another run",
    (tags) => tags.set("progressive-delivery:claim", "other"),
    "another run has taken it up",
    KEPT,
  ],
  ["given up by another run", (tags) => tags.clear(), "its tags are gone", { ...GONE, permissions: 1 }],
  [
    "given up, and replaced by another's",
    (tags) => {
      tags.set("progressive-delivery:rollout", "acme/shop/runs/9");
      tags.set("progressive-delivery:started-at", new Date().toISOString());
    },
    "acme/shop/runs/9 deploys",
    // On record as a grant: the end of the other rollout takes it back.
    { ...GONE, permissions: 1 },
  ],
  [
    "rolled back by another run",
    (tags) => {
      const at = new Date(Date.now() + 1_000).toISOString();
      tags.set("progressive-delivery:switched", `unserved/rollback/${at}/0/acme/shop/runs/9`);
    },
    "acme/shop/runs/9 has rolled it back",
    GONE,
  ],
])("a deploy whose rollout is %s meanwhile leaves nothing of its own", async (_name, meddle, says, left) => {
  world = await createApiWorld();
  let over = false;
  // After the last look: only what is read right before the call can tell.
  world.aws.hooks.onCall = ({ action }) => {
    if (action !== "CreateDeployment" || over) return;
    over = true;
    meddle(world.stage().tags);
  };
  const deploy = await world.step("deploy", floor(), run(1));
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain(says);
  expect(errorOf(deploy)?.code).toBe("conflict");
  expect(world.stage()).toMatchObject({ deploymentId: world.blue, canary: undefined });
  expect(world.deployments()).toHaveLength(left.deployments);
  expect(world.statements("mathFloor")).toHaveLength(left.permissions);
});

test("a deploy whose rollout is gone before it has made anything makes nothing", async () => {
  world = await createApiWorld();
  let tagged = 0;
  // The first writes down the claim, the second what the way back needs: the next calls would make something.
  world.aws.hooks.onCall = ({ action }) => {
    if (action === "TagResource") tagged += 1;
    else if (tagged === 2) world.stage().tags.clear();
  };
  const deploy = await world.step("deploy", floor(), run(1));
  expect(deploy.conclusion).toBe("failure");
  expect(errorOf(deploy)?.code).toBe("conflict");
  expect(world.aws.calls.map(({ action }) => action)).not.toContain("CreateDeployment");
  expect(world.aws.calls.map(({ action }) => action)).not.toContain("AddPermission");
  expect(world.deployments()).toHaveLength(1);
});
