import type { Finding } from "../delivery/findings.ts";
import type { Change, Plan, Progress, View } from "../delivery/plan.ts";
import type { Step } from "../delivery/vocabulary.ts";
import type { Ahead } from "./ahead.ts";
import type { GateLook } from "./gates.ts";

/** What happens during a step. Log, annotations, summary and outputs are views of these events. */
export type DeliveryEvent =
  | { type: "observed"; view: View }
  | { type: "refreshed"; view: View }
  | { type: "planned"; plan: Plan<Change> }
  | { type: "change-started"; change: Change }
  | { type: "change-done"; change: Change; durationMs: number }
  /** The platform refused it: it surely changed nothing. */
  | { type: "change-refused"; change: Change }
  | { type: "waiting"; change: Change; progress: Extract<Progress, { state: "waiting" }>; sinceMs: number }
  /** The gates were asked. */
  | { type: "judged"; look: GateLook }
  /** Worth a line of the log, and no worry. */
  | { type: "note"; message: string }
  | { type: "warning"; message: string }
  /** Of a `status`: what the next deploy would come to. */
  | { type: "diagnosed"; findings: readonly Finding[] }
  | { type: "settled"; view: View }
  /** What the next step would do, by the last look; undefined: nobody can tell. */
  | { type: "ahead"; ahead: Ahead | undefined };

export interface Reporter {
  report(event: DeliveryEvent): void;
}

/** Where the undo record goes: on GitHub, the step's saved state that `post` reads. */
export interface Journal {
  /** Called before the first change that moves traffic. */
  begin(undo: UndoRecord): void | Promise<void>;
  /** Called when the traffic is where the step meant it to be, or was seen to be where it was before. */
  end(): void | Promise<void>;
}

/** What `post` needs to leave no half-done step behind, and to tell its own step's record from anything else. */
export interface UndoRecord {
  step: Step;
  /** The run that moves the traffic: `owner/repo/runs/123`. */
  run: string;
  /** Milliseconds since the epoch at which the record was made. */
  at: number;
  change: Change;
}
