import type { Capacity, Conflict, SideName, SideStanding, Standing } from "../../../delivery/standing.ts";
import { idsOf } from "../groups/foreign.ts";
import type { Strictness } from "../groups/health.ts";
import { isComing } from "../groups/health.ts";
import { endingSince, isEnding, markOf, runs } from "../groups/marks.ts";
import { isCurrent, isLeaving } from "../groups/suitable.ts";
import { readSwitch } from "../groups/switch-tags.ts";
import { refuse as refuseGroup } from "../refusals.ts";
import type { SharedSettings } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { refuse } from "./refusals.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { asHealthy, isServing, isWhole, percent, sideHealth } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import type { Sizes } from "./weights.ts";
import { reachableWeights, sizesOf } from "./weights.ts";

/**
 * Where a rollout on a shared target group stands. Its weight follows from who is attached and from how many healthy
 * instances green has beside blue at full size; a side's capacity is what it would have at full size, so that the rule
 * of capacity is the same for a green that is small because its share is.
 */
export function standingOf(settings: SharedSettings, seen: SharedSnapshot, sides: SharedSides): Standing {
  const { blue, green } = sides;
  const sizes = sizesOf(sides);
  return {
    now: seen.at,
    rollout: markOf(green.group),
    blue: blueStanding(settings, blue),
    green: greenStanding(sides, sizes),
    weight: weightOf(sides, sizes),
    audience: "everyone",
    reachable: reachableWeights(sizes),
    last: readSwitch(green.group?.tags ?? {}),
    ending: sides.marked && isEnding(green.group),
    whole: sizes.blue > 0 ? sizes.blue : undefined,
    units: "instances",
    conflict: conflictOf(seen, sides) ?? (settings.allowForeignTargets ? undefined : strangers(sides)),
  };
}

/**
 * The same, as it will be when what is on its way has arrived. A shift and a promote wait for that themselves before
 * anybody leaves the target group: only what is known to be unhealthy is missing.
 */
export function comingUp(standing: Standing, { blue, green }: SharedSides): Standing {
  const { whole = 0 } = standing;
  return {
    ...standing,
    blue: reckoned(standing.blue, blue, Math.max(whole, standing.blue.capacity?.want ?? 0)),
    green: reckoned(standing.green, green, standing.green.capacity?.want ?? 0),
  };
}

/**
 * Milliseconds since the epoch from which the side that is out may go: `scale-down-delay` after it was detached, because
 * a load balancer follows a change only after a while. Its draining is waited for besides. When the move to the weight
 * that is live is not on record it counts from when a teardown noted that it began, or else from now.
 */
export function safeAt(
  { scaleDownDelayMs }: SharedSettings,
  { now, last }: Standing,
  { green }: SharedSides,
  side: SideName,
): number {
  if (last === undefined && side === "green") return now;
  const live = side === "blue" ? 100 : 0;
  const since = last !== undefined && (last.to ?? live) === live ? last.at : (endingSince(green.group) ?? now);
  return since + scaleDownDelayMs;
}

function reckoned(standing: SideStanding, { group, targetGroup }: SharedSide, want: number): SideStanding {
  if (group === undefined || group.deleting) return standing;
  const unhealthy = targetGroup.targets.filter(({ state }) => state === "unhealthy" || state === "unavailable").length;
  return { ...standing, capacity: atFullSize(group.desired - unhealthy, group.desired, want) };
}

function blueStanding({ revision }: SharedSettings, side: SharedSide): SideStanding {
  const { group } = side;
  const { healthy, wanted, reasons } = sideHealth(side, "any-version");
  return {
    name: group?.name ?? "the former group",
    state: stateOf(side, "any-version"),
    current: isCurrent(group, revision, revision === undefined ? "" : describeRevision(revision)),
    capacity: { have: healthy, want: wanted },
    reasons,
  };
}

function greenStanding({ green, marked }: SharedSides, { green: full }: Sizes): SideStanding {
  const { group } = green;
  const { healthy, wanted, reasons } = sideHealth(green, "strict");
  return {
    name: group?.name ?? "the other group",
    state: stateOf(green, "strict"),
    current: group !== undefined && runsAsRecorded(group),
    capacity: marked ? atFullSize(healthy, wanted, full) : { have: healthy, want: wanted },
    reasons,
  };
}

/** What a side that wants `wanted` instances, of which `have` are healthy, would have at full size. */
function atFullSize(have: number, wanted: number, full: number): Capacity {
  if (wanted >= full) return { have: Math.max(0, have), want: wanted };
  return { have: wanted === 0 ? 0 : Math.floor((Math.max(0, have) * full) / wanted), want: full };
}

/** Runs what the rollout is of: group and instances are looked at, the record alone is not believed. */
function runsAsRecorded(group: GroupState): boolean {
  const { version } = group.template ?? {};
  const old = group.instances.filter((each) => !isLeaving(each) && each.templateVersion !== version);
  return runs(group) === group.tags[TAG.revision] && old.length === 0;
}

function stateOf(side: SharedSide, strictness: Strictness): SideStanding["state"] {
  const { group, targetGroup } = side;
  if (group === undefined || group.deleting) return "gone";
  if (isWhole(side, strictness)) return "ready";
  const comes = isServing(side) ? isComing(group, targetGroup.targets) : isComing(group, asHealthy(group));
  return comes || group.desired === 0 || group.instances.some(isLeaving) ? "pending" : "unhealthy";
}

/**
 * Green's share beside blue at full size. While green comes in, those of its instances count that are healthy there: so
 * a move that was cut off is seen as not finished; undefined while none is. Blue's health and growth do not change it,
 * for they are not a move.
 */
function weightOf({ green, serving }: SharedSides, sizes: Sizes): number | undefined {
  switch (serving) {
    case "blue":
      return 0;
    case "green":
      return 100;
    case "neither":
      return undefined;
    case "both": {
      const healthy = Math.min(sizes.green, sideHealth(green, "strict").healthy);
      return healthy === 0 ? undefined : percent(healthy, healthy + Math.max(1, sizes.blue));
    }
  }
}

/** What somebody else did: no step of ours leaves it behind. */
function conflictOf(seen: SharedSnapshot, sides: SharedSides): Conflict | undefined {
  const { blue, green, marked, markedTwice, serving } = sides;
  const { name, arn } = seen.targetGroup;
  const [one, other] = [blue.group?.name ?? "", green.group?.name ?? ""];
  if (markedTwice) {
    return { refusal: refuseGroup("marked-twice", { blue: one, green: other }), allows: ["status"] };
  }
  if (marked) return undefined;
  const [ofBlue, ofGreen] = [blue, green].map((side) => sideHealth(side, "any-version").healthy);
  if (serving === "neither") {
    return {
      refusal: refuse("nobody-attached", { target: name }),
      allows: ofBlue === 0 && ofGreen === 0 ? ["status"] : ["rollback", "status"],
    };
  }
  if (serving !== "both") return undefined;
  const clear = (ofBlue === 0) !== (ofGreen === 0);
  return {
    refusal: refuse("both-attached", { one, other, target: name, arn }),
    allows: clear ? ["rollback", "status"] : ["status"],
  };
}

/** Targets of somebody else have their share whatever the step: no share that green is given would be what is asked. */
function strangers({ foreign, marked, serving, blue }: SharedSides): Conflict | undefined {
  if (!marked || foreign.length === 0 || serving === "green") return undefined;
  const values = { target: blue.targetGroup.name, targets: idsOf(foreign) };
  return { refusal: refuseGroup("foreign-targets", values), allows: ["deploy", "rollback", "teardown", "status"] };
}
