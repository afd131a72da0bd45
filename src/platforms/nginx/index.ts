import { statSync } from "node:fs";
import type { Server } from "node:net";
import type { Finding } from "../../delivery/findings.ts";
import { rehearse } from "../../delivery/findings.ts";
import type { Applied, Change, Intent, Plan, Progress, View, WaitOf } from "../../delivery/plan.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Look, Meter, Platform } from "../../engine/platform.ts";
import { poll } from "../../engine/poll.ts";
import { NginxWriter } from "./apply.ts";
import { isUndivided, remembersMarkers } from "./cache.ts";
import type { NginxChange } from "./changes.ts";
import { leftoversOf, readInstallation, siteHarmOf } from "./install.ts";
import { lock } from "./lock.ts";
import { meterOf } from "./meter.ts";
import { planStep } from "./plan.ts";
import { checkRouting, messageOf, unhealthyReasonOf } from "./probe.ts";
import { describeProcess, processesOf, revisionOf } from "./processes.ts";
import { refuse } from "./refusals.ts";
import type { RoutingState } from "./routing-state.ts";
import { sideOf } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import type { SideState, Snapshot } from "./snapshot.ts";
import { sideSeen } from "./snapshot.ts";
import { holdersOf, socketsOf } from "./sockets.ts";
import { readStore } from "./store.ts";
import { ProcessSide } from "./supervisors/index.ts";
import { acceptsUndo, undoOf } from "./undo.ts";
import { viewOf } from "./view.ts";
import { settledOf } from "./waits.ts";

/** A look at a process that comes up lasts so long at most, in milliseconds: the engine's own looks are further apart. */
const WATCH_MS = 1_200;
const LOOK_MS = 50;
/** nginx flushes its log each second. */
const LOGGED_MS = 3_000;

/** Two local processes behind one nginx, switched by marker files. */
export class NginxPlatform implements Platform<Snapshot, NginxChange> {
  readonly #settings: NginxSettings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #processes: ProcessSide;
  readonly #writer: NginxWriter;
  #lock: Server | undefined;
  #missingRights: readonly string[] | undefined;

  constructor(settings: NginxSettings, step: Step, clock: Clock, signal: AbortSignal) {
    this.#settings = settings;
    this.#step = step;
    this.#clock = clock;
    this.#signal = signal;
    this.#processes = new ProcessSide(settings, signal);
    this.#writer = new NginxWriter(settings, this.#processes, clock, signal);
  }

