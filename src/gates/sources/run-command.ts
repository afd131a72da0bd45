import { spawn } from "node:child_process";

/** Milliseconds that a command may take, and bytes that it may print. */
export const COMMAND_MS = 30_000;
export const COMMAND_BYTES = 1_048_576;
const STDERR_BYTES = 65_536;

/** How a command ended. */
export interface CommandRun {
  /** Why it gave no answer; undefined: it ended with exit code 0 within its limits. */
  failure: string | undefined;
  stdout: string;
  /** The beginning of it. */
  stderr: string;
}

/**
 * Runs a command as the runner runs a `run` of `shell: bash`, with the variables beside what such a step would have. It
 * gets 30 s and 1 MB. Whatever it started ends with it: its whole process group is killed.
 *
 * @throws the signal's reason when it aborts first.
 */
export function runCommand(
  command: string,
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
  limitMs = COMMAND_MS,
): Promise<CommandRun> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", command], {
      env: { ...environment(), ...variables },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that all of it can be ended.
      detached: true,
    });
    const [stdout, stderr] = [new Kept(COMMAND_BYTES), new Kept(STDERR_BYTES)];
    let failure: string | undefined;
    const end = () => {
      killGroup(child.pid);
      // Who left the group may still hold the pipes.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const stop = (why: string) => {
      failure ??= why;
      end();
    };
    const timer = setTimeout(() => stop(`it did not end within ${limitMs / 1_000} s`), limitMs);
    signal.addEventListener("abort", end, { once: true });
    child.stdout.on("data", (chunk: Buffer) => {
      if (!stdout.add(chunk)) stop(`it printed more than ${COMMAND_BYTES} bytes`);
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
    child.once("error", (error) => stop(`bash cannot be run: ${error.message}`));
    child.once("exit", (code, by) => {
      killGroup(child.pid);
      if (code !== 0) failure ??= by === null ? `it ended with exit code ${code}` : `it was ended by ${by}`;
    });
    child.once("close", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve({ failure, stdout: stdout.text(), stderr: stderr.text() });
    });
  });
}

/** What the runner gives to actions and not to commands: inputs, which may be secrets, and tokens of the run's services. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:INPUT_|STATE_|ACTIONS_(?:RUNTIME|RESULTS)_)/.test(name),
  );
  return Object.fromEntries(kept);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing is left of it.
  }
}

/** The first bytes of a stream. */
class Kept {
  readonly #chunks: Buffer[] = [];
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** False when it was more than is kept. */
  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk.subarray(0, Math.max(this.#left, 0)));
    this.#left -= chunk.length;
    return this.#left >= 0;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
