/**
 * Prints `N passed, N failed, N skipped` from vitest's JSON report, and fails unless everything ran and passed: a test
 * that was skipped because a program is missing proves nothing. Tests that passed only when they were run again are
 * named, with what they failed of: each is a fault, of the test or of the product.
 *
 * Arguments: the report's path, and the exit code of the test command.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: Result[] }[];
}

interface Result {
  fullName: string;
  status: string;
  /** Of every run of the test. */
  failureMessages: string[];
}

/** Nothing outside of these tests can fail them: what they found at the first try, or drew, they have found. */
const CERTAIN = /\/test\/(unit|model|strategies|races)\//;

const [path = "", exitCode = "1"] = process.argv.slice(2);
const report = readReport();
const again = report === undefined ? [] : secondTries(report);
for (const { name, why, counts } of again)
  console.log(`\n${counts ? "failed" : "passed when run again"}: ${name}\n  ${why}`);
const { passed, failed, skipped } = countsOf(report);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 && skipped === 0 ? 0 : 1;

function countsOf(report: Report | undefined) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot be loaded has no tests, and counts as one that failed.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const found = again.filter(({ counts }) => counts).length;
  const failed = report.numFailedTests + broken.length + found;
  return {
    passed: report.numPassedTests - found,
    // Something outside of the tests may have failed, e.g. a rejection that nobody waited for.
    failed: failed === 0 && exitCode !== "0" ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Tests that failed and then passed, with the first line of why; those that count as failed all the same. */
function secondTries({ testResults }: Report): { name: string; why: string; counts: boolean }[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === "passed" && failureMessages.length > 0)
      .map(({ fullName, failureMessages: [why = ""] }) => ({
        name: `${relative(process.cwd(), name)} > ${fullName}`,
        why: why.split("\n")[0] ?? "",
        counts: CERTAIN.test(name),
      })),
  );
}

/** Undefined when the tests did not get as far as a report. */
function readReport(): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
