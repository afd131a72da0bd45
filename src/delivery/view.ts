import type { View } from "./plan.ts";
import type { Standing } from "./standing.ts";
import { hasEverything, phaseOf } from "./standing.ts";

type Followed =
  | "phase"
  | "standing"
  | "weight"
  | "cohort"
  | "rollout"
  | "safeTeardownAt"
  | "stickySeconds"
  | "problems";

/**
 * What people are told of a rollout by its standing alone; what a platform knows better it says itself.
 *
 * @param problems what is wrong, as sentences; without them a conflict is.
 * @param safeAt milliseconds since the epoch from which a side that had traffic, and has none, may go.
 */
export function viewFrom(
  standing: Standing,
  { problems, safeAt }: { problems?: readonly string[]; safeAt?: number } = {},
): Pick<View, Followed> {
  const { weight, rollout, last, conflict } = standing;
  const wrong = problems ?? (conflict === undefined ? [] : [conflict.refusal.message]);
  const leaves = rollout !== undefined && (hasEverything(standing) || (weight === 0 && last !== undefined));
  return {
    phase: phaseOf(standing, wrong),
    standing,
    weight,
    cohort: undefined,
    rollout: rollout && { id: rollout.id, revision: rollout.revision, startedAt: rollout.startedAt },
    safeTeardownAt: leaves ? safeAt : undefined,
    stickySeconds: 0,
    problems: wrong,
  };
}
