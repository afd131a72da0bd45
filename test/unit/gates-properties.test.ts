import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMinutes } from "../../src/gates/counts.ts";
import type { Judgement, Look } from "../../src/gates/judge.ts";
import { addUp, judge } from "../../src/gates/judge.ts";
import type { MinuteCounts, SideCounts } from "../../src/gates/source.ts";
import { bakeFor, minutesJudgedIn, windowOf } from "../../src/gates/window.ts";
import { DELAY, lookAfter, MINUTE, repeat, resultOf, START } from "./gates-rollout.ts";

const LENGTH = 12;
const requests = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 100, max: 10_000 }));
const counts = fc
  .tuple(requests, fc.double({ min: 0, max: 0.3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([n, bad, slow]): SideCounts => {
    const errors = Math.floor(n * bad);
    return { requests: n, errors, timing: { requests: n - errors, slow: Math.floor((n - errors) * slow) } };
  });
const side = fc.option(counts, { nil: undefined });
const minutes = fc.array(fc.tuple(side, side, fc.boolean()), { minLength: 1, maxLength: LENGTH }).map((given) =>
  given.map(
    ([green, blue, complete], index): MinuteCounts => ({
      at: START + index * MINUTE,
      complete: complete || index % 3 > 0,
      ...(green === undefined ? {} : { green }),
      ...(blue === undefined ? {} : { blue }),
    }),
  ),
);
const settings = { maxErrorRate: 0.01, latencyThresholdMs: 500, settleMinutes: 1 };

function look(seen: readonly MinuteCounts[], now: number): Look {
  const base = lookAfter({ minutes: [], settings });
  const { source = "", history = {} } = base.counts ?? {};
  const changes = [
    { at: START + 5_000, weight: 10 },
    { at: START + 4 * MINUTE + 5_000, weight: 50 },
  ];
  return { ...base, now, changes, counts: { source, history, delayMs: DELAY, seen: { minutes: seen } } };
}
const END = START + (LENGTH + 1) * MINUTE + DELAY;

/** Every number in a value, however deep. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

describe("the verdict", () => {
  test("has nothing but numbers in it", () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: LENGTH + 3 }), (seen, after) => {
        const judged = judge(look(seen, START + after * MINUTE));
        expect(numbersIn(judged).filter((number) => !Number.isFinite(number))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("is the same whatever looks were made before, except that a failure stays", () => {
    const times = fc.array(fc.integer({ min: 0, max: LENGTH + 3 }), { maxLength: 5 });
    fc.assert(
      fc.property(minutes, times, (seen, at) => {
        let before: Judgement | undefined;
        for (const time of at) before = judge(look(seen, START + time * MINUTE), before);
        const last = judge(look(seen, END), before);
        const alone = judge(look(seen, END));
        // A failure seen early is seen late as well: evidence that once was enough stays.
        expect(last.verdict).toBe(alone.verdict);
        expect(last.gates).toEqual(alone.gates);
      }),
      { numRuns: 300 },
    );
  });

  test("stays fail once a look has seen it, also when counts that come late say otherwise", () => {
    fc.assert(
      fc.property(minutes, (late) => {
        const bad = Array.from({ length: LENGTH }, (_, index) => ({
          at: START + index * MINUTE,
          complete: true,
          green: { requests: 600, errors: 300 },
          blue: { requests: 5_400, errors: 5 },
        }));
        const failed = judge(look(bad, END));
        expect(failed.verdict).toBe("fail");
        const later = judge(look(late, END + MINUTE), failed);
        expect(later.verdict).toBe("fail");
        expect(judge(look(late, END + 2 * MINUTE), later).verdict).toBe("fail");
      }),
      { numRuns: 100 },
    );
  });

  test("is the same for counts that came late as for those that were there at once", () => {
    fc.assert(
      fc.property(
        minutes,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: LENGTH }),
        (seen, shares) => {
          let before: Judgement | undefined;
          for (let now = START; now <= END; now += MINUTE / 2) {
            // Until a minute is old enough, only a part of its counts is there.
            const growing = seen.map((minute, index) =>
              now >= minute.at + MINUTE + DELAY ? minute : partOf(minute, shares[index] ?? 0),
            );
            before = judge(look(growing, now), before);
            expect(before.gates).toEqual(judge(look(seen, now)).gates);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test("does not depend on the order in which minutes are given", () => {
    fc.assert(
      fc.property(
        minutes.chain((seen) => fc.tuple(fc.constant(seen), fc.shuffledSubarray(seen, { minLength: seen.length }))),
        ([seen, mixed]) => {
          const span = { from: START, to: START + LENGTH * MINUTE };
          const [inOrder, anyOrder] = [checkMinutes(seen, span), checkMinutes(mixed, span)];
          expect(anyOrder).toEqual(inOrder);
        },
      ),
    );
  });
});

test("minutes without a request on one of the sides add nothing", () => {
  const told = repeat(3, [8, 600], [5, 5_400]);
  const silent = [...repeat(1, [0, 0], [5, 5_400]), ...repeat(1, [9, 600], undefined), ...repeat(1, [0, 0], [0, 0])];
  const mixed = told.flatMap((minute, index) => [...silent.slice(index, index + 1), minute]);
  const evidence = (minutes: typeof told) => resultOf(judge(lookAfter({ minutes })), "comparison").against;
  expect(evidence(mixed)).toEqual(evidence(told));
});

function partOf({ at, complete, green, blue }: MinuteCounts, share: number): MinuteCounts {
  const part = (count: number) => Math.floor(count * share);
  const cut = (counts: SideCounts): SideCounts => ({
    requests: part(counts.requests),
    errors: part(counts.errors),
    timing: { requests: part(counts.timing?.requests ?? 0), slow: part(counts.timing?.slow ?? 0) },
  });
  return { at, complete, ...(green && { green: cut(green) }), ...(blue && { blue: cut(blue) }) };
}

describe("counts that are none", () => {
  const span = { from: START, to: START + LENGTH * MINUTE };
  const anything = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 60),
    fc.nat(1_000),
  );

  test("never reach the arithmetic", () => {
    const given = fc.record({
      at: fc.oneof(
        fc.nat(LENGTH + 3).map((index) => START + index * MINUTE),
        anything,
      ),
      complete: fc.boolean(),
      green: fc.record({ requests: anything, errors: anything, clientErrors: anything }),
      blue: fc.record({
        requests: anything,
        errors: anything,
        timing: fc.record({ requests: anything, slow: anything }),
      }),
    });
    fc.assert(
      fc.property(fc.array(given, { maxLength: 5 }), (seen) => {
        const checked = checkMinutes(seen, span);
        if ("problem" in checked) expect(checked.problem.reasons.length).toBeGreaterThan(0);
        else {
          expect(numbersIn(checked).filter((number) => !Number.isSafeInteger(number) || number < 0)).toEqual([]);
          expect(new Set(checked.minutes.map(({ at }) => at)).size).toBe(checked.minutes.length);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("are named; more errors than requests are late data, and are cut", () => {
    const minute = (more: Partial<MinuteCounts>) => ({ at: START, complete: true, ...more });
    const reasons = (seen: readonly MinuteCounts[]) => {
      const checked = checkMinutes(seen, span);
      return "problem" in checked ? checked.problem.reasons : [];
    };
    expect(reasons([minute({ green: { requests: 1.5, errors: 0 } })])).toEqual([
      "minute 14:02, green: 1.5 is not a count",
    ]);
    expect(reasons([minute({ blue: { requests: 1, errors: -1 } })])).toEqual(["minute 14:02, blue: -1 is not a count"]);
    expect(reasons([minute({}), minute({})])).toEqual(["minute 14:02 is given twice"]);
    expect(reasons([minute({ at: START - MINUTE })])).toEqual(["minute 14:01 is outside of what was asked for"]);
    expect(checkMinutes([minute({ green: { requests: 3, errors: 5 } })], span)).toEqual({
      minutes: [minute({ green: { requests: 3, errors: 3 } })],
    });
  });
});

describe("which minutes are judged", () => {
  const full = (count: number): MinuteCounts[] =>
    Array.from({ length: count }, (_, index) => ({ at: START + index * MINUTE, complete: true }));

  test("is what the plan promises for a bake, wherever in the minute it begins", () => {
    const bake = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(bake, fc.integer({ min: 0, max: 59_999 }), fc.nat(4), (bakeMinutes, offset, settleMinutes) => {
        const [at, bakeMs] = [START + offset, bakeMinutes * MINUTE];
        const rule = { changes: [{ at, weight: 10 }], settleMinutes, delayMs: DELAY, now: at + bakeMs };
        expect(windowOf(full(80), rule).judged.length).toBe(minutesJudgedIn(bakeMs, settleMinutes, DELAY));
        expect(minutesJudgedIn(bakeFor(bakeMinutes, settleMinutes, DELAY), settleMinutes, DELAY)).toBe(bakeMinutes);
      }),
    );
    expect([5, 8, 10].map((bakeMinutes) => minutesJudgedIn(bakeMinutes * MINUTE, 2, DELAY))).toEqual([0, 3, 5]);
  });

  test("every minute since the first change is judged or left out for one reason", () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: LENGTH + 3 }), (seen, after) => {
        const { judged, leftOut } = judge(look(seen, START + after * MINUTE)).window;
        const out = leftOut.flatMap(({ from, to }) =>
          Array.from({ length: (to - from) / MINUTE + 1 }, (_, index) => from + index * MINUTE),
        );
        const all = [...judged.map(({ at }) => at), ...out].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: after + 1 }, (_, index) => START + index * MINUTE));
      }),
    );
  });

  test("none of a green without weight; none before a weight was ever set", () => {
    const changes = [
      { at: START, weight: 10 },
      { at: START + 10 * MINUTE, weight: 0 },
    ];
    const rule = { changes, settleMinutes: 2, delayMs: 0, now: START + 20 * MINUTE };
    const { judged, leftOut } = windowOf(full(20), rule);
    expect(judged.map(({ at }) => (at - START) / MINUTE)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(leftOut.map(({ reason }) => reason)).toEqual(["just-shifted", "just-shifted", "off"]);
    expect(windowOf(full(20), { ...rule, changes: [] })).toEqual({ judged: [], leftOut: [] });
  });
});

test("verdicts add up: fail before error before inconclusive before pass, and nothing is never a pass", () => {
  const order = ["fail", "error", "inconclusive", "pass"] as const;
  const gate = fc.constantFrom(...order).map((verdict) => ({
    kind: "alarm" as const,
    verdict,
    reason: { id: "alarm-not-found" as const, name: verdict },
  }));
  fc.assert(
    fc.property(fc.array(gate, { maxLength: 6 }), (gates) => {
      const worst = order.find((verdict) => gates.some((one) => one.verdict === verdict));
      expect(addUp(gates).verdict).toBe(worst ?? "inconclusive");
    }),
  );
});
