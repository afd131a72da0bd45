import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StepOptions, StepResult } from "../runner/runner.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** Command files that a runner with a full or broken disk leaves: the step's own result must be told all the same. */
let world: World;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "command-files-"));
  world = await createWorld();
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await world.close();
});

const PATHS: [what: string, path: () => string | undefined][] = [
  ["not set", () => undefined],
  ["empty", () => ""],
  ["missing", () => join(directory, "none", "file")],
  ["a directory", () => directory],
  ["on a full disk", () => "/dev/full"],
];

type Files = NonNullable<StepOptions["commandFiles"]>;

const warningsOf = ({ log }: StepResult) =>
  log.annotations.flatMap(({ level, message }) => (level === "warning" ? [message] : []));

test.each(PATHS)("GITHUB_OUTPUT %s: a step that worked has worked, and shows its outputs", async (_what, path) => {
  const status = await world.step("status", {}, { commandFiles: { GITHUB_OUTPUT: path() } });
  expect(status).toMatchObject({ conclusion: "success", exitCode: 0 });
  expect(warningsOf(status)).toEqual([expect.stringMatching(/^The outputs could not be set \(.*GITHUB_OUTPUT/)]);
  expect(status.log.text).toContain("phase=idle");
  expect(status.summary).toContain("### 🔎 shop-a / shop-b: idle");
  expect(status.log.text).not.toContain("    at ");
});

test.each(PATHS)("GITHUB_STEP_SUMMARY %s: outputs are set, exit code is the step's own", async (_what, path) => {
  const commandFiles: Files = { GITHUB_STEP_SUMMARY: path() };
  const status = await world.step("status", {}, { commandFiles });
  expect(status).toMatchObject({ conclusion: "success", outputs: { phase: "idle" } });
  expect(warningsOf(status)).toEqual([expect.stringMatching(/^The job summary could not be written \(.*SUMMARY/)]);
});

test.each(PATHS)("all three %s: a step that fails says why, once", async (_what, path) => {
  const commandFiles = { GITHUB_OUTPUT: path(), GITHUB_STEP_SUMMARY: path(), GITHUB_STATE: path() };
  const promote = await world.step("promote", { "target-groups": "shop-a, shop-z" }, { commandFiles });
  expect(promote).toMatchObject({ conclusion: "failure", exitCode: 1 });
  const errors = promote.log.annotations.filter(({ level }) => level === "error");
  expect(errors).toEqual([{ level: "error", message: expect.stringContaining("shop-z") }]);
  expect(promote.log.text).not.toContain("    at ");
});

test("without GITHUB_STATE traffic moves all the same, and what a cancellation would leave is said", async () => {
  await world.step("deploy", { "image-id": world.images.v2.id });
  const steps: [step: string, weights: string][] = [
    ["promote", "a=0 b=100"],
    ["rollback", "a=100 b=0"],
  ];
  for (const [, path] of PATHS.filter(([what]) => what !== "empty")) {
    await world.step("deploy", { "image-id": world.images.v2.id });
    for (const [step, weights] of steps) {
      const moved = await world.step(step, {}, { commandFiles: { GITHUB_STATE: path() } });
      expect(moved, moved.log.text).toMatchObject({ conclusion: "success", outputs: { changed: "true" } });
      expect(warningsOf(moved)).toContainEqual(expect.stringMatching(/GITHUB_STATE.*cannot be undone automatically/));
      expect(moved.summary).toContain("cannot be undone automatically");
      expect(await world.weights()).toBe(weights);
    }
  }
});
