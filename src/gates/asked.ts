import type { GateSettings } from "./settings.ts";

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
