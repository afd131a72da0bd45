import { beforeEach, describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Intent } from "../../src/delivery/plan.ts";
import { parseShifts } from "../../src/delivery/shifts.ts";
import { rollingBack } from "../../src/engine/gating.ts";
import { runStep } from "../../src/engine/run.ts";
import { failureOf, GatedWorld, MINUTE, WET } from "./gated-world.ts";

let world: GatedWorld;
beforeEach(() => {
  world = new GatedWorld();
});

describe("shift", () => {
  test("looks at the gates twice a minute while green bakes, and once more at the end", async () => {
    const began = world.clock.now();
    const outcome = await world.step("shift");
    expect(outcome).toMatchObject({ changed: true, verdict: { verdict: "pass" } });
    expect(world.held.now.weight).toBe(10);
    expect(world.gates.looks.length).toBeGreaterThanOrEqual(20);
    expect(world.gates.looks.length).toBeLessThanOrEqual(22);
    expect((world.gates.looks.at(-1)?.at ?? 0) - began).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  test("ends at once when green fails in the middle of the bake, and is rolled back", async () => {
    const began = world.clock.now();
    world.gates.says = (now) => ({ verdict: now > began + 4 * MINUTE ? "fail" : "inconclusive" });
    const error = await failureOf(world.step("shift"));
    expect(error).toMatchObject({ code: "gates", verdict: "fail", message: "Green failed its gates: it is fail." });
    expect(world.held.now.weight).toBe(0);
    expect(world.held.now.groups[1].tags.last?.by).toBe("rollback");
    expect(world.clock.now() - began).toBeLessThan(5 * MINUTE);
  });

  test("keeps the weight of a green that fails where `on-failure` is hold", async () => {
    world.gates.onFailure = "hold";
    world.gates.says = () => ({ verdict: "fail" });
    expect(await failureOf(world.step("shift"))).toMatchObject({ code: "gates", verdict: "fail" });
    expect(world.held.now.weight).toBe(10);
  });

  test("ends well with an inconclusive verdict, and keeps the weight", async () => {
    world.gates.says = () => ({ verdict: "inconclusive", short: true });
    expect(await world.step("shift")).toMatchObject({ verdict: { verdict: "inconclusive" } });
    expect(world.held.now.weight).toBe(10);
    expect(world.held.now.groups[1].tags.last?.verified).toBe(true);
    expect(world.warnings()).toContain("The verdict is inconclusive: it is inconclusive");
  });

  test("goes on baking while the verdict is inconclusive, up to `max-bake-time`", async () => {
    const began = world.clock.now();
    world.gates.maxBakeMs = 30 * MINUTE;
    world.gates.says = (now) => ({ verdict: now > began + 17 * MINUTE ? "pass" : "inconclusive" });
    expect(await world.step("shift")).toMatchObject({ verdict: { verdict: "pass" } });
    expect(world.clock.now() - began).toBeGreaterThan(17 * MINUTE);
    expect(world.clock.now() - began).toBeLessThan(19 * MINUTE);
  });

  test("does not leave a weight of which too little can be judged yet, whatever its bake time", async () => {
    const began = world.clock.now();
    world.gates.says = () => ({ verdict: "inconclusive", short: true, ripeAt: began + 7 * MINUTE });
    await world.step("shift", { bakeMs: MINUTE });
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(7 * MINUTE);
  });

  test("goes on when the gates cannot be asked for a while, and ends in an error when they cannot at its end", async () => {
    const began = world.clock.now();
    world.gates.says = (now) => ({ verdict: now < began + 5 * MINUTE ? "error" : "pass" });
    expect(await world.step("shift")).toMatchObject({ verdict: { verdict: "pass" } });
    world.gates.says = (_now, weight) => ({ verdict: weight === 50 ? "error" : "pass" });
    expect(await failureOf(world.step("shift"))).toMatchObject({ code: "gates", verdict: "error" });
    expect(world.held.now.weight).toBe(50);
  });

  test("is refused, like promote, while the weight is too new to be judged, whatever speaks for green so far", async () => {
    await world.step("shift");
    world.gates.says = () => ({ verdict: "pass", ripeAt: world.clock.now() + 5 * MINUTE });
    for (const name of ["shift", "promote"] as const) {
      const error = await failureOf(world.step(name));
      expect(error).toMatchObject({ code: "gates", verdict: "inconclusive" });
      expect(error.remedy).toContain("again in 5m");
    }
    expect(world.held.now.weight).toBe(10);
  });

  test("does not widen what blue's own trouble says nothing of", async () => {
    await world.step("shift");
    world.gates.says = () => ({ verdict: "inconclusive", short: false });
    const before = world.held.now;
    expect(await failureOf(world.step("shift"))).toMatchObject({ code: "gates", verdict: "inconclusive" });
    expect(world.held.now).toEqual(before);
  });

  test("asks again right before it moves when the step has waited since", async () => {
    await world.step("shift");
    world.gates.looks.length = 0;
    await world.step("shift");
    expect(world.gates.looks[0]).toMatchObject({ weight: 10 });
    expect(world.held.now.weight).toBe(50);
  });

  test("looks again after the gates have answered: what somebody did meanwhile is left as it is", async () => {
    world.onCall = (label) => {
      // The verdict of the beginning is old by now.
      if (label === "note what is held") world.clock.time += 2 * MINUTE;
    };
    world.held.now = { ...world.held.now, weight: 10 };
    let looks = 0;
    world.gates.says = () => {
      looks += 1;
      if (looks === 2) {
        world.clock.time += MINUTE / 2;
        world.held.now = { ...world.held.now, weight: 80 };
      }
      return { verdict: "pass" };
    };
    expect(await failureOf(world.step("shift", { weight: 50 }))).toMatchObject({ code: "conflict" });
    expect(looks).toBe(2);
    expect(world.held.now.weight).toBe(80);
  });

  test("to a lower weight asks nobody: it is a way back", async () => {
    await world.step("shift", { weight: 50 });
    world.gates.opening = () => {
      throw new DeliveryError("gates", "An alarm is red.");
    };
    world.gates.looks.length = 0;
    await world.step("shift", { weight: 10, bakeMs: 0 });
    expect(world.held.now.weight).toBe(10);
    expect(world.gates.looks).toEqual([]);
  });

  test("is stopped before anything is moved when the gates cannot begin; rollback is not", async () => {
    await world.step("shift");
    world.gates.opening = () => {
      throw new DeliveryError("gates", "The alarm shop-5xx is red.", { verdict: "inconclusive" });
    };
    expect(await failureOf(world.step("shift"))).toMatchObject({ message: "The alarm shop-5xx is red." });
    expect(world.held.now.weight).toBe(10);
    await world.step("rollback");
    expect(world.held.now.weight).toBe(0);
  });
});

describe("promote", () => {
  test("gives everything to a green that passes", async () => {
    await world.step("shift");
    await world.step("promote");
    expect(world.held.now.weight).toBe(100);
  });

  test("refuses one of which too little is known, unless that is accepted", async () => {
    world.gates.says = () => ({ verdict: "inconclusive", short: true });
    await world.step("shift");
    const error = await failureOf(world.step("promote"));
    expect(error).toMatchObject({ code: "gates", verdict: "inconclusive" });
    expect(error.remedy).toContain("on-inconclusive: pass");
    expect(world.held.now.weight).toBe(10);
    world.gates.onInconclusive = "pass";
    await world.step("promote");
    expect(world.held.now.weight).toBe(100);
    expect(world.warnings().join()).toContain("It goes on without a verdict (on-inconclusive)");
  });

  test("refuses during an outage that nobody is blamed for, whatever is accepted", async () => {
    await world.step("shift");
    world.gates.onInconclusive = "pass";
    world.gates.says = () => ({ verdict: "inconclusive", short: false });
    expect(await failureOf(world.step("promote"))).toMatchObject({ verdict: "inconclusive" });
    expect(world.held.now.weight).toBe(10);
  });

  test("rolls back a green that has failed meanwhile", async () => {
    await world.step("shift");
    world.gates.says = () => ({ verdict: "fail" });
    expect(await failureOf(world.step("promote"))).toMatchObject({ verdict: "fail" });
    expect(world.held.now.weight).toBe(0);
  });
});

describe("verify", () => {
  test("judges and touches nothing", async () => {
    await world.step("shift");
    const before = world.held.now;
    expect(await world.step("verify", { bakeMs: 0 })).toMatchObject({ changed: false, verdict: { verdict: "pass" } });
    expect(world.held.now).toEqual(before);
  });

  test.each(["inconclusive", "error"] as const)(
    "ends badly when the verdict is %s, and touches nothing",
    async (verdict) => {
      await world.step("shift");
      const before = world.held.now;
      world.gates.says = () => ({ verdict, short: verdict === "inconclusive" });
      expect(await failureOf(world.step("verify", { bakeMs: 0 }))).toMatchObject({ code: "gates", verdict });
      expect(world.held.now).toEqual(before);
    },
  );

  test("waits for a verdict as long as it may", async () => {
    await world.step("shift");
    const began = world.clock.now();
    world.gates.maxBakeMs = 20 * MINUTE;
    world.gates.says = (now) => ({ verdict: now > began + 12 * MINUTE ? "pass" : "inconclusive", short: true });
    await world.step("verify", { bakeMs: 0 });
    expect(world.clock.now() - began).toBeGreaterThan(12 * MINUTE);
  });

  test("rolls back a green that fails", async () => {
    await world.step("shift");
    world.gates.says = () => ({ verdict: "fail" });
    await failureOf(world.step("verify", { bakeMs: 0 }));
    expect(world.held.now.weight).toBe(0);
  });

  test("is refused while green has no traffic", async () => {
    expect(await failureOf(world.step("verify"))).toMatchObject({ id: "nothing-to-judge" });
  });
});

test("a dry run rolls nothing back", async () => {
  await world.step("shift");
  world.gates.says = () => ({ verdict: "fail" });
  const dry = (one: Intent) =>
    runStep(world.platform(), one, { dryRun: true, expectedState: undefined }, world.tools());
  const error = await failureOf(rollingBack(world.intent("promote"), { dryRun: true }, world.tools(), dry));
  expect(error).toMatchObject({ code: "gates", verdict: "fail" });
  expect(error.remedy).not.toContain("Blue has all the traffic again");
  expect(world.held.now.weight).toBe(10);
});

test("a rollback after a failed gate leaves another rollout alone that has taken its place", async () => {
  world.gates.says = () => ({ verdict: "fail" });
  const replaced = async (intent: Intent) => {
    if (intent.step === "rollback") {
      const [blue, green] = world.held.now.groups;
      const rollout = { id: "octo/shop/runs/9", revision: "v2", startedAt: "", nonce: "m" };
      world.held.now = { ...world.held.now, groups: [blue, { ...green, tags: { ...green.tags, rollout } }] };
    }
    return world.run(intent);
  };
  const error = await failureOf(rollingBack(world.intent("shift"), WET, world.tools(), replaced));
  expect(error.message).toContain("but octo/shop/runs/9 is in its place");
  expect(world.held.now.weight).toBe(10);
});

test("what the gates have to say beside their verdict is said: a note, and warnings of the opening and of a look", async () => {
  world.gates.opening = () => ({ mark: undefined, warnings: ["a bake is longer"], notes: ["it judges 5 minutes"] });
  world.gates.says = () => ({ verdict: "pass", warnings: ["no history may be read"] });
  await world.step("shift");
  expect(world.events).toContainEqual({ type: "note", message: "it judges 5 minutes" });
  expect(world.warnings()).toEqual(expect.arrayContaining(["a bake is longer", "no history may be read"]));
});

test("each move writes down when it was made, and what was fixed at the start", async () => {
  const began = world.clock.now();
  await world.step("shift");
  await world.step("shift");
  world.gates.opening = () => ({ mark: undefined, warnings: [] });
  await world.step("promote");
  expect(world.memory()?.gates).toBe("a=0.05 src=command");
  const changes = parseShifts(world.memory()?.shifts)?.changes ?? [];
  expect(changes.map(({ at, weight }) => [Math.round((at - began) / (10 * MINUTE)), weight])).toEqual([
    [0, 10],
    [1, 50],
    [2, 100],
  ]);
});

test("a rollout that is judged from a later step on begins with the move that it knows of", async () => {
  const all = { ...world.tools(), gates: undefined };
  const ungated = (one: Intent) => runStep(world.platform(), one, { dryRun: false, expectedState: undefined }, all);
  await ungated(world.intent("shift"));
  expect(world.memory()).toBeUndefined();
  await world.step("shift");
  expect(parseShifts(world.memory()?.shifts)?.changes.map(({ weight }) => weight)).toEqual([10, 50]);
});

test("a rollback that fails tells both what failed green and what failed the rollback", async () => {
  world.gates.says = () => ({ verdict: "fail" });
  const failing = async (intent: Intent) => {
    if (intent.step === "rollback") throw new DeliveryError("platform", "Rate exceeded.", { remedy: "Try later." });
    return world.run(intent);
  };
  const error = await failureOf(rollingBack(world.intent("shift"), WET, world.tools(), failing));
  expect(error).toMatchObject({ code: "gates", verdict: "fail", remedy: "Try later." });
  expect(error.message).toContain("The rollback that followed failed: Rate exceeded.");
});
