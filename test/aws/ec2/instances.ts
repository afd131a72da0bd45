import { randomBytes } from "node:crypto";
import type { Installed } from "../compute/disks.ts";
import { Disks } from "../compute/disks.ts";
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
  privateIp: string;
  app: App | undefined;
  /** It runs for EC2 while it reboots; nothing on it does. */
  rebooting: boolean;
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
  readonly #listeners: ((id: string) => void)[] = [];
  readonly #hosts = new Hosts();
  readonly #disks = new Disks();
  readonly #config: WorldConfig;

  constructor(config: WorldConfig) {
    this.#config = config;
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
      privateIp: this.#nextIp(request.zone),
      app: undefined,
      rebooting: false,
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

  /** Restarts the machine: nothing on it runs for so many AWS seconds, then its app starts. Resolves when it does. */
  async reboot(id: string, downSeconds: number): Promise<void> {
    const [instance, request] = [this.all.get(id), this.#requests.get(id)];
    if (instance?.state !== "running" || request === undefined || instance.rebooting) return;
    instance.rebooting = true;
    await this.stopApp(id);
    await new Promise<void>((resolve) => this.#config.clock.after(downSeconds, resolve));
    instance.rebooting = false;
    this.#boot(instance, request);
  }

  /** Ends the app and nothing else of the machine. */
  async stopApp(id: string): Promise<void> {
    const instance = this.all.get(id);
    const app = instance?.app;
    if (instance === undefined || app === undefined) return;
    instance.app = undefined;
    await app.stop();
  }

  /** Starts what is on the instance's disk; resolves with whether it answers. */
  async startApp(id: string): Promise<boolean> {
    const [instance, request] = [this.all.get(id), this.#requests.get(id)];
    if (instance === undefined || request === undefined) return false;
    this.#boot(instance, request);
    await instance.app?.started;
    return instance.app?.port !== undefined;
  }

  /** What it was launched from, whether or not the image is still there. */
  imageOf(id: string): Image | undefined {
    return this.#requests.get(id)?.image;
  }

  /** The directory that is the instance's disk. */
  directory(id: string): string {
    const request = this.#requests.get(id);
    if (request === undefined) throw new Error(`There is no instance ${id}`);
    return this.#disks.directory(id, request.image, request.userData);
  }

  /** Keeps the instance's disk as it is now under a name, for an image's instances to start with. */
  copyDisk(id: string, name: string): void {
    this.directory(id);
    this.#disks.copy(id, name);
  }

  /** What the instance starts. */
  installed(id: string): Installed | undefined {
    return this.#disks.installed(id) ?? this.#requests.get(id)?.image;
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
    const image = this.imageOf(id);
    if (instance?.app?.port === undefined || image === undefined) return undefined;
    if (image.port !== port && !image.morePorts.includes(port)) return undefined;
    return { host: "127.0.0.1", port: instance.app.port };
  }

  async close(): Promise<void> {
    await this.#hosts.close();
    this.#disks.close();
  }

  #nextIp(zone: string): string {
    const [net, host] = [this.#config.zones.indexOf(zone), this.all.size + 10];
    return `10.${Math.max(net, 0)}.${host >> 8}.${host & 255}`;
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
    if (instance.state !== "running" || instance.rebooting || instance.app?.ended === false) return;
    // A machine whose image has a disk of its own starts from a copy of it.
    if (image.disk !== undefined) this.directory(instance.id);
    const changed = this.#disks.installed(instance.id);
    const started = changed === undefined ? image : { ...image, ...changed, shared: false };
    instance.app = this.#hosts.start(started, instance.id, changed === undefined ? userData : undefined);
  }
}
