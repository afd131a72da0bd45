import type { Metric } from "./counts.ts";
import { clock } from "./counts.ts";
import type { Single } from "./likelihood.ts";
import { limitSetting } from "./needed.ts";
import type { AlarmReason, MetricReason, Reason } from "./reasons.ts";
import type { SourceProblem } from "./source.ts";

/** Reasons as sentences, once for log, summary and `result`. Cloud text in them is not escaped. */

/** How a metric's counted requests are called: `12 of 600 requests with an error`. */
const COUNTED: Readonly<Record<Metric, string>> = {
  errors: "with an error",
  "client-errors": "with a 4xx",
  slow: "too slowly",
};

/** `60 of 1,200 requests with an error (5.0 %)` */
function answers(count: Single, metric: Metric): string {
  return `${formatCount(count.errors)} of ${formatCount(count.requests)} requests ${COUNTED[metric]} (${formatShare(count)})`;
}

/** `10 of 10,800 (0.093 %)`, after what is counted has been said. */
function short(count: Single): string {
  return `${formatCount(count.errors)} of ${formatCount(count.requests)} (${formatShare(count)})`;
}

/** Why the verdict is what it is, in whole sentences with the counts. */
export function sentenceOf(reason: Reason): string {
  switch (reason.id) {
    case "worse-than-blue":
    case "above-limit":
    case "both-above-limit":
    case "blue-in-trouble":
    case "blue-unknown":
    case "like-blue":
    case "below-limit":
    case "too-few":
    case "no-minute":
      return metricSentence(reason);
    case "no-green-requests":
      return `no request reached green in the last ${reason.minutes} minutes, although it has ${reason.weight} % of the traffic and blue has requests.`;
    case "source-failed":
      return unreadSentence(reason.source, reason.problem);
    case "no-source":
      return "nothing counts the requests of this set-up, so that nothing could be compared or held against a limit.";
    case "nothing-judged":
      return "nothing was judged: no gate is configured, and there is nothing to compare.";
    case "only-alarms":
      return `only alarms were asked, and none speaks against green: ${reason.alarms.map((name) => `\`${name}\``).join(", ")}.`;
    case "failed-before":
      return `failed at ${clock(reason.at)} UTC, and a failure stays: ${sentenceOf(reason.reason)}`;
    case "alarm-ok":
    case "alarm-sparse":
    case "alarm-fired":
    case "alarm-flapped":
    case "alarm-unasked":
    case "alarm-before":
    case "alarm-new":
    case "alarm-no-data":
    case "alarm-not-evaluated":
    case "alarm-not-found":
    case "alarm-unreadable":
      return alarmSentence(reason);
  }
}

function metricSentence(reason: MetricReason): string {
  switch (reason.id) {
    case "worse-than-blue":
      return worseSentence(reason);
    case "above-limit": {
      const beside = reason.blue.requests === 0 ? "" : ` Blue, with ${short(reason.blue)}, is not.`;
      return `green answers ${answers(reason.green, reason.metric)}, which is above the limit of ${formatPercent(reason.limit)}.${beside}`;
    }
    case "both-above-limit":
      return `both sides are above ${formatPercent(reason.limit)}: ${bothSides(reason)}. What is wrong is not green's doing alone.`;
    case "blue-in-trouble":
      return troubleSentence(reason);
    case "blue-unknown":
      return `nothing is known of blue's usual rate: ${bothSides(reason)}. A comparison alone certifies nothing.`;
    case "like-blue":
      return `${bothSides(reason)}: less than ${formatRatio(reason.maxRatio)} times blue's rate.`;
    case "below-limit":
      return `green answers ${answers(reason.green, reason.metric)}: below the limit of ${formatPercent(reason.limit)}.`;
    case "too-few":
      return `too few requests to tell: ${bothSides(reason)}.`;
    case "no-minute":
      return "no minute with enough requests could be judged yet.";
  }
}

function bothSides({ green, blue, metric }: { green: Single; blue: Single; metric: Metric }): string {
  return `green answers ${answers(green, metric)}, blue ${short(blue)}`;
}

function worseSentence(reason: Extract<Reason, { id: "worse-than-blue" }>): string {
  const { tolerance, atLeast } = reason;
  const tolerated = `up to ${formatRatio(tolerance)} times blue's rate is tolerated.`;
  const bound =
    atLeast === undefined ? `; ${tolerated}` : `. That is at least ${formatRatio(atLeast)} times; ${tolerated}`;
  return `${bothSides(reason)}, in the same minutes${bound}`;
}

function troubleSentence({ green, blue, metric, usual, highest }: Extract<Reason, { id: "blue-in-trouble" }>): string {
  const than =
    usual === undefined
      ? `above the limit of ${formatPercent(highest)}`
      : `far above its usual ${formatPercent(usual)}`;
  return `blue itself is in trouble: it answers ${answers(blue, metric)}, ${than}; green ${short(green)}. A comparison certifies nothing now.`;
}

