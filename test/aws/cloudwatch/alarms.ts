import type { Params, Wire } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, isStructure, required, structure, structures, text, texts } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf, kept } from "../unread.ts";
import type { CompositeRule } from "./composite.ts";
import { readCompositeRule } from "./composite.ts";
import type { Rule, StateValue } from "./evaluation.ts";
import { isComparison } from "./evaluation.ts";
import type { MetricQuery } from "./queries.ts";
import { readDimensions } from "./queries.ts";

export interface Alarm {
  name: string;
  arn: string;
  /** What the call that put it was given, with numbers and truth values as such. */
  settings: Params;
  tags: Map<string, string>;
  state: AlarmState;
  configuredAt: Date;
  /** Undefined: a metric alarm. */
  composite: CompositeRule | undefined;
  /** What DescribeAlarms shows as EvaluationState; an alarm with an error or a failure is not evaluated. */
  evaluationState: EvaluationState | undefined;
  /** AWS milliseconds at which it is evaluated next. */
  dueAt: number;
}

export interface AlarmState {
  value: StateValue;
  reason: string;
  /** JSON. */
  data: string | undefined;
  /** When any of this changed. */
  updatedAt: Date;
  /** When the value changed. */
  transitionedAt: Date;
}

export type EvaluationState = "PARTIAL_DATA" | "EVALUATION_ERROR" | "EVALUATION_FAILURE";

