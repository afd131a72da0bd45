import { amountOf } from "../../../delivery/counted.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import type { Decision } from "../../../delivery/policy.ts";
import { decide } from "../../../delivery/policy.ts";
import { schedule } from "../../../delivery/schedule.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { connectionWarnings } from "../groups/connections.ts";
import { memberWarnings } from "../groups/fleet.ts";
import { foreignTargets, idsOf } from "../groups/foreign.ts";
import { withNotes } from "../groups/limits.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { WeightedMoves } from "./moves.ts";
import { connectionsEndAt } from "./safe.ts";
import type { Sides } from "./sides.ts";
import { identify, nameOf } from "./sides.ts";
import { askedOf, standingOf } from "./standing.ts";
import { stickinessWarnings } from "./weights.ts";

/** The ordered changes from what was seen to what is intended. Pure. */
export function planStep(settings: Ec2Settings, intent: Intent, seen: Snapshot): Plan<Ec2Change> {
  const standing = standingOf(settings, seen);
  const sides = identify(seen);
  const decision = decide(intent, askedOf(settings, intent.step, seen), standing);
  const plan = schedule(intent, decision, standing, new WeightedMoves(settings, intent, seen, sides, standing));
  const warnings = [
    ...forgottenFleet(intent, sides),
    ...memberWarnings(settings.fleet, seen.groups),
    ...foreignShares(sides),
    ...connectionWarnings(settings.routes, decision, sides, standing.weight, settings.endConnections),
    ...postponedEnd(settings, intent, standing, seen),
    ...pinnedClients(settings, seen, sides, standing, decision),
  ];
  return { ...plan, changes: withNotes(plan.changes, seen.groups), warnings: [...plan.warnings, ...warnings] };
}

function pinnedClients(
  settings: Ec2Settings,
  seen: Snapshot,
  { blue, green }: Sides,
  { weight, audience }: Standing,
  decision: Decision,
): string[] {
  if (decision.do !== "shift" || decision.audience === "cohort" || audience === "cohort") return [];
  return stickinessWarnings(settings, seen, decision.to > (weight ?? 0) ? blue : green);
}

/** A rollback does not stay for as long as a cookie may lead to green. */
function postponedEnd(settings: Ec2Settings, intent: Intent, standing: Standing, seen: Snapshot): string[] {
  const { step, now, timeoutMs } = intent;
  if (step !== "rollback") return [];
  const at = connectionsEndAt(settings, standing, seen);
  if (!settings.endConnections || standing.rollout === undefined || at <= now + timeoutMs) return [];
  return [
    `end-connections: cookies lead to ${standing.green.name} until ${new Date(at).toISOString()}, later than this step's timeout, so it stays. ` +
      "Run `teardown` then, or give `stickiness: off` with `rollback`.",
  ];
}

/** Instances that no rollout explains cost money, and look like a way back that nothing knows of. */
function forgottenFleet({ step }: Intent, { marked, green, shares }: Sides): string[] {
  const running = green.group?.instances.length ?? 0;
  if (marked || running === 0 || step === "deploy" || shares.some((share) => share !== 0)) return [];
  return [
    `${nameOf(green)} still runs ${amountOf(running, "instance")}, but has no traffic and no rollout is on record. ` +
      `\`rollback\` with \`to: ${green.targetGroup.name}\` goes back to it; a \`deploy\` empties it first.`,
  ];
}

/** Who gets requests beside a side's instances; told by every step. */
function foreignShares({ blue, green }: Sides): string[] {
  return [blue, green].flatMap((side) => {
    const foreign = foreignTargets(side);
    if (foreign.length === 0) return [];
    return [
      `${side.targetGroup.name} has targets that belong to no Auto Scaling group of its side, and get their share of its requests: ${idsOf(foreign)}.`,
    ];
  });
}
