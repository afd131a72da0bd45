import type { Intent } from "../../../delivery/plan.ts";
import type { RolloutMark } from "../../../delivery/standing.ts";
import { formatSwitch } from "../../../delivery/switch-record.ts";
import { joined, spread } from "../../tag-text.ts";
import type { Tags } from "../groups/changes.ts";
import { TAG } from "../snapshot.ts";
import { IN_PLACE_TAG } from "./snapshot.ts";
import type { Course } from "./stages.ts";

/** What the tags on the group say of a rollout. A revision may be any text: it is escaped, and may take several tags. */
export interface GroupRecord {
  /** Undefined: none is on record. */
  rollout: RolloutMark | undefined;
  /** What the group was brought to last, or is being brought to; it outlasts the rollout. */
  revision: string | undefined;
  /** What it ran before the rollout; undefined: nobody noted it. */
  former: string | undefined;
}

export function readRecord(tags: Tags): GroupRecord {
  const texts = joined(tags);
  const [id, revision] = [tags[TAG.rollout], texts.get(TAG.revision)];
  return {
    rollout:
      id === undefined
        ? undefined
        : { id, revision: revision ?? "", startedAt: tags[TAG.startedAt] ?? "", nonce: tags[TAG.claim] },
    revision,
    former: texts.get(IN_PLACE_TAG.former),
  };
}

/**
 * The tags with which a rollout begins, or is taken up again after its rollback: in one call, so that what is on record of
 * another one never seems to be of this one.
 */
export function beginTags(intent: Intent, { rollout, revision, former }: Course): Tags {
  const { nonce, now, rolloutId } = intent;
  return {
    [TAG.rollout]: rollout,
    ...(nonce === undefined ? {} : { [TAG.claim]: nonce }),
    [TAG.startedAt]: new Date(now).toISOString(),
    [TAG.switched]: formatSwitch({ by: "shift", at: now, to: 0, verified: true, run: rolloutId }),
    ...spread(TAG.revision, revision),
    ...(former === undefined ? {} : spread(IN_PLACE_TAG.former, former)),
  };
}

/** All that a rollout writes on the group, but for what it runs. */
export function recordKeys(tags: Tags): string[] {
  const own: readonly string[] = [TAG.rollout, TAG.claim, TAG.startedAt, TAG.switched, IN_PLACE_TAG.former];
  return Object.keys(tags).filter((key) => own.includes(key.replace(/=\d+$/, "")));
}

/** The tags that say what the group runs. */
export function revisionTags(tags: Tags, revision: string | undefined): { set: Tags; remove: string[] } {
  if (revision !== undefined) return { set: spread(TAG.revision, revision), remove: [] };
  return { set: {}, remove: Object.keys(tags).filter((key) => key.replace(/=\d+$/, "") === TAG.revision) };
}
