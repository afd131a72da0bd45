import type { WeightChange } from "../delivery/shifts.ts";
import type { GateLook } from "../engine/gates.ts";
import type { Judgement } from "./judge.ts";
import { isShort } from "./judge.ts";
import type { Reason } from "./reasons.ts";
import { lookLine } from "./render.ts";
import { remedyOf, sentenceOf } from "./sentences.ts";
import type { GateSettings } from "./settings.ts";
import type { SourceProblem } from "./source.ts";
import { bakeFor, MIN_JUDGED_MINUTES } from "./window.ts";

/** A judgement as the engine takes it. */
export function gateLookOf(
  judgement: Judgement,
  /** What is compared, where something is. */
  rule: { settings: GateSettings; delayMs: number; changes: readonly WeightChange[] } | undefined,
  warnings: readonly string[],
): GateLook {
  const { verdict, reason, gates } = judgement;
  const open = gates.filter((gate) => gate.verdict === "inconclusive");
  return {
    verdict,
    because: becauseOf(reason),
    remedy: remedyOf(reason),
    line: lookLine(judgement),
    short: verdict === "inconclusive" && open.length > 0 && open.every((gate) => isShort(gate.reason.id)),
    ripeAt: rule === undefined ? 0 : ripeAt(judgement, rule.settings, rule.delayMs, rule.changes),
    warnings,
  };
}

function ripeAt(
  { judgedAtWeight }: Judgement,
  { compare, settleMinutes }: GateSettings,
  delayMs: number,
  changes: readonly WeightChange[],
): number {
  const last = changes.at(-1);
  const compared = compare && last !== undefined && last.weight > 0 && last.weight < 100;
  if (!compared || judgedAtWeight >= MIN_JUDGED_MINUTES) return 0;
  return last.at + bakeFor(MIN_JUDGED_MINUTES, settleMinutes, delayMs);
}

/** The reason as a sentence, with the first of the words that whoever could not be read has given. */
export function becauseOf(reason: Reason): string {
  const sentence = sentenceOf(reason);
  const [words] = problemIn(reason)?.reasons ?? [];
  return words === undefined ? sentence : `${sentence.replace(/\.$/, "")} (${words.replace(/\.$/, "")}).`;
}

/** Why something could not be read, where that is the reason. */
export function problemIn(reason: Reason): SourceProblem | undefined {
  return reason.id === "source-failed" || reason.id === "alarm-unreadable" ? reason.problem : undefined;
}
