import { DeliveryError } from "../delivery/errors.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { systemClock } from "../engine/clock.ts";
import type { UndoRecord } from "../engine/events.ts";
import { finishUndo, parseUndo } from "../engine/undo.ts";
import { cancellation, leave } from "./cancel.ts";
import { writeSummary } from "./command-files.ts";
import { both, deploymentsOf } from "./deployments.ts";
import { expected, fullMessage, headingOf } from "./failure.ts";
import type { Inputs } from "./inputs.ts";
import type { LeftOpen } from "./job.ts";
import { isLastOfJob, parseLeftOpen } from "./job.ts";
import { stepJournal } from "./journal.ts";
import { fail, headAnnotations, say, warn } from "./log.ts";
import type { StepResult } from "./outputs.ts";
import { placeFor } from "./place.ts";
import { readInputs } from "./read-inputs.ts";
import { LogReporter } from "./report.ts";
import { intentOf, isOneFleet, platformOf, rollBack } from "./steps.ts";
import { summaryOf } from "./summary/index.ts";
import { traceCalls } from "./trace.ts";

/** Minutes that `post` may take: the runner gives all post steps together a little under five. */
const POST_TIMEOUT_MS = 4 * 60_000;

/** Finishes what a cancelled step left half done: see `Platform.undo`. */
export async function post(saved: string): Promise<void> {
  const reporter = new LogReporter();
  const journal = stepJournal(warn);
  const cancel = cancellation();
  traceCalls(process.env);
  try {
    say("The step was cut off while it moved traffic. Leaving no half-done step behind:");
    const record = parseUndo(saved);
    if (record === undefined) throw new DeliveryError("internal", "What was saved is no record of this action.");
    const inputs = await readInputs(reporter);
    headAnnotations(headingOf(inputs));
    cancel.expireAfter(POST_TIMEOUT_MS);
    const [clock, { signal }] = [systemClock, cancel];
    const step = recordedStep(record, inputs);
    const told = await deploymentsOf({ ...inputs, step }, warn);
    const platform = await platformOf({ ...inputs, step }, clock, signal);
    try {
      const intent = { ...intentOf(inputs, clock.now()), step, timeoutMs: POST_TIMEOUT_MS };
      const tools = { clock, signal, reporter: both(reporter, told), journal };
      const view = await finishUndo(platform, intent, record, tools);
      if (view === undefined) say("Another run has moved the traffic since: it is left where it is.");
      await told?.end(new DeliveryError("cancelled", "The step was cut off."));
    } finally {
      platform.close();
    }
    await journal.end();
  } catch (error) {
    fail(fullMessage(expected(error)));
  } finally {
    cancel.dispose();
  }
  if (cancel.signal.aborted) leave();
}

/**
 * The step that a record may be of: this one, the rollback that a deploy with `replace` begins with or that follows a
 * failed gate, or a part of a `rollout`.
 */
function recordedStep({ step }: UndoRecord, inputs: Inputs): Step {
  const rollsBack = step === "rollback" && (inputs.replace || inputs.gates !== undefined || isOneFleet(inputs));
  const isPart = inputs.step === "rollout" && (step === "shift" || step === "promote");
  return rollsBack || isPart ? step : inputs.step;
}

/**
 * The job failed, or was cancelled, after this step had ended well. What becomes of the rollout is `on-job-failure`'s to
 * say, once: where a later step of this action was about it, that one's outcome stands.
 */
export async function jobFailed(saved: string): Promise<void> {
  const open = parseLeftOpen(saved);
  const reporter = new LogReporter();
  if (open === undefined) return fail("What was saved is no record of this action; the rollout is left as it is.");
  traceCalls(process.env);
  let inputs: Inputs;
  try {
    inputs = await readInputs(reporter);
  } catch (error) {
    return fail(fullMessage(expected(error)));
  }
  if (!isLastOfJob(inputs, open, process.env)) return;
  if (inputs.github.onJobFailure === "hold") {
    return say(`The job did not end well after ${open.step}. The rollout is left as it is (on-job-failure: hold).`);
  }
  await giveUp({ ...inputs, step: "rollback", expectedState: undefined, timeoutMs: POST_TIMEOUT_MS }, open, reporter);
}

/** The rollback of exactly the rollout that the step left open, with a summary of its own. */
async function giveUp(inputs: Inputs, { rollout, step }: LeftOpen, reporter: LogReporter): Promise<void> {
  const result: StepResult = { inputs, log: reporter.log, changed: false, error: undefined, gates: undefined };
  const cancel = cancellation();
  headAnnotations(headingOf(inputs));
  const message = `The job did not end well after ${step}: blue gets all the traffic again (on-job-failure).`;
  reporter.report({ type: "warning", message });
  const told = await deploymentsOf(inputs, (text) => reporter.report({ type: "warning", message: text }));
  try {
    cancel.expireAfter(POST_TIMEOUT_MS);
    const [clock, { signal }, journal] = [systemClock, cancel, stepJournal(warn)];
    await rollBack(inputs, rollout, { clock, signal, journal, reporter: both(reporter, told) });
  } catch (error) {
    result.error = expected(error);
    fail(fullMessage(result.error, reporter.log.touched));
  } finally {
    cancel.dispose();
  }
  result.changed = reporter.log.touched;
  await writeSummary(summaryOf(result, await placeFor(inputs, process.env)));
  await told?.end(result.error);
  if (cancel.signal.aborted) leave();
}
