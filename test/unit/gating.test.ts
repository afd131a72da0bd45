import { beforeEach, describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import { parseRamp } from "../../src/delivery/ramp.ts";
import { parseShifts } from "../../src/delivery/shifts.ts";
import type { Step, Verdict } from "../../src/delivery/vocabulary.ts";
import type { DeliveryEvent } from "../../src/engine/events.ts";
import type { GateLook, Gates, Opening } from "../../src/engine/gates.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import type { Bounds } from "../../src/engine/rollout.ts";
import { rollOut } from "../../src/engine/rollout.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { look, runStep } from "../../src/engine/run.ts";
import type { Cloud } from "../model/cloud.ts";
import { cloudOf } from "../model/cloud.ts";
import { ModelPlatform } from "../model/model-platform.ts";
import { ManualClock } from "./memory.ts";

const MINUTE = 60_000;
const WET = { dryRun: false };

/** Gates that say at each moment what a script says. */
class Scripted implements Gates {
  onFailure: Gates["onFailure"] = "rollback";
  onInconclusive: Gates["onInconclusive"] = "fail";
  maxBakeMs = 0;
  opening: () => Opening = () => ({ mark: "a=0.05 src=command", warnings: [] });
  says: (now: number, weight: number) => Partial<GateLook> & { verdict: Verdict } = () => ({ verdict: "pass" });
  readonly looks: { at: number; weight: number }[] = [];
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async begin(): Promise<Opening> {
    return this.opening();
  }

  async look({ standing }: Parameters<Gates["look"]>[0]): Promise<GateLook> {
    const at = this.#clock.now();
    this.looks.push({ at, weight: standing.weight ?? -1 });
    const said = this.says(at, standing.weight ?? -1);
    return { because: `it is ${said.verdict}`, remedy: undefined, line: "gate", short: false, ripeAt: 0, ...said };
  }
}

/** Green is deployed and healthy at weight 0. */
function deployed(): Cloud {
  const cloud = cloudOf();
  const [blue, green] = cloud.groups;
  const rollout = { id: "octo/shop/runs/7", revision: "v2", startedAt: "2026-01-02T03:04:05.000Z", nonce: "n" };
  const tags = { rollout, template: "v2", before: 4 };
  return { ...cloud, groups: [blue, { ...green, runs: "v2", desired: 4, min: 4, tags }] };
}

let clock: ManualClock;
let gates: Scripted;
let held: { now: Cloud };
let events: DeliveryEvent[];
beforeEach(() => {
  clock = new ManualClock();
  clock.time = Date.parse("2026-01-02T14:00:00.000Z");
  gates = new Scripted(clock);
  held = { now: deployed() };
  events = [];
});

function tools(): RunTools {
  const journal = { begin() {}, end() {} };
  const reporter = { report: (event: DeliveryEvent) => void events.push(event) };
  return { clock, signal: new AbortController().signal, reporter, journal, gates };
}

function platform() {
  const scheduler = {
    get now() {
      return clock.now();
    },
    call: async <T>(_actor: number, _label: string, effect: () => T) => effect(),
  };
  return new ModelPlatform(held, scheduler, 0, { revision: "v2", scaleDownDelayMs: 0 });
}

function intentOf(step: Step, more: Partial<Intent> = {}): Intent {
  const ramp = parseRamp("10,50,100") ?? { rungs: [100], bakeMs: undefined };
  const [now, timeoutMs, bakeMs] = [clock.now(), 6 * 3_600_000, step === "promote" ? 0 : 10 * MINUTE];
  return {
    step,
    strategy: "canary",
    weight: undefined,
    ramp,
    bakeMs,
    now,
    timeoutMs,
    rolloutId: "octo/shop/runs/8",
    ...more,
  };
}

const run = (intent: Intent) => runStep(platform(), intent, { dryRun: false, expectedState: undefined }, tools());
const step = (name: Step, more: Partial<Intent> = {}) => rollingBack(intentOf(name, more), WET, tools(), run);

async function failureOf(attempt: Promise<unknown>): Promise<DeliveryError> {
  const found = await attempt.then(
    () => new Error("This should have failed, and did not."),
    (error: unknown) => error,
  );
  if (found instanceof DeliveryError) return found;
  throw found;
}

const warnings = () => events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
const memory = () => held.now.groups[1].tags.last?.memory;

describe("shift", () => {
  test("looks at the gates twice a minute while green bakes, and once more at the end", async () => {
    const began = clock.now();
    const outcome = await step("shift");
    expect(outcome).toMatchObject({ changed: true, verdict: { verdict: "pass" } });
    expect(held.now.weight).toBe(10);
    expect(gates.looks.length).toBeGreaterThanOrEqual(20);
    expect(gates.looks.length).toBeLessThanOrEqual(22);
    expect((gates.looks.at(-1)?.at ?? 0) - began).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  test("ends at once when green fails in the middle of the bake, and is rolled back", async () => {
    const began = clock.now();
    gates.says = (now) => ({ verdict: now > began + 4 * MINUTE ? "fail" : "inconclusive" });
    const error = await failureOf(step("shift"));
    expect(error).toMatchObject({ code: "gates", verdict: "fail", message: "Green failed its gates: it is fail." });
    expect(held.now.weight).toBe(0);
    expect(held.now.groups[1].tags.last?.by).toBe("rollback");
    expect(clock.now() - began).toBeLessThan(5 * MINUTE);
  });

  test("keeps the weight of a green that fails where `on-failure` is hold", async () => {
    gates.onFailure = "hold";
    gates.says = () => ({ verdict: "fail" });
    expect(await failureOf(step("shift"))).toMatchObject({ code: "gates", verdict: "fail" });
    expect(held.now.weight).toBe(10);
  });

  test("ends well with an inconclusive verdict, and keeps the weight", async () => {
    gates.says = () => ({ verdict: "inconclusive", short: true });
    expect(await step("shift")).toMatchObject({ verdict: { verdict: "inconclusive" } });
    expect(held.now.weight).toBe(10);
    expect(held.now.groups[1].tags.last?.verified).toBe(true);
    expect(warnings()).toContain("The verdict is inconclusive: it is inconclusive");
  });

  test("goes on baking while the verdict is inconclusive, up to `max-bake-time`", async () => {
    const began = clock.now();
    gates.maxBakeMs = 30 * MINUTE;
    gates.says = (now) => ({ verdict: now > began + 17 * MINUTE ? "pass" : "inconclusive" });
    expect(await step("shift")).toMatchObject({ verdict: { verdict: "pass" } });
    expect(clock.now() - began).toBeGreaterThan(17 * MINUTE);
    expect(clock.now() - began).toBeLessThan(19 * MINUTE);
  });

  test("does not leave a weight of which too little can be judged yet, whatever its bake time", async () => {
    const began = clock.now();
    gates.says = () => ({ verdict: "inconclusive", short: true, ripeAt: began + 7 * MINUTE });
    await step("shift", { bakeMs: MINUTE });
    expect(clock.now() - began).toBeGreaterThanOrEqual(7 * MINUTE);
  });

  test("goes on when the gates cannot be asked for a while, and ends in an error when they cannot at its end", async () => {
    const began = clock.now();
    gates.says = (now) => ({ verdict: now < began + 5 * MINUTE ? "error" : "pass" });
    expect(await step("shift")).toMatchObject({ verdict: { verdict: "pass" } });
    gates.says = (_now, weight) => ({ verdict: weight === 50 ? "error" : "pass" });
    expect(await failureOf(step("shift"))).toMatchObject({ code: "gates", verdict: "error" });
    expect(held.now.weight).toBe(50);
  });

  test("is refused, like promote, while the weight is too new to be judged, whatever speaks for green so far", async () => {
    await step("shift");
    gates.says = () => ({ verdict: "pass", ripeAt: clock.now() + 5 * MINUTE });
    for (const name of ["shift", "promote"] as const) {
      const error = await failureOf(step(name));
      expect(error).toMatchObject({ code: "gates", verdict: "inconclusive" });
      expect(error.remedy).toContain("again in 5m");
    }
    expect(held.now.weight).toBe(10);
  });

  test("does not widen what blue's own trouble says nothing of", async () => {
    await step("shift");
    gates.says = () => ({ verdict: "inconclusive", short: false });
    const before = held.now;
    expect(await failureOf(step("shift"))).toMatchObject({ code: "gates", verdict: "inconclusive" });
    expect(held.now).toEqual(before);
  });

  test("asks again right before it moves when the step has waited since", async () => {
    await step("shift");
    gates.looks.length = 0;
    await step("shift");
    expect(gates.looks[0]).toMatchObject({ weight: 10 });
    expect(held.now.weight).toBe(50);
  });

  test("to a lower weight asks nobody: it is a way back", async () => {
    await step("shift", { weight: 50 });
    gates.opening = () => {
      throw new DeliveryError("gates", "An alarm is red.");
    };
    gates.looks.length = 0;
    await step("shift", { weight: 10, bakeMs: 0 });
    expect(held.now.weight).toBe(10);
    expect(gates.looks).toEqual([]);
  });

  test("is stopped before anything is moved when the gates cannot begin; rollback is not", async () => {
    await step("shift");
    gates.opening = () => {
      throw new DeliveryError("gates", "The alarm shop-5xx is red.", { verdict: "inconclusive" });
    };
    expect(await failureOf(step("shift"))).toMatchObject({ message: "The alarm shop-5xx is red." });
    expect(held.now.weight).toBe(10);
    await step("rollback");
    expect(held.now.weight).toBe(0);
  });
});

describe("promote", () => {
  test("gives everything to a green that passes", async () => {
    await step("shift");
    await step("promote");
    expect(held.now.weight).toBe(100);
  });

  test("refuses one of which too little is known, unless that is accepted", async () => {
    gates.says = () => ({ verdict: "inconclusive", short: true });
    await step("shift");
    const error = await failureOf(step("promote"));
    expect(error).toMatchObject({ code: "gates", verdict: "inconclusive" });
    expect(error.remedy).toContain("on-inconclusive: pass");
    expect(held.now.weight).toBe(10);
    gates.onInconclusive = "pass";
    await step("promote");
    expect(held.now.weight).toBe(100);
    expect(warnings().join()).toContain("It goes on without a verdict (on-inconclusive)");
  });

  test("refuses during an outage that nobody is blamed for, whatever is accepted", async () => {
    await step("shift");
    gates.onInconclusive = "pass";
    gates.says = () => ({ verdict: "inconclusive", short: false });
    expect(await failureOf(step("promote"))).toMatchObject({ verdict: "inconclusive" });
    expect(held.now.weight).toBe(10);
  });

  test("rolls back a green that has failed meanwhile", async () => {
    await step("shift");
    gates.says = () => ({ verdict: "fail" });
    expect(await failureOf(step("promote"))).toMatchObject({ verdict: "fail" });
    expect(held.now.weight).toBe(0);
  });
});

describe("verify", () => {
  test("judges and touches nothing", async () => {
    await step("shift");
    const before = held.now;
    expect(await step("verify", { bakeMs: 0 })).toMatchObject({ changed: false, verdict: { verdict: "pass" } });
    expect(held.now).toEqual(before);
  });

  test.each(["inconclusive", "error"] as const)(
    "ends badly when the verdict is %s, and touches nothing",
    async (verdict) => {
      await step("shift");
      const before = held.now;
      gates.says = () => ({ verdict, short: verdict === "inconclusive" });
      expect(await failureOf(step("verify", { bakeMs: 0 }))).toMatchObject({ code: "gates", verdict });
      expect(held.now).toEqual(before);
    },
  );

  test("waits for a verdict as long as it may", async () => {
    await step("shift");
    const began = clock.now();
    gates.maxBakeMs = 20 * MINUTE;
    gates.says = (now) => ({ verdict: now > began + 12 * MINUTE ? "pass" : "inconclusive", short: true });
    await step("verify", { bakeMs: 0 });
    expect(clock.now() - began).toBeGreaterThan(12 * MINUTE);
  });

  test("rolls back a green that fails", async () => {
    await step("shift");
    gates.says = () => ({ verdict: "fail" });
    await failureOf(step("verify", { bakeMs: 0 }));
    expect(held.now.weight).toBe(0);
  });

  test("is refused while green has no traffic", async () => {
    expect(await failureOf(step("verify"))).toMatchObject({ id: "nothing-to-judge" });
  });
});

test("a dry run rolls nothing back", async () => {
  await step("shift");
  gates.says = () => ({ verdict: "fail" });
  const dry = (one: Intent) => runStep(platform(), one, { dryRun: true, expectedState: undefined }, tools());
  const error = await failureOf(rollingBack(intentOf("promote"), { dryRun: true }, tools(), dry));
  expect(error).toMatchObject({ code: "gates", verdict: "fail" });
  expect(error.remedy).not.toContain("Blue has all the traffic again");
  expect(held.now.weight).toBe(10);
});

test("a rollback after a failed gate leaves another rollout alone that has taken its place", async () => {
  gates.says = () => ({ verdict: "fail" });
  const replaced = async (intent: Intent) => {
    if (intent.step === "rollback") {
      const [blue, green] = held.now.groups;
      const rollout = { id: "octo/shop/runs/9", revision: "v2", startedAt: "", nonce: "m" };
      held.now = { ...held.now, groups: [blue, { ...green, tags: { ...green.tags, rollout } }] };
    }
    return run(intent);
  };
  const error = await failureOf(rollingBack(intentOf("shift"), WET, tools(), replaced));
  expect(error.message).toContain("but octo/shop/runs/9 is in its place");
  expect(held.now.weight).toBe(10);
});

test("each move writes down when it was made, and what was fixed at the start", async () => {
  const began = clock.now();
  await step("shift");
  await step("shift");
  gates.opening = () => ({ mark: undefined, warnings: [] });
  await step("promote");
  expect(memory()?.gates).toBe("a=0.05 src=command");
  const changes = parseShifts(memory()?.shifts)?.changes ?? [];
  expect(changes.map(({ at, weight }) => [Math.round((at - began) / (10 * MINUTE)), weight])).toEqual([
    [0, 10],
    [1, 50],
    [2, 100],
  ]);
});

test("a rollout that is judged from a later step on begins with the move that it knows of", async () => {
  const all = { ...tools(), gates: undefined };
  const ungated = (one: Intent) => runStep(platform(), one, { dryRun: false, expectedState: undefined }, all);
  await ungated(intentOf("shift"));
  expect(memory()).toBeUndefined();
  await step("shift");
  expect(parseShifts(memory()?.shifts)?.changes.map(({ weight }) => weight)).toEqual([10, 50]);
});

test("a rollback that fails tells both what failed green and what failed the rollback", async () => {
  gates.says = () => ({ verdict: "fail" });
  const failing = async (intent: Intent) => {
    if (intent.step === "rollback") throw new DeliveryError("platform", "Rate exceeded.", { remedy: "Try later." });
    return run(intent);
  };
  const error = await failureOf(rollingBack(intentOf("shift"), WET, tools(), failing));
  expect(error).toMatchObject({ code: "gates", verdict: "fail", remedy: "Try later." });
  expect(error.message).toContain("The rollback that followed failed: Rate exceeded.");
});

describe("rollout", () => {
  const bounds: Bounds = { bakeMs: 10 * MINUTE, credentialsEnd: undefined, credentials: true, dryRun: false };
  const roll = (more: Partial<Bounds> = {}, intent: Partial<Intent> = {}) => {
    const judged = (one: Intent) => rollingBack(one, WET, tools(), run);
    const seen = async () => (await look(platform(), { clock })).view;
    return rollOut(intentOf("rollout", intent), { ...bounds, ...more }, tools(), seen, judged);
  };

  test("climbs the ramp and promotes, judged at each rung", async () => {
    const began = clock.now();
    expect(await roll()).toMatchObject({ changed: true });
    expect(held.now.weight).toBe(100);
    expect([...new Set(gates.looks.map(({ weight }) => weight))]).toEqual([10, 50]);
    expect(clock.now() - began).toBeGreaterThanOrEqual(20 * MINUTE);
  });

  test("goes on at the rung at which it was cut off", async () => {
    await step("shift");
    await step("shift");
    const began = clock.now();
    await roll();
    expect(held.now.weight).toBe(100);
    expect(clock.now() - began).toBeLessThan(2 * MINUTE);
  });

  test("gives everything back where green fails at a later rung", async () => {
    gates.says = (_now, weight) => ({ verdict: weight === 50 ? "fail" : "pass" });
    expect(await failureOf(roll())).toMatchObject({ code: "gates", verdict: "fail" });
    expect(held.now.weight).toBe(0);
  });

  test("holds the weight where a rung is inconclusive, and goes on where that is accepted", async () => {
    gates.says = () => ({ verdict: "inconclusive", short: true });
    expect(await failureOf(roll())).toMatchObject({ verdict: "inconclusive" });
    expect(held.now.weight).toBe(10);
    gates.onInconclusive = "pass";
    await roll();
    expect(held.now.weight).toBe(100);
  });

  test("is refused before the first move when it cannot end in time", async () => {
    const late = await failureOf(roll({}, { timeoutMs: 20 * MINUTE }));
    expect(late).toMatchObject({ code: "refused", message: expect.stringContaining("takes 29m") });
    const end = clock.now() + 12 * MINUTE;
    const expiring = await failureOf(roll({ credentialsEnd: end }));
    expect(expiring).toMatchObject({ code: "refused", message: expect.stringContaining("the credentials end in 12m") });
    expect(expiring.remedy).toContain("role-duration-seconds");
    expect(held.now.weight).toBe(0);
    expect(gates.looks).toEqual([]);
  });

  test("warns when nobody tells how long the credentials of a long ramp live", async () => {
    await roll({ bakeMs: 30 * MINUTE });
    expect(warnings().join()).toContain("credentials-expire-at");
  });

  test("has nothing to roll out without a rollout", async () => {
    held.now = cloudOf();
    expect(await failureOf(roll())).toMatchObject({ code: "refused", remedy: expect.stringContaining("`deploy`") });
  });
});
