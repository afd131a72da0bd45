import type { Intent } from "../../../delivery/plan.ts";
import type { SharedChange, Standing } from "./changes.ts";
import type { SharedSide } from "./sides.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

type Restore = Extract<SharedChange, { kind: "restore" }>;

/** What leaves no half-done switch behind: see `Platform.undo`. */
export function undoOf(intent: Intent, seen: SharedSnapshot): Restore {
  const { blue, green, targetGroup } = { ...identify(seen), targetGroup: seen.targetGroup.name };
  const back = intent.step === "rollback";
  const sides = [standing(blue, back || blue.attached), standing(green, !back && green.attached)].flat();
  const direction = back ? "rollback" : "shift";
  const names = sides.filter(({ attached }) => attached).map(({ group }) => group);
  return {
    kind: "restore",
    movesTraffic: true,
    sides,
    record: green.group === undefined ? undefined : { direction, baking: false, group: green.group.name },
    summary: `Leave ${names.join(" and ") || "no group"} attached to ${targetGroup}, as before the step`,
  };
}

/** A size is a share while the group is attached, so that it belongs to what is restored. */
function standing({ group }: SharedSide, attached: boolean): Standing[] {
  if (group === undefined) return [];
  const { name, min, desired, max } = group;
  return [{ group: name, attached, capacity: attached ? { min, desired, max } : undefined }];
}
