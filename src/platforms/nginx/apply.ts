import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync } from "node:fs";
import { DeliveryError } from "../../delivery/errors.ts";
import { isAsWanted } from "../../delivery/path-check.ts";
import type { MoveRecord } from "../../delivery/schedule.ts";
import type { Clock } from "../../engine/clock.ts";
import type { NginxChange } from "./changes.ts";
import { install } from "./install.ts";
import { nameOf } from "./parts.ts";
import { checkRouting, choiceOf, get, messageOf } from "./probe.ts";
import { refuse } from "./refusals.ts";
import { routesOf } from "./routes.ts";
import type { Content, RoutingState } from "./routing-state.ts";
import { greenPort } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { readStore, unwritable, writeState } from "./store.ts";
import type { ConfigFile } from "./structure.ts";
import type { ProcessSide } from "./supervisors.ts";

/** How long nginx may take to see a change, in milliseconds: at once, but for an `open_file_cache`. */
const PROVE_MS = 5_000;
const LOOK_MS = 50;

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

  constructor(settings: NginxSettings, processes: ProcessSide, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    this.#processes = processes;
    this.#clock = clock;
    this.#signal = signal;
  }

  async apply(change: NginxChange, seen: Snapshot): Promise<Snapshot | undefined> {
    switch (change.kind) {
      case "begin":
        return this.#begin(change, seen);
      case "install":
        await this.#install(change.files, change.hash, this.#current());
        return undefined;
      case "switch":
        return this.#switch(change, seen);
      case "undo":
        return this.#switch({ edit: change.routing, stays: true }, seen);
      case "start":
        this.#note({ tried: false }, change.port);
        await this.#processes.start(change.port, change.revision);
        return undefined;
      case "stop":
        await this.#processes.stop(change.port, change.revision);
        return undefined;
      case "try":
        return this.#try(change, seen);
      case "record-verified":
        return this.#recordVerified(seen);
      case "wait-healthy":
      case "wait-drained":
      case "wait-bake":
        throw new DeliveryError("internal", `A wait (${change.kind}) was applied instead of waited for.`);
    }
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

  #recordVerified(seen: Snapshot): Snapshot {
    const before = this.#current();
    if (before.switched?.verified !== false) return { ...seen, state: before };
    const { bakeMs: _, ...record } = before.switched;
    return { ...seen, state: this.#writeUntold(before, { switched: { ...record, verified: true } }) };
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
    const { probeToken, previewToken } = before;
    const next = { ...this.#next({ ...before, ...edit }, before.seq + 1), probeToken, previewToken };
    writeState(this.#settings.stateDir, next);
    return next;
  }

  /** From the state on disk, not from the one seen: nobody else can have written it, but this step has. */
  async #switch(change: Edit, seen: Snapshot): Promise<Snapshot | undefined> {
    const { stateDir } = this.#settings;
    const { edit, stays } = change;
    const before = this.#current();
    this.#signal.throwIfAborted();
    const next = isDone(change, before)
      ? before
      : this.#next({ ...before, ...edit, ...this.#switched(change) }, before.seq + 1);
    if (this.#settings.mode === "reload") return this.#reload(before, next, edit, seen);
    if (next !== before) writeState(stateDir, next);
    const after = { ...seen, at: this.#clock.now(), state: next, drift: [], unfinished: [] };
    // A site that does not include the structure yet has nothing to prove.
    if (edit.structure !== undefined) return after;
    const routing = await this.#obeyed(next);
    if (routing.kind === "obeys") return { ...after, routing };
    if (stays === true) throw refuse("way-back-not-followed", { problem: routing.message });
    if (next !== before) writeState(stateDir, this.#next(before, next.seq + 1));
    throw refuse("switch-taken-back", { problem: routing.message }, { noEffect: true });
  }

  /**
   * The same by nginx's own files. They are written second: whoever finds them behind the state knows what was meant,
   * and the next step loads it.
   */
  async #reload(
    before: RoutingState,
    next: RoutingState,
    edit: Partial<Content>,
    seen: Snapshot,
  ): Promise<Snapshot | undefined> {
    const { stateDir } = this.#settings;
    if (edit.structure !== undefined) {
      // Proven a moment ago, by the header values that are loaded: they stay.
      const { probeToken, previewToken } = before;
      if (next !== before) writeState(stateDir, { ...next, probeToken, previewToken });
      return undefined;
    }
    if (next !== before) writeState(stateDir, next);
    try {
      await this.#install([], next.structure ?? "", next);
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

  #install(files: readonly ConfigFile[], hash: string, state: RoutingState): Promise<void> {
    const tools = { settings: this.#settings, clock: this.#clock, signal: this.#signal };
    const routes = this.#settings.mode === "reload" ? [routesOf(this.#settings, state)] : [];
    return install(tools, [...files, ...routes], hash, state);
  }

  async #obeyed(state: RoutingState): Promise<Snapshot["routing"]> {
    const deadline = this.#clock.now() + PROVE_MS;
    for (;;) {
      const routing = await checkRouting(this.#settings.site, this.#settings.app, state, this.#signal);
      if (routing.kind === "obeys" || this.#clock.now() > deadline) return routing;
      await this.#clock.sleep(LOOK_MS, this.#signal);
    }
  }

  /** What failed here once is asked again by every step until it has passed: see `Rollout.tried`. */
  async #try({ port, checks }: Of<"try">, seen: Snapshot): Promise<Snapshot> {
    const { site, app } = this.#settings;
    const headers = { [routeHeader(app)]: this.#current().previewToken };
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

  #next(content: Content, seq: number): RoutingState {
    const token = () => randomBytes(16).toString("hex");
    return { ...content, format: 1, seq, at: this.#clock.now(), probeToken: token(), previewToken: token() };
  }
}

/** A record that is there already keeps its moment. */
function isDone({ edit, record }: Edit, state: RoutingState): boolean {
  if (record !== undefined && !same({ ...record, at: state.switched?.at }, state.switched)) return false;
  return Object.entries(edit).every(([name, value]) => same(value, state[name as keyof Content]));
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
