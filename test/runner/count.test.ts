import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { NODE24, ROOT } from "./runner.ts";

/** What `.ci/run` makes of vitest's report. */

interface Case {
  file: string;
  status: "passed" | "failed";
  failureMessages: string[];
}

/** Counts a report of one test per case, as the test command left it with an exit code. */
function counted(cases: readonly Case[], exitCode = "0", skipped = 0) {
  const directory = mkdtempSync(join(tmpdir(), "count-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "vitest.json");
  const tests = (wanted: Case["status"]) => cases.filter(({ status }) => status === wanted).length;
  const report = {
    ...{ numPassedTests: tests("passed"), numFailedTests: tests("failed"), numPendingTests: skipped, numTodoTests: 0 },
    testResults: cases.map(({ file, status, failureMessages }) => ({
      name: join(ROOT, file),
      status,
      assertionResults: [{ fullName: "it holds", status, failureMessages }],
    })),
  };
  writeFileSync(path, JSON.stringify(report));
  const count = join(ROOT, ".github/tools/count.ts");
  const { status, stdout } = spawnSync(NODE24, [count, path, exitCode], { cwd: ROOT, encoding: "utf8" });
  return { status, lines: stdout.trim().split("\n") };
}

const WELL: Case = { file: "test/e2e/a.test.ts", status: "passed", failureMessages: [] };
const AGAIN: Case = { ...WELL, failureMessages: ["Error: 1 request was lost\n    at a.test.ts"] };

test("what passed when it was run again has passed, and is named with what it failed of", () => {
  const { status, lines } = counted([WELL, AGAIN]);
  expect(status).toBe(0);
  expect(lines.at(-1)).toBe("2 passed, 0 failed, 0 skipped");
  expect(lines.slice(0, 2)).toEqual([
    "passed when run again: test/e2e/a.test.ts > it holds",
    "  Error: 1 request was lost",
  ]);
});

test.each(["unit", "model", "strategies", "races"])(
  "a counterexample of test/%s is not unsaid by another draw",
  (of) => {
    const { status, lines } = counted([WELL, { ...AGAIN, file: `test/${of}/a.test.ts` }]);
    expect(status).toBe(1);
    expect(lines[0]).toBe(`failed: test/${of}/a.test.ts > it holds`);
    expect(lines.at(-1)).toBe("1 passed, 1 failed, 0 skipped");
  },
);

test("a test that failed or was skipped, and an error outside of the tests, fail the run", () => {
  expect(counted([{ ...AGAIN, status: "failed" }], "1")).toEqual({
    status: 1,
    lines: ["0 passed, 1 failed, 0 skipped"],
  });
  expect(counted([WELL], "0", 1)).toEqual({ status: 1, lines: ["1 passed, 0 failed, 1 skipped"] });
  expect(counted([WELL], "1")).toEqual({ status: 1, lines: ["1 passed, 1 failed, 0 skipped"] });
});
