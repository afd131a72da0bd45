import { amountOf } from "../delivery/counted.ts";
import { formatDuration } from "../delivery/duration.ts";
import type { WeightChange } from "../delivery/shifts.ts";
import { chartOf } from "./chart.ts";
import type { Metric } from "./counts.ts";
import { clock } from "./counts.ts";
import type { Gate, Judgement } from "./judge.ts";
import type { MetricGate } from "./metric-gate.ts";
import type { Needed, Option } from "./needed.ts";
import type { TestResult } from "./run-test.ts";
import { formatCount, formatPercent, formatShare, remedyOf, sentenceOf } from "./sentences.ts";
import type { GateSettings } from "./settings.ts";
import { alphaPerTest, testsOf } from "./settings.ts";
import type { Provenance } from "./source.ts";
import { warningSentence } from "./warnings.ts";
import type { LeftOut, LeftOutReason, Window } from "./window.ts";

/** How text of any origin is shown: the summary's own escaping, handed in. */
export interface Escape {
  /** As text that is no markup; `names` in backticks stay names. */
  plain: (text: string) => string;
  /** As code. */
  code: (text: string) => string;
}

/** What the section tells besides the judgement. */
export interface Told {
  settings: GateSettings;
  /** Undefined when nothing counts requests. */
  provenance: Provenance | undefined;
  changes: readonly WeightChange[];
  /** What follows from the verdict, by whom: `14:09 weight 10 → 0 %, by this step`. Its own words and clouds' may mix. */
  events: readonly string[];
}

const MARKS = { pass: "✅ pass", fail: "❌ fail", inconclusive: "⚖️ inconclusive", error: "⚠️ error" } as const;

/** The verdict as the summary tells it, in Markdown; both parts are empty before the first look. */
export interface VerdictText {
  /** Why, in one sentence with counts. */
  why: string;
  /**
   * The gates, what was judged and left out, what would decide, the timeline, the error rates of both sides: for who
   * wants to know more than the decision needs.
   */
  details: string;
}

export function verdictText(judgement: Judgement, told: Told, escaping: Escape): VerdictText {
  const { plain } = escaping;
  const why = `**${MARKS[judgement.verdict]}:** ${plain(sentenceOf(judgement.reason))}`;
  const remedy = remedyOf(judgement.reason);
  const details = [
    table(judgement, told, escaping),
    judgement.needed === undefined ? "" : deciders(judgement.needed),
    hints(judgement, plain),
    timeline(told, plain),
    chartOf(judgement.window.judged),
  ];
  return {
    why: remedy === undefined ? why : `${why} ${plain(remedy)}`,
    details: details.filter((section) => section !== "").join("\n\n"),
  };
}

/** What was counted, then what has no counts: long sentences beside them would leave the columns no room. */
function table(judgement: Judgement, told: Told, escaping: Escape): string {
  const { gates } = judgement;
  const counted = gates.flatMap((gate) =>
    gate.kind === "metric" ? gate.tests.map((result) => testRow(gate, result, told.settings)) : [],
  );
  const others = gates.flatMap((gate) => (gate.kind === "metric" ? [] : [otherRow(gate, escaping)]));
  const tables = [
    ...(counted.length === 0
      ? []
      : ["| gate | verdict | green | blue | evidence |", "|---|---|---|---|---|", ...counted, ""]),
    ...(others.length === 0 ? [] : ["| without counts | verdict |", "|---|---|", ...others, ""]),
  ];
  // Without an empty line the small print would be a row of the table.
  return tables.length === 0 ? "" : [...tables, `<sub>${smallPrint(judgement, told, escaping)}</sub>`].join("\n");
}

function otherRow({ reason, verdict }: Exclude<Gate, MetricGate>, { plain }: Escape): string {
  return `| ${plain(sentenceOf(reason))} | ${MARKS[verdict]} |`;
}

function testRow(gate: MetricGate, result: TestResult, settings: GateSettings): string {
  const { test, green, blue } = result;
  const against = test.by === "comparison" ? "compared" : `limit ${formatPercent(test.limit)}`;
  return `| ${metricName(gate.metric, settings)}, ${against} | ${markOf(gate, result)} | ${cell(green)} | ${cell(blue)} | ${evidenceText(result)} |`;
}

