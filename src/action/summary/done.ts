import { formatDuration } from "../../delivery/duration.ts";
import type { StepResult } from "../outputs.ts";
import { costUntil } from "./cost.ts";
import { folded, paragraphs, plain } from "./markup.ts";

/** Why the step had nothing to do. */
export function nothing({ inputs, log }: StepResult): string {
  return log.nothing === undefined || inputs?.step === "status" ? "" : `Nothing to do: ${plain(log.nothing)}`;
}

/** What the step has done, in the past tense; of a `status` nothing. */
export function done(result: StepResult): string {
  const { inputs, log } = result;
  if (inputs?.step === "status" || inputs?.dryRun === true || log.nothing !== undefined) return "";
  const told = log.done.map(({ summary, durationMs }) => `${plain(past(summary))} _(${formatDuration(durationMs)})_`);
  const isOver = inputs?.step === "teardown" && log.now?.rollout === undefined;
  return paragraphs([folded("What was done", told), isOver ? costUntil(log.before, result) : ""]);
}

/** The verbs that plans begin with and that are not formed by adding `ed`. */
const IRREGULAR: Readonly<Record<string, string>> = {
  Bring: "Brought",
  Forget: "Forgot",
  Give: "Gave",
  Have: "Had",
  Hold: "Held",
  Leave: "Left",
  Make: "Made",
  Put: "Put",
  Run: "Ran",
  Set: "Set",
  Stop: "Stopped",
  Take: "Took",
  Write: "Wrote",
};
/** Words that plans begin with and that are no verbs. */
const NOUNS = new Set(["Smoke"]);

/** `Set the weights …`, `Waited until …`: the sentence of a change that is done. */
export function past(summary: string): string {
  return summary.replace(/^[A-Z][a-z]+/, (verb) => {
    if (NOUNS.has(verb)) return verb;
    return IRREGULAR[verb] ?? `${verb}ed`.replace(/(?<=e)ed$/, "d").replace(/([^aeiou])yed$/, "$1ied");
  });
}
