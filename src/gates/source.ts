import type { SideName } from "../delivery/standing.ts";

/**
 * The contract of what counts requests: CloudWatch, an access log, Prometheus, a command. The judge knows nothing else of
 * them. A source counts and never judges: no rates, no averages, no percentiles, no decision about which minute matters.
 */

/** What one side did in one minute. Integers, 0 or more. */
export interface SideCounts {
  /**
   * Requests that users sent, however they ended. A side without a count of requests is absent, not 0; a side with
   * requests and without a count of errors had no errors: that is how sparse series are to be read.
   */
  requests: number;
  /** Of them answered with an error of the server: 5xx, or no answer at all. More than `requests` is cut to it. */
  errors: number;
  /** Of them answered with 4xx; absent where nobody counts them. */
  clientErrors?: number;
  /** Of those whose time was measured, how many took longer than the threshold; absent where nobody measures. */
  timing?: { requests: number; slow: number };
}

/** One minute of both sides. Absent side: nothing was counted there. */
export interface MinuteCounts extends Partial<Record<SideName, SideCounts>> {
  /** Milliseconds since the epoch at which the minute begins; a whole minute in UTC. */
  at: number;
  /**
   * False when the source knows that counts are still missing (`PartialData`, warnings, a log not read to its end). That
   * a minute of the last `delayMs` may still grow need not be said here.
   */
  complete: boolean;
}

/** Minutes from `from` up to and without `to`, milliseconds since the epoch, both whole minutes. */
export interface Span {
  from: number;
  to: number;
}

/** Why a source could not be read: the look is not judged, and the last look before acting ends in `error`. */
export interface SourceProblem {
  /**
   * - `denied`: a permission is missing, or credentials have ended; `action` names it.
   * - `unavailable`: throttled, timed out or broken after the source's own retries.
   * - `invalid`: it answered something that is no count; a query or a command has to be fixed.
   */
  kind: "denied" | "unavailable" | "invalid";
  /** The source's own words, one line each; not trusted to be free of markup. */
  reasons: readonly string[];
  /** The permission that is missing: `cloudwatch:GetMetricData`. */
  action?: string;
}

/** What a look saw: all minutes of the span again, for data come late and grow. */
export type Reading = { minutes: readonly MinuteCounts[]; warnings: readonly string[] } | { problem: SourceProblem };

/** Where the numbers come from, for people to check. */
export interface Provenance {
  /** `CloudWatch`, `access log`, `Prometheus`, `command`. */
  name: string;
  /** What each side is there: a target group, a stage, a version. */
  sides: Record<SideName, string>;
  /** The resolved queries, without secrets. */
  queries: readonly string[];
  /** What these counts do not see, as sentences: `502 and 504 that the load balancer answers itself`. */
  blindSpots: readonly string[];
}

/**
 * Something that counts requests. Reading is all that it does; it repeats what is transient inside a look, and throws only
 * when the run is cancelled.
 */
export interface Source {
  readonly provenance: Provenance;
  /** Milliseconds after a minute's end until its counts can be relied on: 120,000 for CloudWatch. */
  readonly delayMs: number;
  /** Whether green and blue are counted apart. False, as with one shared target group: limits only, on `green`. */
  readonly comparable: boolean;
  /** Before the first move: asks for what costs nothing, so that missing permissions and names stop the step then. */
  probe(): Promise<SourceProblem | undefined>;
  /**
   * Both sides together, of the day before the rollout: with two sides that take turns, yesterday's blue may be today's
   * green. An empty list: this source remembers nothing.
   */
  history(span: Span): Promise<{ minutes: readonly MinuteTotals[] } | { problem: SourceProblem }>;
  /** The whole span, in one request where that is possible. Minutes in any order, each once, none outside of the span. */
  read(span: Span): Promise<Reading>;
}

/** One minute of the history. */
export interface MinuteTotals {
  at: number;
  total: SideCounts;
}
