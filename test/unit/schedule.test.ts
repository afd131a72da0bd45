import { describe, expect, test } from "vitest";
import type { Change, Intent } from "../../src/delivery/plan.ts";
import type { Asked } from "../../src/delivery/policy.ts";
import { decide } from "../../src/delivery/policy.ts";
import type { Moves } from "../../src/delivery/schedule.ts";
import { schedule } from "../../src/delivery/schedule.ts";
import type { Standing } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { failureOf, sideStanding, standing } from "./fixtures.ts";
import { askedOf, intentOf, NOW, RUN } from "./standings.ts";

/** Moves that say what they would do. */
function movesOf(more: Partial<Moves<Change>> = {}): Moves<Change> {
  const say = (summary: string): Change[] => [{ kind: "any", summary }];
  return {
    begin: () => ({ changes: say("begin") }),
    resume: (again) => ({ changes: say(again ? "resume again" : "resume") }),
    smokeTest: () => say("smoke test"),
    shift: (to, { by, verified }, audience) =>
      say(`${by} ${to}${verified ? "" : " unverified"}${audience === "cohort" ? " of the cohort" : ""}`),
    check: () => [],
    bake: (percent, ms) => say(`bake ${percent} for ${ms}`),
    recordVerified: (percent) => say(`record ${percent} verified`),
    record: ({ by }) => say(`record ${by}`),
    holdBlue: () => say("hold blue"),
    takeOver: () => [],
    growBlue: () => [],
    waitForBlue: (least) => say(`wait for blue ${least ?? "all"}`),
    releaseBlue: () => say("release blue"),
    safeAt: () => NOW,
    markEnding: () => say("mark ending"),
    remove: (side) => ({ changes: say(`remove ${side}`) }),
    ...more,
  };
}

function planned(
  step: Step,
  seen: Standing,
  options: { intent?: Partial<Intent>; asked?: Partial<Asked>; moves?: Partial<Moves<Change>> } = {},
) {
  const intent = intentOf(step, options.intent);
  const plan = schedule(intent, decide(intent, askedOf(seen, options.asked), seen), seen, movesOf(options.moves));
  return { ...plan, steps: plan.changes.map(({ summary }) => summary) };
}

const last = (by: "shift" | "promote" | "rollback", to: number) => ({
  by,
  to,
  at: NOW - 1_000,
  verified: true,
  run: RUN,
});

