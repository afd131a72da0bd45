import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processesOf, startDetached } from "../../src/platforms/nginx/processes.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import { NODE24, runStep } from "../runner/runner.ts";
import { until } from "../until.ts";
import type { NginxOptions } from "./engine.ts";
import { answers, freePort, startNginx } from "./engine.ts";

export const APP_FILE = join(import.meta.dirname, "app.mjs");

export interface WorldOptions extends NginxOptions {
  app?: string;
  /** Whether setup, the site's edit and the proof have been done, and version v1 serves. */
  ready?: boolean;
  inputs?: Record<string, string>;
  stateDir?: string;
}

/** A machine with a private nginx and room for two processes. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(options: WorldOptions = {}) {
  const { app = "shop", ready = true } = options;
  const directory = mkdtempSync(join(tmpdir(), "nginx-"));
  // nginx's workers are another user when root runs the tests.
  chmodSync(directory, 0o755);
  const nginx = await startNginx(directory, app, options);
  const ports = [await freePort(), await freePort()] as const;
  const stateDir = options.stateDir ?? join(directory, "state");
  const inputs: Record<string, string> = {
    platform: "nginx",
    app,
    ports: ports.join(", "),
    url: nginx.url,
    "state-dir": stateDir,
    "health-check": "/healthz",
    ...options.inputs,
  };
  const start = `exec '${NODE24}' '${APP_FILE}'`;
  const own: Record<string, Record<string, string>> = {
    setup: { "nginx-conf": nginx.configuration },
    deploy: { start },
    teardown: { start, "drain-timeout": "20s" },
    rollback: { start },
  };
  const pids = () => ports.flatMap((port) => processesOf(stateDir, port).map(({ pid }) => pid));
  const world = {
    directory,
    nginx,
    ports,
    stateDir,
    inputs,
    start,
    pids,
    pidsOf: (port: number) => processesOf(stateDir, port).map(({ pid }) => pid),
    /** Runs one step of the built action. */
    step(
      name: string,
      more: Record<string, string> = {},
      options: Omit<StepOptions, "with"> = {},
    ): Promise<StepResult> {
      const given = { ...inputs, ...own[name], ...more, step: name };
      return runStep({ ...options, with: Object.fromEntries(Object.entries(given).filter(([, text]) => text !== "")) });
    },
    /** The names in the current generation, without its state. */
    markers: (): string[] => readdirSync(join(stateDir, "w")).filter((name) => name !== "state.json"),
    state: () => JSON.parse(readFileSync(join(stateDir, "w", "state.json"), "utf8")),
    current: () => readlinkSync(join(stateDir, "w")),
    has: (name: string) => lstatSync(join(stateDir, name), { throwIfNoEntry: false }) !== undefined,
    /** Which version answers one request on a connection of its own. */
    async ask(path = "/", headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
      const response = await fetch(new URL(path, nginx.url), { headers: { ...headers, connection: "close" } });
      return { status: response.status, body: (await response.text()).trim() };
    },
    async version(headers?: Record<string, string>): Promise<string> {
      return (await world.ask("/", headers)).body.split(" ")[0] ?? "";
    },
    /** What a side answers to its health check from now on. */
    async becomes(health: "ill" | "well", port: number): Promise<void> {
      await fetch(`http://127.0.0.1:${port}/health?is=${health}`);
    },
    /** Ends a side's processes as a crash does. */
    async crash(port: number): Promise<void> {
      for (const pid of world.pidsOf(port)) process.kill(pid, "SIGKILL");
      await until(`port ${port} to be empty`, () => world.pidsOf(port).length === 0);
    },
    async close(): Promise<void> {
      for (const pid of pids()) process.kill(pid, "SIGKILL");
      await nginx.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  try {
    if (ready) await prepare(world);
    return world;
  } catch (error) {
    // Nobody else could: the test has no world yet.
    await world.close();
    throw error;
  }
}

/** Version v1 serves from the second port, as a first release through the steps would leave it. */
async function prepare(world: World): Promise<void> {
  const [, second] = world.ports;
  mkdirSync(world.stateDir, { recursive: true });
  const env = { PORT: String(second), COLOR: "green", REVISION: "v1" };
  startDetached(world.start, env, world.stateDir, join(world.stateDir, `${second}.log`), world.directory);
  await until("v1", () => answers(second, "/healthz"));
  world.nginx.deliver();
  await must(world.step("setup"));
  const state = world.state();
  state.sides[1].revision = "v1";
  writeFileSync(join(world.stateDir, "w", "state.json"), JSON.stringify(state));
}

/** A step that has to succeed. */
export async function must(step: Promise<StepResult>): Promise<StepResult> {
  const result = await step;
  if (result.conclusion !== "success") throw new Error(`The step failed:\n${result.log.text}`);
  return result;
}
