import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { missing } from "../../src/delivery/goal.ts";
import type { Intent, Plan } from "../../src/delivery/plan.ts";
import type { LastSwitch } from "../../src/delivery/standing.ts";
import type { NginxChange } from "../../src/platforms/nginx/changes.ts";
import { meterOf } from "../../src/platforms/nginx/meter.ts";
import { planStep } from "../../src/platforms/nginx/plan.ts";
import { greenPort, parseState } from "../../src/platforms/nginx/routing-state.ts";
import type { Snapshot } from "../../src/platforms/nginx/snapshot.ts";
import { safeAt, standingOf } from "../../src/platforms/nginx/standing.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/nginx/undo.ts";
import {
  BLUE,
  changedBy,
  GREEN,
  intentOf,
  kindsOf,
  NOW,
  rolling,
  settings,
  side,
  snapshot,
  state,
} from "./nginx-world.ts";

const promoted: LastSwitch = { by: "promote", at: NOW - 10_000, to: 100, verified: true, run: "acme/shop/runs/1" };

function refusalOf(seen: Snapshot, intent: Intent): string | undefined {
  try {
    planStep(settings, intent, seen);
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) return error.id;
    throw error;
  }
}

describe("where a rollout stands", () => {
  test("a side that can be started is on its way, one that listens and fails is unhealthy", () => {
    const dead = rolling({}, { blue: side(BLUE, undefined) });
    expect(standingOf(settings, dead).blue).toMatchObject({ state: "pending", capacity: { have: 0, want: 1 } });
    const alone = standingOf({ ...settings, supervisor: undefined }, dead).blue;
    expect(alone.state).toBe("unhealthy");
    expect(alone.reasons.join()).toContain("`rollback` starts it again when");
    const ill = rolling({}, { blue: side(BLUE, "v1", { unhealthyReason: "answers 503" }) });
    expect(standingOf(settings, ill).blue).toMatchObject({ state: "unhealthy", reasons: ["answers 503"] });
  });

  test("a green that never answered through nginx is not ready, unless it serves already", () => {
    const rollout = { id: "a", revision: "v2", startedAt: "2026-01-01T00:00:00Z", tried: false };
    expect(standingOf(settings, rolling({ rollout })).green.state).toBe("pending");
    expect(standingOf(settings, rolling({ rollout, share: 100, switched: promoted })).green.state).toBe("ready");
  });

  test("what runs counts, not what is on record", () => {
    expect(standingOf(settings, rolling({}, { green: side(GREEN, "v1") })).green.current).toBe(false);
    const idle = { sides: [{ revision: "v2", up: true }, state.sides[1]] } as const;
    expect(standingOf(settings, snapshot(idle, { blue: side(BLUE, "v1") })).blue.current).toBe(false);
    expect(
      standingOf(settings, snapshot(idle, { blue: side(BLUE, undefined, { listening: true }) })).blue.current,
    ).toBe(true);
  });

  test("a process that nobody of ours started is no green", () => {
    const foreign = side(GREEN, undefined, { listening: true, unhealthyReason: undefined, owner: "pid 9 (redis)" });
    expect(standingOf(settings, snapshot({}, { green: foreign })).green.state).toBe("gone");
    expect(refusalOf(snapshot({}, { green: foreign }), intentOf("deploy"))).toBe("port-in-use");
  });

  test("nobody can reach the side without weight from the switch on; an unknown switch counts from now", () => {
    expect(safeAt(NOW, rolling({ share: 10_000, switched: promoted }).state ?? state)).toBe(promoted.at);
    const { to: _, ...older } = promoted;
    expect(safeAt(NOW, rolling({ share: 10_000, switched: older }).state ?? state)).toBe(promoted.at);
    expect(safeAt(NOW, rolling({ share: 0, switched: promoted }).state ?? state)).toBe(NOW);
    expect(safeAt(NOW, rolling().state ?? state)).toBe(NOW - 120_000);
  });
});

