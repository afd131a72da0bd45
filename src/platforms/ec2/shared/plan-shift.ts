import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { nearestWeight, nextRung } from "../../../delivery/ramp.ts";
import { requireRollout, restoreSize } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import type { SharedChange } from "./changes.ts";
import {
  bake,
  bakes,
  blueBefore,
  bringIn,
  fullMax,
  holdBlue,
  isBaking,
  note,
  resizeGreen,
  takeOut,
  waitLaunched,
} from "./parts.ts";
import { comeBack, giveAll } from "./plan-switch.ts";
import type { SharedSides } from "./sides.ts";
import { isServing, isWhole } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import type { Sizes } from "./weights.ts";
import { instancesFor, reachableWeights, sizesOf } from "./weights.ts";

/** Moves a share of the traffic: to what comes nearest to the weight given, or to the next rung of the ramp. */
export function planShift(
  settings: SharedSettings,
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
): Plan<SharedChange> {
  const green = requireRollout(sides, "shift");
  const sizes = sizesOf(sides);
  const reachable = reachableWeights(sizes);
  const unbaked = isBaking(sides) && bakes(intent);
  if (unbaked && intent.weight === undefined) return { changes: bakeAgain(intent, sides), warnings: [] };
  const asked = intent.weight ?? nextRung(intent.ramp, sides.weight ?? 0, reachable);
  const weight = nearestWeight(asked, reachable);
  if (asked < 100) requireBlue(sides, asked);
  const changes =
    asked === 100
      ? toAll(settings, intent, seen, sides, sizes)
      : asked === 0
        ? toNothing(sides, green, sizes)
        : toShare(intent, seen, sides, asked, sizes);
  if (changes.length > 0) {
    return { changes, warnings: [...unreachable(asked, weight, sizes), ...stickyWarnings(seen, asked)] };
  }
  // The weight is there already. What may be left to do is its bake, when that was cut off or failed.
  if (unbaked && asked > 0) return { changes: bakeAgain(intent, sides), warnings: [] };
  return { changes, nothing: `${green.name} already has ${weight} % of the traffic.`, warnings: [] };
}

function bakeAgain(intent: Intent, sides: SharedSides): SharedChange[] {
  const { green, weight } = sides;
  const name = green.group?.name ?? "";
  return [...bringIn(green, "green", []), ...bake(intent, name, weight ?? 0, green.group?.desired ?? 1)];
}

function toAll(
  settings: SharedSettings,
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
  sizes: Sizes,
): SharedChange[] {
  const { green, serving, switched } = sides;
  const name = green.group?.name ?? "";
  if (serving === "green" && switched?.direction === "promote") return [];
  const accepted = Math.max(1, Math.ceil(sizes.blue * (1 - settings.maxCapacityDeficit / 100)));
  if (serving !== "green" && sizes.green < accepted) {
    throw new DeliveryError(
      "unhealthy",
      `${name} has ${sizes.green} instances at full size; 100 % of the traffic needs ${sizes.blue}.`,
      {
        remedy: "No traffic was moved. Give `desired-capacity` of deploy, or accept it by `max-capacity-deficit`.",
      },
    );
  }
  const changes = giveAll(settings, seen, sides, "shift", bakes(intent));
  return changes.length === 0 ? [] : [...changes, ...bake(intent, name, 100, sizes.green)];
}

function toShare(
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
  asked: number,
  sizes: Sizes,
): SharedChange[] {
  const { blue, green } = sides;
  const name = green.group?.name ?? "";
  const size = instancesFor(asked, sizes);
  const weight = nearestWeight(asked, reachableWeights(sizes));
  const wanted = weight === asked ? "" : ` (${asked} % was asked for)`;
  const why = `: ${size} beside ${sizes.blue} of blue are ${weight} % of the traffic${wanted}`;
  const comesIn = bringIn(green, "green", resizeGreen(green, size, size, why));
  const grows = isServing(blue) && size >= green.registered;
  const before = grows ? holdBlue(sides) : whole(sides);
  if (before.length + comesIn.length === 0) return [];
  const record = note(name, { direction: "shift", baking: bakes(intent), at: seen.at }, `that it is given ${weight} %`);
  return [record, ...before, ...comesIn, ...bake(intent, name, weight, size)];
}

/** Green leaves the target group, and only then has its full size again. */
function toNothing(sides: SharedSides, group: GroupState, sizes: Sizes): SharedChange[] {
  const { green } = sides;
  const leaves = takeOut(green, "green", { direction: "shift", baking: false, group: group.name });
  const aside = { ...green, attached: false, registered: 0 };
  const resize = resizeGreen(aside, sizes.green, fullMax(group, sizes.green), "");
  const complete = resize.length === 0 && isWhole(aside, "strict");
  return [
    ...(isServing(green) ? whole(sides) : holdBlue(sides)),
    ...leaves,
    ...resize,
    ...(complete ? [] : [waitLaunched(group.name, "green")]),
  ];
}

/** Blue at its old size and healthy in the target group, before green gets less of the traffic. */
function whole(sides: SharedSides): SharedChange[] {
  const { blue, green } = sides;
  if (blue.group === undefined) return [];
  if (blue.attached && isWhole(blue, "any-version")) return holdBlue(sides);
  const back = restoreSize(blue.group, blueBefore(green.group));
  return [...(back.length > 0 ? [] : holdBlue(sides)), ...comeBack(sides, back)];
}

function requireBlue({ blue }: SharedSides, asked: number): void {
  if (blue.group === undefined || blue.group.deleting) {
    throw new DeliveryError("refused", `Blue cannot take ${100 - asked} %: its group is gone.`, {
      remedy: "After teardown there is no way back but to deploy the former version.",
    });
  }
}

function unreachable(asked: number, weight: number, { blue, green }: Sizes): string[] {
  if (Math.abs(asked - weight) < 1) return [];
  return [
    `${asked} % cannot be reached on a shared target group with ${blue} instances of blue and up to ${green} of green: the nearest is ${weight} %.`,
  ];
}

function stickyWarnings({ targetGroup: { name, sticky } }: SharedSnapshot, asked: number): string[] {
  if (sticky !== true || asked === 0) return [];
  return [
    `Target stickiness is on in ${name}: clients with a cookie keep to their instance, so that the share is one of new clients.`,
  ];
}
