import { differences, readDigest } from "../delivery/digest.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { alerts } from "../delivery/outlook.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { systemClock } from "../engine/clock.ts";
import type { UndoRecord } from "../engine/events.ts";
import { finishUndo, parseUndo } from "../engine/undo.ts";
import { requireAllowedActors } from "./actors.ts";
import { prepareAwsEnvironment, regionOf } from "./aws-environment.ts";
import { cancellation, leave } from "./cancel.ts";
import { writeOutputs, writeSummary } from "./command-files.ts";
import type { Inputs } from "./inputs.ts";
import { parseInputs, readWorkflowInputs } from "./inputs.ts";
import { stepJournal } from "./journal.ts";
import { fail, say, sayGroup, warn } from "./log.ts";
import type { StepResult } from "./outputs.ts";
import { outputsOf } from "./outputs.ts";
import { LogReporter } from "./report.ts";
import { gatesOf, intentOf, platformOf, runInputs } from "./steps.ts";
import { summaryOf } from "./summary.ts";
import { inputOf } from "./toolkit.ts";

/** Minutes that `post` may take: the runner gives all post steps together a little under five. */
const POST_TIMEOUT_MS = 4 * 60_000;

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
  try {
    result.inputs = await readInputs(reporter);
    // A rollback that follows by itself has as long again.
    cancel.expireAfter(result.inputs.timeoutMs * (mayRollBackItself(result.inputs) ? 2 : 1));
    const [clock, { signal }] = [systemClock, cancel];
    result.gates = await gatesOf(result.inputs, { clock, signal });
    const outcome = await runInputs(result.inputs, { clock, signal, reporter, journal, gates: result.gates });
    result.changed = outcome.changed;
    if (result.inputs.step === "status") raiseAlerts(result.inputs, result);
  } catch (error) {
    result.error = expected(error);
    result.changed = reporter.log.touched;
  } finally {
    cancel.dispose();
    result.gates?.close();
  }
  await publish(result);
  if (cancel.signal.aborted) leave();
}

/** Finishes what a cancelled step left half done: see `Platform.undo`. */
export async function post(saved: string): Promise<void> {
  const reporter = new LogReporter();
  const journal = stepJournal(warn);
  const cancel = cancellation();
  try {
    say("The step was cut off while it moved traffic. Leaving no half-done step behind:");
    const record = parseUndo(saved);
    if (record === undefined) throw new DeliveryError("internal", "What was saved is no record of this action.");
    const inputs = await readInputs(reporter);
    cancel.expireAfter(POST_TIMEOUT_MS);
    const [clock, { signal }] = [systemClock, cancel];
    const step = recordedStep(record, inputs);
    const platform = await platformOf({ ...inputs, step }, clock, signal);
    try {
      const intent = { ...intentOf(inputs, clock.now()), step, timeoutMs: POST_TIMEOUT_MS };
      const view = await finishUndo(platform, intent, record, { clock, signal, reporter, journal });
      if (view === undefined) say("Another run has moved the traffic since: it is left where it is.");
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

function mayRollBackItself(inputs: Inputs): boolean {
  return inputs.gates?.onFailure === "rollback" || (inputs.step === "deploy" && isOneFleet(inputs));
}

/** A deploy that fails half-way puts the machines back by itself. */
function isOneFleet({ target: { platform, settings } }: Inputs): boolean {
  return platform === "ec2" && "group" in settings;
}

async function readInputs(reporter: LogReporter): Promise<Inputs> {
  const given = readWorkflowInputs(inputOf);
  const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor } = process.env;
  requireAllowedActors(given, { actor, triggeringActor });
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const config = given.has("config") ? (await import("./config.ts")).readConfig(given, workspace) : new Map();
  if (!given.has("config") && given.has("service")) {
    throw new DeliveryError("input", "service: names a service of a config file, but `config` is not given.");
  }
  const region = regionOf(process.env);
  const { GITHUB_SHA: revision, AWS_CREDENTIAL_EXPIRATION: expiration = "" } = process.env;
  const ends = Date.parse(expiration);
  const credentialsEnd = Number.isNaN(ends) ? undefined : ends;
  const parseYaml = given.has("openapi") || config.has("openapi") ? (await import("./yaml.ts")).parseYaml : undefined;
  const inputs = parseInputs(given, config, { region, workspace, revision, credentialsEnd, parseYaml });
  if (inputs.target.platform !== "nginx" || inputs.gates?.region !== undefined) {
    for (const message of prepareAwsEnvironment(process.env)) reporter.report({ type: "warning", message });
  }
  return inputs;
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
  const markdown = summaryOf(result);
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

/** @param touched undefined: whether anything was changed is not known here. */
function fullMessage({ code, message, reasons, remedy }: DeliveryError, touched?: boolean): string {
  const untouched = touched === false && code !== "found" ? ["No changes were made."] : [];
  const lines = [message, ...reasons.map((reason) => `  - ${reason}`), ...(remedy === undefined ? [] : [remedy])];
  return [...lines, ...untouched].join("\n");
}

function expected(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new DeliveryError("internal", `This is a mistake in the action itself, please report it: ${said}`, {
    cause: error,
  });
}
