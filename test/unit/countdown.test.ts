import { expect, test } from "vitest";
import { restOf } from "../../src/delivery/capacity.ts";
import { countdown } from "../../src/delivery/countdown.ts";
import { timedProgress, waitBake, waitForClaim } from "../../src/delivery/waits.ts";
import { CLAIM_WAIT_MS } from "../../src/engine/timing.ts";
import { standing } from "./fixtures.ts";

test.each([
  [100_000, 100_000, 100],
  [86_000, 100_000, 90],
  [1_500, 1_500, 2],
  [10_000, 60_000, 15],
])("with %d ms left of %d a countdown says %d seconds, never more than the wait is long", (left, whole, seconds) => {
  expect(countdown("seconds", left, whole)).toMatchObject({ state: "waiting", have: seconds });
});

test("a claim of three seconds is not said to take fifteen", () => {
  const times = { since: 0, now: 0, claimMs: CLAIM_WAIT_MS };
  expect(timedProgress(waitForClaim("web-b"), times, standing())).toMatchObject({ have: CLAIM_WAIT_MS / 1_000 });
});

test("a bake of sides that nobody measures goes on by time, and ends where somebody moved the weight", () => {
  const bake = waitBake(10, 60_000);
  const after = (ms: number, weight: number) =>
    timedProgress(bake, { since: 0, now: ms, claimMs: CLAIM_WAIT_MS }, standing({ weight })).state;
  expect([after(59_000, 10), after(60_000, 10), after(1_000, 50)]).toEqual(["waiting", "done", "done"]);
});

test.each([
  [33.33, 66.67],
  [14.29, 85.71],
  [0, 100],
  [100, 0],
])("beside %d % the other side has %d %", (share, rest) => {
  expect(restOf(share)).toBe(rest);
});
