import { MINUTE_MS } from "../../delivery/shifts.ts";
import { isCount } from "../counts.ts";
import { SourceFault } from "./source-fault.ts";

/** More series of one query than this are not read. */
export const MAX_SERIES = 2_000;
const SHOWN = 300;

/** A series of an answer. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  /** By milliseconds since the epoch, at boundaries of minutes. */
  values: ReadonlyMap<number, number>;
}

export interface Answer {
  series: readonly Series[];
  /** Some of the data may be missing (HTTP API, "Format overview"). */
  warnings: readonly string[];
}

/**
 * Reads what Prometheus answered to a range query, or to a query, of counters.
 *
 * @throws SourceFault `denied`, `unavailable` or `invalid`.
 */
export function readPrometheus(status: number, body: string): Answer {
  const answer = parse(body);
  const said = isObject(answer) && typeof answer.error === "string" ? answer.error : "";
  const words = [`Prometheus answered ${status}`, said.slice(0, SHOWN)].filter((text) => text !== "").join(": ");
  if (status === 401 || status === 403) throw new SourceFault("denied", [words]);
  if (status === 429 || status >= 500) throw new SourceFault("unavailable", [words]);
  if (status !== 200) throw new SourceFault("invalid", [words]);
  if (!isObject(answer) || answer.status !== "success" || !isObject(answer.data))
    throw new SourceFault("invalid", ["this is no answer of Prometheus: is `prometheus-url` the address of its API?"]);
  const { result } = answer.data;
  if (!Array.isArray(result) || !["matrix", "vector"].includes(String(answer.data.resultType)))
    throw new SourceFault("invalid", [`a ${String(answer.data.resultType)} is no list of series`]);
  if (result.length > MAX_SERIES) throw new SourceFault("invalid", [tooMany(result.length)]);
  const warnings = Array.isArray(answer.warnings) ? answer.warnings.map((text) => String(text).slice(0, SHOWN)) : [];
  return { series: result.map(readSeries), warnings };
}

function tooMany(count: number): string {
  return (
    `${count} series of one side are more than ${MAX_SERIES}: narrow the selector, or sum them (\`sum by\`), which takes ` +
    "the restart of one instance for a restart of all"
  );
}

function readSeries(given: unknown): Series {
  if (!isObject(given) || !isObject(given.metric)) throw new SourceFault("invalid", ["a series without labels"]);
  const labels = Object.fromEntries(Object.entries(given.metric).map(([name, value]) => [name, String(value)]));
  if (given.histogram !== undefined || given.histograms !== undefined)
    throw new SourceFault("invalid", [
      `${describe(labels)} is a native histogram: not supported, give classic buckets`,
    ]);
  const points = Array.isArray(given.values) ? given.values : [given.value];
  return { labels, values: new Map(points.map((point) => readPoint(point, labels))) };
}

function readPoint(point: unknown, labels: Series["labels"]): [number, number] {
  const [at, text] = Array.isArray(point) ? point : [];
  // JSON has neither NaN nor Inf, therefore values are strings.
  const value = typeof text === "string" && text !== "" ? Number(text) : Number.NaN;
  if (typeof at !== "number" || !isCount(value))
    throw new SourceFault("invalid", [
      `${describe(labels)}: ${String(text).slice(0, 40)} is no count: is it a counter?`,
    ]);
  // An instant query tells its own time, to the millisecond.
  const ms = at * 1_000;
  return [
    Math.abs(ms - Math.round(ms / MINUTE_MS) * MINUTE_MS) < 1 ? Math.round(ms / MINUTE_MS) * MINUTE_MS : ms,
    value,
  ];
}

/** As PromQL writes it. */
export function describe({ __name__ = "", ...labels }: Series["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${__name__}{${pairs.join(",")}}`.slice(0, SHOWN);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
