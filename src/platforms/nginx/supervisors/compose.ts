import { lastLines } from "../processes.ts";
import type { BootState } from "../snapshot.ts";
import type { SideSupervisor, SupervisorTools } from "./tools.ts";
import { envOf, GRACE_MS, mustRun, untilReleased } from "./tools.ts";

/** Restart policies by which Docker starts a container at boot that ran when the machine went down. */
const AT_BOOT: readonly string[] = ["always", "unless-stopped"];
/** Starts after which a container that always ends is a crash loop, whatever state it is caught in. */
const STARTS = 3;

/** What `docker inspect` tells of a container, in a line each (Docker Engine API, ContainerInspect). */
interface Container {
  id: string;
  service: string | null;
  status: string;
  running: boolean;
  restarting: boolean;
  exitCode: number;
  error: string;
  restarts: number;
  policy: string;
}
const INSPECTED: Readonly<Record<keyof Container, string>> = {
  id: ".Id",
  service: '(index .Config.Labels "com.docker.compose.service")',
  status: ".State.Status",
  running: ".State.Running",
  restarting: ".State.Restarting",
  exitCode: ".State.ExitCode",
  error: ".State.Error",
  restarts: ".RestartCount",
  policy: ".HostConfig.RestartPolicy.Name",
};
const FORMAT = `{${Object.entries(INSPECTED)
  .map(([name, value]) => `"${name}":{{json ${value}}}`)
  .join(",")}}`;

/** A compose file; each port is a project of its own. */
export class ComposeSide implements SideSupervisor {
  readonly #tools: SupervisorTools;
  /** undefined in steps that start and stop nothing. */
  readonly #file: string | undefined;

  constructor(tools: SupervisorTools, file: string | undefined) {
    this.#tools = tools;
    this.#file = file;
  }

  start(port: number, revision: string): Promise<void> {
    return this.#compose(port, revision, "up", "--detach");
  }

  async stop(port: number, revision: string | null): Promise<void> {
    await this.#compose(port, revision ?? "", "down", "--timeout", String(GRACE_MS / 1_000));
    await untilReleased(port, this.#tools.signal);
  }

  async failure(port: number): Promise<string | undefined> {
    const containers = await this.#containers(port);
    const allEnded = containers.every(({ status }) => status === "exited");
    const failed = containers.find(isCrashed) ?? (allEnded ? containers[0] : undefined);
    if (failed === undefined) return undefined;
    const output = await mustRun(this.#tools, ["docker", "logs", "--tail", "5", failed.id], undefined);
    const why = failed.error === "" ? [] : [failed.error];
    return [endOf(failed), ...why, ...lastLines(output)].join("; ");
  }

  /** The containers stay, with their logs. */
  async giveUp(port: number): Promise<void> {
    const ids = (await this.#containers(port)).map(({ id }) => id);
    const stop = ["docker", "stop", "-t", String(GRACE_MS / 1_000), ...ids];
    if (ids.length > 0) await mustRun(this.#tools, stop, undefined);
  }

  async boot(port: number): Promise<BootState | undefined> {
    const running = (await this.#containers(port)).filter((container) => container.running);
    if (running.length === 0) return undefined;
    const how = running.map((container) => `${nameOf(container)} has restart: ${policyOf(container)}`).join(", ");
    return { starts: running.every(startsAtBoot), how };
  }

  /** Takes no policy back: what is torn down is gone, and what runs until then may come up again. */
  async setBoot(port: number, on: boolean): Promise<void> {
    if (!on) return;
    // What has ended by now, a migration say, was not meant to stay.
    const without = (await this.#containers(port)).filter((container) => container.running && !startsAtBoot(container));
    if (without.length === 0) return;
    const ids = without.map(({ id }) => id);
    await mustRun(this.#tools, ["docker", "update", "--restart", "unless-stopped", ...ids], undefined);
  }

  async #compose(port: number, revision: string, ...command: readonly string[]): Promise<void> {
    const { settings } = this.#tools;
    const file = ["--file", this.#file ?? ""];
    const whole = ["docker", "compose", "--project-name", projectOf(settings.app, port), ...file, ...command];
    await mustRun(this.#tools, whole, envOf(settings, port, revision));
  }

  async #containers(port: number): Promise<Container[]> {
    const project = `label=com.docker.compose.project=${projectOf(this.#tools.settings.app, port)}`;
    // What somebody ran by hand (`docker compose run`) is not of the side.
    const filters = ["--filter", project, "--filter", "label=com.docker.compose.oneoff=False"];
    const all = ["docker", "ps", "--all", "--quiet", "--no-trunc", ...filters];
    const ids = (await mustRun(this.#tools, all, undefined)).split("\n").filter((id) => /^[0-9a-f]{12,64}$/.test(id));
    if (ids.length === 0) return [];
    const output = await mustRun(this.#tools, ["docker", "inspect", "--format", FORMAT, ...ids], undefined);
    const lines = output.split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => JSON.parse(line) as Container);
  }
}

/** It ended with an error and stays down, or it does so again and again. */
function isCrashed({ restarts, restarting, running, status, exitCode }: Container): boolean {
  if (restarting) return restarts > 0;
  return restarts >= STARTS || (!running && (status === "dead" || exitCode !== 0));
}

/** Docker sets the exit code to 0 when it starts a container again (moby, State.SetRunning). */
function endOf(container: Container): string {
  const { restarts, restarting, running, exitCode } = container;
  const code = running && !restarting ? "" : ` with exit code ${exitCode}`;
  const times = restarts > 0 ? `, and was started again ${restarts} times` : "";
  return `${nameOf(container)} ended${code}${times}`;
}

function startsAtBoot(container: Container): boolean {
  return AT_BOOT.includes(policyOf(container));
}

function policyOf({ policy }: Container): string {
  return policy === "" ? "no" : policy;
}

function nameOf({ service }: Container): string {
  return service ?? "a container";
}

function projectOf(app: string, port: number): string {
  return `${app}-${port}`;
}