describe("the safe order", () => {
  test("a first weight: green is asked, blue is held, then the weight, and what is to be seen of it", () => {
    const checked = { check: () => [{ kind: "any", summary: "check" }] };
    const { steps } = planned("shift", standing(), { intent: { bakeMs: 60_000 }, moves: checked });
    expect(steps).toEqual([
      "smoke test",
      "hold blue",
      "shift 10 unverified",
      "check",
      "bake 10 for 60000",
      "record 10 verified",
    ]);
  });

  test("a promote is one move, and verified by who decides it", () => {
    expect(planned("promote", standing({ weight: 50, last: last("shift", 50) })).steps).toEqual([
      "hold blue",
      "promote 100",
    ]);
  });

  test("a rollback while blue is at full size is one move", () => {
    const { steps } = planned("rollback", standing({ weight: 50 }));
    expect(steps).toEqual(["rollback 0", "release blue"]);
  });

  test("a rollback moves at once what blue can carry now, and the rest as it grows", () => {
    const blue = sideStanding("web-a", { state: "pending", capacity: { have: 3, want: 3 } });
    const grow = { growBlue: () => [{ kind: "any", summary: "grow blue" }] };
    const { steps, warnings } = planned("rollback", standing({ weight: 100, blue, whole: 10 }), { moves: grow });
    expect(steps).toEqual(["grow blue", "rollback 70", "wait for blue 4", "rollback 0", "release blue"]);
    expect(warnings).toEqual([expect.stringContaining("can carry 30 % of the traffic now (3 of 10 targets)")]);
  });

  test("a rollback whose blue is empty moves nothing before something of it is healthy", () => {
    const blue = sideStanding("web-a", { state: "pending", capacity: { have: 0, want: 4 } });
    const { steps } = planned("rollback", standing({ weight: 100, blue, whole: 4 }));
    expect(steps).toEqual(["wait for blue 1", "rollback 0", "release blue"]);
  });

  test("a rollback from a green that serves nobody goes to whatever blue has", () => {
    const blue = sideStanding("web-a", { state: "pending", capacity: { have: 1, want: 4 } });
    const green = sideStanding("web-b", { state: "unhealthy", capacity: { have: 0, want: 4 } });
    const { steps } = planned("rollback", standing({ weight: 100, blue, green, whole: 4 }));
    expect(steps).toEqual(["rollback 0", "release blue"]);
  });

  test("a rollback takes the rollout out of the hands of a teardown first", () => {
    const take = { takeOver: () => [{ kind: "any", summary: "take over" }] };
    const seen = standing({ weight: 100, ending: true, last: last("promote", 100) });
    expect(planned("rollback", seen, { moves: take }).steps[0]).toBe("take over");
  });

  test("a teardown notes that it has begun before it waits, and destroys last", () => {
    const seen = standing({ weight: 100, last: last("promote", 100) });
    const { steps } = planned("teardown", seen, { moves: { safeAt: () => NOW + 30_000 } });
    expect(steps).toEqual([
      "mark ending",
      `Wait until ${new Date(NOW + 30_000).toISOString()}: no client reaches the old side after that`,
      "remove blue",
    ]);
  });

  test("a teardown that would have to wait longer than it may is refused, with the moment", () => {
    const seen = standing({ weight: 100, last: last("promote", 100) });
    const refusal = failureOf(() => planned("teardown", seen, { moves: { safeAt: () => NOW + 3_600_000 } }));
    expect(refusal).toMatchObject({ id: "too-early" });
    expect(refusal.message).toContain(new Date(NOW + 3_600_000).toISOString());
  });

  test("blue is not removed while green could not carry everything", () => {
    const green = sideStanding("web-b", { capacity: { have: 1, want: 4 }, reasons: ["3 × target unhealthy"] });
    const seen = standing({ weight: 100, green, whole: 4, last: last("promote", 100) });
    const refusal = failureOf(() => planned("teardown", seen));
    expect(refusal).toMatchObject({ id: "blue-needed", reasons: ["3 × target unhealthy"] });
  });

  test("nothing to do is said as such, also of a deploy whose green lacks nothing", () => {
    const { steps, nothing } = planned("deploy", standing(), { moves: { resume: () => ({ changes: [] }) } });
    expect([steps, nothing]).toEqual([[], "web-b already runs image-id=ami-2 at weight 0, healthy."]);
  });
});

describe("the rule of capacity", () => {
  const seen = standing({ whole: 8, green: sideStanding("web-b", { capacity: { have: 2, want: 2 } }) });

  test.each<["shift" | "promote", number | undefined]>([
    ["shift", 50],
    ["promote", undefined],
  ])("is the same for %s", (step, weight) => {
    const refusal = failureOf(() => planned(step, seen, { intent: { weight } }));
    expect(refusal).toMatchObject({ id: "not-enough-capacity" });
    expect(refusal.message).toContain(`needs ${step === "shift" ? 4 : 8} (all of it is on 8)`);
  });

  test("accepts what max-capacity-deficit accepts, and says so", () => {
    const { warnings } = planned("promote", seen, { intent: { maxCapacityDeficit: 75 } });
    expect(warnings).toEqual([expect.stringContaining("accepted, because max-capacity-deficit is 75 %")]);
  });

  test("asks blue when its share grows", () => {
    const shifted = standing({ weight: 50, whole: 8, blue: sideStanding("web-a", { capacity: { have: 3, want: 8 } }) });
    const refusal = failureOf(() => planned("shift", shifted, { intent: { weight: 10 } }));
    expect(refusal.message).toContain("web-a has 3 healthy targets; 90 % of the traffic needs 8");
  });
});
