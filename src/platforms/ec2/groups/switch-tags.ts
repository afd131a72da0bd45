import { withShift } from "../../../delivery/shifts.ts";
import type { LastSwitch, RolloutMemory } from "../../../delivery/standing.ts";
import { formatSwitch, parseSwitch } from "../../../delivery/switch-record.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { GroupChange, Tags } from "./changes.ts";

/** What the tags on green's group say of the weight's last move, and of all moves before it where gates judge. */

const MEMORY: readonly string[] = [TAG.gates, TAG.shifts];

/**
 * The tags of a move.
 *
 * @param before the tags that the group has: a move without a memory of its own, as an undo is made before anybody knows
 * when, adds itself to theirs.
 */
export function switchTags(move: LastSwitch, before: Tags): Tags {
  const { gates, shifts } = move.memory ?? continued(move, before);
  return {
    [TAG.switched]: formatSwitch(move),
    ...(gates === undefined ? {} : { [TAG.gates]: gates }),
    ...(shifts === undefined ? {} : { [TAG.shifts]: shifts }),
  };
}

/** Reads them; undefined when the record is missing or was tampered with. */
export function readSwitch({ [TAG.gates]: gates, [TAG.shifts]: shifts, ...tags }: Tags): LastSwitch | undefined {
  const last = parseSwitch(tags[TAG.switched]);
  if (last === undefined || (gates === undefined && shifts === undefined)) return last;
  const memory = { ...(gates === undefined ? {} : { gates }), ...(shifts === undefined ? {} : { shifts }) };
  return { ...last, memory };
}

/** What an earlier rollout remembers is nothing to a new beginning; [] when nothing is there. */
export function forget({ name, tags }: Pick<GroupState, "name" | "tags">): Extract<GroupChange, { kind: "unmark" }>[] {
  const keys = Object.keys(tags).filter((key) => MEMORY.includes(key));
  if (keys.length === 0) return [];
  return [{ kind: "unmark", group: name, keys, summary: `Remove from ${name} what its gates remember` }];
}

/** A record that begins anew: it takes nothing over from the tags that are there. */
export const NOTHING_YET: RolloutMemory = {};

function continued({ at, to }: LastSwitch, { [TAG.shifts]: shifts }: Tags): RolloutMemory {
  return shifts === undefined || to === undefined ? {} : { shifts: withShift(shifts, { at, weight: to }) };
}
