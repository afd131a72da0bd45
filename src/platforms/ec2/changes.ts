import type { LifecycleHookSpecification } from "@aws-sdk/client-auto-scaling";
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Change } from "../../delivery/plan.ts";
import type { Attachment } from "./attachments.ts";
import type { Probe } from "./probe.ts";
import type { Purpose } from "./rule-info.ts";
import type { RouteRef } from "./settings.ts";
import type { SmokeTest } from "./smoke.ts";
import type { Capacity, Switch } from "./snapshot.ts";

/** Which launch template version a group is to run: one that exists, or the one that `create-template-version` makes. */
export type TemplateVersion = { number: number } | "created";

/** What a step can do to groups and launch templates, however traffic reaches them. */
export type GroupChange = Change &
  (
    | {
        kind: "create-template-version";
        templateId: string;
        sourceVersion: string;
        imageId: string | undefined;
        userData: string | undefined;
        description: string;
        /** The same request twice is one version (EC2 API Reference, idempotency). */
        clientToken: string;
      }
    /** Green's group, made from blue's at size 0; its tags mark the rollout from its first moment. */
    | {
        kind: "create-green";
        from: string;
        name: string;
        /** Undefined: it is attached later. */
        targetGroupArn: string | undefined;
        version: TemplateVersion;
        tags: Tags;
        hooks: readonly LifecycleHookSpecification[];
      }
    /** Puts on green's group what blue has by calls of its own: policies, schedules, notifications … */
    | { kind: "attach"; group: string; attachments: readonly Attachment[] }
    | { kind: "set-template"; group: string; version: TemplateVersion }
    | { kind: "mark"; group: string; tags: Tags }
    | { kind: "unmark"; group: string; keys: readonly string[] }
    | { kind: "set-capacity"; group: string; capacity: Partial<Capacity> }
    | { kind: "allow-scale-in"; group: string; instanceIds: readonly string[] }
    | { kind: "delete-group"; group: string }
    /** Writes down that the bake was seen to its end. */
    | { kind: "record-baked"; records: true; group: string }
  );

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
        | { kind: "wait-healthy"; waits: true; targetGroupArn: string; side: "blue" | "green" }
        | { kind: "wait-drained"; waits: true; targetGroupArn: string }
        | { kind: "wait-until"; waits: true; until: number }
        /** Green has to answer through the load balancer, as a tester sees it. */
        | { kind: "smoke-test"; waits: true; test: SmokeTest }
        /** Requests through the load balancer have to show green's share. */
        | { kind: "wait-share"; waits: true; probe: Probe }
        /** Bakes a new weight: green has to keep `least` healthy targets for so long, in milliseconds. */
        | { kind: "wait-bake"; waits: true; targetGroupArn: string; durationMs: number; least: number }
      ));

export type SetCapacity = Extract<GroupChange, { kind: "set-capacity" }>;

export type Tags = Readonly<Record<string, string>>;

/** Where and what to write down about a switch, in the same moment as the weights. */
export interface SwitchRecord extends Pick<Switch, "direction" | "baking"> {
  group: string;
}
