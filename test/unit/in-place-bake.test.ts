import { expect, test } from "vitest";
import type { DeliveryError } from "../../src/delivery/errors.ts";
import { MINUTE, Scripted } from "./gated-world.ts";
import { all, fleet, isRestored, isWhole, KINDS, once, run } from "./in-place-steps.ts";

/** Alarms, health and gates while a fleet is changed in place, and in its bake. */

test.each(KINDS)(
  "an alarm that turns red between batches has the changed machines put back, and the others are not touched (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    cloud.alarms.set("shop-5xx", "OK");
    once(
      cloud,
      () => cloud.runs().filter((revision) => revision === "v2").length === 2,
      () => cloud.alarms.set("shop-5xx", "ALARM"),
    );
    const { error, view } = await run(cloud, "deploy", { alarms: ["shop-5xx"] });
    expect((error as DeliveryError).message).toContain("shop-5xx turned red");
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(cloud.machines.filter(({ ran }) => ran.length === 0)).toHaveLength(1);
    expect(view).toMatchObject({ phase: "rolled-back", problems: [] });
    isRestored(cloud);
  },
);

test.each(KINDS)(
  "changed machines are watched for the bake time, and the deploy is over only then (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    cloud.alarms.set("shop-5xx", "OK");
    let whole = 0;
    once(
      cloud,
      () => isWhole(cloud),
      () => {
        whole = cloud.clock.now();
      },
    );
    expect((await run(cloud, "deploy", { bakeMs: 120_000, alarms: ["shop-5xx"] })).error).toBeUndefined();
    expect(cloud.clock.now() - whole).toBeGreaterThanOrEqual(120_000);
    isRestored(cloud);
    // Run again there is nothing left to be watched.
    const now = cloud.clock.now();
    expect((await run(cloud, "deploy", { bakeMs: 120_000, alarms: ["shop-5xx"] })).error).toBeUndefined();
    expect(cloud.clock.now()).toBe(now);
  },
);

test.each(KINDS)(
  "a fleet that fails its gates has every machine put back, and one that passes is waited for (%s)",
  async (kind) => {
    for (const verdict of ["fail", "pass"] as const) {
      const cloud = fleet(kind);
      const gates = new Scripted(cloud.clock);
      gates.maxBakeMs = 7 * MINUTE;
      let whole: number | undefined;
      gates.says = (now) => {
        whole ??= now;
        return { verdict: now > whole + 4 * MINUTE ? verdict : "inconclusive" };
      };
      const { error, view } = await run(cloud, "deploy", {}, "octo/shop/runs/7", gates);
      expect(gates.looks.map(({ weight }) => weight)).toEqual(gates.looks.map(() => 100));
      expect(cloud.clock.now() - (whole ?? 0)).toBeGreaterThan(4 * MINUTE);
      if (verdict === "fail") expect(error).toMatchObject({ code: "gates", verdict });
      else expect(error).toBeUndefined();
      expect(cloud.runs()).toEqual(all(4, verdict === "fail" ? "v1" : "v2"));
      expect(view?.phase).toBe(verdict === "fail" ? "rolled-back" : "promoted");
      isRestored(cloud);
    }
  },
);

test.each(KINDS)(
  "a machine that falls ill while it is watched has all put back, the one that was changed last first (%s)",
  async (kind) => {
    const cloud = fleet(kind);
    once(
      cloud,
      () => isWhole(cloud),
      () => cloud.fallIll("i-2"),
    );
    const { error, view } = await run(cloud, "deploy", { bakeMs: 120_000 });
    expect((error as DeliveryError).message).toContain("i-2 became unhealthy during the bake");
    expect(cloud.runs()).toEqual(all(4, "v1"));
    expect(view).toMatchObject({ phase: "rolled-back", problems: [] });
    isRestored(cloud);
  },
);
