import type { Change, Intent } from "../../../delivery/plan.ts";
import type { MoveRecord } from "../../../delivery/schedule.ts";
import { parseSwitch } from "../../../delivery/switch-record.ts";
import type { Capacity } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { SharedChange, Stance } from "./changes.ts";
import type { SharedSide } from "./sides.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

type Restore = Extract<SharedChange, { kind: "restore" }>;

/** What leaves no half-done switch behind: see `Platform.undo`. */
export function undoOf(intent: Intent, seen: SharedSnapshot): Restore {
  const { blue, green, marked } = identify(seen);
  const back = intent.step === "rollback";
  const greenStays = !back && green.attached;
  const sides = [
    ...stanceOf(blue, back || blue.attached, undefined),
    // Its size is its share of the traffic while it is attached; blue's is its own affair.
    ...stanceOf(green, greenStays, greenStays ? green.group : undefined),
  ];
  const names = sides.filter(({ attached }) => attached).map(({ group }) => group);
  const { group } = green;
  return {
    kind: "restore",
    movesTraffic: true,
    sides,
    record: group === undefined || !marked ? undefined : { group: group.name, ...recordOf(intent, group.tags) },
    summary: `Leave ${names.join(" and ") || "no group"} attached to ${seen.targetGroup.name}, as before the step`,
  };
}

/** The move that is on record, made once more; a green that never had traffic may have got some from what is undone. */
function recordOf({ step, rolloutId: run }: Intent, tags: Readonly<Record<string, string>>): MoveRecord {
  if (step === "rollback") return { by: "rollback", to: 0, verified: true, run };
  const last = parseSwitch(tags[TAG.switched]);
  if (last === undefined) return { by: "shift", to: 0, verified: true, run };
  const { at: _at, ...move } = last;
  return { ...move, run };
}

function stanceOf({ group }: SharedSide, attached: boolean, sized: Capacity | undefined): Stance[] {
  if (group === undefined) return [];
  const capacity = sized === undefined ? undefined : { min: sized.min, desired: sized.desired, max: sized.max };
  return [{ group: group.name, attached, capacity }];
}

/**
 * Whether a record that was read back is one that this step makes here: of groups that were looked at, and by the same
 * step. A rollback's ends with blue alone.
 */
export function isUndoOf(undo: Change, intent: Intent, seen: SharedSnapshot): undo is Restore {
  const { kind, sides, record } = undo as Partial<Restore>;
  const names = seen.groups.map(({ name }) => name);
  if (kind !== "restore" || !Array.isArray(sides) || sides.length === 0) return false;
  const { blue, green } = identify(seen);
  const isKnown = ({ group, attached, capacity }: Stance) =>
    names.includes(group) &&
    typeof attached === "boolean" &&
    (intent.step !== "rollback" || attached === (group === blue.group?.name)) &&
    (capacity === undefined || (group === green.group?.name && isCapacity(capacity)));
  // Whoever leaves, somebody stays.
  if (!sides.every(isKnown) || !sides.some(({ attached }) => attached)) return false;
  return record === undefined || isRecord(record, intent, green);
}

function isRecord(
  { group, by, to, run, memory }: NonNullable<Restore["record"]>,
  intent: Intent,
  green: SharedSide,
): boolean {
  if (memory !== undefined) return false;
  const isBy = intent.step === "rollback" ? by === "rollback" : ["shift", "promote", "rollback"].includes(by);
  return group === green.group?.name && isBy && isWithin(to ?? 0, 100) && run === intent.rolloutId;
}

function isCapacity({ min, desired, max }: Capacity): boolean {
  return [min, desired, max].every((size) => Number.isInteger(size) && isWithin(size, 100_000)) && min <= max;
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === "number" && value >= 0 && value <= most;
}
