import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./packages.ts";

/**
 * Independent peers that the local AWS is held against: moto, another AWS in a process, and the AWS CLI, another client;
 * beside them cfn-lint, zizmor and a parser of HCL, which read what we publish. They live in a Python environment below `.cache/`, made by
 * the first test that needs it.
 */
const PACKAGES = ["moto[server]==5.2.5", "awscli==1.46.2", "cfn-lint==1.58.0", "zizmor==1.32.0", "python-hcl2==8.1.4"];
export const ROOT = join(import.meta.dirname, "..", "..");
const CACHE = join(ROOT, ".cache", "peers");
const HOME = join(CACHE, createHash("sha256").update(PACKAGES.join("\n")).digest("hex").slice(0, 12));
const LOCK = join(CACHE, "lock");

export interface Output {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The environment's Python. */
export type Peers = { python: string } | { missing: string };

/** Makes the environment unless it is there. What cannot be had is a reason to skip on a laptop, and a failure in CI. */
export async function findPeers(): Promise<Peers> {
  const python = pythonOf(HOME);
  try {
    if (!existsSync(python)) await locked(async () => void (existsSync(python) || (await install())));
    return { python };
  } catch (error) {
    const missing = `moto and the AWS CLI cannot be had: ${error instanceof Error ? error.message.trim() : error}`;
    if (process.env.CI === "true") throw new Error(missing);
    console.warn(`Skipped, because ${missing}`);
    return { missing };
  }
}

/** Starts moto on a port of its own choice; resolves when it answers. */
export async function startMoto(python: string): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const child = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: bareEnvironment(),
  });
  const stop = endsWithUs(child);
  try {
    return { endpoint: await firstMatch(child, /Running on (http:\S+)/), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs the AWS CLI with nothing of this machine's configuration. */
export function runAwsCli(python: string, args: readonly string[], env: Record<string, string>): Promise<Output> {
  return run(python, ["-m", "awscli", ...args], {
    ...bareEnvironment(),
    AWS_CONFIG_FILE: join(HOME, "no-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(HOME, "no-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    ...env,
  });
}

/** The first match of the pattern in what the process prints; rejects when the process ends without one. */
export function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const match = pattern.exec(printed);
      if (match !== null) resolve(match[1] ?? match[0]);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The process ended with ${code} and printed:\n${printed}`)));
  });
}

/** Kills a child when asked to, and when this process ends first. */
export function endsWithUs(child: ChildProcess): () => Promise<void> {
  const kill = () => void child.kill("SIGKILL");
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  process.once("exit", kill);
  return async () => {
    kill();
    await gone;
    process.off("exit", kill);
  };
}

/** Built beside its place and moved there whole, so that a half-made environment is never taken for one. */
async function install(): Promise<void> {
  const draft = join(CACHE, `draft-${randomUUID()}`);
  try {
    await makeEnvironment(draft);
    await mustRun(pythonOf(draft), ["-m", "pip", "install", "--quiet", "--no-input", ...PACKAGES]);
    renameSync(draft, HOME);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function makeEnvironment(directory: string): Promise<void> {
  const make = () => run("python3", ["-m", "venv", "--clear", directory], process.env);
  const made = await make();
  if (made.code === 0) return;
  // Debian keeps what `venv` needs in a package of its own.
  if (!installPackages(["python3-venv"])) {
    throw new Error(`python3 -m venv failed (it needs python3 and python3-venv): ${made.stderr || made.stdout}`);
  }
  const again = await make();
  if (again.code !== 0) throw new Error(`python3 -m venv failed: ${again.stderr || again.stdout}`);
}

/** One worker at a time; a lock whose owner is gone is taken away. */
async function locked(task: () => Promise<void>): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const own = join(CACHE, `lock-${randomUUID()}`);
  mkdirSync(own);
  writeFileSync(join(own, "pid"), String(process.pid));
  while (!moved(own, LOCK)) {
    if (ownerIsGone()) rmSync(LOCK, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    await task();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

/** Moving a directory onto one with content fails: with its owner inside from the start, the lock is never half taken. */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function ownerIsGone(): boolean {
  try {
    process.kill(Number(readFileSync(join(LOCK, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function pythonOf(directory: string): string {
  return join(directory, "bin", "python3");
}

function bareEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? "", LANG: "C.UTF-8" };
}

async function mustRun(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, env);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr || stdout}`);
}

export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    child.once("error", (error) => resolve({ code: null, stdout: "", stderr: error.message }));
    child.once("close", (code) => resolve({ code, ...output }));
  });
}
