import { describe, expect, test } from "vitest";
import { STATES } from "../../.github/tools/policy.ts";
import type { Moment } from "../../.github/tools/traffic.ts";
import { BATCH, COURSES, SIZE } from "../../.github/tools/traffic.ts";
import { addingPercentages, paceOf, rollingPercentages } from "../../src/delivery/batches.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import { decide } from "../../src/delivery/policy.ts";
import { DEFAULT_RAMPS, parseRamp } from "../../src/delivery/ramp.ts";
import type { LastSwitch, Standing } from "../../src/delivery/standing.ts";
import { STRATEGY_TRAITS } from "../../src/delivery/strategies.ts";
import { STRATEGIES } from "../../src/delivery/vocabulary.ts";

const twoSided = STRATEGIES.filter((strategy) => STRATEGY_TRAITS[strategy].twoSides);
const inBatches = STRATEGIES.filter((strategy) => !STRATEGY_TRAITS[strategy].twoSides);
const [, DEPLOYED] = STATES.find(([name]) => name === "green is healthy at 0 %") as (typeof STATES)[number];

const count = ({ machines }: Moment, ...kinds: readonly string[]) =>
  machines.filter((one) => kinds.includes(one)).length;
const serving = (moment: Moment) => count(moment, "blue", "green");

describe("the pictures of the traffic", () => {
  test.each(twoSided)("%s: each step does what the policy decides, with no input", (strategy) => {
    const { cohort } = STRATEGY_TRAITS[strategy];
    const audience = cohort ? "cohort" : "everyone";
    const ramp = parseRamp(DEFAULT_RAMPS[strategy]);
    let standing: Standing = { ...DEPLOYED, audience };
    for (const { step, shares } of COURSES[strategy].moments) {
      if (step !== "shift" && step !== "promote") continue;
      const now = { now: 0, bakeMs: 0, timeoutMs: 0, rolloutId: standing.rollout?.id ?? "" };
      const intent: Intent = { ...now, step, strategy, weight: undefined, ramp: ramp ?? expect.fail("no ramp") };
      const whom = step === "promote" ? "everyone" : audience;
      const decision = decide(intent, { audience: whom }, standing);
      // The first share is of whom a shift is about, the last of everybody else.
      const drawn = (step === "promote" ? shares.at(-1) : shares[0])?.green;
      expect(decision).toMatchObject({ do: "shift", by: step, to: drawn });
      const last: LastSwitch = { by: step, to: drawn ?? 0, at: 0, verified: true };
      standing = { ...standing, weight: drawn, audience: whom, last };
    }
    expect(standing.weight).toBe(100);
    const after = {
      step: "rollback",
      strategy,
      weight: undefined,
      ramp,
      bakeMs: 0,
      now: 0,
      timeoutMs: 0,
      rolloutId: "",
    };
    expect(decide(after as Intent, { audience: "everyone" }, standing)).toMatchObject({ do: "shift", to: 0 });
  });

  test.each(twoSided)("%s: blue stands at full size until the teardown", (strategy) => {
    const { moments } = COURSES[strategy];
    for (const moment of moments.slice(0, -1)) expect(count(moment, "blue", "idle blue")).toBe(SIZE);
    expect(moments.at(-1)).toMatchObject({ step: "teardown", machines: Array(SIZE).fill("green") });
  });

  test.each(inBatches)("%s: no step but deploy, and all machines are new at the end", (strategy) => {
    const { moments } = COURSES[strategy];
    expect(moments.slice(1).map(({ step }) => step)).toEqual(Array(moments.length - 1).fill("deploy"));
    expect(moments.at(-1)?.machines).toEqual(Array(SIZE).fill("green"));
  });

  test("the batches are those that the arithmetic gives for so many machines", () => {
    const lowest = (strategy: (typeof STRATEGIES)[number]) => Math.min(...COURSES[strategy].moments.map(serving));
    const most = (strategy: (typeof STRATEGIES)[number]) =>
      Math.max(...COURSES[strategy].moments.map(({ machines }) => machines.length));
    const [rolling, adding] = [rollingPercentages(SIZE, BATCH), addingPercentages(SIZE, BATCH)].map((each) =>
      paceOf(SIZE, each),
    );
    expect({ lowest: lowest("rolling"), most: most("rolling") }).toMatchObject({ lowest: rolling?.lowest });
    expect(lowest("rolling-with-additional-batch")).toBe(adding?.lowest);
    expect(most("rolling-with-additional-batch")).toBe(adding?.most);
    expect(lowest("in-place")).toBe(SIZE - BATCH);
    expect(lowest("all-at-once")).toBe(0);
  });
});
