import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialBounds, chanceWithin } from "../../src/delivery/binomial.ts";
import { describeMark, parseMark } from "../../src/platforms/checks/mark.ts";
import type { Look, Probe } from "../../src/platforms/checks/probe.ts";
import { boundsOf, probeProgress, requestsFor } from "../../src/platforms/checks/probe.ts";

const size = fc.integer({ min: 1, max: 1_200 });
const chance = fc.integer({ min: 0, max: 1_000 }).map((thousandths) => thousandths / 1_000);
const alpha = fc.constantFrom(0.2, 0.05, 0.01, 0.001, 1e-6);
const percent = fc.integer({ min: 0, max: 100 });

describe("the binomial bounds", () => {
  test("miss a share that is right as often as alpha says at most, and would more often if they were narrower", () => {
    fc.assert(
      fc.property(size, chance, alpha, (n, p, a) => {
        const { low, high } = binomialBounds(n, p, a);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(n);
        expect(low).toBeLessThanOrEqual(high);
        const [below, above] = [
          chanceWithin({ low: 0, high: low - 1 }, n, p),
          chanceWithin({ low: high + 1, high: n }, n, p),
        ];
        expect(below).toBeLessThanOrEqual(a / 2 + 1e-12);
        expect(above).toBeLessThanOrEqual(a / 2 + 1e-12);
        expect(chanceWithin({ low: 0, high: low }, n, p)).toBeGreaterThan(a / 2 - 1e-12);
        expect(chanceWithin({ low: high, high: n }, n, p)).toBeGreaterThan(a / 2 - 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  test("of a share are those of the other side's, turned around", () => {
    fc.assert(
      fc.property(size, chance, alpha, (n, p, a) => {
        const [own, other] = [binomialBounds(n, p, a), binomialBounds(n, 1 - p, a)];
        expect([own.low, own.high]).toEqual([n - other.high, n - other.low]);
      }),
    );
  });

  test("of none and of all allow no other answer", () => {
    fc.assert(
      fc.property(size, alpha, (n, a) => {
        expect(binomialBounds(n, 0, a)).toEqual({ low: 0, high: 0 });
        expect(binomialBounds(n, 1, a)).toEqual({ low: n, high: n });
      }),
    );
  });

  /** By hand: 2^-10 × (1 + 10) = 0.0107 and × (1 + 10 + 45) = 0.0547; the last one in fractions, without rounding. */
  test("are those that others found", () => {
    expect(binomialBounds(10, 0.5, 0.05)).toEqual({ low: 2, high: 8 });
    expect(binomialBounds(10, 0.5, 0.02)).toEqual({ low: 1, high: 9 });
    expect(binomialBounds(200, 0.1, 0.001)).toEqual({ low: 8, high: 35 });
  });

  test("hold what is drawn at random", () => {
    // A generator with a seed: the same draws on every run (Numerical Recipes, ranqd1).
    let state = 42;
    const draw = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    for (const p of [0.1, 0.5, 0.9]) {
      const { low, high } = binomialBounds(200, p, 0.05);
      let missed = 0;
      for (let round = 0; round < 2_000; round += 1) {
        let count = 0;
        for (let request = 0; request < 200; request += 1) if (draw() < p) count += 1;
        if (count < low || count > high) missed += 1;
      }
      // 5 % of 2000 is 100; exact bounds miss a little less often.
      expect(missed).toBeGreaterThan(30);
      expect(missed).toBeLessThan(130);
    }
  });
});

describe("the number of requests", () => {
  test("is bounded, and tells the share from none, from all, and from the one before that is ten points away", () => {
    fc.assert(
      fc.property(percent, percent, (share, before) => {
        const requests = requestsFor(share, before);
        expect(requests).toBeGreaterThanOrEqual(200);
        expect(requests).toBeLessThanOrEqual(1_100);
        const bounds = boundsOf({ share, requests });
        const others = [0, 100, ...(Math.abs(share - before) >= 10 ? [before] : [])].filter((other) => other !== share);
        for (const other of others) expect(chanceWithin(bounds, requests, other / 100)).toBeLessThanOrEqual(0.001);
      }),
    );
  });

  test.each([
    [100, 0, 200],
    [0, 100, 200],
    [10, 0, 200],
    [1, 0, 800],
    [20, 10, 550],
    [50, undefined, 200],
  ])("for %s %% after %s %% is %s", (share, before, requests) => {
    expect(requestsFor(share, before)).toBe(requests);
  });
});

describe("the look from outside", () => {
  const probe: Probe = {
    url: "https://shop.example/?key=secret",
    mark: { in: "header", name: "X-Version", value: "v2" },
    sent: undefined,
    share: 10,
    requests: 200,
  };
  const at = 1_000_000;
  const progress = (last: Look, { looks = 1, now = at, of = probe } = {}) =>
    probeProgress(of, { probe: of, looks, since: at, until: now, last }, now);
  const seen = (green: number, failed: string[] = []): Look => ({ asked: 200, green, failed });

  test("is over exactly when the count is within the bounds and no request failed", () => {
    const { low, high } = boundsOf(probe);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.boolean(), (green, fails) => {
        const { state } = progress(seen(green, fails ? ["answered 503"] : []));
        expect(state === "done").toBe(low <= green && green <= high && !fails);
      }),
    );
    expect(probeProgress(probe, undefined, at).state).toBe("waiting");
  });

  test("gives up after twenty looks, or after two minutes and three looks", () => {
    expect(progress(seen(0), { looks: 19 }).state).toBe("waiting");
    expect(progress(seen(0), { looks: 20 }).state).toBe("impossible");
    expect(progress(seen(0), { looks: 2, now: at + 600_000 }).state).toBe("waiting");
    expect(progress(seen(0), { looks: 3, now: at + 119_999 }).state).toBe("waiting");
    expect(progress(seen(0), { looks: 3, now: at + 120_000 }).state).toBe("impossible");
    expect(progress(seen(20), { looks: 20, now: at + 600_000 }).state).toBe("done");
  });

  test("tells the figures, what failed how often, and what to do, but not the URL's query", () => {
    const end = progress(seen(3, ["answered 503", "no answer within 10 s", "answered 503"]), { looks: 20 });
    expect(end).toEqual({
      state: "impossible",
      because:
        "Seen from outside, green does not have 10 % of the requests to https://shop.example/, after 20 looks. The weights stay as they are: run `rollback`, or the step again once the reason is found.",
      reasons: [
        "3 of 200 answers were green's; 10 % would be 8 to 35 of 200",
        "2 × a request answered 503",
        "1 × a request failed: no answer within 10 s",
      ],
    });
    expect(JSON.stringify(end)).not.toContain("secret");
  });

  test("says when the mark fits no answer, or every one", () => {
    const hint = (green: number, share: number) => JSON.stringify(progress(seen(green), { of: { ...probe, share } }));
    expect(hint(0, 10)).toContain("(header X-Version = v2) fits no answer");
    expect(hint(200, 10)).toContain("fits every answer: do blue's answers show it too?");
    expect(hint(200, 0)).toContain("fits every answer");
    expect(hint(1, 10)).not.toContain("fits");
    expect(hint(199, 100)).not.toContain("fits");
  });
});

describe("how an answer shows that it is green's", () => {
  test("is read as it is written", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:/=,;"'-]{0,30}[A-Za-z0-9]$/);
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,30}$/), word, (name, text) => {
        expect(parseMark(`header ${name} = ${text}`)).toEqual({ in: "header", name, value: text });
        expect(parseMark(`body ${text}`)).toEqual({ in: "body", text });
        expect(parseMark(describeMark({ in: "header", name, value: text }))).toEqual({
          in: "header",
          name,
          value: text,
        });
      }),
    );
    expect(parseMark("header x=v2")).toEqual({ in: "header", name: "x", value: "v2" });
  });

  test.each([
    "",
    "v2",
    "header",
    "header X-Version",
    "header X-Version =",
    "header X Version = 2",
    "body",
    "body ",
    "Body v2",
    "header X-Version = \u00e9",
  ])("is none: %j", (text) => expect(parseMark(text)).toBeUndefined());
});
