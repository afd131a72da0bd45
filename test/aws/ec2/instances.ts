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
  state: "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";
  type: string;
  tags: Map<string, string>;
  launchedAt: number;
  app: App | undefined;
}

export interface LaunchRequest {
  image: Image;
  zone: string;
  userData: string | undefined;
  instanceType?: string;
  tags?: Map<string, string>;
}

/** Instances: real processes, started after their image's boot delay. */
export class Instances {
  readonly all = new Map<string, Instance>();
  readonly #requests = new Map<string, LaunchRequest>();
  readonly #images: Map<string, Image>;
  readonly #listeners: ((id: string) => void)[] = [];
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
      type: request.instanceType ?? "t3.micro",
      tags: request.tags ?? new Map(),
      launchedAt: clock.now(),
      app: undefined,
    };
    this.all.set(instance.id, instance);
    this.#requests.set(instance.id, request);
    this.#run(instance, request, onRunning);
    return instance;
  }

  /** Stops an instance, which can be started again. */
  async stop(id: string): Promise<void> {
    const instance = this.all.get(id);
    if (instance?.state !== "running") return;
    instance.state = "stopping";
    const { app } = instance;
    instance.app = undefined;
    await app?.stop();
    if (instance.state === "stopping") instance.state = "stopped";
  }

  /** Starts an instance that was stopped; it boots anew. */
  start(id: string, onRunning: (instance: Instance) => void): void {
    const [instance, request] = [this.all.get(id), this.#requests.get(id)];
    if (instance?.state !== "stopped" || request === undefined) return;
    instance.state = "pending";
    this.#run(instance, request, onRunning);
  }

  async terminate(id: string): Promise<void> {
    const instance = this.all.get(id);
    if (instance === undefined || instance.state === "terminated") return;
    instance.state = "shutting-down";
    await instance.app?.stop();
    instance.app = undefined;
    instance.state = "terminated";
    for (const listener of this.#listeners) listener(id);
  }

  /** Calls back when an instance is gone for good. */
  onTerminated(listener: (id: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Where the instance's `port` is answered on loopback; undefined: the connection is refused. */
  endpoint(id: string, port: number): { host: string; port: number } | undefined {
    const instance = this.all.get(id);
    const image = this.#images.get(instance?.imageId ?? "");
    if (instance?.app?.port === undefined || image === undefined) return undefined;
    if (image.port !== port && !image.morePorts.includes(port)) return undefined;
    return { host: "127.0.0.1", port: instance.app.port };
  }

  close(): Promise<void> {
    return this.#hosts.close();
  }

  #run(instance: Instance, request: LaunchRequest, onRunning: (instance: Instance) => void): void {
    const { clock } = this.#config;
    clock.after(PENDING_SECONDS, () => {
      if (instance.state !== "pending") return;
      instance.state = "running";
      onRunning(instance);
      clock.after(request.image.bootSeconds, () => this.#boot(instance, request));
    });
  }

  /** An app that ends by itself leaves its instance running: only who asks the app finds out. */
  #boot(instance: Instance, { image, userData }: LaunchRequest): void {
    if (instance.state !== "running" || instance.app !== undefined) return;
    instance.app = this.#hosts.start(image, instance.id, userData);
  }
}
