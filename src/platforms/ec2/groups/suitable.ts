import { requireOneTemplate } from "../clone/clone.ts";
import { sourceOf } from "../image/source.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings, Revision } from "../settings.ts";
import type { GroupState, InstanceState, Snapshot, TemplateRef } from "../snapshot.ts";
import { runs } from "./marks.ts";

/** Which groups a rollout can work on. */

/** @throws DeliveryError `group-not-found` or `too-many-groups`. */
export function requireGroups({ fleet }: Pick<Ec2Settings, "fleet">, { groups }: Pick<Snapshot, "groups">): void {
  const found = groups.map((group) => group.name);
  const named = fleet.kind === "paired" ? fleet.groups : found.length === 0 ? [fleet.name] : [];
  const missing = named.filter((name) => !found.includes(name));
  if (missing.length > 0) throw refuse("group-not-found", { names: missing.join(" and ") });
  if (groups.length > 2) throw refuse("too-many-groups", { groups: found.join(", ") });
}

/** @throws DeliveryError `launch-configuration` or `template-not-pinned`. */
export function requirePinnedTemplate({ name, template }: GroupState): TemplateRef {
  if (template === undefined) throw refuse("launch-configuration", { group: name });
  const { id, version } = template;
  if (!/^\d+$/.test(version)) {
    throw refuse("template-not-pinned", { group: name, version, template: template.name, id });
  }
  return template;
}

/** @throws DeliveryError when blue cannot be the pattern of what is deployed. */
export function requirePattern(blue: GroupState, revision: Revision, seen: Pick<Snapshot, "imageState">): TemplateRef {
  const template = requirePinnedTemplate(blue);
  requireCountable(blue);
  requireOneTemplate(blue, revision);
  requireImage(revision, seen);
  return template;
}

/** @throws DeliveryError when the group, which has no traffic, cannot become green. */
export function requireIdle(group: GroupState, blueTemplate: TemplateRef, revision: Revision): void {
  const { name, template, suspended } = group;
  if (group.deleting) throw refuse("being-deleted", { group: name });
  if (template === undefined || !isSameTemplate(template, blueTemplate)) {
    const uses = template === undefined ? "no launch template" : `the launch template ${template.id}`;
    throw refuse("other-template", { group: name, uses, blue: blueTemplate.id });
  }
  const stuck = suspended.filter((process) => NEEDED.includes(process));
  if (stuck.length > 0) throw refuse("processes-suspended", { group: name, processes: stuck.join(", ") });
  requireCountable(group);
  requireOneTemplate(group, revision);
}

/** Capacity that counts in something else than instances has no share that healthy targets could be held against. */
export function requireCountable({ name, raw }: GroupState): void {
  const type = raw.DesiredCapacityType ?? "units";
  if (type !== "units") throw refuse("not-counted-in-instances", { group: name, how: `the capacity type ${type}` });
  const weights = (raw.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []).map(
    ({ WeightedCapacity }) => WeightedCapacity,
  );
  if (weights.every((weight) => weight === undefined || weight === "1")) return;
  throw refuse("not-counted-in-instances", { group: name, how: "weights of its instance types (WeightedCapacity)" });
}

const NEEDED = ["Launch", "AddToLoadBalancer", "HealthCheck"];

/** A mixed instances policy may name its template by name alone. */
function isSameTemplate(one: TemplateRef, other: TemplateRef): boolean {
  return one.id !== "" && other.id !== "" ? one.id === other.id : one.name === other.name;
}

export function requireImage(revision: Revision, { imageState }: Pick<Snapshot, "imageState">): void {
  if (revision.kind !== "template" || revision.imageId === undefined || imageState === "available") return;
  throw refuse("image-not-available", { image: revision.imageId, state: imageState ?? "unknown" });
}

/** Whether the group and each of its instances run what a deploy would bring. Seen, not believed. */
export function isCurrent(group: GroupState | undefined, revision: Revision | undefined, wanted: string): boolean {
  if (group?.template === undefined || revision === undefined) return false;
  // An instance may have changed since an image was made of it: another deploy is another revision.
  if (sourceOf(revision) !== undefined) return false;
  const { version } = group.template;
  const isGiven = revision.kind === "version" ? version === String(revision.version) : runs(group) === wanted;
  return isGiven && group.instances.every((instance) => isLeaving(instance) || instance.templateVersion === version);
}

export function isLeaving({ lifecycle }: InstanceState): boolean {
  return /^(Terminat|Detach)/.test(lifecycle);
}
