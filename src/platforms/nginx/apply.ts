import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync } from "node:fs";
import { DeliveryError } from "../../delivery/errors.ts";
import { isAsWanted } from "../../delivery/path-check.ts";
import type { Clock } from "../../engine/clock.ts";
import type { NginxChange } from "./changes.ts";
import type { Content, Generation } from "./generation.ts";
import { install } from "./install.ts";
import { checkRouting, choiceOf, get, messageOf } from "./probe.ts";
import { routesOf } from "./routes.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { readStore, unwritable, writeGeneration } from "./store.ts";
import type { ConfigFile } from "./structure.ts";
import type { ProcessSide } from "./supervisors.ts";

/** How long nginx may take to see a change, in milliseconds: at once, but for an `open_file_cache`. */
const PROVE_MS = 5_000;
const LOOK_MS = 50;

type Of<K extends NginxChange["kind"]> = Extract<NginxChange, { kind: K }>;

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
      case "install": {
        await this.#install(change.files, change.hash, this.#current());
        return undefined;
      }
      case "switch":
        return this.#switch(change, seen);
      case "start":
        await this.#processes.start(change.port, change.revision);
        return undefined;
      case "stop":
        await this.#processes.stop(change.port, change.revision);
        return undefined;
      case "try":
        await this.#try(change);
        return seen;
      case "record-baked":
        return this.#recordBaked(seen);
      case "wait-healthy":
      case "wait-drained":
      case "wait-bake":
        throw new DeliveryError("internal", `A wait (${change.kind}) was applied instead of waited for.`);
    }
  }

  #begin({ content }: Of<"begin">, seen: Snapshot): Snapshot {
    const { stateDir } = this.#settings;
    const { generation: existing } = readStore(stateDir);
    if (existing !== undefined) return { ...seen, generation: existing };
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
    const generation = this.#next(content, 1);
    writeGeneration(stateDir, generation);
    return { ...seen, generation };
  }

  /** With the header values that nginx knows: nothing that it serves by changes. */
  #recordBaked(seen: Snapshot): Snapshot {
    const before = this.#current();
    if (before.switched?.baking !== true) return { ...seen, generation: before };
    const { direction, at } = before.switched;
    const { probe, peek } = before;
    const next = { ...this.#next({ ...before, switched: { direction, at } }, before.seq + 1), probe, peek };
    writeGeneration(this.#settings.stateDir, next);
    return { ...seen, generation: next };
  }

  /** From the state on disk, not from the one seen: nobody else can have written it, but this step has. */
  async #switch({ edit, stays }: Of<"switch">, seen: Snapshot): Promise<Snapshot | undefined> {
    const { stateDir } = this.#settings;
    const before = this.#current();
    this.#signal.throwIfAborted();
    const next = isDone(edit, before) ? before : this.#next({ ...before, ...edit }, before.seq + 1);
    if (this.#settings.mode === "reload") return this.#reload(before, next, edit, seen);
    if (next !== before) writeGeneration(stateDir, next);
    const after = { ...seen, at: this.#clock.now(), generation: next, drift: [], unfinished: [] };
    // A site that does not include the structure yet has nothing to prove.
    if (edit.structure !== undefined) return after;
    const routing = await this.#obeyed(next);
    if (routing.kind === "obeys") return { ...after, routing };
    if (stays === true) {
      throw new DeliveryError("platform", `The way back is written, but nginx does not follow: ${routing.said}`, {
        remedy: "It holds from the moment that nginx sees it. Look after nginx, then run the step again.",
      });
    }
    if (next !== before) writeGeneration(stateDir, this.#next(before, next.seq + 1));
    throw new DeliveryError("platform", `nginx did not follow the change, which was taken back: ${routing.said}`, {
      noEffect: true,
      remedy: "Traffic goes on as before. Run `status`, look after what it finds, then run the step again.",
    });
  }

  /**
   * The same by nginx's own files. They are written second: whoever finds them behind the state knows what was meant,
   * and the next step loads it.
   */
  async #reload(
    before: Generation,
    next: Generation,
    edit: Partial<Content>,
    seen: Snapshot,
  ): Promise<Snapshot | undefined> {
    const { stateDir } = this.#settings;
    if (edit.structure !== undefined) {
      // Proven a moment ago, by the header values that are loaded: they stay.
      if (next !== before) writeGeneration(stateDir, { ...next, probe: before.probe, peek: before.peek });
      return undefined;
    }
    if (next !== before) writeGeneration(stateDir, next);
    try {
      await this.#install([], next.structure ?? "", next);
    } catch (error) {
      // A cancelled step is undone by its undo record.
      if (this.#signal.aborted || next === before) throw error;
      writeGeneration(stateDir, { ...before, seq: next.seq + 1, at: this.#clock.now() });
      if (!(error instanceof DeliveryError)) throw error;
      const { reasons, remedy = "" } = error;
      throw new DeliveryError(error.code, error.message, { reasons, remedy, noEffect: true, cause: error });
    }
    return { ...seen, at: this.#clock.now(), generation: next, drift: [], unfinished: [] };
  }

  #install(files: readonly ConfigFile[], hash: string, generation: Generation): Promise<void> {
    const tools = { settings: this.#settings, clock: this.#clock, signal: this.#signal };
    const routes = this.#settings.mode === "reload" ? [routesOf(this.#settings, generation)] : [];
    return install(tools, [...files, ...routes], hash, generation);
  }

  async #obeyed(generation: Generation): Promise<Snapshot["routing"]> {
    const deadline = this.#clock.now() + PROVE_MS;
    for (;;) {
      const routing = await checkRouting(this.#settings.site, this.#settings.app, generation, this.#signal);
      if (routing.kind === "obeys" || this.#clock.now() > deadline) return routing;
      await this.#clock.sleep(LOOK_MS, this.#signal);
    }
  }

  async #try({ port, checks }: Of<"try">): Promise<void> {
    const { site, app } = this.#settings;
    const headers = { [routeHeader(app)]: this.#current().peek };
    const illnesses: string[] = [];
    const own = checks.some(({ path }) => path === site.path) ? [] : [undefined];
    for (const check of [...own, ...checks]) {
      const path = check?.path ?? site.path;
      try {
        const answer = await get(site, path, headers, this.#signal);
        const chosen = choiceOf(answer)?.port;
        const good = check === undefined ? answer.status < 500 : isAsWanted(check, answer.status);
        if (chosen !== port) illnesses.push(`${path} was led to ${chosen ?? "no side of ours"} instead of ${port}`);
        else if (!good) illnesses.push(`${path} answers ${answer.status}`);
      } catch (error) {
        this.#signal.throwIfAborted();
        illnesses.push(`${path} does not answer: ${messageOf(error)}`);
      }
    }
    if (illnesses.length === 0) return;
    throw new DeliveryError("unhealthy", `${app}@${port} does not answer as it should through nginx.`, {
      reasons: illnesses,
      remedy: "It has no traffic. Mend it and deploy again, or run `rollback`, then `teardown`, to give it up.",
    });
  }

  #current(): Generation {
    const { generation } = readStore(this.#settings.stateDir);
    if (generation !== undefined) return generation;
    throw new DeliveryError("platform", `The state in ${this.#settings.stateDir} is gone.`, {
      remedy: "Somebody removed it while the step ran. nginx now sends everything to the first port: run `setup`.",
    });
  }

  #next(content: Content, seq: number): Generation {
    const token = () => randomBytes(16).toString("hex");
    return { ...content, format: 1, seq, at: this.#clock.now(), probe: token(), peek: token() };
  }
}

function isDone(edit: Partial<Content>, generation: Generation): boolean {
  return Object.entries({ ...generation, ...edit }).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(generation[name as keyof Generation]),
  );
}
