import { MARK_LENGTH } from "../../delivery/shifts.ts";
import type { LastSwitch, RolloutMemory } from "../../delivery/standing.ts";
import { refuse } from "./refusals.ts";
import { APP, PATH, REVISION, TOKEN, UNIT } from "./settings.ts";

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
  /** There is room for one process: blue stopped before green started. Absent where both may run. */
  alone?: boolean;
}

/** Who keeps a side's process: steps that are not told so find it here. */
export type Keeper = { kind: "unit"; template: string } | { kind: "compose" } | { kind: "commands" };

/** One port, as the steps left it. */
export interface SideRecord {
  /** What it was told to run; null: we never started it. */
  revision: string | null;
  /** Whether a process is meant to be there. */
  up: boolean;
  /** How it was started, as a fingerprint; absent in older records. */
  command?: string | null;
  /** Absent in older records, and where nothing of ours is. */
  keeper?: Keeper;
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
  /** Where nginx logs the delivered requests, as that structure has it; absent in older ones, which log none. */
  log?: string;
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
  /**
   * Random header values, one for each port and in their order, that lead there in this state alone. Only who sees this
   * state follows both: an older one, or the default, leads both the same way. Earlier releases had none for the first.
   */
  probeTokens: readonly [string | null, string];
  /** Only in what earlier releases wrote: such a value that leads to green. */
  previewToken?: string;
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
  const { ports, share, rollout, switched, cohort, preview, leaving, fallback, probeTokens, previewToken } = state;
  const green = greenPort(state);
  const ofSecond = (ofGreen: number) => shareOfSecond(state, ofGreen);
  const markers = [...buckets(ofSecond(cohort === null ? share : 0)), ...named(ports, probeTokens)];
  if (cohort !== null) {
    markers.push(`c.${cohort}`, ...buckets(ofSecond(share)).map((bucket) => `c.${cohort}.${bucket}`));
  }
  if (rollout === null || leaving) return markers;
  if (previewToken !== undefined) markers.push(`${green}.h.${previewToken}`);
  if (preview !== null) markers.push(`${green}.h.${preview}`);
  // Never for blue: a dying blue must not send everybody to a version that nobody approved yet.
  if (fallback && switched !== null) markers.push(`fb.${green}`);
  return markers;
}

function named(ports: RoutingState["ports"], tokens: RoutingState["probeTokens"]): string[] {
  return ports.flatMap((port, index) => (tokens[index] == null ? [] : [`${port}.h.${tokens[index]}`]));
}

/** The header value that leads to a port. */
export function tokenOf(state: RoutingState, port: number): string {
  const [first, second] = state.probeTokens;
  return (port === state.ports[1] ? second : first) ?? state.previewToken ?? "none";
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
    ...(probe === undefined ? {} : { probeTokens: [null, probe] }),
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
    (value.log === undefined || isText(value.log, PATH)) &&
    isTokens(value.probeTokens) &&
    (value.previewToken === undefined || isText(value.previewToken, TOKEN))
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

function isTokens(value: unknown): value is RoutingState["probeTokens"] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  return (value[0] === null || isText(value[0], TOKEN)) && isText(value[1], TOKEN);
}

function isSide(value: unknown): value is SideRecord {
  return (
    isFields(value) &&
    typeof value.up === "boolean" &&
    (value.revision === null || isText(value.revision, REVISION)) &&
    (value.command == null || isText(value.command, /^[0-9a-f]{12}$/)) &&
    (value.keeper === undefined || isKeeper(value.keeper))
  );
}

function isKeeper(value: unknown): value is Keeper {
  if (!isFields(value)) return false;
  return value.kind === "unit" ? isText(value.template, UNIT) : value.kind === "compose" || value.kind === "commands";
}

function isRollout(value: unknown): value is Rollout {
  return (
    isFields(value) &&
    typeof value.id === "string" &&
    isText(value.revision, REVISION) &&
    typeof value.startedAt === "string" &&
    (value.tried === undefined || typeof value.tried === "boolean") &&
    (value.alone === undefined || typeof value.alone === "boolean")
  );
}

/** Two texts as tags would hold them. */
function isMemory(value: unknown): value is RolloutMemory {
  if (!isFields(value)) return false;
  const { gates, shifts, ...others } = value;
  const isMark = (text: unknown) => text === undefined || (typeof text === "string" && text.length <= MARK_LENGTH);
  return isMark(gates) && isMark(shifts) && Object.keys(others).length === 0;
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
    (value.run === undefined || (typeof value.run === "string" && value.run.length <= MAX_RUN)) &&
    (value.memory === undefined || isMemory(value.memory))
  );
}
