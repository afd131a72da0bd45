import { minuteOf, parseShifts, withShift } from "../delivery/shifts.ts";
import type { LastSwitch, RolloutMemory } from "../delivery/standing.ts";
import { spreadAll } from "./tag-text.ts";

/** What a rollout remembers for its gates, where it stands in tags beside the record of the last move. Pure. */

/** The keys of its tags. */
export type MemoryKeys = Readonly<Record<keyof RolloutMemory, string>>;

export function memoryTags(memory: RolloutMemory | undefined, keys: MemoryKeys): Record<string, string> {
  return spreadAll({ [keys.gates]: memory?.gates, [keys.shifts]: memory?.shifts });
}

/**
 * A move with what is remembered beside it. An earlier rollout's memory may still be there when its clearing away was cut
 * off: it begins before this one did.
 *
 * @param texts of the tags, by key.
 * @param startedAt of the rollout that reads it, ISO 8601.
 */
export function withMemory(
  last: LastSwitch,
  texts: ReadonlyMap<string, string>,
  keys: MemoryKeys,
  startedAt: string,
): LastSwitch {
  const [gates, shifts] = [texts.get(keys.gates), texts.get(keys.shifts)];
  const [first] = parseShifts(shifts)?.changes ?? [];
  if (first === undefined || first.at < minuteOf(Date.parse(startedAt))) return last;
  return { ...last, memory: { ...(gates === undefined ? {} : { gates }), shifts } };
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
