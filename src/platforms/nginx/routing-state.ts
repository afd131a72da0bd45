import type { LastSwitch } from "../../delivery/standing.ts";
import { refuse } from "./refusals.ts";
import { APP, REVISION, TOKEN } from "./settings.ts";

/** Weights are kept in hundredths of a per cent. */
export const WHOLE = 10_000;

export interface Rollout {
  /** The workflow run that began it: `owner/repo/runs/123`. */
  id: string;
  revision: string;
  /** ISO 8601. */
  startedAt: string;
  /** Green answered as it should through nginx; false until then, undefined in older records. */
  tried?: boolean;
}

/** One port, as the steps left it. */
export interface SideRecord {
  /** What it was told to run; null: we never started it. */
  revision: string | null;
  /** Whether a process is meant to be there. */
  up: boolean;
}

/** What a step decides about the routing; the rest of the state follows from writing it. */
export interface Content {
  app: string;
  ports: readonly [number, number];
  /** The port of blue. */
  live: number;
  /** Green's share in hundredths of a per cent, 0–10,000. */
  share: number;
  rollout: Rollout | null;
  /** The record of the share's last move in this rollout. */
  switched: LastSwitch | null;
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
export interface RoutingState extends Content {
  format: 1;
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** A random header value that leads to the second port in this state alone: who is led there has seen it. */
  probeToken: string;
  /** A random header value that leads to green in this state alone. */
  previewToken: string;
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
export function markersOf(state: RoutingState): string[] {
  const { ports, share, rollout, switched, cohort, preview, leaving, fallback } = state;
  const green = greenPort(state);
  const ofSecond = (ofGreen: number) => shareOfSecond(state, ofGreen);
  const markers = [...buckets(ofSecond(cohort === null ? share : 0)), `${ports[1]}.h.${state.probeToken}`];
  if (cohort !== null) {
    markers.push(`c.${cohort}`, ...buckets(ofSecond(share)).map((bucket) => `c.${cohort}.${bucket}`));
  }
  if (rollout === null || leaving) return markers;
  markers.push(`${green}.h.${state.previewToken}`);
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
 * Reads a `state.json`; one that an earlier release wrote, too.
 *
 * @throws DeliveryError `unsuitable` when it is not one of ours, or was tampered with.
 */
export function parseState(text: string, file: string): RoutingState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const renamed = isFields(value) ? renewed(value) : value;
  if (isState(renamed)) return renamed;
  throw refuse("not-our-state", { file });
}

const SWITCHED_BY: readonly LastSwitch["by"][] = ["shift", "promote", "rollback"];
/** Characters of a run's name. */
const MAX_RUN = 300;

type Fields = Record<string, unknown>;

/** Earlier releases called the tokens `probe` and `peek`, and noted of a switch its direction and whether it bakes. */
function renewed({ probe, peek, ...rest }: Fields): Fields {
  const { switched } = rest;
  const old = isFields(switched) && "direction" in switched ? switched : undefined;
  return {
    ...rest,
    ...(probe === undefined ? {} : { probeToken: probe }),
    ...(peek === undefined ? {} : { previewToken: peek }),
    ...(old === undefined ? {} : { switched: { by: old.direction, at: old.at, verified: old.baking !== true } }),
  };
}

function isState(value: unknown): value is RoutingState {
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
    isText(value.probeToken, TOKEN) &&
    isText(value.previewToken, TOKEN)
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
    typeof value.startedAt === "string" &&
    (value.tried === undefined || typeof value.tried === "boolean")
  );
}

/** Whether it is the record of a switch: `by`, `at` and `verified`, and of the others what is given. */
export function isSwitch(value: unknown): value is LastSwitch {
  return (
    isFields(value) &&
    SWITCHED_BY.some((by) => by === value.by) &&
    isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
    typeof value.verified === "boolean" &&
    (value.to === undefined || (typeof value.to === "number" && value.to >= 0 && value.to <= 100)) &&
    (value.bakeMs === undefined || isWhole(value.bakeMs, Number.MAX_SAFE_INTEGER)) &&
    (value.run === undefined || (typeof value.run === "string" && value.run.length <= MAX_RUN))
  );
}
