import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The files by which an action talks back: GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV, GITHUB_PATH, GITHUB_STEP_SUMMARY. */
const NAMES = ["OUTPUT", "STATE", "ENV", "PATH", "STEP_SUMMARY"] as const;

export type FileCommand = (typeof NAMES)[number];

/** Makes empty command files in `directory` and returns the variables that name them. */
export function createCommandFiles(directory: string): Record<string, string> {
  mkdirSync(directory, { recursive: true });
  return Object.fromEntries(
    NAMES.map((name) => {
      const path = join(directory, name.toLowerCase());
      writeFileSync(path, "");
      return [`GITHUB_${name}`, path];
    }),
  );
}

/**
 * Reads `NAME=value` lines and `NAME<<DELIMITER` blocks.
 *
 * @throws Error on anything else, as the runner fails the step (actions/runner, FileCommandManager.cs).
 */
export function readPairs(path: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? "";
    if (line === "") continue;
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    if (block !== null) {
      const end = lines.indexOf(block[2] ?? "");
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${block[2]}'`);
      pairs.set(
        block[1] ?? "",
        lines
          .splice(0, end + 1)
          .slice(0, -1)
          .join("\n"),
      );
      continue;
    }
    const equals = line.indexOf("=");
    if (equals < 1) throw new Error(`Invalid format '${line}'`);
    pairs.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return pairs;
}
