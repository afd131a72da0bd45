import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Wrapped } from "../../src/platforms/ec2/in-place/wrapper.ts";
import { readReport, TAIL_CHARACTERS, tooLong, wrap } from "../../src/platforms/ec2/in-place/wrapper.ts";

/** The script as the agent runs it, `sh _script.sh`, under the shells that machines have as `sh`. */

const HOSTILE = [
  "v2'; touch pwn; $(touch pwn) {{ssm:/x}}",
  '"; touch pwn; echo "',
  "`touch pwn`",
  "a\\nb \\' $HOME *",
  "-n",
  "–ünïcødé ☃",
  "ends with a line break\n",
  "",
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "in-place-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function wrapped(commands: string, more: Partial<Wrapped> = {}): Wrapped {
  return {
    kind: "deploy",
    rollout: "octo/shop/runs/7",
    attempt: "a1",
    notAfter: Date.now() + 60_000,
    commands,
    healthCommand: undefined,
    variables: { REVISION: "v2" },
    ...more,
  };
}

function scriptOf(what: Wrapped): string {
  const file = join(directory, `_script-${Math.random()}.sh`);
  writeFileSync(file, wrap(what).join("\n"));
  return file;
}

function environment(path = process.env.PATH): NodeJS.ProcessEnv {
  return { PATH: path, PROGRESSIVE_DELIVERY_DIR: join(directory, "notes") };
}

function deliver(shell: string, what: Wrapped, path?: string) {
  const ran = spawnSync(shell, [scriptOf(what)], { cwd: directory, encoding: "utf8", env: environment(path) });
  return { code: ran.status, report: readReport(ran.stdout), stdout: ran.stdout, stderr: ran.stderr };
}

/** A machine without bash: everything else that the script needs is there. */
function withoutBash(): string {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  for (const tool of [
    "sh",
    "cat",
    "date",
    "mkdir",
    "ln",
    "readlink",
    "rm",
    "mv",
    "base64",
    "wc",
    "tail",
    "ls",
    "sleep",
  ]) {
    symlinkSync(pathOf(tool), join(bin, tool));
  }
  return bin;
}

const shells = ["dash", "bash", "busybox"].filter((shell) => spawnSync(shell, ["-c", "true"]).error === undefined);
const pathOf = (tool: string) => spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).stdout.trim();
/** Busybox is what it is called as. */
const asSh = (shell: string) => (shell === "busybox" ? join(directory, "sh") : pathOf(shell));