const NUMBERS = ["Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "EvaluationInterval"];
const FLAGS = ["ActionsEnabled", "ReturnData"];
const ACTION_LISTS = ["OKActions", "AlarmActions", "InsufficientDataActions"];
const ALARM: Shape = {
  ...anyOf("AlarmName", "AlarmDescription", "ActionsEnabled", ...ACTION_LISTS),
  ...anyOf("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Period", "Unit"),
  ...anyOf("EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData"),
  ...anyOf("EvaluateLowSampleCountPercentile", "ThresholdMetricId", "EvaluationInterval"),
  Dimensions: anyOf("Name", "Value"),
  Metrics: {
    ...anyOf("Id", "Expression", "Label", "ReturnData", "Period", "AccountId"),
    MetricStat: {
      ...anyOf("Period", "Stat", "Unit"),
      Metric: { ...anyOf("Namespace", "MetricName"), Dimensions: anyOf("Name", "Value") },
    },
  },
};
const COMPOSITE: Shape = anyOf("AlarmName", "AlarmDescription", "AlarmRule", "ActionsEnabled", ...ACTION_LISTS);
const MISSING = ["missing", "ignore", "breaching", "notBreaching"];
/** Members that a single metric has, and that a list of queries stands in the place of. */
const SINGLE = ["MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit"];

/** @throws AwsError for what the CloudWatch API Reference, PutMetricAlarm, forbids. */
export function readMetricAlarm(params: Params): Params {
  required(params, "AlarmName");
  const several = structures(params, "Metrics").length > 0;
  if (!several && text(params, "MetricName") === undefined)
    throw new AwsError("MissingParameter", "Exactly one of Metrics and MetricName must be specified");
  const both = several ? SINGLE.filter((member) => params[member] !== undefined) : [];
  if (both.length > 0)
    throw new AwsError("InvalidParameterCombination", `${both.join(", ")} must not be set if Metrics is set`);
  for (const member of ["ComparisonOperator", "EvaluationPeriods"]) required(params, member);
  const settings = typed(kept(params, ALARM)) as Params;
  const percentile = text(params, "ExtendedStatistic");
  if (percentile !== undefined && !/^(p\d{1,2}(\.\d{1,10})?|p100|tm.+|tc.+|ts.+|wm.+|iqm|pr\(.+)$/i.test(percentile))
    throw new AwsError(
      "InvalidParameterValue",
      `The value ${percentile} for parameter ExtendedStatistic is not supported.`,
    );
  const lowSamples = text(params, "EvaluateLowSampleCountPercentile");
  if (lowSamples !== undefined && !["evaluate", "ignore"].includes(lowSamples))
    throw new AwsError(
      "ValidationError",
      `Option ${lowSamples} is not supported. Supported options are: evaluate, ignore.`,
    );
  const missing = text(params, "TreatMissingData");
  if (missing !== undefined && !MISSING.includes(missing))
    throw new AwsError(
      "ValidationError",
      `The value ${missing} for parameter TreatMissingData is not supported. Supported options are: ${MISSING.join(", ")}.`,
    );
  return settings;
}

/** @throws AwsError for a rule that is none. */
export function readCompositeAlarm(params: Params): { settings: Params; rule: CompositeRule } {
  const rule = readCompositeRule(required(params, "AlarmRule"));
  return { settings: typed(kept(params, COMPOSITE)) as Params, rule };
}

/**
 * What a metric alarm is about; undefined when it is not about a single metric, or compares in a way that the local AWS
 * does not know: such an alarm keeps its state.
 */
export function watchedBy({ settings }: Alarm): { query: MetricQuery; rule: Rule } | undefined {
  const query = queryOf(settings);
  const comparison = text(settings, "ComparisonOperator") ?? "";
  const [periods, threshold] = [Number(settings.EvaluationPeriods ?? 1), settings.Threshold];
  if (query === undefined || !isComparison(comparison) || typeof threshold !== "number") return undefined;
  const breaches = Number(settings.DatapointsToAlarm ?? periods);
  const missing = (text(settings, "TreatMissingData") ?? "missing") as Rule["missing"];
  return { query, rule: { comparison, threshold, periods, breaches, missing } };
}

function queryOf(settings: Params): MetricQuery | undefined {
  const [only, ...others] = structures(settings, "Metrics");
  const stat = only === undefined ? undefined : structure(only, "MetricStat");
  if (only !== undefined && (stat === undefined || others.length > 0)) return undefined;
  const metric = stat === undefined ? settings : (structure(stat, "Metric") ?? {});
  return {
    metric: {
      namespace: text(metric, "Namespace") ?? "",
      name: text(metric, "MetricName") ?? "",
      dimensions: readDimensions(metric),
    },
    period: Number((stat ?? settings).Period ?? 60),
    stat:
      (stat === undefined
        ? (text(settings, "Statistic") ?? text(settings, "ExtendedStatistic"))
        : text(stat, "Stat")) ?? "Average",
    unit: text(stat ?? settings, "Unit"),
  };
}

/** @param prefix what alarms' ARNs begin with. */
export function newAlarm(
  name: string,
  prefix: string,
  settings: Params,
  rule: CompositeRule | undefined,
  now: number,
): Alarm {
  const at = new Date(now);
  const reason = "Unchecked: Initial alarm creation";
  return {
    name,
    arn: `${prefix}${name}`,
    settings,
    tags: new Map(),
    state: { value: "INSUFFICIENT_DATA", reason, data: undefined, updatedAt: at, transitionedAt: at },
    configuredAt: at,
    composite: rule,
    evaluationState: undefined,
    dueAt: 0,
  };
}

export function describeAlarm({ arn, settings, state, configuredAt, composite, evaluationState }: Alarm): Params {
  return {
    ...Object.fromEntries(ACTION_LISTS.map((list) => [list, []])),
    ActionsEnabled: true,
    ...(composite === undefined ? { Dimensions: [] } : {}),
    ...settings,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: configuredAt,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.data,
    StateUpdatedTimestamp: state.updatedAt,
    StateTransitionedTimestamp: state.transitionedAt,
    EvaluationState: evaluationState,
  };
}

export function typeOf({ composite }: Alarm): "MetricAlarm" | "CompositeAlarm" {
  return composite === undefined ? "MetricAlarm" : "CompositeAlarm";
}

/** The ARNs that an alarm's state calls; none when its actions are switched off. */
export function actionsOf({ settings }: Alarm, state: StateValue): string[] {
  const list = { OK: "OKActions", ALARM: "AlarmActions", INSUFFICIENT_DATA: "InsufficientDataActions" }[state];
  return settings.ActionsEnabled === false ? [] : texts(settings, list);
}

/** Every ARN that the alarm calls in one state or another. */
export function allActions({ settings }: Alarm): string[] {
  return ACTION_LISTS.flatMap((list) => texts(settings, list));
}

export function withoutActions(alarm: Alarm, gone: (arn: string) => boolean): void {
  for (const list of ACTION_LISTS) alarm.settings[list] = texts(alarm.settings, list).filter((arn) => !gone(arn));
}

function typed(value: Wire, member = ""): Wire {
  if (Array.isArray(value)) return value.map((item) => typed(item));
  if (isStructure(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typed(inner, name)]));
  if (NUMBERS.includes(member)) return Number(value);
  return FLAGS.includes(member) ? flag({ [member]: value }, member) : value;
}
