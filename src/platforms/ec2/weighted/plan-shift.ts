import { formatDuration } from "../../../delivery/duration.ts";
import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { nextRung } from "../../../delivery/ramp.ts";
import { healthOf, isReady } from "../groups/health.ts";
import { pinBlue, requireRollout } from "../groups/plan-groups.ts";
import type { Condition } from "../listeners/conditions.ts";
import { describeCondition } from "../listeners/conditions.ts";
import { createMissing } from "../listeners/plan-rules.ts";
import { ownRoutes } from "../listeners/rule-info.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import { parseCapacity, TAG } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { setWeights, stickinessWarnings, stickyAsWanted } from "./plan-parts.ts";
import type { Side, Sides } from "./sides.ts";
import { agreedShare, describeShares, everywhere } from "./sides.ts";

/** Moves a share of the traffic: to the weight given, or to the next rung of the ramp. Down is allowed. */
export function planShift(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  const { blue, green } = sides;
  const group = requireRollout(sides, "shift");
  if (settings.cohort !== undefined) return shiftCohort(settings, settings.cohort, intent, seen, sides);
  if (sides.cohortShares.length > 0) {
    throw new DeliveryError("refused", "An A/B test is on: its cohort's share is not everyone's.", {
      remedy: "Give `strategy: ab-test` and its `cohort`, or run `promote` or `rollback` first.",
    });
  }
  const now = agreedShare(sides);
  if (now === undefined) {
    throw new DeliveryError("refused", `The listeners disagree: green has ${describeShares(sides)}.`, {
      remedy: "Run `promote` or `rollback`, which set all of them, first.",
    });
  }
  const weight = intent.weight ?? rungAfter(settings, intent, sides, now);
  if (everywhere(sides, weight) && stickyAsWanted(settings, seen)) {
    const nothing = `${group.name} already has ${weight} % of the traffic.`;
    return stay(intent, sides, weight, nothing, () => requireCapacity(settings, sides, weight, now));
  }
  if (weight < 100 && (blue.group === undefined || blue.group.deleting)) {
    throw new DeliveryError(
      "refused",
      `Blue cannot take ${100 - weight} %: the group of ${blue.targetGroup.name} is gone.`,
      {
        remedy: "After teardown there is no way back but to deploy the former version.",
      },
    );
  }
  const warnings = requireCapacity(settings, sides, weight, now);
  const losing = weight > now ? blue : green;
  const changes = [
    ...pinBlue(blue.group, green.group),
    setWeights(sides, weight, "shift", settings.stickiness, bakes(intent, weight)),
    ...bake(intent, sides, weight),
  ];
  return { changes, warnings: [...warnings, ...stickinessWarnings(settings, seen, losing)] };
}

/** An A/B test: the weight is that of the cohort, everyone else stays on blue. */
function shiftCohort(
  settings: Ec2Settings,
  cohort: Condition,
  intent: Intent,
  seen: Snapshot,
  sides: Sides,
): Plan<Ec2Change> {
  const { green } = sides;
  if (sides.shares.some((share) => share !== 0)) {
    throw new DeliveryError(
      "refused",
      `Green has ${sides.shares.join(" %, ")} % of everyone's traffic: there is no cohort to shift.`,
      {
        remedy: "Run `rollback` first.",
      },
    );
  }
  const weight = intent.weight ?? rungAfter(settings, intent, sides, agreedShare(sides) ?? 0);
  const there = sides.cohortShares;
  if (there.length > 0 && there.every((share) => share === weight)) {
    const nothing = `The cohort already reaches ${green.group?.name} by ${weight} %.`;
    return stay(intent, sides, weight, nothing, () => requireReady(green));
  }
  if (weight > 0) requireReady(green);
  const existing = ownRoutes(seen, "cohort").length > 0;
  const changes: Ec2Change[] = [...createMissing(seen, sides, "cohort", cohort, weight)];
  const record = setWeights(sides, weight, "shift", undefined, bakes(intent, weight));
  // Rules that are there already move together; new ones are born with the weight, and the switch is noted all the same.
  const summary = existing
    ? `Set the weight of the cohort (${describeCondition(cohort)}) to green ${weight}`
    : `Note the switch on ${green.group?.name}`;
  changes.push({ ...record, cohort: true, summary });
  return { changes: [...changes, ...bake(intent, sides, weight)], warnings: [] };
}

