import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { DeliveryError } from "../../delivery/errors.ts";
import type { SideEnv, Started } from "./processes.ts";
import {
  describeProcess,
  lastLines,
  processesOf,
  readLog,
  runProgram,
  signalProcess,
  startDetached,
} from "./processes.ts";
import { refuse } from "./refusals.ts";
import type { NginxSettings, Supervisor } from "./settings.ts";
import { colorOf, UNIT } from "./settings.ts";
import { holdersOf, socketsOf } from "./sockets.ts";
import { sideFile, unwritable } from "./store.ts";

/** From SIGTERM to SIGKILL, in milliseconds: what Docker and Kubernetes give at least. */
const GRACE_MS = 10_000;
const LOOK_MS = 50;

/** Starts and stops the process of a port, in whichever way the inputs say. Both may be repeated. */
export class ProcessSide {
  readonly #settings: NginxSettings;
  readonly #signal: AbortSignal;
  readonly #started = new Map<number, Started>();

  constructor(settings: NginxSettings, signal: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** Why the start command of this step ended, with what it wrote last; undefined while it did not fail. */
  failure(port: number): string | undefined {
    const failure = this.#started.get(port)?.failure();
    if (failure === undefined) return undefined;
    return [failure, ...lastLines(readLog(sideFile(this.#settings.stateDir, port, "log")))].join("; ");
  }

  /** @throws DeliveryError with the program's own words when it cannot be started. */
  async start(port: number, revision: string): Promise<void> {
    const { stateDir, workspace } = this.#settings;
    const env = this.#env(port, revision);
    const supervisor = this.#required();
    switch (supervisor.kind) {
      case "commands": {
        const log = sideFile(stateDir, port, "log");
        this.#started.set(port, startDetached(supervisor.start, env, stateDir, log, workspace));
        return;
      }
      case "unit":
        writeEnvFile(sideFile(stateDir, port, "env"), env);
        // restart: a unit that runs is of an earlier version.
        return this.#must("systemctl", ["restart", unitOf(supervisor, port)], env);
      case "compose":
        return this.#must("docker", composeArgs(supervisor, this.#settings.app, port, ["up", "--detach"]), env);
    }
  }

  /** Asks the process to end, and waits until it has. Repeated, it finds nothing to do. */
  async stop(port: number, revision: string | null): Promise<void> {
    const supervisor = this.#required();
    const env = this.#env(port, revision ?? "");
    if (supervisor.kind === "unit") await this.#must("systemctl", ["stop", unitOf(supervisor, port)], env);
    if (supervisor.kind === "compose") {
      const down = ["down", "--timeout", String(GRACE_MS / 1_000)];
      await this.#must("docker", composeArgs(supervisor, this.#settings.app, port, down), env);
    }
    if (supervisor.kind === "commands") {
      if (supervisor.stop !== undefined) await this.#must("/bin/sh", ["-c", supervisor.stop], env);
      await this.#end(port, revision === null);
    }
    this.#started.delete(port);
    await this.#released(port);
  }

  /**
   * Ends the side's processes.
   *
   * @param adopted the side was there before the first rollout: then whoever holds the port is meant.
   */
  async #end(port: number, adopted: boolean): Promise<void> {
    const { stateDir } = this.#settings;
    const left = () => {
      const holders = adopted ? holdersOf(socketsOf([port]).get(port)?.inodes ?? []) : [];
      return [...new Set([...processesOf(stateDir, port).map(({ pid }) => pid), ...holders])];
    };
    for (const [signal, patience] of [
      ["SIGTERM", GRACE_MS],
      ["SIGKILL", GRACE_MS],
    ] as const) {
      const signalled = new Set<number>();
      const deadline = Date.now() + patience;
      for (let pids = left(); pids.length > 0 && Date.now() < deadline; pids = left()) {
        // A child that was forked meanwhile is told, too.
        for (const pid of pids.filter((candidate) => !signalled.has(candidate))) {
          signalProcess(pid, signal);
          signalled.add(pid);
        }
        await pause(LOOK_MS, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
      }
    }
  }

  async #released(port: number): Promise<void> {
    const deadline = Date.now() + GRACE_MS;
    while (socketsOf([port]).get(port)?.listening === true) {
      if (Date.now() > deadline) {
        const owner = holdersOf(socketsOf([port]).get(port)?.inodes ?? []).map(describeProcess);
        throw refuse("still-listening", { port: String(port) }, owner);
      }
      await pause(LOOK_MS, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
    }
  }

  #required(): Supervisor {
    const { supervisor } = this.#settings;
    if (supervisor !== undefined) return supervisor;
    throw new DeliveryError("internal", "A process is to be started or stopped, but no input says how.");
  }

  #env(port: number, revision: string): SideEnv {
    return { PORT: String(port), COLOR: colorOf(this.#settings.ports, port), REVISION: revision };
  }

  async #must(program: string, args: readonly string[], env: SideEnv): Promise<void> {
    // A unit is root's: an ordinary user asks by sudo, which a line in sudoers allows for exactly this command.
    const bySudo = program === "systemctl" && process.getuid?.() !== 0;
    const [file, all] = bySudo ? ["sudo", ["-n", "/usr/bin/systemctl", ...args]] : [program, args];
    const { code, output } = await runProgram(file, all, { env, cwd: this.#settings.workspace, signal: this.#signal });
    if (code === 0) return;
    const shown = program === "/bin/sh" ? "stop" : [file, ...all].join(" ");
    throw refuse("command-failed", { command: shown, code: String(code) }, lastLines(output));
  }
}

/** `shop@7002.service`. */
export function unitOf({ template }: Extract<Supervisor, { kind: "unit" }>, port: number): string {
  return `${UNIT.exec(template)?.[1] ?? ""}${port}.service`;
}

function composeArgs(
  { file }: Extract<Supervisor, { kind: "compose" }>,
  app: string,
  port: number,
  command: readonly string[],
): string[] {
  return ["compose", "--project-name", `${app}-${port}`, "--file", file, ...command];
}

function writeEnvFile(path: string, env: SideEnv): void {
  try {
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(path, lines.join(""), { mode: 0o644, flush: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}
