import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What goes wrong with a call, at the wire. */
export type Effect =
  | { kind: "error"; code: string; message: string; status: number }
  /** The connection is closed before anything happened. */
  | { kind: "drop-before" }
  /** It happened, but the answer never arrives. */
  | { kind: "drop-after" }
  /** The answer comes after so many real milliseconds. */
  | { kind: "delay"; ms: number }
  /** It happens so many real milliseconds after the caller has gone: not before, however long that takes. */
  | { kind: "late"; ms: number };

export interface Fault {
  /** API action, e.g. `ModifyRule`; undefined: every one. */
  action?: string;
  /** How many calls it hits; undefined: all from then on. */
  times?: number;
  /** How many matching calls pass unharmed first. */
  after?: number;
  effect: Effect;
}

export const THROTTLED: Effect = { kind: "error", code: "Throttling", message: "Rate exceeded", status: 400 };
/** What groups answer while something else is going on with them (Auto Scaling API Reference, common errors). */
export const SCALING_IN_PROGRESS: Effect = {
  kind: "error",
  code: "ScalingActivityInProgress",
  message: "Scaling activity is in progress and blocks this action",
  status: 400,
};
export const SERVER_ERROR: Effect = {
  kind: "error",
  code: "InternalFailure",
  message: "An internal error occurred",
  status: 500,
};

/** Waits as an effect has it, before anything happens. */
export async function holdUp(effect: Effect | undefined, response: ServerResponse): Promise<void> {
  if (effect?.kind === "late" && !response.destroyed) await once(response, "close");
  if (effect?.kind === "late" || effect?.kind === "delay") await pause(effect.ms);
}

/** The faults that are armed, taken one by one by the calls that match. */
export class Faults {
  #armed: (Fault & { seen: number })[] = [];

  add(fault: Fault): void {
    this.#armed.push({ ...fault, seen: 0 });
  }

  /** As they were armed. */
  armed(): readonly Fault[] {
    return this.#armed.map(({ seen: _seen, ...fault }) => fault);
  }

  clear(): void {
    this.#armed = [];
  }

  take(action: string): Effect | undefined {
    for (const fault of this.#armed) {
      if (fault.action !== undefined && fault.action !== action) continue;
      fault.seen += 1;
      const nth = fault.seen - (fault.after ?? 0);
      if (nth >= 1 && nth <= (fault.times ?? Number.POSITIVE_INFINITY)) return fault.effect;
    }
    return undefined;
  }
}
