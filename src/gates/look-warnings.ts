import { becauseOf, problemIn } from "./gate-look.ts";
import type { Judgement } from "./judge.ts";
import { remedyOf } from "./sentences.ts";
import type { Reading } from "./source.ts";
import { warningSentence } from "./warnings.ts";

/** What to say of a look beside its verdict. What has the same key is the same trouble. */
export function lookWarnings({ gates, warnings }: Judgement, reading: Reading | undefined) {
  const troubles = gates.flatMap(({ kind, reason }) => {
    const problem = problemIn(reason);
    if (problem !== undefined)
      return [{ key: `${kind} ${problem.kind}`, text: `A look at the gates was not possible: ${becauseOf(reason)}` }];
    const mute = reason.id === "alarm-unasked" || reason.id === "alarm-sparse";
    return mute ? [{ key: becauseOf(reason), text: `${becauseOf(reason)} ${remedyOf(reason) ?? ""}`.trim() }] : [];
  });
  const told = reading === undefined || "problem" in reading ? [] : reading.warnings;
  return [
    ...troubles,
    ...told.map((text) => ({ key: text, text })),
    ...warnings.map((warning) => ({ key: warning.id, text: warningSentence(warning) })),
  ];
}
