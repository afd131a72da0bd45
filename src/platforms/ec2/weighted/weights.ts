import { formatDuration } from "../../../delivery/duration.ts";
import type { MoveRecord } from "../../../delivery/schedule.ts";
import type { LastSwitch } from "../../../delivery/standing.ts";
import type { SwitchRecord } from "../groups/changes.ts";
import type { Side } from "../groups/health.ts";
import type { Condition } from "../listeners/conditions.ts";
import { describeCondition } from "../listeners/conditions.ts";
import { stickySeconds } from "../listeners/routes.ts";
import type { Ec2Settings } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { longestStickiness } from "./safe.ts";
import type { Sides } from "./sides.ts";

type SetWeights = Extract<Ec2Change, { kind: "set-weights" }>;

/** Everyone's weights, with the record of the move. */
export function setWeights(
  sides: Sides,
  weight: number,
  sticky: number | undefined,
  record: Omit<SwitchRecord, "group">,
): SetWeights {
  const { blue, green } = sides;
  const said = sticky === undefined ? "" : sticky === 0 ? ", without stickiness" : `, sticky for ${inWords(sticky)}`;
  return {
    kind: "set-weights",
    movesTraffic: true,
    blueArn: blue.targetGroup.arn,
    greenArn: green.targetGroup.arn,
    green: weight,
    sticky,
    record: recordOn(sides, record),
    summary: `Set the weights to blue ${100 - weight} (${blue.targetGroup.name}), green ${weight} (${green.targetGroup.name})${said}`,
  };
}

/** The weights of the cohort's rules that there are; those that are missing are born with theirs. */
export function setCohort(
  sides: Sides,
  weight: number,
  sticky: number | undefined,
  record: Omit<SwitchRecord, "group">,
  cohort: Condition,
): SetWeights {
  const summary =
    sides.cohortShares.length > 0
      ? `Set the weight of the cohort (${describeCondition(cohort)}) to green ${weight}`
      : `Record on ${sides.green.group?.name} that the cohort is shifted to ${weight} %`;
  return { ...setWeights(sides, weight, sticky, record), cohort: true, summary };
}

/** A group that no rollout marks has no place for it, and one on its way out takes no tags. */
function recordOn({ marked, green }: Sides, record: Omit<SwitchRecord, "group">): SwitchRecord | undefined {
  const { group } = green;
  return !marked || group === undefined || group.deleting ? undefined : { ...record, group: group.name };
}

/** Whether the shares are there already, and the record says that this move brought them there. */
export function isMoved(
  shares: readonly (number | undefined)[],
  to: number,
  last: LastSwitch | undefined,
  { by, verified }: MoveRecord,
): boolean {
  return shares.every((share) => share === to) && last?.by === by && last.to === to && last.verified === verified;
}

/** Which clients can still reach the side that loses weight, and for how long. */
export function stickinessWarnings({ stickiness }: Ec2Settings, seen: Snapshot, losing: Side): string[] {
  const { name } = losing.targetGroup;
  if (stickiness === undefined && seen.routes.some((route) => stickySeconds(route) === undefined)) {
    return [`Stickiness is on without a duration: clients can go on reaching ${name} until it leaves the action.`];
  }
  const seconds = stickiness ?? longestStickiness(seen);
  if (seconds === 0) return [];
  return [`Stickiness is on: clients with a cookie can still reach ${name} for up to ${inWords(seconds)}.`];
}

function inWords(seconds: number): string {
  return formatDuration(seconds * 1_000);
}