  /** The state directory, both ports, and one request through nginx; `setup` also looks at nginx's files. */
  async observe(): Promise<Snapshot> {
    const settings = this.#settings;
    if (process.platform !== "linux") throw refuse("not-linux", { platform: process.platform });
    if (this.#step !== "status" && this.#step !== "verify") {
      this.#lock ??= await lock(settings.stateDir, `${this.#step}, pid ${process.pid}`);
    }
    const stored = readStore(settings.stateDir);
    const [routing, first, second, installation] = await Promise.all([
      checkRouting(settings.site, settings.app, stored.state, this.#signal),
      this.#side(settings.ports[0]),
      this.#side(settings.ports[1]),
      this.#step === "setup" ? readInstallation({ settings, clock: this.#clock, signal: this.#signal }) : undefined,
    ]);
    const leftovers = leftoversOf(settings);
    const sides = [await this.#withBoot(first, stored.state), await this.#withBoot(second, stored.state)] as const;
    const { outage } = this.#writer;
    const seen = { at: this.#clock.now(), ...stored, routing, sides, installation, leftovers, outage };
    if (this.#step !== "deploy") return seen;
    this.#missingRights ??= await this.#processes.missingRights();
    return { ...seen, missingRights: this.#missingRights };
  }

  plan(intent: Intent, seen: Snapshot): Plan<NginxChange> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: Applied<NginxChange>, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  async refresh(wait: WaitOf<NginxChange>, seen: Snapshot, { since }: Look): Promise<Snapshot> {
    if (wait.kind === "wait-uncached") return this.#requireUncached(seen);
    if (wait.kind === "wait-logged") return { ...seen, logged: await this.#isLogged(wait.path) };
    if (wait.kind === "wait-bake") {
      // A bake may take an hour, and nobody who goes back waits for it: the next look takes the lock again.
      this.#letGo();
      const [first, second] = seen.sides;
      const sides = [
        { ...(await this.#side(first.port)), boot: first.boot },
        { ...(await this.#side(second.port)), boot: second.boot },
      ] as const;
      return { ...seen, at: this.#clock.now(), waitingSince: since, sides };
    }
    const until = this.#clock.now() + WATCH_MS;
    const pace = { clock: this.#clock, signal: this.#signal, pauseMs: LOOK_MS, until };
    // A health check would be one more connection to drain.
    const look = async (known: SideState) =>
      wait.kind === "wait-drained" ? drainedFurther(known) : { ...(await this.#side(wait.port)), boot: known.boot };
    return poll(
      pace,
      async () => replaceSide(seen, await look(sideSeen(seen, wait.port)), this.#clock.now()),
      (next) => settledOf(wait, next).state !== "waiting",
    );
  }

  settled(wait: WaitOf<NginxChange>, seen: Snapshot): Progress {
    return settledOf(wait, seen);
  }

  /** A deploy reads what a status reads, and has no rights to ask for but those of files and processes. */
  async diagnose(intent: Intent, seen: Snapshot): Promise<Finding[]> {
    const settings = { ...this.#settings, revision: this.#settings.revision ?? "another version" };
    return rehearse(() => planStep(settings, { ...intent, step: "deploy" }, seen));
  }

  view(seen: Snapshot): View {
    return viewOf(this.#settings, seen);
  }

  meter(seen: Snapshot): Meter {
    return meterOf(seen);
  }

  undo(intent: Intent, seen: Snapshot): Applied<NginxChange> {
    return undoOf(this.#settings, intent, seen);
  }

  accepts(undo: Change, intent: Intent, seen: Snapshot): undo is Applied<NginxChange> {
    return acceptsUndo(undo, intent, seen);
  }

  close(): void {
    this.#letGo();
  }

  #letGo(): void {
    this.#lock?.close();
    this.#lock = undefined;
  }

  async #side(port: number): Promise<SideState> {
    const { stateDir, healthPath } = this.#settings;
    const sockets = socketsOf([port]).get(port);
    const ours = processesOf(stateDir, port);
    const holders = holdersOf(sockets?.inodes ?? []);
    const listening = sockets?.listening === true;
    const unhealthyReason = listening
      ? await unhealthyReasonOf(port, healthPath, this.#signal)
      : `nothing listens on port ${port}`;
    return {
      port,
      listening,
      owner: holders.map(describeProcess).join(", ") || undefined,
      pids: ours.map(({ pid }) => pid),
      runs: [...holders, ...ours.map(({ pid }) => pid)].map(revisionOf).find((revision) => revision !== undefined),
      unhealthyReason,
      connections: sockets?.connections ?? 0,
      failure: unhealthyReason === undefined ? undefined : await this.#processes.failure(port),
    };
  }

  /** A site that does not include the structure yet has nothing to remember. */
  async #requireUncached(seen: Snapshot): Promise<Snapshot> {
    const { state } = readStore(this.#settings.stateDir);
    if (state === undefined || !isUndivided(state)) return seen;
    const { site, app } = this.#settings;
    if ((await checkRouting(site, app, state, this.#signal)).kind !== "obeys") return seen;
    if (await remembersMarkers(this.#settings, state, this.#signal)) throw refuse("open-file-cache", {});
    // An earlier set-up may have failed at it, and a site may have been edited since.
    const harm = await siteHarmOf({ settings: this.#settings, signal: this.#signal }, state);
    if (harm !== undefined) throw refuse("site-harmed", { ...harm });
    return seen;
  }

  /** A site that does not include the structure yet logs nothing of ours. */
  async #isLogged(path: string): Promise<boolean | undefined> {
    const { stateDir, site, app } = this.#settings;
    const before = sizeOf(path);
    const { state } = readStore(stateDir);
    if ((await checkRouting(site, app, state, this.#signal)).kind !== "obeys") return undefined;
    const until = this.#clock.now() + LOGGED_MS;
    const pace = { clock: this.#clock, signal: this.#signal, pauseMs: LOOK_MS, until };
    return poll(
      pace,
      async () => sizeOf(path) > before,
      (grown) => grown,
    );
  }

  /** What cannot be asked for stands in nobody's way, least of all in a rollback's: it is told. */
  async #withBoot(side: SideState, state: RoutingState | undefined): Promise<SideState> {
    if (this.#step === "setup") return side;
    try {
      const keeper = state === undefined ? undefined : sideOf(state, side.port).keeper;
      return { ...side, boot: await this.#processes.boot(side.port, keeper) };
    } catch (error) {
      this.#signal.throwIfAborted();
      return { ...side, boot: { starts: false, cannot: true, how: messageOf(error) } };
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function drainedFurther(side: SideState): SideState {
  return { ...side, connections: socketsOf([side.port]).get(side.port)?.connections ?? 0 };
}

function replaceSide(seen: Snapshot, side: SideState, at: number): Snapshot {
  const [first, second] = seen.sides;
  const replaced = sideSeen(seen, side.port) === first ? ([side, second] as const) : ([first, side] as const);
  return { ...seen, at, sides: replaced };
}
