import type { Intent } from "../../../delivery/plan.ts";
import { formatSwitch } from "../../../delivery/switch-record.ts";
import type { Tags } from "../groups/changes.ts";
import { NO_TEMPLATE, runs, templateTag } from "../groups/marks.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";

/** What a rollout of a single fleet writes on its one group, before anything is replaced. Pure. */

/** Until the rollout has begun a refresh. */
const NO_REFRESH = "none";

/** A launch template version, and what it was deployed as. */
export interface Version {
  /** `lt-0abc/6`. */
  template: string;
  /** Its number, as text. */
  number: string;
  /** The revision in words. */
  revision: string;
}

/** What the machines ran before the rollout; undefined when that record is missing or was tampered with. */
export function formerOf({ tags }: GroupState): Version | undefined {
  const [, template = "", number = "", revision = ""] =
    /^(\S+\/(\d{1,9})) (.{1,200})$/.exec(tags[TAG.former] ?? "") ?? [];
  return template === "" ? undefined : { template, number, revision };
}

/** What the rollout brings; undefined before there is a launch template version of it. */
export function wantedOf({ tags }: GroupState): Version | undefined {
  const template = tags[TAG.template] ?? NO_TEMPLATE;
  const [, number] = /^\S+\/(\d{1,9})$/.exec(template) ?? [];
  return number === undefined ? undefined : { template, number, revision: tags[TAG.revision] ?? "" };
}

/** The version that the group itself names: what the next launch brings while no refresh runs. */
export function namedBy(group: GroupState): Version | undefined {
  const { template } = group;
  if (template === undefined || !/^\d+$/.test(template.version)) return undefined;
  return { template: templateTag(template, template.version), number: template.version, revision: runs(group) };
}

/**
 * The mark of a rollout. One call, so that whoever is cut off leaves the one before it whole or this one: what that one
 * wrote of its moves is overwritten.
 *
 * @param wanted the revision in words.
 * @param version `lt-0abc/7`; undefined: it is not made yet.
 */
export function markTags(intent: Intent, group: GroupState, wanted: string, version: string | undefined): Tags {
  const former = namedBy(group);
  return {
    [TAG.rollout]: intent.rolloutId,
    ...(intent.nonce === undefined ? {} : { [TAG.claim]: intent.nonce }),
    [TAG.revision]: wanted,
    [TAG.template]: version ?? NO_TEMPLATE,
    [TAG.startedAt]: new Date(intent.now).toISOString(),
    [TAG.refresh]: NO_REFRESH,
    [TAG.switched]: formatSwitch({ by: "shift", at: intent.now, to: 0, verified: true, run: intent.rolloutId }),
    ...(former === undefined ? {} : { [TAG.former]: `${former.template} ${former.revision}`.slice(0, 256) }),
  };
}
