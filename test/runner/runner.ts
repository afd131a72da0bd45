import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { FileCommand } from "./files.ts";
import { createCommandFiles, readPairs } from "./files.ts";
import type { Log } from "./log.ts";
import { masked, readLog } from "./log.ts";

export const ROOT = join(import.meta.dirname, "..", "..");
/** The runtime of `using: node24`, a dev dependency: what runs the tests may be another. */
export const NODE24 = join(ROOT, "node_modules", ".bin", "node");

/** The commit of every run. */
export const SHA = "0123456789abcdef0123456789abcdef01234567";

type Environment = Record<string, string | undefined>;

interface Manifest {
  inputs?: Record<string, { default?: unknown; required?: boolean }>;
  outputs?: Record<string, unknown>;
  runs: { using: string; main: string; pre?: string; "pre-if"?: string; post?: string; "post-if"?: string };
}

export interface StepOptions {
  /** `with:` of the step. */
  with?: Record<string, string>;
  /** `env:` of the job, added to what the runner itself sets. */
  env?: Record<string, string>;
  /** Secrets known to the runner, masked everywhere. */
  secrets?: readonly string[];
  event?: { name?: string; payload?: unknown };
  /** The working copy; by default an empty directory. */
  workspace?: string;
  /** Cancels the run as the runner does. */
  cancel?: AbortSignal;
  /** Milliseconds from SIGINT to SIGTERM and from SIGTERM to the kill; the runner's are 7,500 and 2,500. */
  cancelDelays?: readonly [number, number];
  /** SIGKILL to the main process, as when the machine goes away; `post` does not run then. */
  kill?: AbortSignal;
  /** Command files that are not what they should be: another path, or undefined for a variable that is not set. */
  commandFiles?: Partial<Record<`GITHUB_${FileCommand}`, string | undefined>>;
  /** Another machine that the action runs on; by default this one. */
  machine?: RunnerMachine;
  /** Every line as it appears, for a watcher. */
  onLine?: (line: string) => void;
}

export interface RunnerMachine {
  /** A directory that both see under the same name. */
  shared: string;
  /** What runs a command there, with the environment that it is given. */
  command: readonly string[];
  /** Lets whom the action runs as write into a directory. */
  admit(directory: string): void;
}

export interface StepResult {
  conclusion: "success" | "failure" | "cancelled";
  exitCode: number | null;
  outputs: Record<string, string>;
  /** The job summary in Markdown. */
  summary: string;
  env: Map<string, string>;
  state: Map<string, string>;
  log: Log;
  /** The run of `post`, when it ran. */
  post: { exitCode: number | null; log: Log } | undefined;
}

export function readManifest(directory = ROOT): Manifest {
  return parse(readFileSync(join(directory, "action.yml"), "utf8")) as Manifest;
}

/**
 * Runs an action as the runner does: variables in, files and workflow commands out, `pre`, `main` and `post` by their
 * conditions, and on cancellation SIGINT, then SIGTERM, then a kill.
 */
