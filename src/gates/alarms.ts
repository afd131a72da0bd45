import type { Verdict } from "../delivery/vocabulary.ts";
import type { AlarmReason } from "./reasons.ts";
import type { SourceProblem } from "./source.ts";

/** What DescribeAlarms tells of one alarm. Times are milliseconds since the epoch. */
export interface AlarmSeen {
  name: string;
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  /** StateReason. */
  words?: string;
  /** StateTransitionedTimestamp, else StateUpdatedTimestamp: since when it is in its state. */
  since: number;
  /** AlarmConfigurationUpdatedTimestamp. */
  configuredAt?: number;
  /** EvaluationState: it was not evaluated, or on a part of the data. */
  evaluation?: "PARTIAL_DATA" | "EVALUATION_ERROR" | "EVALUATION_FAILURE";
  /** A PromQL alarm is born `OK`; a metric alarm is born without data. */
  bornOk?: boolean;
  /** Of a metric alarm on one metric. */
  metric?: { namespace: string; name: string };
  /** TreatMissingData, where it is set. */
  treatMissing?: string;
  /** `triggeringAlarms` of a composite alarm's StateReasonData. */
  children?: readonly string[];
  /** Whether its state rests on data points; undefined: not told. */
  hasData?: boolean;
}

/** A change of an alarm's state, from DescribeAlarmHistory. */
export interface AlarmTransition {
  at: number;
  to: AlarmSeen["state"];
}

export interface AlarmContext {
  /** When this rollout first moved the weight; undefined: it has not yet. */
  firstMove: number | undefined;
  /**
   * Changes of state since the first move; `denied`: no permission to ask. Only needed where `needsHistory` says so.
   */
  history?: readonly AlarmTransition[] | "denied";
  /** Requests on the dimensions of the alarm's metric in the judged minutes; undefined where nobody counted. */
  requests?: number;
}

/** What an alarm adds to the verdict. An `error` before the last look before acting only means: not judged at this look. */
export interface AlarmVerdict {
  verdict: Verdict;
  reason: AlarmReason;
}

/** Error counts are published only when there is an error: without data there was none. */
const SPARSE: Readonly<Record<string, RegExp>> = {
  "AWS/ApplicationELB": /^(HTTPCode_(Target|ELB)_[45]\w+_Count|TargetConnectionErrorCount|RejectedConnectionCount)$/,
  "AWS/Lambda": /^(Errors|Throttles)$/,
};

/** Whether the alarm may have been in ALARM between two looks, so that its history has to be asked for. */
export function needsHistory({ state, since }: AlarmSeen, firstMove: number | undefined): boolean {
  return state !== "ALARM" && firstMove !== undefined && since >= firstMove;
}

/**
 * What an alarm says about green. An alarm that was red before the first move says nothing about green: before that move
 * the step stops (`stopsTheStep`), later on it is inconclusive while it lasts.
 *
 * @param seen undefined: CloudWatch knows no such alarm.
 */
export function judgeAlarm(name: string, seen: AlarmSeen | undefined, context: AlarmContext): AlarmVerdict {
  if (seen === undefined) return { verdict: "error", reason: { id: "alarm-not-found", name } };
  if (seen.evaluation !== undefined) {
    const reason = { id: "alarm-not-evaluated", name, state: seen.evaluation, ...wordsOf(seen) } as const;
    return { verdict: "error", reason };
  }
  switch (seen.state) {
    case "ALARM":
      return red(seen, context);
    case "OK":
      return firedInBetween(seen, context) ?? green(seen, context);
    case "INSUFFICIENT_DATA":
      return firedInBetween(seen, context) ?? silent(seen, context);
  }
}

/**
 * When CloudWatch could not be asked. At a look in the middle it is not judged, and one warning is enough; at the last look
 * before acting it is the verdict.
 */
export function unreadableAlarm(name: string, problem: SourceProblem): AlarmVerdict {
  return { verdict: "error", reason: { id: "alarm-unreadable", name, problem } };
}

/** Whether the step must not begin: an alarm is red already, or cannot be judged at all. `rollback` never asks. */
export function stopsTheStep({ reason }: AlarmVerdict): boolean {
  return ["alarm-before", "alarm-not-found", "alarm-unreadable"].includes(reason.id);
}

function red(seen: AlarmSeen, { firstMove }: AlarmContext): AlarmVerdict {
  const { name, since, configuredAt, hasData, children = [] } = seen;
  if (firstMove === undefined || since < firstMove)
    return { verdict: "inconclusive", reason: { id: "alarm-before", name, since, ...wordsOf(seen) } };
  // `breaching` makes an alarm fire that was made with this release and has seen nothing yet.
  if (configuredAt !== undefined && configuredAt >= firstMove && hasData === false)
    return { verdict: "inconclusive", reason: { id: "alarm-new", name, configuredAt } };
  return { verdict: "fail", reason: { id: "alarm-fired", name, since, ...wordsOf(seen), children } };
}

function green(seen: AlarmSeen, { firstMove, history }: AlarmContext): AlarmVerdict {
  const { name, since, configuredAt, bornOk } = seen;
  if (bornOk === true && configuredAt !== undefined && firstMove !== undefined && configuredAt >= firstMove)
    return { verdict: "inconclusive", reason: { id: "alarm-new", name, configuredAt } };
  // Without the history a short ALARM cannot be ruled out; the caller warns and names the permission.
  if (needsHistory(seen, firstMove) && !Array.isArray(history))
    return { verdict: "pass", reason: { id: "alarm-unasked", name } };
  return { verdict: "pass", reason: { id: "alarm-ok", name, since } };
}

/** It went to ALARM after the first move, and is not there any more. */
function firedInBetween(seen: AlarmSeen, { firstMove, history }: AlarmContext): AlarmVerdict | undefined {
  if (firstMove === undefined || history === undefined || history === "denied") return undefined;
  const fired = history.find(({ at, to }) => to === "ALARM" && at >= firstMove);
  return fired && { verdict: "fail", reason: { id: "alarm-flapped", name: seen.name, at: fired.at } };
}

function silent(seen: AlarmSeen, { requests }: AlarmContext): AlarmVerdict {
  const { name, metric, treatMissing } = seen;
  const isSparse = metric !== undefined && SPARSE[metric.namespace]?.test(metric.name) === true;
  const isDefault = treatMissing === undefined || treatMissing === "missing";
  if (isSparse && isDefault && requests !== undefined && requests > 0)
    return { verdict: "pass", reason: { id: "alarm-sparse", name, metric: metric.name } };
  return { verdict: "inconclusive", reason: { id: "alarm-no-data", name, ...wordsOf(seen) } };
}

function wordsOf({ words }: AlarmSeen): { words?: string } {
  return words === undefined ? {} : { words };
}
