import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { errorMessage } from "../delivery/errors.ts";
import { suggestionFor } from "./inputs/suggest.ts";

/**
 * Reads a file of the workspace, wherever links inside the workspace lead. One that leads out of it is refused: a
 * repository must not be able to have other files of the machine read.
 *
 * @param sizeProblem says what is wrong with so many bytes, before they are read; undefined: nothing.
 * @returns its content, or as the end of a sentence what is wrong with it.
 */
export function readFromWorkspace(
  workspace: string,
  file: string,
  sizeProblem: (bytes: number) => string | undefined = () => undefined,
): Buffer | string {
  const path = resolve(workspace, file);
  if (!isInside(workspace, path)) return "lies outside of the workspace.";
  try {
    const real = realpathSync(path);
    if (!isInside(realpathSync(workspace), real)) return "is a link to a file outside of the workspace.";
    const stat = statSync(real);
    return stat.isFile() ? (sizeProblem(stat.size) ?? readFileSync(real)) : "is not a file.";
  } catch (error) {
    return isMissing(error) ? missing(workspace, path) : `cannot be read: ${errorMessage(error)}.`;
  }
}

/**
 * The text of a file in UTF-8 or UTF-16, without its byte order mark. Without a mark, the zero byte of the first
 * character tells which it is (YAML 1.2.2, section 5.2).
 *
 * @returns undefined when it is neither.
 */
export function decodeText(content: Buffer): string | undefined {
  const [first, second] = content;
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const encoding = little ? "utf-16le" : big ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

function isInside(directory: string, path: string): boolean {
  const inside = relative(directory, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** Not there, or a name that no file can have: too long, with a NUL in it, or below something that is no directory. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].some((known) => known === code);
}

function missing(workspace: string, path: string): string {
  const looked = `was not found: there is no ${path.length > 300 ? `${path.slice(0, 300)}…` : path}.`;
  if (filesIn(workspace).length === 0) return `${looked} The workspace is empty: is actions/checkout missing?`;
  const near = suggestionFor(basename(path), filesIn(dirname(path)));
  if (near !== undefined) return `${looked} Did you mean ${relative(workspace, resolve(dirname(path), near))}?`;
  return `${looked} Is the path right, and does actions/checkout come before this step?`;
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
