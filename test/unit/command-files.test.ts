import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeOutputs } from "../../src/action/command-files.ts";
import { stepJournal } from "../../src/action/journal.ts";
import type { UndoRecord } from "../../src/engine/events.ts";
import { readPairs } from "../runner/files.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "command-files-"));
  file = join(directory, "commands");
  writeFileSync(file, "earlier=1\n");
  vi.stubEnv("GITHUB_OUTPUT", file);
  vi.stubEnv("GITHUB_STATE", file);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const UNDO: UndoRecord = {
  step: "shift",
  run: "octo/shop/runs/7",
  at: 1_700_000_000_000,
  change: { kind: "restore", summary: "Restore the weights" },
};

test("outputs that cannot all be written leave none behind, nor half a block", async () => {
  // What no JSON holds stands for a disk that runs full in the middle.
  const problem = await writeOutputs({ phase: "idle", weight: 1n as unknown as string });
  expect(problem).toMatch(/^GITHUB_OUTPUT: /);
  expect(readFileSync(file, "utf8")).toBe("earlier=1\n");
});

test("the undo record is there while traffic moves, and void afterwards", async () => {
  const warn = vi.fn();
  const journal = stepJournal(warn);
  await journal.begin(UNDO);
  expect(readPairs(file).get("undo")).toBe(JSON.stringify(UNDO));
  await journal.end();
  expect(readPairs(file).get("undo")).toBe("");
  expect(warn).not.toHaveBeenCalled();
});

test("an undo record that cannot be kept is told once, and nothing is taken back that was not there", async () => {
  const warn = vi.fn();
  vi.stubEnv("GITHUB_STATE", directory);
  const journal = stepJournal(warn);
  for (let round = 0; round < 2; round += 1) {
    await journal.begin(UNDO);
    await journal.end();
  }
  expect(warn.mock.calls).toEqual([[expect.stringContaining("cannot be undone automatically")]]);
});

test("an undo record that cannot be taken back is told: the end of the job would set the traffic back", async () => {
  const warn = vi.fn();
  const journal = stepJournal(warn);
  await journal.begin(UNDO);
  rmSync(file);
  mkdirSync(file);
  await journal.end();
  expect(warn.mock.calls).toEqual([[expect.stringContaining("cannot be taken back")]]);
});
