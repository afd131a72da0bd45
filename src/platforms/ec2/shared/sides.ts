import { takesRequests } from "../groups/foreign.ts";
import type { Health, Strictness } from "../groups/health.ts";
import { healthOf } from "../groups/health.ts";
import { requireGroups } from "../groups/suitable.ts";
import { nameInArn, requireForward } from "../listeners/routes.ts";
import type { SharedSettings } from "../settings.ts";
import type { GroupState, TargetGroupState, TargetState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import { refuse } from "./refusals.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** An Auto Scaling group and what it has in the shared target group. */
export interface SharedSide {
  /** Undefined: not created yet, or already gone. */
  group: GroupState | undefined;
  /** The target group, with this side's targets alone. */
  targetGroup: TargetGroupState;
  /** The group registers its instances in the target group. False from the moment in which they begin to leave it. */
  attached: boolean;
  /** Targets that take requests, or would if they were healthy: all but the draining ones. */
  registered: number;
}

/** Who is who when both sides share one target group. */
export interface SharedSides {
  blue: SharedSide;
  green: SharedSide;
  /** Green's group carries the rollout tag. */
  marked: boolean;
  /** Both groups carry it: no step leaves that. */
  markedTwice: boolean;
  /** Which sides have traffic, or would have it if they were healthy. */
  serving: "blue" | "green" | "both" | "neither";
  /** Green's share of the healthy targets in percent, with two decimals; undefined when there is no target at all. */
  share: number | undefined;
  /** Registered targets of no group of this fleet. They have their share too. */
  foreign: readonly TargetState[];
}

/**
 * Tells blue from green. During a rollout green is the side whose group carries the rollout tag. Without a rollout blue
 * is the one that is attached and has instances.
 */
export function identify(seen: SharedSnapshot): SharedSides {
  const [first, second] = [sideOf(seen, seen.groups[0]), sideOf(seen, seen.groups[1])];
  const marks = [first, second].map(({ group }) => group?.tags[TAG.rollout] !== undefined);
  const secondIsGreen = marks[0] === marks[1] ? presence(second) <= presence(first) : marks[1] === true;
  const [blue, green] = secondIsGreen ? [first, second] : [second, first];
  const own = new Set([blue, green].flatMap(({ targetGroup }) => targetGroup.targets.map(({ id }) => id)));
  const foreign = seen.targetGroup.targets.filter(({ id, state }) => !own.has(id) && takesRequests(state));
  return {
    blue,
    green,
    marked: marks.includes(true),
    markedTwice: marks[0] === true && marks[1] === true,
    serving: servingOf(blue, green),
    share: shareOf(blue, green, foreign),
    foreign,
  };
}

/** A group's side, whichever it is. */
export function sideOf(seen: SharedSnapshot, group: GroupState | undefined): SharedSide {
  const ids = new Set(group?.instances.map(({ id }) => id));
  const targets = seen.targetGroup.targets.filter(({ id }) => ids.has(id));
  const registered = targets.filter(({ state }) => takesRequests(state)).length;
  const staying = new Set(group?.instances.filter(({ lifecycle }) => lifecycle === "InService").map(({ id }) => id));
  // A group that is being detached may be listed as attached until the last of its instances has drained.
  const leaving = registered === 0 && targets.some(({ id, state }) => state === "draining" && staying.has(id));
  const listed = group?.targetGroupArns.includes(seen.targetGroup.arn) === true;
  return { group, targetGroup: { ...seen.targetGroup, targets }, attached: listed && !leaving, registered };
}

/** A side that is attached, or whose instances are still registered, can get requests. */
export function isServing({ attached, registered, group }: SharedSide): boolean {
  return registered > 0 || (attached && (group?.desired ?? 0) > 0);
}

/**
 * A side's health: in the target group while it is attached to it. Of a side that is not, nobody but its group knows
 * anything: then every instance in service counts.
 */
export function sideHealth(side: SharedSide, strictness: Strictness): Health {
  if (isServing(side) || side.group === undefined) return healthOf(side, strictness);
  const { group, targetGroup } = side;
  return healthOf({ group, targetGroup: { ...targetGroup, targets: asHealthy(group) } }, strictness);
}

/** Targets as a group that is not attached would have them if nothing but its own word counted. */
export function asHealthy({ instances }: GroupState): TargetState[] {
  return instances.map(({ id }) => ({ id, state: "healthy", reason: undefined, description: undefined }));
}

/** As many as the group wants, all in order, and no others that take requests or would when it is attached. */
export function isWhole(side: SharedSide, strictness: Strictness): boolean {
  const { healthy, wanted } = sideHealth(side, strictness);
  const inService = side.group?.instances.filter(({ lifecycle }) => lifecycle === "InService").length ?? 0;
  const others = Math.max(inService, isServing(side) ? side.registered : 0);
  return wanted > 0 && healthy === wanted && others === wanted;
}

/**
 * Refuses a world in which no rollout can work, whatever the step.
 *
 * @throws DeliveryError `not-found` or `unsuitable`, naming the input.
 */
export function requireSuitable(settings: SharedSettings, seen: SharedSnapshot): void {
  requireGroups(settings, seen);
  const { arn, name } = seen.targetGroup;
  for (const route of seen.routes) requireForward(route, [arn], [settings.targetGroup]);
  for (const group of seen.groups) {
    const foreign = [
      ...group.targetGroupArns.filter((other) => other !== arn).map((other) => `target group ${nameInArn(other)}`),
      ...group.otherSources,
    ];
    if (foreign.length === 0) continue;
    throw refuse("attached-elsewhere", { group: group.name, others: foreign.join(", "), target: name });
  }
}

function servingOf(blue: SharedSide, green: SharedSide): SharedSides["serving"] {
  if (isServing(blue)) return isServing(green) ? "both" : "blue";
  return isServing(green) ? "green" : "neither";
}

/** By the healthy ones; a load balancer that finds none healthy uses all that are registered. */
function shareOf(blue: SharedSide, green: SharedSide, foreign: readonly TargetState[]): number | undefined {
  const isHealthy = ({ state }: TargetState) => state === "healthy";
  const lists = [blue.targetGroup.targets, green.targetGroup.targets, foreign];
  const count = (counts: (target: TargetState) => boolean) => lists.map((list) => list.filter(counts).length);
  const healthy = count(isHealthy);
  const [ofBlue = 0, ofGreen = 0, ofOthers = 0] = healthy.some((n) => n > 0)
    ? healthy
    : count(({ state }) => takesRequests(state));
  const all = ofBlue + ofGreen + ofOthers;
  return all === 0 ? undefined : percent(ofGreen, all);
}

/** With two decimals. */
export function percent(part: number, whole: number): number {
  return Math.round((part * 10_000) / whole) / 100;
}

/** The more of this, the more likely it is blue. */
function presence(side: SharedSide): number {
  if (side.group === undefined) return -1;
  const size = side.group.desired + side.registered;
  return side.attached ? 100_000 + size : size > 0 ? 1 : 0;
}
