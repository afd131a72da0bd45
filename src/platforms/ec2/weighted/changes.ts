import type { Action, RuleCondition, RuleTransform } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Change } from "../../../delivery/plan.ts";
import type { Probe } from "../../checks/probe.ts";
import type { SmokeTest } from "../../checks/smoke.ts";
import type { Bake } from "../groups/bake.ts";
import type { GroupChange, SwitchRecord } from "../groups/changes.ts";
import type { Purpose } from "../listeners/rule-info.ts";
import type { RouteRef } from "../settings.ts";

/** Everything that an `ec2` step can do to the world. Data: `apply` is the only place that acts on it. */
export type Ec2Change =
  | GroupChange
  | (Change &
      (
        | {
            kind: "set-weights";
            movesTraffic?: boolean;
            blueArn: string;
            greenArn: string;
            green: number;
            /** Seconds of group stickiness to set with the weights, 0 for none; undefined keeps it. */
            sticky: number | undefined;
            record: SwitchRecord | undefined;
            /** Set the weights of the cohort's rules instead of everyone's. */
            cohort?: boolean;
          }
        /** A listener rule of ours: for testers, or for the cohort of an A/B test. */
        | {
            kind: "create-rule";
            movesTraffic?: boolean;
            listenerArn: string;
            purpose: Purpose;
            priority: number;
            conditions: readonly RuleCondition[];
            actions: readonly Action[];
            transforms: readonly RuleTransform[];
            blueArn: string;
            greenArn: string;
            /** Percent. */
            green: number;
          }
        | { kind: "delete-rule"; movesTraffic?: boolean; arn: string }
        /** Leads testers, and nobody else, to one side. */
        | { kind: "point-test-listener"; listener: RouteRef; blueArn: string; greenArn: string; green: 0 | 100 }
        /** Puts green's target group into every forward action at weight 0, so that its health is checked at all. */
        | { kind: "reference-green"; blueArn: string; greenArn: string }
        | {
            kind: "wait-healthy";
            waits: true;
            targetGroupArn: string;
            side: "blue" | "green";
            /** Healthy targets that are enough; undefined: all that the group wants. */
            atLeast: number | undefined;
          }
        | { kind: "wait-drained"; waits: true; targetGroupArn: string }
        /** Green has to answer through the load balancer, as a tester sees it. */
        | { kind: "smoke-test"; waits: true; once: true; test: SmokeTest }
        /** Requests through the load balancer have to show green's share. */
        | { kind: "wait-share"; waits: true; once: true; probe: Probe }
        /** Bakes a new weight: both sides have to keep what their share needs. */
        | { kind: "wait-bake"; waits: true; once: true; blueArn: string; greenArn: string; bake: Bake }
      ));
