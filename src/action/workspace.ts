import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";

/**
 * Reads a file below the workspace.
 *
 * @param judgeSize says what is wrong with so many bytes, before they are read; undefined: nothing.
 * @returns its content, or as a text what is wrong with it.
 */
export function readFromWorkspace(
  workspace: string,
  file: string,
  judgeSize: (bytes: number) => string | undefined = () => undefined,
): Buffer | string {
  const path = resolve(workspace, file);
  const inside = relative(workspace, path);
  if (inside.startsWith("..") || isAbsolute(inside)) return "lies outside of the workspace.";
  try {
    const stat = statSync(path);
    if (stat.isFile()) return judgeSize(stat.size) ?? readFileSync(path);
  } catch {
    // Not there, not readable, or a name that no file can have: too long, or with a NUL in it.
  }
  return "is not a file in the workspace: is actions/checkout missing?";
}
