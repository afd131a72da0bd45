import type { InputMistake } from "../../delivery/errors.ts";
import type { SideName } from "../../delivery/standing.ts";

/** What the user gives: selectors of counters, with `{{side}}` where a side's label value belongs. */
export interface PrometheusSelectors {
  /** `http_requests_total{app="shop",version="{{side}}"}` */
  requests: string;
  /** `http_requests_total{app="shop",version="{{side}}",code=~"5.."}` */
  errors: string;
  clientErrors?: string;
  /** `http_request_duration_seconds_bucket{version="{{side}}"}`; buckets in seconds. */
  latencyHistogram?: string;
}

/** The same for one side, without placeholders. */
export type SideQueries = { readonly [Name in keyof PrometheusSelectors]: string };

export type PrometheusQueries = Readonly<Record<SideName, SideQueries>>;

const INPUTS = {
  requests: "prometheus-requests",
  errors: "prometheus-errors",
  clientErrors: "prometheus-client-errors",
  latencyHistogram: "prometheus-latency-histogram",
} as const satisfies Record<keyof PrometheusSelectors, string>;
const SIDE = /\{\{\s*side\s*\}\}/g;
const EXAMPLE = `${INPUTS.requests}: http_requests_total{version="{{side}}"}`;

/** Fills the sides' label values in, or says which inputs are invalid: an empty value would select everything, or nothing. */
export function resolveQueries(
  selectors: PrometheusSelectors,
  labels: Readonly<Record<SideName, string>>,
): { queries: PrometheusQueries } | { mistakes: readonly InputMistake[] } {
  const names = Object.keys(INPUTS) as (keyof PrometheusSelectors)[];
  const mistakes = [...labelMistakes(labels), ...names.flatMap((name) => selectorMistakes(name, selectors[name]))];
  if (mistakes.length > 0) return { mistakes };
  const fill = (label: string): SideQueries => {
    const filled = names.flatMap((name) => {
      const selector = selectors[name];
      return selector === undefined ? [] : [[name, selector.trim().replaceAll(SIDE, () => label)]];
    });
    return { requests: "", errors: "", ...Object.fromEntries(filled) };
  };
  return { queries: { green: fill(labels.green), blue: fill(labels.blue) } };
}

function labelMistakes({ green, blue }: Readonly<Record<SideName, string>>): InputMistake[] {
  const mistakes = Object.entries({ "green-label": green, "blue-label": blue }).flatMap(([input, given]) => {
    const problem = labelFault(given);
    return problem === undefined ? [] : [{ input, given, problem }];
  });
  if (mistakes.length > 0 || green !== blue) return mistakes;
  return [{ input: "green-label", given: green, problem: SAME_LABELS }];
}

/** Said of green's label when blue has the same. */
export const SAME_LABELS = "is the label of blue too: both sides would be the same.";

/** Why a text cannot be a side's label value, as the end of a sentence; undefined: it can. */
export function labelFault(given: string): string | undefined {
  if (given.trim() === "") return "is empty: `{{side}}` would not tell the sides apart.";
  // Nothing that ends a string or means something in a pattern but the dot, which version numbers have.
  return /^[\w.:/@-]+$/.test(given) ? undefined : "has characters other than letters, digits and `_ . : / @ -`.";
}

function selectorMistakes(name: keyof PrometheusSelectors, given: string | undefined): InputMistake[] {
  const problem = given === undefined ? undefined : selectorFault(given, name === "latencyHistogram");
  if (given === undefined || problem === undefined) return [];
  return [{ input: INPUTS[name], given, problem, example: EXAMPLE }];
}

/** Why a text cannot be a selector for either side, as the end of a sentence; undefined: it can. */
export function selectorFault(given: string, histogram: boolean): string | undefined {
  const rest = given.replaceAll(SIDE, "");
  if (rest === given) return "has no `{{side}}`: both sides would count the same series.";
  const left = /\{\{.*?\}\}/.exec(rest)?.[0];
  if (left !== undefined) return `has ${left}, which is not known: only \`{{side}}\` is.`;
  const call = /\b(rate|irate|increase|delta|idelta)\s*\(/.exec(given)?.[1];
  if (call !== undefined) return `has ${call}(): give the counter itself, it is subtracted exactly here.`;
  const plain = /^[A-Za-z_:][\w:]*\{[^}]*(?:\{\{[^}]*\}\}[^}]*)*\}$/.test(given.trim());
  return histogram && !plain ? "is not the plain selector of a histogram's buckets: `name_bucket{…}`." : undefined;
}

/** The selector with one more condition: some of the buckets. */
export function withBuckets(selector: string, bounds: readonly string[]): string {
  // A dot and a plus mean something in a pattern; in brackets they need no escape in a string.
  const pattern = bounds.map((bound) => bound.replaceAll(/[.+]/g, (sign) => `[${sign}]`)).join("|");
  return `${selector.slice(0, -1).replace(/,\s*$/, "")},le=~"${pattern}"}`;
}

/** Which buckets a histogram had within the last hour, as a query. */
export function bucketsQuery(selector: string): string {
  return `count by (le) (last_over_time(${selector}[1h]))`;
}

/** How the bucket of a threshold is written, or why there is none. */
export type BucketBounds = { quick: readonly string[]; all: readonly string[] } | { fault: string };

/**
 * Finds the bucket whose upper bound is the threshold, however it is written: `0.5`, `5e-01`.
 *
 * @param bounds the values of `le`, in seconds.
 */
export function boundsFor(thresholdMs: number, bounds: readonly string[]): BucketBounds {
  const all = bounds.filter((bound) => Number(bound.replace("Inf", "Infinity")) === Number.POSITIVE_INFINITY);
  const quick = bounds.filter((bound) => Math.abs(Number(bound) * 1_000 - thresholdMs) < 1e-6);
  if (all.length === 0) return { fault: "`prometheus-latency-histogram` has no bucket `+Inf`: is it a histogram?" };
  if (quick.length > 0) return { quick, all };
  const known = bounds
    .filter((bound) => !all.includes(bound))
    .sort((one, other) => Number(one) - Number(other))
    .map((bound) => `${Number(bound) * 1_000}ms`);
  return { fault: `\`latency-threshold\` ${thresholdMs}ms is no bucket of the histogram; it has ${known.join(", ")}` };
}
