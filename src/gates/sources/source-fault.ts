import type { SourceProblem } from "../source.ts";

/** On its way from the wire to the source's answer; never leaves a source. */
export class SourceFault extends Error {
  override readonly name = "SourceFault";
  readonly problem: SourceProblem;

  constructor(kind: SourceProblem["kind"], reasons: readonly string[]) {
    super(reasons.join("; "));
    this.problem = { kind, reasons };
  }
}

/** What was read, or the problem that was met; anything else is thrown on. */
export async function orProblem<T>(read: () => Promise<T>): Promise<T | { problem: SourceProblem }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SourceFault) return { problem: error.problem };
    throw error;
  }
}
