import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldConfig } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Command, Details, Ended, Invocation, Running } from "./model.ts";
import { isOpen } from "./model.ts";
import { runScript } from "./script.ts";

/** `missing`: the machine has no agent; `offline`: it had one, which does not answer. */
export type AgentState = "online" | "offline" | "missing";

export interface SsmOptions {
  /** AWS seconds after SendCommand in which nobody else sees the command. Default 0.6. */
  invisibleSeconds?: number;
  /** AWS seconds until a command reaches its machines. Default 0.2. */
  pendingSeconds?: number;
  /** Whether a cancelled script is killed; else it runs on, as it may. Default true. */
  cancelKills?: boolean;
  /** Further variables of the scripts' environment, for a machine's directory. */
  environment?: (directory: string) => Record<string, string>;
}

/** AWS seconds between two looks of an agent at what it has to do and to report. */
const STATUS_SECONDS = 0.5;
/** AWS seconds that a machine is down when a script asks for a reboot. */
const REBOOT_SECONDS = 10;
/** User Guide, "Rebooting managed node from scripts". */
const REBOOT_CODE = 194;
const SVC = join(import.meta.dirname, "..", "compute", "svc.mjs");

/** One script on one machine, as a test counts them. */
export interface Execution {
  instanceId: string;
  commandId: string;
  comment: string;
  code: number;
}

/** The agents on the instances, and the part of the service that talks with them. */
export class Agents {
  /** Every script that ended, in this order; one that asked for a reboot is there for each of its runs. */
  readonly executions: Execution[] = [];
  /** Commands from now on that never reach their machines. */
  lose = 0;
  readonly #open = new Set<Command>();
  readonly #scripts = new Set<Running>();
  readonly #states = new Map<string, AgentState>();
  readonly #listeners: ((instanceId: string, command: Command) => void)[] = [];
  readonly #config: WorldConfig;
  readonly #ec2: Ec2;
  readonly #options: SsmOptions;
  readonly #endpoint: () => string;

