import { createHash } from "node:crypto";
import type { Clock } from "../../src/engine/clock.ts";

/**
 * Runs several steps at once at the grain of single calls: every call waits until it is chosen, and time passes only
 * when it is chosen to. The same choices give the same run, so that all of them can be tried.
 */

/** Milliseconds that a call may be under way: the bound on which claims rest (src/engine/timing.ts). */
export const CALL_MS = 1_000;

/** What may happen next. */
export type Choice =
  | { do: "call"; actor: number }
  /** The process is killed: its pending call is lost, or takes effect and nobody hears of it. */
  | { do: "kill"; actor: number; effect: boolean }
  | { do: "time" };

interface Pending {
  label: string;
  since: number;
  run(): void;
  lose(effect: boolean): void;
}

interface Sleeper {
  until: number;
  wake(): void;
}

class Actor {
  /** Calls that it made and that have not happened yet. Those that it made at once happen one after the other. */
  readonly calls: Pending[] = [];
  sleeper: Sleeper | undefined;
  dead = false;
  /** A digest of what it has learned so far: two runs that have learned the same do the same from here on. */
  heard = "";
  ended: "running" | "done" | "failed" = "running";
  error: unknown;

  get pending(): Pending | undefined {
    return this.calls[0];
  }

  hear(what: string): void {
    this.heard = createHash("sha1").update(this.heard).update(what).digest("base64");
  }
}

export class Scheduler {
  readonly actors: Actor[] = [];
  #now: number;
  kills = 0;

  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** Begins a step; it runs until its first call. */
  start(work: (actor: number) => Promise<unknown>): void {
    const index = this.actors.length;
    const actor = new Actor();
    this.actors.push(actor);
    work(index).then(
      () => {
        if (!actor.dead) actor.ended = "done";
      },
      (error: unknown) => {
        if (actor.dead) return;
        actor.ended = "failed";
        actor.error = error;
      },
    );
  }

  /** A call to the platform: happens as a whole, at the moment at which it is chosen. */
  call<T>(index: number, label: string, effect: () => T): Promise<T> {
    const actor = this.#actor(index);
    return new Promise((resolve, reject) => {
      actor.calls.push({
        label,
        since: this.#now,
        run: () => {
          actor.calls.shift();
          try {
            const result = effect();
            actor.hear(`${label}=${JSON.stringify(result) ?? ""}`);
            resolve(result);
          } catch (error) {
            actor.hear(`${label}!${String(error)}`);
            reject(error);
          }
        },
        lose: (happens) => {
          actor.dead = true;
          try {
            if (happens) effect();
          } catch {
            // Nobody is there to hear of it.
          }
        },
      });
    });
  }

  clockOf(index: number): Clock {
    return {
      now: () => this.#now,
      sleep: (ms) => {
        const actor = this.#actor(index);
        return new Promise((resolve) => {
          actor.sleeper = {
            until: this.#now + ms,
            wake: () => {
              actor.sleeper = undefined;
              actor.hear(`slept ${ms}`);
              resolve();
            },
          };
        });
      },
    };
  }

  /** @param kills how many kills there may be. */
  choices(kills: number): Choice[] {
    const found: Choice[] = [];
    for (const [actor, { pending, dead }] of this.actors.entries()) {
      if (dead || pending === undefined) continue;
      found.push({ do: "call", actor });
      if (this.kills < kills) found.push({ do: "kill", actor, effect: false }, { do: "kill", actor, effect: true });
    }
    const wakes = this.actors
      .filter(({ dead }) => !dead)
      .flatMap(({ sleeper }) => (sleeper === undefined ? [] : [sleeper.until]));
    if (wakes.length > 0) {
      const next = Math.min(...wakes);
      const late = this.actors.some(
        ({ dead, pending }) => !dead && pending !== undefined && next > pending.since + CALL_MS,
      );
      if (!late) found.push({ do: "time" });
    }
    return found;
  }

  take(choice: Choice): string {
    if (choice.do === "time") {
      const sleepers = this.actors
        .filter(({ dead }) => !dead)
        .flatMap(({ sleeper }) => (sleeper === undefined ? [] : [sleeper]));
      this.#now = Math.min(...sleepers.map(({ until }) => until));
      for (const sleeper of sleepers) if (sleeper.until <= this.#now) sleeper.wake();
      return `time ${this.#now}`;
    }
    const { pending } = this.#actor(choice.actor);
    if (pending === undefined) throw new Error("There is no call to choose.");
    if (choice.do === "call") pending.run();
    else {
      this.kills += 1;
      pending.lose(choice.effect);
    }
    return `${choice.actor}${choice.do === "kill" ? ` killed${choice.effect ? " after" : " before"}` : ""} ${pending.label}`;
  }

  /** Until every step waits for a call, for time, or is over. */
  async quiet(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.actors.some((actor) => isBusy(actor)));
  }

  get isOver(): boolean {
    return this.actors.every(({ dead, ended }) => dead || ended !== "running");
  }

  /** Tells apart what may still come: what every run has learned, what it waits for, and the time since. */
  key(): string {
    return this.actors
      .map(({ heard, pending, sleeper, dead, ended }) =>
        dead ? "dead" : `${heard} ${pending?.label ?? ""} ${sleeper?.until ?? ""} ${ended}`,
      )
      .join("\n");
  }

  #actor(index: number): Actor {
    const actor = this.actors[index];
    if (actor === undefined) throw new Error(`There is no actor ${index}.`);
    return actor;
  }
}

function isBusy({ calls, sleeper, dead, ended }: Actor): boolean {
  return !dead && ended === "running" && calls.length === 0 && sleeper === undefined;
}
