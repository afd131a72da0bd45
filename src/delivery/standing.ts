import type { DeliveryError } from "./errors.ts";
import type { Phase, Step } from "./vocabulary.ts";

export type SideName = "blue" | "green";

/** Whose requests green's weight is about: everyone's, or those of an A/B test's cohort. */
export type Audience = "everyone" | "cohort";

/**
 * Where a rollout stands: the platform-neutral facts from which the phase and every decision follow, the same shape on
 * every platform. Plain data, derived from a snapshot at every look, never stored.
 */
export interface Standing {
  /** Milliseconds since the epoch at which the platform was looked at. */
  now: number;
  rollout: RolloutMark | undefined;
  blue: SideStanding;
  green: SideStanding;
  /** Percent of the audience's requests that green gets, 0–100; undefined: the routes disagree. */
  weight: number | undefined;
  audience: Audience;
  /** Weights that can be set, rising, where not all can. */
  reachable?: readonly number[] | undefined;
  /** How the weight last moved in this rollout; undefined: it never did, or the record is lost. */
  last: LastSwitch | undefined;
  /** A teardown has begun, and has not reached its end. */
  ending: boolean;
  /** What green has to be able to carry for all the traffic, in the platform's units, where that is known. */
  whole: number | undefined;
  /** The platform's word for what is counted: `targets`, `units`, `processes`. */
  units: string;
  /** What somebody else did; only some steps lead out of it. */
  conflict?: Conflict | undefined;
  /**
   * There is no second fleet: blue and green are machines of one, the weight is green's share of them, and `deploy` and
   * `rollback` alone move it.
   */
  oneFleet?: boolean;
}

/** The mark by which a rollout is known, and who holds it. */
export interface RolloutMark {
  /** The workflow run that began it: `owner/repo/runs/123`. */
  id: string;
  revision: string;
  /** ISO 8601. */
  startedAt: string;
  /** The claim of the run that is at work on it; undefined where the platform has a lock of its own. */
  nonce?: string | undefined;
}

export interface SideStanding {
  /** What carries it: an Auto Scaling group, a port, a deployment. For people. */
  name: string;
  /**
   * - `gone`: nothing is left that could take traffic, nor could anything come back.
   * - `pending`: it is coming up or growing: waiting helps.
   * - `ready`: all that it wants is healthy.
   * - `unhealthy`: it is all there and not healthy: waiting does not help by itself.
   */
  state: "gone" | "pending" | "ready" | "unhealthy";
  /** Runs what it is meant to run: blue what a deploy would bring, green what the rollout is of. Seen, not believed. */
  current: boolean;
  /** How many healthy units it has and wants; undefined where nobody measures it. */
  capacity: Capacity | undefined;
  /** Why it is not healthy, in the platform's own words. */
  reasons: readonly string[];
}

export interface Capacity {
  have: number;
  want: number;
}

/** The record of the weight's last move. */
export interface LastSwitch {
  by: "shift" | "promote" | "rollback";
  /** Milliseconds since the epoch. */
  at: number;
  /** The weight that it moved to, in percent; undefined in older records. Another than the live one: an older record. */
  to?: number | undefined;
  /** The bake and the checks that belong to it were seen to their end. */
  verified: boolean;
  /** How long its bake was to take, in milliseconds, while it is not verified. */
  bakeMs?: number | undefined;
  /** The run that moved it: `owner/repo/runs/123`; undefined in older records. */
  run?: string | undefined;
  /** What judges the rollout remembers; absent while nothing has judged it. */
  memory?: RolloutMemory | undefined;
}

/** What has to outlast a step so that the evidence of a whole rollout can be judged: two texts for tags. */
export interface RolloutMemory {
  /** What was fixed before the first move; undefined: nothing that would need to be. */
  gates?: string | undefined;
  /** Every change of the weight: see `delivery/shifts.ts`. */
  shifts?: string | undefined;
}

/** A state that no step of ours leaves behind. */
export interface Conflict {
  refusal: DeliveryError;
  /** The steps that lead out of it. */
  allows: readonly Step[];
}

/** Everyone's requests go to green. */
export function hasEverything({ weight, audience }: Standing): boolean {
  return weight === 100 && audience === "everyone";
}

/** A weight above 0 whose bake or check was not seen to its end. */
export function isUnfinished({ weight, last }: Standing): boolean {
  return (weight ?? 0) > 0 && last?.verified === false && (last.to ?? weight) === weight;
}

/** Something of the side answers; where nobody measures it, the side exists. */
export function canServe({ state, capacity }: SideStanding): boolean {
  if (state === "gone") return false;
  return capacity === undefined ? state === "ready" : capacity.have > 0;
}

/**
 * Milliseconds since the epoch from which the side without weight may go: so long after the switch to the weight that is
 * live. It stands still from the switch on; where that is not on record, it counts from now. Green that never had traffic
 * may go at once.
 */
export function safeAt({ now, last, weight }: Pick<Standing, "now" | "last" | "weight">, delayMs: number): number {
  if (last === undefined && weight === 0) return now;
  const isRecorded = last !== undefined && (last.to ?? weight) === weight;
  return (isRecorded ? last.at : now) + delayMs;
}

/**
 * The phase follows from the standing alone.
 *
 * @param problems what a platform found wrong beside it, as sentences.
 */
export function phaseOf(standing: Standing, problems: readonly string[]): Phase {
  const { rollout, weight, green, last } = standing;
  if (problems.length > 0) return "degraded";
  if (rollout === undefined) return "idle";
  if (hasEverything(standing)) return isUnfinished(standing) ? "shifting" : "promoted";
  if (weight !== 0) return "shifting";
  if (last?.by === "rollback") return "rolled-back";
  return green.state === "ready" && green.current ? "deployed" : "deploying";
}
