import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ended, Running } from "./model.ts";

/** Exit code of what is killed. */
const KILLED = 137;
/** Characters kept of each stream: more than any answer has. */
const KEPT = 100_000;

export interface Script {
  /** The machine's disk. */
  directory: string;
  /** Where the script lies, below the disk: each command has a place of its own. */
  name: string;
  lines: readonly string[];
  workingDirectory: string | undefined;
  environment: Record<string, string>;
}

/**
 * Runs a script as the agent does: the lines in a file, `sh _script.sh`, in a process group of its own.
 *
 * @param onEnd called once, when the script and all that holds its output have ended
 */
export function runScript(script: Script, onEnd: (ended: Ended) => void): Running & { expire(): void } {
  const place = join(script.directory, ".agent", script.name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "_script.sh"), `${script.lines.join("\n")}\n`);
  const child = spawn("sh", [join(place, "_script.sh")], {
    cwd: script.workingDirectory ?? script.directory,
    env: script.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let timedOut = false;
  const kill = () => {
    if (child.pid === undefined || running.ended !== undefined) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has just ended.
    }
  };
  const running: Running & { expire(): void } = {
    ended: undefined,
    kill,
    expire: () => {
      timedOut = true;
      kill();
    },
  };
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const finish = (code: number) => {
    if (running.ended !== undefined) return;
    running.ended = { code, stdout: stdout(), stderr: stderr(), timedOut, endedAt: Date.now() };
    onEnd(running.ended);
  };
  child.once("error", () => finish(1));
  child.once("close", (code) => finish(code ?? KILLED));
  return running;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    if (text.length < KEPT) text += chunk;
  });
  return () => text;
}
