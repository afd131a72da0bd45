import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import type { Json, Values } from "./expressions.ts";
import { toText } from "./expressions.ts";
import { ROOT } from "./runner.ts";

export interface WorkflowStep {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  shell?: string;
  if?: string | boolean;
  env?: Values;
  with?: Values;
}

export interface Job {
  needs?: string | string[];
  if?: string | boolean;
  uses?: string;
  with?: Values;
  env?: Values;
  outputs?: Values;
  permissions?: Permissions;
  strategy?: { matrix: Values; "fail-fast"?: boolean };
  "runs-on"?: string | string[];
  environment?: string | { name: string };
  concurrency?: Values;
  steps?: WorkflowStep[];
}

export type Permissions = Record<string, "read" | "write" | "none">;

export interface InputDefinition {
  description?: string;
  type?: "string" | "boolean" | "number" | "choice";
  required?: boolean;
  default?: Json;
  options?: string[];
}

export interface Trigger {
  inputs?: Record<string, InputDefinition>;
  outputs?: Record<string, { description?: string; value: string }>;
}

export interface WorkflowFile {
  on: string | { workflow_dispatch?: Trigger | null; workflow_call?: Trigger | null };
  env?: Values;
  concurrency?: Values;
  jobs: Record<string, Job>;
}

/** Where the workflows are that others call, and the only place in which `$/` is this action. */
export const CALLABLE = join(ROOT, ".github", "workflows");
/** How a workflow of another repository calls one of ours. */
const CALL = /^OWNER\/REPOSITORY\/\.github\/workflows\/([\w-]+\.yml)@COMMIT-SHA$/;

export function readWorkflow(file: string): WorkflowFile {
  return parse(readFileSync(file, "utf8")) as WorkflowFile;
}

/** The file that a job's `uses:` means, seen from the file that it stands in. */
export function calledFile(uses: string, from: string): string {
  const called = CALL.exec(uses)?.[1];
  if (called !== undefined) return join(CALLABLE, called);
  const own = /^\$\/\.github\/workflows\/([\w-]+\.yml)$/.exec(uses)?.[1];
  if (own !== undefined && dirname(from) === CALLABLE) return join(CALLABLE, own);
  throw new Error(`${basename(from)} calls ${uses}, which is no workflow of this repository`);
}

/** `on.workflow_call`. */
export function callOf({ on }: WorkflowFile): Trigger | undefined {
  return typeof on === "object" && "workflow_call" in on ? (on.workflow_call ?? {}) : undefined;
}

/**
 * The inputs of a run or a call, by type and with their defaults, as GitHub judges them.
 *
 * @throws for an unknown or missing one, or a value that is not of its type.
 */
export function inputsOf(workflow: WorkflowFile, given: Values): Values {
  const dispatch = typeof workflow.on === "object" ? workflow.on.workflow_dispatch : undefined;
  const declared = (callOf(workflow) ?? dispatch)?.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in declared));
  if (unknown.length > 0) throw new Error(`The workflow has no input ${unknown.join(", ")}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => {
      if (!(name in given) && input.required === true) throw new Error(`The workflow's input ${name} is missing`);
      // What is given counts, also when it is empty, as an unset variable is: the default does not stand in for it.
      return [name, typed(name, input, (name in given ? given[name] : input.default) ?? null)];
    }),
  );
}

function typed(name: string, { type, options }: InputDefinition, value: Json): Json {
  const wrong = () => new Error(`The workflow's input ${name} cannot be ${JSON.stringify(value)}`);
  switch (type) {
    case "boolean":
      if (value !== null && typeof value !== "boolean") throw wrong();
      return value ?? false;
    case "number":
      if (value !== null && typeof value !== "number") throw wrong();
      return value ?? 0;
    case "choice": {
      const chosen = value ?? options?.[0] ?? "";
      if (!options?.includes(toText(chosen))) throw wrong();
      return chosen;
    }
    default:
      if (value !== null && typeof value === "object") throw wrong();
      return toText(value);
  }
}

/**
 * What a called workflow's job asks for it must have been given by the job that calls.
 *
 * @throws as GitHub refuses the run.
 */
export function checkPermissions(job: string, asked: Permissions = {}, granted: Permissions | undefined): void {
  if (granted === undefined) return;
  const rank = { none: 0, read: 1, write: 2 };
  for (const [scope, level] of Object.entries(asked)) {
    const allowed = granted[scope] ?? "none";
    if (rank[level] > rank[allowed]) {
      throw new Error(
        `The nested job '${job}' is requesting '${scope}: ${level}', but is only allowed '${scope}: ${allowed}'.`,
      );
    }
  }
}

/** The combinations of a matrix, each a set of values; one empty set without a matrix. */
export function legsOf(matrix: Values): Values[] {
  const axes = Object.entries(matrix).map(([axis, values]) => {
    if (!Array.isArray(values)) throw new Error(`The matrix ${axis} is no list`);
    return values.map((value): Values => ({ [axis]: value }));
  });
  return axes.reduce<Values[]>(
    (legs, axis) => legs.flatMap((leg) => axis.map((value) => ({ ...leg, ...value }))),
    [{}],
  );
}

export function needsOf({ needs }: Job): string[] {
  return needs === undefined ? [] : [needs].flat();
}

/** A job's needs, and theirs. */
export function ancestorsOf(id: string, jobs: Record<string, Job>): Set<string> {
  const direct = needsOf(jobs[id] ?? {});
  return new Set([...direct, ...direct.flatMap((need) => [...ancestorsOf(need, jobs)])]);
}