function metricName(metric: Metric, { latencyThresholdMs = 0 }: GateSettings): string {
  switch (metric) {
    case "errors":
      return "errors";
    case "client-errors":
      return "4xx";
    case "slow":
      return `slower than ${latencyThresholdMs} ms`;
  }
}

/** Being like a blue that is in trouble is no pass. */
function markOf(gate: MetricGate, { test, verdict, bothAbove }: TestResult): string {
  if (bothAbove) return "⚖️ both above";
  if (verdict === "pass" && test.by === "comparison" && gate.verdict === "inconclusive") return "➖ not counted";
  if (verdict === "open") return "➖ open";
  return MARKS[verdict];
}

function cell(count: TestResult["green"]): string {
  return count.requests === 0
    ? "–"
    : `${formatCount(count.errors)} / ${formatCount(count.requests)} · ${formatShare(count)}`;
}

/** e beside what it has to reach; of a pass, e for green. */
function evidenceText({ verdict, against, failsAt, inFavour, passesAt }: TestResult): string {
  if (verdict === "pass") return `for green: e = ${formatE(inFavour)}, limit ${formatE(passesAt)}`;
  return `e = ${formatE(verdict === "fail" ? largest(against) : (against.at(-1) ?? 0))}, limit ${formatE(failsAt)}`;
}

/** e by its logarithm, as people read it: `810`, `0.36`, `10^12`. */
export function formatE(logE: number): string {
  if (logE > Math.log(1e6)) return `10^${Math.floor(logE / Math.LN10)}`;
  const e = Math.exp(logE);
  return e >= 10 ? formatCount(Number(e.toPrecision(2))) : String(Number(e.toPrecision(2)));
}

const LEFT_OUT: Readonly<Record<LeftOutReason, string>> = {
  "just-shifted": "just shifted",
  off: "green had no weight",
  "not-complete": "not complete yet",
  "no-data": "no data",
};
/** Spans that are listed; a long rollout has many. */
const SPANS = 6;

/** The small print: which minutes, from where, by which rule. */
function smallPrint({ gates, window }: Judgement, told: Told, escaping: Escape): string {
  const { settings, changes, provenance } = told;
  const parts = [minutesText(window), ...(provenance === undefined ? [] : sourceText(provenance, escaping))];
  const phi = gates.flatMap((gate) => (gate.kind === "metric" ? [gate.dispersion.toFixed(1)] : []));
  if (phi.length > 0) parts.push(`Clustering of errors, from the day before: φ ${[...new Set(phi)].join(", ")}`);
  const tests = testsOf(settings).length;
  const fixed = changes[0] === undefined ? "" : `, fixed at ${clock(changes[0].at)}`;
  const shared = `α ${settings.alpha} over ${amountOf(tests, "test")}`;
  if (tests > 0) parts.push(`${shared}, limit ${formatE(-Math.log(alphaPerTest(settings)))}${fixed}`);
  return `${parts.join(". ")}.`;
}

function minutesText({ judged, leftOut }: Window): string {
  const spans = leftOut.slice(0, SPANS).map(leftOutText);
  const more = leftOut.length > SPANS ? [`${leftOut.length - SPANS} more`] : [];
  const without = spans.length === 0 ? "" : `; left out: ${[...spans, ...more].join(", ")}`;
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined) return `No judged minute${without}`;
  const weights = [...new Set(judged.map(({ weight }) => `${weight} %`))].join(", ");
  const count = amountOf(judged.length, "judged minute");
  return `${count}, ${clock(first.at)}–${clock(last.at)} UTC, weight ${weights}${without}`;
}

function leftOutText({ reason, from, to }: LeftOut): string {
  const span = from === to ? clock(from) : `${clock(from)}–${clock(to)}`;
  return `${reason === "not-complete" ? `${clock(from)} on` : span} (${LEFT_OUT[reason]})`;
}

