import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstMatch, run } from "../aws/peers.ts";
import { until } from "../aws/until.ts";
import { readPairs } from "../runner/files.ts";
import { ROOT } from "../runner/runner.ts";

/** `npm run aws -- --world`, and what it prints, typed as it stands: a config file, a function, the steps of a release. */

let child: ChildProcess;
let printed: string;
/** As the clone in which a reader stands, with a `.cache` of its own. */
let clone: string;
beforeAll(async () => {
  clone = mkdtempSync(join(tmpdir(), "clone-"));
  for (const name of ["dist", "node_modules"]) symlinkSync(join(ROOT, name), join(clone, name));
  const args = ["run", "--silent", "aws", "--", "--world"];
  child = spawn("npm", args, { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  printed = await firstMatch(child, /The local AWS answers[\s\S]*Ctrl\+C ends it/);
});
afterAll(() => {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  rmSync(clone, { recursive: true });
});

const block = (pattern: RegExp) => pattern.exec(printed)?.[0] ?? `no ${pattern}`;
const address = (service: string) => new RegExp(`^  ${service} .*\\n +curl (\\S+)$`, "m").exec(printed)?.[1] ?? "";
const answer = async (service: string) => (await (await fetch(address(service))).text()).trim();
const steps = (service: string) => printed.split("\n").filter((line) => line.startsWith(`step ${service} `));

/** What a reader has pasted into the shell, and one command more. */
function type(command: string) {
  const exports = block(/( {2}export .*\n)+/);
  const config = block(/^mkdir[\s\S]*?\nEND$/m);
  const step = block(/^step\(\) \{[\s\S]*?\n\}$/m);
  const env = { PATH: process.env.PATH ?? "", HOME: clone };
  return run("bash", ["-c", `cd "${clone}"\n${exports}\n${config}\n${step}\n${command}`], env);
}

async function typed(command: string): Promise<Record<string, string>> {
  const { code, stdout } = await type(command);
  expect([command, code], stdout).toEqual([command, 0]);
  return Object.fromEntries(readPairs(join(clone, ".cache", "output")));
}

test.each([
  ["shop", "v1", "v2"],
  ["blog", "v1", "v2"],
  ["math", "1000", "999"],
  ["function", "v1", "v2"],
])("what it prints releases %s, with its way back", async (service, before, after) => {
  const [deploy = "none"] = steps(service);
  const rest = steps("shop").slice(1);
  const [shift = "", promote = "", rollback = "", teardown = "", status = ""] = rest.map((line) =>
    line.replace("step shop", `step ${service}`),
  );
  expect(await answer(service)).toBe(before);
  expect(await typed(deploy)).toMatchObject({ phase: "deployed", weight: "0" });
  expect(readFileSync(join(clone, ".cache", "summary.md"), "utf8")).toContain("green is up");
  expect(await typed(shift)).toMatchObject({ phase: "shifting", weight: "10" });
  expect(await typed(promote)).toMatchObject({ phase: "promoted", weight: "100" });
  await until("the new version to answer", async () => (await answer(service)) === after);
  expect(await typed(rollback)).toMatchObject({ phase: "rolled-back", weight: "0" });
  await until("the old version to answer", async () => (await answer(service)) === before);
  expect(await typed(teardown)).toMatchObject({ phase: "idle" });
  expect(await typed(status)).toMatchObject({ phase: "idle", "next-step": "deploy" });
});

const ask = async (path: string, options: RequestInit = {}) => {
  const [, endpoint = ""] = /AWS_ENDPOINT_URL=(\S+)/.exec(printed) ?? [];
  const response = await fetch(`${endpoint}/_local/${path}`, options);
  return { status: response.status, content: await response.json() };
};

test("the commands of its page arm a fault and make an image do worse; a mistake in one is told", async () => {
  const page = readFileSync(join(ROOT, "docs", "local-aws.md"), "utf8");
  const [image = ""] = /ami-\w+/.exec(printed) ?? [];
  for (const [, command = ""] of page.matchAll(/^(curl .* -d .*)$/gm)) {
    const { code, stdout } = await type(command.replace(/ami-\w+/, image));
    expect([command, code, stdout]).toEqual([command, 0, expect.not.stringContaining('error":"')]);
  }
  const fault = { action: "ModifyListener", times: 2, effect: { kind: "error", code: "Throttling" } };
  expect((await ask("faults")).content).toMatchObject([fault]);
  expect(await ask("faults", { method: "DELETE" })).toEqual({ status: 200, content: [] });
  expect(await ask("faults", { method: "POST", body: '{"effect": {"kind": "moon"}}' })).toEqual({
    status: 400,
    content: { error: expect.stringContaining("kinds are error, drop-before, drop-after, delay") },
  });
  expect(await ask("images/ami-0", { method: "POST", body: '{"errorRate": 1}' })).toEqual({
    status: 400,
    content: { error: "There is no image ami-0" },
  });
  expect((await ask("moon")).status).toBe(404);
});

test("--help says what there is, and a wrong option what to give instead", async () => {
  const aws = (...args: string[]) =>
    run("npm", ["run", "--silent", "--prefix", ROOT, "aws", "--", ...args], process.env);
  const help = await aws("--help");
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("--time-scale N") });
  expect(await aws("--time-scale", "fast")).toMatchObject({ code: 2, stderr: expect.stringContaining("e.g. 20") });
  expect(await aws("--image", "moon=v1")).toMatchObject({ code: 2, stderr: expect.stringContaining("e.g. web=v3") });
  expect(existsSync(join(clone, ".cache", "delivery.yml"))).toBe(true);
});
