import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { join } from "node:path";

const HOST = join(import.meta.dirname, "host.mjs");

/** A machine image: an app directory, how long it takes to boot, and the port it listens on. */
export interface Image {
  id: string;
  name: string;
  state: "available" | "pending" | "failed";
  /** Directory below test/aws/images, with an `app.mjs` that exports `start(env)`. */
  app: "web" | "broken" | "crash" | "silent";
  version: string;
  /** AWS seconds from launch until the app is started. */
  bootSeconds: number;
  /** The port that the instance seems to listen on; on loopback it is another. */
  port: number;
  /** Other ports on which the same app answers. */
  morePorts: readonly number[];
  /** Whether its app answers datagrams too, on the same port. */
  udp: boolean;
  /** All instances of the image live in one process: for fleets of a thousand. */
  shared: boolean;
  /** How well it serves, where its app is `web`. */
  behaviour: Behaviour;
  /** The disk that its instances start with, where it was made from an instance. */
  disk?: string;
}

/** What clients meet; health checks meet nothing of it. Shares are kept exactly, not by chance: 0.05 is each 20th request. */
export interface Behaviour {
  /** The share of requests, 0 to 1, that is answered with 500. */
  errorRate: number;
  /** Real milliseconds that the slow share of the requests takes; `slowRate` 1: all of them. */
  latencyMs: number;
  slowRate: number;
}

/** One instance's app, once it is started. */
export interface App {
  /** Its real port on loopback; undefined until it listens. */
  port: number | undefined;
  pid: number | undefined;
  /** Its process is gone. */
  ended: boolean;
  /** Resolves when it is known whether the app came up. */
  started: Promise<void>;
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

interface Host {
  child: ChildProcess;
  apps: Set<string>;
}

/** Starts instances' apps as child processes, which never outlive this one. */
export class Hosts {
  readonly #shared = new Map<string, Host>();
  readonly #all = new Set<ChildProcess>();

  start(image: Image, instanceId: string, userData: string | undefined): App {
    const host = this.#host(image);
    host.apps.add(instanceId);
    let settled = () => {};
    const started = new Promise<void>((resolve) => {
      settled = resolve;
    });
    const app: App = {
      port: undefined,
      pid: host.child.pid,
      ended: false,
      started,
      behave: (behaviour) => tell(host, { change: instanceId, behaviour }),
      stop: () => this.#stop(host, instanceId),
    };
    const onMessage = (message: { started?: string; port?: number }) => {
      if (message.started !== instanceId) return;
      app.port = message.port === 0 ? undefined : message.port;
      host.child.off("message", onMessage);
      settled();
    };
    host.child.on("message", onMessage);
    host.child.once("exit", () => {
      app.port = undefined;
      app.ended = true;
      settled();
      host.apps.delete(instanceId);
    });
    const env = {
      VERSION: image.version,
      INSTANCE_ID: instanceId,
      USER_DATA: userData ?? "",
      UDP: image.udp ? "1" : "",
    };
    tell(host, { start: instanceId, env, behaviour: image.behaviour });
    return app;
  }

  async close(): Promise<void> {
    const gone = [...this.#all].map((child) => {
      child.ref();
      return new Promise((resolve) => child.once("exit", resolve));
    });
    for (const child of this.#all) child.kill("SIGKILL");
    await Promise.all(gone);
  }

  #host(image: Image): Host {
    const existing = image.shared ? this.#shared.get(image.id) : undefined;
    if (existing !== undefined) return existing;
    const app = join(import.meta.dirname, "..", "images", image.app, "app.mjs");
    const child = fork(HOST, [app], { stdio: ["ignore", "ignore", "inherit", "ipc"], env: { PATH: process.env.PATH } });
    child.setMaxListeners(0);
    child.channel?.unref();
    child.unref();
    this.#all.add(child);
    child.once("exit", () => this.#all.delete(child));
    const host = { child, apps: new Set<string>() };
    if (image.shared) this.#shared.set(image.id, host);
    return host;
  }

  /** Lets requests in flight finish; the process goes when its last instance does. */
  async #stop(host: Host, instanceId: string): Promise<void> {
    if (!host.apps.delete(instanceId) || !host.child.connected) return;
    await new Promise<void>((resolve) => {
      const done = (message: { stopped?: string }) => {
        if (message.stopped !== instanceId) return;
        host.child.off("message", done);
        resolve();
      };
      host.child.on("message", done);
      host.child.once("exit", () => resolve());
      tell(host, { stop: instanceId });
    });
    if (host.apps.size > 0) return;
    for (const [image, shared] of this.#shared) if (shared === host) this.#shared.delete(image);
    host.child.kill("SIGTERM");
  }
}

/** A process that is gone by then hears nothing: its `exit` says the rest. */
function tell({ child }: Host, message: object): void {
  child.send(message, () => {});
}
