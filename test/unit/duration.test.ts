import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/delivery/duration.ts";

test.each([
  ["0s", 0],
  ["90s", 90_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
  ["1d2h3m4s", 93_784_000],
  ["  15m\n", 900_000],
  ["007m", 420_000],
])("%j is a duration", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  "",
  " ",
  "90",
  "5 m",
  "5M",
  "5min",
  "1.5h",
  "-5m",
  "+5m",
  "30m1h",
  "5m5m",
  "1e3s",
  "m",
  "5m!",
  "٣s",
  "100000m",
  "5m\n5s",
])("%j is refused: units s, m, h, d in falling order, whole numbers", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

const part = fc.option(fc.nat({ max: 99_999 }), { nil: undefined });

test("a duration is the sum of its parts, whichever of them are given", () => {
  fc.assert(
    fc.property(part, part, part, part, (d, h, m, s) => {
      const parts = [
        [d, "d", 86_400_000],
        [h, "h", 3_600_000],
        [m, "m", 60_000],
        [s, "s", 1_000],
      ] as const;
      const given = parts.filter(([count]) => count !== undefined);
      const text = given.map(([count, unit]) => `${count}${unit}`).join("");
      const sum = given.reduce((total, [count = 0, , size]) => total + count * size, 0);
      expect(parseDuration(text)).toBe(given.length === 0 ? undefined : sum);
    }),
  );
});

test("no text makes a duration that is negative or not a number", () => {
  const nearlyDurations = fc.stringMatching(/^[0-9dhms. -]{0,12}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearlyDurations), (text) => {
      const ms = parseDuration(text);
      if (ms !== undefined) expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  [0, "0s"],
  [-5, "0s"],
  [1, "0.1s"],
  [340, "0.3s"],
  [1_500, "1.5s"],
  [2_000, "2s"],
  [9_949, "9.9s"],
  [9_950, "10s"],
  [10_001, "11s"],
  [59_001, "1m"],
  [3_900_000, "1h 5m"],
  [86_400_000, "1d"],
  [86_460_000, "1d 1m"],
])("%i ms are written as %j", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("what is written is off by less than the smallest unit written", () => {
  const sizes = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 40 * 86_400_000 }), (ms) => {
      const text = formatDuration(ms);
      const unit = text.slice(-1) as keyof typeof sizes;
      const read = parseDuration(text.replace(" ", "")) ?? Number.NaN;
      expect(Math.abs(ms - read)).toBeLessThan(sizes[unit]);
    }),
    { numRuns: 1_000 },
  );
});
