import { describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { nextStep, readyToPromote } from "../../src/delivery/outlook.ts";
import type { Asked, Decision } from "../../src/delivery/policy.ts";
import { continues, decide } from "../../src/delivery/policy.ts";
import { POLICY_REFUSALS } from "../../src/delivery/refusals.ts";
import type { Standing } from "../../src/delivery/standing.ts";
import { canServe, phaseOf } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { STEPS } from "../../src/delivery/vocabulary.ts";
import { failureOf, sideStanding, standing, view } from "./fixtures.ts";
import { allStandings, askedOf, intentOf, NOW, RUN, STEPS_OF_A_ROLLOUT, describe as words } from "./standings.ts";

const ALL = allStandings();
const RAMP = { rungs: [10, 50, 100], bakeMs: undefined };

function decided(step: Step, seen: Standing, more: Partial<Asked> = {}): Decision | DeliveryError {
  try {
    return decide(intentOf(step), askedOf(seen, more), seen);
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

/** Whether a step does something here, or its refusal names a way that does. */
function leadsOn(step: Step, seen: Standing, tried: readonly Step[], more: Partial<Asked> = {}): boolean {
  const found = decided(step, seen, more);
  if (!(found instanceof DeliveryError)) return true;
  const { remedy = "" } = found;
  // Something outside that only a person can do.
  if (/Give it back|[Ff]ix /.test(remedy)) return true;
  const asked: Partial<Asked> = remedy.includes("`to`") ? { to: "blue" } : {};
  const isNew = (name: Step) => !tried.includes(name) || (asked.to !== undefined && more.to === undefined);
  const named = STEPS.filter((name) => remedy.includes(`\`${name}\``) && isNew(name));
  return named.length === 0
    ? /^Deploy/.test(remedy)
    : named.some((name) => leadsOn(name, seen, [...tried, name], asked));
}

/** The standings for which a rule does not hold, in words. */
function exceptions(rule: (seen: Standing) => boolean): string[] {
  return ALL.filter((seen) => !rule(seen)).map(words);
}

describe("in every state that there can be", () => {
  test("a step is decided, or refused by a refusal of the registry with what to do next", () => {
    const odd = STEPS_OF_A_ROLLOUT.flatMap((step) =>
      exceptions((seen) => {
        const found = decided(step, seen);
        if (!(found instanceof DeliveryError)) return true;
        return found.id !== undefined && found.id in POLICY_REFUSALS && found.remedy !== undefined;
      }),
    );
    expect(odd).toEqual([]);
    expect(ALL.length).toBeGreaterThan(800);
  });

  test("a remedy leads on: a step that it names is not refused in its turn, or something outside is to be fixed", () => {
    const circles = STEPS_OF_A_ROLLOUT.flatMap((step) =>
      ALL.flatMap((seen) => (leadsOn(step, seen, [step]) ? [] : [`${step}: ${words(seen)}`])),
    );
    expect(circles).toEqual([]);
  });

  test("rollback is open as long as blue exists, may come back, or still answers", () => {
    const shut = exceptions((seen) => {
      const { rollout, blue } = seen;
      if (rollout === undefined || blue.state === "gone") return true;
      const hopeless = blue.state === "unhealthy" && !canServe(blue) && canServe(seen.green) && seen.weight !== 0;
      return hopeless === decided("rollback", seen) instanceof DeliveryError;
    });
    expect(shut).toEqual([]);
  });

  test("teardown never removes a side that has traffic, nor one whose successor is unverified", () => {
    const wrong = exceptions((seen) => {
      const found = decided("teardown", seen);
      if (found instanceof DeliveryError || found.do !== "remove") return true;
      const carries = found.side === "blue" ? seen.weight !== 100 || seen.audience !== "everyone" : seen.weight !== 0;
      return !carries && !(found.side === "blue" && seen.last?.verified === false);
    });
    expect(wrong).toEqual([]);
  });

  test("what comes next is never a step that would be refused", () => {
    const refused = exceptions((seen) => {
      const step = nextStep({ standing: seen }, RAMP);
      return step === "status" || !(decided(step, seen) instanceof DeliveryError);
    });
    expect(refused).toEqual([]);
  });

  test("a version that is ready to promote can be promoted, and one that was rolled back is not", () => {
    const wrong = exceptions((seen) => {
      if (!readyToPromote({ standing: seen })) return true;
      return !(decided("promote", seen) instanceof DeliveryError) && seen.last?.by !== "rollback";
    });
    expect(wrong).toEqual([]);
  });

  test("a step that reached what it was to reach has nothing left to do", () => {
    const again = STEPS_OF_A_ROLLOUT.flatMap((step) =>
      exceptions((seen) => {
        const first = decided(step, seen);
        if (first instanceof DeliveryError) return true;
        const then = decide(intentOf(step, pinnedTo(first)), askedOf(seen), after(first, seen));
        return isDone(then);
      }),
    );
    expect(again).toEqual([]);
  });

  test("a decision made in the middle of a step continues the one that it began with", () => {
    const broken = STEPS_OF_A_ROLLOUT.flatMap((step) =>
      exceptions((seen) => {
        const first = decided(step, seen);
        if (first instanceof DeliveryError) return true;
        const half = decide(intentOf(step, pinnedTo(first)), askedOf(seen), halfway(first, seen));
        return continues(first, half);
      }),
    );
    expect(broken).toEqual([]);
  });
});

/** As the loop does it: the step goes on with the weight that it decided on. */
function pinnedTo(decision: Decision) {
  if (decision.do === "shift") return { weight: decision.to };
  return decision.do === "verify" ? { weight: decision.at } : {};
}

function isDone(decision: Decision): boolean {
  // A side at its size and limits is known to the platform alone: its part of the plan is empty then.
  return ["nothing", "restore", "resume", "judge"].includes(decision.do);
}

/** Where a rollout stands when what was decided is done. */
function after(decision: Decision, seen: Standing): Standing {
  const ready = { state: "ready", current: true, capacity: { have: 2, want: 2 }, reasons: [] } as const;
  switch (decision.do) {
    case "nothing":
    case "judge":
      return seen;
    case "begin":
      return { ...seen, ...mark(decision.revision), green: { ...seen.green, ...ready } };
    case "resume":
      return {
        ...seen,
        green: { ...seen.green, ...ready },
        last: decision.again ? undefined : seen.last,
      };
    case "shift": {
      const { to, by, audience } = decision;
      const last = { by, at: NOW, to, verified: true, run: RUN };
      return { ...seen, weight: to, audience, last: seen.rollout === undefined ? undefined : last, ending: false };
    }
    case "verify":
      return { ...seen, last: { by: "shift", at: NOW, to: decision.at, verified: true, run: RUN } };
    case "record":
      return { ...seen, last: { by: decision.by, at: NOW, to: decision.at, verified: true, run: RUN } };
    case "restore":
      return { ...seen, last: { by: "rollback", at: NOW, to: 0, verified: true, run: RUN }, ending: false };
    case "remove":
      return { ...seen, rollout: undefined, last: undefined, ending: false, weight: 0 };
  }
}

/** Where it stands when its first change is done: the mark, the weight without its bake, the note of a teardown. */
function halfway(decision: Decision, seen: Standing): Standing {
  switch (decision.do) {
    case "begin":
      return { ...seen, ...mark(decision.revision), green: { ...seen.green, state: "pending" } };
    case "shift": {
      const last = { by: decision.by, at: NOW, to: decision.to, verified: decision.by !== "shift", run: RUN };
      return { ...seen, weight: decision.to, audience: decision.audience, last };
    }
    case "remove":
      return { ...seen, ending: true };
    case "nothing":
    case "judge":
    case "resume":
    case "verify":
    case "record":
    case "restore":
      return seen;
  }
}

function mark(revision: string): Pick<Standing, "rollout" | "last" | "weight"> {
  return { rollout: { id: RUN, revision, startedAt: "2026-01-02T04:00:00.000Z" }, last: undefined, weight: 0 };
}

describe("the policy", () => {
  const last = (by: "shift" | "promote" | "rollback", more: Partial<NonNullable<Standing["last"]>> = {}) => ({
    ...{ by, at: NOW - 60_000, verified: true, run: RUN },
    ...more,
  });
  const idOf = (step: Step, seen: Standing, more: Partial<Asked> = {}) =>
    failureOf(() => decide(intentOf(step), askedOf(seen, more), seen)).id;

  test.each<Step>(["shift", "promote"])("refuses %s after a rollback, until it is deployed again", (step) => {
    const back = standing({ last: last("rollback") });
    expect(idOf(step, back)).toBe("rolled-back");
    expect(decided("deploy", back)).toEqual({ do: "resume", again: true });
    expect(phaseOf({ ...back, last: undefined }, [])).toBe("deployed");
  });

  test("gives a promoted rollout up by teardown, and another one by rollback and teardown", () => {
    const other = { revision: "image-id=ami-9" };
    const won = failureOf(() =>
      decide(intentOf("deploy"), { audience: "everyone", ...other }, standing({ weight: 100, last: last("promote") })),
    );
    expect(won).toMatchObject({ id: "other-rollout", lock: { way: ["teardown"], hasWon: true } });
    expect(won.remedy).toContain("finish that one first: `teardown`");
    const open = failureOf(() =>
      decide(intentOf("deploy"), { audience: "everyone", ...other }, standing({ weight: 10 })),
    );
    expect(open).toMatchObject({ id: "other-rollout", lock: { way: ["rollback", "teardown"], hasWon: false } });
    expect(open.remedy).toContain("`rollback`, then `teardown`");
  });

  test("takes a weight whose bake was cut off up again, at 100 % too, with the bake's length on record", () => {
    const cut = last("shift", { verified: false, bakeMs: 300_000 });
    for (const weight of [10, 100]) {
      const seen = standing({ weight, last: cut });
      expect(decided("shift", seen)).toEqual({ do: "verify", at: weight, bakeMs: 300_000 });
      expect(nextStep({ standing: seen }, RAMP)).toBe("shift");
      expect(phaseOf(seen, [])).toBe("shifting");
    }
    expect(idOf("teardown", standing({ weight: 100, last: cut }))).toBe("unfinished");
  });

  test("sees a shift to 100 % that was finished as promoted in every respect", () => {
    const seen = standing({ weight: 100, last: last("shift") });
    expect(phaseOf(seen, [])).toBe("promoted");
    expect(decided("promote", seen)).toMatchObject({ do: "nothing" });
    expect(decided("teardown", seen)).toMatchObject({ do: "remove", side: "blue" });
  });

  test("recommends promote when blue is the unhealthy side, and says at once why rollback cannot", () => {
    const blue = sideStanding("web-a", { state: "unhealthy", capacity: { have: 0, want: 2 } });
    const seen = standing({ weight: 50, blue });
    expect(nextStep({ standing: seen }, RAMP)).toBe("promote");
    expect(idOf("rollback", seen)).toBe("blue-unhealthy");
  });

  test.each<[string, Partial<Standing>, Partial<Asked>, unknown]>([
    ["goes to the side that can serve", { blue: emptySide("web-a") }, {}, { do: "shift", to: 100 }],
    [
      "goes back to blue when green cannot serve",
      { weight: 40, green: emptySide("web-b") },
      {},
      { do: "shift", to: 0 },
    ],
    ["goes where `to` says", { weight: 40 }, { to: "green" }, { do: "shift", to: 100 }],
    ["has nothing to do when blue has everything", {}, {}, { do: "nothing" }],
  ])("without a rollout on record rollback %s", (_what, more, asked, decision) => {
    expect(decided("rollback", standing({ rollout: undefined, ...more }), asked)).toMatchObject(decision as object);
  });

  test("without a rollout on record rollback refuses to choose between two healthy sides with weight", () => {
    expect(idOf("rollback", standing({ rollout: undefined, weight: 40 }))).toBe("both-weighted");
    expect(idOf("deploy", standing({ rollout: undefined, weight: 40 }))).toBe("unexplained-weights");
  });

  test("keeps an A/B test and a share of everyone's traffic apart", () => {
    expect(idOf("shift", standing({ weight: 50, audience: "cohort" }), { audience: "everyone" })).toBe(
      "cohort-test-on",
    );
    expect(idOf("shift", standing({ weight: 50 }), { audience: "cohort" })).toBe("everyone-has-share");
  });

  test("gives up only what was locked: not a rollout that received all the traffic meanwhile, nor another one", () => {
    const giving = intentOf("teardown", { rollout: RUN, givesUp: true });
    const won = standing({ weight: 100, last: last("promote", { run: "octo/shop/runs/8" }) });
    const refusal = failureOf(() => decide(giving, askedOf(won), won));
    expect(refusal).toMatchObject({ code: "conflict", id: "promoted-meanwhile" });
    expect(refusal.message).toContain("promote by octo/shop/runs/8");
    const other = standing({ rollout: { id: "octo/shop/runs/9", revision: "x", startedAt: "" } });
    expect(failureOf(() => decide(giving, askedOf(other), other)).id).toBe("another-rollout-now");
  });

  test("ends a deploy whose claim another run took over, and names the winner", () => {
    const taken = standing({
      rollout: { id: "octo/shop/runs/9", revision: "image-id=ami-2", startedAt: "", nonce: "theirs" },
    });
    const holding = intentOf("deploy", { nonce: "mine", holds: true });
    const refusal = failureOf(() => decide(holding, askedOf(taken), taken));
    expect(refusal).toMatchObject({ code: "locked", id: "claim-lost" });
    expect(refusal.message).toContain("octo/shop/runs/9");
    const gone = standing({ rollout: undefined });
    expect(failureOf(() => decide(holding, askedOf(gone), gone)).id).toBe("rollout-removed");
  });
});

function emptySide(name: string) {
  return sideStanding(name, { state: "unhealthy", capacity: { have: 0, want: 0 }, reasons: ["it is empty"] });
}

test("a view says what comes next by the policy alone", () => {
  expect(nextStep(view({ standing: standing({ weight: 10 }) }), RAMP)).toBe("shift");
});
