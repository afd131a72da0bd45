import type { PlatformName } from "../delivery/vocabulary.ts";
import type { GateSettings } from "./settings.ts";
import { MINUTE_MS } from "./source.ts";
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
  | { by: "command"; command: string; labels: { green: string; blue: string } };

/** Milliseconds after a minute's end until the counts of a platform's own source can be relied on. */
const OWN_DELAYS: Readonly<Record<PlatformName, number>> = { ec2: 120_000, "api-gateway": 120_000, nginx: 10_000 };

/** Milliseconds for which a weight has to stay at least until a comparison can judge it; 0 where nothing is compared. */
export function leastBakeMs({ compare, settings, metrics }: GatesAsked, platform: PlatformName): number {
  const delayMs = metrics === undefined ? OWN_DELAYS[platform] : MINUTE_MS;
  return compare === "off" ? 0 : bakeFor(MIN_JUDGED_MINUTES, settings.settleMinutes, delayMs);
}
