import type { Intent } from "../../src/delivery/plan.ts";
import type { Asked } from "../../src/delivery/policy.ts";
import type { LastSwitch, SideStanding, Standing } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { sideStanding, standing } from "./fixtures.ts";

/** Every shape of a standing that the policy can tell apart, and the questions that are asked of it. */

export const NOW = Date.parse("2026-01-02T04:00:00.000Z");
export const RUN = "octo/shop/runs/7";

export const STEPS_OF_A_ROLLOUT = ["deploy", "shift", "verify", "promote", "rollback", "teardown"] as const;

const STATES: Partial<SideStanding>[] = [
  { state: "ready", capacity: { have: 2, want: 2 } },
  { state: "pending", capacity: { have: 1, want: 2 }, reasons: ["1 × not launched yet"] },
  { state: "pending", capacity: { have: 0, want: 0 }, reasons: ["it was scaled in"] },
  { state: "unhealthy", capacity: { have: 0, want: 2 }, reasons: ["2 × target unhealthy"] },
  { state: "gone", capacity: { have: 0, want: 0 } },
  { state: "ready", capacity: { have: 2, want: 2 }, current: false },
];

const LAST: (Omit<LastSwitch, "at"> | undefined)[] = [
  undefined,
  { by: "shift", verified: true },
  { by: "shift", verified: false, bakeMs: 300_000 },
  { by: "promote", verified: true },
  { by: "rollback", verified: true },
];

const WEIGHTS = [0, 10, 100, undefined] as const;

/** All of them; about 900. */
export function allStandings(): Standing[] {
  const found: Standing[] = [];
  for (const weight of WEIGHTS)
    for (const blue of STATES)
      for (const green of STATES)
        for (const last of LAST)
          for (const marked of [true, false])
            for (const ending of marked ? [false, true] : [false])
              for (const audience of weight === 10 && marked
                ? (["everyone", "cohort"] as const)
                : (["everyone"] as const)) {
                if (!marked && last !== undefined) continue;
                if (!isReal(weight, last)) continue;
                const { rollout, ...rest } = standing({
                  now: NOW,
                  blue: sideStanding("web-a", { ...blue, current: false }),
                  green: sideStanding("web-b", green),
                  weight,
                  audience,
                  ending,
                  last: last === undefined ? undefined : { ...last, at: NOW - 60_000, run: RUN },
                });
                found.push({ ...rest, rollout: marked ? rollout : undefined });
              }
  return found;
}

/** No step leaves a weight with the record of a switch to another one. */
function isReal(weight: number | undefined, last: Omit<LastSwitch, "at"> | undefined): boolean {
  if (last?.by === "promote") return weight === 100;
  if (last?.by === "rollback") return weight === 0;
  if (last?.verified === false) return weight !== 0;
  return true;
}

export function intentOf(step: Step, more: Partial<Intent> = {}): Intent {
  return {
    step,
    strategy: "canary",
    weight: undefined,
    ramp: { rungs: [10, 50, 100], bakeMs: undefined },
    bakeMs: 0,
    rolloutId: RUN,
    now: NOW,
    timeoutMs: 900_000,
    maxCapacityDeficit: 0,
    ...more,
  };
}

/** A workflow that goes on with the rollout that is there. */
export function askedOf(seen: Standing, more: Partial<Asked> = {}): Asked {
  return { audience: seen.audience, revision: seen.rollout?.revision ?? "image-id=ami-2", ...more };
}

/** A standing in a few words, for the report of a failed property. */
export function describe({ rollout, blue, green, weight, last, ending, audience }: Standing): string {
  const side = ({ name, state, capacity }: SideStanding) => `${name} ${state} ${capacity?.have}/${capacity?.want}`;
  return [
    rollout === undefined ? "no rollout" : `rollout${ending ? ", teardown begun" : ""}`,
    `weight ${weight} of ${audience}`,
    side(blue),
    side(green),
    `last ${last === undefined ? "none" : `${last.by}${last.verified ? "" : " unverified"}`}`,
  ].join("; ");
}
