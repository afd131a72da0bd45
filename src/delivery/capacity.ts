import { refuse } from "./refusals.ts";
import type { SideName, Standing } from "./standing.ts";

/** The rule by which a side may be given a share of the traffic; the same for shift, promote and teardown. */

/**
 * How many healthy units a share of the traffic needs: that share of what all of it is carried by, one at least.
 *
 * @param whole what carries all the traffic.
 * @param percent 0–100.
 */
export function unitsFor(whole: number, percent: number): number {
  return Math.max(1, Math.ceil((whole * percent) / 100));
}

/** The share of the other side, in percent to two decimals, as shares are: 100 − 14.29 is not 85.71000000000001. */
export function restOf(percent: number): number {
  return Math.round(10_000 - percent * 100) / 100;
}

/**
 * Refuses a share that the side could not carry.
 *
 * @param deficit percent of what is needed that may be missing (`max-capacity-deficit`), 0–100.
 * @returns warnings about a deficit that is accepted.
 * @throws DeliveryError `not-enough-capacity`.
 */
export function requireCapacity(standing: Standing, side: SideName, percent: number, deficit: number): string[] {
  const { name, capacity, reasons } = standing[side];
  if (percent <= 0) return [];
  if (capacity === undefined || standing.whole === undefined) return [];
  const { have } = capacity;
  const needed = unitsFor(standing.whole, percent);
  if (have >= needed) return [];
  const values = {
    side: name,
    have: String(have),
    units: standing.units,
    percent: String(percent),
    needed: String(needed),
    whole: String(standing.whole),
  };
  if (have >= unitsAccepted(needed, deficit)) {
    return [
      `${name} has ${have} healthy ${standing.units}; ${percent} % of the traffic needs ${needed}: ` +
        `accepted, because max-capacity-deficit is ${deficit} %.`,
    ];
  }
  throw refuse("not-enough-capacity", values, reasons);
}

/**
 * The greatest share, in whole percent, that blue can carry now: what a rollback moves at once. 100 where nobody
 * measures it.
 */
export function shareFor({ whole, blue: { capacity } }: Standing, deficit: number): number {
  if (capacity === undefined || whole === undefined || whole === 0) return 100;
  const { have } = capacity;
  if (have >= unitsAccepted(whole, deficit)) return 100;
  return have === 0 ? 0 : Math.floor((100 * have) / whole);
}

/**
 * How many of the units that are needed are enough.
 *
 * @param deficit percent of them that may be missing, 0–100.
 */
export function unitsAccepted(needed: number, deficit: number): number {
  return Math.max(1, Math.ceil(needed * (1 - deficit / 100)));
}
