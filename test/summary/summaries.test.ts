import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StepResult } from "../../src/action/outputs.ts";
import type { Place } from "../../src/action/place.ts";
import { summaryOf } from "../../src/action/summary/index.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { SideView } from "../../src/delivery/plan.ts";
import { linkTo } from "../../src/platforms/console.ts";
import type { Given } from "../unit/fixtures.ts";
import { inputsFor, parse, sideStanding, sideView, standingIn, stepLog, stepResult, view } from "../unit/fixtures.ts";
import { lookAfter, repeat } from "../unit/gates-rollout.ts";
import { ARNS, idleWorld, withHealth } from "../unit/world.ts";
import { MINUTE, PLACE, Scene, stickinessByHand, weightsByHand } from "./scenes.ts";

/**
 * What a person is shown of every step and every outcome, as reviewed snapshots beside this file: `test/pictures` makes
 * pictures of them. Whoever changes one looks at it.
 */

const GATED = { "max-error-rate": "1%", "bake-time": "10m" } as const;
const GOOD = { minutes: repeat(20, [1, 600], [9, 5_400]), settings: { maxErrorRate: 0.01 } };

const idle = () => new Scene(idleWorld({ fleet: "paired", capacity: { min: 1, desired: 2, max: 4 } }));

/** A scene after `deploy`, and whatever else. */
async function after(...steps: ("deploy" | "shift" | "promote" | "rollback")[]): Promise<Scene> {
  const scene = idle();
  for (const step of steps) {
    await scene.step(step);
    scene.wait(20 * MINUTE);
  }
  return scene;
}

beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

const shown = (name: string, result: StepResult, place = PLACE) =>
  expect(summaryOf(result, place)).toMatchFileSnapshot(`./${name}.md`);

/** Where the repository has a workflow that rolls back. */
const KNOWN: Place = {
  ...PLACE,
  rollback: {
    file: "by-hand.yml",
    name: "Step by hand",
    fields: [
      ["step", "rollback"],
      ["service", "shop"],
    ],
  },
};

test("deploy", async () => {
  await shown("deploy", await idle().step("deploy"));
});

test("a deploy whose image serves already", async () => {
  const scene = await after("deploy", "promote");
  await scene.step("teardown");
  await shown("deploy-nothing", await scene.step("deploy"));
});

test("a shift that is judged well", async () => {
  const scene = await after("deploy");
  await shown("shift-pass", await scene.step("shift", { more: GATED, counted: lookAfter(GOOD) }));
});

test("a second shift that is judged well", async () => {
  const scene = await after("deploy");
  await scene.step("shift", { more: GATED, counted: lookAfter(GOOD) });
  scene.wait(12.9 * MINUTE);
  const minutes = [...GOOD.minutes, ...repeat(8, [4, 3_000], [4, 3_000], { weight: 50 })];
  const counted = lookAfter({ ...GOOD, minutes });
  await shown("shift-further", await scene.step("shift", { more: GATED, counted }), KNOWN);
});

test("a shift whose green fails its gates and is rolled back", async () => {
  const scene = await after("deploy");
  const counted = lookAfter({ minutes: repeat(2, [30, 600], [5, 5_400]), settings: { maxErrorRate: 0.01 } });
  await shown("shift-fail", await scene.step("shift", { more: GATED, counted }));
});

test("a shift that too few requests reached to tell", async () => {
  const scene = await after("deploy");
  const counted = lookAfter({ minutes: repeat(3, [0, 12], [0, 108]) });
  await shown("shift-inconclusive", await scene.step("shift", { more: GATED, counted }));
});

test("promote", async () => {
  const scene = await after("deploy", "shift");
  await shown("promote", await scene.step("promote"), KNOWN);
});

test("a promote that green is too small for", async () => {
  const scene = await after("deploy", "shift");
  scene.change((world) => withHealth(world, ARNS[1], false));
  await shown("promote-refused", await scene.step("promote"));
});

test("rollback", async () => {
  const scene = await after("deploy", "promote");
  await shown("rollback", await scene.step("rollback"));
});

test("a teardown of blue: green has won", async () => {
  const scene = await after("deploy", "promote");
  await shown("teardown-won", await scene.step("teardown"));
});

test("a teardown of green: it was given up", async () => {
  const scene = await after("deploy", "shift", "rollback");
  await shown("teardown-given-up", await scene.step("teardown"));
});

test("a promote that was approved for another state", async () => {
  const scene = await after("deploy");
  const approved = scene.approval();
  scene.change((world) => stickinessByHand(weightsByHand(world, 30), 3_600));
  await shown("drift", await scene.step("promote", { approved }));
});

