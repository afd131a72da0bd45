import type { Started } from "../processes.ts";
import { lastLines, processesOf, readLog, signalProcess, startDetached } from "../processes.ts";
import type { Supervisor } from "../settings.ts";
import { holdersOf, socketsOf } from "../sockets.ts";
import { sideFile } from "../store.ts";
import type { SideSupervisor, SupervisorTools } from "./tools.ts";
import { aMoment, envOf, GRACE_MS, mustRun, untilReleased } from "./tools.ts";

/** The user's own commands. Nobody starts such a process again, neither after a crash nor at boot. */
export class CommandSide implements SideSupervisor {
  readonly #tools: SupervisorTools;
  readonly #commands: Extract<Supervisor, { kind: "commands" }>;
  readonly #started = new Map<number, Started>();

  constructor(tools: SupervisorTools, commands: Extract<Supervisor, { kind: "commands" }>) {
    this.#tools = tools;
    this.#commands = commands;
  }

  async start(port: number, revision: string): Promise<void> {
    const { settings } = this.#tools;
    const log = sideFile(settings.stateDir, port, "log");
    const env = envOf(settings, port, revision);
    this.#started.set(port, startDetached(this.#commands.start, env, settings.stateDir, log, settings.workspace));
  }

  async stop(port: number, revision: string | null): Promise<void> {
    const { settings, signal } = this.#tools;
    const { stop } = this.#commands;
    const env = envOf(settings, port, revision ?? "");
    if (stop !== undefined) await mustRun(this.#tools, ["/bin/sh", "-c", stop], env, "stop");
    await this.#end(port, revision === null);
    this.#started.delete(port);
    await untilReleased(port, signal);
  }

  async failure(port: number): Promise<string | undefined> {
    const failure = this.#started.get(port)?.failure();
    if (failure === undefined) return undefined;
    return [failure, ...lastLines(readLog(sideFile(this.#tools.settings.stateDir, port, "log")))].join("; ");
  }

  async giveUp(): Promise<void> {}

  async boot(): Promise<undefined> {
    return undefined;
  }

  async setBoot(): Promise<void> {}

  /**
   * Ends the side's processes.
   *
   * @param adopted the side was there before the first rollout: then whoever holds the port is meant.
   */
  async #end(port: number, adopted: boolean): Promise<void> {
    const { settings, signal } = this.#tools;
    const left = () => {
      const holders = adopted ? holdersOf(socketsOf([port]).get(port)?.inodes ?? []) : [];
      return [...new Set([...processesOf(settings.stateDir, port).map(({ pid }) => pid), ...holders])];
    };
    for (const [name, patience] of [
      ["SIGTERM", GRACE_MS],
      ["SIGKILL", GRACE_MS],
    ] as const) {
      const signalled = new Set<number>();
      const deadline = Date.now() + patience;
      for (let pids = left(); pids.length > 0 && Date.now() < deadline; pids = left()) {
        // A child that was forked meanwhile is told, too.
        for (const pid of pids.filter((candidate) => !signalled.has(candidate))) {
          signalProcess(pid, name);
          signalled.add(pid);
        }
        await aMoment(signal);
      }
    }
  }
}
