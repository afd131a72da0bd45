import { expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Plan, View } from "../../src/delivery/plan.ts";
import type { LastSwitch } from "../../src/delivery/standing.ts";
import { LookingAgain } from "../../src/engine/look-again.ts";
import type { Platform } from "../../src/engine/platform.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { runStep } from "../../src/engine/run.ts";
import { standing, view } from "./fixtures.ts";
import type { Memory, MemoryChange } from "./memory.ts";
import { intentFor, MemoryPlatform, move, recordingTools, wait } from "./memory.ts";
import { intentOf, NOW, RUN } from "./standings.ts";

/** What the loop makes of moves that consist of several changes, and of weights that follow from sizes. */

test("a move is over only with the wait in which its traffic moves: until then it would be undone", async () => {
  const moving: MemoryChange = { ...wait(2), movesTraffic: true };
  const platform = new MemoryPlatform({ changes: [move(30), moving] });
  const { tools, clock } = recordingTools(platform);
  await runStep(platform, intentFor("promote", clock, 60_000), { dryRun: false, expectedState: undefined }, tools);
  const told = platform.log.filter((line) => /^(journal|move|look)/.test(line)).map((line) => line.split(" ")[0]);
  expect(told.at(-1)).toMatch(/^journal/);
  expect(told.lastIndexOf("look")).toBe(told.length - 2);
});

const WEIGHTS = [0, 25, 33.33, 50, 100];

function seen(weight: number | undefined, last?: Partial<LastSwitch>): View {
  const switched =
    last === undefined ? undefined : { by: "shift" as const, at: NOW, verified: true, run: RUN, ...last };
  return { ...view(), standing: standing({ now: NOW, weight, reachable: WEIGHTS, last: switched }) };
}

/** What is said of a state that is found after a shift to 33.33 % was made. */
function foundAfterShift(now: View): readonly MemoryChange[] | DeliveryError {
  const decision = { do: "shift", to: 33.33, by: "shift", audience: "everyone", first: true, bakeMs: 0 } as const;
  const plan: Plan<MemoryChange> = { decision, changes: [], warnings: [] };
  const platform = { plan: () => plan } as unknown as Platform<Memory, MemoryChange>;
  const again = new LookingAgain(platform, seen(0), plan, {} as RunTools);
  again.moved(true);
  return again.judge(intentOf("shift"), { seen: { weight: 0, looks: 0 }, view: now, at: NOW }, now);
}

test("a weight that follows from sizes and drifts is nobody's hand", () => {
  expect(foundAfterShift(seen(25, { to: 33.33 }))).toEqual([]);
});

test.each<[string, View]>([
  ["another run's move", seen(50, { to: 50, run: "octo/shop/runs/8", at: NOW + 1_000 })],
  ["green gone from the traffic", seen(0, { to: 33.33 })],
  ["green with all the traffic", seen(100, { to: 33.33 })],
])("but %s is", (_what, now) => {
  expect(foundAfterShift(now)).toBeInstanceOf(DeliveryError);
});
