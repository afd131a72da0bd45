import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { SideEnv } from "../processes.ts";
import { lastLines, runProgram } from "../processes.ts";
import { refuse } from "../refusals.ts";
import { UNIT } from "../settings.ts";
import type { BootState } from "../snapshot.ts";
import { sideFile, unwritable } from "../store.ts";
import type { SideSupervisor, SupervisorTools } from "./tools.ts";
import { envOf, mustRun, untilReleased } from "./tools.ts";

const SYSTEMCTL = "/usr/bin/systemctl";
const JOURNALCTL = "/usr/bin/journalctl";
/** What systemd itself says of a unit (systemctl show; org.freedesktop.systemd1(5)). Anybody may ask. */
const PROPERTIES = [
  "LoadState",
  "UnitFileState",
  "ActiveState",
  "SubState",
  "NRestarts",
  "ExecMainCode",
  "ExecMainStatus",
];
/** What `deploy` and the later steps ask root for. */
const VERBS = ["restart", "stop", "enable", "disable"] as const;
/** Starts after which a unit that always ends is a crash loop, whatever state it is caught in. */
const STARTS = 3;
/** `ExecMainCode` of a process that ended by itself; otherwise a signal ended it (waitid(2)). */
const EXITED = "1";

type Properties = Readonly<Record<string, string>>;

/** A systemd template unit, whose instances are the ports. */
export class UnitSide implements SideSupervisor {
  readonly #tools: SupervisorTools;
  readonly #template: string;

  constructor(tools: SupervisorTools, template: string) {
    this.#tools = tools;
    this.#template = template;
  }

  async start(port: number, revision: string): Promise<void> {
    const { settings } = this.#tools;
    const env = envOf(settings, port, revision);
    writeEnvFile(sideFile(settings.stateDir, port, "env"), env);
    try {
      // restart: a unit that runs is of an earlier version.
      await this.#asRoot("restart", port);
    } catch (error) {
      // A unit that tells systemd when it is ready fails here, and is started again all the same.
      if (!(error instanceof DeliveryError) || (await this.#show(port)).ActiveState !== "activating") throw error;
      const reasons = [...error.reasons, ...(await this.#journal(port))];
      await this.giveUp(port);
      throw refuse("command-failed", { command: `systemctl restart ${this.#unit(port)}`, code: "1" }, reasons);
    }
  }

  async stop(port: number): Promise<void> {
    await this.#asRoot("stop", port);
    await untilReleased(port, this.#tools.signal);
  }

  async failure(port: number): Promise<string | undefined> {
    const properties = await this.#show(port);
    const { ActiveState: active, SubState: sub, NRestarts: restarts = "0" } = properties;
    const over = active === "failed" || active === "inactive";
    const again = sub === "auto-restart" && Number(restarts) > 0;
    if (!over && !again && Number(restarts) < STARTS) return undefined;
    const times = Number(restarts) > 0 ? `, and was started again ${restarts} times` : "";
    return [`${this.#unit(port)} ${endOf(properties)}${times}`, ...(await this.#journal(port))].join("; ");
  }

  giveUp(port: number): Promise<void> {
    return this.#asRoot("stop", port);
  }

  /** @throws DeliveryError `not-found` when there is no such unit. */
  async boot(port: number): Promise<BootState | undefined> {
    const { LoadState: load, UnitFileState: file } = await this.#show(port);
    if (load === "not-found") throw refuse("unit-missing", { unit: this.#unit(port) });
    if (file === "enabled") return { starts: true, how: file };
    if (isInstallable(file)) return { starts: false, how: file };
    const why = file === "static" ? ", as it has no [Install] section" : "";
    return { starts: false, how: `${this.#unit(port)} is ${file || "unknown to systemd"}${why}`, cannot: true };
  }

  setBoot(port: number, on: boolean): Promise<void> {
    return this.#asRoot(on ? "enable" : "disable", port);
  }

  /**
   * The commands that the runner's user may not give, as a line of sudoers names them; none for root.
   *
   * @throws DeliveryError `not-found` when there is no such unit.
   */
  async missingRights(): Promise<string[]> {
    const { settings, signal } = this.#tools;
    for (const port of settings.ports) await this.boot(port);
    if (process.getuid?.() === 0) return [];
    const missing: string[] = [];
    for (const port of settings.ports) {
      for (const verb of VERBS) {
        const command = [SYSTEMCTL, verb, this.#unit(port)];
        const { code } = await runProgram("sudo", ["-n", "-l", ...command], { signal });
        if (code !== 0) missing.push(command.join(" "));
      }
    }
    return missing;
  }

  /** A unit is root's: an ordinary user asks by sudo, which a line in sudoers allows for exactly this command. */
  async #asRoot(verb: (typeof VERBS)[number], port: number): Promise<void> {
    const command = [SYSTEMCTL, verb, this.#unit(port)];
    await mustRun(this.#tools, process.getuid?.() === 0 ? command : ["sudo", "-n", ...command], undefined);
  }

  async #show(port: number): Promise<Properties> {
    const show = [SYSTEMCTL, "show", `--property=${PROPERTIES.join()}`, this.#unit(port)];
    const output = await mustRun(this.#tools, show, undefined);
    return Object.fromEntries(output.split("\n").map((line) => line.split(/=(.*)/s, 2)));
  }

  /** What the unit's processes wrote last. Who may not read the journal may be allowed this one look by sudoers. */
  async #journal(port: number): Promise<string[]> {
    const { signal } = this.#tools;
    const command = [JOURNALCTL, `_SYSTEMD_UNIT=${this.#unit(port)}`, "-n", "5", "-o", "cat", "--no-pager"];
    const bySudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
    const [program = "", ...args] = [...bySudo, ...command];
    const { code, output } = await runProgram(program, args, { signal });
    if (code === 0) return lastLines(output).filter((line) => !line.startsWith("-- "));
    return ["its journal may not be read: allow it as docs/nginx.md says, and the last lines are shown here"];
  }

  /** `shop@7002.service`. */
  #unit(port: number): string {
    return `${UNIT.exec(this.#template)?.[1] ?? ""}${port}.service`;
  }
}

/** A unit file with an [Install] section (systemctl(1), `is-enabled`). */
function isInstallable(file: string | undefined): file is string {
  return file === "disabled" || file === "enabled-runtime" || file === "linked" || file === "linked-runtime";
}

function endOf({ ExecMainCode: code, ExecMainStatus: status = "" }: Properties): string {
  if (code === EXITED) return `ended with exit code ${status}`;
  const signal = Object.entries(constants.signals).find(([, number]) => String(number) === status)?.[0];
  return signal === undefined ? "does not stay up" : `was ended by ${signal}`;
}

function writeEnvFile(path: string, env: SideEnv): void {
  try {
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(path, lines.join(""), { mode: 0o644, flush: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}
