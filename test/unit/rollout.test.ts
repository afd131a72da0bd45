import { beforeEach, describe, expect, test } from "vitest";
import type { Intent } from "../../src/delivery/plan.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import type { Bounds } from "../../src/engine/rollout.ts";
import { rollOut } from "../../src/engine/rollout.ts";
import { look } from "../../src/engine/run.ts";
import { cloudOf } from "../model/cloud.ts";
import { failureOf, GatedWorld, MINUTE, WET } from "./gated-world.ts";

let world: GatedWorld;
beforeEach(() => {
  world = new GatedWorld();
});

describe("rollout", () => {
  const bounds: Bounds = { bakeMs: 10 * MINUTE, credentialsEnd: undefined, credentials: true, dryRun: false };
  const roll = (more: Partial<Bounds> = {}, intent: Partial<Intent> = {}) => {
    const judged = (one: Intent) => rollingBack(one, WET, world.tools(), world.run);
    const seen = async () => (await look(world.platform(), { clock: world.clock })).view;
    return rollOut(world.intent("rollout", intent), { ...bounds, ...more }, world.tools(), seen, judged);
  };

  test("climbs the ramp and promotes, judged at each rung", async () => {
    const began = world.clock.now();
    expect(await roll()).toMatchObject({ changed: true });
    expect(world.held.now.weight).toBe(100);
    expect([...new Set(world.gates.looks.map(({ weight }) => weight))]).toEqual([10, 50]);
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(20 * MINUTE);
  });

  test("goes on at the rung at which it was cut off", async () => {
    await world.step("shift");
    await world.step("shift");
    const began = world.clock.now();
    await roll();
    expect(world.held.now.weight).toBe(100);
    expect(world.clock.now() - began).toBeLessThan(2 * MINUTE);
  });

  test("gives everything back where green fails at a later rung", async () => {
    world.gates.says = (_now, weight) => ({ verdict: weight === 50 ? "fail" : "pass" });
    expect(await failureOf(roll())).toMatchObject({ code: "gates", verdict: "fail" });
    expect(world.held.now.weight).toBe(0);
  });

  test("holds the weight where a rung is inconclusive, and goes on where that is accepted", async () => {
    world.gates.says = () => ({ verdict: "inconclusive", short: true });
    expect(await failureOf(roll())).toMatchObject({ verdict: "inconclusive" });
    expect(world.held.now.weight).toBe(10);
    world.gates.onInconclusive = "pass";
    await roll();
    expect(world.held.now.weight).toBe(100);
  });

  test("is refused before the first move when it cannot end in time", async () => {
    const late = await failureOf(roll({}, { timeoutMs: 20 * MINUTE }));
    expect(late).toMatchObject({ code: "refused", message: expect.stringContaining("takes 29m") });
    const end = world.clock.now() + 12 * MINUTE;
    const expiring = await failureOf(roll({ credentialsEnd: end }));
    expect(expiring).toMatchObject({ code: "refused", message: expect.stringContaining("the credentials end in 12m") });
    expect(expiring.remedy).toContain("role-duration-seconds");
    expect(world.held.now.weight).toBe(0);
    expect(world.gates.looks).toEqual([]);
  });

  test("warns when nobody tells how long the credentials of a long ramp live", async () => {
    await roll({ bakeMs: 30 * MINUTE });
    expect(world.warnings().join()).toContain("credentials-expire-at");
  });

  test("has nothing to roll out without a rollout", async () => {
    world.held.now = cloudOf();
    expect(await failureOf(roll())).toMatchObject({ code: "refused", remedy: expect.stringContaining("`deploy`") });
  });
});
