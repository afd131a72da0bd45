/** What a refresh keeps its group between, in percent of the desired capacity. */
export interface Percentages {
  /** 0 to 100. */
  min: number;
  /** 100 to 200; undefined: it was left out, which is not the same as 100. */
  max: number | undefined;
}

/** The same in capacity units. */
export interface Bounds {
  /** Never fewer healthy than these. */
  low: number;
  /** Never more in service or pending than these. */
  high: number;
}

/**
 * The minimum rounds up and the maximum down. Where that leaves no room, a maximum that was given lets one instance be
 * launched first; one that was left out lets one end while its successor is launched (API Reference, RefreshPreferences).
 */
export function boundsOf(desired: number, { min, max }: Percentages): Bounds {
  const low = Math.ceil((desired * min) / 100);
  const high = Math.floor((desired * (max ?? 100)) / 100);
  if (high > low || desired === 0) return { low, high };
  return max === undefined ? { low: desired - 1, high: desired } : { low: desired, high: desired + 1 };
}

/** How many units may be under way at once. */
export function batchOf({ low, high }: Bounds): number {
  return high - low;
}
