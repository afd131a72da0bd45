import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

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

/**
 * Builds a Go program from its source, unless it is there: a minute or two, the first time.
 *
 * @param source a main package with its version, which Go names the program after.
 * @param program the file that it is to be.
 * @throws when there is no Go, or the source cannot be had.
 */
export async function buildGoProgram(source: string, program: string): Promise<void> {
  if (existsSync(program)) return;
  mkdirSync(dirname(program), { recursive: true });
  const draft = mkdtempSync(`${program}-`);
  try {
    // Where Go's own installer puts it, which not every PATH knows.
    const PATH = `${process.env.PATH}:/usr/local/go/bin`;
    await promisify(execFile)("go", ["install", source], { env: { ...process.env, PATH, GOBIN: draft } });
    // Whole or not at all.
    renameSync(join(draft, basename(source).replace(/@.*$/, "")), program);
  } finally {
    rmSync(draft, { recursive: true });
  }
}
