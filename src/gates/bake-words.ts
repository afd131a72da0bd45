import { amountOf } from "../delivery/counted.ts";
import { formatDuration } from "../delivery/duration.ts";
import { rateOf } from "./counts.ts";
import type { Histories } from "./history.ts";
import { smallestVisibleRatio } from "./needed.ts";
import { formatCount, formatPercent } from "./sentences.ts";
import type { GateSettings } from "./settings.ts";
import { alphaPerTest, testsOf } from "./settings.ts";
import { bakeFor, MIN_JUDGED_MINUTES, minutesJudgedIn } from "./window.ts";

/** What a plan says of a bake before anything is moved. */

export interface Bake {
  settings: GateSettings;
  history: Histories;
  /** Percent that green gets. */
  weight: number;
  /** Milliseconds. */
  bakeMs: number;
  delayMs: number;
}

const DAY_MINUTES = 1_440;

/** Milliseconds that the weight is kept: where green is compared, until enough of it can be judged. */
export function keptFor({ settings, weight, bakeMs, delayMs }: Omit<Bake, "history">): number {
  const compares = settings.compare && weight < 100;
  return compares ? Math.max(bakeMs, bakeFor(MIN_JUDGED_MINUTES, settings.settleMinutes, delayMs)) : bakeMs;
}

/** What the bake buys, and whether it takes longer than was asked for. */
export function bakeWords(bake: Bake): { notes: readonly string[]; warnings: readonly string[] } {
  const { settings, bakeMs, delayMs } = bake;
  const { settleMinutes } = settings;
  if (testsOf(settings).length === 0) return { notes: [], warnings: [] };
  const kept = keptFor(bake);
  if (bakeMs === 0) {
    const after = formatDuration(bakeFor(MIN_JUDGED_MINUTES, settleMinutes, delayMs));
    return {
      notes: [`Without a bake green is judged by the next step, ${after} after this move at the earliest.`],
      warnings: [],
    };
  }
  const judged = minutesJudgedIn(kept, settleMinutes, delayMs);
  const buys = `A bake of ${formatDuration(kept)} judges ${minutes(judged)}: of each weight the first ${settleMinutes + 1} are left out, and counts are ${formatDuration(delayMs)} late.`;
  const asked = minutesJudgedIn(bakeMs, settleMinutes, delayMs);
  const stretched = `A bake of ${formatDuration(bakeMs)} judges ${minutes(asked)}: this weight is kept for at least ${formatDuration(kept)}, until ${minutes(MIN_JUDGED_MINUTES)} can be judged.`;
  return { notes: [buys, ...visibleIn(bake, judged)], warnings: kept > bakeMs ? [stretched] : [] };
}

/** Which green such a bake would show, by the traffic of the day before. */
function visibleIn({ settings, history, weight }: Bake, judged: number): string[] {
  const { errors } = history;
  if (!settings.compare || errors === undefined || errors.errors === 0 || weight <= 0 || weight >= 100) return [];
  const { tolerance, minErrors } = settings;
  const perMinute = errors.requests / DAY_MINUTES;
  const power = { alpha: alphaPerTest(settings), tolerance, minErrors, dispersion: errors.dispersion };
  const ratio = smallestVisibleRatio(judged * perMinute, weight / 100, rateOf(errors), power);
  const usual = `With ${formatCount(perMinute)} requests a minute and ${formatPercent(rateOf(errors), 2)} errors, as on the day before,`;
  return ratio === undefined
    ? [`${usual} even a much worse green is not seen in it: bake longer, or give green more.`]
    : [`${usual} a green of ${ratio} times blue's rate is seen in it.`];
}

function minutes(count: number): string {
  return count === 0 ? "no minute" : amountOf(count, "minute");
}
