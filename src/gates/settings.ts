import type { Metric } from "./counts.ts";

/** What the gates were told. Fixed before the first move of a rollout: changing it later would undo what α promises. */
export interface GateSettings {
  /** Compare green with blue in the same minutes. */
  compare: boolean;
  /** Compare 4xx as well; never an absolute limit. */
  clientErrors: boolean;
  /** Green's share of errors that is too much, above 0 to 0.5; above fails, below passes, by evidence. */
  maxErrorRate?: number;
  /** Milliseconds above which an answer is slow; turns the comparison of slow answers on. */
  latencyThresholdMs?: number;
  /** Green's share of slow answers that is too much, above 0 to 0.5. Needs `latencyThresholdMs`. */
  maxSlowRate?: number;
  /** The probability of ever failing a green that is not worse than tolerated, over all tests together. */
  alpha: number;
  /** The probability of passing a green that is worse than what a pass rules out. */
  beta: number;
  /** How many times blue's rate is tolerated, 1 or more. */
  tolerance: number;
  /** What a pass by comparison rules out: that many times blue's rate or more. Above `tolerance`. */
  maxRatio: number;
  /** Errors of green before a test may fail. */
  minErrors: number;
  /** Minutes that it takes at least to fail; 1: a single minute may. */
  confirmMinutes: number;
  /** Minutes left out after the one in which the weight changed: caches, pools and JIT are cold. */
  settleMinutes: number;
}

export const DEFAULTS = {
  compare: true,
  clientErrors: false,
  alpha: 0.05,
  beta: 0.05,
  tolerance: 1.25,
  maxRatio: 2,
  minErrors: 4,
  confirmMinutes: 2,
  settleMinutes: 2,
} as const satisfies GateSettings;

/** One test; all of them share α equally. */
export type Test = { metric: Metric; by: "comparison" } | { metric: Metric; by: "limit"; limit: number };

/** The tests that the settings ask for, counted once, before the start. Alarms are no statistics and take no share. */
export function testsOf(settings: GateSettings): Test[] {
  const { compare, clientErrors, maxErrorRate, latencyThresholdMs, maxSlowRate } = settings;
  const tests: Test[] = [];
  if (compare) tests.push({ metric: "errors", by: "comparison" });
  if (maxErrorRate !== undefined) tests.push({ metric: "errors", by: "limit", limit: maxErrorRate });
  if (compare && clientErrors) tests.push({ metric: "client-errors", by: "comparison" });
  if (latencyThresholdMs !== undefined) {
    if (compare) tests.push({ metric: "slow", by: "comparison" });
    if (maxSlowRate !== undefined) tests.push({ metric: "slow", by: "limit", limit: maxSlowRate });
  }
  return tests;
}

/** Each test's share of α. */
export function alphaPerTest(settings: GateSettings): number {
  return settings.alpha / Math.max(1, testsOf(settings).length);
}
