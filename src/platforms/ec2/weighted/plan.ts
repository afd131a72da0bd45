import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { healthOf, isReady } from "../groups/health.ts";
import { pinBlue, requireOneMark, requireRollout, restoreLimits, restoreSize } from "../groups/plan-groups.ts";
import { deleteOwn } from "../listeners/plan-rules.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Capacity, Snapshot } from "../snapshot.ts";
import { formatSwitch, parseCapacity, TAG } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { withLooks } from "./looks.ts";
import { planDeploy } from "./plan-deploy.ts";
import { setWeights, stickinessWarnings, stickyAsWanted, waitHealthy } from "./plan-parts.ts";
import { planShift } from "./plan-shift.ts";
import { planTeardown } from "./plan-teardown.ts";
import type { Sides } from "./sides.ts";
import { everywhere, identify } from "./sides.ts";

/** The ordered changes from what was seen to what is intended. Pure. */
export function planStep(settings: Ec2Settings, intent: Intent, seen: Snapshot): Plan<Ec2Change> {
  const sides = identify(seen);
  requireOneMark(sides);
  return withLooks(settings, intent, seen, sides, planOf(settings, intent, seen, sides));
}

function planOf(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  switch (intent.step) {
    case "deploy":
      return planDeploy(settings, intent, seen, sides);
    case "shift":
      return planShift(settings, intent, seen, sides);
    case "promote":
      return planPromote(settings, seen, sides);
    case "rollback":
      return planRollback(settings, seen, sides);
    case "teardown":
      return planTeardown(settings, intent, seen, sides);
    case "status":
    case "setup":
      return { changes: [], nothing: "status only reads.", warnings: [] };
  }
}

function planPromote(settings: Ec2Settings, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  const { blue, green } = sides;
  const { name } = requireRollout(sides, "promote");
  const recorded = sides.switched?.direction === "promote";
  if (everywhere(sides, 100) && sides.cohortShares.length === 0 && recorded && stickyAsWanted(settings, seen)) {
    return { changes: [], nothing: `${name} already has 100 % of the traffic.`, warnings: [] };
  }
  if (!isReady(green, "strict")) {
    const { healthy, wanted, reasons } = healthOf(green, "strict");
    throw new DeliveryError(
      "unhealthy",
      `${name} is not ready for traffic: ${healthy} of ${wanted} targets are healthy.`,
      {
        reasons,
        remedy:
          "No traffic was moved. Run `deploy` again to wait for it, or `rollback`, then `teardown`, to give it up.",
      },
    );
  }
  const pin = pinBlue(blue.group, green.group);
  return {
    changes: [...pin, setWeights(sides, 100, "promote", settings.stickiness), ...deleteOwn(seen, ["cohort"])],
    warnings: [...capacityWarnings(sides), ...stickinessWarnings(settings, seen, blue)],
  };
}

function planRollback(settings: Ec2Settings, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  const { blue, green } = sides;
  const serving = blue.group?.name ?? blue.targetGroup.name;
  if (!sides.marked && everywhere(sides, 0)) {
    const hint = "To return to an earlier version, deploy it: `launch-template-version` takes its number.";
    return {
      changes: [],
      nothing: `No rollout is in progress; ${serving} has 100 % of the traffic. ${hint}`,
      warnings: [],
    };
  }
  if (blue.group === undefined || blue.group.deleting) {
    throw new DeliveryError("refused", `There is no way back: the group of ${blue.targetGroup.name} was torn down.`, {
      remedy: "Deploy the former version: `launch-template-version` takes its number.",
    });
  }
  const before = parseCapacity(green.group?.tags[TAG.blueCapacity]);
  const moved = !everywhere(sides, 0) || sides.cohortShares.length > 0 || !stickyAsWanted(settings, seen);
  const sized = restoreSize(blue.group, before);
  const changes: Ec2Change[] = [...sized];
  if (moved) {
    changes.push(
      ...waitForBlue(sides, before),
      // In this order: without its rules the cohort would for a moment have what everyone has.
      setWeights(sides, 0, "rollback", settings.stickiness),
      ...deleteOwn(seen, ["cohort"]),
    );
  } else if (sides.switched?.direction !== "rollback" && green.group !== undefined && !green.group.deleting) {
    const tags = { [TAG.switched]: formatSwitch({ direction: "rollback", at: seen.at, baking: false }) };
    changes.push({
      kind: "mark",
      group: green.group.name,
      tags,
      summary: `Record on ${green.group.name} that it was rolled back`,
    });
  }
  // Restoring its size holds blue's minimum up: its limits are judged as they are by then.
  const then = { ...blue.group, ...sized[0]?.capacity };
  changes.push(...restoreLimits(then, before));
  if (changes.length === 0) return { changes, nothing: `${serving} already has 100 % of the traffic.`, warnings: [] };
  return { changes, warnings: moved ? stickinessWarnings(settings, seen, green) : [] };
}

/**
 * Blue must be whole before it gets the traffic, except when green serves nobody at all: then anything healthy on blue
 * is better than what is.
 */
function waitForBlue({ blue, green }: Sides, before: Capacity | undefined): Ec2Change[] {
  const whole = isReady(blue, "any-version") && (blue.group?.desired ?? 0) >= (before?.desired ?? 0);
  const greenServes = healthOf(green, "any-version").healthy > 0;
  const anyBlue = healthOf(blue, "any-version").healthy > 0;
  if (whole || (!greenServes && anyBlue)) return [];
  return [waitHealthy(blue, "blue")];
}

function capacityWarnings({ blue, green }: Sides): string[] {
  const [old, fresh] = [healthOf(blue, "any-version").healthy, healthOf(green, "strict").healthy];
  if (fresh >= old) return [];
  return [`Green has ${fresh} healthy targets for the traffic that ${old} of blue carry now.`];
}
