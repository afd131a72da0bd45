import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_RAMPS, nearestWeight, nextRung, parseRamp } from "../../src/delivery/ramp.ts";
import { STRATEGIES } from "../../src/delivery/vocabulary.ts";

describe("a ladder of weights", () => {
  test.each<[string, number[]]>([
    ["100", [100]],
    ["10,50,100", [10, 50, 100]],
    [" 10 ,50,100 ", [10, 50, 100]],
    ["10\n50\n100", [10, 50, 100]],
    ["0.5, 2.25, 100", [0.5, 2.25, 100]],
  ])("%j is taken as it is", (text, rungs) => {
    expect(parseRamp(text)).toEqual({ rungs, bakeMs: undefined });
  });

  test.each([
    "",
    "50",
    "10,50",
    "0,100",
    "10,10,100",
    "50,10,100",
    "10,,100",
    "10,101",
    "10%,100",
    "1.234,100",
    "1e1,100",
  ])("%j is refused: rungs rise, lie above 0, and end with 100", (text) => {
    expect(parseRamp(text)).toBeUndefined();
  });

  test("that rises from above 0 to 100 is taken, in any number of rungs", () => {
    const rungs = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 20 });
    fc.assert(
      fc.property(rungs, (some) => {
        const all = [...some.sort((a, b) => a - b), 100];
        expect(parseRamp(all.join(","))?.rungs).toEqual(all);
      }),
    );
  });
});

describe("a CodeDeploy name", () => {
  test.each<[string, number[], number | undefined]>([
    ["AllAtOnce", [100], undefined],
    ["CodeDeployDefault.ECSAllAtOnce", [100], undefined],
    ["CodeDeployDefault.LambdaAllAtOnce", [100], undefined],
    ["Canary10Percent5Minutes", [10, 100], 5],
    ["CodeDeployDefault.ECSCanary10Percent15Minutes", [10, 100], 15],
    ["CodeDeployDefault.LambdaCanary10Percent30Minutes", [10, 100], 30],
    ["CodeDeployDefault.ECSLinear10PercentEvery1Minutes", [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 1],
    ["LambdaLinear10PercentEvery1Minute", [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 1],
    ["Linear30PercentEvery2Minutes", [30, 60, 90, 100], 2],
    [" Linear50PercentEvery3Minutes\n", [50, 100], 3],
  ])("%s", (name, rungs, minutes) => {
    expect(parseRamp(name)).toEqual({ rungs, bakeMs: minutes === undefined ? undefined : minutes * 60_000 });
  });

  test.each([
    "Canary0Percent5Minutes",
    "Canary10Percent",
    "linear10PercentEvery1Minute",
    "CodeDeployDefault.OneAtATime",
  ])("%s is none that moves traffic by weight", (name) => {
    expect(parseRamp(name)).toBeUndefined();
  });
});

test("whatever text is given, a ramp rises from above 0 to 100, or there is none", () => {
  const nearly = fc.stringMatching(
    /^(CodeDeployDefault\.)?(ECS|Lambda)?(Canary|Linear)[0-9]{1,3}Percent(Every)?[0-9]{1,2}Minutes?$/,
  );
  const list = fc.array(fc.oneof(fc.nat({ max: 120 }), fc.double({ min: 0, max: 100, noNaN: true }))).map(String);
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly, list), (text) => {
      const ramp = parseRamp(text);
      if (ramp === undefined) return;
      expect(ramp.rungs.at(-1)).toBe(100);
      for (const [index, rung] of ramp.rungs.entries()) expect(rung).toBeGreaterThan(ramp.rungs[index - 1] ?? 0);
      expect(ramp.bakeMs ?? 0).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});

test("the next rung is the first above the weight, and climbing ends at 100", () => {
  const ramp = { rungs: [10, 50, 100], bakeMs: undefined };
  expect([0, 9.99, 10, 49, 50, 99, 100].map((weight) => nextRung(ramp, weight))).toEqual([
    10, 10, 50, 50, 100, 100, 100,
  ]);
  const climbed = [0];
  while ((climbed.at(-1) ?? 100) < 100) climbed.push(nextRung(ramp, climbed.at(-1) ?? 100));
  expect(climbed).toEqual([0, 10, 50, 100]);
});

test("every strategy has a ramp of its own", () => {
  for (const strategy of STRATEGIES) expect(parseRamp(DEFAULT_RAMPS[strategy])?.rungs.at(-1)).toBe(100);
});

describe("where only some weights can be reached", () => {
  const reachable = fc
    .uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 20 })
    .map((some) => [0, ...some.sort((a, b) => a - b).map((hundredths) => hundredths / 100), 100]);
  const percent = fc.integer({ min: 0, max: 100 });

  test("none and all are only for who asks for them", () => {
    fc.assert(
      fc.property(reachable, percent, (weights, asked) => {
        const nearest = nearestWeight(asked, weights);
        expect(weights).toContain(nearest);
        expect([0, 100].includes(nearest)).toBe([0, 100].includes(asked));
      }),
    );
  });

  test("no other is nearer, and of two as near it is the lower", () => {
    fc.assert(
      fc.property(reachable, fc.integer({ min: 1, max: 99 }), (weights, asked) => {
        const nearest = nearestWeight(asked, weights);
        const others = weights.filter((weight) => weight > 0 && weight < 100 && weight !== nearest);
        for (const other of others) {
          const further = Math.abs(other - asked) - Math.abs(nearest - asked);
          expect(further > 0 || (further === 0 && other > nearest)).toBe(true);
        }
      }),
    );
  });

  test("a ladder is climbed to its end, and no rung leads nowhere", () => {
    const rungs = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 20 });
    fc.assert(
      fc.property(reachable, rungs, (weights, some) => {
        const ramp = { rungs: [...some.sort((a, b) => a - b), 100], bakeMs: undefined };
        let weight = 0;
        for (let steps = 0; weight < 100; steps += 1) {
          const next = nearestWeight(nextRung(ramp, weight, weights), weights);
          expect(next).toBeGreaterThan(weight);
          expect(steps).toBeLessThan(ramp.rungs.length);
          weight = next;
        }
      }),
    );
  });
});
