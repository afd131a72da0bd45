import type { Alarm } from "./alarms.ts";
import { watchedBy } from "./alarms.ts";
import { childrenOf, holds } from "./composite.ts";
import type { Judgement, Rule, StateValue } from "./evaluation.ts";
import { EXTRA_PERIODS, evaluate } from "./evaluation.ts";
import type { MetricQuery, Point } from "./queries.ts";
import { pointsOf } from "./queries.ts";
import type { Metrics } from "./series.ts";
import { isSimple } from "./statistics.ts";
import { floor, MINUTE } from "./time.ts";

const SECOND = 1_000;

/** The state that something gives an alarm. */
export interface NewState {
  value: StateValue;
  reason: string;
  /** JSON. */
  data: string | undefined;
}

/** How often an alarm is evaluated, in milliseconds: each minute, in high resolution with every period. */
export function intervalOf(alarm: Alarm): number {
  return Math.min(MINUTE, (watchedBy(alarm)?.query.period ?? 60) * SECOND);
}

/** What a metric alarm's metric makes of it now; undefined: nothing that the local AWS can judge. */
export function judgeMetric(metrics: Metrics, alarm: Alarm): NewState | undefined {
  const watched = watchedBy(alarm);
  const stuck = alarm.evaluationState === "EVALUATION_ERROR" || alarm.evaluationState === "EVALUATION_FAILURE";
  if (watched === undefined || stuck) return undefined;
  const range = rangeOf(metrics, watched.query, watched.rule);
  const judged = evaluate(watched.rule, range.points, alarm.state.value);
  return { value: judged.state, reason: judged.reason, data: dataOf(metrics, watched, judged, range.end) };
}

/**
 * The points of the periods up to now, which slide with each evaluation: a period of five minutes ends with any minute,
 * not with those that five divides.
 */
function rangeOf(metrics: Metrics, query: MetricQuery, { periods }: Rule) {
  const length = query.period * SECOND;
  const end = floor(metrics.time.now(), Math.min(MINUTE, length));
  const from = end - (periods + EXTRA_PERIODS) * length;
  const found = new Map(pointsOf(metrics, query, from, end).map((point) => [point.at, point]));
  const starts = Array.from({ length: periods + EXTRA_PERIODS }, (_, index) => from + index * length);
  return { end, points: starts.map((start): Point | undefined => found.get(start)) };
}

/** As it was recorded from AWS. */
function dataOf(
  metrics: Metrics,
  { query, rule }: { query: MetricQuery; rule: Rule },
  { points, filled }: Judgement,
  end: number,
): string {
  const oldest = points.at(-1);
  const empty = Array.from({ length: filled }, (_, index) => ({ at: end - (index + 1) * query.period * SECOND }));
  return JSON.stringify({
    version: "1.0",
    queryDate: date(metrics.time.now()),
    ...(oldest === undefined ? {} : { startDate: date(oldest.at) }),
    ...(query.unit === undefined ? {} : { unit: query.unit }),
    ...(isSimple(query.stat) ? { statistic: query.stat } : {}),
    period: query.period,
    recentDatapoints: points.map(({ value }) => value).reverse(),
    threshold: rule.threshold,
    evaluatedDatapoints: [
      ...points.map(({ at, sampleCount, value }) => ({ timestamp: date(at), sampleCount, value })),
      ...(points.length === 0 ? empty : []).map(({ at }) => ({ timestamp: date(at) })),
    ],
  });
}

/**
 * What other alarms make of a composite one now.
 *
 * @param cause the alarm whose change asks for this; undefined when the composite alarm is put.
 */
export function judgeComposite(
  alarm: Alarm,
  all: ReadonlyMap<string, Alarm>,
  cause: Alarm | undefined,
): NewState | undefined {
  const rule = alarm.composite;
  if (rule === undefined) return undefined;
  const find = (name: string) => all.get(name.replace(/^arn:aws:cloudwatch:[^:]*:[^:]*:alarm:/, ""));
  const value: StateValue = holds(rule, (name) => find(name)?.state.value) ? "ALARM" : "OK";
  const children = childrenOf(rule)
    .map(find)
    .filter((child) => child !== undefined);
  const first = cause ?? children.find((child) => child.state.value === value) ?? children[0];
  if (first === undefined) return { value, reason: `${alarm.arn} was created`, data: undefined };
  const { state } = first;
  const reason = `${first.arn} transitioned to ${state.value} at ${state.transitionedAt.toUTCString()}`;
  const triggering = { arn: first.arn, state: { value: state.value, timestamp: date(state.transitionedAt.getTime()) } };
  return { value, reason, data: JSON.stringify({ triggeringAlarms: [triggering] }) };
}

/** Whether the composite alarm's rule names the other one. */
export function dependsOn({ composite }: Alarm, { name, arn }: Alarm): boolean {
  return composite !== undefined && childrenOf(composite).some((child) => child === name || child === arn);
}

function date(time: number): string {
  return new Date(time).toISOString().replace("Z", "+0000");
}
