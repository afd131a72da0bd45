import type { Strategy } from "./vocabulary.ts";

/** The ladder of weights that a rollout climbs. */
export interface Ramp {
  /** Percent, rising, the last one 100. */
  rungs: readonly number[];
  /** How long each rung bakes, in milliseconds, when the ramp's name says so. */
  bakeMs: number | undefined;
}

/** No rungs: all traffic in one move. */
export const AT_ONCE: Ramp = { rungs: [100], bakeMs: undefined };

/** CodeDeploy's predefined configurations, with or without their prefixes (AWS CodeDeploy user guide). */
const NAMED =
  /^(?:CodeDeployDefault\.)?(?:ECS|Lambda)?(?:(AllAtOnce)|(Canary)(\d{1,2})Percent(\d{1,4})Minutes?|(Linear)(\d{1,2})PercentEvery(\d{1,4})Minutes?)$/;

export const DEFAULT_RAMPS: Readonly<Record<Strategy, string>> = {
  "all-at-once": "100",
  rolling: "100",
  "rolling-with-additional-batch": "100",
  "in-place": "100",
  "blue-green": "100",
  "red-black": "100",
  canary: "10,50,100",
  "ab-test": "100",
  linear: "10,20,30,40,50,60,70,80,90,100",
};

/**
 * Reads `10,50,100` or a CodeDeploy name such as `Canary10Percent5Minutes`, `CodeDeployDefault.ECSLinear10PercentEvery1Minutes`
 * or `AllAtOnce`.
 *
 * @returns undefined when it is neither: rungs must rise, lie above 0, have at most two decimals, and end with 100.
 */
export function parseRamp(text: string): Ramp | undefined {
  const name = NAMED.exec(text.trim());
  if (name !== null) return namedRamp(name);
  const parts = text.split(/[\n,]/).map((part) => part.trim());
  if (!parts.every((part) => /^\d{1,3}(?:\.\d{1,2})?$/.test(part))) return undefined;
  const rungs = parts.map(Number);
  const rises = rungs.every((rung, index) => rung > (rungs[index - 1] ?? 0));
  return rises && rungs.at(-1) === 100 ? { rungs, bakeMs: undefined } : undefined;
}

/**
 * The first rung above a weight; 100 when there is none.
 *
 * @param reachable all weights that the platform can set, when it cannot set every one: the first rung that leads to
 * more than the weight, so that no rung leads nowhere.
 */
export function nextRung({ rungs }: Ramp, weight: number, reachable?: readonly number[]): number {
  return rungs.find((rung) => nearestWeight(rung, reachable) > weight) ?? 100;
}

/**
 * The nearest weight that can be set, the lower of two as near; any when `reachable` is undefined. None and all are
 * only for who asks for them.
 */
export function nearestWeight(asked: number, reachable?: readonly number[]): number {
  if (reachable === undefined || asked === 0 || asked === 100) return asked;
  const between = reachable.filter((weight) => weight > 0 && weight < 100);
  const distance = (weight: number) => Math.abs(weight - asked);
  return between.reduce((best, weight) => (distance(weight) < distance(best) ? weight : best), between[0] ?? 0);
}

function namedRamp([, allAtOnce, canary, first, bake, , increment, every]: readonly (string | undefined)[]):
  | Ramp
  | undefined {
  if (allAtOnce !== undefined) return AT_ONCE;
  const step = Number(canary === undefined ? increment : first);
  const bakeMs = Number(canary === undefined ? every : bake) * 60_000;
  if (step < 1) return undefined;
  if (canary !== undefined) return { rungs: [step, 100], bakeMs };
  const rungs = Array.from({ length: Math.ceil(100 / step) }, (_, index) => Math.min(100, (index + 1) * step));
  return { rungs, bakeMs };
}
