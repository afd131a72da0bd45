/** The words of the product, one per thing. Code, inputs, logs and documents use these and no others. */

export const STEPS = [
  "deploy",
  "shift",
  "verify",
  "promote",
  "rollback",
  "teardown",
  "rollout",
  "status",
  "setup",
] as const;
/** One verb per run of the action. `rollout` is several: every `shift` of the ramp, and `promote`. */
export type Step = (typeof STEPS)[number];

export const PLATFORMS = ["ec2", "api-gateway", "nginx", "lambda"] as const;
/** What routes the traffic. */
export type PlatformName = (typeof PLATFORMS)[number];

/**
 * How green takes over.
 *
 * - `all-at-once`: without two sides, by `deploy` itself.
 * - `rolling`: without a second fleet, by `deploy` itself: batch after batch of the machines is replaced.
 * - `rolling-with-additional-batch`: the same, with a batch more while it lasts: never fewer machines than before.
 * - `in-place`: the same machines, changed batch after batch by commands of one's own.
 * - `blue-green`: all at once, by `promote`.
 * - `red-black`: the same, and nobody stays on the old side: the switch takes stickiness away with it.
 * - `canary`: a small share first, then in the rungs of `ramp`, by `shift` and at last `promote`.
 * - `linear`: the same in even rungs.
 * - `ab-test`: a cohort reaches green, by `shift`; everyone else follows with `promote`.
 */
export const STRATEGIES = [
  "blue-green",
  "red-black",
  "canary",
  "linear",
  "ab-test",
  "all-at-once",
  "rolling",
  "rolling-with-additional-batch",
  "in-place",
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/**
 * Where a rollout stands. Derived from the live platform at every observation, never stored.
 *
 * - `idle`: no rollout; blue serves everything.
 * - `deploying`: green is marked and coming up at weight 0, not yet healthy.
 * - `deployed`: green is healthy at weight 0.
 * - `shifting`: both sides have weight.
 * - `promoted`: green has weight 100, blue still stands.
 * - `rolled-back`: green is back at weight 0 after a rollback and waits for teardown.
 * - `degraded`: a state that no step leaves behind; `problems` says what is wrong.
 */
export type Phase = "idle" | "deploying" | "deployed" | "shifting" | "promoted" | "rolled-back" | "degraded";

/** `inconclusive`: nothing was judged, or too little is known. `error`: the judgement itself could not be made. */
export type Verdict = "pass" | "fail" | "inconclusive" | "error";

export const FAIL_ON = ["stale", "degraded", "drift", "blocked"] as const;
/** What `status` can be told to fail on. */
export type FailOn = (typeof FAIL_ON)[number];
