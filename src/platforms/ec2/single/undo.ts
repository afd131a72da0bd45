import type { Change, Intent } from "../../../delivery/plan.ts";
import type { SwitchRecord } from "../groups/changes.ts";
import type { SingleChange } from "./changes.ts";
import { formerOf } from "./marks.ts";
import type { SingleSettings } from "./settings.ts";
import type { Preferences } from "./sizes.ts";
import { backPreferences } from "./sizes.ts";
import type { SingleSnapshot } from "./snapshot.ts";

type PutBack = Extract<SingleChange, { kind: "put-back" }>;

/**
 * What leaves no half-changed fleet behind. A refresh that goes on is turned round by one call, which EC2 Auto Scaling
 * finishes by itself; a rollback that was cut off before its own began is begun.
 */
export function undoOf(settings: SingleSettings, intent: Intent, seen: SingleSnapshot): PutBack {
  const { group } = seen;
  const former = formerOf(group);
  const record = { group: group.name, by: "rollback", to: 0, verified: true, run: intent.rolloutId } as const;
  const start =
    intent.step !== "rollback" || former === undefined
      ? undefined
      : { version: Number(former.number), preferences: backPreferences(settings, seen) };
  const summary = `Have EC2 Auto Scaling put back the machines of ${group.name} that were replaced; it goes on by itself`;
  return { kind: "put-back", movesTraffic: true, group: group.name, record, start, summary };
}

/** Whether the runner handed back what `undoOf` makes for this step and this group. */
export function acceptsUndo(
  undo: Change,
  { group }: SingleSettings,
  { step }: Intent,
  seen: SingleSnapshot,
): undo is PutBack {
  if (undo.kind !== "put-back") return false;
  const { group: name, record, start } = undo as Partial<PutBack>;
  if (name !== group || (step !== "deploy" && step !== "rollback")) return false;
  if (typeof record !== "object" || record === null || !isRecord(record, group)) return false;
  if (start === undefined) return true;
  return step === "rollback" && start.version === Number(formerOf(seen.group)?.number) && isBack(start.preferences);
}

function isRecord(record: Partial<SwitchRecord>, name: string): boolean {
  const { group, by, to, verified, run, memory, least, bakeMs } = record;
  return (
    group === name &&
    by === "rollback" &&
    to === 0 &&
    verified === true &&
    (run === undefined || typeof run === "string") &&
    [memory, least, bakeMs].every((each) => each === undefined)
  );
}

const LEFT_ALONE: readonly unknown[] = ["wait", "ignore", "replace"];

function isBack(preferences: Partial<Preferences>): boolean {
  const { min, max, warmUp, bake, checkpoints, alarms, standby, protected: shielded, autoRollback } = preferences;
  return (
    isWhole(min, 0, 100) &&
    isWhole(max, 100, 200) &&
    (warmUp === undefined || isWhole(warmUp, 0, 3_600)) &&
    bake === 0 &&
    [checkpoints, alarms].every((list) => Array.isArray(list) && list.length === 0) &&
    LEFT_ALONE.includes(standby) &&
    LEFT_ALONE.includes(shielded) &&
    autoRollback === false
  );
}

function isWhole(value: unknown, from: number, to: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
}
