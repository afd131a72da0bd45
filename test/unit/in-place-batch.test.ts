import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../src/platforms/ec2/in-place/batch.ts";
import { pickBatch } from "../../src/platforms/ec2/in-place/batch.ts";

const machines = (...zones: string[]): Candidate[] =>
  zones.map((zone, index) => ({ id: `i-${index + 1}`, zone, healthy: true }));
const ids = (all: readonly Candidate[]) => all.map(({ id }) => id);

describe("the next batch", () => {
  it("comes from the zone that keeps most", () => {
    const all = machines("a", "a", "b", "b", "b");
    expect(pickBatch(all, ids(all), { size: 1, least: 0 })).toEqual(["i-3"]);
    expect(pickBatch(all, ids(all), { size: 4, least: 0 })).toEqual(["i-3", "i-1", "i-4", "i-2"]);
  });

  it("has the unhealthy ones first, even where no healthy one may go", () => {
    const all = machines("a", "b", "a").map((machine) => ({ ...machine, healthy: machine.id !== "i-3" }));
    expect(pickBatch(all, ids(all), { size: 2, least: 2 })).toEqual(["i-3"]);
  });

  it("is empty where none can go", () => {
    const all = machines("a");
    expect(pickBatch(all, ids(all), { size: 1, least: 1 })).toEqual([]);
  });

  const fleet = fc.array(
    fc.record({ zone: fc.constantFrom("a", "b", "c"), healthy: fc.boolean(), open: fc.boolean() }),
    {
      maxLength: 30,
    },
  );
  const limits = fc.record({ size: fc.integer({ min: 1, max: 10 }), least: fc.integer({ min: 0, max: 30 }) });

  it("never leaves fewer healthy machines than must stay, and holds nothing back that may go", () => {
    fc.assert(
      fc.property(fleet, limits, (given, { size, least }) => {
        const all = given.map(({ zone, healthy }, index) => ({ id: `i-${index}`, zone, healthy }));
        const open = ids(all).filter((_, index) => given[index]?.open === true);
        const batch = pickBatch(all, open, { size, least });
        const healthy = all.filter((machine) => machine.healthy);
        const stay = healthy.filter(({ id }) => !batch.includes(id));
        expect(new Set(batch).size).toBe(batch.length);
        expect(batch.length).toBeLessThanOrEqual(size);
        expect(batch.every((id) => open.includes(id))).toBe(true);
        if (stay.length < healthy.length) expect(stay.length).toBeGreaterThanOrEqual(least);
        // One more would be too many, below the least, or there is none.
        const more = open.filter((id) => !batch.includes(id));
        const anyUnhealthy = more.some((id) => !healthy.some((machine) => machine.id === id));
        if (batch.length < size && more.length > 0) expect(!anyUnhealthy && stay.length <= least).toBe(true);
      }),
    );
  });

  it("brings every machine its turn, whatever comes back healthy", () => {
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 5 }), (given, size) => {
        const all = given.map(({ zone }, index) => ({ id: `i-${index}`, zone, healthy: true }));
        let open = ids(all);
        let rounds = 0;
        while (open.length > 0) {
          const batch = pickBatch(all, open, { size, least: 0 });
          open = open.filter((id) => !batch.includes(id));
          rounds += 1;
        }
        expect(rounds).toBe(Math.ceil(all.length / size));
      }),
    );
  });
});
