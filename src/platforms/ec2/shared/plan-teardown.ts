import { formatDuration } from "../../../delivery/duration.ts";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { restoreLimits } from "../plan-parts.ts";
import { requireTerminable } from "../plan-teardown.ts";
import type { SharedSettings } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
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
      { remedy: "Run `promote` or `rollback` first; nothing was touched." },
    );
  }
  const promoted = sides.serving === "green";
  const [survivor, leaving] = promoted ? [green, blue] : [blue, green];
  if (promoted) requireServing(green);
  requireTerminable(leaving);
  const gone = settings.fleet.kind === "cloned" && leaving.group !== undefined;
  const changes: SharedChange[] = [
    ...hold(settings, intent, seen, sides),
    ...takeOut(leaving, promoted ? "blue" : "green", undefined),
    ...(survivor.group === undefined ? [] : restoreLimits(survivor.group, blueBefore(green.group))),
    ...empty(leaving),
  ];
  if (gone && leaving.group !== undefined) {
    const { name } = leaving.group;
    changes.push({ kind: "delete-group", group: name, summary: `Delete the Auto Scaling group ${name}` });
  }
  if (!(gone && leaving === green)) changes.push(unmark(green.group, leaving === green));
  const never = !promoted && sides.switched === undefined;
  return { changes, warnings: never ? [`${green.group.name} is removed without ever having had traffic.`] : [] };
}

function requireServing(green: SharedSide): void {
  const { healthy, wanted, reasons } = sideHealth(green, "strict");
  if (wanted > 0 && healthy >= wanted) return;
  throw new DeliveryError(
    "unhealthy",
    `${green.group?.name} serves, but only ${healthy} of its ${wanted} targets are healthy: blue is still needed.`,
    { reasons, remedy: "Wait until green is whole, or run `rollback`; nothing was touched." },
  );
}

function hold(settings: SharedSettings, intent: Intent, seen: SharedSnapshot, sides: SharedSides): SharedChange[] {
  const until = safeTeardownAt(settings, sides, seen) ?? seen.at;
  if (until <= seen.at) return [];
  const iso = new Date(until).toISOString();
  if (until > intent.now + intent.timeoutMs) {
    throw new DeliveryError(
      "refused",
      `It is too early: the side that would go has been without traffic for long enough at ${iso} (safe-teardown-at).`,
      {
        remedy: `Run \`teardown\` again in ${formatDuration(until - seen.at)}, or give it a longer \`timeout\`; nothing was touched.`,
      },
    );
  }
  return [
    { kind: "wait-until", waits: true, until, summary: `Wait until ${iso}: nothing goes to the old side after that` },
  ];
}

function empty({ group }: SharedSide): SharedChange[] {
  if (group === undefined || group.deleting) return [];
  const changes: SharedChange[] = [];
  const shielded = group.instances.filter((instance) => instance.protected).map(({ id }) => id);
  if (shielded.length > 0) {
    changes.push({
      kind: "allow-scale-in",
      group: group.name,
      instanceIds: shielded,
      summary: `Lift the scale-in protection of ${shielded.length} instances of ${group.name}`,
    });
  }
  if (group.min > 0 || group.desired > 0) {
    changes.push({
      kind: "set-capacity",
      group: group.name,
      capacity: { min: 0, desired: 0 },
      summary: `Scale ${group.name} to 0 (it has ${group.desired} instances)`,
    });
  }
  return changes.length > 0 || group.instances.length > 0 ? [...changes, waitEmpty(group.name)] : [];
}

function unmark({ name }: GroupState, leaving: boolean): SharedChange {
  const keys: string[] = [TAG.rollout, TAG.startedAt, TAG.blueCapacity, TAG.greenSize, TAG.switched];
  // An emptied green runs nothing: were its revision left on it, it would look deployed the next time it is blue.
  if (leaving) keys.push(TAG.revision);
  return { kind: "unmark", group: name, keys, summary: `Remove the rollout's tags from ${name}` };
}
