import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/engine/clock.ts";
import { CommandSource } from "../../src/gates/sources/command.ts";
import { runCommand } from "../../src/gates/sources/run-command.ts";
import { until } from "../aws/until.ts";

/** `metric-command`, with real processes. */

const FROM = Date.parse("2026-05-03T12:00:00Z");
const SPAN = { from: FROM, to: FROM + 120_000 };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "metric-command-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function sourceOf(command: string, signal = new AbortController().signal) {
  const sides = { green: "shop:42", blue: "shop:41" };
  return new CommandSource({ command, sides, weight: () => 10, clock: systemClock, signal });
}

const EMPTY = `echo '{"minutes":[]}'`;

test("a command is told the span, the sides and the weight, and its answer is counted", async () => {
  const command = `[ "$STEP $GREEN $BLUE $WEIGHT $((TO - FROM))" = "60 shop:42 shop:41 10 120" ]
    printf '{"minutes":[{"t":%s,"green":{"requests":60,"errors":3},"blue":{"requests":540,"errors":0}}]}' "$FROM"`;
  expect(await sourceOf(command).read(SPAN)).toEqual({
    minutes: [{ at: FROM, complete: true, green: { requests: 60, errors: 3 }, blue: { requests: 540, errors: 0 } }],
    warnings: [],
  });
  expect(await sourceOf(command).history(SPAN)).toEqual({
    minutes: [{ at: FROM, total: { requests: 600, errors: 3 } }],
  });
});

test("it has the job's environment, without the action's inputs and tokens", async () => {
  vi.stubEnv("INPUT_TOKEN", "secret");
  vi.stubEnv("ACTIONS_RUNTIME_TOKEN", "secret");
  vi.stubEnv("DATADOG_KEY", "key of the job");
  const { stdout } = await runCommand("env", {}, new AbortController().signal);
  expect(stdout).toContain("DATADOG_KEY=key of the job");
  expect(stdout).not.toContain("secret");
});

test("a failed command is no measurement, and its first 20 lines of stderr say why", async () => {
  const reading = await sourceOf(`seq 1 30 >&2; ${EMPTY}; exit 7`).read(SPAN);
  const lines = Array.from({ length: 20 }, (_, index) => String(index + 1));
  expect(reading).toEqual({
    problem: { kind: "unavailable", reasons: ["metric-command: it ended with exit code 7", ...lines] },
  });
});

test("a failure in the middle of a pipe is a failure", async () => {
  expect(await sourceOf(`false | cat; ${EMPTY}`).read(SPAN)).toMatchObject({ problem: { kind: "unavailable" } });
});

test("an answer that is no count has to be fixed", async () => {
  const reading = await sourceOf("echo 'the API says 429' >&2; echo '{}'").read(SPAN);
  expect(reading).toEqual({
    problem: { kind: "invalid", reasons: ["the answer has no list `minutes`", "the API says 429"] },
  });
});

test("a command that prints without end is stopped", async () => {
  const reading = await sourceOf("yes").read(SPAN);
  expect(reading).toMatchObject({ problem: { reasons: ["metric-command: it printed more than 1048576 bytes"] } });
});

/** A process whose id is in a file, started by a command. */
const pidOf = (name: string) => Number(readFileSync(join(directory, name), "utf8").trim() || Number.NaN);
const written = (name: string) => until(`the id of ${name}`, () => Number.isInteger(tryPid(name)));
function tryPid(name: string): number {
  try {
    return pidOf(name);
  } catch {
    return Number.NaN;
  }
}
function isAlive(name: string): boolean {
  try {
    // A zombie has no command line.
    return readFileSync(`/proc/${pidOf(name)}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}

test("a command that does not end is ended, with all that it started", async () => {
  const command = `sleep 1000 & echo $! > ${directory}/child; wait`;
  const run = await runCommand(command, {}, new AbortController().signal, 1_000);
  expect(run.failure).toBe("it did not end within 1 s");
  await until("the child to be gone", () => !isAlive("child"));
});

test("what a command leaves behind ends with it", async () => {
  expect(await sourceOf(`sleep 1000 & echo $! > ${directory}/child; ${EMPTY}`).read(SPAN)).toEqual({
    minutes: [],
    warnings: [],
  });
  await until("the child to be gone", () => !isAlive("child"));
});

test("a cancelled run ends the command at once", async () => {
  const cancelled = new AbortController();
  const reading = sourceOf(`sleep 1000 & echo $! > ${directory}/child; wait`, cancelled.signal).read(SPAN);
  const outcome = expect(reading).rejects.toThrow("cancelled");
  await written("child");
  cancelled.abort(new Error("cancelled"));
  await outcome;
  await until("the child to be gone", () => !isAlive("child"));
});

test("before the first move the command has to answer", async () => {
  expect(await sourceOf(EMPTY).probe()).toBeUndefined();
  expect(await sourceOf("no-such-program").probe()).toMatchObject({
    kind: "unavailable",
    reasons: ["metric-command: it ended with exit code 127", expect.stringContaining("no-such-program")],
  });
});