describe("a state that an earlier release wrote", () => {
  const old = {
    ...Object.fromEntries(Object.entries(state).filter(([name]) => name !== "probeTokens")),
    probe: "a".repeat(32),
    peek: "b".repeat(32),
  };

  test("is read, its switch and tokens with it", () => {
    const text = JSON.stringify({ ...old, switched: { direction: "shift", at: 5, baking: true } });
    expect(parseState(text, "state.json")).toMatchObject({
      probeTokens: [null, "a".repeat(32)],
      previewToken: "b".repeat(32),
      switched: { by: "shift", at: 5, verified: false },
    });
    const calm = JSON.stringify({ ...old, switched: { direction: "promote", at: 5 } });
    expect(parseState(calm, "state.json").switched).toEqual({ by: "promote", at: 5, verified: true });
  });

  test("with a record that no release wrote is refused", () => {
    for (const switched of [
      { direction: "up", at: 5 },
      { by: "shift", at: 5 },
      { by: "shift", at: 5, verified: true, to: 101 },
    ]) {
      expect(() => parseState(JSON.stringify({ ...old, switched }), "state.json")).toThrow("not a state that a step");
    }
  });
});

/** Only what bakes is unverified for a while. */
const record = fc
  .record({
    by: fc.constantFrom("shift" as const, "promote" as const, "rollback" as const),
    at: fc.constant(NOW - 10_000),
    baked: fc.boolean(),
  })
  .map(({ baked, ...rest }) =>
    baked || rest.by !== "shift" ? { ...rest, verified: true } : { ...rest, verified: false, bakeMs: 60_000 },
  );
const health = fc.constantFrom("well", "dead", "ill", "other");
const share = fc.constantFrom(0, 1_000, 5_000, 10_000);

/** Every standing that steps, crashes and foreign hands can leave behind. */
const worlds = fc
  .record({
    rollout: fc.boolean(),
    tried: fc.boolean(),
    share,
    cohort: fc.constantFrom(null, "beta"),
    switched: fc.option(record, { nil: null }),
    leaving: fc.boolean(),
    blue: health,
    green: health,
  })
  .map(({ rollout, tried, blue, green, switched, ...more }) => {
    const sides = { blue: sideThatIs(BLUE, "v1", blue), green: sideThatIs(GREEN, "v2", green) };
    if (!rollout) return snapshot({}, { blue: sides.blue });
    const on = { id: "acme/shop/runs/1", revision: "v2", startedAt: new Date(NOW - 60_000).toISOString(), tried };
    const known = switched === null ? null : { ...switched, to: more.share / 100 };
    return rolling({ ...more, rollout: on, switched: known }, sides);
  });

function sideThatIs(port: number, revision: string, how: string) {
  if (how === "dead") return side(port, undefined);
  if (how === "ill") return side(port, revision, { unhealthyReason: "answers 503" });
  return side(port, how === "other" ? "v0" : revision);
}

const intents = fc.constantFrom(
  intentOf("deploy"),
  intentOf("shift", { weight: 50 }),
  intentOf("shift", { weight: 50, gated: { mark: "a=0.05" } }),
  intentOf("verify", { bakeMs: 60_000 }),
  intentOf("shift", { weight: 100, bakeMs: 60_000 }),
  intentOf("shift", { weight: 0 }),
  intentOf("shift"),
  intentOf("promote"),
  intentOf("rollback"),
  intentOf("teardown"),
);

function planOf(intent: Intent, seen: Snapshot): Plan<NginxChange> | undefined {
  try {
    return planStep(settings, intent, seen);
  } catch (error) {
    if (error instanceof DeliveryError) return undefined;
    throw error;
  }
}