export async function runStep(options: StepOptions, directory = ROOT): Promise<StepResult> {
  const manifest = readManifest(directory);
  const home = mkdtempSync(join(options.machine?.shared ?? tmpdir(), "step-"));
  try {
    const files = createCommandFiles(join(home, "commands"));
    const base = {
      ...environment(home, options),
      ...inputs(manifest, options.with ?? {}),
      ...options.env,
      ...files,
      ...options.commandFiles,
    };
    options.machine?.admit(home);
    const preState = await runPre(manifest, directory, base, options);
    const main = await runNode(join(directory, manifest.runs.main), { ...base, ...preState }, options);
    const state = readPairs(files.GITHUB_STATE ?? "");
    const cancelled = options.cancel?.aborted === true;
    const conclusion = cancelled ? "cancelled" : main.exitCode === 0 ? "success" : "failure";
    const killed = options.kill?.aborted === true;
    const post = manifest.runs.post;
    const runsPost = post !== undefined && !killed && holds(manifest.runs["post-if"] ?? "always()", conclusion);
    const postFiles = createCommandFiles(join(home, "post-commands"));
    options.machine?.admit(home);
    const stateVariables = Object.fromEntries([...state].map(([name, value]) => [`STATE_${name}`, value]));
    const { cancel: _cancel, kill: _kill, ...undisturbed } = options;
    return {
      conclusion,
      exitCode: main.exitCode,
      outputs: Object.fromEntries(readPairs(files.GITHUB_OUTPUT ?? "")),
      summary: masked(readFileSync(files.GITHUB_STEP_SUMMARY ?? "", "utf8"), options.secrets ?? []),
      env: readPairs(files.GITHUB_ENV ?? ""),
      state,
      log: main.log,
      post: runsPost
        ? await runNode(join(directory, post), { ...base, ...stateVariables, ...postFiles }, undisturbed)
        : undefined,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function runPre(manifest: Manifest, directory: string, env: Environment, options: StepOptions) {
  if (manifest.runs.pre === undefined || !holds(manifest.runs["pre-if"] ?? "always()", "success")) return {};
  await runNode(join(directory, manifest.runs.pre), env, options);
  return Object.fromEntries([...readPairs(env.GITHUB_STATE ?? "")].map(([name, value]) => [`STATE_${name}`, value]));
}

/** `pre-if` and `post-if`, of the status functions alone. */
function holds(condition: string, conclusion: StepResult["conclusion"]): boolean {
  const known: Record<string, boolean> = {
    "always()": true,
    "success()": conclusion === "success",
    "failure()": conclusion === "failure",
    "cancelled()": conclusion === "cancelled",
    "!cancelled()": conclusion !== "cancelled",
  };
  const result = known[condition];
  if (result === undefined) throw new Error(`The harness does not know the condition ${condition}`);
  return result;
}

/** `INPUT_<NAME>` for each input with a value or a default. Unknown inputs are an error here, a warning on GitHub. */
function inputs(manifest: Manifest, given: Record<string, string>): Record<string, string> {
  const known = manifest.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`Unexpected input(s) '${unknown.join("', '")}'`);
  const variable = (name: string) => `INPUT_${name.replace(/ /g, "_").toUpperCase()}`;
  return Object.fromEntries(
    Object.entries(known).map(([name, { default: fallback }]) => [
      variable(name),
      given[name] ?? (fallback === undefined ? "" : String(fallback)),
    ]),
  );
}

/** What V8 compiled once is not compiled again by each of some thousand steps: all but the time is the same. */
const COMPILED = join(ROOT, ".cache", "compiled");

/** What the runner sets for every step; nothing of the machine's own environment but the path. */
function environment(home: string, { event, workspace }: StepOptions): Record<string, string> {
  const eventPath = join(home, "event.json");
  writeFileSync(eventPath, JSON.stringify(event?.payload ?? {}));
  return {
    PATH: process.env.PATH ?? "",
    NODE_COMPILE_CACHE: COMPILED,
    HOME: home,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "acme/shop",
    GITHUB_RUN_ID: "4242",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_NUMBER: "7",
    GITHUB_WORKFLOW: "Deliver",
    GITHUB_JOB: "deliver",
    GITHUB_ACTOR: "octocat",
    GITHUB_TRIGGERING_ACTOR: "octocat",
    GITHUB_SHA: SHA,
    GITHUB_REF: "refs/heads/main",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_EVENT_NAME: event?.name ?? "push",
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_WORKSPACE: workspace ?? home,
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
    RUNNER_TEMP: home,
    RUNNER_TOOL_CACHE: home,
  };
}

function runNode(file: string, env: Environment, options: StepOptions): Promise<{ exitCode: number | null; log: Log }> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = [...(options.machine?.command ?? []), NODE24, file];
    const child = spawn(program, args, { env, cwd: env.GITHUB_WORKSPACE, stdio: ["ignore", "pipe", "pipe"] });
    const timers: NodeJS.Timeout[] = [];
    const [toTerm, toKill] = options.cancelDelays ?? [7_500, 2_500];
    const cancel = () => {
      child.kill("SIGINT");
      timers.push(
        setTimeout(() => child.kill("SIGTERM"), toTerm),
        setTimeout(() => child.kill("SIGKILL"), toTerm + toKill),
      );
    };
    const kill = () => child.kill("SIGKILL");
    options.cancel?.addEventListener("abort", cancel, { once: true });
    options.kill?.addEventListener("abort", kill, { once: true });
    let output = "";
    let line = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      line += chunk.toString();
      const lines = line.split("\n");
      line = lines.pop() ?? "";
      for (const complete of lines) options.onLine?.(complete);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", reject);
    child.once("close", (exitCode) => {
      for (const timer of timers) clearTimeout(timer);
      options.cancel?.removeEventListener("abort", cancel);
      options.kill?.removeEventListener("abort", kill);
      resolve({ exitCode, log: readLog(output, options.secrets ?? []) });
    });
  });
}

/** Has a step cancelled at the first line of its log that begins like this. */
export function cancelAt(beginning: string): Pick<StepOptions, "cancel" | "onLine"> {
  const cancel = new AbortController();
  return { cancel: cancel.signal, onLine: (line) => line.startsWith(beginning) && cancel.abort() };
}
