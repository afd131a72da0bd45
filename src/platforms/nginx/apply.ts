import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync } from "node:fs";
import { DeliveryError } from "../../delivery/errors.ts";
import { isAsWanted } from "../../delivery/path-check.ts";
import type { Applied } from "../../delivery/plan.ts";
import type { MoveRecord } from "../../delivery/schedule.ts";
import type { Clock } from "../../engine/clock.ts";
import { poll } from "../../engine/poll.ts";
import type { Outage } from "../outage.ts";
import { isUndivided } from "./cache.ts";
import type { NginxChange } from "./changes.ts";
import { harmOf } from "./harm.ts";
import { install } from "./install.ts";
import { keptBy, nameOf } from "./parts.ts";
import { checkRouting, choiceOf, get, messageOf } from "./probe.ts";
import { refuse } from "./refusals.ts";
import { routesOf } from "./routes.ts";
import type { Content, RoutingState } from "./routing-state.ts";
import { greenPort, sideOf, tokenOf, withSide } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { readStore, returnTo, unwritable, writeState } from "./store.ts";
import type { ConfigFile } from "./structure.ts";
import { harmRemedy } from "./structure.ts";
import type { ProcessSide } from "./supervisors/index.ts";

/** How long nginx may take to see a change, in milliseconds: at once, but for an `open_file_cache`. */
const PROVE_MS = 5_000;
const LOOK_MS = 50;
/** So many fresh connections reach each of a few workers, but for a rare chance. */
const LOOKS_BACK = 8;
const CACHED = {
  kind: "blind",
  message: "nginx remembers marker files that are gone: the site needs `open_file_cache off;` in its server block.",
} as const;

type Of<K extends NginxChange["kind"]> = Extract<NginxChange, { kind: K }>;

/** What a switch writes: some members of the state, and that the share moved now. */
interface Edit {
  edit: Partial<Content>;
  record?: MoveRecord | undefined;
  stays?: boolean | undefined;
}

/** The writing half of the platform: one method per kind of change, each idempotent. */
export class NginxWriter {
  readonly #settings: NginxSettings;
  readonly #processes: ProcessSide;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** Since when nobody answers: the only process was stopped by this step. */
  #silentSince: number | undefined;
  /** The outage that this step has made, once it is over. */
  outage: Outage | undefined;

  constructor(settings: NginxSettings, processes: ProcessSide, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    this.#processes = processes;
    this.#clock = clock;
    this.#signal = signal;
  }

  async apply(change: Applied<NginxChange>, seen: Snapshot): Promise<Snapshot | undefined> {
    switch (change.kind) {
      case "begin":
        return this.#begin(change, seen);
      case "install":
        await this.#install(change.files, change.hash, this.#current(), this.#current());
        return undefined;
      case "switch":
        return this.#ending(change, await this.#switch(change, seen));
      case "undo":
        if (change.back !== undefined) await this.#startBlue(change.live, change.back);
        return this.#switch({ edit: change.routing, stays: true }, seen);
      case "start":
        this.#noteStart(change);
        await this.#processes.start(change.port, change.revision);
        return undefined;
      case "stop":
        if (change.movesTraffic === true) this.#silentSince ??= this.#clock.now();
        await this.#processes.stop(change.port, change.revision);
        return undefined;
      case "boot":
        await this.#processes.setBoot(change.port, change.keeper, change.on);
        return undefined;
      case "try":
        return this.#try(change, seen);
      case "record-verified":
        return this.#recordVerified(change, seen);
    }
  }

  /** An outage ends when nginx is seen to lead everyone to a process that is healthy. */
  #ending({ movesTraffic }: Of<"switch">, after: Snapshot | undefined): Snapshot | undefined {
    if (this.#silentSince === undefined || movesTraffic !== true) return after;
    this.outage = { began: this.#silentSince, ended: this.#clock.now() };
    return after === undefined ? undefined : { ...after, outage: this.outage };
  }

  #begin({ content }: Of<"begin">, seen: Snapshot): Snapshot {
    const { stateDir } = this.#settings;
    const { state: existing } = readStore(stateDir);
    if (existing !== undefined) return { ...seen, state: existing };
    const { SUDO_UID: uid, SUDO_GID: gid } = process.env;
    try {
      mkdirSync(stateDir, { recursive: true, mode: 0o755 });
      // Whoever asked root for this runs every later step.
      if (process.getuid?.() === 0 && uid !== undefined && gid !== undefined) {
        chownSync(stateDir, Number(uid), Number(gid));
      }
    } catch (error) {
      throw unwritable(stateDir, error);
    }
    const state = this.#next(content, 1);
    writeState(stateDir, state);
    return { ...seen, state };
  }

