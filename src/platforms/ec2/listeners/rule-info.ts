import type { Action, RuleCondition, RuleTransform } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { RouteRef } from "../settings.ts";
import type { RouteState } from "./routes.ts";

/** What a rule of ours is for: testers who see green first, or the cohort of an A/B test. */
export type Purpose = "preview" | "cohort";

/** The tag on a listener rule that makes it ours; its value is the purpose. */
export const RULE_TAG = "progressive-delivery:rule";

/** A rule of one of the listeners, as far as finding a place beside it needs. */
export interface RuleInfo {
  arn: string;
  listenerArn: string;
  /** 1–50000; undefined for the default rule. */
  priority: number | undefined;
  conditions: readonly RuleCondition[];
  actions: readonly Action[];
  /** Rewrites of host and path before a request is forwarded. */
  transforms: readonly RuleTransform[];
  /** Undefined: not ours. */
  purpose: Purpose | undefined;
}

/** The listener that a route belongs to. */
export function listenerOf({ arn, kind }: Pick<RouteRef, "arn" | "kind">): string {
  return kind === "listener" ? arn : arn.replace(":listener-rule/", ":listener/").replace(/\/[0-9a-f]+$/, "");
}

/** Our rules of one purpose, as routes whose weights can be set. */
export function ownRoutes({ rules }: { rules: readonly RuleInfo[] }, purpose: Purpose): RouteState[] {
  return rules
    .filter((rule) => rule.purpose === purpose)
    .map(({ arn, actions }) => ({
      ref: {
        arn,
        kind: "rule",
        loadBalancer: /:listener-rule\/((?:app|net)\/[^/]+\/[^/]+)\//.exec(arn)?.[1] ?? "",
        loadBalancerType: "application",
      },
      actions,
    }));
}
