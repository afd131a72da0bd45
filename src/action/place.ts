import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Inputs } from "./inputs.ts";
import type { WorkflowFile } from "./rollback-workflow.ts";
import { readFromWorkspace } from "./workspace.ts";

/** Where on GitHub this run is, as the runner tells it (GitHub docs, "Default environment variables"). */
export interface Place {
  /** `https://github.com`, or the address of a GitHub Enterprise Server. */
  server: string;
  /** `owner/name`. */
  repository: string;
  runUrl: string;
  /** File name of the workflow under `.github/workflows`; undefined: it is not in this repository. */
  workflow: string | undefined;
  /** A workflow by which a person rolls back; undefined: none is known. */
  rollback?: RollbackWorkflow | undefined;
}

/** A workflow that can be started by hand and rolls back what this step is about. */
export interface RollbackWorkflow {
  /** File name under `.github/workflows`. */
  file: string;
  /** As people see it on GitHub. */
  name: string;
  /** What it has to be given. */
  fields: readonly (readonly [name: string, value: string])[];
}

const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const RUN = /^\d{1,20}$/;
const COMMIT = /^[0-9a-f]{40}$/;
/** `octo/shop/.github/workflows/deliver.yml@refs/heads/main` */
const WORKFLOW_REF = /^([^/]+\/[^/]+)\/\.github\/workflows\/([\w.-]+\.ya?ml)@/;

/** Undefined outside of a workflow, or where the runner's words are none that a link can be made of. */
export function placeOf(env: NodeJS.ProcessEnv): Place | undefined {
  const { GITHUB_SERVER_URL: server = "", GITHUB_REPOSITORY: repository = "", GITHUB_RUN_ID: run = "" } = env;
  const { GITHUB_WORKFLOW_REF: workflowRef = "" } = env;
  if (!REPOSITORY.test(repository) || !RUN.test(run) || !/^https?:\/\/[\w.:-]+\/?$/.test(server)) return undefined;
  const base = server.replace(/\/$/, "");
  const [, owner, file] = WORKFLOW_REF.exec(workflowRef) ?? [];
  return {
    server: base,
    repository,
    runUrl: `${base}/${repository}/actions/runs/${run}`,
    workflow: owner === repository ? file : undefined,
  };
}

/** More is no workflow that a person wrote. */
const MAX_BYTES = 262_144;
const MAX_FILES = 100;
const FOLDER = ".github/workflows";

/** The same with the workflow by which a person rolls back, where the repository is checked out and has one. */
export async function placeFor(inputs: Inputs | undefined, env: NodeJS.ProcessEnv): Promise<Place | undefined> {
  const place = placeOf(env);
  if (place === undefined || inputs === undefined) return place;
  const files = workflowsIn(env.GITHUB_WORKSPACE ?? "");
  if (files.length === 0) return place;
  const { findRollback } = await import("./rollback-workflow.ts");
  return { ...place, rollback: findRollback(files, inputs, place.workflow) };
}

/** Those that may be what is looked for. */
function workflowsIn(workspace: string): WorkflowFile[] {
  const names = namesIn(join(workspace, FOLDER)).filter((name) => /^[\w.-]+\.ya?ml$/.test(name));
  return names.slice(0, MAX_FILES).flatMap((file) => {
    const content = readFromWorkspace(workspace, `${FOLDER}/${file}`, (bytes) =>
      bytes > MAX_BYTES ? "is too large." : undefined,
    );
    const text = typeof content === "string" ? "" : content.toString("utf8");
    return text.includes("workflow_dispatch") && text.includes("rollback") ? [{ file, text }] : [];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Not checked out.
    return [];
  }
}

/** Where a revision can be read that is a commit; undefined: it is none. */
export function commitUrl(place: Place | undefined, revision: string): string | undefined {
  if (place === undefined || !COMMIT.test(revision)) return undefined;
  return `${place.server}/${place.repository}/commit/${revision}`;
}

/** Where a run can be read that a rollout's record names as `owner/name/runs/123`; undefined: it names none. */
export function runUrl(place: Place | undefined, id: string): string | undefined {
  const [, repository = "", run = ""] = /^([^/]+\/[^/]+)\/runs\/(\d+)$/.exec(id) ?? [];
  if (place === undefined || !REPOSITORY.test(repository) || !RUN.test(run)) return undefined;
  return `${place.server}/${repository}/actions/runs/${run}`;
}
