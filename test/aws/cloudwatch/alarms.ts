import type { Params, Wire, WorldConfig } from "../contract.ts";
import { AwsError } from "../contract.ts";
import { flag, isStructure, required, structures, text, texts } from "../params.ts";
import type { Shape } from "../unread.ts";
import { anyOf, kept } from "../unread.ts";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface Alarm {
  name: string;
  arn: string;
  /** What PutMetricAlarm was given, with numbers and truth values as such. */
  settings: Params;
  tags: Map<string, string>;
  state: { value: StateValue; reason: string; data: string | undefined; at: Date };
  configuredAt: Date;
}

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
  return settings;
}

export function newAlarm(name: string, settings: Params, config: WorldConfig): Alarm {
  const now = new Date(config.clock.now());
  return {
    name,
    arn: `arn:aws:cloudwatch:${config.region}:${config.accountId}:alarm:${name}`,
    settings,
    tags: new Map(),
    state: { value: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", data: undefined, at: now },
    configuredAt: now,
  };
}

export function describeAlarm({ arn, settings, state, configuredAt }: Alarm): Params {
  return {
    ...Object.fromEntries(ACTION_LISTS.map((list) => [list, []])),
    ActionsEnabled: true,
    Dimensions: [],
    ...settings,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: configuredAt,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.data,
    StateUpdatedTimestamp: state.at,
  };
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
