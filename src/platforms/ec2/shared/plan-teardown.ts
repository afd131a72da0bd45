import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { requireTerminable, restoreLimits, scaleToNothing, unmark, waitUntilSafe } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import type { SharedChange } from "./changes.ts";
import { blueBefore, takeOut, waitEmpty } from "./parts.ts";
import { unexplained } from "./plan-switch.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { sideHealth } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { safeTeardownAt } from "./view.ts";

/** Removes the side that is detached: blue after a promote, green otherwise. Ends the rollout. */
export function planTeardown(
  settings: SharedSettings,
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
): Plan<SharedChange> {
  const { blue, green } = sides;
  if (!sides.marked || green.group === undefined) {
    const nothing = `No rollout is in progress; ${blue.group?.name ?? "nothing"} stands alone.`;
    return { changes: [], nothing, warnings: [] };
  }
  if (sides.serving === "neither") throw unexplained(seen, sides);
  if (sides.serving === "both") {
    throw new DeliveryError(
      "refused",
      `Both sides are in ${seen.targetGroup.name} (green has ${sides.weight ?? 0} %): neither can be removed.`,
      { remedy: "Run `promote` or `rollback` first." },
    );
  }
  const promoted = sides.serving === "green";
  const [survivor, leaving] = promoted ? [green, blue] : [blue, green];
  if (promoted) requireServing(green);
  requireTerminable(leaving.group);
  const gone = settings.fleet.kind === "cloned" && leaving.group !== undefined;
  const changes: SharedChange[] = [
    ...waitUntilSafe(safeTeardownAt(settings, sides, seen) ?? seen.at, intent, seen.at),
    ...takeOut(leaving, promoted ? "blue" : "green", undefined),
    ...(survivor.group === undefined ? [] : restoreLimits(survivor.group, blueBefore(green.group))),
    ...empty(leaving),
  ];
  if (gone && leaving.group !== undefined) {
    const { name } = leaving.group;
    changes.push({ kind: "delete-group", group: name, summary: `Delete the Auto Scaling group ${name}` });
  }
  if (!(gone && leaving === green)) changes.push(unmark(green.group.name, leaving === green));
  const never = !promoted && sides.switched === undefined;
  return { changes, warnings: never ? [`${green.group.name} is removed without ever having had traffic.`] : [] };
}

function requireServing(green: SharedSide): void {
  const { healthy, wanted, reasons } = sideHealth(green, "strict");
  if (wanted > 0 && healthy >= wanted) return;
  throw new DeliveryError(
    "unhealthy",
    `${green.group?.name} serves, but only ${healthy} of its ${wanted} targets are healthy: blue is still needed.`,
    { reasons, remedy: "Wait until green is whole, or run `rollback`." },
  );
}

function empty({ group }: SharedSide): SharedChange[] {
  if (group === undefined || group.deleting) return [];
  const changes = scaleToNothing(group);
  return changes.length > 0 || group.instances.length > 0 ? [...changes, waitEmpty(group.name)] : [];
}
