import { DeliveryError } from "../../delivery/errors.ts";
import { APP, REVISION, TOKEN } from "./settings.ts";

/** Weights are kept in hundredths of a per cent. */
export const WHOLE = 10_000;

export const SWITCH_DIRECTIONS = ["shift", "promote", "rollback"] as const;
export type SwitchDirection = (typeof SWITCH_DIRECTIONS)[number];

export interface Rollout {
  /** The workflow run that began it: `owner/repo/runs/123`. */
  id: string;
  revision: string;
  /** ISO 8601. */
  startedAt: string;
}

/** One port, as the steps left it. */
export interface SideRecord {
  /** What it was told to run; null: we never started it. */
  revision: string | null;
  /** Whether a process is meant to be there. */
  up: boolean;
}

/** When the share last moved in a rollout, and by which step. */
export interface Switch {
  direction: SwitchDirection;
  /** Milliseconds since the epoch. */
  at: number;
  /** The share was to bake, and no step has seen the end of it. */
  baking?: boolean;
}

/** What a step decides about the routing; the rest of a generation follows from writing it. */
export interface Content {
  app: string;
  ports: readonly [number, number];
  /** The port of blue. */
  live: number;
  /** Green's share in hundredths of a per cent, 0–10,000. */
  share: number;
  rollout: Rollout | null;
  switched: Switch | null;
  /** In the order of `ports`. */
  sides: readonly [SideRecord, SideRecord];
  /** Whether requests that green cannot take go to blue. */
  fallback: boolean;
  /** Where an A/B test looks for the cohort, as `setup` laid it down: `cookie shop_cohort`. */
  cohortSource: string;
  /** The value that makes a request one of the cohort: then `share` is of those alone. null: of everyone. */
  cohort: string | null;
  preview: string | null;
  /** Teardown has begun: nothing leads to the leaving side any more, by no routing. */
  leaving: boolean;
  /** The structure that `setup` proved, by its hash; null before. */
  structure: string | null;
}

/**
 * State, journal and routing in one: the directory `w.<seq>` holds `state.json` and the markers that nginx tests, and
 * takes effect as a whole by the rename of one link.
 */
export interface Generation extends Content {
  format: 1;
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** A random header value that leads to the second port in this generation alone: who is led there has seen it. */
  probe: string;
  /** A random header value that leads to green in this generation alone. */
  peek: string;
}

export function greenPort({ ports, live }: Pick<Content, "ports" | "live">): number {
  return ports[0] === live ? ports[1] : ports[0];
}

export function sideOf({ ports, sides }: Pick<Content, "ports" | "sides">, port: number): SideRecord {
  return ports[0] === port ? sides[0] : sides[1];
}

/** The sides with one port's record changed. */
export function withSide(content: Pick<Content, "ports" | "sides">, port: number, record: SideRecord) {
  const [first, second] = content.sides;
  return { sides: content.ports[0] === port ? ([record, second] as const) : ([first, record] as const) };
}

/** What a share of green's is for the second port, which nginx is told about. */
export function shareOfSecond(content: Pick<Content, "ports" | "live">, ofGreen: number): number {
  return greenPort(content) === content.ports[1] ? ofGreen : WHOLE - ofGreen;
}

/** Green has everyone's requests. */
export function isPromoted({ share, cohort }: Pick<Content, "share" | "cohort">): boolean {
  return share === WHOLE && cohort === null;
}

/**
 * The names of the marker files. nginx knows only the second port's share: file `7` sends the eighth of 100 buckets
 * there, `7.3` the fourth hundredth of it. Buckets are taken in order, so growth moves users one way only. A cohort has
 * a share of its own, in files such as `c.beta.7`, and `c.beta` takes it out of everyone's.
 */
export function markersOf(generation: Generation): string[] {
  const { ports, share, rollout, switched, cohort, preview, leaving, fallback } = generation;
  const green = greenPort(generation);
  const ofSecond = (ofGreen: number) => shareOfSecond(generation, ofGreen);
  const markers = [...buckets(ofSecond(cohort === null ? share : 0)), `${ports[1]}.h.${generation.probe}`];
  if (cohort !== null) {
    markers.push(`c.${cohort}`, ...buckets(ofSecond(share)).map((bucket) => `c.${cohort}.${bucket}`));
  }
  if (rollout === null || leaving) return markers;
  markers.push(`${green}.h.${generation.peek}`);
  if (preview !== null) markers.push(`${green}.h.${preview}`);
  // Never for blue: a dying blue must not send everybody to a version that nobody approved yet.
  if (fallback && switched !== null) markers.push(`fb.${green}`);
  return markers;
}

function buckets(share: number): string[] {
  const [whole, rest] = [Math.floor(share / 100), share % 100];
  return [
    ...Array.from({ length: whole }, (_, index) => String(index)),
    ...Array.from({ length: rest }, (_, index) => `${whole}.${index}`),
  ];
}

/**
 * Reads a `state.json`.
 *
 * @throws DeliveryError `unsuitable` when it is not one of ours, or was tampered with.
 */
export function parseGeneration(text: string, file: string): Generation {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isGeneration(value)) return value;
  throw new DeliveryError("unsuitable", `state-dir: ${file} is not a state that a step of this action wrote.`, {
    remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
  });
}

type Fields = Record<string, unknown>;

function isGeneration(value: unknown): value is Generation {
  if (!isFields(value) || value.format !== 1) return false;
  const { ports, live, share, sides, switched, rollout } = value;
  return (
    isPair(ports, isPort) &&
    ports[0] !== ports[1] &&
    ports.some((port) => port === live) &&
    isWhole(share, WHOLE) &&
    isWhole(value.seq, Number.MAX_SAFE_INTEGER) &&
    isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
    isText(value.app, APP) &&
    isPair(sides, isSide) &&
    (rollout === null || isRollout(rollout)) &&
    (switched === null || isSwitch(switched)) &&
    typeof value.fallback === "boolean" &&
    typeof value.leaving === "boolean" &&
    typeof value.cohortSource === "string" &&
    (value.cohort === null || isText(value.cohort, TOKEN)) &&
    (value.preview === null || isText(value.preview, TOKEN)) &&
    (value.structure === null || typeof value.structure === "string") &&
    isText(value.probe, TOKEN) &&
    isText(value.peek, TOKEN)
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPair<T>(value: unknown, is: (item: unknown) => item is T): value is [T, T] {
  return Array.isArray(value) && value.length === 2 && value.every(is);
}

function isWhole(value: unknown, high: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= high;
}

function isPort(value: unknown): value is number {
  return isWhole(value, 65_535) && value > 0;
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === "string" && form.test(value);
}

function isSide(value: unknown): value is SideRecord {
  return (
    isFields(value) && typeof value.up === "boolean" && (value.revision === null || isText(value.revision, REVISION))
  );
}

function isRollout(value: unknown): value is Rollout {
  return (
    isFields(value) &&
    typeof value.id === "string" &&
    isText(value.revision, REVISION) &&
    typeof value.startedAt === "string"
  );
}

function isSwitch(value: unknown): value is Switch {
  return (
    isFields(value) &&
    SWITCH_DIRECTIONS.some((direction) => direction === value.direction) &&
    isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
    (value.baking === undefined || typeof value.baking === "boolean")
  );
}
