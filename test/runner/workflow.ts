import { readFileSync } from "node:fs";
import { join } from "node:path";
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { parse } from "yaml";
import type { StepOptions, StepResult } from "./runner.ts";
import { runStep } from "./runner.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Values = { [key: string]: Json };

interface WorkflowStep {
  id?: string;
  uses?: string;
  if?: string;
  with?: Values;
}

interface Job {
  needs?: string | string[];
  if?: string;
  uses?: string;
  with?: Values;
  outputs?: Values;
  strategy?: { matrix: Values };
  environment?: string | { name: string };
  concurrency?: { group: string };
  steps?: WorkflowStep[];
}

interface Workflow {
  on: { [event: string]: { inputs?: { [name: string]: { default?: Json; required?: boolean } } } | null };
  env?: Values;
  jobs: { [id: string]: Job };
}

export interface WorkflowOptions {
  /** `workflow_dispatch` or `workflow_call` inputs. */
  inputs?: Values;
  /** How our own action is named in `uses:`. */
  action: string;
  /** Replaces values of the workflow's `env`: the ARNs of an example with real ones. */
  env?: Values;
  /** Changes a step's inputs at the last moment: five minutes of baking into a second. */
  adjust?: (inputs: Record<string, string>) => Record<string, string>;
  /** What every run of the action gets: credentials, the workspace that a checkout leaves. */
  step: Omit<StepOptions, "with">;
  /** Called before a job with an environment begins, as a reviewer is. */
  onApproval?: (environment: string, job: string) => void | Promise<void>;
}

export interface JobResult {
  result: "success" | "failure" | "skipped";
  outputs: Record<string, string>;
  /** The runs of our action, in order. */
  runs: StepResult[];
}

/**
 * Runs a workflow's jobs in the order of their `needs`, one after the other, with GitHub's own expression language.
 * Only our action is really run; checkout and credentials are what `options.step` brings.
 *
 * @returns results by job id; a matrix job's legs as `job (value)`.
 */
