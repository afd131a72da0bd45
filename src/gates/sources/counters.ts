import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideName } from "../../delivery/standing.ts";
import type { MinuteCounts, SideCounts, Span } from "../source.ts";

/**
 * Counters that only grow, read at the boundaries of minutes and subtracted here. No `rate` and no `increase`: those
 * extrapolate, lose what lies between two windows, and give 1.2 requests.
 */

/** Minutes before the span in which a series must have been seen not to be a new one. */
export const LEAD_MINUTES = 5;

/** One counter: its value at the boundaries of minutes, milliseconds since the epoch. Absent where there was none. */
export interface Counter {
  /** What tells it from others: its labels. */
  key: string;
  values: ReadonlyMap<number, number>;
}

/** The counters of one side. */
export interface SideCounters {
  requests: readonly Counter[];
  errors: readonly Counter[];
  clientErrors?: readonly Counter[];
  /** Of the answers that were timed: all, and those within the threshold. */
  timing?: { all: readonly Counter[]; quick: readonly Counter[] };
}

/** The boundaries that have to be read for a span: five minutes before its start up to its end, both included. */
export function boundariesOf({ from, to }: Span): number[] {
  const first = from - LEAD_MINUTES * MINUTE_MS;
  return Array.from({ length: (to - first) / MINUTE_MS + 1 }, (_, index) => first + index * MINUTE_MS);
}

/** What counters grew by in each minute between two boundaries; undefined: none of them was there at its end. */
export interface Growth {
  minutes: (number | undefined)[];
  /** Minutes, by index, whose share of a growth over several minutes nobody knows: scrapes failed. */
  unsure: ReadonlySet<number>;
}

/**
 * The sum over counters. A value that drops is a restart: the new value is the increment. A counter that is new since the
 * first boundary has counted all of its value since; one that was there begins at that value. One that is gone has
 * counted up to the last value that is known. Whole numbers give whole numbers, and whatever happens in between, the
 * increments of a counter without restarts add up to its growth.
 */
export function growthOf(counters: readonly Counter[], boundaries: readonly number[]): Growth {
  const minutes: (number | undefined)[] = boundaries.slice(1).map(() => undefined);
  const unsure = new Set<number>();
  for (const { values } of counters) {
    let last: { index: number; value: number } | undefined;
    for (const [index, at] of boundaries.entries()) {
      const value = values.get(at);
      if (value === undefined) continue;
      if (index > 0) {
        const restarted = last === undefined || value < last.value;
        const increment = restarted ? value : value - (last?.value ?? 0);
        minutes[index - 1] = (minutes[index - 1] ?? 0) + increment;
        const missed = last === undefined ? 0 : index - last.index - 1;
        if (!restarted && increment > 0)
          for (let before = 0; missed > 0 && before <= missed; before += 1) unsure.add(index - 1 - before);
      }
      last = { index, value };
    }
  }
  return { minutes, unsure };
}

/**
 * The minutes of a span, of both sides.
 *
 * @param isWhole false when the server said that data may be missing.
 */
export function minutesFrom(
  sides: Readonly<Record<SideName, SideCounters>>,
  span: Span,
  isWhole: boolean,
): MinuteCounts[] {
  const boundaries = boundariesOf(span);
  const [green, blue] = [countsOf(sides.green, boundaries), countsOf(sides.blue, boundaries)];
  return boundaries.slice(LEAD_MINUTES, -1).map((at, place) => {
    const index = place + LEAD_MINUTES;
    const [ofGreen, ofBlue] = [green.at(index), blue.at(index)];
    return {
      at,
      complete: isWhole && !green.isUnsure(index) && !blue.isUnsure(index),
      ...(ofGreen === undefined ? {} : { green: ofGreen }),
      ...(ofBlue === undefined ? {} : { blue: ofBlue }),
    };
  });
}

function countsOf(side: SideCounters, boundaries: readonly number[]) {
  const grown = (counters: readonly Counter[] = []) => growthOf(counters, boundaries);
  const [requests, errors, clientErrors] = [grown(side.requests), grown(side.errors), grown(side.clientErrors)];
  const [all, quick] = [grown(side.timing?.all), grown(side.timing?.quick)];
  const parts = [requests, errors, clientErrors, all, quick];
  return {
    isUnsure: (index: number) => parts.some(({ unsure }) => unsure.has(index)),
    at(index: number): SideCounts | undefined {
      const count = requests.minutes[index];
      if (count === undefined) return undefined;
      const timed = all.minutes[index];
      return {
        requests: count,
        errors: errors.minutes[index] ?? 0,
        ...(side.clientErrors === undefined ? {} : { clientErrors: clientErrors.minutes[index] ?? 0 }),
        ...(timed === undefined
          ? {}
          : { timing: { requests: timed, slow: Math.max(timed - (quick.minutes[index] ?? 0), 0) } }),
      };
    },
  };
}
