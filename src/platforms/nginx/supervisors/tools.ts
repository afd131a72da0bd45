import { setTimeout as pause } from "node:timers/promises";
import type { SideEnv } from "../processes.ts";
import { describeProcess, lastLines, runProgram } from "../processes.ts";
import { refuse } from "../refusals.ts";
import type { NginxSettings } from "../settings.ts";
import { colorOf } from "../settings.ts";
import type { BootState } from "../snapshot.ts";
import { holdersOf, socketsOf } from "../sockets.ts";

/** From SIGTERM to SIGKILL, in milliseconds: what Docker and Kubernetes give at least. */
export const GRACE_MS = 10_000;
const LOOK_MS = 50;

export interface SupervisorTools {
  settings: NginxSettings;
  signal: AbortSignal;
}

/** One way to keep the process of a port running. Each call may be repeated. */
export interface SideSupervisor {
  /** @throws DeliveryError with the program's own words when it cannot be started. */
  start(port: number, revision: string): Promise<void>;
  /** Asks the process to end, and waits until it has. */
  stop(port: number, revision: string | null): Promise<void>;
  /** Why what was started does not come up, in the supervisor's own words; undefined while it still may. */
  failure(port: number): Promise<string | undefined>;
  /** Ends the attempts to start what does not come up. */
  giveUp(port: number): Promise<void>;
  /** Whether the machine starts it at boot; undefined: nothing is there that it could, or it never does. */
  boot(port: number): Promise<BootState | undefined>;
  /** Has the machine start it at boot, or not. */
  setBoot(port: number, on: boolean): Promise<void>;
}

/** What the side's process is told. */
export function envOf({ ports }: NginxSettings, port: number, revision: string): SideEnv {
  return { PORT: String(port), COLOR: colorOf(ports, port), REVISION: revision };
}

/**
 * Runs a program that has to succeed.
 *
 * @param shown what an error calls it; by default the command itself.
 * @returns what it wrote.
 * @throws DeliveryError `command-failed` with the last lines that it wrote.
 */
export async function mustRun(
  { settings, signal }: SupervisorTools,
  [program = "", ...args]: readonly string[],
  env: SideEnv | undefined,
  shown = [program, ...args].join(" "),
): Promise<string> {
  const given = { cwd: settings.workspace, signal, ...(env === undefined ? {} : { env }) };
  const { code, output } = await runProgram(program, args, given);
  if (code === 0) return output;
  throw refuse("command-failed", { command: shown, code: String(code) }, lastLines(output));
}

/** Waits a moment between two looks. */
export function aMoment(signal: AbortSignal): Promise<void> {
  return pause(LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/** @throws DeliveryError `timeout` when somebody still listens there. */
export async function untilReleased(port: number, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + GRACE_MS;
  while (socketsOf([port]).get(port)?.listening === true) {
    if (Date.now() > deadline) {
      const owner = holdersOf(socketsOf([port]).get(port)?.inodes ?? []).map(describeProcess);
      throw refuse("still-listening", { port: String(port) }, owner);
    }
    await aMoment(signal);
  }
}
