import type { Metric } from "./counts.ts";
import type { Single } from "./likelihood.ts";
import type { SourceProblem } from "./source.ts";

/** Why a gate has its verdict, as data: texts are made from these in one place, and tests assert on ids and numbers. */
export type Reason = MetricReason | TrafficReason | AlarmReason | SourceReason | OverallReason;

/** What a metric's gate says. Counts are sums over the judged minutes. */
export type MetricReason =
  /** Fail: green's rate is above what is tolerated of blue's. */
  | { id: "worse-than-blue"; metric: Metric; green: Single; blue: Single; tolerance: number; atLeast?: number }
  /** Fail: green's rate is above the absolute limit, blue's is not. */
  | { id: "above-limit"; metric: Metric; green: Single; blue: Single; limit: number }
  /** Inconclusive: above the limit are both, so it is not green's doing. */
  | { id: "both-above-limit"; metric: Metric; green: Single; blue: Single; limit: number }
  /** Inconclusive: green is like blue, but blue's rate is above the limit, or above three times its usual one. */
  | { id: "blue-in-trouble"; metric: Metric; green: Single; blue: Single; highest: number; usual?: number }
  /** Inconclusive: green is like blue, but nobody knows what is usual for blue. */
  | { id: "blue-unknown"; metric: Metric; green: Single; blue: Single }
  /** Pass: green's rate is below `maxRatio` times blue's. */
  | { id: "like-blue"; metric: Metric; green: Single; blue: Single; maxRatio: number }
  /** Pass: green's rate is below the absolute limit. */
  | { id: "below-limit"; metric: Metric; green: Single; limit: number }
  /** Inconclusive: too few requests to tell. */
  | { id: "too-few"; metric: Metric; green: Single; blue: Single }
  /** Inconclusive: no minute could be judged yet. */
  | { id: "no-minute"; metric: Metric };

/** Inconclusive: green has weight, blue has requests, and green had none in the last `minutes`. */
export interface TrafficReason {
  id: "no-green-requests";
  minutes: number;
  weight: number;
}

/** What an alarm says. Times are milliseconds since the epoch; `words` are CloudWatch's own. */
export type AlarmReason =
  | { id: "alarm-ok"; name: string; since: number }
  | { id: "alarm-sparse"; name: string; metric: string }
  | { id: "alarm-fired"; name: string; since: number; words?: string; children: readonly string[] }
  | { id: "alarm-flapped"; name: string; at: number }
  | { id: "alarm-unasked"; name: string }
  | { id: "alarm-before"; name: string; since: number; words?: string }
  | { id: "alarm-new"; name: string; configuredAt: number }
  | { id: "alarm-no-data"; name: string; words?: string }
  | { id: "alarm-not-evaluated"; name: string; state: string; words?: string }
  | { id: "alarm-not-found"; name: string }
  | { id: "alarm-unreadable"; name: string; problem: SourceProblem };

export type SourceReason =
  /** Error: what should count the requests could not be read. */
  | { id: "source-failed"; source: string; problem: SourceProblem }
  /** Error: a test is asked for, and nothing counts requests. */
  | { id: "no-source" };

export type OverallReason =
  /** Inconclusive: no gate was there to judge. */
  | { id: "nothing-judged" }
  /** Pass: by alarms alone; no request was counted. */
  | { id: "only-alarms"; alarms: readonly string[] }
  /** An earlier look of this step had seen a failure: it stays. */
  | { id: "failed-before"; at: number; reason: Reason };
