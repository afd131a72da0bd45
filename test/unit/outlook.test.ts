import fc from "fast-check";
import { expect, test } from "vitest";
import { alerts, healthVerdict, nextStep, nextWeight, readyToPromote } from "../../src/delivery/outlook.ts";
import type { FailOn, Phase } from "../../src/delivery/vocabulary.ts";
import { sideStanding, standing, view } from "./fixtures.ts";

const AT_ONCE = { rungs: [100], bakeMs: undefined };
const LADDER = { rungs: [10, 50, 100], bakeMs: undefined };

test.each<[Phase, string, number | undefined]>([
  ["idle", "deploy", undefined],
  ["deploying", "deploy", undefined],
  ["deployed", "promote", 100],
  ["shifting", "promote", 100],
  ["promoted", "teardown", undefined],
  ["rolled-back", "teardown", undefined],
  ["degraded", "rollback", 0],
])("after %s a workflow without a ladder runs %s", (phase, step, weight) => {
  expect(nextStep(view({ phase }), AT_ONCE)).toBe(step);
  expect(nextWeight(view({ phase }), AT_ONCE)).toBe(weight);
});

test.each<[Phase, number, string, number | undefined]>([
  ["idle", 0, "deploy", undefined],
  ["deployed", 0, "shift", 10],
  ["shifting", 10, "shift", 50],
  ["shifting", 49, "shift", 50],
  ["shifting", 50, "promote", 100],
  ["shifting", 99, "promote", 100],
  ["promoted", 100, "teardown", undefined],
  ["rolled-back", 0, "teardown", undefined],
])("on a ladder after %s at %i %% a workflow runs %s", (phase, weight, step, next) => {
  expect(nextStep(view({ phase, weight }), LADDER)).toBe(step);
  expect(nextWeight(view({ phase, weight }), LADDER)).toBe(next);
});

test.each([10, 100])("the rung of %i %% whose bake was cut off is the next one again", (weight) => {
  const last = { by: "shift" as const, at: 0, to: weight, verified: false, bakeMs: 60_000 };
  const cutOff = view({ standing: standing({ weight, last }) });
  expect(nextStep(cutOff, LADDER)).toBe("shift");
  expect(nextWeight(cutOff, LADDER)).toBe(weight);
});

test.each<Phase>(["idle", "deployed", "degraded"])(
  "a machine that is not set up yet needs that first, in %s too",
  (phase) => {
    expect(nextStep(view({ phase, needsSetup: true }), LADDER)).toBe("setup");
    expect(nextWeight(view({ phase, needsSetup: true }), LADDER)).toBeUndefined();
    expect(nextStep(view({ phase, needsSetup: false }), LADDER)).not.toBe("setup");
  },
);

test("where only some weights can be reached, the next one is one of them, and a rung that leads nowhere is left out", () => {
  const ladder = { rungs: [10, 40, 100], bakeMs: undefined };
  const reachable = [0, 33.33, 50, 100];
  expect(nextWeight(view({ standing: standing({ weight: 0, reachable }) }), ladder)).toBe(33.33);
  const shifting = view({ standing: standing({ weight: 33.33, reachable }) });
  expect([nextStep(shifting, ladder), nextWeight(shifting, ladder)]).toEqual(["promote", 100]);
});

test("on a ladder a rollout whose weights disagree is first brought to one", () => {
  const shifting = view({ standing: standing({ weight: undefined }) });
  expect([nextStep(shifting, LADDER), nextWeight(shifting, LADDER)]).toEqual(["rollback", 0]);
});

test.each<[Phase, boolean]>([
  ["idle", false],
  ["deploying", false],
  ["deployed", true],
  ["shifting", true],
  ["promoted", false],
  ["rolled-back", false],
  ["degraded", false],
])("in the phase %s green is ready to be promoted: %s", (phase, ready) => {
  expect(readyToPromote(view({ phase }))).toBe(ready);
});

test("a green that could not carry what blue carries now is not ready to be promoted", () => {
  expect(readyToPromote(view({ standing: standing({ whole: 8 }) }))).toBe(false);
});

test("the verdict is pass for a healthy green, and open while one comes up, there is none, or nobody measured it", () => {
  expect(healthVerdict(view())).toBe("pass");
  expect(healthVerdict(view({ phase: "deploying" }))).toBe("inconclusive");
  expect(healthVerdict(view({ phase: "idle" }))).toBe("inconclusive");
  const unmeasured = standing({ green: sideStanding("web-b", { capacity: undefined }) });
  expect(healthVerdict(view({ standing: unmeasured }))).toBe("inconclusive");
});

test("an unhealthy green fails", () => {
  expect(healthVerdict(view({ phase: "degraded" }))).toBe("fail");
});

const STARTED = Date.parse("2026-01-02T03:04:05.000Z");
const DAY = 86_400_000;
const all: FailOn[] = ["stale", "degraded", "drift"];

test("a rollout is stale when it is older than expires-after, and not a moment before", () => {
  const asked = { failOn: ["stale" as const], expiresAfterMs: DAY };
  expect(alerts(view(), asked, STARTED + DAY, []).size).toBe(0);
  const found = alerts(view({ phase: "promoted" }), asked, STARTED + DAY + 1, []);
  expect(found.get("stale")).toEqual([
    "Rollout octo/shop/runs/7 began 1d 1s ago and is still promoted; it should be over within 1d (expires-after).",
  ]);
});

test("a rollout whose beginning somebody made unreadable is stale", () => {
  const rollout = { id: "octo/shop/runs/7", revision: "image-id=ami-2", startedAt: "yesterday" };
  const found = alerts(view({ rollout }), { failOn: ["stale"], expiresAfterMs: DAY }, STARTED, []);
  expect(found.get("stale")?.[0]).toContain("began at an unknown time");
});

test("where no rollout is in progress nothing is stale", () => {
  const found = alerts(view({ rollout: undefined }), { failOn: all, expiresAfterMs: 0 }, STARTED + 9 * DAY, []);
  expect(found.size).toBe(0);
});

test("a degraded state is found with all of its problems", () => {
  const problems = ["The listeners disagree: green has 0 %, 100 %.", "web-a has weight, but it is empty."];
  const found = alerts(view({ phase: "degraded", problems }), { failOn: all, expiresAfterMs: DAY }, STARTED, []);
  expect([...found]).toEqual([["degraded", problems]]);
});

test("a drift is found with every difference", () => {
  const drift = ["group web-a: lt-1 version 1 → lt-1 version 2"];
  const found = alerts(view(), { failOn: all, expiresAfterMs: DAY }, STARTED, drift);
  expect([...found]).toEqual([["drift", drift]]);
});

test("status finds only what it was asked for", () => {
  const worst = view({ phase: "degraded", problems: ["Broken."] });
  fc.assert(
    fc.property(fc.subarray(all), (failOn) => {
      const found = alerts(worst, { failOn, expiresAfterMs: DAY }, STARTED + 2 * DAY, ["a: b → c"]);
      expect([...found.keys()].sort()).toEqual([...failOn].sort());
    }),
  );
});
