import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCommandFiles } from "../runner/files.ts";
import { NODE24, ROOT, readManifest } from "../runner/runner.ts";

const PEAK = join(import.meta.dirname, "peak.cjs");

/** One run of the action's main file, or of anything else under the same runtime. */
export interface Run {
  exitCode: number | null;
  /** Real milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  /** From spawn to exit, in milliseconds. */
  wallMs: number;
  /** Peak resident memory in MiB; NaN unless asked for. */
  peakMiB: number;
  output: string;
}

/** A copy of the built action, so that a build meanwhile does not disturb the measurement. */
export class BuiltAction {
  readonly directory: string;
  readonly main: string;
  /** When dist was built, as ISO 8601. */
  readonly builtAt: string;
  readonly #inputs: Record<string, string>;
  #runs = 0;

  constructor() {
    const { inputs = {}, runs } = readManifest();
    if (!existsSync(join(ROOT, runs.main))) throw new Error(`${runs.main} is missing: run \`npm run build\` first.`);
    this.builtAt = statSync(join(ROOT, runs.main)).mtime.toISOString();
    this.directory = mkdtempSync(join(tmpdir(), "bench-"));
    cpSync(join(ROOT, "dist"), join(this.directory, "dist"), { recursive: true });
    this.main = join(this.directory, runs.main);
    this.#inputs = Object.fromEntries(Object.keys(inputs).map((name) => [variable(name), ""]));
  }

  /** The files that are shipped, with their bytes, largest first. */
  files(): { name: string; bytes: number }[] {
    const dist = join(this.directory, "dist");
    return readdirSync(dist)
      .map((name) => ({ name, bytes: statSync(join(dist, name)).size }))
      .sort((a, b) => b.bytes - a.bytes);
  }

  /** Variables as the runner sets them for a step: every input, the file commands, little else. */
  environment(given: Record<string, string>, more: Record<string, string> = {}): Record<string, string> {
    this.#runs += 1;
    const home = join(this.directory, `run-${this.#runs}`);
    mkdirSync(home);
    return {
      ...bareEnvironment(),
      HOME: home,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_RUN_ID: "4242",
      GITHUB_WORKSPACE: home,
      RUNNER_TEMP: home,
      ...this.#inputs,
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [variable(name), value])),
      ...createCommandFiles(join(home, "commands")),
      ...more,
    };
  }

  /** Runs one step to its end. */
  run(inputs: Record<string, string>, env: Record<string, string>, options: { peak?: boolean } = {}): Promise<Run> {
    return runNode([this.main], this.environment(inputs, env), options);
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What a bare process is given. */
export function bareEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? "" };
}

/** Runs the action's runtime with these arguments to its end. */
export async function runNode(
  args: readonly string[],
  env: Record<string, string>,
  { peak = false }: { peak?: boolean } = {},
): Promise<Run> {
  const home = peak ? mkdtempSync(join(tmpdir(), "peak-")) : "";
  const file = join(home, "peak");
  const { child, began } = startNode(
    peak ? ["--require", PEAK, ...args] : args,
    peak ? { ...env, PEAK_FILE: file } : env,
  );
  const startedAt = Date.now();
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const ended = await new Promise<{ exitCode: number | null; wallMs: number; endedAt: number }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode) => resolve({ exitCode, wallMs: performance.now() - began, endedAt: Date.now() }));
  });
  await closed;
  const peakMiB = peak ? Number(readFileSync(file, "utf8")) / 1_024 : Number.NaN;
  if (peak) rmSync(home, { recursive: true, force: true });
  return { ...ended, startedAt, peakMiB, output };
}

/** Starts the action's runtime; `began` is `performance.now()` right before. */
export function startNode(
  args: readonly string[],
  env: Record<string, string>,
): { child: ChildProcess; began: number } {
  const began = performance.now();
  return { child: spawn(NODE24, args, { env, stdio: ["ignore", "pipe", "pipe"] }), began };
}

function variable(input: string): string {
  return `INPUT_${input.replace(/ /g, "_").toUpperCase()}`;
}
