import { shareFor } from "../../../delivery/capacity.ts";
import type { Change, Intent } from "../../../delivery/plan.ts";
import { decide } from "../../../delivery/policy.ts";
import type { MoveRecord } from "../../../delivery/schedule.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { canServe } from "../../../delivery/standing.ts";
import type { SwitchRecord } from "../groups/changes.ts";
import { stickySeconds } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { agreedShare, identify } from "./sides.ts";
import { askedOf, standingOf } from "./standing.ts";
import { setCohort, setWeights } from "./weights.ts";

type SetWeights = Extract<Ec2Change, { kind: "set-weights" }>;

/** What leaves no half-done switch behind: see `Platform.undo`. */
export function undoOf(settings: Ec2Settings, intent: Intent, seen: Snapshot): SetWeights {
  const sides = identify(seen);
  const standing = standingOf(settings, seen);
  const { rolloutId: run } = intent;
  if (intent.step === "rollback") {
    // Without a rollout the way back may lead to either side.
    const decision = decide(intent, askedOf(settings, intent.step, seen), standing);
    const to = decision.do === "shift" && decision.to !== 0 ? decision.to : leftByBlue(standing, settings);
    return setWeights(sides, to, settings.stickiness, { by: "rollback", to, verified: true, run });
  }
  if (settings.cohort !== undefined && intent.step === "shift") {
    const share = Math.round(sides.cohortShares[0] ?? 0);
    return setCohort(sides, share, undefined, asBefore(standing, share, run), settings.cohort);
  }
  // Weights that disagreed before have no one value to go back to; blue alone is what every rollout began with.
  const weight = Math.round(agreedShare({ ...sides, cohortShares: [] }) ?? 0);
  const [sticky, ...others] = new Set(seen.routes.map(stickySeconds));
  const restored = settings.stickiness === undefined || others.length > 0 ? undefined : sticky;
  return setWeights(sides, weight, restored, asBefore(standing, weight, run));
}

/** What blue cannot carry yet stays on green, if that serves at all; else blue gets everything. */
function leftByBlue(standing: Standing, { maxCapacityDeficit }: Pick<Ec2Settings, "maxCapacityDeficit">): number {
  const carries = shareFor(standing, maxCapacityDeficit);
  if (carries === 100 || !canServe(standing.green)) return 0;
  return Math.min(100 - carries, Math.floor(standing.weight ?? 100));
}

/**
 * What was on record stays so; that the traffic moved, and moved back, is new. When it moved back nobody knows yet: what
 * gates remember is continued by whoever writes it.
 */
function asBefore({ last }: Standing, to: number, run: string): MoveRecord {
  const { by = "shift", verified = true, bakeMs } = last ?? {};
  return { by, to, verified, run, ...(bakeMs === undefined ? {} : { bakeMs }) };
}

/** Whether the runner handed back what `undoOf` makes for this step and these resources. */
export function acceptsUndo(undo: Change, settings: Ec2Settings, { step }: Intent, seen: Snapshot): undo is SetWeights {
  if (undo.kind !== "set-weights") return false;
  const { blueArn, greenArn, green, sticky, record, cohort } = undo as Partial<SetWeights>;
  const arns = seen.targetGroups.map(({ arn }) => arn);
  const sides = identify(seen);
  // A way back never gives green more than it has; without a rollout it leads to one side or the other.
  const back = sides.marked ? (green ?? 0) <= (agreedShare(sides) ?? 100) : green === 0 || green === 100;
  return (
    ((step === "rollback" && back) || step === "shift" || step === "promote") &&
    arns.includes(blueArn ?? "") &&
    arns.includes(greenArn ?? "") &&
    blueArn !== greenArn &&
    isWhole(green, 100) &&
    (sticky === undefined || isWhole(sticky, MAX_STICKY_SECONDS)) &&
    (record === undefined || isRecord(record, seen)) &&
    (cohort === undefined || (cohort === true && settings.cohort !== undefined && step === "shift"))
  );
}

/** ELBv2 API Reference, TargetGroupStickinessConfig. */
const MAX_STICKY_SECONDS = 604_800;

function isWhole(value: unknown, max: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}

function isRecord(value: Partial<SwitchRecord>, { groups }: Snapshot): boolean {
  const { group, by, to, verified, bakeMs, run, least, memory } = value;
  return (
    memory === undefined &&
    groups.some(({ name }) => name === group) &&
    (by === "shift" || by === "promote" || by === "rollback") &&
    (to === undefined || isWhole(to, 100)) &&
    typeof verified === "boolean" &&
    (bakeMs === undefined || isWhole(bakeMs, Number.MAX_SAFE_INTEGER)) &&
    (run === undefined || typeof run === "string") &&
    (least === undefined || isWhole(least, Number.MAX_SAFE_INTEGER))
  );
}
