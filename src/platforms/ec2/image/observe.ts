import type { Editors } from "../groups/editors.ts";
import { templateTag } from "../groups/marks.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import { membersOfGroup, membersOfTargets } from "../in-place/members.ts";
import { toNotes } from "../in-place/notes.ts";
import { IN_PLACE_TAG, isHealthy } from "../in-place/snapshot.ts";
import type { Revision } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import type { ImageChange } from "./changes.ts";
import type { FoundInstance } from "./editor.ts";
import type { Baking, ImageSource, MadeImage, Serving, SourceInstance } from "./source.ts";
import { ASIDE_TAG, sourceOf } from "./source.ts";

/** What is known of the image of a deploy; undefined when it makes none of an instance. */
export async function observeBaking(
  revision: Revision | undefined,
  groups: readonly GroupState[],
  editors: Editors,
  reader: Ec2Reader,
): Promise<Baking | undefined> {
  const source = sourceOf(revision);
  if (source === undefined) return undefined;
  const editor = await editors.images();
  const templates = new Map(
    groups.flatMap(({ template }) => (template ? [[templateTag(template, template.version), template] as const] : [])),
  );
  const [instance, images, ...overrides] = await Promise.all([
    observeSource(source, groups, editors, reader),
    editor.imagesOf(source.instanceId),
    ...[...templates].map(async ([tag, template]) => [tag, await editor.overrides(template)] as const),
  ]);
  return { instance, images, overrides: Object.fromEntries(overrides), failedLooks: 0 };
}

/** One look of a wait: the images, or the instance, alone. */
export async function observeImages(
  { until, source }: Extract<ImageChange, { kind: "wait-image" }>,
  before: Baking | undefined,
  groups: readonly GroupState[],
  editors: Editors,
  reader: Ec2Reader,
): Promise<Baking> {
  const { instance, images = [], overrides = {}, failedLooks = 0 } = before ?? {};
  if (until !== "made") {
    return { instance: await observeSource(source, groups, editors, reader), images, overrides, failedLooks };
  }
  const now = await (await editors.images()).imagesOf(source.instanceId);
  return { instance, images: now, overrides, failedLooks: hasFailed(now[0]) ? failedLooks + 1 : 0 };
}

/** @param groups those of the step; the instance may be of another. */
async function observeSource(
  source: ImageSource,
  groups: readonly GroupState[],
  editors: Editors,
  reader: Ec2Reader,
): Promise<SourceInstance | undefined> {
  const found = await (await editors.images()).instance(source.instanceId);
  if (found === undefined) return undefined;
  const { state, group: name } = found;
  // What is known of the step's own groups is of before the wait.
  const [group] = name === undefined ? [] : await reader.groupsNamed([name]);
  const lifecycle = group?.instances.find(({ id }) => id === source.instanceId)?.lifecycle;
  const serving = await servingOf(source, found, group, groups, reader);
  return { state, group: name, lifecycle, serving };
}

async function servingOf(
  { instanceId }: ImageSource,
  { tags }: FoundInstance,
  group: GroupState | undefined,
  groups: readonly GroupState[],
  reader: Ec2Reader,
): Promise<Serving | undefined> {
  const arns = new Set([...(group?.targetGroupArns ?? []), ...groups.flatMap((each) => each.targetGroupArns)]);
  const all = await Promise.all(
    [...arns].map(async (arn) => ({ arn, name: nameIn(arn), targets: await reader.targets(arn) })),
  );
  const isOwn = ({ arn }: { arn: string }) => group?.targetGroupArns.includes(arn) ?? true;
  // Its group does not take it out of what somebody else registered it in.
  const isElsewhere = all.some((each) => !isOwn(each) && each.targets.some(({ id }) => id === instanceId));
  if (isElsewhere) return undefined;
  const targetGroups = all.filter(isOwn);
  const known = new Map([[instanceId, toNotes(tags, "")]]);
  const { machines } =
    group === undefined ? membersOfTargets(targetGroups, known) : membersOfGroup(group, targetGroups, known);
  const own = machines.find(({ id }) => id === instanceId);
  if (own === undefined) return undefined;
  const { service, registered, ports, reasons } = own;
  const others = machines.filter((machine) => machine.id !== instanceId && isHealthy(machine)).length;
  const held = group?.tags[IN_PLACE_TAG.held] !== undefined;
  return { service, registered, ports, reasons, aside: tags[ASIDE_TAG], others, held };
}

function hasFailed(image: MadeImage | undefined): boolean {
  return image !== undefined && image.state !== "pending" && image.state !== "available";
}

function nameIn(arn: string): string {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}
