import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Applied, Change, Intent, Plan, Progress, View } from "../../src/delivery/plan.ts";
import type { Clock } from "../../src/engine/clock.ts";
import type { DeliveryEvent, Journal, Reporter, UndoRecord } from "../../src/engine/events.ts";
import type { Meter, Platform } from "../../src/engine/platform.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { inputsFor, view } from "./fixtures.ts";

/** A platform whose whole world is two numbers. */
export interface Memory {
  weight: number;
  /** How many looks of a wait have found it not over yet. */
  looks: number;
}

export type MemoryChange = Change &
  (
    | { kind: "move"; weight: number; movesTraffic: true }
    | { kind: "tidy" }
    | { kind: "wait"; waits: true; looks: number; reasons?: (look: number) => string[] }
  );

export const move = (weight: number): Extract<MemoryChange, { kind: "move" }> => ({
  kind: "move",
  weight,
  movesTraffic: true,
  summary: `Move to ${weight}`,
});
export const tidy: MemoryChange = { kind: "tidy", summary: "Tidy up" };
export const tidyAgain: MemoryChange = { kind: "tidy", summary: "Tidy up again" };
/** A wait that is over after so many looks. */
export const wait = (looks: number, reasons?: (look: number) => string[]): MemoryChange => ({
  kind: "wait",
  waits: true,
  looks,
  ...(reasons === undefined ? {} : { reasons }),
  summary: `Wait for ${looks} looks`,
});

export interface MemoryOptions {
  changes: readonly MemoryChange[];
  warnings?: readonly string[];
  /** Happens instead of a look or a change; undefined lets it be. */
  fault?: (what: string) => Error | undefined;
  /** Whether an applied change is read back at once. */
  readsBack?: boolean;
  /** From this look on the wait is impossible. */
  hopelessAt?: number;
}

/** A platform in memory, and everything that was done to it, in order. */
export class MemoryPlatform implements Platform<Memory, MemoryChange> {
  readonly log: string[] = [];
  readonly #done = new Set<MemoryChange>();
  state: Memory = { weight: 0, looks: 0 };
  closed = false;
  /** Called with every change, after it. */
  onApply: (change: MemoryChange) => void = () => {};
  readonly #options: MemoryOptions;

  constructor(options: MemoryOptions) {
    this.#options = options;
  }

  async observe(): Promise<Memory> {
    this.#do("observe");
    return { ...this.state };
  }

  plan(_intent: Intent, _seen: Memory): Plan<MemoryChange> {
    this.#do("plan");
    const { changes: all, warnings = [] } = this.#options;
    // Only what is not so yet, as every platform's plan.
    const changes = all.filter((change) => !this.#done.has(change));
    return { changes, warnings, ...(changes.length === 0 ? { nothing: "It is there already." } : {}) };
  }

  async apply(change: MemoryChange): Promise<Memory | undefined> {
    if (change.kind === "wait") throw new Error("A wait was applied");
    this.#do(change.kind === "move" ? `move ${change.weight}` : change.kind);
    this.#done.add(change);
    this.onApply(change);
    if (change.kind === "move") this.state = { ...this.state, weight: change.weight };
    return this.#options.readsBack === true ? { ...this.state } : undefined;
  }

  async refresh(_wait: MemoryChange, seen: Memory): Promise<Memory> {
    this.#do("look");
    this.state = { ...this.state, looks: seen.looks + 1 };
    return { ...this.state };
  }

  settled(change: MemoryChange, { looks }: Memory): Progress {
    if (change.kind !== "wait" || looks >= change.looks) {
      this.#done.add(change);
      return { state: "done" };
    }
    const reasons = change.reasons?.(looks) ?? ["1 × target initial"];
    const { hopelessAt = Number.POSITIVE_INFINITY } = this.#options;
    if (looks >= hopelessAt) return { state: "impossible", because: "The image does not exist.", reasons };
    return { state: "waiting", for: "healthy targets", have: 1, want: 2, reasons };
  }

  view({ weight }: Memory): View {
    return view({ weight });
  }

  meter(): Meter {
    return { by: "nothing", because: "This test platform counts nothing." };
  }

  undo(_intent: Intent, seen: Memory): Applied<MemoryChange> {
    this.#do("undo");
    return { ...move(seen.weight), summary: `Go back to ${seen.weight}` };
  }

  accepts(undo: Change, _intent: Intent, _seen: Memory): undo is Applied<MemoryChange> {
    const { weight } = undo as Partial<{ weight: number }>;
    return undo.kind === "move" && weight !== undefined && weight >= 0 && weight <= 100;
  }

  close(): void {
    this.closed = true;
  }

  #do(what: string): void {
    const error = this.#options.fault?.(what);
    this.log.push(error === undefined ? what : `${what} failed`);
    if (error !== undefined) throw error;
  }
}

/** A clock on which time passes only while somebody sleeps. */
export class ManualClock implements Clock {
  time = 1_000_000;
  /** Called with every sleep, after it. */
  onSleep: (time: number) => void = () => {};

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.time += ms;
    this.onSleep(this.time);
    signal.throwIfAborted();
  }
}

/** The tools of a run that remember what they were told, in the platform's log too. */
export function recordingTools(platform: MemoryPlatform) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const events: DeliveryEvent[] = [];
  const reporter: Reporter = { report: (event) => events.push(event) };
  const undos: UndoRecord[] = [];
  const journal: Journal = {
    begin(undo) {
      undos.push(undo);
      platform.log.push("journal begins");
    },
    end() {
      platform.log.push("journal ends");
    },
  };
  const tools: RunTools = { clock, signal: controller.signal, reporter, journal };
  const cancel = () => controller.abort(new DeliveryError("cancelled", "The run was cancelled."));
  return { tools, clock, events, undos, cancel };
}

export function intentFor(step: "promote" | "rollback", clock: Clock, timeoutMs = 60_000): Intent {
  return { ...inputsFor(step), rolloutId: "octo/shop/runs/7", now: clock.now(), timeoutMs };
}
