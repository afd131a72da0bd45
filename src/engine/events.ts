import type { Change, Plan, Progress, View } from "../delivery/plan.ts";

/** What happens during a step. Log, annotations, summary and outputs are views of these events. */
export type DeliveryEvent =
  | { type: "observed"; view: View }
  | { type: "refreshed"; view: View }
  | { type: "planned"; plan: Plan<Change> }
  | { type: "change-started"; change: Change }
  | { type: "change-done"; change: Change; durationMs: number }
  | { type: "waiting"; change: Change; progress: Extract<Progress, { state: "waiting" }>; sinceMs: number }
  | { type: "warning"; message: string }
  | { type: "settled"; view: View };

export interface Reporter {
  report(event: DeliveryEvent): void;
}

/** Where the undo record goes: on GitHub, the step's saved state that `post` reads. */
export interface Journal {
  /** Called before the first change that moves traffic. */
  begin(undo: Change): void | Promise<void>;
  /** Called when the step has ended in a state that needs no undoing. */
  end(): void | Promise<void>;
}
