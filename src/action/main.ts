import { differences, readDigest } from "../delivery/digest.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { alerts } from "../delivery/outlook.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { systemClock } from "../engine/clock.ts";
import type { Journal, UndoRecord } from "../engine/events.ts";
import { finishUndo, parseUndo } from "../engine/undo.ts";
import { refuseStrangers } from "./actors.ts";
import { cancellation } from "./cancel.ts";
import type { Inputs } from "./inputs.ts";
import { parseInputs, readWorkflowInputs } from "./inputs.ts";
import type { StepResult } from "./outputs.ts";
import { outputsOf } from "./outputs.ts";
import { LogReporter } from "./report.ts";
import { intentOf, platformOf, runInputs } from "./steps.ts";
import { summaryOf } from "./summary.ts";
import { inputOf, say, toolkit } from "./toolkit.ts";

/** Minutes that `post` may take: the runner gives all post steps together a little under five. */
const POST_TIMEOUT_MS = 4 * 60_000;

/** Runs the step that the inputs ask for, and always leaves every output and a summary. */
export async function main(): Promise<void> {
  const reporter = new LogReporter();
  const result: StepResult = { inputs: undefined, log: reporter.log, changed: false, error: undefined };
  const cancel = cancellation();
  try {
    result.inputs = await readInputs();
    const outcome = await runInputs(result.inputs, { clock: systemClock, signal: cancel.signal, reporter, journal });
    result.changed = outcome.changed;
    if (result.inputs.step === "status") raiseAlerts(result.inputs, result);
  } catch (error) {
    result.error = expected(error);
    result.changed = reporter.log.touched;
  } finally {
    cancel.dispose();
  }
  await publish(result);
}

/** Finishes what a cancelled step left half done: see `Platform.undo`. */
export async function post(saved: string): Promise<void> {
  const reporter = new LogReporter();
  const cancel = cancellation();
  try {
    say("The step was cut off while it moved traffic. Leaving no half-done step behind:");
    const record = parseUndo(saved);
    if (record === undefined) throw new DeliveryError("internal", "What was saved is no record of this action.");
    const inputs = await readInputs();
    const clock = systemClock;
    const signal = AbortSignal.any([cancel.signal, AbortSignal.timeout(POST_TIMEOUT_MS)]);
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
    (await toolkit()).setFailed(fullMessage(expected(error)));
  } finally {
    cancel.dispose();
  }
}

/** The step that a record may be of: this one, or the rollback that a deploy with `replace` begins with. */
function recordedStep({ step }: UndoRecord, inputs: Inputs): Step {
  return inputs.step === "deploy" && inputs.replace && step === "rollback" ? step : inputs.step;
}

const journal: Journal = {
  begin: async (undo) => (await toolkit()).saveState("undo", JSON.stringify(undo)),
  end: async () => (await toolkit()).saveState("undo", ""),
};

async function readInputs(): Promise<Inputs> {
  const given = readWorkflowInputs(inputOf);
  const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor } = process.env;
  refuseStrangers(given, { actor, triggeringActor });
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const config = given.has("config") ? (await import("./config.ts")).readConfig(given, workspace) : new Map();
  if (!given.has("config") && given.has("service")) {
    throw new DeliveryError("input", "service: names a service of a config file, but `config` is not given.");
  }
  const { AWS_REGION, AWS_DEFAULT_REGION, GITHUB_SHA: revision } = process.env;
  const parseYaml = given.has("openapi") || config.has("openapi") ? (await import("./yaml.ts")).parseYaml : undefined;
  return parseInputs(given, config, { region: AWS_REGION ?? AWS_DEFAULT_REGION, workspace, revision, parseYaml });
}

function raiseAlerts(inputs: Inputs, { log }: StepResult): void {
  if (log.now === undefined) return;
  const drift = inputs.expectedState === undefined ? [] : differences(readDigest(inputs.expectedState), log.now.facts);
  const found = alerts(log.now, inputs.alerts, Date.now(), drift);
  if (found.size === 0) {
    if (drift.length > 0) log.warnings.push(`The state differs from expected-state: ${drift.join("; ")}`);
    return;
  }
  throw new DeliveryError("found", `status found what fail-on names: ${[...found.keys()].join(", ")}.`, {
    reasons: [...found.values()].flat(),
  });
}

async function publish(result: StepResult): Promise<void> {
  const { setFailed, setOutput, summary } = await toolkit();
  const markdown = summaryOf(result);
  for (const [name, value] of Object.entries(outputsOf(result, markdown))) setOutput(name, value);
  if (process.env.GITHUB_STEP_SUMMARY !== undefined) await summary.addRaw(markdown, true).write();
  if (result.error !== undefined) setFailed(fullMessage(result.error, result.changed));
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
