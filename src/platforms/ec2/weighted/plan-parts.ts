import { formatDuration } from "../../../delivery/duration.ts";
import { stickySeconds } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot, SwitchDirection } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import type { Side, Sides } from "./sides.ts";
import { longestStickiness } from "./view.ts";

/** The changes that several steps share. */

export function waitHealthy(side: Side, color: "blue" | "green", name = side.group?.name): Ec2Change {
  return {
    kind: "wait-healthy",
    waits: true,
    targetGroupArn: side.targetGroup.arn,
    side: color,
    summary: `Wait until every instance of ${name} is healthy in ${side.targetGroup.name}`,
  };
}

export function setWeights(
  { blue, green }: Sides,
  weight: number,
  direction: SwitchDirection,
  sticky: number | undefined,
  baking = false,
): Extract<Ec2Change, { kind: "set-weights" }> {
  const stickiness =
    sticky === undefined
      ? ""
      : sticky === 0
        ? ", without stickiness"
        : `, sticky for ${formatDuration(sticky * 1_000)}`;
  return {
    kind: "set-weights",
    movesTraffic: true,
    blueArn: blue.targetGroup.arn,
    greenArn: green.targetGroup.arn,
    green: weight,
    sticky,
    // A group on its way out takes no tags, and nothing that they say matters for long.
    record:
      green.group === undefined || green.group.deleting ? undefined : { direction, baking, group: green.group.name },
    summary: `Set the weights to blue ${100 - weight} (${blue.targetGroup.name}), green ${weight} (${green.targetGroup.name})${stickiness}`,
  };
}

/** Whether every route has the group stickiness that the inputs ask for, if they ask for any. */
export function stickyAsWanted({ stickiness }: Ec2Settings, seen: Snapshot): boolean {
  return stickiness === undefined || seen.routes.every((route) => stickySeconds(route) === stickiness);
}

/** Which clients can still reach the side that loses weight, and for how long. */
export function stickinessWarnings({ stickiness }: Ec2Settings, seen: Snapshot, losing: Side): string[] {
  const name = losing.targetGroup.name;
  if (stickiness === undefined && seen.routes.some((route) => stickySeconds(route) === undefined)) {
    return [`Stickiness is on without a duration: clients can go on reaching ${name} until it leaves the action.`];
  }
  const seconds = stickiness ?? longestStickiness(seen);
  if (seconds === 0) return [];
  return [
    `Stickiness is on: clients with a cookie can still reach ${name} for up to ${formatDuration(seconds * 1_000)}.`,
  ];
}
