import { MARK_LENGTH } from "../delivery/shifts.ts";
import type { Metric } from "./counts.ts";
import { METRICS } from "./counts.ts";
import type { Histories, History } from "./history.ts";
import type { GateSettings } from "./settings.ts";
import { DEFAULTS, testsOf } from "./settings.ts";

/**
 * What is fixed before the first move of a rollout, as one text of at most 256 characters out of those that every AWS
 * service takes in a tag (letters, digits, spaces and `+ - = . _ : / @`): `a=0.05 b=0.05 t=1.25 … vs src=cloudwatch
 * 5xx=8640000:8640:1`, the last the day before. When the weight changed stands beside it: see `delivery/shifts.ts`.
 */

/** What is fixed before the first move. */
export interface FixedGates {
  settings: GateSettings;
  /** `cloudwatch`, `lambda`, `access-log`, `prometheus`, `command`; another source counts differently. */
  source: string;
  history: Histories;
}

/** Numbers of the settings by their short names, in the order in which they are written. */
const NUMBERS = {
  a: "alpha",
  b: "beta",
  t: "tolerance",
  r: "maxRatio",
  m: "minErrors",
  c: "confirmMinutes",
  s: "settleMinutes",
  max: "maxErrorRate",
  ms: "latencyThresholdMs",
  slowmax: "maxSlowRate",
} as const satisfies Record<string, keyof GateSettings>;

/** The inputs that set them, for people. */
const INPUTS: Readonly<Record<keyof GateSettings, string>> = {
  alpha: "alpha",
  beta: "beta",
  tolerance: "tolerance",
  maxRatio: "max-ratio",
  minErrors: "min-errors",
  confirmMinutes: "confirm",
  settleMinutes: "settle",
  maxErrorRate: "max-error-rate",
  latencyThresholdMs: "latency-threshold",
  maxSlowRate: "max-slow-rate",
  compare: "compare",
  clientErrors: "errors",
};

const FLAGS = { vs: "compare", vs4xx: "clientErrors" } as const satisfies Record<string, keyof GateSettings>;

/** How the history of each metric is called. */
const DAYS: Readonly<Record<Metric, string>> = { errors: "5xx", "client-errors": "4xx", slow: "slow" };

/** Numbers are written with so many digits, and are compared as they are written. */
const DIGITS = 6;

/** Writes the `gates` mark. */
export function formatGates({ settings, source, history }: FixedGates): string {
  const numbers = Object.entries(NUMBERS).flatMap(([short, name]) => {
    const value = settings[name];
    return value === undefined ? [] : [`${short}=${round(value)}`];
  });
  const flags = Object.entries(FLAGS).flatMap(([short, name]) => (settings[name] ? [short] : []));
  const days = METRICS.flatMap((metric) => {
    const day = history[metric];
    // Upwards: more clustered than it is only makes the judge slower.
    return day === undefined
      ? []
      : [`${DAYS[metric]}=${day.requests}:${day.errors}:${Math.ceil(day.dispersion * 100 - 1e-6) / 100}`];
  });
  return [...numbers, ...flags, `src=${source.replace(/[^\w-]/g, "_").slice(0, 20)}`, ...days].join(" ");
}

/** Reads the `gates` mark; undefined when it is missing or was tampered with. */
export function parseGates(text: string | undefined): FixedGates | undefined {
  if (text === undefined || text.length > MARK_LENGTH) return undefined;
  const words = text.split(" ");
  const values = new Map(words.map((word) => [word.split("=")[0] ?? "", word.split("=")[1] ?? ""] as const));
  const source = values.get("src");
  const settings: GateSettings = {
    ...DEFAULTS,
    compare: words.includes("vs"),
    clientErrors: words.includes("vs4xx"),
  };
  for (const [short, name] of Object.entries(NUMBERS)) {
    const value = values.get(short);
    if (value !== undefined) settings[name] = Number(value);
  }
  const history: Partial<Record<Metric, History>> = {};
  for (const metric of METRICS) {
    const value = values.get(DAYS[metric]);
    if (value === undefined) continue;
    const [requests = Number.NaN, errors = Number.NaN, dispersion = Number.NaN] = value.split(":").map(Number);
    history[metric] = { requests, errors, dispersion };
  }
  const isWhole = Object.keys(DEFAULTS).every((name) => isFixed(name, values));
  return source === undefined || !isWhole || !areSane(settings, history) ? undefined : { settings, source, history };
}

/** Settings with a default are always written; the flags are, when they are set. */
function isFixed(name: string, values: ReadonlyMap<string, string>): boolean {
  const short = Object.entries(NUMBERS).find(([, long]) => long === name)?.[0];
  return short === undefined || values.has(short);
}

/** A mark is text that others can write: nothing but numbers in their ranges may reach the arithmetic. */
function areSane(settings: GateSettings, history: Histories): boolean {
  const { alpha, beta, tolerance, maxRatio, minErrors, confirmMinutes, settleMinutes } = settings;
  const { maxErrorRate: limit = 0.1, maxSlowRate: slow = 0.1, latencyThresholdMs: ms = 1 } = settings;
  const between = (value: number, low: number, high: number) => value >= low && value <= high;
  const days = Object.values(history);
  return (
    [alpha, beta, limit, slow].every((share) => between(share, 1e-9, 0.5)) &&
    between(tolerance, 1, 100) &&
    between(maxRatio, tolerance, 1_000) &&
    [minErrors, confirmMinutes, settleMinutes].every((count) => Number.isInteger(count) && between(count, 0, 1_000)) &&
    between(ms, 0.001, 1e9) &&
    days.every(({ requests }) => Number.isInteger(requests) && between(requests, 0, 1e11)) &&
    days.every(({ requests, errors }) => Number.isInteger(errors) && between(errors, 0, requests)) &&
    days.every(({ dispersion }) => between(dispersion, 1, 1e6))
  );
}

/** What a run that comes later goes on with. */
export interface Continued {
  fixed: FixedGates;
  /** The inputs that now say something else: they take effect with the next rollout. */
  changed: readonly string[];
}

/**
 * The settings that hold: those fixed at the start, where there are any, whatever the inputs say now. Changing α, a
 * threshold or the source in the middle would judge the evidence so far by another rule than it was gathered for.
 *
 * @param asked what the inputs say now.
 * @param mark the `gates` mark of this rollout.
 */
export function continueWith(asked: FixedGates, mark: string | undefined): Continued {
  const fixed = parseGates(mark);
  // What is written is what holds, in the first run as in all later ones.
  if (fixed === undefined) return { fixed: parseGates(formatGates(asked)) ?? asked, changed: [] };
  const names = [...Object.values(FLAGS), ...Object.values(NUMBERS)];
  const told = (value: number | boolean | undefined) => (typeof value === "number" ? round(value) : value);
  const changed = names.filter((name) => told(asked.settings[name]) !== told(fixed.settings[name]));
  return {
    fixed,
    changed: [...changed.map((name) => INPUTS[name]), ...(asked.source === fixed.source ? [] : ["metrics"])],
  };
}

/** What to say of changed settings; undefined when none are. */
export function changedSentence({ changed }: Continued): string | undefined {
  if (changed.length === 0) return undefined;
  const names = changed.map((name) => `\`${name}\``).join(", ");
  return `${names} changed since this rollout began: it goes on with what was fixed at its start; the change takes effect with the next rollout.`;
}

/** Whether there is anything to fix: without a test there is no α to share out. */
export function needsMark({ settings }: FixedGates): boolean {
  return testsOf(settings).length > 0;
}

function round(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
