import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Values } from "./expressions.ts";
import { holds, interpolate, interpolateAll, interpolateTexts, toText } from "./expressions.ts";
import { createCommandFiles, readPairs } from "./files.ts";
import type { StepOptions, StepResult } from "./runner.ts";
import { runStep, SHA } from "./runner.ts";
import type { Job, WorkflowStep } from "./workflow-file.ts";

export interface JobOptions {
  /** What every run of the action gets. */
  step?: Omit<StepOptions, "with" | "workspace">;
  /** What a checkout leaves: without one, a job has an empty directory. */
  workspace?: string;
  /** What `configure-aws-credentials` leaves in the environment: without it, a job has none. */
  credentials?: Record<string, string>;
  /** When they end, which it puts out where it is asked to. */
  credentialsEnd?: Date;
  /** Who began the run, and who this attempt of it. */
  actor?: string;
  triggeringActor?: string;
  /** Changes an action's inputs at the last moment: five minutes of draining into a second. */
  adjust?: (inputs: Record<string, string>) => Record<string, string>;
}

export interface StepsResult {
  outputs: Record<string, string>;
  /** The runs of our action, in order. */
  runs: StepResult[];
  /** What `run:` steps printed, and wrote into the job summary. */
  said: string[];
  /** The roles that were assumed. */
  roles: string[];
  /** Labels of the runner. */
  runsOn: string[];
  failed: boolean;
}

/** How a workflow of another repository names our action. */
const OURS = "OWNER/REPOSITORY@COMMIT-SHA";

/** What later steps of the job find. */
interface Machine {
  workspace: string | undefined;
  env: Record<string, string>;
}

/**
 * Runs a job's steps, one after the other.
 *
 * @param own whether the workflow stands in this repository, where `$/` is the action itself.
 */
export async function runSteps(job: Job, given: Values, own: boolean, options: JobOptions): Promise<StepsResult> {
  const labels = [job["runs-on"] ?? []].flat().flatMap((label) => interpolate(label, given));
  const done: StepsResult = { outputs: {}, runs: [], said: [], roles: [], runsOn: labels.map(toText), failed: false };
  const machine: Machine = { workspace: undefined, env: {} };
  const steps: Values = {};
  const jobEnv = { ...(given.env as Values), ...interpolateAll(job.env ?? {}, given) };
  for (const step of job.steps ?? []) {
    const context: Values = { ...given, env: jobEnv, steps };
    const status = { success: !done.failed, failure: done.failed, cancelled: false };
    if (!holds(step.if, context, status)) continue;
    const { failed, outputs } = await runOne(step, context, own, machine, done, options);
    done.failed ||= failed;
    const outcome = failed ? "failure" : "success";
    if (step.id !== undefined) steps[step.id] = { outputs, outcome, conclusion: outcome };
  }
  return { ...done, outputs: interpolateTexts(job.outputs ?? {}, { ...given, env: jobEnv, steps }) };
}

async function runOne(
  step: WorkflowStep,
  context: Values,
  own: boolean,
  machine: Machine,
  done: StepsResult,
  options: JobOptions,
): Promise<{ failed: boolean; outputs: Record<string, string> }> {
  const inputs = interpolateTexts(step.with ?? {}, context);
  const [action = ""] = (step.uses ?? "").split("@");
  if (step.run !== undefined) {
    const env = { ...machine.env, ...interpolateTexts({ ...(context.env as Values), ...step.env }, context) };
    const { failed, said, outputs } = await runShell(toText(interpolate(step.run, context)), env, machine.workspace);
    done.said.push(said);
    return { failed, outputs };
  }
  if (action === "actions/checkout") machine.workspace = options.workspace;
  else if (action === "aws-actions/configure-aws-credentials") {
    if (!inputs["role-to-assume"] || !inputs["aws-region"]) throw new Error("A role and a region are needed");
    done.roles.push(inputs["role-to-assume"]);
    Object.assign(machine.env, options.credentials);
    // As it writes a Date: GitHub's toolkit makes JSON of what is no text.
    const end = JSON.stringify(options.credentialsEnd) ?? "";
    return { failed: false, outputs: inputs["output-credentials"] === "true" ? { "aws-expiration": end } : {} };
  } else if (step.uses === OURS || (step.uses === "$/" && own)) {
    const run = await runStep({ ...options.step, ...startOf(inputs, machine, options) });
    done.runs.push(run);
    return { failed: run.conclusion !== "success", outputs: run.outputs };
  } else throw new Error(`The workflow uses ${step.uses}, which is not known here`);
  return { failed: false, outputs: {} };
}

function startOf(inputs: Record<string, string>, machine: Machine, options: JobOptions): StepOptions {
  const { actor = "octocat", triggeringActor = actor } = options;
  const who = { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor };
  return {
    with: options.adjust?.(inputs) ?? inputs,
    env: { ...machine.env, ...who, ...options.step?.env },
    ...(machine.workspace === undefined ? {} : { workspace: machine.workspace }),
  };
}

/** `shell: bash` as the runner calls it (GitHub docs, "Workflow syntax", shell). */
function runShell(script: string, env: Record<string, string>, cwd: string | undefined) {
  const home = mkdtempSync(join(tmpdir(), "run-"));
  const file = join(home, "script.sh");
  writeFileSync(file, script);
  const { GITHUB_OUTPUT = "", GITHUB_STEP_SUMMARY = "" } = createCommandFiles(join(home, "commands"));
  return new Promise<{ failed: boolean; said: string; outputs: Record<string, string> }>((resolve) => {
    const usual = {
      PATH: process.env.PATH ?? "",
      GITHUB_SHA: SHA,
      GITHUB_WORKSPACE: cwd ?? home,
      GITHUB_OUTPUT,
      GITHUB_STEP_SUMMARY,
    };
    const options = { cwd: cwd ?? home, env: { ...usual, ...env } };
    execFile("bash", ["--noprofile", "--norc", "-eo", "pipefail", file], options, (error, stdout, stderr) => {
      const outputs = Object.fromEntries(readPairs(GITHUB_OUTPUT));
      const summary = readFileSync(GITHUB_STEP_SUMMARY, "utf8");
      rmSync(home, { recursive: true, force: true });
      resolve({ failed: error !== null, said: `${stdout}${stderr}${summary}`, outputs });
    });
  });
}
