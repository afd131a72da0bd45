import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { healthOf, isReady } from "../groups/health.ts";
import { requireTerminable, restoreLimits, scaleToNothing, unmark, waitUntilSafe } from "../groups/plan-groups.ts";
import { deleteOwn } from "../listeners/plan-rules.ts";
import { closeTestListener } from "../listeners/preview.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { parseCapacity, TAG } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import type { Side, Sides } from "./sides.ts";
import { describeShares, everywhere } from "./sides.ts";
import { safeTeardownAt } from "./view.ts";

/** Removes the side that no longer serves: blue after a promote, green otherwise. Ends the rollout. */
export function planTeardown(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  const { blue, green } = sides;
  if (!sides.marked || green.group === undefined) {
    return {
      changes: [],
      nothing: `No rollout is in progress; ${blue.group?.name ?? "nothing"} stands alone.`,
      warnings: [],
    };
  }
  const promoted = everywhere(sides, 100);
  if (!promoted && !everywhere(sides, 0)) {
    throw new DeliveryError(
      "refused",
      `Both sides have weight (green ${describeShares(sides)}): neither can be removed.`,
      {
        remedy: "Run `promote` or `rollback` first.",
      },
    );
  }
  const [survivor, leaving] = promoted ? [green, blue] : [blue, green];
  if (promoted) requireServing(green);
  requireUnused(seen, leaving);
  requireTerminable(leaving.group);

  const before = parseCapacity(green.group.tags[TAG.blueCapacity]);
  const changes: Ec2Change[] = [...deleteOwn(seen, ["preview", "cohort"]), ...closeTestListener(seen, sides, promoted)];
  changes.push(...waitUntilSafe(safeTeardownAt(settings, sides, seen) ?? seen.at, intent, seen.at));
  if (survivor.group !== undefined) changes.push(...restoreLimits(survivor.group, before));
  changes.push(...empty(leaving));
  const gone = settings.fleet.kind === "cloned" && leaving.group !== undefined;
  if (gone && leaving.group !== undefined) {
    const { name } = leaving.group;
    changes.push({ kind: "delete-group", group: name, summary: `Delete the Auto Scaling group ${name}` });
  }
  if (!(gone && leaving === green)) changes.push(unmark(green.group.name, leaving === green));
  const never =
    !promoted && sides.switched === undefined
      ? [`${green.group.name} is removed without ever having had traffic.`]
      : [];
  return { changes, warnings: never };
}

function requireServing(green: Side): void {
  if (isReady(green, "strict")) return;
  const { healthy, wanted, reasons } = healthOf(green, "strict");
  throw new DeliveryError(
    "unhealthy",
    `${green.group?.name} serves, but only ${healthy} of its ${wanted} targets are healthy: blue is still needed.`,
    { reasons, remedy: "Wait until green is whole, or run `rollback`." },
  );
}

function requireUnused(seen: Snapshot, leaving: Side): void {
  const others = seen.otherRoutes[leaving.targetGroup.arn] ?? [];
  if (others.length === 0) return;
  throw new DeliveryError(
    "unsuitable",
    `listeners: ${leaving.targetGroup.name} is still used by ${others.join(", ")}.`,
    {
      remedy: "Name it in `listeners` too and promote again, or take the target group out of it.",
    },
  );
}

function empty({ group, targetGroup }: Side): Ec2Change[] {
  if (group === undefined || group.deleting) return [];
  const changes = scaleToNothing(group);
  if (changes.length === 0 && group.instances.length === 0) return [];
  const summary = `Wait until the requests in flight are finished and ${group.name} is empty`;
  return [...changes, { kind: "wait-drained", waits: true, targetGroupArn: targetGroup.arn, summary }];
}
