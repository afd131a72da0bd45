import { execFileSync, spawn } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StepResult } from "../../runner/runner.ts";
import { NODE24, ROOT, runStep } from "../../runner/runner.ts";
import { APP_FILE, must } from "../world.ts";
import type { Machine } from "./machine.ts";
import { bootMachine } from "./machine.ts";
import { asRoot } from "./parts.ts";

/** The app of the documents, on a machine with nginx as its distribution has it. */
export type MachineSite = Awaited<ReturnType<typeof createSite>>;

const RUNNER = "runner";
const STATE = "/var/lib/delivery/shop";
const SITE = `server {
  listen 80;
  server_name shop.example;
  open_file_cache off;
  include /etc/nginx/delivery/shop.server.inc;
  location / { include /etc/nginx/delivery/shop.location.inc; }
}
`;

/** @param inputs of every step; @param furnish puts what the app needs onto the machine. */
export async function createSite(inputs: Record<string, string>, furnish: (machine: Machine) => void) {
  const machine = await bootMachine();
  const common = { platform: "nginx", app: "shop", url: "http://shop.example/", "health-check": "/healthz" };
  const site = {
    machine,
    /** One step of the built action, as the user of the runner. */
    step: (step: string, more: Record<string, string> = {}): Promise<StepResult> =>
      runStep({
        with: { ...common, ...(TAKES.includes(step) ? inputs : {}), ...more, step },
        machine: runnerOn(machine, machine.as(RUNNER)),
      }),
    /** Which version a request of its own gets; empty where none answers. */
    version(): string {
      return machine.run(NODE24, "-e", ASK).split(" ")[0] ?? "";
    },
    state: () => JSON.parse(machine.run("cat", `${STATE}/w/state.json`)),
    /** Load through nginx, until it is asked how it went. */
    load: () => startLoadOn(machine),
    close: () => machine.close(),
  };
  try {
    machine.run("sh", "-c", `id ${RUNNER} || useradd --create-home ${RUNNER}`);
    machine.write("/etc/hosts", "127.0.0.1 localhost shop.example\n");
    furnish(machine);
    machine.run("systemctl", "enable", "--quiet", "--now", "nginx");
    machine.write("/etc/nginx/sites-enabled/shop", SITE);
    await setUp(machine, common);
    return site;
  } catch (error) {
    await machine.close();
    throw error;
  }
}

const ASK = `fetch("http://shop.example/", { headers: { connection: "close" } })
  .then((response) => response.text()).then(console.log, () => {})`;

/** Steps that start or stop a process. */
const TAKES: readonly string[] = ["deploy", "rollback", "teardown"];

/** A block of code in docs/nginx.md: what users are told is what is tested. */
export function documented(pattern: RegExp): string {
  const text = readFileSync(join(ROOT, "docs", "nginx.md"), "utf8");
  const block = [...text.matchAll(/^( *)```\w*\n([\s\S]*?)^\1```/gm)].find(([, , code = ""]) => pattern.test(code));
  if (block === undefined) throw new Error(`docs/nginx.md has no block with ${pattern}`);
  const [, indent = "", code = ""] = block;
  return code.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

/** An app that does not come up, with what a log would take for a command in its last words. */
export const CRASHING = `console.error("::error::\\u001b[31mcannot find the module ./cart"); process.exit(3);\n`;

/** A release under load, with a rollback on its way; `after` each step that has changed something. */
export async function cycle(site: MachineSite, revision: string, after: (step: string) => void) {
  const load = await site.load();
  const canary = { strategy: "canary" };
  for (const [step, more] of [
    ["deploy", { revision }],
    ["shift", { weight: "50" }],
    ["promote", {}],
    ["rollback", {}],
    ["deploy", { revision }],
    ["promote", {}],
    ["teardown", {}],
  ] as const) {
    await must(site.step(step, { ...canary, ...more }));
    after(step);
    // A step that finds its work done does nothing; a teardown begins nothing.
    const again = await must(site.step(step, { ...canary, ...more }));
    if (again.outputs.changed !== "false") throw new Error(`${step} was not done:\n${again.log.text}`);
  }
  return load.stop();
}

/** Node for those who find programs by their PATH. */
export function installNode(machine: Machine): void {
  machine.run("ln", "-sf", realpathSync(NODE24), "/usr/local/bin/node");
}

export function appSource(): string {
  return readFileSync(APP_FILE, "utf8");
}

/** As the documents have it: by a person's sudo, for the user of the runner. */
async function setUp(machine: Machine, inputs: Record<string, string>): Promise<void> {
  const id = (kind: string) => machine.run("id", kind, RUNNER).trim();
  const env = { SUDO_UID: id("-u"), SUDO_GID: id("-g") };
  const root = runnerOn(machine, machine.inside([]));
  const result = await runStep({ with: { ...inputs, step: "setup" }, env, machine: root });
  if (result.conclusion !== "success") throw new Error(`setup failed:\n${result.log.text}`);
}

function runnerOn({ shared }: Machine, command: readonly string[]) {
  return {
    shared,
    command,
    admit(directory: string): void {
      const [program = "", ...args] = asRoot(["chmod", "-R", "a+rwX", directory]);
      execFileSync(program, args);
    },
  };
}

async function startLoadOn(machine: Machine) {
  const [program = "", ...args] = machine.inside([
    ...[NODE24, join(import.meta.dirname, "load-main.ts"), "http://shop.example/"],
  ]);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    async stop(): Promise<{ answered: number; failures: string[] }> {
      child.stdin.end();
      return JSON.parse((await lines.next()).value ?? "");
    },
  };
}
