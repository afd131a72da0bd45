import type { Server } from "node:net";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan, Progress, View } from "../../delivery/plan.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { Clock } from "../../engine/clock.ts";
import type { Platform } from "../../engine/platform.ts";
import { NginxWriter } from "./apply.ts";
import type { NginxChange } from "./changes.ts";
import type { Generation } from "./generation.ts";
import { readInstallation } from "./install.ts";
import { lock } from "./lock.ts";
import { setShare } from "./parts.ts";
import { planStep } from "./plan.ts";
import { checkRouting, unhealthyReasonOf } from "./probe.ts";
import { describeProcess, processesOf } from "./processes.ts";
import type { NginxSettings } from "./settings.ts";
import type { SideState, Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";
import { holdersOf, socketsOf } from "./sockets.ts";
import { readStore } from "./store.ts";
import { ProcessSide } from "./supervisors.ts";
import { viewOf } from "./view.ts";
import { settledOf } from "./waits.ts";

/** A look at a process that comes up lasts so long at most, in milliseconds: the engine's own looks are further apart. */
const WATCH_MS = 1_200;
const LOOK_MS = 50;

/** Two local processes behind one nginx, switched by marker files. */
export class NginxPlatform implements Platform<Snapshot, NginxChange> {
  readonly #settings: NginxSettings;
  readonly #step: Step;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #processes: ProcessSide;
  readonly #writer: NginxWriter;
  #lock: Server | undefined;

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
    if (process.platform !== "linux") {
      throw new DeliveryError("unsuitable", `The platform nginx needs Linux; this runner has ${process.platform}.`, {
        remedy: "Run the job on the machine that has the nginx.",
      });
    }
    if (this.#step !== "status") {
      this.#lock ??= await lock(settings.stateDir, `${this.#step}, pid ${process.pid}`);
    }
    const stored = readStore(settings.stateDir);
    const [routing, first, second, installation] = await Promise.all([
      checkRouting(settings.site, settings.app, stored.generation, this.#signal),
      this.#side(settings.ports[0]),
      this.#side(settings.ports[1]),
      this.#step === "setup" ? readInstallation({ settings, clock: this.#clock, signal: this.#signal }) : undefined,
    ]);
    return { at: this.#clock.now(), ...stored, routing, sides: [first, second], installation };
  }

  plan(intent: Intent, seen: Snapshot): Plan<NginxChange> {
    return planStep(this.#settings, intent, seen);
  }

  apply(change: NginxChange, seen: Snapshot): Promise<Snapshot | undefined> {
    return this.#writer.apply(change, seen);
  }

  async refresh(wait: NginxChange, seen: Snapshot): Promise<Snapshot> {
    if (!("port" in wait)) return seen;
    const until = this.#clock.now() + WATCH_MS;
    // A health check would be one more connection to drain.
    const look = (known: SideState) => (wait.kind === "wait-drained" ? drainedFurther(known) : this.#side(wait.port));
    for (;;) {
      const next = replaceSide(seen, await look(stateOf(seen, wait.port)), this.#clock.now());
      const over = settledOf(wait, next).state !== "waiting";
      if (over || wait.kind === "wait-bake" || this.#clock.now() >= until) return next;
      await this.#clock.sleep(LOOK_MS, this.#signal);
    }
  }

  settled(wait: NginxChange, seen: Snapshot): Progress {
    return settledOf(wait, seen);
  }

  view(seen: Snapshot): View {
    return viewOf(this.#settings, seen);
  }

  undo(intent: Intent, seen: Snapshot): NginxChange {
    const { generation } = seen;
    if (generation === undefined) throw new Error("A change that moves traffic was planned without a state.");
    if (intent.step === "rollback")
      return setShare(generation, 0, { direction: "rollback", at: intent.now }, { cohort: null });
    return restore(generation);
  }

  close(): void {
    this.#lock?.close();
  }

  async #side(port: number): Promise<SideState> {
    const { stateDir, healthPath } = this.#settings;
    const sockets = socketsOf([port]).get(port);
    const ours = processesOf(stateDir, port);
    const listening = sockets?.listening === true;
    const unhealthyReason = listening
      ? await unhealthyReasonOf(port, healthPath, this.#signal)
      : `nothing listens on port ${port}`;
    return {
      port,
      listening,
      owner:
        holdersOf(sockets?.inodes ?? [])
          .map(describeProcess)
          .join(", ") || undefined,
      pids: ours.map(({ pid }) => pid),
      runs: ours.find(({ revision }) => revision !== undefined)?.revision,
      unhealthyReason,
      connections: sockets?.connections ?? 0,
      failure: this.#processes.failure(port),
    };
  }
}

function drainedFurther(side: SideState): SideState {
  return { ...side, connections: socketsOf([side.port]).get(side.port)?.connections ?? 0 };
}

/** The undo record of a step towards green: the weights, cohort and switch as they were. */
function restore(generation: Generation): NginxChange {
  const { share, switched, cohort, fallback } = generation;
  return {
    kind: "switch",
    movesTraffic: true,
    stays: true,
    edit: { share, switched, cohort, fallback },
    summary: `Give green back the ${share / 100} % that it had`,
  };
}

function replaceSide(seen: Snapshot, side: SideState, at: number): Snapshot {
  const [first, second] = seen.sides;
  const replaced = stateOf(seen, side.port) === first ? ([side, second] as const) : ([first, side] as const);
  return { ...seen, at, sides: replaced };
}
