import type { Intent } from "../../../delivery/plan.ts";
import type { RolloutMark } from "../../../delivery/standing.ts";
import type { TimedWait } from "../../../delivery/waits.ts";
import { waitForClaim } from "../../../delivery/waits.ts";
import { CLAIM_WAIT_MS } from "../../../engine/timing.ts";
import type { Capacity, GroupState, TemplateRef } from "../snapshot.ts";
import { formatCapacity, parseCapacity, TAG } from "../snapshot.ts";
import type { GroupChange, Tags } from "./changes.ts";
import { formatHeld, type Held } from "./limits.ts";

/** What a rollout writes on green's group, and what its tags say. */

type Of<K extends GroupChange["kind"]> = Extract<GroupChange, { kind: K }>;

/** Until the rollout has given the group a launch template version. */
export const NO_TEMPLATE = "none";

/** The mark on green's group; undefined: it is not part of a rollout. */
export function markOf(green: GroupState | undefined): RolloutMark | undefined {
  const tags = green?.tags ?? {};
  const id = tags[TAG.rollout];
  if (id === undefined) return undefined;
  return { id, revision: tags[TAG.revision] ?? "", startedAt: tags[TAG.startedAt] ?? "", nonce: tags[TAG.claim] };
}

/** Blue's size and limits as the rollout found them; undefined when that record is missing. */
export function blueBefore(green: GroupState | undefined): Capacity | undefined {
  return parseCapacity(green?.tags[TAG.blueCapacity]);
}

/** The tags that mark a rollout from its first moment, with the limits that it is going to set. */
export function rolloutTags(intent: Intent, blue: GroupState, wanted: string, held: Held): Tags {
  return {
    [TAG.rollout]: intent.rolloutId,
    ...claimTags(intent),
    [TAG.revision]: wanted,
    [TAG.template]: NO_TEMPLATE,
    [TAG.startedAt]: new Date(intent.now).toISOString(),
    [TAG.blueCapacity]: formatCapacity(blue),
    [TAG.held]: formatHeld(held),
  };
}

function claimTags({ nonce }: Intent): Tags {
  return nonce === undefined ? {} : { [TAG.claim]: nonce };
}

/** Marks an idle group as green of a rollout: the first change of all. Who writes last holds it. */
export function claimGroup(group: string, tags: Tags): GroupChange[] {
  const summary = `Mark ${group} as green of ${tags[TAG.rollout]}`;
  return [{ kind: "mark", group, tags, claims: true, summary }, waitForClaim(group)];
}

/** The same for a rollout that is marked already, perhaps by another run: this one goes on with it. */
export function takeUp(intent: Intent, { name, tags }: Pick<GroupState, "name" | "tags">): (Of<"mark"> | TimedWait)[] {
  const { nonce } = intent;
  if (nonce === undefined) return [];
  if (tags[TAG.claim] === nonce) return [waitForClaim(name)];
  const summary = `Claim the rollout on ${name} for ${intent.rolloutId}`;
  return [{ kind: "mark", group: name, tags: claimTags(intent), claims: true, summary }, waitForClaim(name)];
}

/** Writes down that bake and checks of a weight were seen to their end. */
export function recordVerified(green: GroupState | undefined, percent: number): GroupChange[] {
  if (green === undefined) return [];
  const summary = `Record on ${green.name} that ${percent} % is verified`;
  return [{ kind: "record-verified", records: true, group: green.name, to: percent, summary }];
}

export function isEnding(green: GroupState | undefined): boolean {
  return green !== undefined && (green.deleting || green.tags[TAG.ending] !== undefined);
}

/** When the teardown that has begun noted so, in milliseconds since the epoch; undefined: none has. */
export function endingSince(green: GroupState | undefined): number | undefined {
  const noted = Date.parse(/^([^/]+)\//.exec(green?.tags[TAG.ending] ?? "")?.[1] ?? "");
  return Number.isNaN(noted) ? undefined : noted;
}

/**
 * Notes on green's group that a teardown has begun, and waits until every run that has not seen it is over with what it
 * was about to do.
 *
 * @param now milliseconds since the epoch.
 */
export function markEnding(intent: Intent, green: GroupState, now: number): GroupChange[] {
  const { name, tags } = green;
  if (tags[TAG.ending] !== undefined)
    return now - (endingSince(green) ?? 0) < CLAIM_WAIT_MS ? [waitForClaim(name)] : [];
  const value = `${new Date(now).toISOString()}/${intent.rolloutId}`;
  const summary = `Note on ${name} that its rollout is being torn down`;
  return [{ kind: "mark", group: name, tags: { [TAG.ending]: value }, claims: true, summary }, waitForClaim(name)];
}

/** Takes the rollout out of the hands of a teardown that has begun, and waits until that one must have seen it. */
export function takeOver(green: GroupState | undefined): GroupChange[] {
  if (green === undefined || green.deleting || green.tags[TAG.ending] === undefined) return [];
  const { name } = green;
  const summary = `Take the rollout on ${name} over from the teardown that has begun`;
  return [{ kind: "unmark", group: name, keys: [TAG.ending], claims: true, summary }, waitForClaim(name)];
}

/**
 * Ends a rollout.
 *
 * @param leaves the group runs nothing from now on: were its revision left on it, it would look deployed as blue.
 */
export function unmark(group: string, leaves: boolean): GroupChange {
  const kept: readonly string[] = [TAG.fleet, TAG.warmPool, ...(leaves ? [] : [TAG.revision, TAG.template])];
  const keys = Object.values(TAG).filter((key) => !kept.includes(key));
  return { kind: "unmark", group, keys, summary: `Remove the rollout's tags from ${group}` };
}

/** `lt-0abc/7`: what the template tag says of a version. */
export function templateTag({ id, name }: Pick<TemplateRef, "id" | "name">, version: number | string): string {
  return `${id === "" ? name : id}/${version}`;
}

/** The number of the template version that the rollout gave the group; undefined: none yet, or of another template. */
export function givenVersion({ template, tags }: GroupState): number | undefined {
  const [, number] = /\/(\d{1,9})$/.exec(tags[TAG.template] ?? "") ?? [];
  if (template === undefined || number === undefined) return undefined;
  return tags[TAG.template] === templateTag(template, number) ? Number(number) : undefined;
}

/**
 * What the group runs: the revision on record, as long as the group's launch template version is the one that it was
 * recorded with; else that version. Groups marked by releases that did not record the version are believed.
 */
export function runs({ template, tags }: GroupState): string {
  const version = template === undefined ? "" : `launch-template-version=${template.version}`;
  const given = tags[TAG.template];
  const believed = given === undefined || (template !== undefined && given === templateTag(template, template.version));
  return believed ? (tags[TAG.revision] ?? version) : version;
}
