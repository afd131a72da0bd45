import { createHash } from "node:crypto";
import type { LifecycleHookSpecification } from "@aws-sdk/client-auto-scaling";
import { amountOf } from "../../../delivery/counted.ts";
import type { Revision } from "../settings.ts";
import type { GroupState, InstanceState, TemplateRef } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { GroupChange, Tags } from "./changes.ts";
import { scaleToNothing } from "./empty.ts";
import { heldBy } from "./limits.ts";
import { blueBefore, givenVersion } from "./marks.ts";
import { describeVersion } from "./template-versions.ts";

/** What makes a group green of a rollout, and only what is not so yet: a beginning and a resumption are one list. */

/**
 * Green's group as a clone of blue's, of size 0 and with blue's launch template version. Its unique name is the claim:
 * who comes second is refused by AWS, and nothing of its rollout exists yet.
 *
 * @param targetGroupArn undefined: it is attached later.
 */
export function createClone(
  blue: GroupState,
  template: TemplateRef,
  name: string,
  tags: Tags,
  targetGroupArn: string | undefined,
  hooks: readonly LifecycleHookSpecification[],
): { change: GroupChange; clone: GroupState } {
  const summary = `Create ${name} from ${blue.name} at size 0 as green of ${tags[TAG.rollout]}`;
  const version = { number: Number(template.version) };
  return {
    change: {
      kind: "create-green",
      claims: true,
      from: blue.name,
      name,
      targetGroupArn,
      version,
      tags,
      hooks,
      summary,
    },
    clone: { ...blue, name, min: 0, desired: 0, instances: [], tags },
  };
}

/**
 * Gives green the launch template version of its revision: that which the rollout gave it before, or a new one made
 * from blue's.
 *
 * @param wanted the revision as it is recorded.
 * @param keep how many versions of ours stay before another is made; undefined: all.
 */
export function giveTemplate(
  green: GroupState,
  source: TemplateRef,
  revision: Revision,
  wanted: string,
  keep: number | undefined,
): GroupChange[] {
  const given = givenVersion(green);
  const summary = `Set ${green.name} to ${wanted}`;
  if (given !== undefined) {
    if (green.template?.version === String(given)) return [];
    return [{ kind: "set-template", group: green.name, version: { number: given }, summary }];
  }
  const { changes, version } = templateVersion(revision, source, wanted, green.tags[TAG.rollout] ?? "");
  const pruned = keep === undefined || changes.length === 0 ? [] : [prune(source, keep)];
  return [...pruned, ...changes, { kind: "set-template", group: green.name, version, summary }];
}

function prune({ id, name }: TemplateRef, keep: number): GroupChange {
  const summary = `Delete versions of the launch template ${name} that deploys made and nobody uses, but for the newest ${keep}`;
  return { kind: "prune-versions", templateId: id, templateName: name, keep, summary };
}

/** A version per rollout and revision: asked for again, by whichever run goes on with the rollout, it is the same one. */
export function templateVersion(revision: Revision, source: TemplateRef, wanted: string, rollout: string) {
  if (revision.kind === "version") return { changes: [], version: { number: revision.version } };
  const { imageId, userData } = revision;
  const imageOf = imageId === undefined ? revision.source?.instanceId : undefined;
  const parts = [source.id, source.version, imageId, userData, rollout];
  const token = createHash("sha256").update(parts.join("\n")).digest("hex");
  const change: GroupChange = {
    kind: "create-template-version",
    templateId: source.id,
    templateName: source.name,
    sourceVersion: source.version,
    imageId,
    ...(imageOf === undefined ? {} : { imageOf }),
    userData,
    description: describeVersion(wanted, rollout),
    clientToken: `pd-${token.slice(0, 48)}`,
    summary: `Create a version of the launch template ${source.name} from version ${source.version} with ${imageOf === undefined ? wanted : `the image of ${imageOf}`}`,
  };
  return { changes: [change], version: "created" as const };
}

/**
 * Ends what a group without traffic still has from before: instances that would never be of the wanted version.
 *
 * @returns undefined when it has none; else the caller waits, after the changes, until the group is empty.
 */
export function emptied(green: GroupState, revision: Revision): GroupChange[] | undefined {
  const { instances, desired } = green;
  const given = givenVersion(green) ?? (revision.kind === "version" ? revision.version : undefined);
  const isStale = ({ templateVersion }: InstanceState) => given === undefined || templateVersion !== String(given);
  const stays = instances.filter(({ lifecycle }) => !/^Terminat/.test(lifecycle));
  if (desired > 0 || stays.length > 0) {
    if (given !== undefined && !stays.some(isStale)) return undefined;
    return scaleToNothing(green, `: its ${stays.length} instances run another version and have no traffic`);
  }
  return instances.some(isStale) ? [] : undefined;
}

/** Green's size when it has everything: what is asked for, or what blue has by now. */
export function sizeOfGreen(asked: number | undefined, blue: GroupState | undefined, green: GroupState): number {
  return asked ?? Math.max(blueBefore(green)?.desired ?? 0, blue?.deleting === true ? 0 : (blue?.desired ?? 0));
}

/**
 * Green at its size, and not smaller while the rollout lasts.
 *
 * @param size instances.
 */
export function scaleUp(green: GroupState, size: number): GroupChange[] {
  if (green.desired >= size && green.min >= size) return [];
  const max = limitFor(green, size);
  const desired = Math.max(green.desired, size);
  return [
    {
      kind: "set-capacity",
      group: green.name,
      capacity: { min: size, desired, max },
      notedOn: green.name,
      summary: `Scale ${green.name} to ${amountOf(desired, "instance")} (it has ${green.desired})`,
    },
  ];
}

/** Blue's maximum at first; later on only what the size needs, since it may be somebody else's by then. */
function limitFor(green: GroupState, size: number): number {
  const fresh = green.desired === 0 || green.max === heldBy(green).greenMax;
  return Math.max(fresh ? (blueBefore(green)?.max ?? green.max) : green.max, size);
}
