import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Shifts } from "../../src/delivery/shifts.ts";
import { formatShifts, MARK_LENGTH, parseShifts, withShift } from "../../src/delivery/shifts.ts";
import type { FixedGates } from "../../src/gates/marks.ts";
import { changedSentence, continueWith, formatGates, parseGates } from "../../src/gates/marks.ts";
import type { GateSettings } from "../../src/gates/settings.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";

/** What every AWS service takes in the value of a tag. */
const TAG = /^[\w +\-=.:/@]{0,256}$/;

const share = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
const settings: fc.Arbitrary<GateSettings> = fc
  .record(
    {
      compare: fc.boolean(),
      clientErrors: fc.boolean(),
      alpha: share,
      beta: share,
      tolerance: fc.double({ min: 1, max: 99, noNaN: true }),
      more: fc.double({ min: 0.01, max: 800, noNaN: true }),
      minErrors: fc.nat(1_000),
      confirmMinutes: fc.nat(1_000),
      settleMinutes: fc.nat(1_000),
      maxErrorRate: share,
      latencyThresholdMs: fc.integer({ min: 1, max: 1_000_000 }),
      maxSlowRate: share,
    },
    {
      requiredKeys: [
        "compare",
        "clientErrors",
        "alpha",
        "beta",
        "tolerance",
        "more",
        "minErrors",
        "confirmMinutes",
        "settleMinutes",
      ],
    },
  )
  .map(({ more, ...rest }) => ({ ...rest, maxRatio: rest.tolerance + more }));
