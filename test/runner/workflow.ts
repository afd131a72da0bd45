import { dirname } from "node:path";
import type { Group } from "./concurrency.ts";
import { Concurrency } from "./concurrency.ts";
import type { Json, Status, Values } from "./expressions.ts";
import { holds, interpolate, interpolateAll, interpolateTexts, toText } from "./expressions.ts";
import type { JobOptions, StepsResult } from "./job.ts";
import { runSteps } from "./job.ts";
import type { Job, WorkflowFile } from "./workflow-file.ts";
import {
  ancestorsOf,
  CALLABLE,
  calledFile,
  callOf,
  checkPermissions,
  inputsOf,
  legsOf,
  needsOf,
  readWorkflow,
} from "./workflow-file.ts";

/** GitHub's limit, the workflow that calls first included (GitHub docs, "Reuse workflows"). */
const MAX_DEPTH = 10;

export interface WorkflowOptions extends JobOptions {
  /** `workflow_dispatch` inputs. */
  inputs?: Values;
  /** Variables of the repository. */
  vars?: Values;
  /** Replaces values of the workflow's `env`: the ARNs of an example with real ones. */
  env?: Values;
  /** Called before a job with an environment begins, as a reviewer is: what becomes of it. Approved by default. */
  onApproval?: (environment: string, job: string) => Decision | Promise<Decision>;
  /** The groups of the repository, for runs that are to wait for each other. */
  concurrency?: Concurrency;
  /** An earlier attempt, whose failed jobs run again together with what was skipped because of them. */
  attempt?: WorkflowRun;
}

/** `cancelled`: somebody cancels the run while it waits. */
export type Decision = "approved" | "rejected" | "cancelled" | undefined;

export interface JobResult extends StepsResult {
  result: "success" | "failure" | "skipped" | "cancelled";
}

/**
 * Results by job. A job of a called workflow is `caller / job`, a leg of a matrix `job (value)`; what called or has legs
 * stands there too, with everything below it.
 */
export type WorkflowRun = Map<string, JobResult>;

/** A workflow, the top one or one that is called. */
interface Frame {
  file: string;
  workflow: WorkflowFile;
  context: Values;
  /** What the names of its jobs begin with. */
  prefix: string;
  /** Concurrency groups that the run holds here. */
  held: readonly string[];
  depth: number;
}

/**
 * Runs a workflow as GitHub does: jobs by their `needs`, called workflows, matrices, environments, concurrency groups,
 * with GitHub's own expression language. Jobs that could run at once run one after the other. The steps are real; only
 * checkout and credentials are what the options bring.
 */
export async function runWorkflow(file: string, options: WorkflowOptions): Promise<WorkflowRun> {
  const run = new Run(options);
  const workflow = readWorkflow(file);
  const github: Values = {
    actor: options.actor ?? "octocat",
    triggering_actor: options.triggeringActor ?? options.actor ?? "octocat",
    ref: "refs/heads/main",
    event_name: "workflow_dispatch",
  };
  const context: Values = { github, vars: options.vars ?? {}, inputs: inputsOf(workflow, options.inputs ?? {}) };
  const env = { ...workflow.env, ...pick(options.env ?? {}, Object.keys(workflow.env ?? {})) };
  await run.within(workflow.concurrency, context, [], async (held) => {
    const frame = { file, workflow, prefix: "", held, depth: 1 };
    await run.jobs({ ...frame, context: { ...context, env: interpolateAll(env, context) } });
  });
  return run.results;
}

class Run {
  readonly results: WorkflowRun = new Map();
  readonly #options: WorkflowOptions;
  readonly #groups: Concurrency;
  #cancelled = false;

  constructor(options: WorkflowOptions) {
    this.#options = options;
    this.#groups = options.concurrency ?? new Concurrency();
  }

  /** Runs what a `concurrency:` guards; a run that a later one replaced while it waited is cancelled. */
  async within(
    concurrency: Values | undefined,
    context: Values,
    held: readonly string[],
    guarded: (held: readonly string[]) => Promise<void>,
  ): Promise<void> {
    if (concurrency === undefined) return guarded(held);
    const wanted = interpolateAll(concurrency, context) as unknown as Group;
    const place = await this.#groups.enter(wanted, held);
    if (place === undefined) this.#cancelled = true;
    place?.cancel.addEventListener("abort", () => {
      this.#cancelled = true;
    });
    try {
      await guarded([...held, wanted.group.toLowerCase()]);
    } finally {
      place?.leave();
    }
  }

  async jobs(frame: Frame): Promise<void> {
    const { jobs } = frame.workflow;
    const open = new Set(Object.keys(jobs));
    while (open.size > 0) {
      const id = [...open].find((name) => needsOf(jobs[name] ?? {}).every((need) => !open.has(need)));
      if (id === undefined) throw new Error(`The jobs ${[...open].join(", ")} wait for each other`);
      await this.#job(id, jobs[id] ?? {}, frame);
      open.delete(id);
    }
  }

