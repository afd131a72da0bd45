import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { refuse } from "./refusals.ts";
import { codeOf, sideFile, unwritable } from "./store.ts";

/** The variable by which a process, and whatever it starts, is known to belong to a side: no pid has to be kept. */
const MARK = "PROGRESSIVE_DELIVERY_SIDE";
/** Lines of a side's output that an error shows. */
const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 300;
/** Of what a program writes, unless all of it is wanted. */
const KEPT_CHARACTERS = 64_000;

/** What a side's process is told. */
export interface SideEnv {
  PORT: string;
  COLOR: string;
  REVISION: string;
}

interface Found {
  pid: number;
  revision: string | undefined;
}

/**
 * The processes of a side, from whatever step and however they went into the background: by a variable that they were
 * started with, or by the session of their start command, for those that write over their environment to set a title.
 * Zombies are none.
 */
export function processesOf(stateDir: string, port: number): Found[] {
  const mark = `${MARK}=${markOf(stateDir, port)}`;
  const session = readSession(sideFile(stateDir, port, "session"));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const variables = environOf(pid);
      const isOurs = variables.includes(mark) || (!isWhole(variables) && isOfSession(pid, session));
      if (!isOurs) return [];
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
    if (child.pid !== undefined) writeSession(sideFile(stateDir, Number(env.PORT), "session"), child.pid);
  } finally {
    closeSync(fd);
  }
  return { failure: () => failure };
}

interface CommandResult {
  code: number | null;
  /** What it wrote, both streams, the end of it. */
  output: string;
}

/**
 * Runs a program to its end, without a shell.
 *
 * @param options `keep`: how many characters of its output, from the end; 64,000 unless told.
 * @throws DeliveryError `not-found` when there is no such program; the signal's reason when it aborts first.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { env?: SideEnv; cwd?: string; signal: AbortSignal; keep?: number },
): Promise<CommandResult> {
  const { keep = KEPT_CHARACTERS } = options;
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(program, args, {
      env: { ...outsideEnv(), ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.signal,
    });
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keep);
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

/** A session as its leader began it; the number alone is given out again one day. */
interface Session {
  boot: string;
  leader: number;
  /** Clock ticks after the boot (proc_pid_stat(5)). */
  began: number;
}

function writeSession(file: string, leader: number): void {
  const began = statOf(String(leader))?.began;
  if (began === undefined) return;
  try {
    writeFileSync(file, `${JSON.stringify({ boot: bootId(), leader, began } satisfies Session)}\n`, { mode: 0o640 });
  } catch {
    // The variable is still there to know it by.
  }
}

function readSession(file: string): Session | undefined {
  try {
    const { boot, leader, began } = JSON.parse(readFileSync(file, "utf8")) as Partial<Session>;
    if (typeof leader !== "number" || typeof began !== "number" || boot !== bootId()) return undefined;
    return { boot, leader, began };
  } catch {
    return undefined;
  }
}

/** An environment as a process is started with; whoever sets a title writes over it, and another user's is not shown. */
function isWhole(variables: readonly string[]): boolean {
  return variables.some((variable) => variable.startsWith("PATH="));
}

function isOfSession(pid: string, session: Session | undefined): boolean {
  if (session === undefined) return false;
  const leader = statOf(String(session.leader));
  if (leader !== undefined && leader.began !== session.began) return false;
  const stat = statOf(pid);
  return stat !== undefined && stat.state !== "Z" && stat.session === session.leader && stat.began >= session.began;
}

function statOf(pid: string): { state: string; session: number; began: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command, in parentheses, may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", session: Number(fields[3]), began: Number(fields[19]) };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
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
