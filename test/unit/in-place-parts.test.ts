import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Intent } from "../../src/delivery/plan.ts";
import { formatHeld, hold, parseHeld, release } from "../../src/platforms/ec2/in-place/held.ts";
import { limitsOf } from "../../src/platforms/ec2/in-place/limits.ts";
import type { MachineMark } from "../../src/platforms/ec2/in-place/machine-mark.ts";
import { formatMark, parseMark } from "../../src/platforms/ec2/in-place/machine-mark.ts";
import { beginTags, readRecord } from "../../src/platforms/ec2/in-place/record.ts";

describe("what a rollout changes of the group's settings", () => {
  const sizes = fc.record({ min: fc.nat(20), desired: fc.nat(20), out: fc.integer({ min: 1, max: 5 }) });

  it("is restored exactly, however often it was held before that", () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ min, desired, out }, wasSuspended) => {
        fc.pre(min <= desired && out <= desired);
        const before = { min, desired, suspended: wasSuspended ? ["AZRebalance", "Launch"] : ["Launch"] };
        const first = hold(before, undefined, desired - out);
        if (first === undefined) return;
        const held = { min: first.min.ours, desired: desired - out, suspended: ["Launch", "AZRebalance"] };
        expect(held.min).toBeLessThanOrEqual(desired - out);
        const noted = parseHeld(formatHeld(first));
        expect(noted).toEqual(first);
        // A machine more goes out, and all come back.
        const again = hold(held, noted, Math.max(0, desired - out - 1)) ?? first;
        const { min: back, resume, left } = release({ ...held, min: again.min.ours, desired }, again);
        expect(back ?? again.min.ours).toBe(min);
        expect(resume).toEqual(wasSuspended ? [] : ["AZRebalance"]);
        expect(left).toBeUndefined();
      }),
    );
  });

  it("stays as somebody else has set it meanwhile", () => {
    const held = { min: { before: 4, ours: 3 }, suspended: ["AZRebalance"] };
    expect(release({ min: 2, desired: 4, suspended: [] }, held)).toEqual({
      min: undefined,
      resume: [],
      left: undefined,
    });
  });

  it("is restored as far as it goes while a machine stays out, and the rest is remembered", () => {
    const held = { min: { before: 4, ours: 2 }, suspended: ["AZRebalance"] };
    expect(release({ min: 2, desired: 3, suspended: ["AZRebalance"] }, held)).toEqual({
      min: 3,
      resume: ["AZRebalance"],
      left: { min: { before: 4, ours: 3 }, suspended: [] },
    });
  });

  it.each([undefined, "", "4/3", "4/3/;rm", "x/3/-", "4/3/AZ+"])("is not believed of %j", (text) => {
    expect(parseHeld(text)).toBeUndefined();
  });
});

test("a mark is read as it was written, and nothing else is a mark", () => {
  const mark: MachineMark = {
    ...{ kind: "deploy" as const, done: false, at: Date.parse("2026-03-01T12:00:00Z"), attempt: "0a1b2c3d", tries: 2 },
    ...{ command: "0f1e2d3c-0000-4000-8000-000000000001", rollout: "octo/shop/runs/7" },
  };
  const over: MachineMark = { ...mark, kind: "rollback", done: true, command: undefined };
  for (const one of [mark, over]) {
    expect(parseMark(formatMark(one))).toEqual(one);
    expect(formatMark(one).length).toBeLessThanOrEqual(256);
  }
  for (const text of [undefined, "", "deploy", "deploy/never/0a.1/-/run", "undo/2026-03-01T12:00:00Z/0a.1/-/run"])
    expect(parseMark(text)).toBeUndefined();
});

test("a revision of any text is kept in the group's tags as it is", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 128, unit: "binary" }), (revision) => {
      fc.pre(Buffer.from(revision).toString() === revision);
      const course = { rollout: "octo/shop/runs/7", startedAt: 0, revision, former: "v1", attempt: "0", maxErrors: 0 };
      const intent: Intent = {
        ...{
          step: "deploy" as const,
          strategy: "in-place" as const,
          weight: undefined,
          ramp: { rungs: [100], bakeMs: undefined },
        },
        ...{ bakeMs: 0, rolloutId: "octo/shop/runs/7", now: 0, timeoutMs: 1, nonce: "n" },
      };
      const tags = beginTags(intent, course);
      for (const value of Object.values(tags)) expect(value).toMatch(/^[\w .:/=+@-]{0,256}$/);
      expect(readRecord(tags)).toMatchObject({ rollout: { revision }, revision, former: "v1" });
    }),
  );
});

describe("how many machines go out at a time", () => {
  it.each([
    [{ batch: undefined, minHealthy: undefined }, 4, { size: 1, least: 3 }],
    [{ batch: { percent: 25 }, minHealthy: undefined }, 10, { size: 2, least: 8 }],
    [{ batch: undefined, minHealthy: { percent: 50 } }, 5, { size: 2, least: 3 }],
    [{ batch: { machines: 1 }, minHealthy: { percent: 50 } }, 4, { size: 1, least: 2 }],
  ] as const)("%j of %i", (asked, total, limits) => {
    expect(limitsOf(asked, "web", total)).toEqual(limits);
  });
});