function sourceText({ name, sides, blindSpots }: Provenance, { plain, code }: Escape): string[] {
  const source = `Source: ${plain(name)}, ${code(sides.green)}, ${code(sides.blue)}`;
  return [source, ...blindSpots.map((spot) => `Not seen: ${plain(spot)}`)];
}

function deciders({ ratio, usualRate, requests, perSecond, options }: Needed): string {
  if (options.length === 0) return "";
  const intro =
    usualRate === undefined || requests === undefined
      ? ""
      : `A rate ${ratio} times blue's usual ${formatPercent(usualRate)} would need about ${formatCount(Number(requests.toPrecision(3)))} requests in all at this weight.\n\n`;
  const rate = perSecond >= 10 ? formatCount(perSecond) : String(Number(perSecond.toPrecision(2)));
  const rows = [
    ...options.flatMap((option) =>
      option.id === "longer" ? [`| go on like this | ${formatDuration(option.ms)} |`] : [],
    ),
    ...weightRow(options),
    ...options.flatMap((option) => (option.id === "limit" ? [limitRow(option)] : [])),
  ];
  return [`${intro}| what would decide | at ${rate} requests/s |`, "|---|---|", ...rows].join("\n");
}

function weightRow(options: readonly Option[]): string[] {
  const found = options.flatMap((option) => (option.id === "weight" ? [option] : []));
  if (found.length === 0) return [];
  const weights = found.map(({ weight }) => `${weight} %`).join(" / ");
  return [`| weight ${weights} | ${found.map(({ ms }) => formatDuration(ms)).join(" / ")} |`];
}

function limitRow({ setting, limit, requests, at }: Extract<Option, { id: "limit" }>): string {
  const times = at.map(({ weight, ms }) => `${formatDuration(ms)} at ${weight} %`).join(", ");
  const input = `\`${setting}: ${Number((limit * 100).toPrecision(3))}%\``;
  const none = setting === "max-slow-rate" ? "no further slow answer" : "no further error";
  return `| ${input} and ${none} | ${formatCount(requests)} requests on green: ${times} |`;
}

/** Warnings, and remedies of alarms that did not decide: one that passes only because its metric is sparse. */
function hints({ gates, reason, warnings }: Judgement, plain: Escape["plain"]): string {
  const alarms = gates.filter((gate) => gate.kind === "alarm" && gate.reason !== reason);
  const found = alarms.flatMap((gate) => remedyOf(gate.reason) ?? []);
  return [...new Set([...warnings.map(warningSentence), ...found])].map((hint) => `- ${plain(hint)}`).join("\n");
}

function timeline({ changes, events }: Told, plain: Escape["plain"]): string {
  const moves = changes.map(
    ({ at, weight }, index) => `${clock(at)} weight ${changes[index - 1]?.weight ?? 0} → ${weight} %`,
  );
  const all = [...moves, ...events.map(plain)];
  return all.length === 0 ? "" : `**Timeline:** ${all.join(" · ")}`;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** One line of the log per look: `gate 14:06  green 30/600  blue 5/5400  errors e 20→810 of 40  fail`. */
export function lookLine({ at, verdict, window, gates }: Judgement): string {
  const minute = window.judged.at(-1);
  const counts =
    minute === undefined
      ? ["no judged minute"]
      : (["green", "blue"] as const).map((side) => {
          const { errors, requests } = minute[side] ?? { errors: 0, requests: 0 };
          return `${side} ${errors}/${requests}`;
        });
  const tests = gates.flatMap((gate) => (gate.kind === "metric" ? gate.tests.map(course) : []));
  const others = gates.flatMap((gate) => {
    if (gate.kind === "metric") return [];
    return [`${gate.kind}${gate.kind === "alarm" ? ` ${gate.reason.name}` : ""} ${gate.verdict}`];
  });
  return [`gate ${clock(minute?.at ?? at)}`, ...counts, ...tests, ...others, verdict].join("  ");
}

function course({ test, against, failsAt }: TestResult): string {
  const name = test.by === "comparison" ? test.metric : `${test.metric} limit`;
  const steps = against.slice(-2).map(formatE).join("→");
  return `${name} e ${steps === "" ? "–" : steps} of ${formatE(failsAt)}`;
}
