import type { LifecycleHookSpecification } from "@aws-sdk/client-auto-scaling";
import type { Change } from "../../../delivery/plan.ts";
import type { MoveRecord } from "../../../delivery/schedule.ts";
import type { LastSwitch } from "../../../delivery/standing.ts";
import type { TimedWait } from "../../../delivery/waits.ts";
import type { Attachment } from "../clone/group-config.ts";
import type { ImageChange } from "../image/changes.ts";
import type { Capacity } from "../snapshot.ts";

/** Which launch template version a group is to run: one that exists, or the one that `create-template-version` makes. */
export type TemplateVersion = { number: number } | "created";

/** What a step can do to groups and launch templates, however traffic reaches them. */
export type GroupChange =
  | TimedWait
  | ImageChange
  | (Change &
      (
        | {
            kind: "create-template-version";
            /** Empty where a mixed instances policy names its template by name alone. */
            templateId: string;
            templateName: string;
            sourceVersion: string;
            imageId: string | undefined;
            /** The instance whose image it is to have, while there is none: then it cannot be made yet. */
            imageOf?: string | undefined;
            userData: string | undefined;
            description: string;
            /** The same request twice is one version (EC2 API Reference, idempotency). */
            clientToken: string;
          }
        /** Deletes versions that this action made, beyond the newest `keep`, that nobody uses. */
        | { kind: "prune-versions"; templateId: string; templateName: string; keep: number }
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
        | {
            kind: "set-capacity";
            group: string;
            capacity: Partial<Capacity>;
            /** Green's group: there it is noted beforehand that these limits are the rollout's (see `withNotes`). */
            notedOn?: string;
          }
        | { kind: "allow-scale-in"; group: string; instanceIds: readonly string[] }
        | { kind: "delete-group"; group: string }
        /** With its instances; whoever puts it back waits until it is gone. */
        | { kind: "delete-warm-pool"; group: string }
        | { kind: "wait-pool"; waits: true; group: string }
        /** Puts it with what a tag says of it (`formatPool`), and takes that off. */
        | { kind: "put-warm-pool"; group: string; pool: string }
        /** Writes down that bake and checks of a weight were seen to their end; when it moved stays. */
        | { kind: "record-verified"; records: true; group: string; to: number }
      ));

export type SetCapacity = Extract<GroupChange, { kind: "set-capacity" }>;

export type Tags = Readonly<Record<string, string>>;

/**
 * The record of a weight whose bake and checks were seen to their end. One of another move, which did not come about, is
 * not kept.
 *
 * @param now milliseconds since the epoch.
 */
export function verifiedSwitch(last: LastSwitch | undefined, to: number, now: number): LastSwitch {
  if (last === undefined || last.by === "rollback" || (last.to ?? to) !== to) {
    return { by: "shift", at: now, to, verified: true };
  }
  const { bakeMs: _over, ...kept } = last;
  return { ...kept, to, verified: true };
}

/** Where and what to write down about a move of the traffic, before the traffic moves. */
export interface SwitchRecord extends MoveRecord {
  group: string;
  /** How many healthy targets green has as its bake begins; undefined: it does not bake. */
  least?: number | undefined;
}
