import { DeliveryError } from "../../../delivery/errors.ts";
import type { Keeper } from "../routing-state.ts";
import type { NginxSettings, Supervisor } from "../settings.ts";
import type { BootState } from "../snapshot.ts";
import { CommandSide } from "./commands.ts";
import { ComposeSide } from "./compose.ts";
import type { SideSupervisor, SupervisorTools } from "./tools.ts";
import { UnitSide } from "./unit.ts";

/** Starts and stops the process of a port, in whichever way the inputs say. All of it may be repeated. */
export class ProcessSide {
  readonly #tools: SupervisorTools;
  readonly #given: SideSupervisor | undefined;
  /** Ports that this step started, with why it gave up on them. */
  readonly #started = new Map<number, { failure: string | undefined }>();

  constructor(settings: NginxSettings, signal: AbortSignal) {
    this.#tools = { settings, signal };
    this.#given = settings.supervisor === undefined ? undefined : supervise(this.#tools, settings.supervisor);
  }

  /**
   * Why what this step started does not come up, with what it wrote last; undefined while it may. What crashes again
   * and again is stopped: nobody else would.
   */
  async failure(port: number): Promise<string | undefined> {
    const started = this.#started.get(port);
    if (started === undefined || started.failure !== undefined) return started?.failure;
    const failure = await this.#given?.failure(port);
    if (failure === undefined) return undefined;
    started.failure = failure;
    await this.#given?.giveUp(port);
    return failure;
  }

  async start(port: number, revision: string): Promise<void> {
    await this.#required().start(port, revision);
    this.#started.set(port, { failure: undefined });
  }

  /** Asks the process to end, and waits until it has. Repeated, it finds nothing to do. */
  async stop(port: number, revision: string | null): Promise<void> {
    await this.#required().stop(port, revision);
    this.#started.delete(port);
  }

  /** Whether the machine starts the side at boot; undefined where nobody would. */
  async boot(port: number, keeper: Keeper | undefined): Promise<BootState | undefined> {
    return this.#keptBy(keeper)?.boot(port);
  }

  async setBoot(port: number, keeper: Keeper | undefined, on: boolean): Promise<void> {
    await this.#keptBy(keeper)?.setBoot(port, on);
  }

  /** What the runner's user would be refused when it starts, stops or enables a side. */
  async missingRights(): Promise<string[]> {
    return this.#given instanceof UnitSide ? this.#given.missingRights() : [];
  }

  /** As the side was started, which steps without such an input know from the record. */
  #keptBy(keeper: Keeper | undefined): SideSupervisor | undefined {
    if (keeper === undefined) return this.#given;
    switch (keeper.kind) {
      case "unit":
        return new UnitSide(this.#tools, keeper.template);
      case "compose":
        return new ComposeSide(this.#tools, undefined);
      case "commands":
        return undefined;
    }
  }

  #required(): SideSupervisor {
    if (this.#given !== undefined) return this.#given;
    throw new DeliveryError("internal", "A process is to be started or stopped, but no input says how.");
  }
}

function supervise(tools: SupervisorTools, supervisor: Supervisor): SideSupervisor {
  switch (supervisor.kind) {
    case "commands":
      return new CommandSide(tools, supervisor);
    case "unit":
      return new UnitSide(tools, supervisor.template);
    case "compose":
      return new ComposeSide(tools, supervisor.file);
  }
}
