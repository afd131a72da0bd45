import type { WeightChange } from "../delivery/shifts.ts";
import { MINUTE_MS } from "../delivery/shifts.ts";
import type { Verdict } from "../delivery/vocabulary.ts";
import type { AlarmVerdict } from "./alarms.ts";
import type { Metric } from "./counts.ts";
import { checkMinutes, countOf, METRICS, rateOf, totalOf } from "./counts.ts";
import type { Histories } from "./history.ts";
import type { MetricGate } from "./metric-gate.ts";
import { judgeMetric } from "./metric-gate.ts";
import type { Needed } from "./needed.ts";
import { limitSetting, neededFor } from "./needed.ts";
import type { Reason, SourceReason, TrafficReason } from "./reasons.ts";
import type { GateSettings } from "./settings.ts";
import { alphaPerTest, testsOf } from "./settings.ts";
import type { MinuteCounts, Reading, Source, SourceProblem, Span } from "./source.ts";
import type { Warning } from "./warnings.ts";
import { warningsOf } from "./warnings.ts";
import type { Window } from "./window.ts";
import { windowOf } from "./window.ts";

/** Minutes without a request on green, while blue has some, after which nothing good is said of green any more. */
const DRY_MINUTES = 3;

/** What is known at one look. Everything is judged from all minutes of the rollout again, so that late data count. */
export interface Look {
  /** As they were fixed before the first move. */
  settings: GateSettings;
  /** Every change of the weight in this rollout, in order. */
  changes: readonly WeightChange[];
  /** Milliseconds since the epoch. */
  now: number;
  /** What counts the requests; undefined: nothing does. With settings that ask for a test, that is an error. */
  counts?: Counts | undefined;
  /** One per configured alarm. */
  alarms: readonly AlarmVerdict[];
}

/** The counts of a look, checked: made by `countsFrom`. */
export interface Counts {
  source: string;
  delayMs: number;
  seen: { minutes: readonly MinuteCounts[] } | { problem: SourceProblem };
  /** What the day before the rollout says, per metric; fixed with the settings. */
  history: Histories;
}

/** What a source answered, as the judge takes it: nothing but whole numbers inside of the span that was asked for. */
export function countsFrom(
  { provenance, delayMs }: Pick<Source, "provenance" | "delayMs">,
  reading: Reading,
  span: Span,
  history: Histories,
): Counts {
  const seen = "problem" in reading ? reading : checkMinutes(reading.minutes, span);
  return { source: provenance.name, delayMs, seen, history };
}

export interface AlarmGate extends AlarmVerdict {
  kind: "alarm";
}
export interface TrafficGate {
  kind: "traffic";
  verdict: "inconclusive";
  reason: TrafficReason;
}
export interface SourceGate {
  kind: "source";
  verdict: "error";
  reason: SourceReason;
}
export type Gate = MetricGate | AlarmGate | TrafficGate | SourceGate;

/** What the gates say at one look. */
export interface Judgement {
  verdict: Verdict;
  /** The one that decides; further ones are in `gates`. */
  reason: Reason;
  gates: readonly Gate[];
  window: Window;
  /** Judged minutes since the weight last changed: a rung is not left before `MIN_JUDGED_MINUTES`. */
  judgedAtWeight: number;
  /** What would decide; only while the verdict is inconclusive for want of requests. */
  needed?: Needed;
  /** What looks odd and decides nothing. */
  warnings: readonly Warning[];
  at: number;
}

/**
 * Judges one look.
 *
 * @param before the judgement of an earlier look of this step: a failure stays one, whatever late data say.
 */
export function judge(look: Look, before?: Judgement): Judgement {
  const { settings, changes, now, counts } = look;
  const minutes = counts === undefined || "problem" in counts.seen ? [] : counts.seen.minutes;
  const { settleMinutes } = settings;
  const window = windowOf(minutes, { changes, settleMinutes, delayMs: counts?.delayMs ?? 0, now });
  const gates = gatesOf(look, window);
  const { verdict, reason } = addUp(gates);
  const since = changes.at(-1)?.at ?? 0;
  const judgement: Judgement = {
    verdict,
    reason,
    gates,
    window,
    warnings: warningsOf(window.judged, settings),
    judgedAtWeight: window.judged.filter(({ at }) => at >= since).length,
    at: now,
  };
  if (before?.verdict === "fail" && verdict !== "fail") return { ...judgement, ...stays(before) };
  const needed = isShort(reason.id) ? neededIn(look, minutes, gates) : undefined;
  return needed === undefined ? judgement : { ...judgement, needed };
}

function stays({ at, reason }: Judgement): Pick<Judgement, "verdict" | "reason"> {
  return { verdict: "fail", reason: reason.id === "failed-before" ? reason : { id: "failed-before", at, reason } };
}

/**
 * How verdicts add up: one failure fails, also when another gate could not be judged; then what could not be judged; then
 * what is not known; nothing judged is never a pass.
 */