test("a shift in whose bake somebody else sets the weights", async () => {
  const scene = await after("deploy");
  const meanwhile = { after: 2 * MINUTE, by: (world: Parameters<typeof weightsByHand>[0]) => weightsByHand(world, 80) };
  await shown("conflict", await scene.step("shift", { more: { "bake-time": "10m" }, meanwhile }));
});

test("a promote whose goal is not reached", async () => {
  const scene = await after("deploy", "shift");
  const { log, ...result } = await scene.step("promote");
  const error = new DeliveryError("unsettled", "promote made its changes, but did not reach its goal.", {
    reasons: ["green has 10 % of the traffic, not 100 %."],
    remedy: "Run `status` to see where the rollout stands, then `promote` again.",
  });
  const now = log.before;
  await shown("unsettled", { ...result, error, log: { ...log, now, ahead: undefined } });
});

test("a dry run", async () => {
  const scene = await after("deploy", "shift");
  await shown("dry-run", await scene.step("promote", { more: { "dry-run": "true" } }));
});

test("status in the middle of a rollout", async () => {
  const scene = await after("deploy", "shift");
  await shown("status", await scene.step("status"));
});

test("status without a rollout", async () => {
  await shown("status-idle", await idle().step("status"));
});

test("an A/B test on a machine with nginx, of commits", async () => {
  const [before, after] = ["1f0c2a9d4e5b6c7d8e9f0a1b2c3d4e5f60718293", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"];
  const side = (name: string, port: number, more: Partial<SideView>) =>
    sideView(name, { target: `127.0.0.1:${port}`, healthy: 1, wanted: 1, ...more });
  const now = view({
    ...{ phase: "shifting", weight: 100, cohort: "header X-Beta = 1" },
    standing: standingIn("shifting", { weight: 100, audience: "cohort", units: "processes" }),
    blue: side("shop on 7001", 7001, { revision: before, weight: 0 }),
    green: side("shop on 7002", 7002, { revision: after, weight: 100 }),
    rollout: { id: "octo/shop/runs/20", revision: after, startedAt: "2026-03-03T13:42:00.000Z" },
    preview: {
      url: "https://shop.example/",
      who: "requests with the secret of `preview` in X-Shop-Route",
      headers: ["X-Shop-Route: SECRET"],
    },
  });
  const given = { step: "shift", platform: "nginx", app: "shop", url: "https://shop.example/", strategy: "ab-test" };
  const inputs = parse({
    ...given,
    cohort: "header X-Beta = 1",
    "health-check": "/healthz",
    ports: "7001, 7002",
  } as Given);
  await shown("cohort", stepResult({ inputs, changed: true, log: stepLog({ before: { ...now, weight: 0 }, now }) }));
});

test("a canary on API Gateway, whose health nobody measures", async () => {
  const side = (name: string, more: Partial<SideView>) =>
    sideView(name, { target: "prod", healthy: undefined, wanted: 1, ...more });
  const links = linkTo("eu-west-1", "API", "a1b2c3d4e5", { restApi: "a1b2c3d4e5" });
  const { green: _green, ...rest } = standingIn("shifting");
  const standing = { ...rest, whole: undefined, green: { ...sideStanding("d2"), capacity: undefined } };
  const now = view({
    ...{
      phase: "shifting",
      weight: 10,
      links,
      standing,
      look: "21 of 200 requests to https://api.example/math reached green (10 % is 9 to 33)",
    },
    blue: side("d1x9k2", { revision: "GET /math = math:6", weight: 90 }),
    green: side("d2w8j3", { revision: "GET /math = math:7", weight: 10 }),
    rollout: { id: "octo/math/runs/20", revision: "GET /math = math:7", startedAt: "2026-03-03T13:42:00.000Z" },
  });
  const inputs = parse({ step: "shift", platform: "api-gateway", "rest-api": "a1b2c3d4e5", stage: "prod" });
  await shown(
    "api-gateway",
    stepResult({ inputs, changed: true, log: stepLog({ before: { ...now, weight: 0 }, now }) }),
  );
});

test("a wrong input", async () => {
  const error = new DeliveryError("input", "weight: 130 is not a percentage between 0 and 100.");
  await shown("wrong-input", stepResult({ inputs: undefined, error, log: stepLog() }));
});

test("cancelled", async () => {
  const scene = await after("deploy", "shift");
  const { log } = await scene.step("status");
  const error = new DeliveryError("cancelled", "The run was cancelled.");
  const seen = { ...log, nothing: undefined, ahead: undefined };
  await shown("cancelled", stepResult({ inputs: inputsFor("promote"), error, log: seen }));
});
