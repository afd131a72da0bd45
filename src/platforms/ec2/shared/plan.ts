import type { Intent, Plan } from "../../../delivery/plan.ts";
import type { Asked } from "../../../delivery/policy.ts";
import { decide } from "../../../delivery/policy.ts";
import { nearestWeight, nextRung } from "../../../delivery/ramp.ts";
import type { Moves } from "../../../delivery/schedule.ts";
import { schedule } from "../../../delivery/schedule.ts";
import type { LastSwitch, Standing } from "../../../delivery/standing.ts";
import { connectionWarnings } from "../groups/connections.ts";
import { memberWarnings } from "../groups/fleet.ts";
import { idsOf } from "../groups/foreign.ts";
import { withNotes } from "../groups/limits.ts";
import type { SharedSettings } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { SharedChange } from "./changes.ts";
import { movesOf } from "./moves.ts";
import type { SharedSides } from "./sides.ts";
import { identify } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { comingUp, standingOf } from "./standing.ts";
import { sizesOf } from "./weights.ts";

/** The ordered changes from what was seen to what is intended, when both sides share one target group. Pure. */
export function planStep(settings: SharedSettings, intent: Intent, seen: SharedSnapshot): Plan<SharedChange> {
  const sides = identify(seen);
  const standing = standingOf(settings, seen, sides);
  const moves = movesOf({ settings, intent, seen, sides, standing });
  const going = goingOn(intent, standing);
  const asked: Asked = {
    audience: "everyone",
    ...(settings.revision === undefined ? {} : { revision: describeRevision(settings.revision) }),
    reroutes: hasMore(going, standing, moves),
  };
  const decision = decide(going, asked, standing);
  // These wait for what is on its way before anybody leaves the target group.
  const waits = intent.step === "shift" || intent.step === "promote";
  const plan = schedule(going, decision, waits ? comingUp(standing, sides) : standing, moves);
  const connections = connectionWarnings(settings.routes, decision, sides, standing.weight, undefined);
  const warnings = [
    ...plan.warnings,
    ...memberWarnings(settings.fleet, seen.groups),
    ...foreignTargets(seen, sides),
    ...connections,
    ...shareWarnings(going, seen, sides, standing),
  ];
  return { ...plan, changes: withNotes(plan.changes.filter(isFirst), seen.groups), warnings };
}

/** A shift that was cut off in the middle of its move goes on to the weight that it was on its way to. */
function goingOn(intent: Intent, { last, weight, rollout }: Standing): Intent {
  if (intent.step !== "shift" || intent.weight !== undefined || rollout === undefined) return intent;
  const cutOff = last?.verified === false || weight === undefined;
  const onItsWay = last?.by === "shift" && cutOff && last.to !== undefined && last.to !== weight;
  return onItsWay ? { ...intent, weight: last.to } : intent;
}

/** The weight is there, and still something of its move is left: a size, the side that leaves, a scaling policy. */
function hasMore({ step, rolloutId: run }: Intent, { rollout, weight }: Standing, moves: Moves<SharedChange>): boolean {
  if (rollout === undefined || weight === undefined) return false;
  const isLeft = (by: LastSwitch["by"]) =>
    moves.shift(weight, { by, to: weight, verified: true, run }, "everyone").length > 0;
  if (step === "shift") return isLeft("shift");
  if (step === "promote") return weight === 100 && isLeft("promote");
  return step === "rollback" && weight === 0 && isLeft("rollback");
}

/** What two moves of one plan both begin with is done once: to attach blue, above all. */
function isFirst(change: SharedChange, index: number, all: readonly SharedChange[]): boolean {
  const text = JSON.stringify(change);
  return index === all.findIndex((each) => each.summary === change.summary && JSON.stringify(each) === text);
}

function foreignTargets({ targetGroup: { name } }: SharedSnapshot, { foreign }: SharedSides): string[] {
  if (foreign.length === 0) return [];
  return [
    `${name} has targets that belong to no Auto Scaling group of this fleet, and get their share at any weight: ${idsOf(foreign)}.`,
  ];
}

/** What a shift reaches instead of what was asked for, and whom it does not reach; also when there is nothing to do. */
function shareWarnings(
  { step, weight, ramp }: Intent,
  { targetGroup: { name, sticky } }: SharedSnapshot,
  sides: SharedSides,
  { rollout, reachable, weight: now }: Standing,
): string[] {
  if (step !== "shift" || rollout === undefined) return [];
  const asked = weight ?? nextRung(ramp, now ?? 0, reachable);
  const to = nearestWeight(asked, reachable);
  const { blue, green } = sizesOf(sides);
  return [
    ...(asked === to
      ? []
      : [
          `${asked} % cannot be reached on a shared target group with ${blue} instances of blue and up to ${green} of green: the nearest is ${to} %.`,
        ]),
    ...(sticky === true && to > 0
      ? [
          `Target stickiness is on in ${name}: clients with a cookie keep to their instance, so that the share is one of new clients.`,
        ]
      : []),
  ];
}
