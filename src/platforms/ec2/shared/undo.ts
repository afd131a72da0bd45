import type { Intent } from "../../../delivery/plan.ts";
import type { Capacity } from "../snapshot.ts";
import type { SharedChange, Standing } from "./changes.ts";
import type { SharedSide } from "./sides.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

type Restore = Extract<SharedChange, { kind: "restore" }>;

/** What leaves no half-done switch behind: see `Platform.undo`. */
export function undoOf(intent: Intent, seen: SharedSnapshot): Restore {
  const { blue, green, targetGroup } = { ...identify(seen), targetGroup: seen.targetGroup.name };
  const back = intent.step === "rollback";
  const greenStays = !back && green.attached;
  const sides = [
    ...standing(blue, back || blue.attached, undefined),
    // Its size is its share of the traffic while it is attached; blue's is its own affair.
    ...standing(green, greenStays, greenStays ? green.group : undefined),
  ];
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

function standing({ group }: SharedSide, attached: boolean, sized: Capacity | undefined): Standing[] {
  if (group === undefined) return [];
  const capacity = sized === undefined ? undefined : { min: sized.min, desired: sized.desired, max: sized.max };
  return [{ group: group.name, attached, capacity }];
}
