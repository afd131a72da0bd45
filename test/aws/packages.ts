import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** All that installs waits for this one, and goes on waiting when something else on the machine installs. */
const TURN = [join(tmpdir(), "progressive-delivery-packages.lock"), "apt-get", "-o", "DPkg::Lock::Timeout=300"];

/**
 * Installs Debian's packages, one caller after the other. Nobody's own machine gets a program without being asked: it is
 * root, or CI with sudo, who installs.
 *
 * @returns whether apt-get says that they are installed now.
 */
export function installPackages(names: readonly string[]): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!existsSync("/etc/debian_version") || !(isRoot || process.env.CI === "true")) return false;
  const apt = (...args: string[]) => {
    const command = ["flock", ...TURN, ...args];
    const [program = "", ...rest] = isRoot ? command : ["sudo", "-n", ...command];
    try {
      execFileSync(program, rest, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
      return true;
    } catch {
      return false;
    }
  };
  const install = ["install", "--yes", "--no-install-recommends", ...names];
  return apt(...install) || (apt("update") && apt(...install));
}