  #recordVerified({ record }: Of<"record-verified">, seen: Snapshot): Snapshot {
    const before = this.#current();
    const { switched } = before;
    const isIts = switched !== null && switched.by === record.by && (switched.to ?? record.to) === record.to;
    if (isIts && switched.verified) return { ...seen, state: before };
    const memory = switched?.memory === undefined ? {} : { memory: switched.memory };
    const { bakeMs: _, ...known } = isIts ? switched : { ...record, at: this.#clock.now(), ...memory };
    return { ...seen, state: this.#writeUntold(before, { switched: { ...known, verified: true } }) };
  }

  /** There is room for one process: green stops first. */
  async #startBlue(live: number, revision: string): Promise<void> {
    const green = greenPort(this.#current());
    await this.#processes.stop(green, sideOf(this.#current(), green).revision);
    await this.#processes.start(live, revision);
  }

  #noteStart({ port, revision }: Of<"start">): void {
    const before = this.#note({ tried: false }, port);
    const { sides } = withSide(before, port, { revision, up: true, ...keptBy(this.#settings) });
    if (!same(sides, before.sides)) this.#writeUntold(before, { sides });
  }

  /** Whether green, if it is that port, has answered through nginx as it should. */
  #note({ tried }: { tried: boolean }, port: number): RoutingState {
    const before = this.#current();
    const { rollout } = before;
    if (rollout === null || greenPort(before) !== port || (rollout.tried ?? true) === tried) return before;
    return this.#writeUntold(before, { rollout: { ...rollout, tried } });
  }

  /** With the header values that nginx knows: nothing that it serves by changes. */
  #writeUntold(before: RoutingState, edit: Partial<Content>): RoutingState {
    const next = this.#next({ ...before, ...edit }, before.seq + 1, before);
    writeState(this.#settings.stateDir, next);
    return next;
  }

  /** From the state on disk, not from the one seen: nobody else can have written it, but this step has. */
  async #switch(change: Edit, seen: Snapshot): Promise<Snapshot | undefined> {
    const { stateDir } = this.#settings;
    const { edit, stays } = change;
    const before = this.#current();
    this.#signal.throwIfAborted();
    let next = isDone(change, before)
      ? before
      : this.#next({ ...before, ...edit, ...this.#switched(change) }, before.seq + 1);
    if (this.#settings.mode === "reload") return this.#reload(before, next, change, seen);
    if (next !== before) next = this.#write(next, stays === true);
    const after = { ...seen, at: this.#clock.now(), state: next, drift: [], unfinished: [] };
    // A site that does not include the structure yet has nothing to prove.
    if (edit.structure !== undefined) return after;
    const routing = await this.#obeyed(next, before);
    if (routing.kind === "obeys") return { ...after, routing };
    if (stays === true) throw refuse("way-back-not-followed", { problem: routing.message });
    if (next !== before) writeState(stateDir, this.#next(before, next.seq + 1));
    throw refuse("switch-taken-back", { problem: routing.message }, { noEffect: true });
  }

  /** A way back needs no room where a state like it is still on disk. */
  #write(next: RoutingState, isWayBack: boolean): RoutingState {
    const { stateDir } = this.#settings;
    try {
      writeState(stateDir, next);
      return next;
    } catch (error) {
      const alike = isWayBack ? returnTo(stateDir, (state) => routesAlike(state, next)) : undefined;
      if (alike === undefined) throw error;
      return alike;
    }
  }

  /**
   * The same by nginx's own files. They are written second: whoever finds them behind the state knows what was meant,
   * and the next step loads it.
   */
  async #reload(
    before: RoutingState,
    wanted: RoutingState,
    { edit, stays }: Edit,
    seen: Snapshot,
  ): Promise<Snapshot | undefined> {
    const { stateDir } = this.#settings;
    let next = wanted;
    const quiet = this.#next({ ...next }, next.seq, before);
    const [routes, loaded] = [quiet, before].map((state) => routesOf(this.#settings, state).content);
    // Proven a moment ago, by the header values that are loaded: they stay. Nor is a route reloaded that is as it was.
    if (edit.structure !== undefined || (routes === loaded && seen.routing.kind === "obeys")) {
      if (next !== before) writeState(stateDir, quiet);
      return edit.structure === undefined ? { ...seen, at: this.#clock.now(), state: quiet } : undefined;
    }
    if (next !== before) next = this.#write(next, stays === true);
    try {
      await this.#install([], next.structure ?? "", next, before);
    } catch (error) {
      // A cancelled step is undone by its undo record.
      if (this.#signal.aborted || next === before) throw error;
      writeState(stateDir, { ...before, seq: next.seq + 1, at: this.#clock.now() });
      if (!(error instanceof DeliveryError)) throw error;
      const { id, reasons, remedy = "" } = error;
      throw new DeliveryError(error.code, error.message, {
        ...(id === undefined ? {} : { id }),
        reasons,
        remedy,
        noEffect: true,
        cause: error,
      });
    }
    return { ...seen, at: this.#clock.now(), state: next, drift: [], unfinished: [] };
  }

  /** @param before the state whose routes come back should nginx refuse: on record, whatever a file says. */
  #install(files: readonly ConfigFile[], hash: string, state: RoutingState, before: RoutingState): Promise<void> {
    const tools = { settings: this.#settings, clock: this.#clock, signal: this.#signal };
    if (this.#settings.mode !== "reload") return install(tools, files, hash, state);
    const routes = { ...routesOf(this.#settings, state), former: routesOf(this.#settings, before).content };
    return install(tools, [routes, ...files], hash, state);
  }

  /** nginx follows the state: it knows the new header values, and the old ones no more. */
  async #obeyed(state: RoutingState, before: RoutingState): Promise<Snapshot["routing"]> {
    const { site, app } = this.#settings;
    const pace = { clock: this.#clock, signal: this.#signal, pauseMs: LOOK_MS, until: this.#clock.now() + PROVE_MS };
    const look = async (): Promise<Snapshot["routing"]> => {
      const routing = await checkRouting(site, app, state, this.#signal);
      const remembers = routing.kind === "obeys" ? await this.#remembered(state, before) : undefined;
      return { ...routing, ...remembers };
    };
    return poll(pace, look, ({ kind }) => kind === "obeys");
  }

  /** With nobody on green, or everybody, an old header value that still leads to the other side is one that is cached. */
  async #remembered(state: RoutingState, before: RoutingState) {
    const { site, app, mode } = this.#settings;
    const { share, ports, live } = state;
    if (mode === "reload" || !isUndivided(state)) return undefined;
    const left = share === 0 ? greenPort(state) : live;
    const token = before.probeTokens[ports[1] === left ? 1 : 0];
    if (token === null || state.probeTokens.includes(token)) return undefined;
    for (let look = 0; look < LOOKS_BACK; look += 1) {
      const answer = await get(site, site.path, { [routeHeader(app)]: token }, this.#signal).catch(() => undefined);
      if (answer !== undefined && choiceOf(answer)?.port === left) return CACHED;
    }
    return undefined;
  }

  /** What failed here once is asked again by every step until it has passed: see `Rollout.tried`. */
  async #try({ port, checks }: Of<"try">, seen: Snapshot): Promise<Snapshot> {
    const { site, app } = this.#settings;
    const headers = { [routeHeader(app)]: tokenOf(this.#current(), port) };
    const problems: string[] = [];
    const own = checks.some(({ path }) => path === site.path) ? [] : [undefined];
    for (const check of [...own, ...checks]) {
      const path = check?.path ?? site.path;
      try {
        const answer = await get(site, path, headers, this.#signal);
        const chosen = choiceOf(answer)?.port;
        const good = check === undefined ? answer.status < 500 : isAsWanted(check, answer.status);
        if (chosen !== port) problems.push(`${path} was led to ${chosen ?? "no side of ours"} instead of ${port}`);
        else if (!good) problems.push(`${path} answers ${answer.status}`);
      } catch (error) {
        this.#signal.throwIfAborted();
        problems.push(`${path} does not answer: ${messageOf(error)}`);
      }
    }
    const asked = { port, headers, other: this.#current().ports.find((one) => one !== port) };
    for (const path of problems.length > 0 ? [] : new Set([site.path, ...checks.map((check) => check.path)])) {
      const harm = await harmOf(site, path, asked, this.#signal);
      if (harm !== undefined) problems.push(`${harm}. ${harmRemedy(this.#settings)}`);
    }
    if (problems.length === 0) return { ...seen, state: this.#note({ tried: true }, port) };
    const green = nameOf({ app }, port);
    throw refuse("green-fails-through-nginx", { green }, { reasons: problems, noEffect: true });
  }

  #current(): RoutingState {
    const { state } = readStore(this.#settings.stateDir);
    if (state !== undefined) return state;
    throw refuse("state-lost", { directory: this.#settings.stateDir });
  }

  #switched({ record }: Edit): Partial<Content> {
    return record === undefined ? {} : { switched: { ...record, at: this.#clock.now() } };
  }

  /** @param known whose header values stay in force; without, they are new. */
  #next(content: Content, seq: number, known?: RoutingState): RoutingState {
    const token = () => randomBytes(16).toString("hex");
    const { previewToken: _, ...rest }: Content & Partial<RoutingState> = content;
    const tokens =
      known === undefined
        ? { probeTokens: [token(), token()] as const }
        : {
            probeTokens: known.probeTokens,
            ...(known.previewToken === undefined ? {} : { previewToken: known.previewToken }),
          };
    return { ...rest, format: 1, seq, at: this.#clock.now(), ...tokens };
  }
}

/** A record that is there already keeps its moment. */
function isDone({ edit, record }: Edit, state: RoutingState): boolean {
  if (record !== undefined && !same({ ...record, at: state.switched?.at }, state.switched)) return false;
  return Object.entries(edit).every(([name, value]) => same(value, state[name as keyof Content]));
}

/** Everyone is led where the other state leads them, in the same rollout. */
function routesAlike(one: RoutingState, other: RoutingState): boolean {
  const routes = ({ rollout, live, share, cohort, leaving }: RoutingState) => [
    rollout?.id,
    live,
    share,
    cohort,
    leaving,
  ];
  return same(routes(one), routes(other));
}

function same(one: unknown, other: unknown): boolean {
  return one === other || canonical(one) === canonical(other);
}

/** Whatever the order of the members. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
