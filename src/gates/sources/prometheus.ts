import { MINUTE_MS } from "../../delivery/shifts.ts";
import type { SideName } from "../../delivery/standing.ts";
import type { Provenance, Reading, Source, SourceProblem, Span } from "../source.ts";
import type { Counter, SideCounters } from "./counters.ts";
import { LEAD_MINUTES, minutesFrom } from "./counters.ts";
import type { Answer, Series } from "./prometheus-answer.ts";
import { describe, readPrometheus } from "./prometheus-answer.ts";
import type { PrometheusQueries, SideQueries } from "./prometheus-queries.ts";
import { boundsFor, bucketsQuery, withBuckets } from "./prometheus-queries.ts";
import type { Way } from "./prometheus-wire.ts";
import { postForm } from "./prometheus-wire.ts";
import { orProblem, SourceFault } from "./source-fault.ts";
import { historyFrom } from "./totals.ts";

/** Minutes that one query asks for: a server refuses more than 11,000 points, and a day is little enough to answer. */
const MAX_MINUTES = 1_440;
const PROBED_MINUTES = 60;

export interface PrometheusOptions extends Way {
  /** Of `resolveQueries`. */
  queries: PrometheusQueries;
  /** The sides' label values, for people. */
  labels: Readonly<Record<SideName, string>>;
  /** Counted where there is a `prometheus-latency-histogram`. */
  latencyThresholdMs?: number;
  /** Milliseconds after a minute's end until its counts can be relied on: longer than the scrape interval; 60,000. */
  delayMs?: number;
}

/** What was read of one side. */
interface SideAnswer extends SideCounters {
  warnings: readonly string[];
}

/** Prometheus and what speaks its HTTP API. Counters are read as they are, at the boundaries of minutes. */
export class PrometheusSource implements Source {
  readonly provenance: Provenance;
  readonly delayMs: number;
  readonly comparable = true;
  readonly #options: PrometheusOptions;
  /** How the buckets are written; once they are known of both sides. */
  #bounds: { quick: readonly string[]; all: readonly string[] } | undefined;

  constructor(options: PrometheusOptions) {
    const { queries, labels, delayMs = MINUTE_MS } = options;
    this.#options = options;
    this.delayMs = delayMs;
    this.provenance = {
      name: "Prometheus",
      sides: labels,
      queries: [...Object.values(queries.green), ...Object.values(queries.blue)],
      blindSpots: ["requests that never reached what exports the counters"],
    };
  }

  /** A selector that finds nothing of blue, which serves everybody, will find nothing later. */
  probe(): Promise<SourceProblem | undefined> {
    return orProblem(async () => {
      const to = Math.floor(this.#options.clock.now() / MINUTE_MS) * MINUTE_MS;
      const span = { from: to - PROBED_MINUTES * MINUTE_MS, to };
      const reading = await this.#read(span);
      if (reading.minutes.some(({ blue }) => blue !== undefined)) return undefined;
      const query = this.#options.queries.blue.requests;
      throw new SourceFault("invalid", [`no data of blue for the last hour from this query: ${query}`]);
    }).then((found) => found?.problem);
  }

  history(span: Span) {
    return historyFrom(this, span);
  }

  read(span: Span): Promise<Reading> {
    return orProblem(() => this.#read(span));
  }

  async #read(span: Span) {
    const { queries } = this.#options;
    const bounds = await this.#findBounds();
    const [green, blue] = await Promise.all([
      this.#side(queries.green, span, bounds),
      this.#side(queries.blue, span, bounds),
    ]);
    refuseSame(green.requests, blue.requests);
    const warnings = [...new Set([...green.warnings, ...blue.warnings])].map((text) => `Prometheus: ${text}`);
    return { minutes: minutesFrom({ green, blue }, span, warnings.length === 0), warnings };
  }

  async #side(queries: SideQueries, span: Span, bounds = this.#bounds): Promise<SideAnswer> {
    const { requests, errors, clientErrors, latencyHistogram } = queries;
    const buckets =
      latencyHistogram === undefined || bounds === undefined
        ? undefined
        : withBuckets(latencyHistogram, [...bounds.quick, ...bounds.all]);
    const ask = (query: string | undefined) => (query === undefined ? undefined : this.#range(query, span));
    const [counted, failed, refused, timed] = await Promise.all([
      this.#range(requests, span),
      this.#range(errors, span),
      ask(clientErrors),
      ask(buckets),
    ]);
    const timing = timed === undefined || bounds === undefined ? {} : { timing: timingOf(timed.series, bounds.all) };
    return {
      requests: counted.series.map(counterOf),
      errors: failed.series.map(counterOf),
      ...(refused === undefined ? {} : { clientErrors: refused.series.map(counterOf) }),
      ...timing,
      warnings: [counted, failed, refused, timed].flatMap((answer) => answer?.warnings ?? []),
    };
  }

  /** One query over the span and the minutes before it, in parts that a server answers. */
  async #range(query: string, span: Span): Promise<Answer> {
    const first = span.from - LEAD_MINUTES * MINUTE_MS;
    const parts: Answer[] = [];
    for (let from = first; from <= span.to; from += MAX_MINUTES * MINUTE_MS) {
      const end = Math.min(from + (MAX_MINUTES - 1) * MINUTE_MS, span.to);
      const form = { query, start: String(from / 1_000), end: String(end / 1_000), step: "60" };
      parts.push(await this.#ask("query_range", form));
    }
    return joined(parts);
  }

  async #ask(path: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    const { status, body } = await postForm(this.#options, path, form);
    return readPrometheus(status, body);
  }

