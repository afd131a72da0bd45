import { differences, readDigest } from "../delivery/digest.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { alerts } from "../delivery/outlook.ts";
import { systemClock } from "../engine/clock.ts";
import { cancellation, leave } from "./cancel.ts";
import { writeOutputs, writeState, writeSummary } from "./command-files.ts";
import type { Told } from "./deployments.ts";
import { both, deploymentsOf } from "./deployments.ts";
import { expected, fullMessage, headingOf } from "./failure.ts";
import type { Inputs } from "./inputs.ts";
import { enterJob, leftOpen } from "./job.ts";
import { stepJournal } from "./journal.ts";
import { fail, headAnnotations, sayGroup, warn } from "./log.ts";
import type { StepResult } from "./outputs.ts";
import { outputsOf } from "./outputs.ts";
import { placeFor } from "./place.ts";
import { readInputs } from "./read-inputs.ts";
import { LogReporter } from "./report.ts";
import { gatesOf, mayRollBackItself, runInputs } from "./steps.ts";
import { summaryOf } from "./summary/index.ts";
import { traceCalls } from "./trace.ts";

/** Runs the step that the inputs ask for, and always leaves every output and a summary. */
export async function main(): Promise<void> {
  const reporter = new LogReporter();
  const result: StepResult = {
    inputs: undefined,
    log: reporter.log,
    changed: false,
    error: undefined,
    gates: undefined,
  };
  const journal = stepJournal((message) => reporter.report({ type: "warning", message }));
  const cancel = cancellation();
  let told: Told | undefined;
  traceCalls(process.env);
  try {
    result.inputs = await readInputs(reporter);
    headAnnotations(headingOf(result.inputs));
    const id = enterJob(result.inputs, process.env);
    told = await deploymentsOf(result.inputs, (message) => reporter.report({ type: "warning", message }));
    // A rollback that follows by itself has as long again.
    cancel.expireAfter(result.inputs.timeoutMs * (mayRollBackItself(result.inputs) ? 2 : 1));
    const [clock, { signal }] = [systemClock, cancel];
    const gates = await gatesOf(result.inputs, { clock, signal });
    result.gates = gates;
    const tools = { clock, signal, reporter: both(reporter, told), journal, gates };
    const outcome = await runInputs(result.inputs, tools);
    result.changed = outcome.changed;
    if (result.inputs.step === "status") raiseAlerts(result.inputs, result);
    const open = leftOpen(result.inputs, reporter.log.now, id);
    if (open !== undefined) await writeState("open", JSON.stringify(open));
  } catch (error) {
    result.error = expected(error);
    result.changed = reporter.log.touched;
  } finally {
    cancel.dispose();
    result.gates?.close();
  }
  result.approvals = await told?.approvals();
  await publish(result);
  await told?.end(result.error, cancel.signal.aborted);
  if (cancel.signal.aborted) leave();
}

function raiseAlerts(inputs: Inputs, { log }: StepResult): void {
  if (log.now === undefined) return;
  const drift = inputs.expectedState === undefined ? [] : differences(readDigest(inputs.expectedState), log.now.facts);
  const refused = (log.findings ?? []).filter(({ kind }) => kind === "refused").map(({ message }) => message);
  const found = alerts(log.now, inputs.alerts, Date.now(), drift, refused);
  if (found.size === 0) {
    if (drift.length > 0) log.warnings.push(`The state differs from expected-state: ${drift.join("; ")}`);
    return;
  }
  throw new DeliveryError("found", `status found what fail-on names: ${[...found.keys()].join(", ")}.`, {
    reasons: [...found.values()].flat(),
  });
}

/** Tells the result in the log first: whatever else the runner cannot take, it stays as it is, and so does the exit code. */
async function publish(result: StepResult): Promise<void> {
  if (result.error !== undefined) fail(fullMessage(result.error, result.changed));
  const markdown = summaryOf(result, await placeFor(result.inputs, process.env));
  const outputs = outputsOf(result, markdown);
  const unset = await writeOutputs(outputs);
  if (unset !== undefined) {
    warn(
      `The outputs could not be set (${unset}): later steps of the job find none. Those of this step are in its log.`,
    );
    const short = Object.entries(outputs).filter(([name, value]) => value !== "" && name !== "summary-markdown");
    sayGroup(
      "Outputs",
      short.map(([name, value]) => `${name}=${value}`),
    );
  }
  const unwritten = await writeSummary(markdown);
  if (unwritten !== undefined) warn(`The job summary could not be written (${unwritten}).`);
}
