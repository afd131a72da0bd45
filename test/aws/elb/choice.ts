import type { WorldClock } from "../contract.ts";
import type { Forward, Target, TargetGroup } from "./model.ts";
import { attribute } from "./model.ts";

/** Which target group and which target get a request. */

/** Draws a target group by weight; undefined when all weights are 0. */
export function drawGroup(forward: Forward, random = Math.random): string | undefined {
  const total = forward.groups.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random() * total;
  for (const { arn, weight } of forward.groups) {
    rest -= weight;
    if (rest < 0) return arn;
  }
  return undefined;
}

/**
 * The next target in turn, among the healthy ones; among all when none is healthy (fail-open). Targets in slow start
 * get a growing share.
 */
export function nextTarget(group: TargetGroup, clock: WorldClock): Target | undefined {
  const registered = [...group.targets.values()].filter(({ state }) => state !== "draining");
  const healthy = registered.filter(({ state }) => state === "healthy");
  const eligible = healthy.length > 0 ? healthy : registered;
  if (eligible.length === 0) return undefined;
  const largest = Math.max(...eligible.map((target) => share(group, target, clock)));
  for (;;) {
    const target = eligible[group.roundRobin++ % eligible.length];
    if (target !== undefined && Math.random() * largest < share(group, target, clock)) return target;
  }
}

/**
 * Whether a target that is registered now will go into slow start: a healthy one must be out of it, so the first
 * targets of an empty group never do ("Target groups", slow start mode).
 */
export function startsSlowly(group: TargetGroup, clock: WorldClock): boolean {
  return [...group.targets.values()].some((target) => target.state === "healthy" && share(group, target, clock) === 1);
}

/** 0–1: what the target gets of its part in the traffic. */
function share(group: TargetGroup, { slowSince }: Target, clock: WorldClock): number {
  if (slowSince === undefined) return 1;
  const duration = slowStart(group, clock);
  if (duration === 0) return 1;
  return Math.min(1, Math.max(0.05, (clock.now() - slowSince) / duration));
}

/** Real milliseconds. */
function slowStart(group: TargetGroup, clock: WorldClock): number {
  return clock.scaled(Number(attribute(group, "slow_start.duration_seconds")));
}
