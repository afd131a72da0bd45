import type { WeightChange } from "../delivery/shifts.ts";
import { parseShifts } from "../delivery/shifts.ts";
import type { Standing } from "../delivery/standing.ts";

/**
 * Every change of the weight as far as anybody knows: what the rollout remembers, and the weight that is live where it is
 * another. Somebody's hand moves weights without a record, and a rollout may be judged that was begun without gates.
 *
 * @param seenSince milliseconds since the epoch at which the live weight was first seen, where no record says more.
 */
export function changesOf({ last, weight }: Standing, seenSince: number): readonly WeightChange[] {
  const known = parseShifts(last?.memory?.shifts)?.changes ?? [];
  const latest = known.at(-1);
  if (weight === undefined || weight === (latest?.weight ?? 0)) return known;
  const recorded = last !== undefined && (last.to ?? weight) === weight;
  const at = Math.max(recorded ? last.at : seenSince, latest?.at ?? 0);
  return [...known, { at, weight }];
}

/** When green first got requests, milliseconds since the epoch; undefined: it has not yet. */
export function firstMoveIn(changes: readonly WeightChange[]): number | undefined {
  return changes.find(({ weight }) => weight > 0)?.at;
}
