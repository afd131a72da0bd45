import { randomBytes } from "node:crypto";
import type { App, Image } from "../compute/hosts.ts";
import { Hosts } from "../compute/hosts.ts";
import type { WorldConfig } from "../contract.ts";

/** AWS seconds from launch to `running`. */
const PENDING_SECONDS = 2;

export interface Instance {
  id: string;
  imageId: string;
  zone: string;
  state: "pending" | "running" | "shutting-down" | "terminated";
  launchedAt: number;
  app: App | undefined;
}

export interface LaunchRequest {
  image: Image;
  zone: string;
  userData: string | undefined;
  /** Called when the app's process ends by itself. */
  onFailure(): void;
}

/** Instances: real processes, started after their image's boot delay. */
export class Instances {
  readonly all = new Map<string, Instance>();
  readonly #images: Map<string, Image>;
  readonly #hosts = new Hosts();
  readonly #config: WorldConfig;

  constructor(config: WorldConfig, images: Map<string, Image>) {
    this.#config = config;
    this.#images = images;
  }

  launch(request: LaunchRequest, onRunning: (instance: Instance) => void): Instance {
    const { clock } = this.#config;
    const instance: Instance = {
      id: `i-${randomBytes(9).toString("hex").slice(0, 17)}`,
      imageId: request.image.id,
      zone: request.zone,
      state: "pending",
      launchedAt: clock.now(),
      app: undefined,
    };
    this.all.set(instance.id, instance);
    clock.after(PENDING_SECONDS, () => {
      if (instance.state !== "pending") return;
      instance.state = "running";
      onRunning(instance);
      clock.after(request.image.bootSeconds, () => this.#boot(instance, request));
    });
    return instance;
  }

  async terminate(id: string): Promise<void> {
    const instance = this.all.get(id);
    if (instance === undefined || instance.state === "terminated") return;
    instance.state = "shutting-down";
    await instance.app?.stop();
    instance.app = undefined;
    instance.state = "terminated";
  }

  /** Where the instance's `port` is answered on loopback; undefined: the connection is refused. */
  endpoint(id: string, port: number): { host: string; port: number } | undefined {
    const instance = this.all.get(id);
    const image = this.#images.get(instance?.imageId ?? "");
    if (instance?.app?.port === undefined || image?.port !== port) return undefined;
    return { host: "127.0.0.1", port: instance.app.port };
  }

  close(): Promise<void> {
    return this.#hosts.close();
  }

  #boot(instance: Instance, { image, userData, onFailure }: LaunchRequest): void {
    if (instance.state !== "running") return;
    const app = this.#hosts.start(image, instance.id, userData, () => {
      if (instance.state === "running") onFailure();
    });
    instance.app = app;
  }
}
