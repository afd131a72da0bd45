import { batchOf, leastOf } from "../../../delivery/batches.ts";
import type { Limits } from "./batch.ts";
import { refuse } from "./refusals.ts";
import type { InPlaceSettings } from "./settings.ts";

/** How many machines go out at a time, and how many healthy ones stay. */

/**
 * @param name what is told of the fleet.
 * @param total how many machines it has when none is out.
 * @param whole how many of them can come back: without a minimum of the user's, all of these but a batch stay.
 * @throws DeliveryError `in-place-no-batch` when not one can go out.
 */
export function limitsOf(
  settings: Pick<InPlaceSettings, "batch" | "minHealthy">,
  name: string,
  total: number,
  whole = total,
): Limits {
  const { batch, minHealthy } = settings;
  // Somebody has to answer meanwhile, whatever is asked.
  const least = minHealthy === undefined ? 1 : Math.max(1, leastOf(minHealthy, total));
  const size = batch === undefined ? (minHealthy === undefined ? 1 : total - least) : batchOf(batch, total);
  if (size < 1 || total - size < least) {
    const out = Math.max(1, size);
    const possible = String(Math.floor((100 * Math.max(0, total - out)) / Math.max(1, total)));
    const values = { group: name, total: String(total), batch: String(out), least: String(least), possible };
    throw refuse("in-place-no-batch", values);
  }
  return { size, least: minHealthy === undefined ? Math.max(1, whole - size) : least };
}