  async #job(id: string, job: Job, frame: Frame): Promise<void> {
    const name = `${frame.prefix}${id}`;
    const needs = Object.fromEntries(needsOf(job).map((need) => [need, this.#told(`${frame.prefix}${need}`)]));
    const context = { ...frame.context, needs };
    if (!holds(job.if, context, this.#statusOf(id, frame))) {
      this.results.set(name, { ...NOTHING, result: this.#cancelled ? "cancelled" : "skipped" });
      return;
    }
    const strategy = job.strategy === undefined ? undefined : interpolateAll(job.strategy.matrix, context);
    if (strategy === undefined) return this.#leg(name, job, { ...frame, context: { ...context, matrix: {} } });
    const legs: JobResult[] = [];
    for (const matrix of legsOf(strategy)) {
      const leg = `${name} (${Object.values(matrix).map(toText).join(", ")})`;
      const stopped = job.strategy?.["fail-fast"] !== false && legs.some(({ result }) => result === "failure");
      if (stopped) this.results.set(leg, { ...NOTHING, result: "cancelled" });
      else await this.#leg(leg, job, { ...frame, context: { ...context, matrix } });
      legs.push(this.results.get(leg) ?? NOTHING);
    }
    this.results.set(name, together(legs));
  }

  async #leg(name: string, job: Job, frame: Frame): Promise<void> {
    await this.within(job.concurrency, frame.context, frame.held, async (held) => {
      if (this.#cancelled) this.results.set(name, { ...NOTHING, result: "cancelled" });
      else if (job.uses !== undefined) await this.#call(name, job.uses, job, { ...frame, held });
      else this.results.set(name, await this.#steps(name, job, frame));
    });
  }

  /** A job that calls a workflow: it succeeds when no job of that fails. */
  async #call(name: string, uses: string, job: Job, frame: Frame): Promise<void> {
    if (frame.depth >= MAX_DEPTH) throw new Error(`${name}: more than ${MAX_DEPTH} levels of workflows`);
    const file = calledFile(uses, frame.file);
    const workflow = readWorkflow(file);
    const call = callOf(workflow);
    if (call === undefined) throw new Error(`${file} cannot be called`);
    for (const [id, inner] of Object.entries(workflow.jobs)) {
      checkPermissions(id, inner.permissions, job.permissions);
    }
    const { github = {}, vars = {} } = frame.context;
    const inputs = inputsOf(workflow, interpolateAll(job.with ?? {}, frame.context));
    const context: Values = { github, vars, inputs, env: {} };
    const inside = { file, workflow, context, prefix: `${name} / `, depth: frame.depth + 1 };
    await this.within(workflow.concurrency, context, frame.held, (held) => this.jobs({ ...inside, held }));
    const ids = Object.keys(workflow.jobs);
    const jobs = Object.fromEntries(ids.map((id) => [id, this.#told(`${name} / ${id}`)]));
    const values = Object.entries(call.outputs ?? {}).map(([output, { value }]): [string, Json] => [output, value]);
    const outputs = interpolateTexts(Object.fromEntries(values), { ...context, jobs });
    this.results.set(name, { ...together(ids.map((id) => this.results.get(`${name} / ${id}`) ?? NOTHING)), outputs });
  }

  async #steps(name: string, job: Job, { file, context }: Frame): Promise<JobResult> {
    const before = this.#options.attempt?.get(name);
    if (before?.result === "success") return before;
    const given = typeof job.environment === "object" ? job.environment.name : job.environment;
    const environment = toText(interpolate(given ?? "", context));
    if (environment !== "") {
      const decision = await this.#options.onApproval?.(environment, name);
      if (decision === "rejected") return { ...NOTHING, result: "failure" };
      if (decision === "cancelled") this.#cancelled = true;
      if (this.#cancelled) return { ...NOTHING, result: "cancelled" };
    }
    const ran = await runSteps(job, context, dirname(file) === CALLABLE, this.#options);
    return { ...ran, result: ran.failed ? "failure" : "success" };
  }

  /** What a `needs` or `jobs` context tells of a job. */
  #told(name: string): Values {
    const { result, outputs } = this.results.get(name) ?? NOTHING;
    return { result, outputs };
  }

  /** GitHub asks all ancestors of a job, also through those that ran although theirs were skipped. */
  #statusOf(id: string, { workflow, prefix }: Frame): Status {
    const ancestors = [...ancestorsOf(id, workflow.jobs)].map((name) => this.results.get(`${prefix}${name}`)?.result);
    return {
      success: !this.#cancelled && ancestors.every((result) => result === "success"),
      failure: ancestors.includes("failure"),
      cancelled: this.#cancelled,
    };
  }
}

const NOTHING: JobResult = { result: "skipped", outputs: {}, runs: [], said: [], roles: [], runsOn: [], failed: false };

/** Several jobs as one: what went worst, and everything that ran. */
function together(parts: readonly JobResult[]): JobResult {
  const has = (result: JobResult["result"]) => parts.some((part) => part.result === result);
  const all = parts.every(({ result }) => result === "skipped");
  return {
    result: has("failure") ? "failure" : has("cancelled") ? "cancelled" : all ? "skipped" : "success",
    // What a leg of a matrix leaves empty does not take away what another one set (actions/runner, JobExtension.cs).
    outputs: Object.assign(
      {},
      ...parts.map(({ outputs }) => Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== ""))),
    ),
    runs: parts.flatMap(({ runs }) => runs),
    said: parts.flatMap(({ said }) => said),
    roles: parts.flatMap(({ roles }) => roles),
    runsOn: parts.flatMap(({ runsOn }) => runsOn),
    failed: has("failure"),
  };
}

function pick(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