describe("any plan, in any state", () => {
  test("made again in the middle is the rest of itself, and ends where the step is meant to end", () => {
    fc.assert(
      fc.property(worlds, intents, (start, intent) => {
        const plan = planOf(intent, start);
        if (plan === undefined || plan.decision === undefined) return;
        let seen = start;
        // A wait may be over by then.
        const told = ({ changes }: Plan<NginxChange>) =>
          kindsOf({ ...plan, changes: changes.filter(({ waits }) => waits !== true) });
        for (const [index, change] of plan.changes.entries()) {
          const again = planOf({ ...intent, ...pinned(plan) }, seen);
          if (again === undefined) throw new Error(`refused before: ${change.summary}`);
          expect(told(again)).toEqual(told({ ...plan, changes: plan.changes.slice(index) }));
          seen = changedBy(seen, change);
        }
        // Nothing that nginx could do makes an unhealthy blue well: then the step says so at its end.
        const hopeless = plan.decision.do === "restore" && standingOf(settings, start).blue.state === "unhealthy";
        if (plan.changes.length === 0 || hopeless) return;
        expect(missing(intent, plan.decision, standingOf(settings, start), standingOf(settings, seen))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  test("stops no side that has traffic, and gives none to a side that is not healthy", () => {
    fc.assert(
      fc.property(worlds, intents, (start, intent) => {
        let seen = start;
        for (const change of planOf(intent, start)?.changes ?? []) {
          const { state: now } = seen;
          if (now === undefined) throw new Error("no state");
          const shareOf = (port: number) => (port === greenPort(now) ? now.share : 10_000 - now.share);
          if (change.kind === "stop") expect([change.summary, shareOf(change.port)]).toEqual([change.summary, 0]);
          if (change.kind === "switch" && change.movesTraffic === true && intent.step !== "rollback") {
            const grows = (change.edit.share ?? 0) >= now.share ? greenPort(now) : now.live;
            const healthy = standingOf(settings, seen)[grows === now.live ? "blue" : "green"].capacity?.have === 1;
            expect([change.summary, healthy]).toEqual([change.summary, true]);
          }
          seen = changedBy(seen, change);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("from every state rollback leads back to blue while that can be started, or says why not", () => {
    fc.assert(
      fc.property(worlds, (start) => {
        const plan = planOf(intentOf("rollback"), start);
        const { blue, green, rollout } = standingOf(settings, start);
        if (plan === undefined) {
          expect(blue.state === "unhealthy" && (green.capacity?.have === 1 || rollout === undefined)).toBe(true);
          return;
        }
        const end = plan.changes.reduce(changedBy, start);
        if (rollout !== undefined) expect([end.state?.share, end.state?.live]).toEqual([0, BLUE]);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** As the engine goes on with what was decided. */
function pinned({ decision }: Plan<NginxChange>): Partial<Intent> {
  return decision?.do === "shift" && decision.by === "shift" ? { weight: decision.to } : {};
}

describe("what judges remember", () => {
  const minute = Math.floor((NOW - 600_000) / 60_000);
  const memory = { gates: "a=0.05 src=access-log", shifts: `${minute}:10` };
  const judged = rolling({ share: 1_000, switched: { ...promoted, by: "shift", to: 10, memory } });
  const writtenBy = (seen: Snapshot, intent: Intent) =>
    planStep(settings, intent, seen).changes.reduce(changedBy, seen).state?.switched?.memory;

  test("is read with the record, and grows with each move, a rollback too", () => {
    const text = JSON.stringify(judged.state);
    expect(standingOf(settings, { ...judged, state: parseState(text, "state.json") }).last?.memory).toEqual(memory);
    const baked = intentOf("shift", { weight: 50, bakeMs: 60_000 });
    expect(writtenBy(judged, baked)).toEqual({ ...memory, shifts: `${memory.shifts} 10:50` });
    const back = { ...memory, shifts: `${memory.shifts} 10:0` };
    expect(writtenBy(judged, intentOf("rollback"))).toEqual(back);
    expect(undoOf(settings, intentOf("rollback"), judged).routing.switched?.memory).toEqual(back);
    expect(acceptsUndo(undoOf(settings, intentOf("rollback"), judged), intentOf("rollback"), judged)).toBe(true);
  });

  test("is forgotten by a deploy after a rollback and by the next rollout; without gates nothing is remembered", () => {
    const back = rolling({ switched: { ...promoted, by: "rollback", to: 0, memory } });
    const [cleared] = planStep(settings, intentOf("deploy"), back).changes;
    expect(cleared).toMatchObject({ kind: "switch", edit: { switched: null } });
    expect(writtenBy(rolling({ share: 10_000, switched: promoted }), intentOf("teardown"))).toBeUndefined();
    expect(writtenBy(rolling(), intentOf("shift", { weight: 10 }))).toBeUndefined();
  });

  test("is two short texts: another is no record that a step wrote", () => {
    for (const other of ["a=0.05", { gates: 1 }, { shifts: "1".repeat(257) }, { gates: "a", more: "b" }]) {
      const text = JSON.stringify({ ...judged.state, switched: { ...judged.state?.switched, memory: other } });
      expect(() => parseState(text, "state.json")).toThrow("not a state that a step");
    }
  });
});

describe("a verify", () => {
  const green = rolling({ share: 1_000, switched: { ...promoted, by: "shift", to: 10, verified: false, bakeMs: 5 } });

  test("waits for its bake alone: it records nothing, starts nothing at boot, and loads nothing", () => {
    const { changes } = planStep(settings, intentOf("verify", { bakeMs: 60_000 }), green);
    expect(changes).toMatchObject([{ kind: "wait-bake", bakes: true, durationMs: 60_000, percent: 10 }]);
    const unit = { ...settings, supervisor: { kind: "unit", template: "shop@" } as const };
    const off = { boot: { starts: false, how: "disabled" } };
    const sides = { blue: side(BLUE, "v1", off), green: side(GREEN, "v2", off) };
    const unbooted = rolling({ share: 1_000, switched: promoted }, sides);
    expect(planStep(unit, intentOf("verify"), unbooted).changes.map(({ kind }) => kind)).toEqual(["wait-bake"]);
    const behind = { ...green, routing: { ...green.routing, kind: "blind", message: "It lags." } } as const;
    expect(() => planStep({ ...settings, mode: "reload" }, intentOf("verify"), behind)).toThrow("It lags.");
  });

  test("reads the log that setup laid down; an older set-up has none, and is to be repeated", () => {
    const log = "/var/log/nginx/delivery-shop.jsonl";
    const logged = rolling({ log, live: GREEN });
    expect(meterOf(logged)).toEqual({ by: "access-log", path: log, ports: { green: BLUE, blue: GREEN } });
    expect(meterOf(green)).toMatchObject({ by: "nothing", because: expect.stringContaining("Run `setup` again") });
    const text = (path: string) => JSON.stringify({ ...logged.state, log: path });
    expect(parseState(text(log), "state.json").log).toBe(log);
    expect(() => parseState(text("/var/log/../shadow x"), "state.json")).toThrow("not a state that a step");
  });
});

describe("the undo record", () => {
  const seen = rolling({ share: 2_000, switched: { ...promoted, by: "shift", to: 20 } });
  const overwritten = rolling({ share: 5_000, switched: { ...promoted, by: "shift", to: 50 } });

  test("of a step towards green is the routing as it was; of a rollback the rollback", () => {
    const shift = undoOf(settings, intentOf("shift"), seen);
    expect(shift.routing).toMatchObject({ live: BLUE, share: 2_000, switched: { to: 20 } });
    expect(acceptsUndo(JSON.parse(JSON.stringify(shift)), intentOf("shift"), overwritten)).toBe(true);
    const back = undoOf(settings, intentOf("rollback"), seen);
    expect(back.routing).toMatchObject({ live: BLUE, share: 0, switched: { by: "rollback", to: 0 } });
    expect(acceptsUndo(back, intentOf("rollback"), overwritten)).toBe(true);
    expect(acceptsUndo(shift, intentOf("rollback"), overwritten)).toBe(false);
  });

  test("is refused when any of it is not what this step makes in this rollout", () => {
    const good = undoOf(settings, intentOf("shift"), seen);
    const tampered: unknown[] = [
      { ...good, kind: "stop", port: BLUE },
      { ...good, app: "blog" },
      { ...good, rollout: "somebody/else/runs/9" },
      { ...good, live: GREEN },
      ...[
        { live: GREEN },
        { live: 80 },
        { share: -1 },
        { share: 10_001 },
        { share: 0.5 },
        { share: "0" },
        { cohort: "../../etc" },
        { fallback: "yes" },
        { switched: { by: "x" } },
        { ports: [1, 2] },
        { structure: "none" },
      ].map((more) => ({ ...good, routing: { ...good.routing, ...more } })),
      { ...good, routing: null },
    ];
    for (const undo of tampered) {
      expect([undo, acceptsUndo(undo as NginxChange, intentOf("shift"), overwritten)]).toEqual([undo, false]);
    }
  });
});