  /** Undefined: nobody times answers, or no side has been timed yet. */
  async #findBounds() {
    const { latencyThresholdMs, queries, clock } = this.#options;
    const histograms = [queries.blue.latencyHistogram, queries.green.latencyHistogram];
    if (this.#bounds !== undefined || latencyThresholdMs === undefined) return this.#bounds;
    const time = String(clock.now() / 1_000);
    const wanted = histograms.filter((histogram) => histogram !== undefined);
    const answers = await Promise.all(wanted.map((one) => this.#ask("query", { query: bucketsQuery(one), time })));
    const written = answers.flatMap(({ series }) => series.flatMap(({ labels }) => labels.le ?? []));
    if (written.length === 0) return undefined;
    const found = boundsFor(latencyThresholdMs, [...new Set(written)]);
    if ("fault" in found) throw new SourceFault("invalid", [found.fault]);
    // A side that has none yet may write them in another way.
    if (answers.every(({ series }) => series.length > 0)) this.#bounds = found;
    return found;
  }
}

function counterOf({ labels, values }: Series): Counter {
  return { key: keyOf(labels), values };
}

function keyOf(labels: Series["labels"]): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Both buckets of each histogram: without the lower one every answer would seem slow. */
function timingOf(series: readonly Series[], endless: readonly string[]) {
  const isEndless = ({ labels }: Series) => endless.includes(labels.le ?? "");
  const [all, quick] = [series.filter(isEndless), series.filter((one) => !isEndless(one))];
  const histogramOf = ({ labels: { le: _, ...others } }: Series) => keyOf(others);
  const complete = new Set(quick.map(histogramOf));
  const odd = all.find((one) => !complete.has(histogramOf(one)));
  if (odd !== undefined)
    throw new SourceFault("invalid", [`${describe(odd.labels)} has no bucket at \`latency-threshold\``]);
  return { all: all.map(counterOf), quick: quick.map(counterOf) };
}

/** One answer of several that follow each other. */
function joined(parts: readonly Answer[]): Answer {
  const byLabels = new Map<string, { labels: Series["labels"]; values: Map<number, number> }>();
  for (const { labels, values } of parts.flatMap(({ series }) => series)) {
    const key = keyOf(labels);
    const known = byLabels.get(key) ?? { labels, values: new Map<number, number>() };
    for (const [at, value] of values) known.values.set(at, value);
    byLabels.set(key, known);
  }
  return { series: [...byLabels.values()], warnings: parts.flatMap(({ warnings }) => warnings) };
}

/** A sum has no name and may have the same labels on both sides; a counter itself is one and the same. */
function refuseSame(green: readonly Counter[], blue: readonly Counter[]): void {
  const known = new Set(blue.map(({ key }) => key));
  const same = green.find(({ key }) => known.has(key) && key.includes('["__name__",'));
  if (same === undefined) return;
  const labels: Record<string, string> = Object.fromEntries(JSON.parse(same.key));
  throw new SourceFault("invalid", [`both sides count the same series: ${describe(labels)}`]);
}
