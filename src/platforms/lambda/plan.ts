import { isDeepStrictEqual } from "node:util";
import type { Change, Intent, Plan } from "../../delivery/plan.ts";
import { decide } from "../../delivery/policy.ts";
import { schedule } from "../../delivery/schedule.ts";
import type { LastSwitch } from "../../delivery/standing.ts";
import type { LambdaChange, SetAlias } from "./changes.ts";
import { movesOf, recorded } from "./moves.ts";
import { formatRecord, MAX_DESCRIPTION } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sidesOf, standingOf } from "./standing.ts";

/** What the policy decides, in the safe order, by an alias's means. Pure. */
export function planStep(settings: LambdaSettings, intent: Intent, seen: Snapshot): Plan<LambdaChange> {
  const standing = standingOf(settings, seen);
  const sides = sidesOf(settings, seen);
  const revision = settings.source && revisionOf(settings.source);
  const atOnce = intent.strategy === "all-at-once";
  const decision = decide(intent, { revision, audience: "everyone", atOnce }, standing);
  const plan = schedule(intent, decision, standing, movesOf({ settings, intent, seen, standing, sides }));
  // A way back is not refused for what it would write down.
  if (intent.step !== "rollback") requireRoom(intent, seen, plan, settings);
  return plan;
}

/** With the longest record of a move: what is begun can be moved. */
function requireRoom(
  { rolloutId: run }: Intent,
  seen: Snapshot,
  { changes }: Plan<LambdaChange>,
  settings: LambdaSettings,
): void {
  const { record: known } = sidesOf(settings, seen);
  const last: LastSwitch = { by: "rollback", at: seen.at, to: 33.33, verified: false, bakeMs: 3.6e6, run };
  for (const { record } of changes.filter((change) => change.kind === "set-alias")) {
    if (record === undefined || record === "ended") continue;
    const whole = { id: "", revision: "", startedAt: "", blue: "", ending: true, ...known, ...record };
    const { length } = formatRecord({ ...whole, green: whole.green ?? whole.blue, last });
    const values = { length: String(length), limit: String(MAX_DESCRIPTION) };
    if (length > MAX_DESCRIPTION) throw refuse("record-too-long", values);
  }
}

/** What leaves no half-done step behind: for a rollback the rest of it, else the weight from before the step. */
export function undoOf(settings: LambdaSettings, intent: Intent, seen: Snapshot): SetAlias {
  const { weight = 0, record } = sidesOf(settings, seen);
  return giveAgain(intent, weight, record !== undefined);
}

function giveAgain({ step, rolloutId: run }: Intent, weight: number, onRecord: boolean): SetAlias {
  const to = step === "rollback" ? 0 : weight;
  const isRecorded = step === "rollback" && onRecord;
  const what = isRecorded ? recorded({ by: "rollback", to, verified: true, run }) : { kind: "set-alias" as const };
  return { ...what, movesTraffic: true, to, summary: `Give the new version ${to} % again` };
}

/** Whether a record that was kept by the runner is one that `undoOf` makes for this step. */
export function acceptsUndo(settings: LambdaSettings, intent: Intent, seen: Snapshot, undo: Change): undo is SetAlias {
  const { to, record } = undo as Partial<SetAlias>;
  if (typeof to !== "number" || !(to >= 0 && to <= 100)) return false;
  const isPlace = intent.step === "rollback" || sidesOf(settings, seen).weight !== undefined;
  return isPlace && isDeepStrictEqual(undo, giveAgain(intent, to, record !== undefined));
}
