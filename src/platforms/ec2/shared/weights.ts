import { nearestWeight } from "../../../delivery/ramp.ts";
import { blueBefore } from "../groups/marks.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { SharedSides } from "./sides.ts";
import { percent } from "./sides.ts";

/** Each healthy target of a target group gets the same: so a share of the traffic is a number of instances. */

/** How many instances each side has while both have traffic. */
export interface Sizes {
  /** Blue's, which it keeps. */
  blue: number;
  /** Green's at full size; between 1 and this many make its weight. */
  green: number;
}

export function sizesOf({ blue, green }: Pick<SharedSides, "blue" | "green">): Sizes {
  const before = blueBefore(green.group)?.desired ?? 0;
  const own = fullSize(green.group);
  return { blue: Math.max(before, blue.group?.desired ?? 0), green: own ?? Math.max(1, before) };
}

/** What deploy gave green; undefined when that is not on record. */
export function fullSize(green: GroupState | undefined): number | undefined {
  const text = green?.tags[TAG.greenSize] ?? "";
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}

/** Percent, rising: none, what each number of green instances gives, all. */
export function reachableWeights({ blue, green }: Sizes): number[] {
  const between = Array.from({ length: green }, (_, index) => percent(index + 1, index + 1 + blue));
  return [0, ...between.filter((weight) => weight < 100), 100];
}

/** How many green instances come nearest to a weight between 0 and 100. */
export function instancesFor(asked: number, sizes: Sizes): number {
  const reachable = reachableWeights(sizes);
  return Math.max(1, reachable.indexOf(nearestWeight(asked, reachable)));
}
