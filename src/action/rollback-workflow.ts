import type { InputName } from "./inputs/table.ts";
import type { Inputs } from "./inputs.ts";
import type { RollbackWorkflow } from "./place.ts";
import { parseYaml } from "./yaml.ts";

/** A file under `.github/workflows`. */
export interface WorkflowFile {
  /** Its name. */
  file: string;
  text: string;
}

type Keys = Readonly<Record<string, unknown>>;

/** The workflows of this action's repository that roll back: `rollback.yml`, and `step.yml` when it is told to. */
const OURS = /\/\.github\/workflows\/(rollback|step)\.ya?ml(?:@|$)/;
const OF_INPUT = /^\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}$/;
const OF_ENV = /^\$\{\{\s*env\.(\w+)\s*\}\}$/;

/**
 * The workflow by which a person rolls back what this step is about: one that can be started by hand, has a job that
 * rolls back the same service or target, and needs no input that is not known here. The running one first, then those
 * that do nothing else.
 *
 * @param current file name of the running workflow.
 */
export function findRollback(
  files: readonly WorkflowFile[],
  inputs: Inputs,
  current: string | undefined,
): RollbackWorkflow | undefined {
  const found = files.flatMap((file) => candidateIn(file, identityOf(inputs)));
  const rank = ({ file, fields }: RollbackWorkflow) =>
    file === current ? 0 : fields.some(([, value]) => value === "rollback") ? 2 : 1;
  return found.sort((one, other) => rank(one) - rank(other))[0];
}

/** What two steps have in common that are about the same thing. */
function identityOf({ values, target }: Inputs): readonly (readonly [InputName, string])[] {
  const names: Record<Inputs["target"]["platform"], readonly InputName[]> = {
    ec2: ["auto-scaling-groups"],
    "api-gateway": ["rest-api", "stage"],
    lambda: ["function", "alias"],
    nginx: ["app"],
  };
  const wanted: readonly InputName[] = values.has("service") ? ["service"] : names[target.platform];
  return wanted.map((name) => [name, values.get(name) ?? ""] as const);
}

function candidateIn({ file, text }: WorkflowFile, identity: ReturnType<typeof identityOf>): RollbackWorkflow[] {
  const workflow = keysOf(parsed(text));
  const trigger = dispatchOf(workflow.on);
  if (trigger === undefined) return [];
  const dispatch = keysOf(keysOf(trigger).inputs);
  for (const [job, given] of Object.values(keysOf(workflow.jobs)).flatMap(callsOf)) {
    const env = { ...keysOf(workflow.env), ...keysOf(job.env) };
    const pairs = [["step", "rollback"] as const, ...identity].map(([name, value]) =>
      fieldFor(given[name], value, env, dispatch),
    );
    if (!pairs.every((pair) => pair !== undefined)) continue;
    const fields = pairs.flat();
    if (needsMore(dispatch, fields)) continue;
    const name = typeof workflow.name === "string" ? workflow.name : file;
    return [{ file, name, fields }];
  }
  return [];
}

/** What a job gives to steps that may roll back; none of a job that follows others or has a condition. */
function callsOf(value: unknown): (readonly [job: Keys, given: Keys])[] {
  const job = keysOf(value);
  if (job.needs !== undefined || job.if !== undefined) return [];
  const called = OURS.exec(String(job.uses ?? ""))?.[1];
  if (called === "rollback") return [[job, { ...keysOf(job.with), step: "rollback" }]];
  if (called === "step") return [[job, keysOf(job.with)]];
  const steps = Array.isArray(job.steps) ? job.steps : [];
  return steps.map((step) => [job, keysOf(keysOf(step).with)] as const);
}

/**
 * What the workflow has to be given so that an input gets a value: nothing where it has it anyway.
 *
 * @returns undefined where it cannot be given, or nobody can tell.
 */
function fieldFor(given: unknown, wanted: string, env: Keys, dispatch: Keys): [string, string][] | undefined {
  if (given === undefined) return undefined;
  const variable = OF_ENV.exec(String(given))?.[1];
  const text = String(variable === undefined ? given : env[variable]);
  const name = OF_INPUT.exec(text)?.[1];
  if (name === undefined) return sameList(text, wanted) ? [] : undefined;
  const { options } = keysOf(dispatch[name]);
  if (dispatch[name] === undefined || (Array.isArray(options) && !options.includes(wanted))) return undefined;
  return [[name, wanted]];
}

function sameList(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) =>
    text
      .trim()
      .split(/\s*[\n,]\s*/)
      .sort()
      .join(),
  );
  return first === second;
}

function needsMore(dispatch: Keys, fields: readonly (readonly [string, string])[]): boolean {
  return Object.entries(dispatch).some(([name, value]) => {
    const { required, default: preset } = keysOf(value);
    return required === true && preset === undefined && !fields.some(([field]) => field === name);
  });
}

/** `on: workflow_dispatch`, a list with it, or a map. */
function dispatchOf(on: unknown): unknown {
  if (on === "workflow_dispatch" || (Array.isArray(on) && on.includes("workflow_dispatch"))) return {};
  const keys = keysOf(on);
  return "workflow_dispatch" in keys ? (keys.workflow_dispatch ?? {}) : undefined;
}

function parsed(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    // What GitHub would not run either.
    return undefined;
  }
}

function keysOf(value: unknown): Keys {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Keys) : {};
}
