import type { Metric } from "./counts.ts";
import { rateOf, totalOf } from "./counts.ts";
import { logMeanExp, ratioLikelihood } from "./likelihood.ts";
import { formatCount, formatPercent } from "./sentences.ts";
import type { GateSettings } from "./settings.ts";
import type { JudgedMinute } from "./window.ts";

/** What looks odd in the counts and decides nothing. */
export type Warning =
  /** Nobody, or everybody, is slow on both sides: the threshold may be in another unit. */
  | { id: "threshold-useless"; share: 0 | 1; thresholdMs: number }
  /** So many of blue's answers are slow that long polls or WebSockets may be among them. */
  | { id: "blue-is-slow"; share: number; thresholdMs: number }
  /** Green's share of the requests is not what its weight says: stickiness, or another router. */
  | { id: "share-off"; weight: number; green: number; all: number };

/** Fewer answers than this show nothing of a threshold. */
const ENOUGH = 1_000;
const MANY_SLOW = 0.2;
/** How many times the odds of its weight green's may be at. */
const ODDS = [0.5, 0.8, 0.9, 1.1, 1.25, 2] as const;
/** Wrong once in a thousand rollouts. */
const SHARE_OFF_AT = Math.log(1_000);

/** What people should know beside the verdict. */
export function warningsOf(judged: readonly JudgedMinute[], settings: GateSettings): Warning[] {
  const { latencyThresholdMs } = settings;
  const slow = latencyThresholdMs === undefined ? [] : thresholdWarnings(judged, latencyThresholdMs);
  return [...slow, ...(settings.compare ? shareWarnings(judged) : [])];
}

function thresholdWarnings(judged: readonly JudgedMinute[], thresholdMs: number): Warning[] {
  const metric: Metric = "slow";
  const [green, blue] = [totalOf(judged, "green", metric), totalOf(judged, "blue", metric)];
  const share = rateOf(blue);
  const isShown = green.requests >= ENOUGH && blue.requests >= ENOUGH;
  if (isShown && rateOf(green) === share && (share === 0 || share === 1))
    return [{ id: "threshold-useless", share, thresholdMs }];
  return blue.requests >= ENOUGH && share > MANY_SLOW ? [{ id: "blue-is-slow", share, thresholdMs }] : [];
}

/** At the weight that it has now. */
function shareWarnings(judged: readonly JudgedMinute[]): Warning[] {
  const weight = judged.at(-1)?.weight ?? 0;
  if (weight === 0 || weight === 100) return [];
  const minutes = judged.filter((minute) => minute.weight === weight);
  const green = totalOf(minutes, "green", "errors").requests;
  const all = green + totalOf(minutes, "blue", "errors").requests;
  const logs = ODDS.map((odds) => ratioLikelihood(green, all, weight / 100, odds, 1));
  return logMeanExp(logs) >= SHARE_OFF_AT ? [{ id: "share-off", weight, green, all }] : [];
}

/** A warning as a sentence. */
export function warningSentence(warning: Warning): string {
  switch (warning.id) {
    case "threshold-useless": {
      const which = warning.share === 0 ? "no" : "every";
      return `${which} answer of either side takes longer than ${warning.thresholdMs} ms: check the unit of \`latency-threshold\`.`;
    }
    case "blue-is-slow":
      return `${formatPercent(warning.share, 2)} of blue's answers take longer than ${warning.thresholdMs} ms: long polls and WebSockets make a latency gate useless.`;
    case "share-off": {
      const { weight, green, all } = warning;
      const share = formatPercent(all === 0 ? 0 : green / all, 2);
      return `green answers ${formatCount(green)} of ${formatCount(all)} requests (${share}) at a weight of ${weight} %: clients that stick to a side, or a router that does not know the weight.`;
    }
  }
}
