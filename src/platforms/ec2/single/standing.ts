import type { Conflict, LastSwitch, SideStanding, Standing } from "../../../delivery/standing.ts";
import { isComing, replacesUnhealthy } from "../groups/health.ts";
import { isEnding, markOf, runs } from "../groups/marks.ts";
import { isCurrent } from "../groups/suitable.ts";
import { readSwitch } from "../groups/switch-tags.ts";
import { describeRevision } from "../settings.ts";
import { machinesOff, machinesOn } from "./machines.ts";
import type { Version } from "./marks.ts";
import { formerOf, namedBy, wantedOf } from "./marks.ts";
import { isRollingBack, runningOf } from "./refreshes.ts";
import { refuse } from "./refusals.ts";
import type { SingleSettings } from "./settings.ts";
import type { Refresh, SingleSnapshot } from "./snapshot.ts";

/**
 * Where a rollout of one group stands. Blue are the machines of the former version, green those of the wanted one, and
 * the weight is green's share of the healthy ones. Pure.
 */
export function standingOf(settings: SingleSettings, seen: SingleSnapshot): Standing {
  const { group, at } = seen;
  const rollout = markOf(group);
  const common = {
    now: at,
    audience: "everyone",
    last: lastOf(seen),
    ending: isEnding(group),
    units: "machines",
    oneFleet: true,
    conflict: conflictOf(seen),
  } as const;
  if (rollout === undefined) {
    const [blue, green] = [alone(settings, seen), nobody(group.name)];
    return { ...common, rollout, blue, green, weight: 0, whole: undefined };
  }
  // A teardown that gave the rollout up was cut off: the group's tags say again what it ran before.
  const before = formerOf(group);
  if (before !== undefined && before.template === wantedOf(group)?.template) {
    return { ...common, rollout, blue: alone(settings, seen), green: nobody(group.name), weight: 0, whole: undefined };
  }
  const weight = shareOf(seen);
  return {
    ...common,
    rollout,
    blue: former(seen, weight),
    green: wanted(seen, weight),
    weight,
    whole: weight === 100 ? group.desired : undefined,
  };
}

/**
 * Percent of the healthy machines in service that run the wanted version. Whole is the rollout only once the group itself
 * names the version: before, a launch brings the former one.
 */
export function shareOf(seen: SingleSnapshot): number {
  const version = wantedOf(seen.group)?.number;
  const [on, off] = [machinesOn(seen, version), machinesOff(seen, version)];
  const isNamed = version !== undefined && seen.group.template?.version === version;
  if (isNamed && off.all === 0 && runningOf(seen.refreshes) === undefined) return 100;
  if (on.healthy === 0) return 0;
  const share = Math.round((100 * on.healthy) / (on.healthy + off.healthy));
  return Math.min(99, Math.max(1, share));
}

/** A refresh has no tags: it is the rollout's when it brings what the group's tags say. */
export function isOurs({ brings }: Refresh, { group }: Pick<SingleSnapshot, "group">): boolean {
  if (markOf(group) === undefined || brings === undefined) return false;
  return brings === wantedOf(group)?.template || brings === formerOf(group)?.template;
}

/** The newest refresh that brings what the rollout is of. */
export function forwardOf(seen: SingleSnapshot): Refresh | undefined {
  const wantedTemplate = wantedOf(seen.group)?.template;
  return seen.refreshes.find(({ brings }) => brings !== undefined && brings === wantedTemplate);
}

/** The engine may have rolled back by itself: that is on its record alone. */
function lastOf(seen: SingleSnapshot): LastSwitch | undefined {
  const last = readSwitch(seen.group.tags);
  const newest = forwardOf(seen);
  if (last?.by === "rollback" || newest?.status !== "RollbackSuccessful") return last;
  const at = newest.endedAt ?? newest.startedAt;
  return at > (last?.at ?? 0) ? { by: "rollback", at, to: 0, verified: true } : last;
}

function conflictOf(seen: SingleSnapshot): Conflict | undefined {
  const running = runningOf(seen.refreshes);
  if (running === undefined || isOurs(running, seen)) return undefined;
  const { id, status, percent } = running;
  const values = { group: seen.group.name, id, status, percent: String(percent ?? 0) };
  const how = running.strategy === "Rolling" ? [] : [`its strategy is ${running.strategy}`];
  return { refusal: refuse("foreign-refresh", values, how), allows: ["status"] };
}

/** The group without a rollout. */
function alone(settings: SingleSettings, seen: SingleSnapshot): SideStanding {
  const { group } = seen;
  const { healthy, reasons } = machinesOff(seen, undefined);
  const wantedRevision = settings.revision === undefined ? runs(group) : describeRevision(settings.revision);
  return {
    name: nameOf(group.name, namedBy(group)),
    state: healthState(seen, healthy),
    current: isCurrent(group, settings.revision, wantedRevision),
    capacity: { have: healthy, want: group.desired },
    reasons,
  };
}

function nobody(group: string): SideStanding {
  return { name: `the new version of ${group}`, state: "gone", current: false, capacity: undefined, reasons: [] };
}

function former(seen: SingleSnapshot, weight: number): SideStanding {
  const { group } = seen;
  const version = formerOf(group);
  const name = nameOf(group.name, version);
  const hasWay = version !== undefined && version.template !== wantedOf(group)?.template;
  if (!hasWay) return { name, state: "gone", current: false, capacity: undefined, reasons: [] };
  const { healthy, all, reasons } = machinesOn(seen, version.number);
  const capacity = all === 0 ? undefined : { have: healthy, want: group.desired };
  const running = runningOf(seen.refreshes);
  const isBack = running !== undefined && (isRollingBack(running) || running.brings === version.template);
  // Whatever runs of it, all of it can come back; at weight 0 it is what has to be there.
  const state = isBack ? "pending" : weight === 0 ? healthState(seen, healthy) : "ready";
  return { name, state, current: false, capacity, reasons };
}

function wanted(seen: SingleSnapshot, weight: number): SideStanding {
  const { group } = seen;
  const version = wantedOf(group);
  const { healthy, all, reasons } = machinesOn(seen, version?.number);
  const running = runningOf(seen.refreshes) !== undefined;
  const whole = weight === 100 && healthy >= group.desired && group.desired > 0;
  return {
    name: nameOf(group.name, version),
    state: whole ? "ready" : running ? "pending" : all === 0 ? "gone" : healthState(seen, healthy),
    current: version !== undefined,
    capacity: all === 0 ? undefined : { have: healthy, want: group.desired },
    reasons,
  };
}

function healthState(seen: SingleSnapshot, healthy: number): SideStanding["state"] {
  const { group, targetGroups } = seen;
  if (group.deleting) return "gone";
  if (group.desired > 0 && healthy >= group.desired) return "ready";
  const coming = isComing(group, targetGroups[0]?.targets ?? []) || replacesUnhealthy(group);
  return coming ? "pending" : "unhealthy";
}

function nameOf(group: string, version: Version | undefined): string {
  return version === undefined ? `the new version of ${group}` : `${group} (version ${version.number})`;
}
