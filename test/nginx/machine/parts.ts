import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test, vi } from "vitest";
import { buildGoProgram, installPackages } from "../../aws/packages.ts";
import { ROOT } from "../../runner/runner.ts";
import { withSbin } from "../engine.ts";

/** What the tests take from this machine to make another: installed where that is possible, and named where not. */

/** Programs, by the Debian packages that have them. */
const SYSTEMD = {
  systemd: ["systemd", "systemctl", "journalctl"],
  "util-linux": ["unshare", "nsenter", "runuser"],
  iproute2: ["ip"],
  sudo: ["sudo", "visudo"],
  "nginx-light": ["nginx"],
} as const;
const DOCKER = { "docker.io": ["dockerd", "docker"], iptables: ["iptables"] } as const;
/** Newer tags have `exclude` lines in their go.mod, which `go install` refuses. */
const COMPOSE = "github.com/docker/compose/v2/cmd@v2.32.4";
const BUILT = join(ROOT, ".cache", "compose-2.32.4", "docker-compose");
/** Where distributions put Docker Compose. */
const PLUGINS = ["/usr/libexec", "/usr/lib", "/usr/local/lib", "/usr/local/libexec"].map(
  (directory) => `${directory}/docker/cli-plugins/docker-compose`,
);

/** A test on a machine of its own; `docker`: with Docker and Docker Compose. */
export function machineTest(docker: boolean): typeof test {
  vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });
  const missing = machineMissing() ?? (docker ? dockerMissing() : undefined);
  if (missing === undefined) return test;
  if (process.env.CI === "true") throw new Error(missing);
  console.warn(`Skipped: ${missing}`);
  return test.skip as typeof test;
}

/** A command as root: by sudo, where that asks for no password. */
export function asRoot(command: readonly string[]): readonly string[] {
  return isRoot() ? command : ["sudo", "-n", "--preserve-env", ...command];
}

/** Docker Compose, built from its source where this machine has none: some minutes, the first time. */
export async function composePlugin(): Promise<string> {
  const there = PLUGINS.find((path) => existsSync(path));
  if (there !== undefined) return there;
  await buildGoProgram(COMPOSE, BUILT);
  return BUILT;
}

function machineMissing(): string | undefined {
  if (process.platform !== "linux") return "a machine with systemd needs Linux";
  if (!isRoot() && !works("sudo", "-n", "true")) {
    return "a machine with systemd is made by root: run the tests as root, or allow sudo without a password";
  }
  return notInstalled(SYSTEMD);
}

function dockerMissing(): string | undefined {
  const hasCompose = [...PLUGINS, BUILT].some((path) => existsSync(path)) || isInstalled("go");
  return notInstalled(DOCKER) ?? (hasCompose ? undefined : "Docker Compose is not installed, nor Go to build it with");
}

function notInstalled(parts: Readonly<Record<string, readonly string[]>>): string | undefined {
  const missing = () => Object.keys(parts).filter((name) => !(parts[name] ?? []).every(isInstalled));
  const wanted = missing();
  if (wanted.length === 0) return undefined;
  installPackages(wanted);
  const left = missing();
  return left.length === 0 ? undefined : `not installed, and could not be: apt-get install ${left.join(" ")}`;
}

function isInstalled(program: string): boolean {
  return works("sh", "-c", 'command -v "$0"', program);
}

function works(...command: readonly string[]): boolean {
  const [program = "", ...args] = command;
  try {
    execFileSync(program, args, { stdio: "ignore", env: { ...withSbin(), DEBIAN_FRONTEND: "noninteractive" } });
    return true;
  } catch {
    return false;
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
