import { MINUTE_MS } from "../delivery/shifts.ts";
import type { PlatformName } from "../delivery/vocabulary.ts";
import type { GateSettings } from "./settings.ts";
import { bakeFor, MIN_JUDGED_MINUTES } from "./window.ts";

/** What the inputs ask of the gates. Made by the inputs alone; nothing in it is a secret but what says so. */
export interface GatesAsked {
  /** `auto`: where both sides have traffic and a source that tells them apart; `on`: an error where they have not. */
  compare: "auto" | "on" | "off";
  /** But for `compare`, which the rollout decides. */
  settings: Omit<GateSettings, "compare">;
  /** Names of CloudWatch alarms of any kind. */
  alarms: readonly string[];
  /** Where CloudWatch is asked; undefined on a platform without a region. */
  region: string | undefined;
  /** Undefined: what the platform itself counts. */
  metrics: MetricsAsked | undefined;
  onFailure: "rollback" | "hold";
  onInconclusive: "fail" | "pass";
  /** Milliseconds that a bake may be extended to while its verdict is inconclusive. */
  maxBakeMs: number;
}

/** Another source of counts than the platform's own. */
export type MetricsAsked =
  | {
      by: "prometheus";
      url: string;
      /** Selectors of counters with `{{side}}` in them. */
      requests: string;
      errors: string;
      clientErrors?: string;
      latencyHistogram?: string;
      /** What `{{side}}` is of each side. */
      labels: { green: string; blue: string };
      /** Secret: a bearer token, or `user:password`. */
      authentication?: { bearer: string } | { user: string; password: string };
      /** Secret: further headers. */
      headers?: Readonly<Record<string, string>>;
    }
  | { by: "command"; command: string; labels: { green: string; blue: string } }
  /** CloudWatch's metrics of the functions that the sides call; the platform knows which. */
  | { by: "lambda" };

/**
 * Milliseconds after which API Gateway ends an integration unless its quota was raised ("Amazon API Gateway quotas", REST
 * APIs). A function counts a call in the minute in which it began, once it has ended.
 */
export const INTEGRATION_TIMEOUT_MS = 29_000;

/** Milliseconds after a minute's end until the counts of a platform's own source can be relied on. */
const OWN_DELAYS: Readonly<Record<PlatformName, number>> = {
  ec2: 120_000,
  "api-gateway": 120_000,
  nginx: 10_000,
  // And the timeout of the function, which only a look at it tells.
  lambda: 120_000,
};

/** Milliseconds for which a weight has to stay at least until a comparison can judge it; 0 where nothing is compared. */
export function leastBakeMs({ compare, settings, metrics }: GatesAsked, platform: PlatformName): number {
  return compare === "off" ? 0 : bakeFor(MIN_JUDGED_MINUTES, settings.settleMinutes, delayOf(metrics, platform));
}

function delayOf(metrics: MetricsAsked | undefined, platform: PlatformName): number {
  switch (metrics?.by) {
    case undefined:
      return OWN_DELAYS[platform];
    case "lambda":
      return OWN_DELAYS[platform] + INTEGRATION_TIMEOUT_MS;
    case "prometheus":
    case "command":
      return MINUTE_MS;
  }
}
