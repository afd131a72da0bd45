import type {
  AlarmHistoryItem,
  CompositeAlarm,
  DescribeAlarmsOutput,
  LogAlarm,
  MetricAlarm,
  MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { AlarmSetup } from "../alarm-advice.ts";
import type { AlarmSeen, AlarmTransition } from "../alarms.ts";

/** What DescribeAlarms tells, as the judge takes it. Pure: nothing of an answer is trusted to be there. */

/** An alarm as it is, and how it is set up. */
export interface FoundAlarm {
  seen: AlarmSeen;
  /** Undefined where nobody can tell when it reacts: composite and log alarms. */
  setup: AlarmSetup | undefined;
  /** Of its metric, when it watches a single one. */
  dimensions: Readonly<Record<string, string>> | undefined;
}

const STATES = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;
/** Metrics that count requests: what a shift of traffic changes by itself. */
const REQUESTS = /^(RequestCount(PerTarget)?|Count|Invocations|GrpcRequestCount|NewFlowCount|ActiveFlowCount)$/;

export function readAlarms({ MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] }: DescribeAlarmsOutput) {
  return [
    ...MetricAlarms.map(readMetricAlarm),
    ...CompositeAlarms.map(readCompositeAlarm),
    ...LogAlarms.map((alarm): FoundAlarm => ({ seen: readEvaluated(alarm), setup: undefined, dimensions: undefined })),
  ];
}

function readMetricAlarm(alarm: MetricAlarm): FoundAlarm {
  const metric = metricOf(alarm);
  const seen: AlarmSeen = {
    ...readEvaluated(alarm),
    ...(alarm.EvaluationCriteria?.PromQLCriteria === undefined ? {} : { bornOk: true }),
    ...(metric === undefined ? {} : { metric: { namespace: metric.namespace, name: metric.name } }),
  };
  return { seen, setup: setupOf(alarm), dimensions: metric?.dimensions };
}

function readCompositeAlarm(alarm: CompositeAlarm): FoundAlarm {
  const { triggeringAlarms } = parsed(alarm.StateReasonData);
  const red = (Array.isArray(triggeringAlarms) ? triggeringAlarms : []).flatMap(nameOfRed);
  const seen = { ...readState(alarm), ...(red.length === 0 ? {} : { children: red }) };
  return { seen, setup: undefined, dimensions: undefined };
}

/** What alarms have in common that are evaluated on data. */
function readEvaluated(alarm: MetricAlarm | LogAlarm): AlarmSeen {
  const { EvaluationState: evaluation, TreatMissingData: treatMissing } = alarm;
  const hasData = restsOnData(alarm);
  return {
    ...readState(alarm),
    ...(evaluation === undefined ? {} : { evaluation }),
    ...(treatMissing === undefined ? {} : { treatMissing }),
    ...(hasData === undefined ? {} : { hasData }),
  };
}

function readState(alarm: MetricAlarm | CompositeAlarm | LogAlarm): AlarmSeen {
  const { AlarmName = "", StateReason, AlarmConfigurationUpdatedTimestamp: configured } = alarm;
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    name: AlarmName,
    // A state that is not known yet is none that a green could pass by.
    state: STATES.find((state) => state === alarm.StateValue) ?? "INSUFFICIENT_DATA",
    since: since?.getTime() ?? 0,
    ...(StateReason === undefined || StateReason === "" ? {} : { words: StateReason }),
    ...(configured === undefined ? {} : { configuredAt: configured.getTime() }),
  };
}

/** By the points that its last evaluation names; undefined: it names none. */
function restsOnData({ StateReasonData, StateReason = "" }: MetricAlarm | LogAlarm): boolean | undefined {
  if (/no datapoints were received/i.test(StateReason)) return false;
  const { evaluatedDatapoints, recentDatapoints } = parsed(StateReasonData);
  if (Array.isArray(evaluatedDatapoints))
    return evaluatedDatapoints.some((point: unknown) => isRecord(point) && typeof point.value === "number");
  return Array.isArray(recentDatapoints) ? recentDatapoints.length > 0 : undefined;
}

/** A single metric, whether it is given by itself or as the only query. */
function metricOf({ Namespace, MetricName, Dimensions, Metrics = [] }: MetricAlarm) {
  const [only, ...others] = Metrics;
  const metric = only === undefined ? { Namespace, MetricName, Dimensions } : only.MetricStat?.Metric;
  if (metric?.MetricName === undefined || metric.Namespace === undefined || others.length > 0) return undefined;
  const pairs = (metric.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value]);
  const dimensions: Record<string, string> = Object.fromEntries(pairs);
  return { namespace: metric.Namespace, name: metric.MetricName, dimensions };
}

function setupOf(alarm: MetricAlarm): AlarmSetup {
  const { AlarmName: name = "", Metrics = [], ExtendedStatistic = "", EvaluateLowSampleCountPercentile: few } = alarm;
  const prometheus = alarm.EvaluationCriteria?.PromQLCriteria;
  const statistics = [ExtendedStatistic, ...Metrics.map(({ MetricStat }) => MetricStat?.Stat ?? "")];
  const band = alarm.ThresholdMetricId !== undefined;
  return {
    name,
    periodSeconds:
      prometheus === undefined ? periodOf(alarm) : (alarm.EvaluationInterval ?? 60) + (prometheus.PendingPeriod ?? 0),
    datapoints: prometheus === undefined ? (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1) : 1,
    bandOnRequests: band && [alarm.MetricName, ...Metrics.map(nameIn)].some((metric) => REQUESTS.test(metric ?? "")),
    percentileOfFew: few !== "ignore" && statistics.some((statistic) => /^p\d/i.test(statistic)),
  };
}

function periodOf({ Period, Metrics = [] }: MetricAlarm): number {
  const periods = Metrics.map(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? 0);
  return Math.max(Period ?? 0, ...periods) || 60;
}

function nameIn({ MetricStat }: MetricDataQuery): string | undefined {
  return MetricStat?.Metric?.MetricName;
}

/** The name of an alarm that a composite alarm is red because of: what follows `:alarm:` in its ARN. */
function nameOfRed(child: unknown): string[] {
  if (!isRecord(child) || typeof child.arn !== "string") return [];
  const state = isRecord(child.state) ? child.state.value : undefined;
  if (state !== undefined && state !== "ALARM") return [];
  return [/:alarm:(.+)$/.exec(child.arn)?.[1] ?? child.arn];
}

/** Changes of state out of DescribeAlarmHistory, as far as they can be read; in order. */
export function readTransitions(items: readonly AlarmHistoryItem[]): AlarmTransition[] {
  const found = items.flatMap(({ Timestamp, HistoryData, HistorySummary = "" }) => {
    const { newState } = parsed(HistoryData);
    const told = isRecord(newState) ? newState.stateValue : / to (\w+)$/.exec(HistorySummary)?.[1];
    const to = STATES.find((state) => state === told);
    return Timestamp === undefined || to === undefined ? [] : [{ at: Timestamp.getTime(), to }];
  });
  return found.sort((one, other) => one.at - other.at);
}

function parsed(json: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? "{}");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
