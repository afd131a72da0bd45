import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { MoveRecord, Part } from "../../../delivery/schedule.ts";
import { attachmentWarnings, hookSpecifications } from "../clone/group-config.ts";
import { createClone, emptied, giveTemplate, sizeOfGreen } from "../groups/bring-up.ts";
import type { Tags } from "../groups/changes.ts";
import { requireDeletable } from "../groups/empty.ts";
import { deletionWarnings, fleetOf, nextCloneName } from "../groups/fleet.ts";
import { idsOf } from "../groups/foreign.ts";
import { holdBlue } from "../groups/limits.ts";
import { claimGroup, givenVersion, rolloutTags, takeUp } from "../groups/marks.ts";
import { requireIdle, requirePattern } from "../groups/suitable.ts";
import { forget, NOTHING_YET } from "../groups/switch-tags.ts";
import { renewPool } from "../groups/warm-pool.ts";
import type { Baked } from "../image/plan.ts";
import { bake, overrideWarnings } from "../image/plan.ts";
import { refuse as refuseGroup } from "../refusals.ts";
import type { Revision, SharedSettings } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { GroupState, TemplateRef } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { SharedChange } from "./changes.ts";
import type { Context } from "./parts.ts";
import {
  attachMissing,
  bringInGreen,
  fullCapacity,
  note,
  resizeGreen,
  takeOut,
  waitEmpty,
  waitLaunched,
} from "./parts.ts";
import { refuse } from "./refusals.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { isWhole } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { fullSize } from "./weights.ts";

/** Marks and claims green, and brings it up beside blue, outside of the target group. */
export function begin(context: Context): Part<SharedChange> {
  const { settings, intent, seen, sides } = context;
  const pattern = patternOf(context);
  requireDetachable(settings, seen, sides);
  if (!settings.keepsGroups) requireDeletable(pattern.blue);
  const { group } = sides.green;
  if (settings.fleet.kind === "cloned" && group === undefined) {
    return beginClone(context, pattern, fleetOf(settings.fleet.name, seen.groups));
  }
  // Whoever names a pair has two groups: see requireGroups.
  if (group === undefined) throw new DeliveryError("internal", "The idle group of a pair was not observed.");
  requireIdle(group, pattern.template, pattern.revision);
  const tags = tagsFor(intent, pattern, group, settings.desiredCapacity ?? pattern.blue.desired);
  const marked = { ...group, tags: { ...group.tags, ...tags } };
  return {
    changes: [...forget(group), ...claimGroup(group.name, tags), ...bringUp(context, pattern, marked)],
    warnings: [...deletionWarnings(settings, pattern.blue), ...overrideWarnings(pattern.template, seen.baking)],
  };
}

/** Gives a green that is marked what it still lacks. `again`: the record of its rollback is cleared. */
export function resume(context: Context, again: boolean): Part<SharedChange> {
  const { settings, intent, sides, standing } = context;
  const { group } = sides.green;
  if (group === undefined) throw new DeliveryError("internal", "A mark was read without its group.");
  // Its record tells of no rollback any more, but still since when green is without traffic.
  const move: MoveRecord = { by: "shift", to: 0, verified: true, run: intent.rolloutId, memory: NOTHING_YET };
  const cleared = again ? [...forget(group), ...note(sides, standing, move)] : [];
  // A green that has traffic has the size of its share; how far it can grow is noted. One that serves nobody leaves.
  const rest =
    (standing.weight ?? 0) === 0
      ? bringUp(context, patternOf(context), group)
      : [
          ...noteSize(group, sizeFor(settings, sides, group)),
          ...holdBlue(sides.blue.group, group),
          ...bringInGreen(sides, []),
        ];
  const changes = [...cleared, ...rest];
  return { changes: changes.length === 0 ? [] : [...takeUp(intent, group), ...changes] };
}

/** What green is made from. */
interface Pattern {
  blue: GroupState;
  revision: Revision;
  template: TemplateRef;
  wanted: string;
}

function patternOf({ settings: { revision }, seen, sides: { blue } }: Context): Pattern {
  if (revision === undefined) throw new DeliveryError("internal", "A deploy without a revision reached the planner.");
  if (blue.group === undefined) throw refuse("nobody-attached", { target: seen.targetGroup.name });
  const template = requirePattern(blue.group, revision, seen);
  return { blue: blue.group, revision, template, wanted: describeRevision(revision) };
}

