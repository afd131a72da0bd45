import { DeliveryError } from "../delivery/errors.ts";
import type { Meter } from "../engine/platform.ts";
import { adviceSentence, adviseOn } from "./alarm-advice.ts";
import type { AlarmsRead } from "./alarm-watch.ts";
import { sidesOf } from "./alarm-watch.ts";
import type { AlarmVerdict } from "./alarms.ts";
import { stopsTheStep } from "./alarms.ts";
import type { Histories } from "./history.ts";
import { remedyOf, sentenceOf } from "./sentences.ts";
import type { SourceProblem } from "./source.ts";

/** What is asked before anything is moved: it either stops the step, or is worth a word. Pure. */

const DAY_MINUTES = 1_440;

/** @throws DeliveryError `denied` or `gates`: who cannot be asked now will not judge later. */
export function requireReadable(what: string, problem: SourceProblem | undefined): void {
  if (problem === undefined) return;
  const { kind, action, reasons } = problem;
  const [first = "no answer", ...more] = reasons;
  throw new DeliveryError(kind === "denied" ? "denied" : "gates", `${what} cannot be read: ${first}`, {
    verdict: "error",
    reasons: more,
    remedy:
      action === undefined
        ? "Nothing was moved. Fix it and run the step again."
        : `Allow \`${action}\`; nothing was moved.`,
  });
}

/**
 * An alarm that is red already would be red at each look, and green not its cause. Once green has requests, that is left to
 * the looks; a name that is wrong never is.
 *
 * @throws DeliveryError `denied` or `gates`.
 */
export function requireQuiet(alarms: readonly AlarmVerdict[], firstMove: number | undefined): void {
  const [unreadable] = alarms.flatMap(({ reason }) => (reason.id === "alarm-unreadable" ? [reason.problem] : []));
  requireReadable("The alarms", unreadable);
  const stops = alarms.filter(
    (alarm) => stopsTheStep(alarm) && (firstMove === undefined || alarm.reason.id !== "alarm-before"),
  );
  const [first, ...more] = stops.map(({ reason }) => reason);
  if (first === undefined) return;
  const sentence = sentenceOf(first);
  throw new DeliveryError("gates", `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`, {
    verdict: "error",
    reasons: more.map(sentenceOf),
    remedy: `${remedyOf(first) ?? ""} Nothing was moved.`.trim(),
  });
}

export interface AdviceGiven {
  meter: Meter;
  history: Histories;
  /** Percent that green gets. */
  weight: number;
  /** Milliseconds that the weight is kept; 0: it is not watched. */
  bakeMs: number;
}

/** What to know of how the alarms are set up. */
export function adviceOn(read: AlarmsRead, given: AdviceGiven): string[] {
  if ("problem" in read) return [];
  return read.alarms.flatMap(({ setup, dimensions }) => {
    if (setup === undefined) return [];
    const samples = samplesOf(sidesOf(dimensions, given.meter), setup.periodSeconds, given);
    const advice = adviseOn(setup, given.bakeMs, samples);
    return advice.filter(({ id }) => id !== "too-slow" || given.bakeMs > 0).map(adviceSentence);
  });
}

/** Of one period, by the traffic of the day before; of green alone where the alarm watches it. */
function samplesOf(
  sides: readonly ("green" | "blue")[] | undefined,
  periodSeconds: number,
  { history, weight }: AdviceGiven,
): number | undefined {
  const { errors } = history;
  if (errors === undefined || sides === undefined || !sides.includes("green")) return undefined;
  const share = sides.includes("blue") ? 1 : weight / 100;
  return Math.round((errors.requests / DAY_MINUTES) * (periodSeconds / 60) * share);
}
