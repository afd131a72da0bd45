import { DeliveryError } from "../delivery/errors.ts";
import { subjectOf } from "./github/rollout-key.ts";
import type { Inputs } from "./inputs.ts";

/** What a run's list of annotations names this step: `shift of shop`. */
export function headingOf(inputs: Inputs): string {
  return `${inputs.step} of ${subjectOf(inputs)}`;
}

/**
 * A failure as the log tells it, with what the reader does next.
 *
 * @param touched undefined: whether anything was changed is not known here.
 */
export function fullMessage({ code, message, reasons, remedy }: DeliveryError, touched?: boolean): string {
  const untouched = touched === false && code !== "found" ? ["No changes were made."] : [];
  const lines = [message, ...reasons.map((reason) => `  - ${reason}`), ...(remedy === undefined ? [] : [remedy])];
  return [...lines, ...untouched].join("\n");
}

/** Whatever was thrown: what nobody expected is a mistake of ours, and is told with its stack. */
export function expected(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new DeliveryError("internal", `This is a mistake in the action itself, please report it: ${said}`, {
    cause: error,
  });
}
