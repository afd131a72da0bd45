import { DeliveryError } from "../delivery/errors.ts";
import { nextStep } from "../delivery/outlook.ts";
import type { Change, Intent, Plan } from "../delivery/plan.ts";
import type { Step } from "../delivery/vocabulary.ts";
import type { Platform } from "./platform.ts";
import type { Sight } from "./run.ts";

/** What the next step would do if it were run now: what a person approves who lets the workflow go on. */
export interface Ahead {
  step: Step;
  /** Its plan; or why it would be refused. */
  outcome: Plan<Change> | DeliveryError;
}

/** What they do depends on what they are given, or on readings that no other step makes. */
const UNKNOWN: readonly Step[] = ["deploy", "setup", "status"];

/**
 * Plans the step that comes next on the last look of this one, with the same settings.
 *
 * @param asked as the inputs have it: what this step decided on is not the next one's.
 * @returns undefined where nobody can tell before it is run.
 */
export function aheadOf<S, C extends Change>(
  platform: Platform<S, C>,
  asked: Intent,
  { seen, view }: Sight<S>,
): Ahead | undefined {
  const step = nextStep(view, asked.ramp);
  if (UNKNOWN.includes(step)) return undefined;
  try {
    return { step, outcome: platform.plan({ ...asked, step, weight: undefined, now: view.standing.now }, seen) };
  } catch (error) {
    // It is told beside the result of this step, which it must not change.
    return error instanceof DeliveryError ? { step, outcome: error } : undefined;
  }
}