  constructor(config: WorldConfig, ec2: Ec2, options: SsmOptions, endpoint: () => string) {
    this.#config = config;
    this.#ec2 = ec2;
    this.#options = options;
    this.#endpoint = endpoint;
    config.clock.every(STATUS_SECONDS, () => this.#tick());
  }

  /** Switches a machine's agent; what an offline one has to report, it reports when it is back. */
  set(instanceId: string, state: AgentState): void {
    this.#states.set(instanceId, state);
  }

  stateOf(instanceId: string): AgentState {
    return this.#states.get(instanceId) ?? "online";
  }

  /** Whether Systems Manager knows the machine: it runs, and has an agent. */
  isRegistered(instanceId: string): boolean {
    return this.#ec2.instances.all.get(instanceId)?.state === "running" && this.stateOf(instanceId) !== "missing";
  }

  /** Calls back when a script is about to run. */
  onRun(listener: (instanceId: string, command: Command) => void): void {
    this.#listeners.push(listener);
  }

  send(command: Command): void {
    const lost = this.lose > 0;
    if (lost) this.lose -= 1;
    for (const invocation of command.invocations) invocation.lost = lost;
    this.#open.add(command);
    this.#config.clock.after(this.#options.pendingSeconds ?? 0.2, () => this.#tick());
  }

  cancel(command: Command, instanceIds: readonly string[]): void {
    for (const invocation of command.invocations) {
      if (!isOpen(invocation) || (instanceIds.length > 0 && !instanceIds.includes(invocation.instanceId))) continue;
      invocation.cancelling = true;
      invocation.details = "Cancelling";
      if (this.#options.cancelKills !== false) invocation.running?.kill();
    }
  }

  close(): void {
    for (const script of this.#scripts) script.kill();
    this.#open.clear();
  }

  #tick(): void {
    for (const command of this.#open) {
      for (const invocation of command.invocations) if (isOpen(invocation)) this.#step(command, invocation);
      if (!command.invocations.some(isOpen)) this.#open.delete(command);
    }
  }

  #step(command: Command, invocation: Invocation): void {
    const { clock } = this.#config;
    const total = command.timeoutSeconds + command.executionTimeout;
    const { instanceId, running } = invocation;
    if (running?.ended !== undefined && this.#reaches(instanceId)) this.#report(invocation, running.ended);
    else if (clock.now() - command.requestedAt >= clock.scaled(total)) invocation.details = "DeliveryTimedOut";
    else if (running !== undefined) this.#watch(invocation);
    else if (invocation.cancelling) invocation.details = "Cancelled";
    else this.#deliver(command, invocation);
  }

  /** A script dies with its machine. */
  #watch({ instanceId, running }: Invocation): void {
    const instance = this.#ec2.instances.all.get(instanceId);
    if (instance?.state !== "running" || instance.rebooting) running?.kill();
  }

  #deliver(command: Command, invocation: Invocation): void {
    const { clock } = this.#config;
    if (clock.now() - command.requestedAt < clock.scaled(this.#options.pendingSeconds ?? 0.2)) return;
    const all = command.invocations;
    const failed = all.filter(({ details }) => details === "Failed" || details === "ExecutionTimedOut").length;
    const atWork = all.filter(({ running }) => running !== undefined && running.ended === undefined).length;
    if (failed > share(command.maxErrors, all.length)) invocation.details = "Terminated";
    else if (invocation.lost || !this.#reaches(invocation.instanceId)) invocation.details = "Delayed";
    else if (atWork < Math.max(1, share(command.maxConcurrency, all.length))) this.#run(command, invocation);
  }

  #run(command: Command, invocation: Invocation): void {
    const { clock } = this.#config;
    const { instanceId } = invocation;
    for (const listener of this.#listeners) listener(instanceId, command);
    const directory = this.#ec2.instances.directory(instanceId);
    const svc = `#!/bin/sh\nexec "${process.execPath}" "${SVC}" "${this.#endpoint()}/_local/app/${instanceId}" "$1"\n`;
    writeFileSync(join(directory, "svc"), svc);
    chmodSync(join(directory, "svc"), 0o755);
    const { lines, workingDirectory } = command;
    const environment = { PATH: process.env.PATH ?? "", HOME: directory, ...this.#options.environment?.(directory) };
    const script = { directory, name: command.id, lines, workingDirectory, environment };
    const running = runScript(script, (ended) => {
      cancelExpiry();
      this.#scripts.delete(running);
      const { code } = ended;
      this.executions.push({ instanceId, commandId: command.id, comment: command.comment, code });
      if (code === REBOOT_CODE && !invocation.cancelling) void this.#rebootAndRunAgain(command, invocation);
    });
    const cancelExpiry = clock.after(command.executionTimeout, running.expire);
    this.#scripts.add(running);
    invocation.running = running;
    invocation.details = "InProgress";
    invocation.startedAt ??= clock.now();
  }

  async #rebootAndRunAgain(command: Command, invocation: Invocation): Promise<void> {
    // Not ended for the service: it runs again.
    if (invocation.running !== undefined) invocation.running.ended = undefined;
    await this.#ec2.instances.reboot(invocation.instanceId, REBOOT_SECONDS);
    if (this.#open.has(command) && isOpen(invocation) && this.#reaches(invocation.instanceId))
      this.#run(command, invocation);
  }

  #report(invocation: Invocation, { code, stdout, stderr, timedOut, endedAt }: Ended): void {
    const killed = invocation.cancelling && code === 137;
    const details: Details = code === 0 ? "Success" : timedOut ? "ExecutionTimedOut" : killed ? "Cancelled" : "Failed";
    const failure = code === 0 ? "" : `${stderr === "" ? "" : "\n"}failed to run commands: exit status ${code}`;
    Object.assign(invocation, { details, code, stdout, stderr: stderr + failure, endedAt });
  }

  #reaches(instanceId: string): boolean {
    const instance = this.#ec2.instances.all.get(instanceId);
    return this.isRegistered(instanceId) && this.stateOf(instanceId) === "online" && instance?.rebooting === false;
  }
}

/** `3` or `50%` of some machines. */
function share(limit: string, machines: number): number {
  return Math.floor(limit.endsWith("%") ? (Number(limit.slice(0, -1)) * machines) / 100 : Number(limit));
}
