import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../../aws/until.ts";
import { ROOT } from "../../runner/runner.ts";
import { asRoot } from "./parts.ts";

const SCRIPT = join(import.meta.dirname, "machine.sh");

/** A machine of its own, with a real systemd: see machine.sh. */
export type Machine = Awaited<ReturnType<typeof bootMachine>>;

export async function bootMachine() {
  // Seen by the machine under the same name.
  const shared = mkdtempSync(join(tmpdir(), "machine-"));
  chmodSync(shared, 0o755);
  const directory = mkdtempSync(join(tmpdir(), "machine-root-"));
  const name = `progressive-delivery-${randomBytes(4).toString("hex")}`;
  const visible = [shared, ROOT, realpathSync(join(ROOT, "node_modules"))];
  const [program = "", ...args] = asRoot([
    ...["unshare", "--mount", "--propagation", "private", "bash", SCRIPT, directory, name],
    ...visible,
  ]);
  const holder = spawn(program, args, { stdio: "pipe" });
  const ask = asked(holder);
  await ask("");
  let init = "";

  /** The command, as it is given inside. */
  const inside = (command: readonly string[]) =>
    asRoot(["nsenter", "--target", init, "--all", "--root", "--wdns=/", ...command]);
  const machine = {
    name,
    shared,
    /** Its first process, as it is numbered here. */
    init: () => Number(init),
    /** As root, inside. Returns what it wrote. */
    run(...command: readonly string[]): string {
      const [file = "", ...rest] = inside(command);
      return execFileSync(file, rest, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
    },
    /** Writes a file inside. */
    write(path: string, content: string, mode = "644"): void {
      const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"';
      const [file = "", ...rest] = inside(["sh", "-c", script, "sh", path, mode]);
      execFileSync(file, rest, { input: content });
    },
    /** What runs a command inside as an ordinary user, its environment as it is here. */
    as: (user: string): readonly string[] => inside(["runuser", "--user", user, "--"]),
    inside,
    async boot(): Promise<void> {
      init = await ask("boot");
      await until("systemd", () => isUp(machine));
    },
    /** The power fails, and comes back. */
    async reboot(): Promise<void> {
      await ask("cut");
      await machine.boot();
    },
    async close(): Promise<void> {
      const ended = new Promise((resolve) => holder.once("close", resolve));
      holder.stdin.end();
      await ended;
      for (const path of [shared, directory]) rmSync(path, { recursive: true, force: true });
    },
  };
  try {
    await machine.boot();
    return machine;
  } catch (error) {
    await machine.close();
    throw error;
  }
}

/** Sends a word, and waits for the line that answers it. */
function asked(holder: ChildProcessWithoutNullStreams) {
  let wrote = "";
  holder.stderr.on("data", (chunk: Buffer) => {
    wrote += chunk.toString();
  });
  const lines = createInterface({ input: holder.stdout })[Symbol.asyncIterator]();
  return async (word: string): Promise<string> => {
    if (word !== "") holder.stdin.write(`${word}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`The machine is gone:\n${wrote}`);
    return value;
  };
}

function isUp(machine: { run(...command: readonly string[]): string }): boolean {
  try {
    return machine.run("systemctl", "is-system-running").trim() === "running";
  } catch (error) {
    // A unit that failed is what some tests are about.
    return error instanceof Error && "stdout" in error && String(error.stdout).trim() === "degraded";
  }
}