export function addUp(gates: readonly Gate[]): { verdict: Verdict; reason: Reason } {
  for (const verdict of ["fail", "error", "inconclusive", "pass"] as const) {
    const found = gates.filter((gate) => gate.verdict === verdict);
    // What more requests would settle is the lesser reason.
    const decides = found.find(({ reason }) => !isShort(reason.id)) ?? found[0];
    if (decides === undefined) continue;
    const alarms = gates.flatMap((gate) => (gate.kind === "alarm" ? [gate.reason.name] : []));
    if (verdict === "pass" && alarms.length === gates.length) return { verdict, reason: { id: "only-alarms", alarms } };
    return { verdict, reason: decides.reason };
  }
  return { verdict: "inconclusive", reason: { id: "nothing-judged" } };
}

function gatesOf(look: Look, window: Window): Gate[] {
  const { settings, counts } = look;
  const alarms = look.alarms.map((alarm): Gate => ({ kind: "alarm", ...alarm }));
  if (counts === undefined)
    return testsOf(settings).length === 0
      ? alarms
      : [{ kind: "source", verdict: "error", reason: { id: "no-source" } }, ...alarms];
  if ("problem" in counts.seen) {
    const reason = { id: "source-failed", source: counts.source, problem: counts.seen.problem } as const;
    return [{ kind: "source", verdict: "error", reason }, ...alarms];
  }
  const dry = testsOf(settings).length === 0 ? undefined : dryGreen(window);
  const metrics = METRICS.flatMap(
    (metric) => judgeMetric(metric, window.judged, settings, counts.history[metric]) ?? [],
  );
  return [...(dry === undefined ? [] : [dry]), ...stillJudging(metrics, alarms, look), ...alarms];
}

/**
 * Once green has everything, a comparison says nothing new: limits and alarms judge, where there are any, and what was
 * seen while both sides served stands where there are none. A failure is one all the same.
 */
function stillJudging(
  metrics: readonly MetricGate[],
  alarms: readonly Gate[],
  { changes }: Look,
): readonly MetricGate[] {
  if (changes.at(-1)?.weight !== 100) return metrics;
  const judging = metrics.filter(
    ({ verdict, tests }) => verdict === "fail" || tests.some(({ test }) => test.by === "limit"),
  );
  return judging.length + alarms.length > 0 ? judging : metrics;
}

/** Blue has requests, and green has had none for some minutes: the last good ones say nothing of now. */
function dryGreen({ judged }: Window): TrafficGate | undefined {
  const active = judged.filter(({ green, blue }) => (green?.requests ?? 0) > 0 || (blue?.requests ?? 0) > 0);
  const lastWithGreen = active.findLastIndex(({ green }) => (green?.requests ?? 0) > 0);
  const dry = active.slice(lastWithGreen + 1);
  if (dry.length < DRY_MINUTES) return undefined;
  const weight = dry.at(-1)?.weight ?? 0;
  return { kind: "traffic", verdict: "inconclusive", reason: { id: "no-green-requests", minutes: dry.length, weight } };
}

/** Without a comparison an open verdict waits for the limit alone. */
function neededIn(look: Look, minutes: readonly MinuteCounts[], gates: readonly Gate[]): Needed | undefined {
  const { settings, counts, changes } = look;
  const weight = changes.at(-1)?.weight ?? 0;
  const gate = gates.find((one) => one.kind === "metric" && isShort(one.reason.id));
  if (counts === undefined || gate?.kind !== "metric" || weight === 0) return undefined;
  const { metric, dispersion, tests } = gate;
  const history = counts.history[metric];
  const blue = totalOf(minutes, "blue", metric);
  const usual = history === undefined || history.errors === 0 ? blue : history;
  const compared = tests.find(({ test }) => test.by === "comparison");
  const { green } = tests.find(({ test }) => test.by === "limit") ?? compared ?? { green: { requests: 0, errors: 0 } };
  const { tolerance, minErrors, beta, maxErrorRate, maxSlowRate } = settings;
  return neededFor({
    power: { alpha: alphaPerTest(settings), tolerance, minErrors, dispersion },
    beta,
    weight,
    usualRate: usual.errors === 0 ? undefined : rateOf(usual),
    perSecond: perSecond(
      minutes.filter(({ at, complete }) => complete && at + MINUTE_MS + counts.delayMs <= look.now),
      metric,
    ),
    green,
    compared: compared === undefined ? 0 : compared.green.requests + compared.blue.requests,
    limit: metric === "errors" ? maxErrorRate : maxSlowRate,
    setting: limitSetting(metric),
  });
}

/** Inconclusive for want of requests alone: nothing speaks against green. */
export function isShort(id: Reason["id"]): boolean {
  return id === "too-few" || id === "no-minute";
}

/** Requests a second of both sides. */
function perSecond(minutes: readonly MinuteCounts[], metric: Metric): number {
  const requests = minutes.reduce(
    (sum, { green, blue }) => sum + (countOf(green, metric)?.requests ?? 0) + (countOf(blue, metric)?.requests ?? 0),
    0,
  );
  return minutes.length === 0 ? 0 : requests / minutes.length / (MINUTE_MS / 1_000);
}
