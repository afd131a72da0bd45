import fc from "fast-check";
import { expect, test } from "vitest";
import type { LastSwitch } from "../../src/delivery/standing.ts";
import { formatSwitch, parseSwitch } from "../../src/delivery/switch-record.ts";

const AT = Date.parse("2026-01-02T03:04:05.678Z");

const record: fc.Arbitrary<LastSwitch> = fc
  .record({
    by: fc.constantFrom("shift" as const, "promote" as const, "rollback" as const),
    at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    to: fc.option(
      fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
      { nil: undefined },
    ),
    bake: fc.option(fc.integer({ min: 1, max: 86_400 }), { nil: undefined }),
    verified: fc.boolean(),
    run: fc.option(fc.stringMatching(/^[a-z]{1,20}\/[a-z]{1,20}\/runs\/[0-9]{1,12}$/), { nil: undefined }),
  })
  .map(({ by, at, to, bake, verified, run }) => ({
    by,
    at,
    verified,
    ...(to === undefined ? {} : { to }),
    ...(verified || bake === undefined ? {} : { bakeMs: bake * 1_000 }),
    ...(to === undefined || run === undefined ? {} : { run }),
  }));

test("a record of a switch comes back as it was written, and fits into a tag", () => {
  fc.assert(
    fc.property(record, (switched) => {
      const text = formatSwitch(switched);
      expect(parseSwitch(text)).toEqual(switched);
      expect(text.length).toBeLessThanOrEqual(256);
    }),
  );
});

test.each([
  ["shift/2026-01-02T03:04:05.678Z", { by: "shift", at: AT, verified: true }],
  ["shift+bake/2026-01-02T03:04:05.678Z", { by: "shift", at: AT, verified: false }],
  [
    "shift+bake=300/2026-01-02T03:04:05.678Z/10/octo/shop/runs/7",
    { by: "shift", at: AT, to: 10, verified: false, bakeMs: 300_000, run: "octo/shop/runs/7" },
  ],
])("%s is read, older records too", (text, switched) => {
  expect(parseSwitch(text)).toEqual(switched);
});

test.each([
  undefined,
  "",
  "shift",
  "shift/yesterday",
  "bake/2026-01-02T03:04:05.678Z",
  "shift/2026-01-02T03:04:05Z/1000/x",
])("%j is no record", (text) => {
  expect(parseSwitch(text)).toBeUndefined();
});