describe.each(shells)("a command on a machine whose sh is %s", (shell) => {
  beforeEach(() => {
    if (shell !== "busybox") return;
    symlinkSync(pathOf(shell), asSh(shell));
  });
  const run = (what: Wrapped, path?: string) => deliver(asSh(shell), what, path);

  it("succeeds with its output", () => {
    const { code, report } = run(wrapped("echo one\necho two"));
    expect({ code, report }).toEqual({ code: 0, report: { exit: 0, bytes: 8, tail: "one\ntwo\n" } });
  });

  it.each(HOSTILE)("gets the value %j as it is, and nothing of it is executed", (value) => {
    const commands = `printf '%s' "$REVISION" >'${join(directory, "seen")}'`;
    const { code } = run(wrapped(commands, { variables: { REVISION: value } }));
    expect(code).toBe(0);
    expect(readFileSync(join(directory, "seen"), "utf8")).toBe(value);
    expect(readdirSync(directory)).not.toContain("pwn");
  });

  it("stops at the first line that fails, whatever the last line would say", () => {
    const { code, report } = run(wrapped("echo one\nsh -c 'exit 7'\necho three"));
    expect({ code, report }).toEqual({ code: 1, report: { exit: 7, bytes: 4, tail: "one\n" } });
  });

  it("fails with the first command of a pipe", () => {
    expect(run(wrapped("false | cat\necho on"))).toMatchObject({ code: 1, report: { exit: 1, bytes: 0 } });
  });

  it("stops at the first line that fails where there is no bash", () => {
    const { code, report } = run(wrapped("echo one\nfalse\necho three"), withoutBash());
    expect({ code, report }).toEqual({ code: 1, report: { exit: 1, bytes: 4, tail: "one\n" } });
  });

  it("tells the end of a long output, and how long it was", () => {
    const { report } = run(
      wrapped("i=0; while [ $i -lt 6000 ]; do echo 123456789; i=$((i+1)); done; echo the last; false"),
    );
    expect(report).toMatchObject({ exit: 1, bytes: 60_009 });
    expect(report?.tail).toHaveLength(TAIL_CHARACTERS);
    expect(report?.tail.endsWith("123456789\nthe last\n")).toBe(true);
  });

  it.each([194, 3])("tells exit code %i and ends with 1, so that nobody reboots the machine", (exit) => {
    expect(run(wrapped(`exit ${exit}`))).toMatchObject({ code: 1, report: { exit } });
  });

  it("refuses a delivery that comes too late", () => {
    const { code, report } = run(wrapped("touch pwn", { notAfter: Date.now() - 5_000 }));
    expect({ code, report }).toEqual({ code: 1, report: { exit: "late", bytes: 0, tail: "" } });
    expect(existsSync(join(directory, "notes"))).toBe(false);
  });

  it("answers a second delivery with the first result", () => {
    const what = wrapped(`echo ran >>'${join(directory, "count")}'; cat '${join(directory, "count")}'; false`);
    const [first, second] = [run(what), run(what)];
    expect(second.stdout).toBe(first.stdout);
    expect(second.code).toBe(1);
    expect(readFileSync(join(directory, "count"), "utf8")).toBe("ran\n");
  });

  it.each([{ attempt: "a2" }, { kind: "rollback" as const }, { rollout: "octo/shop/runs/8" }])(
    "runs again as %j",
    (other) => {
      const commands = `echo ran >>'${join(directory, "count")}'`;
      run(wrapped(commands));
      run(wrapped(commands, other));
      expect(readFileSync(join(directory, "count"), "utf8")).toBe("ran\nran\n");
    },
  );

  it("is asked for its health until that succeeds", () => {
    const seen = join(directory, "seen");
    const { code, report } = run(
      wrapped("echo up", { healthCommand: `echo asked >>'${seen}'; [ "$(wc -l <'${seen}')" -ge 2 ]` }),
    );
    expect({ code, exit: report?.exit }).toEqual({ code: 0, exit: 0 });
    expect(readFileSync(seen, "utf8")).toBe("asked\nasked\n");
  });

  it("runs once when two deliveries come at the same moment", async () => {
    const file = scriptOf(wrapped(`echo ran >>'${join(directory, "count")}'; sleep 0.3; echo done`));
    const both = await Promise.all([1, 2].map(() => outputOf(asSh(shell), file)));
    expect(new Set(both)).toEqual(new Set(["exit=0 bytes=5\ndone\n"]));
    expect(readFileSync(join(directory, "count"), "utf8")).toBe("ran\n");
  });

  it("runs again what was cut off before it ended", async () => {
    const go = join(directory, "go");
    const what = wrapped(`echo ran >>'${join(directory, "count")}'; [ -e '${go}' ] || exec sleep 60`);
    const cut = spawn(asSh(shell), [scriptOf(what)], { cwd: directory, env: environment(), detached: true });
    await expect.poll(() => existsSync(join(directory, "count"))).toBe(true);
    if (cut.pid !== undefined) process.kill(-cut.pid, "SIGKILL");
    await new Promise((resolve) => cut.on("close", resolve));
    writeFileSync(go, "");
    expect(run(what)).toMatchObject({ code: 0, report: { exit: 0 } });
    expect(readFileSync(join(directory, "count"), "utf8")).toBe("ran\nran\n");
  });

  it("does not wait for a process that the commands leave running", async () => {
    const what = wrapped(`sleep 60 & echo $! >'${join(directory, "pid")}'`);
    const { code } = run(what);
    process.kill(Number(readFileSync(join(directory, "pid"), "utf8")));
    expect(code).toBe(0);
  });

  it("keeps the notes of the last attempts alone", () => {
    for (let attempt = 0; attempt < 13; attempt += 1) run(wrapped("true", { attempt: String(attempt) }));
    expect(readdirSync(join(directory, "notes"))).toHaveLength(10);
  });
});

describe("the script", () => {
  it("has no place at which a document parameter or a quote of the user's could be read", () => {
    for (const value of HOSTILE) {
      const text = wrap(
        wrapped(`${value}\n{{ x }}`, { variables: { REVISION: value }, rollout: value, attempt: value }),
      ).join("\n");
      expect(text).not.toContain("{{");
      expect(text).not.toContain("pwn");
    }
  });

  it("is too long for Run Command above 60,000 bytes", () => {
    expect(tooLong(wrapped("x".repeat(40_000)))).toBeUndefined();
    expect(tooLong(wrapped("x".repeat(46_000)))).toBeGreaterThan(60_000);
  });

  it.each(["", "something else", "exit=0", "exit=0 bytes=x\n", " exit=0 bytes=1\n"])(
    "made no report of %j",
    (output) => {
      expect(readReport(output)).toBeUndefined();
    },
  );
});

function outputOf(shell: string, file: string): Promise<string> {
  const child = spawn(shell, [file], { cwd: directory, env: environment() });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  return new Promise((resolve) => child.on("close", () => resolve(output)));
}
