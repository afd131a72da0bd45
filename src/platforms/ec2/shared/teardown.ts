import type { Part } from "../../../delivery/schedule.ts";
import type { SideName } from "../../../delivery/standing.ts";
import { requireTerminable, scaleToNothing } from "../groups/empty.ts";
import { deletionWarnings } from "../groups/fleet.ts";
import { releaseBlue, releaseGreen } from "../groups/limits.ts";
import { unmark } from "../groups/marks.ts";
import { putBack } from "../groups/warm-pool.ts";
import type { SharedSettings } from "../settings.ts";
import type { SharedChange } from "./changes.ts";
import { takeOut, waitEmpty } from "./parts.ts";
import type { SharedSide, SharedSides } from "./sides.ts";

/** Ends a rollout without one of its sides: the one that is out of the target group goes, the mark last. */
export function removeSide(settings: SharedSettings, sides: SharedSides, leaves: SideName): Part<SharedChange> {
  const { blue, green } = sides;
  if (green.group === undefined) return { changes: [] };
  const leaving = leaves === "blue" ? blue : green;
  const deleted = settings.keepsGroups ? undefined : leaving.group;
  requireTerminable(leaving.group, deleted !== undefined);
  return {
    changes: [
      ...takeOut(leaving, leaves, undefined),
      ...(leaves === "blue" ? releaseGreen(green.group) : releaseBlue(blue.group, green.group)),
      ...empty(leaving),
      ...(deleted === undefined ? [] : [deleteGroup(deleted.name)]),
      ...(deleted === green.group ? [] : putBack(green.group)),
      // A clone's tags go with it.
      ...(deleted === green.group ? [] : [unmark(green.group.name, leaving === green)]),
    ],
    warnings: deleted === undefined ? [] : deletionWarnings(settings, deleted),
  };
}

function empty({ group }: SharedSide): SharedChange[] {
  if (group === undefined || group.deleting) return [];
  const changes = scaleToNothing(group, "");
  return changes.length > 0 || group.instances.length > 0 ? [...changes, waitEmpty(group.name)] : [];
}

function deleteGroup(group: string): SharedChange {
  return { kind: "delete-group", group, destroys: true, summary: `Delete the Auto Scaling group ${group}` };
}
