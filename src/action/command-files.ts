import { statSync, truncateSync } from "node:fs";
import { errorMessage } from "../delivery/errors.ts";
import { toolkit } from "./toolkit.ts";

/** By which an action talks back to the runner (GitHub docs, "Environment files"). */
type CommandFile = "GITHUB_OUTPUT" | "GITHUB_STATE" | "GITHUB_STEP_SUMMARY";

/** Sets all outputs, or none. Returns why it could not be done. */
export function writeOutputs(outputs: Readonly<Record<string, string>>): Promise<string | undefined> {
  return append("GITHUB_OUTPUT", async () => {
    const { setOutput } = await toolkit();
    for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
  });
}

/** Saves what `post` finds in its environment as `STATE_<name>`. Returns why it could not be done. */
export function writeState(name: string, value: string): Promise<string | undefined> {
  return append("GITHUB_STATE", async () => (await toolkit()).saveState(name, value));
}

/** Adds to the job summary. Returns why it could not be done. */
export function writeSummary(markdown: string): Promise<string | undefined> {
  return append("GITHUB_STEP_SUMMARY", async () => {
    await (await toolkit()).summary.addRaw(markdown, true).write();
  });
}

/** How long a command file is now, in bytes; undefined when there is none. */
export function sizeOf(file: CommandFile): number | undefined {
  try {
    const stat = statSync(process.env[file] ?? "");
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts a command file back to a former length, which a full disk does not hinder. Returns whether it could. */
export function cutBack(file: CommandFile, size: number | undefined): boolean {
  try {
    if (size !== undefined) truncateSync(process.env[file] ?? "", size);
    return size !== undefined;
  } catch {
    return false;
  }
}

/**
 * Whatever is wrong with the file is no reason for a step to end otherwise than it did. What was written of a block
 * when the disk ran full is cut off: the runner fails a step over half a block.
 */
async function append(file: CommandFile, write: () => Promise<void>): Promise<string | undefined> {
  // The toolkit would print commands instead, which a runner of today refuses.
  if ((process.env[file] ?? "") === "") return `${file} is not set`;
  const size = sizeOf(file);
  try {
    await write();
    return undefined;
  } catch (error) {
    cutBack(file, size);
    return `${file}: ${errorMessage(error)}`;
  }
}
