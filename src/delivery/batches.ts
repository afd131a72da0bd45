/** How many machines change at a time, how few are left meanwhile, and how long it takes: the arithmetic of batches. */

/** How many machines: a number, or a percentage of all there are. */
export type Amount = { machines: number } | { percent: number };

/** Reads `2` or `20%`; undefined when it is neither, or nothing at all. */
export function parseAmount(text: string): Amount | undefined {
  const [, number = "", sign] = /^(\d{1,4})( ?%)?$/.exec(text) ?? [];
  const value = Number(number);
  if (number === "" || value === 0) return undefined;
  if (sign === undefined) return { machines: value };
  return value <= 100 ? { percent: value } : undefined;
}

/** As somebody would write it. */
export function formatAmount(amount: Amount): string {
  return "machines" in amount ? String(amount.machines) : `${amount.percent}%`;
}

/** Machines of a batch: never more than there are, one at least. @param size machines in all, 1 at least. */
export function batchOf(amount: Amount, size: number): number {
  const asked = "machines" in amount ? amount.machines : Math.floor((size * amount.percent) / 100);
  return Math.min(size, Math.max(1, asked));
}

/** Machines that have to stay healthy: rounded up, as EC2 Auto Scaling does. */
export function leastOf(amount: Amount, size: number): number {
  return "machines" in amount ? amount.machines : Math.ceil((size * amount.percent) / 100);
}

/** The percentages by which EC2 Auto Scaling is told how many machines a refresh may take at a time. */
export interface Percentages {
  /** MinHealthyPercentage, 0–100. */
  min: number;
  /** MaxHealthyPercentage, 100–200; undefined: not sent, and then nothing is launched before something is ended. */
  max: number | undefined;
}

export interface Pace {
  /** Machines at a time. */
  batch: number;
  /** Healthy machines that are left at the worst moment. */
  lowest: number;
  /** Machines alive at the best moment; those on their way out apart. */
  most: number;
}

/**
 * What a pair of percentages comes to for a group of this size: the minimum is rounded up, the maximum down. A pair that
 * leaves no room has one machine launched before another is ended; without a maximum, at the same time (EC2 Auto Scaling
 * API Reference, RefreshPreferences).
 *
 * @param size the group's desired capacity, 1 at least.
 */
export function paceOf(size: number, { min, max }: Percentages): Pace {
  const low = Math.ceil((size * min) / 100);
  const high = max === undefined ? size : Math.floor((size * max) / 100);
  const batch = size - low + (high - size);
  if (batch > 0) return { batch, lowest: low, most: high };
  return max === undefined ? { batch: 1, lowest: size - 1, most: size } : { batch: 1, lowest: size, most: size + 1 };
}

/**
 * The percentages that take `batch` machines out at a time, and never more. Up to a hundred machines they are exact; of
 * more, a percent is several machines, and the greatest batch below is taken.
 */
export function rollingPercentages(size: number, batch: number): { min: number; max: number } {
  let min = Math.floor((100 * (size - batch)) / size);
  while (size - Math.ceil((size * min) / 100) > batch) min += 1;
  return { min, max: 100 };
}

/** The percentages that add `batch` machines, and take none away before. */
export function addingPercentages(size: number, batch: number): { min: number; max: number } {
  let max = Math.min(200, Math.ceil((100 * (size + batch)) / size));
  while (Math.floor((size * max) / 100) - size > batch) max -= 1;
  return { min: 100, max };
}

/** Everything at once. */
export const ALL_PERCENTAGES = { min: 0, max: 100 } as const;

/**
 * The greatest batch that leaves so many healthy; 0: there is none.
 *
 * @param size machines in all.
 * @param least machines that have to stay healthy.
 */
export function largestBatch(size: number, least: number): number {
  return Math.max(0, size - least);
}

/** The percentage of machines that stays at most while one is out, rounded down: what a group can keep at all. */
export function keepable(size: number): number {
  return size === 0 ? 0 : Math.floor((100 * (size - 1)) / size);
}

/** How long one machine takes on its way out and in, in seconds. */
export interface MachineTimes {
  /** The deregistration delay. */
  drain: number;
  /** From its launch until it is healthy. */
  boot: number;
  warmUp: number;
}

/**
 * How long replacing all machines takes, at least and at most, in seconds. Whether a machine is launched while the one
 * before it still drains is not written anywhere: the sum is what to expect.
 *
 * @param pauses seconds of checkpoints and of the bake.
 */
export function durationOf(
  size: number,
  { batch }: Pace,
  { drain, boot, warmUp }: MachineTimes,
  pauses: number,
): { least: number; most: number } {
  const batches = Math.ceil(size / batch);
  return {
    least: batches * (Math.max(drain, boot) + warmUp) + pauses,
    most: batches * (drain + boot + warmUp) + pauses,
  };
}
