import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { refuse } from "./refusals.ts";
import { codeOf, unwritable } from "./store.ts";

/** The variable by which a process, and whatever it starts, is known to belong to a side: no pid has to be kept. */
const MARK = "PROGRESSIVE_DELIVERY_SIDE";
/** Lines of a side's output that an error shows. */
const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 300;

/** What a side's process is told. */
export interface SideEnv {
  PORT: string;
  COLOR: string;
  REVISION: string;
}

export interface Found {
  pid: number;
  revision: string | undefined;
}

/** The processes of a side, from whatever step and however they went into the background. Zombies are none. */
export function processesOf(stateDir: string, port: number): Found[] {
  const mark = `${MARK}=${markOf(stateDir, port)}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const variables = environOf(pid);
      if (!variables.includes(mark)) return [];
      return [{ pid: Number(pid), revision: revisionOf(Number(pid)) }];
    });
}

/** What a process was told to run, as far as we may look into it. */
export function revisionOf(pid: number): string | undefined {
  const variable = environOf(String(pid)).find((text) => text.startsWith("REVISION="));
  return variable?.slice("REVISION=".length);
}

/** `pid 4711 (node)`. */
export function describeProcess(pid: number): string {
  try {
    return `pid ${pid} (${readFileSync(`/proc/${pid}/comm`, "utf8").trim()})`;
  } catch {
    return `pid ${pid}`;
  }
}

/** A start command under way. */
export interface Started {
  /** Why it ended, once it ended with an error; undefined while it runs, or when it handed over and left. */
  failure(): string | undefined;
}

/**
 * Runs a start command so that it outlives the step and the job: in a session of its own, with its output in a file,
 * and without the variables by which the runner finds what a job left behind (actions/runner, JobExtension.cs).
 *
 * @throws DeliveryError when its log cannot be written.
 */
export function startDetached(command: string, env: SideEnv, stateDir: string, log: string, cwd: string): Started {
  let fd: number;
  try {
    renameOver(log, `${log}.1`);
    fd = openSync(log, "a", 0o640);
  } catch (error) {
    throw unwritable(log, error);
  }
  let failure: string | undefined;
  try {
    const child = spawn("/bin/sh", ["-c", command], {
      cwd,
      detached: true,
      stdio: ["ignore", fd, fd],
      env: { ...outsideEnv(), ...env, [MARK]: markOf(stateDir, Number(env.PORT)) },
    });
    child.once("error", (error) => {
      failure = error.message;
    });
    child.once("exit", (code, signal) => {
      if (code !== 0) failure = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
    });
    child.unref();
  } finally {
    closeSync(fd);
  }
  return { failure: () => failure };
}

export interface CommandResult {
  code: number | null;
  /** What it wrote, both streams, the end of it. */
  output: string;
}

/**
 * Runs a program to its end, without a shell.
 *
 * @throws DeliveryError `not-found` when there is no such program; the signal's reason when it aborts first.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { env?: SideEnv; cwd?: string; signal: AbortSignal },
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(program, args, {
      env: { ...outsideEnv(), ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.signal,
    });
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-64_000);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error) => {
      if (options.signal.aborted) reject(options.signal.reason);
      else if (codeOf(error) !== "ENOENT") reject(error);
      else reject(refuse("program-missing", { program }, { cause: error }));
    });
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Signals a process of a side; one that is gone already is as good. */
export function signalProcess(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return;
    throw refuse("process-not-ours", { process: describeProcess(pid) }, { cause: error });
  }
}

/** The last lines of a text, for an error. */
export function lastLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().slice(0, SHOWN_CHARACTERS))
    .filter((line) => line !== "")
    .slice(-SHOWN_LINES);
}

export function readLog(log: string): string {
  try {
    return readFileSync(log, "utf8");
  } catch {
    return "";
  }
}

/** The job's environment without what belongs to the job alone: tokens, inputs, and the runner's tracking id. */
function outsideEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:INPUT_|STATE_|GITHUB_|RUNNER_|ACTIONS_)/.test(name),
  );
  // Where Debian puts nginx; not on the path of ordinary users.
  return { ...Object.fromEntries(kept), PATH: `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin` };
}

function markOf(stateDir: string, port: number): string {
  return `${stateDir}@${port}`;
}

function environOf(pid: string): string[] {
  try {
    // The environment of a zombie is empty.
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return []; // Gone meanwhile, or another user's.
  }
}

function renameOver(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}
