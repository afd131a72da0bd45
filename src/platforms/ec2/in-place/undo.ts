import type { Change, Intent } from "../../../delivery/plan.ts";
import type { ChangeOf } from "./changes.ts";
import type { InPlaceSnapshot, Machine } from "./snapshot.ts";
import { isForeign, isOut } from "./snapshot.ts";

/**
 * What leaves no half-done step behind: whoever is out and has nothing begun, or has it behind him, goes back in service. One
 * whose commands run, or failed, stays out: what it would answer is not known.
 */
export function undoOf({ rolloutId, rollout }: Intent, seen: InPlaceSnapshot): ChangeOf<"put-back"> {
  const group = seen.fleet.name;
  const summary = `Put the machines of ${group} back whose commands have not begun`;
  return { kind: "put-back", movesTraffic: true, group, rollout: rollout ?? rolloutId, summary };
}

export function isUndoOf(undo: Change, seen: InPlaceSnapshot): undo is ChangeOf<"put-back"> {
  const { kind, group, rollout, movesTraffic, summary, ...rest } = undo as ChangeOf<"put-back">;
  const own = kind === "put-back" && group === seen.fleet.name && typeof rollout === "string";
  return own && movesTraffic === true && typeof summary === "string" && Object.keys(rest).length === 0;
}

/** Those that may go back. */
export function returnable({ machines }: InPlaceSnapshot): { untouched: Machine[]; changed: Machine[] } {
  const out = machines.filter((machine) => isOut(machine) && !isForeign(machine));
  return {
    untouched: out.filter(({ outcome }) => outcome === undefined || outcome.state === "never-ran"),
    changed: out.filter(({ outcome }) => outcome?.state === "succeeded"),
  };
}
