import type { Editors } from "../groups/editors.ts";
import { templateTag } from "../groups/marks.ts";
import type { Ec2Reader } from "../groups/observe.ts";
import type { Revision } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import type { Baking, ImageSource, MadeImage } from "./source.ts";
import { sourceOf } from "./source.ts";

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
  const [found, images, ...overrides] = await Promise.all([
    editor.instance(source.instanceId),
    editor.imagesOf(source.instanceId),
    ...[...templates].map(async ([tag, template]) => [tag, await editor.overrides(template)] as const),
  ]);
  const known = groups.find(({ name }) => name === found?.group);
  const [group = known] =
    found?.group === undefined || known !== undefined ? [] : await reader.groupsNamed([found.group]);
  const instance = found && { ...found, lifecycle: lifecycleIn(group, source.instanceId) };
  return { instance, images, overrides: Object.fromEntries(overrides), failedLooks: 0 };
}

/** One look of a wait: the images alone. */
export async function observeImages(
  { instanceId }: ImageSource,
  before: Baking | undefined,
  editors: Editors,
): Promise<Baking> {
  const images = await (await editors.images()).imagesOf(instanceId);
  const failedLooks = hasFailed(images[0]) ? (before?.failedLooks ?? 0) + 1 : 0;
  return { instance: before?.instance, images, overrides: before?.overrides ?? {}, failedLooks };
}

function hasFailed(image: MadeImage | undefined): boolean {
  return image !== undefined && image.state !== "pending" && image.state !== "available";
}

function lifecycleIn(group: GroupState | undefined, instanceId: string): string | undefined {
  return group?.instances.find(({ id }) => id === instanceId)?.lifecycle;
}
