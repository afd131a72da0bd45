import { DeliveryError } from "../../../delivery/errors.ts";
import type { Plan } from "../../../delivery/plan.ts";
import { requireRollout, restoreLimits, restoreSize } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import type { Switch, SwitchDirection } from "../snapshot.ts";
import type { SharedChange } from "./changes.ts";
import { attachMissing, blueBefore, bringIn, fullMax, holdBlue, note, resizeGreen, takeOut } from "./parts.ts";
import type { SharedSides } from "./sides.ts";
import { isServing, isWhole, sideHealth } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { sizesOf } from "./weights.ts";

/** Green takes over, and blue stands by at full size. */
export function planPromote(settings: SharedSettings, seen: SharedSnapshot, sides: SharedSides): Plan<SharedChange> {
  const green = requireRollout(sides, "promote");
  const changes = giveAll(settings, seen, sides, "promote");
  if (changes.length > 0) return { changes, warnings: capacityWarnings(sides) };
  return { changes, nothing: `${green.name} already has all the traffic.`, warnings: [] };
}

/**
 * Green at full size and healthy in the target group, and only then blue out of it.
 *
 * @param direction and `baking`: what is written down about the switch.
 * @throws DeliveryError `unhealthy` when green has traffic and is ill.
 */
export function giveAll(
  settings: SharedSettings,
  seen: SharedSnapshot,
  sides: SharedSides,
  direction: SwitchDirection,
  baking = false,
): SharedChange[] {
  const { blue, green, serving, switched } = sides;
  if (green.group === undefined) return [];
  const { name } = green.group;
  const leaves = takeOut(blue, "blue", { direction, baking, group: name });
  if (serving === "green" && green.attached) {
    if (switched?.direction === direction) return leaves;
    const record = note(name, { direction, baking, at: seen.at }, "that it has all the traffic");
    return [...attachMissing(settings, seen, sides, name, true), record, ...leaves];
  }
  requireNotIll(sides);
  const size = Math.max(sizesOf(sides).green, green.group.desired);
  const resize = resizeGreen(green, size, fullMax(green.group, size), "");
  return [
    ...holdBlue(sides),
    ...bringIn(green, "green", resize),
    ...attachMissing(settings, seen, sides, name, true),
    ...leaves,
  ];
}

/** A green that has traffic at full size and is ill gets no more of it; one that is still coming up is waited for. */
function requireNotIll({ green }: SharedSides): void {
  const ill = green.targetGroup.targets.filter(({ state }) => state === "unhealthy").length;
  const { healthy, wanted, reasons } = sideHealth(green, "strict");
  if (!green.attached || ill === 0 || healthy >= wanted) return;
  throw new DeliveryError(
    "unhealthy",
    `${green.group?.name} is not ready for traffic: ${healthy} of ${wanted} targets are healthy.`,
    {
      reasons,
      remedy: "No traffic was moved. Wait until it is healthy, or run `rollback`, then `teardown`, to give it up.",
    },
  );
}

/** Blue takes over again, at its old size. */
export function planRollback(seen: SharedSnapshot, sides: SharedSides): Plan<SharedChange> {
  const { blue, green, marked } = sides;
  const serving = blue.group?.name ?? "nothing";
  if (!marked && sides.serving === "blue") {
    const hint = "To return to an earlier version, deploy it: `launch-template-version` takes its number.";
    const nothing = `No rollout is in progress; ${serving} has all the traffic. ${hint}`;
    return { changes: [], nothing, warnings: [] };
  }
  if (!marked) throw unexplained(seen, sides);
  if (blue.group === undefined || blue.group.deleting) {
    throw new DeliveryError("refused", "There is no way back: blue's group was torn down.", {
      remedy: "Deploy the former version: `launch-template-version` takes its number.",
    });
  }
  const before = blueBefore(green.group);
  const moved = isServing(green) || green.attached || !isServing(blue);
  const sized = moved ? restoreSize(blue.group, before) : [];
  const changes: SharedChange[] = [
    ...(moved ? comeBack(sides, sized) : []),
    ...takeOut(green, "green", { direction: "rollback", baking: false, group: green.group?.name ?? "" }),
  ];
  if (!moved && sides.switched?.direction !== "rollback" && green.group !== undefined && !green.group.deleting) {
    const switched: Switch = { direction: "rollback", baking: false, at: seen.at };
    changes.unshift(note(green.group.name, switched, "that it was rolled back"));
  }
  // Restoring its size holds blue's minimum up: its limits are judged as they are by then.
  changes.push(...restoreLimits({ ...blue.group, ...sized[0]?.capacity }, before));
  if (changes.length > 0) return { changes, warnings: [] };
  return { changes, nothing: `${serving} already has all the traffic.`, warnings: [] };
}

/**
 * Blue must be whole in the target group before green leaves it, except when green serves nobody at all: then anything
 * healthy on blue is better than what is.
 */
export function comeBack({ blue, green }: SharedSides, resize: readonly SharedChange[]): SharedChange[] {
  const nobody = sideHealth(green, "any-version").healthy === 0 && isServing(green);
  const something = blue.attached && sideHealth(blue, "any-version").healthy > 0;
  if (nobody && something) return [...resize];
  return bringIn(blue, "blue", resize);
}

/** Traffic on more, or other, groups than a rollout explains. */
export function unexplained({ targetGroup }: SharedSnapshot, { blue, green, serving }: SharedSides): DeliveryError {
  const name = targetGroup.name;
  if (serving === "neither" || blue.group === undefined) {
    return new DeliveryError("unsuitable", `auto-scaling-groups: no group with instances is attached to ${name}.`, {
      remedy: "Attach the one that is to serve.",
    });
  }
  const [one, other] = [blue.group.name, green.group?.name];
  return new DeliveryError(
    "refused",
    `Both ${one} and ${other} are attached to ${name}, but no rollout is on record.`,
    {
      remedy:
        "Detach the one that is not to serve: aws autoscaling detach-load-balancer-target-groups " +
        `--auto-scaling-group-name NAME --target-group-arns ${targetGroup.arn}..`,
    },
  );
}

function capacityWarnings(sides: SharedSides): string[] {
  const [old, fresh] = [sideHealth(sides.blue, "any-version").healthy, sizesOf(sides).green];
  if (fresh >= old || !isWhole(sides.blue, "any-version")) return [];
  return [`Green has ${fresh} instances for the traffic that ${old} of blue carry now.`];
}
