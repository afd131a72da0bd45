import { countdown } from "../../../delivery/countdown.ts";
import type { Progress } from "../../../delivery/plan.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Side } from "./health.ts";
import { healthOf } from "./health.ts";

/** What both sides have to keep while a weight bakes. */
export interface Bake {
  /** Healthy targets that green had as the bake began. */
  least: number;
  /** Healthy targets that green's and blue's share of the traffic need. */
  green: number;
  blue: number;
  durationMs: number;
}

/** How many healthy targets green had when its unfinished bake began: a repeated one is held to that. */
export function bakeBar(green: GroupState | undefined): number | undefined {
  const text = green?.tags[TAG.bake] ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/**
 * Progress of a bake. Green has to keep what it began with, as far as its group still wants so many: a smaller size that
 * somebody asked for does not make it unhealthy, as long as it carries the weight. Blue has to keep what its share needs.
 *
 * @param causes what Auto Scaling did to the groups meanwhile, in its own words.
 * @param since when the bake began, and `now`: milliseconds since the epoch.
 */
export function bakeProgress(
  { blue, green }: { blue: Side; green: Side },
  bake: Bake,
  causes: readonly string[],
  since: number,
  now: number,
): Progress {
  const [old, fresh] = [healthOf(blue, "any-version"), healthOf(green, "strict")];
  const bar = Math.max(bake.green, Math.min(bake.least, fresh.wanted));
  const nameOf = ({ group, targetGroup }: Side) => group?.name ?? targetGroup.name;
  const lacks = (side: Side, have: number, want: number, reasons: readonly string[]) =>
    have >= want ? [] : [`${nameOf(side)} has ${have} of ${want} healthy targets`, ...reasons];
  const [ofBlue, ofGreen] = [
    lacks(blue, old.healthy, bake.blue, old.reasons),
    lacks(green, fresh.healthy, bar, fresh.reasons),
  ];
  if (ofBlue.length === 0 && ofGreen.length === 0)
    return countdown("seconds of bake time", since + bake.durationMs - now, bake.durationMs);
  const reasons = [...ofGreen, ...ofBlue, ...causes];
  if (ofBlue.length > 0 && ofGreen.length > 0) {
    return {
      state: "impossible",
      because: `Both ${nameOf(blue)} and ${nameOf(green)} lost healthy targets during the bake: what they have in common (a zone, a dependency) is the likely cause; the weight is unchanged.`,
      reasons,
      remedy: "Fix the cause, then run `shift` again, which repeats the bake.",
    };
  }
  if (ofBlue.length > 0) {
    return {
      state: "impossible",
      because: `${nameOf(blue)}, which still serves, became unhealthy during the bake; ${nameOf(green)} is healthy, and its weight is unchanged.`,
      reasons,
      remedy: "Fix blue and run `shift` again, or run `promote` to give green everything.",
    };
  }
  return {
    state: "impossible",
    because: `${nameOf(green)} became unhealthy during the bake: ${fresh.healthy} of ${bar} targets are healthy; its weight is unchanged.`,
    reasons,
    remedy: "Run `rollback`, or `shift` again once it is healthy, which repeats the bake.",
  };
}
