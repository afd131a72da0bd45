import type { PlatformName, Strategy } from "./vocabulary.ts";

/** What a strategy asks of a rollout, and where it can be had. Pure data: what follows from it is decided elsewhere. */
interface StrategyTraits {
  /** The platforms that can do it. */
  platforms: readonly PlatformName[];
  /** Whether green gets its traffic in the rungs of a ramp, by `shift`; otherwise all at once. */
  climbs: boolean;
  /** Whether the weight is a cohort's alone, until `promote`. */
  cohort: boolean;
  /** Whether blue stays beside green until `teardown`; otherwise `deploy` replaces it. */
  twoSides: boolean;
}

export const STRATEGY_TRAITS: Readonly<Record<Strategy, StrategyTraits>> = {
  "blue-green": { platforms: ["ec2", "api-gateway", "nginx", "lambda"], climbs: false, cohort: false, twoSides: true },
  "red-black": { platforms: ["ec2", "nginx"], climbs: false, cohort: false, twoSides: true },
  canary: { platforms: ["ec2", "api-gateway", "nginx", "lambda"], climbs: true, cohort: false, twoSides: true },
  linear: { platforms: ["ec2", "api-gateway", "nginx", "lambda"], climbs: true, cohort: false, twoSides: true },
  "ab-test": { platforms: ["ec2", "nginx"], climbs: true, cohort: true, twoSides: true },
  "all-at-once": {
    platforms: ["ec2", "api-gateway", "nginx", "lambda"],
    climbs: false,
    cohort: false,
    twoSides: false,
  },
  rolling: { platforms: ["ec2"], climbs: false, cohort: false, twoSides: false },
  "rolling-with-additional-batch": { platforms: ["ec2"], climbs: false, cohort: false, twoSides: false },
  "in-place": { platforms: ["ec2"], climbs: false, cohort: false, twoSides: false },
};

/** Whether both versions serve from the machines of one fleet, which `deploy` brings to the new one by itself. */
export function hasOneFleet(platform: PlatformName, strategy: Strategy): boolean {
  return platform === "ec2" && !STRATEGY_TRAITS[strategy].twoSides;
}

/** The strategy when none is given. */
export const DEFAULT_STRATEGIES: Readonly<Record<PlatformName, Strategy>> = {
  ec2: "blue-green",
  "api-gateway": "canary",
  nginx: "blue-green",
  lambda: "canary",
};

/** The strategies that a platform can do, in the order of the table. */
export function strategiesOf(platform: PlatformName): Strategy[] {
  const all = Object.entries(STRATEGY_TRAITS) as [Strategy, StrategyTraits][];
  return all.filter(([, { platforms }]) => platforms.includes(platform)).map(([strategy]) => strategy);
}
