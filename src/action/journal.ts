import type { Journal } from "../engine/events.ts";
import { cutBack, sizeOf, writeState } from "./command-files.ts";

/**
 * The undo record as state of the step, which `post` finds. A runner that cannot keep it is no reason to leave users on
 * a bad version: the step goes on, and says what is missing.
 */
export function stepJournal(warn: (message: string) => void): Journal {
  let warned = false;
  let kept = false;
  let before: number | undefined;
  return {
    async begin(undo) {
      before = sizeOf("GITHUB_STATE");
      const problem = await writeState("undo", JSON.stringify(undo));
      kept = problem === undefined;
      if (problem === undefined || warned) return;
      warned = true;
      warn(
        `The runner cannot keep the state of this step (${problem}). ` +
          "If the run is cancelled while traffic moves, that cannot be undone automatically: run `status`, then `rollback`.",
      );
    },
    async end() {
      if (!kept) return;
      const problem = await writeState("undo", "");
      if (problem === undefined || cutBack("GITHUB_STATE", before)) return;
      warn(
        `The undo record of this step cannot be taken back (${problem}): the end of the job may set the traffic as it ` +
          "was before the step. Run `status` after it.",
      );
    },
  };
}
