import { createHash, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { View } from "../delivery/plan.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { subjectOf } from "./github/rollout-key.ts";
import type { Inputs } from "./inputs.ts";

/**
 * What there is between the steps of one job. `post` of every step runs when the job is over, the last step's first; what
 * becomes of a rollout is the affair of the last step that was about it: those before it keep quiet.
 */

/** What a step that ended well leaves to its `post`. */
export interface LeftOpen {
  /** The run that began the rollout: only this one may be given up. */
  rollout: string;
  step: Step;
  /** Tells this step from every other of the job. */
  id: string;
}

/** The steps that leave a rollout behind which is not over. */
const LEAVING: readonly Step[] = ["deploy", "shift", "verify", "promote", "rollout"];
/** The steps that are about no rollout. */
const ASIDE: readonly Step[] = ["status", "setup"];

/** This step is now the last of the job that is about its service. Returns how it is told from the others. */
export function enterJob(inputs: Inputs, env: NodeJS.ProcessEnv): string {
  const id = randomUUID();
  if (ASIDE.includes(inputs.step) || inputs.dryRun) return id;
  try {
    writeFileSync(fileOf(inputs, env), id);
  } catch {
    // Without its file no step knows itself to be the last, and none gives a rollout up.
  }
  return id;
}

/** What `post` has to know, should the job fail; undefined: nothing is left open. */
export function leftOpen({ step, dryRun }: Inputs, view: View | undefined, id: string): LeftOpen | undefined {
  if (!LEAVING.includes(step) || dryRun || view?.rollout === undefined || view.phase === "rolled-back")
    return undefined;
  return { rollout: view.rollout.id, step, id };
}

/** Whether no later step of the job was about the same service. */
export function isLastOfJob(inputs: Inputs, { id }: LeftOpen, env: NodeJS.ProcessEnv): boolean {
  try {
    return readFileSync(fileOf(inputs, env), "utf8") === id;
  } catch {
    return false;
  }
}

/** Reads what the runner kept; undefined when it is not ours. */
export function parseLeftOpen(text: string): LeftOpen | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { rollout, step, id } = value as Record<string, unknown>;
  const isStep = LEAVING.some((name) => name === step);
  return isStep && typeof rollout === "string" && typeof id === "string" ? (value as LeftOpen) : undefined;
}

/** The runner empties RUNNER_TEMP before each job. */
function fileOf(inputs: Inputs, { RUNNER_TEMP: directory }: NodeJS.ProcessEnv): string {
  if (directory === undefined || directory === "") throw new Error("RUNNER_TEMP is not set");
  const about = createHash("sha256")
    .update(`${inputs.target.platform} ${subjectOf(inputs)}`)
    .digest("hex")
    .slice(0, 16);
  return join(directory, `progressive-delivery-${about}`);
}
