import type { LifecycleHookSpecification } from "@aws-sdk/client-auto-scaling";
import type { Change } from "../../../delivery/plan.ts";
import type { Attachment } from "../clone/attachments.ts";
import type { Capacity, Switch } from "../snapshot.ts";

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

export type SetCapacity = Extract<GroupChange, { kind: "set-capacity" }>;

export type Tags = Readonly<Record<string, string>>;

/** Where and what to write down about a switch, in the same moment as the weights. */
export interface SwitchRecord extends Pick<Switch, "direction" | "baking"> {
  group: string;
}
