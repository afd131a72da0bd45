import { differences, readDigest } from "../delivery/digest.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { alerts } from "../delivery/outlook.ts";
import type { Change, Intent } from "../delivery/plan.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { systemClock } from "../engine/clock.ts";
import type { Platform } from "../engine/platform.ts";
import type { RunTools } from "../engine/run.ts";
import { finishUndo, runStep } from "../engine/run.ts";
import { refuseStrangers } from "./actors.ts";
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
import { summaryOf } from "./summary.ts";
import { inputOf } from "./toolkit.ts";

/** Minutes that `post` may take: the runner gives all post steps together a little under five. */
const POST_TIMEOUT_MS = 4 * 60_000;

/** Runs the step that the inputs ask for, and always leaves every output and a summary. */
export async function main(): Promise<void> {
  const reporter = new LogReporter();
  const result: StepResult = { inputs: undefined, log: reporter.log, changed: false, error: undefined };
  const journal = stepJournal((message) => reporter.report({ type: "warning", message }));
  const cancel = cancellation();
  try {
    result.inputs = await readInputs(reporter);
    cancel.expireAfter(result.inputs.timeoutMs);
    const outcome = await runStepOf(result.inputs, { clock: systemClock, signal: cancel.signal, reporter, journal });
    result.changed = outcome.changed;
    if (result.inputs.step === "status") raiseAlerts(result.inputs, result);
  } catch (error) {
    result.error = expected(error);
    result.changed = reporter.log.touched;
  } finally {
    cancel.dispose();
  }
  await publish(result);
  if (cancel.signal.aborted) leave();
}

/** Finishes what a cancelled step left half done: see `Platform.undo`. */
export async function post(record: string): Promise<void> {
  const reporter = new LogReporter();
  const journal = stepJournal(warn);
  const cancel = cancellation();
  try {
    say("The step was cut off while it moved traffic. Leaving no half-done step behind:");
    const undo = JSON.parse(record) as Change;
    const inputs = await readInputs(reporter);
    cancel.expireAfter(POST_TIMEOUT_MS);
    const platform = await platformOf(inputs, systemClock, cancel.signal);
    try {
      await finishUndo(platform, undo as never, { clock: systemClock, signal: cancel.signal, reporter, journal });
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

async function readInputs(reporter: LogReporter): Promise<Inputs> {
  const given = readWorkflowInputs(inputOf);
  const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor } = process.env;
  refuseStrangers(given, { actor, triggeringActor });
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const config = given.has("config") ? (await import("./config.ts")).readConfig(given, workspace) : new Map();
  if (!given.has("config") && given.has("service")) {
    throw new DeliveryError("input", "service: names a service of a config file, but `config` is not given.");
  }
  const region = regionOf(process.env);
  const { GITHUB_SHA: revision } = process.env;
  const parseYaml = given.has("openapi") || config.has("openapi") ? (await import("yaml")).parse : undefined;
  const inputs = parseInputs(given, config, { region, workspace, revision, parseYaml });
  if (inputs.target.platform !== "nginx") {
    for (const message of prepareAwsEnvironment(process.env)) reporter.report({ type: "warning", message });
  }
  return inputs;
}

async function platformOf(
  inputs: Inputs,
  clock: RunTools["clock"],
  signal: AbortSignal,
): Promise<Platform<unknown, Change>> {
  const { step, target } = inputs;
  switch (target.platform) {
    case "ec2": {
      if ("targetGroup" in target.settings) {
        const { SharedPlatform } = await import("../platforms/ec2/shared/index.ts");
        return new SharedPlatform(target.settings, step, clock, signal);
      }
      const { Ec2Platform } = await import("../platforms/ec2/weighted/index.ts");
      return new Ec2Platform(target.settings, step, clock, signal);
    }
    case "api-gateway": {
      const { ApiGatewayPlatform } = await import("../platforms/api-gateway/index.ts");
      return new ApiGatewayPlatform(target.settings, step, clock, signal, clock.now() + inputs.timeoutMs);
    }
    case "nginx": {
      const { NginxPlatform } = await import("../platforms/nginx/index.ts");
      return new NginxPlatform(target.settings, step, clock, signal);
    }
  }
}

async function runStepOf(inputs: Inputs, tools: RunTools): Promise<{ changed: boolean }> {
  try {
    return await runOne(inputs, inputs.step, tools);
  } catch (error) {
    if (!inputs.replace || !(error instanceof DeliveryError) || error.code !== "locked") throw error;
    return replaceRollout(inputs, error, tools);
  }
}

/** Gives up the rollout in progress, cleans up after it, and only then deploys. */
async function replaceRollout(inputs: Inputs, lock: DeliveryError, tools: RunTools): Promise<{ changed: boolean }> {
  const then = inputs.dryRun ? " `teardown` and the deploy itself would follow; what they change is known then." : "";
  tools.reporter.report({
    type: "warning",
    message: `${lock.message} It is rolled back and torn down (replace).${then}`,
  });
  const rollback = await runOne(inputs, "rollback", tools);
  if (inputs.dryRun) return rollback;
  await runOne(inputs, "teardown", tools);
  await runOne(inputs, "deploy", tools);
  return { changed: true };
}

async function runOne(inputs: Inputs, step: Step, tools: RunTools): Promise<{ changed: boolean }> {
  const intent: Intent = {
    step,
    strategy: inputs.strategy,
    weight: inputs.weight,
    ramp: inputs.ramp,
    bakeMs: inputs.bakeMs,
    rolloutId: rolloutId(),
    now: tools.clock.now(),
    timeoutMs: inputs.timeoutMs,
  };
  const platform = await platformOf({ ...inputs, step }, tools.clock, tools.signal);
  try {
    // status shows a drift instead of refusing to look.
    const expectedState = step === "status" ? undefined : inputs.expectedState;
    return await runStep(platform, intent, { dryRun: inputs.dryRun, expectedState }, tools);
  } finally {
    platform.close();
  }
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

/** `owner/repo/runs/123`: finds the run on GitHub, and only uses characters that tags allow. */
function rolloutId(): string {
  const { GITHUB_REPOSITORY: repository = "local", GITHUB_RUN_ID: run = String(Date.now()) } = process.env;
  return `${repository}/runs/${run}`;
}

/** Tells the result in the log first: whatever else the runner cannot take, it stays as it is, and so does the exit code. */
async function publish(result: StepResult): Promise<void> {
  if (result.error !== undefined) fail(fullMessage(result.error));
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

function fullMessage({ message, reasons, remedy }: DeliveryError): string {
  return [message, ...reasons.map((reason) => `  - ${reason}`), ...(remedy === undefined ? [] : [remedy])].join("\n");
}

function expected(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new DeliveryError("internal", `This is a mistake in the action itself, please report it: ${said}`, {
    cause: error,
  });
}
