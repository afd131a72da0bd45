import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CALLABLE } from "../../.github/tools/workflow-inputs.ts";
import { digest } from "../../src/delivery/digest.ts";
import { ROOT } from "../runner/runner.ts";
import type { Trigger } from "../runner/workflow-file.ts";

/** How the documents name this action: its owner, repository and commit are the reader's. */
export const OURS = "OWNER/REPOSITORY@COMMIT-SHA";
/** How the workflows for users name the action and each other: at their own commit. */
export const SELF = "$/";
const CALL = /^(?:OWNER\/REPOSITORY|\$)\/\.github\/workflows\/([\w-]+\.yml)(?:@COMMIT-SHA)?$/;

export interface Workflow {
  /** Where it stands, for the name of a test. */
  file: string;
  text: string;
  /** The directory that its config files are relative to, as the documents have it: see `configFiles`. */
  home: "README.md" | "examples" | ".github/workflows";
  permissions?: unknown;
  env?: Record<string, string>;
  on?: { workflow_dispatch?: Trigger | null; workflow_call?: Trigger } | string;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

export interface Job {
  permissions?: unknown;
  environment?: unknown;
  strategy?: { matrix?: unknown };
  uses?: string;
  with?: Record<string, unknown>;
  "timeout-minutes"?: number;
  concurrency?: unknown;
  steps?: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

export const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Every workflow that a reader may copy, and those of this repository. */
export function allWorkflows(): Workflow[] {
  return [
    ...namedFences(read("README.md"))
      .filter(({ name }) => name.startsWith(".github/workflows/"))
      .map(({ name, content }) => toWorkflow(`README.md: ${name}`, content, "README.md")),
    ...filesIn("examples").map((file) => toWorkflow(file, read(file), "examples")),
    ...filesIn(".github/workflows").map((file) => toWorkflow(file, read(file), ".github/workflows")),
  ];
}

/** The workflows of this repository that others call. */
export function callables(): readonly Workflow[] {
  known ??= CALLABLE.map((name) => `.github/workflows/${name}`).map((file) =>
    toWorkflow(file, read(file), ".github/workflows"),
  );
  return known;
}

let known: readonly Workflow[] | undefined;

/** Which of ours a job calls, if any. */
export function calledBy({ uses = "" }: Job): Workflow | undefined {
  const name = CALL.exec(uses)?.[1];
  return callables().find(({ file }) => file === `.github/workflows/${name}`);
}

/** What stands at a path of the repository that a workflow of this home belongs to. */
export function configFiles(home: Workflow["home"]): Record<string, string> {
  if (home === "examples")
    return {
      ".github/delivery.yml": read("examples/delivery.yml"),
      "deploy/user-data.sh": read("examples/user-data.sh"),
    };
  const fences = namedFences(read("README.md")).filter(({ name }) => !name.startsWith(".github/workflows/"));
  return Object.fromEntries(fences.map(({ name, content }) => [name, content]));
}

/** `with:` of this action, with every expression replaced by what it may stand for: one entry for each choice. */
export function uses(workflow: Workflow): Record<string, string>[] {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? []);
  return steps
    .filter((step) => step.uses === OURS)
    .flatMap((step) => choices(workflow).map((choice) => valuesOf(step.with ?? {}, workflow, choice)));
}

function choices({ on }: Workflow): string[] {
  const inputs = typeof on === "object" ? on.workflow_dispatch?.inputs : undefined;
  return inputs?.step?.options ?? ["status"];
}

const DIGEST = digest({});

function valuesOf(given: Record<string, unknown>, { env = {} }: Workflow, step: string): Record<string, string> {
  const known: Record<string, string> = {
    "inputs.image-id": "ami-0abcdef1234567890",
    "inputs.step": step,
    "inputs.version": "7",
    "inputs.service": "shop",
    "matrix.service": "blog",
    "needs.deploy.outputs.state": DIGEST,
    "needs.shift.outputs.state": DIGEST,
    "needs.promote.outputs.state": DIGEST,
    "needs.rollout.outputs.state": DIGEST,
    "needs.canary.outputs.state": DIGEST,
    "needs.ten.outputs.state": DIGEST,
    "needs.half.outputs.state": DIGEST,
    "steps.due.outputs.state": DIGEST,
    "steps.rollback.outputs.state-digest || steps.due.outputs.state": DIGEST,
    "needs.deploy.outputs[matrix.machine]": DIGEST,
    "needs.promote.outputs[matrix.machine]": DIGEST,
    "steps.credentials.outputs.aws-expiration": "2030-01-02T05:04:05.000Z",
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [`env.${name}`, value])),
  };
  const evaluate = (text: string) =>
    text.replace(/\$\{\{\s*(.+?)\s*\}\}/g, (_all, expression: string) => {
      const value = known[expression];
      if (value === undefined) throw new Error(`The test has no value for the expression ${expression}`);
      return value;
    });
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, evaluate(String(value))]));
}

function toWorkflow(file: string, text: string, home: Workflow["home"]): Workflow {
  return { ...(parse(text) as Workflow), file, text, home };
}

function filesIn(directory: string): string[] {
  return readdirSync(join(ROOT, directory))
    .filter((name) => name.endsWith(".yml") && name !== "delivery.yml")
    .map((name) => `${directory}/${name}`);
}

/** The YAML blocks under a `<!-- example: name -->`. */
export function namedFences(markdown: string): { name: string; content: string }[] {
  return [...markdown.matchAll(/<!-- example: (\S+) -->\n```yaml\n(.*?)```/gs)].map(([, name = "", content = ""]) => ({
    name,
    content,
  }));
}
