import { expect, test } from "vitest";
import type { Intent } from "../../src/delivery/plan.ts";
import { finishUndo } from "../../src/engine/undo.ts";
import { InPlacePlatform } from "../../src/platforms/ec2/in-place/index.ts";
import type { Kind } from "./in-place-cloud.ts";
import { all, fleet, isRestored, KINDS, run, settingsOf } from "./in-place-steps.ts";

/** A fleet that is changed in place by a step that ends at any of its calls. */

/** How many calls of a whole deploy change something; it is cut off after each of them. */
async function writesOf(kind: Kind): Promise<number> {
  const cloud = fleet(kind, 3);
  await run(cloud, "deploy");
  return cloud.writes.length;
}

test.each(KINDS)(
  "cut off after any call that changes something and run again, every machine ran the commands exactly once and nobody is left out (%s)",
  async (kind) => {
    const writes = await writesOf(kind);
    for (let at = 1; at <= writes; at += 1) {
      const cloud = fleet(kind, 3);
      cloud.killAt = at;
      await run(cloud, "deploy");
      const { error } = await run(cloud, "deploy", {}, "octo/shop/runs/8");
      expect({ at, error }).toEqual({ at, error: undefined });
      expect({ at, runs: cloud.runs() }).toEqual({ at, runs: all(3, "v2") });
      expect({ at, ran: cloud.machines.map(({ ran }) => ran.length) }).toEqual({ at, ran: [1, 1, 1] });
      expect(cloud.lowest).toBeGreaterThanOrEqual(2);
      isRestored(cloud, 3);
    }
  },
);

test.each(KINDS)(
  "cut off after any call that changes something and rolled back, every machine is as it was (%s)",
  async (kind) => {
    const writes = await writesOf(kind);
    for (let at = 1; at <= writes; at += 1) {
      const cloud = fleet(kind, 3);
      cloud.killAt = at;
      await run(cloud, "deploy");
      const { error } = await run(cloud, "rollback");
      expect({ at, error }).toEqual({ at, error: undefined });
      expect({ at, runs: cloud.runs() }).toEqual({ at, runs: all(3, "v1") });
      expect(cloud.lowest).toBeGreaterThanOrEqual(2);
      isRestored(cloud, 3);
    }
  },
);

test.each(KINDS)(
  "cancelled after any call that changes something, post puts back who is out and has nothing running, and a deploy ends it (%s)",
  async (kind) => {
    const writes = await writesOf(kind);
    for (let at = 1; at <= writes; at += 1) {
      const cloud = fleet(kind, 3);
      cloud.killAt = at;
      const { undo } = await run(cloud, "deploy");
      if (undo === undefined) continue;
      const running = new Set(
        cloud.commands.flatMap(({ ends }) =>
          [...ends].filter(([, end]) => end.at > cloud.clock.now()).map(([id]) => id),
        ),
      );
      const reporter = { report() {} };
      const signal = new AbortController().signal;
      const intent: Intent = {
        ...{
          step: "deploy",
          strategy: "in-place",
          weight: undefined,
          ramp: { rungs: [100], bakeMs: undefined },
          bakeMs: 0,
        },
        ...{ rolloutId: "octo/shop/runs/7", now: cloud.clock.now(), timeoutMs: 240_000 },
      };
      const platform = new InPlacePlatform({ ...settingsOf(kind), revision: "v2" }, "deploy", cloud.tools(signal));
      await finishUndo(platform, intent, undo, {
        clock: cloud.clock,
        signal,
        reporter,
        journal: { begin() {}, end() {} },
      });
      const out = cloud.machines.filter(({ lifecycle }) => lifecycle === "Standby").map(({ id }) => id);
      expect({ at, left: out.filter((id) => !running.has(id)) }).toEqual({ at, left: [] });
      const min = kind === "group" ? 3 - out.length : 3;
      expect({ at, suspended: [...cloud.suspended], min: cloud.min }).toEqual({ at, suspended: [], min });
      expect({ at, error: (await run(cloud, "deploy")).error }).toEqual({ at, error: undefined });
      expect(cloud.runs()).toEqual(all(3, "v2"));
      isRestored(cloud, 3);
    }
  },
);
