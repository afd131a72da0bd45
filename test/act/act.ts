import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { buildGoProgram } from "../aws/packages.ts";
import type { Values } from "../runner/expressions.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import type { WorkflowFile, WorkflowStep } from "../runner/workflow-file.ts";
import { CALLABLE } from "../runner/workflow-file.ts";

/** `act`, another implementation of GitHub's runner: workflows run as processes of this machine, without containers. */
const VERSION = "0.2.89";
const SOURCE = `github.com/nektos/act@v${VERSION}`;
const ACT = join(ROOT, ".cache", `act-${VERSION}`, "act");

/** What cannot be had is a reason to skip on a laptop, and a failure in CI. */
export async function findAct(): Promise<string | undefined> {
  try {
    await buildGoProgram(SOURCE, ACT);
    return ACT;
  } catch (error) {
    const missing = `act cannot be had (Go builds it: \`go install ${SOURCE}\`): ${error}`;
    if (process.env.CI === "true") throw new Error(missing);
    console.warn(`Skipped, because ${missing}`);
    return undefined;
  }
}

export interface Checkout {
  /** Runs a workflow to its end, with these inputs. */
  run(workflow: string, inputs?: Record<string, string>): Promise<ActRun>;
  close(): void;
}

export interface ActRun {
  exitCode: number | null;
  log: string;
  /** Job by job, `Step/deploy` in a called workflow, whether it succeeded; one that was skipped is not there. */
  jobs: Record<string, boolean>;
}

export interface CheckoutOptions {
  act: string;
  /** Takes the place of an example's `env`: real ARNs. */
  env?: Values;
  /** Changes what the action is given. */
  adjust?: (inputs: Values) => Values;
  /** The config file, for workflows that read one. */
  config?: object;
  /** Of the account that jobs would get by their role. */
  credentials: Record<string, string>;
  vars?: Record<string, string>;
  /** What somebody else does before a job's own steps: after it was approved, as far as the job can tell. */
  meanwhile?: { job: string; step: WorkflowStep };
}

/**
 * A working copy with the examples, the workflows that they call and the built action. What no test can have is replaced:
 * the references, by paths; ARNs; and the role, by credentials.
 */
export function checkOut(options: CheckoutOptions): Checkout {
  const { act, config, credentials, vars = {} } = options;
  const home = mkdtempSync(join(tmpdir(), "act-"));
  const workspace = join(home, "shop");
  for (const part of ["action.yml", "dist"]) {
    cpSync(join(ROOT, part), join(workspace, "delivery", part), { recursive: true });
  }
  const workflows = join(workspace, ".github", "workflows");
  mkdirSync(workflows, { recursive: true });
  if (config !== undefined) writeFileSync(join(workspace, ".github", "delivery.yml"), stringify(config));
  for (const [directory, prefix] of [
    [CALLABLE, ""],
    [join(ROOT, "examples"), "example-"],
  ] as const) {
    const files = readdirSync(directory).filter((name) => name.endsWith(".yml") && name !== "delivery.yml");
    for (const name of files) {
      writeFileSync(join(workflows, `${prefix}${name}`), copyOf(readFileSync(join(directory, name), "utf8"), options));
    }
  }
  const git = ["-c", "user.name=octocat", "-c", "user.email=octocat@example.com"];
  for (const args of [["init"], ["add", "."], ["commit", "--message", "Shop"]]) {
    execFileSync("git", [...git, ...args], { cwd: workspace, stdio: "ignore" });
  }
  return {
    run(workflow, inputs = {}) {
      const file = join(workflows, `example-${workflow}`);
      const { on } = parse(readFileSync(file, "utf8")) as WorkflowFile;
      const event = typeof on === "object" && "workflow_dispatch" in on ? "workflow_dispatch" : "push";
      const pairs = (flag: string, values: Record<string, string>) =>
        Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
      const args = [
        event,
        ...["--workflows", file, "--directory", workspace],
        ...["ubuntu-latest", "self-hosted"].flatMap((label) => ["--platform", `${label}=-self-hosted`]),
        ...["--actor", "octocat", "--json"],
        ...pairs("--input", inputs),
        ...pairs("--env", { ...credentials, GITHUB_REPOSITORY: "acme/shop" }),
        ...pairs("--var", vars),
      ];
      return runAct(act, args, home);
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/OWNER\/REPOSITORY\/(\.github\/workflows\/[\w-]+\.yml)@COMMIT-SHA/g, "./$1"],
  [/\$\/(\.github\/workflows\/)/g, "./$1"],
  [/(uses: )(OWNER\/REPOSITORY@COMMIT-SHA|\$\/)(?=\s)/g, "$1./delivery"],
];

/** act copies the working copy for it, and calls nobody: so the action is there for every job. */
const CHECKOUT: WorkflowStep = { uses: "actions/checkout@v7" };

function copyOf(text: string, { env = {}, adjust = (inputs) => inputs, meanwhile }: CheckoutOptions): string {
  const give = (step: WorkflowStep): WorkflowStep =>
    step.uses === "./delivery" && step.with !== undefined ? { ...step, with: adjust(step.with) } : step;
  const file = parse(REPLACED.reduce((copy, [what, by]) => copy.replace(what, by), text)) as WorkflowFile;
  const known = Object.entries(file.env ?? {}).map(([name, value]) => [name, env[name] ?? value]);
  const jobs = Object.entries(file.jobs).map(([name, { steps, ...job }]) => {
    const others = meanwhile?.job === name ? [meanwhile.step] : [];
    const own = steps?.filter(isHere).map(give);
    return [name, { ...job, ...(own === undefined ? {} : { steps: [CHECKOUT, ...others, ...own] }) }];
  });
  // act has no groups of runs, and its schema is older than `queue`.
  const { concurrency: _groups, ...rest } = file;
  const copy = { ...rest, env: Object.fromEntries(known), jobs: Object.fromEntries(jobs) };
  return stringify(copy, { aliasDuplicateObjects: false });
}

/** A checkout and a role are GitHub's and AWS's to give. */
function isHere({ uses = "" }: WorkflowStep): boolean {
  return !/^(actions\/checkout|aws-actions\/)/.test(uses);
}

interface Line {
  job?: string;
  jobResult?: string;
  msg?: string;
}

function runAct(act: string, args: readonly string[], home: string): Promise<ActRun> {
  // The action's own Node first, as on GitHub's runners, and nothing of this machine's configuration.
  const env = { PATH: `${dirname(NODE24)}:${process.env.PATH}`, HOME: home, XDG_CACHE_HOME: join(home, "cache") };
  return new Promise((resolve, reject) => {
    const child = spawn(act, args, { env, cwd: home, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        log += chunk.toString();
      });
    }
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, log, jobs: resultsIn(log) }));
  });
}

function resultsIn(log: string): Record<string, boolean> {
  const jobs: Record<string, boolean> = {};
  for (const text of log.split("\n").filter((line) => line.startsWith("{"))) {
    // The workflow's name stands before it, and it is padded to the width of the longest.
    const { job, jobResult } = JSON.parse(text) as Line;
    if (job !== undefined && jobResult !== undefined) jobs[job.replace(/^.*?\//, "").trim()] = jobResult === "success";
  }
  return jobs;
}
