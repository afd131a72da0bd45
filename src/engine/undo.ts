import { DeliveryError } from "../delivery/errors.ts";
import type { Change, Intent, View } from "../delivery/plan.ts";
import type { UndoRecord } from "./events.ts";
import type { Platform } from "./platform.ts";
import type { RunTools } from "./run.ts";
import { look } from "./run.ts";
import { LATE_EFFECT_MS } from "./timing.ts";
import { patiently } from "./wait.ts";

/**
 * Finishes what a cancelled step left half done: how `post` leaves no half-moved traffic behind. Twice, because a call
 * that was under way when the step was cut off may take effect after the first look.
 *
 * @param record as the runner handed it over: only what this step would have recorded is accepted.
 * @returns the view afterwards; undefined when somebody else has moved the traffic since, and it was left alone.
 * @throws DeliveryError `internal` when the record is not one of this step's.
 */
export async function finishUndo<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  record: UndoRecord,
  tools: RunTools,
): Promise<View | undefined> {
  const deadline = intent.now + intent.timeoutMs;
  const first = await patiently(deadline, tools, () => look(platform, tools));
  const undo = record.change;
  if (record.step !== intent.step || !platform.accepts(undo, intent, first.seen)) {
    throw new DeliveryError("internal", "The saved record is not one that this step makes; nothing is undone.", {
      remedy: "Run `status` to see where the rollout stands, and `rollback` if that is not where it should be.",
    });
  }
  if (isSomebodyElses(record, first.view)) return undefined;
  tools.reporter.report({ type: "change-started", change: undo });
  await patiently(deadline, tools, () => platform.apply(undo, first.seen)).catch((error: unknown) => {
    // The step's own call, which took effect only now, looks like somebody else's: the second time sets it right.
    if (!(error instanceof DeliveryError) || (error.code !== "drift" && error.code !== "conflict")) throw error;
  });
  await tools.clock.sleep(LATE_EFFECT_MS, tools.signal);
  const second = await patiently(deadline, tools, () => look(platform, tools));
  const readBack = await patiently(deadline, tools, () => platform.apply(undo, second.seen));
  const view = readBack === undefined ? (await look(platform, tools)).view : platform.view(readBack);
  tools.reporter.report({ type: "settled", view });
  return view;
}

/** A run that came later has the last word. */
function isSomebodyElses({ run, at }: UndoRecord, { standing: { last } }: View): boolean {
  return last?.run !== undefined && last.run !== run && last.at > at;
}

/** Reads what the runner kept for `post`; undefined when it is not a record of ours at all. */
export function parseUndo(text: string): UndoRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { step, run, at, change } = value as Record<string, unknown>;
  const whole =
    typeof step === "string" &&
    typeof run === "string" &&
    typeof at === "number" &&
    typeof change === "object" &&
    change !== null &&
    typeof (change as Record<string, unknown>).kind === "string";
  return whole ? (value as UndoRecord) : undefined;
}