export async function runWorkflow(file: string, options: WorkflowOptions): Promise<Map<string, JobResult>> {
  const workflow = parse(readFileSync(file, "utf8")) as Workflow;
  const inputs = inputsOf(workflow, options.inputs ?? {});
  const env = { ...workflow.env, ...pick(options.env ?? {}, Object.keys(workflow.env ?? {})) };
  const results = new Map<string, JobResult>();
  const open = new Map(Object.entries(workflow.jobs));
  while (open.size > 0) {
    const ready = [...open].find(([, job]) => needsOf(job).every((id) => results.has(id)));
    if (ready === undefined) throw new Error(`The jobs ${[...open.keys()].join(", ")} wait for each other`);
    const [id, job] = ready;
    open.delete(id);
    const needs = Object.fromEntries(
      needsOf(job).map((name) => [
        name,
        { result: results.get(name)?.result ?? "skipped", outputs: results.get(name)?.outputs ?? {} },
      ]),
    );
    const context: Values = {
      inputs,
      env,
      needs,
      github: { actor: "octocat", ref: "refs/heads/main", event_name: "workflow_dispatch" },
    };
    const wanted = evaluate(job.if ?? "success()", context, statusOf(needs));
    const goes =
      wanted !== false &&
      wanted !== "" &&
      (statusOf(needs) === "success" || /always\(|failure\(|cancelled\(/.test(job.if ?? ""));
    if (!goes) results.set(id, { result: "skipped", outputs: {}, runs: [] });
    else
      for (const leg of legsOf(job, context))
        await runLeg(file, id, job, { ...context, matrix: leg }, options, results);
  }
  return results;
}

async function runLeg(
  file: string,
  id: string,
  job: Job,
  context: Values,
  options: WorkflowOptions,
  results: Map<string, JobResult>,
): Promise<void> {
  const leg = Object.values(context.matrix as Values);
  const name = leg.length === 0 ? id : `${id} (${leg.join(", ")})`;
  const environment = typeof job.environment === "object" ? job.environment.name : job.environment;
  if (environment !== undefined) await options.onApproval?.(environment, id);
  if (job.uses !== undefined) {
    const called = join(file, "..", job.uses.split("/").pop() ?? "");
    const inner = await runWorkflow(called, { ...options, inputs: interpolateAll(job.with ?? {}, context) });
    const failed = [...inner.values()].some(({ result }) => result === "failure");
    results.set(name, {
      result: failed ? "failure" : "success",
      outputs: {},
      runs: [...inner.values()].flatMap(({ runs }) => runs),
    });
    return;
  }
  results.set(name, await runSteps(job, context, options));
}

async function runSteps(job: Job, context: Values, options: WorkflowOptions): Promise<JobResult> {
  const steps: { [id: string]: Json } = {};
  const runs: StepResult[] = [];
  let result: JobResult["result"] = "success";
  for (const step of job.steps ?? []) {
    if (step.uses !== options.action) continue;
    if (result === "failure" && !/always\(|failure\(/.test(step.if ?? "")) continue;
    const given = Object.entries(interpolateAll(step.with ?? {}, { ...context, steps })).map(
      ([key, value]) => [key, String(value)] as const,
    );
    const inputs = Object.fromEntries(given);
    const run = await runStep({ ...options.step, with: options.adjust?.(inputs) ?? inputs });
    runs.push(run);
    if (step.id !== undefined) steps[step.id] = { outputs: run.outputs, conclusion: run.conclusion };
    if (run.conclusion !== "success") result = "failure";
  }
  const outputs = interpolateAll(job.outputs ?? {}, { ...context, steps });
  return {
    result,
    runs,
    outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, String(value)])),
  };
}

function inputsOf(workflow: Workflow, given: Values): Values {
  const declared = workflow.on.workflow_call?.inputs ?? workflow.on.workflow_dispatch?.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) throw new Error(`The workflow has no input ${unknown.join(", ")}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { default: fallback, required }]) => {
      const value = given[name] ?? fallback;
      if (value === undefined && required === true) throw new Error(`The workflow's input ${name} is missing`);
      return [name, value ?? ""];
    }),
  );
}

function legsOf({ strategy }: Job, context: Values): Values[] {
  const axes = Object.entries(strategy?.matrix ?? {}).map(([axis, values]) => {
    const list = typeof values === "string" ? interpolate(values, context) : values;
    return (Array.isArray(list) ? list : []).map((value): Values => ({ [axis]: value }));
  });
  return axes.reduce<Values[]>(
    (legs, axis) => legs.flatMap((leg) => axis.map((value) => ({ ...leg, ...value }))),
    [{}],
  );
}

function needsOf({ needs }: Job): string[] {
  return needs === undefined ? [] : [needs].flat();
}

function statusOf(needs: { [id: string]: { result: string } }): "success" | "failure" {
  return Object.values(needs).every(({ result }) => result === "success") ? "success" : "failure";
}

function pick(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function interpolateAll(values: Values, context: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? interpolate(value, context) : value,
    ]),
  );
}

/** A text that is one expression keeps its type; otherwise each expression becomes text. */
function interpolate(text: string, context: Values): Json {
  const whole = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s.exec(text.trim())?.[1];
  if (whole !== undefined) return evaluate(whole, context, "success");
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_all, expression: string) =>
    String(evaluate(expression, context, "success")),
  );
}

function evaluate(expression: string, context: Values, status: "success" | "failure"): Json {
  const text = expression
    .replace(/^\s*\$\{\{|\}\}\s*$/g, "")
    .replace(/\b(always|success|failure|cancelled)\(\)/g, (_all, name: string) =>
      String(name === "always" || name === status),
    );
  const { tokens } = new Lexer(text).lex();
  const parsed = new Parser(tokens, Object.keys(context), []).parse();
  const dictionary = JSON.parse(JSON.stringify(context), data.reviver) as data.Dictionary;
  return fromData(new Evaluator(parsed, dictionary).evaluate());
}

function fromData(value: data.ExpressionData): Json {
  return JSON.parse(JSON.stringify(value, data.replacer)) as Json;
}