const day = fc
  .record({
    requests: fc.integer({ min: 0, max: 100_000_000_000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    dispersion: fc.double({ min: 1, max: 1_000, noNaN: true }),
  })
  .map(({ requests, part, dispersion }) => ({ requests, errors: Math.floor(requests * part), dispersion }));
const fixed: fc.Arbitrary<FixedGates> = fc.record({
  settings,
  source: fc.constantFrom("cloudwatch", "access-log", "prometheus", "command"),
  history: fc.record({ errors: day, "client-errors": day, slow: day }, { requiredKeys: [] }),
});

describe("what is fixed at the start", () => {
  test("is written in words that a person can read", () => {
    const text = formatGates({
      settings: { ...DEFAULTS, maxErrorRate: 0.005 },
      source: "cloudwatch",
      history: { errors: { requests: 8_640_000, errors: 8_640, dispersion: 1 } },
    });
    expect(text).toBe("a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2 max=0.005 vs src=cloudwatch 5xx=8640000:8640:1");
  });

  test("fits into a tag and is read back as it was written, whatever the settings are", () => {
    fc.assert(
      fc.property(fixed, (given) => {
        const text = formatGates(given);
        expect(text).toMatch(TAG);
        expect(text.length).toBeLessThanOrEqual(MARK_LENGTH);
        const read = parseGates(text);
        expect(read).toBeDefined();
        if (read !== undefined) expect(formatGates(read)).toBe(text);
        expect(read?.settings.minErrors).toBe(given.settings.minErrors);
        expect(Object.keys(read?.history ?? {}).sort()).toEqual(Object.keys(given.history).sort());
      }),
      { numRuns: 1_000 },
    );
  });

  test("holds in every later run, and what the inputs changed since is named", () => {
    fc.assert(
      fc.property(fixed, fixed, (first, later) => {
        const start = continueWith(first, undefined);
        expect(start.changed).toEqual([]);
        const mark = formatGates(start.fixed);
        expect(continueWith(first, mark)).toEqual({ fixed: start.fixed, changed: [] });
        expect(continueWith(later, mark).fixed).toEqual(start.fixed);
      }),
    );
    const asked = { settings: DEFAULTS, source: "cloudwatch", history: {} };
    const now = { ...asked, settings: { ...DEFAULTS, alpha: 0.01, maxErrorRate: 0.01 }, source: "prometheus" };
    expect(continueWith(now, formatGates(asked))).toEqual({
      fixed: asked,
      changed: ["alpha", "max-error-rate", "metrics"],
    });
    expect(changedSentence({ fixed: asked, changed: ["alpha", "metrics"] })).toMatch(
      /^`alpha`, `metrics` changed since/,
    );
    expect(changedSentence({ fixed: asked, changed: [] })).toBeUndefined();
  });

  test.each([
    undefined,
    "",
    "a=0.05",
    "a=NaN b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=cloudwatch",
    "a=Infinity b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=cloudwatch",
    "a=0 b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=cloudwatch",
    "a=0.05 b=0.05 t=0.1 r=2 m=4 c=2 s=2 src=cloudwatch",
    "a=0.05 b=0.05 t=3 r=2 m=4 c=2 s=2 src=cloudwatch",
    "a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2",
    "a=0.05 b=0.05 t=1.25 r=2 m=4.5 c=2 s=2 src=cloudwatch",
    "a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=cloudwatch 5xx=10:20:1",
    "a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=cloudwatch 5xx=10",
    "a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=cloudwatch 5xx=10:2:0",
  ])("%j is not what was fixed", (text) => {
    expect(parseGates(text)).toBeUndefined();
  });

  test("no text brings anything but numbers into the arithmetic", () => {
    const near = fc.stringMatching(/^(a|b|t|r|m|c|s|max|vs|src|5xx)=[0-9eE.:N-]{0,8}$/);
    const text = fc.oneof(
      fc.string(),
      fc.array(near).map((words) => `a=0.05 b=0.05 t=1.25 r=2 m=4 c=2 s=2 src=x ${words.join(" ")}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        const read = parseGates(given);
        const numbers = Object.values(read?.settings ?? {}).filter((value) => typeof value === "number");
        expect(numbers.filter((value) => !Number.isFinite(value) || value < 0)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("when the weight changed", () => {
  const weight = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
  const gap = fc.integer({ min: 0, max: 10_000 });
  const changes = fc.array(fc.tuple(gap, weight), { minLength: 1, maxLength: 100 }).map((given) => {
    let at = Date.UTC(2026, 0, 1);
    return given.map(([minutes, to]) => {
      at += minutes * 60_000;
      return { at, weight: to };
    });
  });

  test("is written to the minute, from the first change on", () => {
    const start = Date.UTC(2026, 2, 3, 14, 2, 31);
    const shifts = [
      { at: start, weight: 10 },
      { at: start + 900_000, weight: 25.5 },
    ];
    expect(formatShifts({ changes: shifts, forgotten: false })).toBe("29542442:10 15:25.5");
  });

  test("is read back to the minute; what does not fit is dropped from the beginning, and that is told", () => {
    fc.assert(
      fc.property(changes, fc.boolean(), (given, forgotten) => {
        const text = formatShifts({ changes: given, forgotten });
        expect(text).toMatch(TAG);
        const read: Shifts | undefined = parseShifts(text);
        const kept = read?.changes.length ?? 0;
        expect(read?.changes).toEqual(given.slice(given.length - kept));
        expect(read?.forgotten).toBe(forgotten || kept < given.length);
        expect(kept).toBeGreaterThanOrEqual(Math.min(20, given.length));
      }),
      { numRuns: 500 },
    );
  });

  test("grows by one with each change, and by none when the weight is the same", () => {
    const at = Date.UTC(2026, 2, 3, 14, 2);
    const first = withShift(undefined, { at, weight: 10 });
    expect(first).toBe("29542442:10");
    expect(withShift(first, { at: at + 60_000, weight: 10 })).toBe(first);
    expect(withShift(first, { at: at + 120_000, weight: 0 })).toBe("29542442:10 2:0");
  });

  test.each([undefined, "", "10", "29542442", "29542442:101", "29542442:10 x:5", "29542442:10 -5:5", "1:10"])(
    "%j is no record of it",
    (text) => {
      expect(parseShifts(text)).toBeUndefined();
    },
  );
});
