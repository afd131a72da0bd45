import { minuteOf, parseShifts, withShift } from "../delivery/shifts.ts";
import type { LastSwitch, RolloutMemory } from "../delivery/standing.ts";

/** What a rollout remembers for its gates, where it stands in tags beside the record of the last move. Pure. */

/**
 * An earlier rollout's memory may still be there when its clearing away was cut off: it begins before this one did.
 *
 * @param startedAt of the rollout that reads it, ISO 8601.
 */
export function memoryOf(
  gates: string | undefined,
  shifts: string | undefined,
  startedAt: string,
): RolloutMemory | undefined {
  const [first] = parseShifts(shifts)?.changes ?? [];
  if (first === undefined || first.at < minuteOf(Date.parse(startedAt))) return undefined;
  return { ...(gates === undefined ? {} : { gates }), shifts };
}

/**
 * A move is written down before it is made: it may have been cut off, or undone since. What is remembered of the weights
 * ends with the one that is there, lest requests are judged by a weight that green never had.
 */
export function asLive(last: LastSwitch, weight: number): LastSwitch {
  const { memory, at } = last;
  return memory === undefined
    ? last
    : { ...last, memory: { ...memory, shifts: withShift(memory.shifts, { at, weight }) } };
}
