/**
 * Prints `N passed, N failed, N skipped` from vitest's JSON report, and fails unless everything ran and passed: a test
 * that was skipped because a program is missing proves nothing.
 *
 * Arguments: the report's path, and the exit code of the test command.
 */
import { readFileSync } from "node:fs";

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

const [path = "", exitCode = "1"] = process.argv.slice(2);
const { passed, failed, skipped } = countsOf(readReport());
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 && skipped === 0 ? 0 : 1;

function countsOf(report: Report | undefined) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot be loaded has no tests, and counts as one that failed.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    // Something outside of the tests may have failed, e.g. a rejection that nobody waited for.
    failed: failed === 0 && exitCode !== "0" ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Undefined when the tests did not get as far as a report. */
function readReport(): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
