import { becauseOf, problemIn } from "./gate-look.ts";
import type { Judgement } from "./judge.ts";
import { remedyOf } from "./sentences.ts";
import type { Reading } from "./source.ts";

/**
 * What kept a look from seeing everything. What has the same key is the same trouble. What only looks odd in the counts
 * stands in the section of the summary.
 */
export function lookWarnings({ gates }: Judgement, reading: Reading | undefined): { key: string; text: string }[] {
  const troubles = gates.flatMap(({ kind, reason }) => {
    const problem = problemIn(reason);
    if (problem !== undefined)
      return [{ key: `${kind} ${problem.kind}`, text: `A look at the gates was not possible: ${becauseOf(reason)}` }];
    if (reason.id !== "alarm-unasked") return [];
    return [{ key: reason.id, text: `${capitalised(becauseOf(reason))} ${remedyOf(reason) ?? ""}`.trim() }];
  });
  return [...troubles, ...(reading === undefined ? [] : ofReading(reading, gates))];
}

function ofReading(reading: Reading, gates: Judgement["gates"]): { key: string; text: string }[] {
  if ("problem" in reading) {
    // Where counts are judged, a gate says so already; here they were wanted for an alarm without data.
    if (gates.some(({ kind }) => kind === "source")) return [];
    const [why = "no answer"] = reading.problem.reasons;
    return [{ key: "requests", text: `Whether an alarm without data had requests is not known: ${why}` }];
  }
  return reading.warnings.map((text) => ({ key: text, text: `${capitalised(text).replace(/\.$/, "")}.` }));
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
