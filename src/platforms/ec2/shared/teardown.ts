import type { Part } from "../../../delivery/schedule.ts";
import { requireTerminable, restoreLimits, scaleToNothing, unmark } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import type { SharedChange, SideName } from "./changes.ts";
import { blueBefore, takeOut, waitEmpty } from "./parts.ts";
import type { SharedSide, SharedSides } from "./sides.ts";

/** Ends a rollout without one of its sides: the one that is out of the target group goes, the mark last. */
export function removeSide({ fleet }: SharedSettings, sides: SharedSides, leaves: SideName): Part<SharedChange> {
  const { blue, green } = sides;
  if (green.group === undefined) return { changes: [] };
  const [survivor, leaving] = leaves === "blue" ? [green, blue] : [blue, green];
  requireTerminable(leaving.group);
  const deletes = fleet.kind === "cloned" && leaving.group !== undefined ? [deleteGroup(leaving.group.name)] : [];
  const goes = deletes.length > 0 && leaving === green;
  return {
    changes: [
      ...takeOut(leaving, leaves, undefined),
      ...(survivor.group === undefined ? [] : restoreLimits(survivor.group, blueBefore(green.group))),
      ...empty(leaving),
      ...deletes,
      // A clone's tags go with it.
      ...(goes ? [] : [unmark(green.group.name, leaving === green)]),
    ],
  };
}

function empty({ group }: SharedSide): SharedChange[] {
  if (group === undefined || group.deleting) return [];
  const changes = scaleToNothing(group);
  return changes.length > 0 || group.instances.length > 0 ? [...changes, waitEmpty(group.name)] : [];
}

function deleteGroup(group: string): SharedChange {
  return { kind: "delete-group", group, destroys: true, summary: `Delete the Auto Scaling group ${group}` };
}