/** The mark, with the limits that the rollout is going to set. */
function tagsFor(intent: Intent, { blue, wanted }: Pattern, green: GroupState, size: number): Tags {
  const tags = rolloutTags(intent, blue, wanted, {});
  const { max } = fullCapacity({ ...green, desired: 0, tags }, size);
  const held = { blueMin: blue.min < blue.desired ? blue.desired : undefined, greenMin: size, greenMax: max };
  return { ...rolloutTags(intent, blue, wanted, held), [TAG.greenSize]: String(size) };
}

function beginClone(context: Context, pattern: Pattern, fleet: string): Part<SharedChange> {
  const { settings, intent, seen } = context;
  const { blue, template } = pattern;
  const name = nextCloneName(fleet, seen.groups);
  const size = settings.desiredCapacity ?? blue.desired;
  const tags = { ...tagsFor(intent, pattern, blue, size), [TAG.fleet]: fleet };
  const config = seen.attachments[blue.name];
  const hooks = config === undefined ? [] : hookSpecifications(config);
  const { change, clone } = createClone(blue, template, name, tags, undefined, hooks);
  return {
    changes: [change, ...bringUp(context, pattern, clone)],
    warnings: [
      ...deletionWarnings(settings, blue),
      ...overrideWarnings(template, seen.baking),
      ...(config === undefined ? [] : attachmentWarnings(config, blue.name, name)),
    ],
  };
}

/** What a beginning and every resumption have in common; only what is not so yet. */
function bringUp(context: Context, pattern: Pattern, green: GroupState): SharedChange[] {
  const { settings, intent, seen, sides } = context;
  const { revision, template, blue } = pattern;
  const size = sizeFor(settings, sides, green);
  // One that a move left attached may have had traffic: its teardown counts from here.
  const move: MoveRecord = { by: "shift", to: 0, verified: true, run: intent.rolloutId };
  const changes = takeOut(sides.green, "green", sides.marked ? { group: green.name, ...move } : undefined);
  const baked = bakeFor(green, template, revision, seen);
  changes.push(...baked.changes);
  const empties = emptied(green, revision);
  const pool = renewPool(green, seen.pools[green.name], revision, empties !== undefined);
  changes.push(...pool.before);
  if (empties !== undefined) changes.push(...empties, waitEmpty(green.name));
  const empty = empties === undefined ? green : { ...green, min: 0, desired: 0, instances: [] };
  changes.push(
    ...giveTemplate(empty, template, baked.revision, describeRevision(baked.revision), settings.keepVersions),
    ...pool.after,
    ...attachMissing(settings, seen, sides, green.name, false),
    ...noteSize(empty, size),
    ...holdBlue(blue, empty),
  );
  const aside: SharedSide = { ...sides.green, group: empty, attached: false, registered: 0 };
  changes.push(...resizeGreen(aside, fullCapacity(empty, size)));
  return changes.length === 0 && isWhole(aside, "strict") ? [] : [...changes, waitLaunched(green.name, "green")];
}

/** The image comes before all that would be in vain without it. */
function bakeFor(green: GroupState, template: TemplateRef, revision: Revision, seen: SharedSnapshot): Baked {
  if (givenVersion(green) !== undefined) return { changes: [], revision };
  const targets = seen.targetGroup.targets.map(({ id }) => id);
  return bake(revision, { rollout: green.tags[TAG.rollout] ?? "", template, targets, standsAside: true }, seen.baking);
}

/** Green's full size: what is asked for, or what blue has by now, but never less than it was given. */
function sizeFor({ desiredCapacity }: SharedSettings, { blue }: SharedSides, green: GroupState): number {
  return desiredCapacity ?? Math.max(fullSize(green) ?? 0, sizeOfGreen(undefined, blue.group, green), 1);
}

function noteSize(green: GroupState, size: number): SharedChange[] {
  if (fullSize(green) === size) return [];
  const summary = `Note on ${green.name} that its full size is ${size}`;
  return [{ kind: "mark", group: green.name, tags: { [TAG.greenSize]: String(size) }, summary }];
}

/** @throws DeliveryError when green could not get all of the traffic, or not give it back. */
export function requireDetachable(
  { allowForeignTargets }: SharedSettings,
  { targetGroup: { name, arn }, otherwiseAttached }: SharedSnapshot,
  sides: SharedSides,
): void {
  const { blue, foreign } = sides;
  if (foreign.length > 0 && !allowForeignTargets)
    throw refuseGroup("foreign-targets", { target: name, targets: idsOf(foreign) });
  const group = blue.group?.name ?? "";
  if (otherwiseAttached.includes(group)) throw refuse("attached-otherwise", { group, target: name, arn });
}
