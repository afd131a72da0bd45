import { formatDuration } from "../../delivery/duration.ts";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan } from "../../delivery/plan.ts";
import type { Ec2Change } from "./changes.ts";
import { healthOf, isReady } from "./health.ts";
import { deleteOwn } from "./own-rules.ts";
import { restoreLimits } from "./plan-parts.ts";
import { closeTestListener } from "./preview.ts";
import type { Ec2Settings } from "./settings.ts";
import type { Side, Sides } from "./sides.ts";
import { describeShares, everywhere } from "./sides.ts";
import type { Snapshot } from "./snapshot.ts";
import { parseCapacity, TAG } from "./snapshot.ts";
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
        remedy: "Run `promote` or `rollback` first; nothing was touched.",
      },
    );
  }
  const [survivor, leaving] = promoted ? [green, blue] : [blue, green];
  if (promoted) requireServing(green);
  requireUnused(seen, leaving);
  requireTerminable(leaving);

  const before = parseCapacity(green.group.tags[TAG.blueCapacity]);
  const changes: Ec2Change[] = [...deleteOwn(seen, ["preview", "cohort"]), ...closeTestListener(seen, sides, promoted)];
  changes.push(...hold(settings, intent, seen, sides));
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
    { reasons, remedy: "Wait until green is whole, or run `rollback`; nothing was touched." },
  );
}

function requireUnused(seen: Snapshot, leaving: Side): void {
  const others = seen.otherRoutes[leaving.targetGroup.arn] ?? [];
  if (others.length === 0) return;
  throw new DeliveryError(
    "unsuitable",
    `listeners: ${leaving.targetGroup.name} is still used by ${others.join(", ")}.`,
    {
      remedy: "Name it in `listeners` too and promote again, or take the target group out of it; nothing was touched.",
    },
  );
}

export function requireTerminable({ group }: Side): void {
  if (group === undefined || !group.suspended.includes("Terminate")) return;
  throw new DeliveryError("unsuitable", `auto-scaling-groups: the process Terminate of ${group.name} is suspended.`, {
    remedy: "Its instances could never go away: resume the process; nothing was touched.",
  });
}

function hold(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides): Ec2Change[] {
  const until = safeTeardownAt(settings, sides, seen) ?? seen.at;
  if (until <= seen.at) return [];
  const iso = new Date(until).toISOString();
  if (until > intent.now + intent.timeoutMs) {
    throw new DeliveryError(
      "refused",
      `It is too early: until ${iso} (safe-teardown-at) clients can still reach the side that would go.`,
      {
        remedy: `Run \`teardown\` again in ${formatDuration(until - seen.at)}, or give it a longer \`timeout\`; nothing was touched.`,
      },
    );
  }
  return [
    { kind: "wait-until", waits: true, until, summary: `Wait until ${iso}: no client reaches the old side after that` },
  ];
}

function empty({ group, targetGroup }: Side): Ec2Change[] {
  if (group === undefined || group.deleting) return [];
  const changes: Ec2Change[] = [];
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
  if (changes.length > 0 || group.instances.length > 0) {
    changes.push({
      kind: "wait-drained",
      waits: true,
      targetGroupArn: targetGroup.arn,
      summary: `Wait until the requests in flight are finished and ${group.name} is empty`,
    });
  }
  return changes;
}

function unmark(group: string, leaving: boolean): Ec2Change {
  const keys: string[] = [TAG.rollout, TAG.startedAt, TAG.blueCapacity, TAG.switched, TAG.rules, TAG.testListener];
  // An emptied green runs nothing: were its revision left on it, it would look deployed the next time it is blue.
  if (leaving) keys.push(TAG.revision);
  return { kind: "unmark", group, keys, summary: `Remove the rollout's tags from ${group}` };
}