function requireReady(green: Side): string[] {
  if (isReady(green, "strict")) return [];
  const { healthy, wanted, reasons } = healthOf(green, "strict");
  throw new DeliveryError(
    "unhealthy",
    `${green.group?.name} is not ready for its cohort: ${healthy} of ${wanted} targets are healthy.`,
    {
      reasons,
      remedy: "No traffic was moved. Run `deploy` again to wait for it.",
    },
  );
}

/** The rung to take: the one that stands, as long as its bake, or the look at it, was not seen to its end. */
function rungAfter({ probe }: Ec2Settings, intent: Intent, { switched }: Sides, now: number): number {
  const proves = bakes(intent, now) || (probe !== undefined && now > 0);
  return switched?.baking === true && proves ? now : nextRung(intent.ramp, now);
}

/** The weight is there already. What may be left to do is its bake, when that was cut off or failed. */
function stay(
  intent: Intent,
  sides: Sides,
  weight: number,
  nothing: string,
  requireCapable: () => string[],
): Plan<Ec2Change> {
  if (sides.switched?.baking !== true || !bakes(intent, weight)) return { changes: [], nothing, warnings: [] };
  return { warnings: requireCapable(), changes: bake(intent, sides, weight) };
}

/**
 * The side whose share grows must carry it: as many healthy targets as the share of what blue needed for everything.
 *
 * @returns warnings about a deficit that `max-capacity-deficit` accepts.
 */
function requireCapacity(
  { maxCapacityDeficit }: Ec2Settings,
  { blue, green }: Sides,
  weight: number,
  now: number,
): string[] {
  const before = parseCapacity(green.group?.tags[TAG.blueCapacity])?.desired ?? 0;
  const whole = Math.max(before, healthOf(blue, "any-version").healthy);
  const grows = weight >= now && weight > 0;
  const [side, share] = grows ? [green, weight] : [blue, 100 - weight];
  const { healthy, reasons } = healthOf(side, grows ? "strict" : "any-version");
  const needed = Math.max(1, Math.ceil((whole * share) / 100));
  if (healthy >= needed) return [];
  const name = side.group?.name ?? side.targetGroup.name;
  const accepted = Math.max(1, Math.ceil(needed * (1 - maxCapacityDeficit / 100)));
  const said = `${name} has ${healthy} healthy targets; ${share} % of the traffic needs ${needed} (all of it is on ${whole})`;
  if (healthy >= accepted) return [`${said}: accepted, because max-capacity-deficit is ${maxCapacityDeficit} %.`];
  throw new DeliveryError("unhealthy", `${said}.`, {
    reasons,
    remedy:
      now === 0
        ? "No traffic was moved. Run `deploy` again, which waits for it and scales it (`desired-capacity`), or accept it by `max-capacity-deficit`."
        : "No traffic was moved. Scale it up, wait, accept it by `max-capacity-deficit`, or run `rollback`, which brings blue back to its size.",
  });
}

function bakes({ bakeMs }: Intent, weight: number): boolean {
  return bakeMs > 0 && weight > 0;
}

function bake(intent: Intent, { green }: Sides, weight: number): Ec2Change[] {
  if (!bakes(intent, weight) || green.group === undefined) return [];
  const { bakeMs } = intent;
  return [
    {
      kind: "wait-bake",
      waits: true,
      targetGroupArn: green.targetGroup.arn,
      durationMs: bakeMs,
      least: healthOf(green, "strict").healthy,
      summary: `Bake ${weight} % for ${formatDuration(bakeMs)}: ${green.group.name} has to stay healthy`,
    },
    {
      kind: "record-baked",
      records: true,
      group: green.group.name,
      summary: `Record on ${green.group.name} that ${weight} % is baked`,
    },
  ];
}
