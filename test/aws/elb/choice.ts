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
  const shares = slowStartShares(group, eligible, clock);
  for (let tries = 0; tries < eligible.length * 2; tries += 1) {
    const index = group.roundRobin++ % eligible.length;
    if (Math.random() < (shares[index] ?? 1)) return eligible[index];
  }
  return eligible[group.roundRobin % eligible.length];
}

/** 0–1 per target. Slow start needs a healthy target that is past it ("Target groups", slow start mode). */
function slowStartShares(group: TargetGroup, targets: readonly Target[], clock: WorldClock): number[] {
  const duration = clock.scaled(Number(attribute(group, "slow_start.duration_seconds")));
  if (!(duration > 0)) return targets.map(() => 1);
  const ages = targets.map(({ healthySince }) => clock.now() - (healthySince ?? clock.now()));
  if (!ages.some((age) => age >= duration)) return targets.map(() => 1);
  return ages.map((age) => Math.min(1, Math.max(0.05, age / duration)));
}
