import fc from "fast-check";
import { expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { intervalOf, measuredOf } from "../../src/gates/measured.ts";
import { lookAfter, repeat } from "./gates-rollout.ts";

test("both sides' requests and error rates are those of the judged minutes, with an interval", () => {
  expect(measuredOf(judge(lookAfter({ minutes: repeat(2, [30, 600], [5, 5_400]) })))).toEqual({
    green: { requests: "1,200", errors: "5.0 % (3.9 % – 6.4 %)" },
    blue: { requests: "10,800", errors: "0.093 % (0.050 % – 0.17 %)" },
  });
});

test("nothing is told where nothing was counted", () => {
  expect(measuredOf(judge(lookAfter({ minutes: [] })))).toBeUndefined();
});

test("the interval holds the rate, and is wider the more clustered errors are", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (requests, share) => {
        const errors = Math.round(requests * share);
        const [alone, clustered] = [1, 4].map((dispersion) => intervalOf({ requests, errors }, dispersion));
        if (alone === undefined || clustered === undefined) throw new Error("unreachable");
        const rate = errors / requests;
        expect(alone.low).toBeLessThanOrEqual(rate + 1e-9);
        expect(alone.high).toBeGreaterThanOrEqual(rate - 1e-9);
        expect(clustered.high - clustered.low).toBeGreaterThanOrEqual(alone.high - alone.low - 1e-9);
      },
    ),
  );
});
