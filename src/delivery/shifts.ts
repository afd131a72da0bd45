/**
 * The changes of a rollout's weight as one text, for platforms whose only memory are tags: at most 256 characters out of
 * those that every AWS service takes in a tag. `29800000:10 15:25 10:50`: the first in minutes since the epoch, each later
 * one in minutes since the one before it, with the weight from then on.
 */

export const MINUTE_MS = 60_000;

/** The most that a tag's value may have (EC2 Auto Scaling, API Gateway). */
export const MARK_LENGTH = 256;

/** A change of green's weight. */
export interface WeightChange {
  /** Milliseconds since the epoch. */
  at: number;
  /** Percent that green gets from then on, 0–100. */
  weight: number;
}

/** The start of the minute that a moment is in. */
export function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** Older changes were dropped for want of room: the judge begins at the first one that is left. */
const FORGOTTEN = "+";
const FIRST = /^(\+?)(\d{8}):(100|\d{1,2}(?:\.\d{1,2})?)$/;
const LATER = /^(\d{1,6}):(100|\d{1,2}(?:\.\d{1,2})?)$/;

/** The changes of a rollout's weight, to the minute. */
export interface Shifts {
  changes: readonly WeightChange[];
  /** Changes before the first one are not on record any more. */
  forgotten: boolean;
}

/** Writes the `shifts` mark. When the changes do not fit, the oldest are dropped, and that is marked. */
export function formatShifts({ changes, forgotten }: Shifts): string {
  const texts = changes.map(({ at, weight }, index) => {
    const minute = minuteOf(at) / MINUTE_MS;
    const before = changes[index - 1];
    return {
      weight: weightText(weight),
      minute,
      since: before === undefined ? 0 : minute - minuteOf(before.at) / MINUTE_MS,
    };
  });
  for (let from = 0; from < texts.length; from++) {
    const words = texts
      .slice(from)
      .map(({ weight, minute, since }, index) => `${index === 0 ? minute : since}:${weight}`)
      .join(" ");
    const text = `${forgotten || from > 0 ? FORGOTTEN : ""}${words}`;
    if (text.length <= MARK_LENGTH) return text;
  }
  return "";
}

/** Reads the `shifts` mark; undefined when it is missing or was tampered with. */
export function parseShifts(text: string | undefined): Shifts | undefined {
  const [first = "", ...later] = (text ?? "").split(" ");
  const [, forgotten, minute, weight] = FIRST.exec(first) ?? [];
  if (minute === undefined || (text ?? "").length > MARK_LENGTH) return undefined;
  let at = Number(minute) * MINUTE_MS;
  const changes = [{ at, weight: Number(weight) }];
  for (const word of later) {
    const [, since, next] = LATER.exec(word) ?? [];
    if (since === undefined) return undefined;
    at += Number(since) * MINUTE_MS;
    changes.push({ at, weight: Number(next) });
  }
  return { changes, forgotten: forgotten === FORGOTTEN };
}

/** The mark after one more change. A change of nothing is none. */
export function withShift(mark: string | undefined, change: WeightChange): string {
  const known = parseShifts(mark) ?? { changes: [], forgotten: false };
  const last = known.changes.at(-1);
  if (last !== undefined && weightText(last.weight) === weightText(change.weight)) return formatShifts(known);
  return formatShifts({ ...known, changes: [...known.changes, change] });
}

function weightText(weight: number): string {
  return String(Math.round(weight * 100) / 100);
}