function unreadSentence(what: string, { kind, action }: SourceProblem): string {
  switch (kind) {
    case "denied":
      return `${what} could not be read: ${action === undefined ? "access is denied" : `\`${action}\` is not allowed`}.`;
    case "unavailable":
      return `${what} could not be read: no answer.`;
    case "invalid":
      return `${what} could not be read: the answer has no counts.`;
  }
}

function alarmSentence(reason: AlarmReason): string {
  const alarm = `alarm \`${reason.name}\``;
  switch (reason.id) {
    case "alarm-ok":
      return `${alarm} is OK since ${moment(reason.since)}.`;
    case "alarm-sparse":
      return `${alarm} has no data, which for ${reason.metric} means no errors: requests came in these minutes.`;
    case "alarm-fired": {
      const children = reason.children.length === 0 ? "" : ` Because of ${reason.children.join(", ")}.`;
      return `${alarm} is in ALARM since ${moment(reason.since)}${because(reason.words)}${children}`;
    }
    case "alarm-flapped":
      return `${alarm} went to ALARM at ${moment(reason.at)}, after the traffic was shifted; it is not there any more.`;
    case "alarm-unasked":
      return `${alarm} is OK; whether it was in ALARM between two looks is not known: \`cloudwatch:DescribeAlarmHistory\` is not allowed.`;
    case "alarm-before":
      return `${alarm} is in ALARM since ${moment(reason.since)}, before any traffic was shifted${because(reason.words)}`;
    case "alarm-new":
      return `${alarm} was configured at ${moment(reason.configuredAt)}, after the traffic was shifted, and has seen no data yet.`;
    case "alarm-no-data":
      return `${alarm} has no data${because(reason.words)}`;
    case "alarm-not-evaluated":
      return `${alarm} was not evaluated: ${reason.state}${because(reason.words)}`;
    case "alarm-not-found":
      return `${alarm} not found.`;
    case "alarm-unreadable":
      return unreadSentence(alarm, reason.problem);
  }
}

/** What the reader does next; undefined where the verdict says it. */
export function remedyOf(reason: Reason): string | undefined {
  switch (reason.id) {
    case "alarm-sparse":
      return `Set TreatMissingData of \`${reason.name}\` to \`notBreaching\`: then it is OK without errors.`;
    case "alarm-before":
      return `Fix the cause, or wait until \`${reason.name}\` is OK again. An alarm on the side that was rolled back stays red until its last data points are old.`;
    case "alarm-no-data":
      return `Check the metric and the dimensions of \`${reason.name}\`, or set its TreatMissingData.`;
    case "alarm-not-found":
      return `Check the name, the region and the account; \`cloudwatch:DescribeAlarms\` has to be allowed on \`*\` for composite alarms.`;
    case "alarm-unasked":
      return "Allow `cloudwatch:DescribeAlarmHistory`.";
    case "source-failed":
    case "alarm-unreadable":
      return reason.problem.action === undefined ? undefined : `Allow \`${reason.problem.action}\`.`;
    case "blue-in-trouble":
    case "both-above-limit":
      return "Wait until blue is well again; the weight is unchanged.";
    case "blue-unknown": {
      const setting = limitSetting(reason.metric);
      return setting && `Set \`${setting}\`: below it green passes by itself.`;
    }
    case "no-green-requests":
      return "Check that green is routed to and healthy.";
    case "no-source":
      return "Set `metrics` to a source that counts both sides, or take `compare`, `max-error-rate` and `latency-threshold` out.";
    case "nothing-judged":
      return "Set `alarms` or `max-error-rate`, or a `metrics` source that counts both sides apart.";
    case "worse-than-blue":
    case "above-limit":
    case "like-blue":
    case "below-limit":
    case "too-few":
    case "no-minute":
    case "failed-before":
    case "only-alarms":
    case "alarm-ok":
    case "alarm-fired":
    case "alarm-flapped":
    case "alarm-new":
    case "alarm-not-evaluated":
      return undefined;
  }
}

function because(words: string | undefined): string {
  return words === undefined ? "." : `: ${words.replace(/\.$/, "")}.`;
}

/** `2026-03-03 14:05 UTC` */
function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `1,200` */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Share of errors with two digits that say something: `5.0 %`, `0.093 %`, `0 %`. */
export function formatShare({ requests, errors }: Single): string {
  return requests === 0 ? "–" : formatPercent(errors / requests, 2);
}

/** A share as percent; without digits it is as short as it can be: `1 %`. */
export function formatPercent(share: number, digits?: number): string {
  if (share === 0) return "0 %";
  const percent = share * 100;
  if (digits === undefined) return `${Number(percent.toPrecision(3))} %`;
  return `${percent >= 10 ? percent.toFixed(0) : percent.toPrecision(digits)} %`;
}

/** `19`, `1.25`: a lower bound is cut, never rounded up. */
export function formatRatio(ratio: number): string {
  return ratio >= 10 ? formatCount(Math.floor(ratio)) : String(Math.floor(ratio * 100) / 100);
}
