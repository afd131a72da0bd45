import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { Part } from "../../../delivery/schedule.ts";
import { giveAttached } from "../clone/give-attached.ts";
import { attachmentWarnings, hookSpecifications } from "../clone/group-config.ts";
import { createClone, emptied, giveTemplate, scaleUp, sizeOfGreen } from "../groups/bring-up.ts";
import { requireDeletable, requireTerminable } from "../groups/empty.ts";
import { deletionWarnings, fleetOf, nextCloneName } from "../groups/fleet.ts";
import { isFullyHealthy } from "../groups/health.ts";
import { holdBlue } from "../groups/limits.ts";
import { claimGroup, givenVersion, rolloutTags, takeUp } from "../groups/marks.ts";
import { requireIdle, requirePattern } from "../groups/suitable.ts";
import { forget, NOTHING_YET, switchTags } from "../groups/switch-tags.ts";
import { renewPool } from "../groups/warm-pool.ts";
import type { Baked } from "../image/plan.ts";
import { bake, overrideWarnings } from "../image/plan.ts";
import { openPreview } from "../listeners/preview.ts";
import { weightsOn } from "../listeners/routes.ts";
import { refuse } from "../refusals.ts";
import type { Ec2Settings, Revision } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { GroupState, Snapshot, TemplateRef } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { smokeOfDeploy } from "./checks.ts";
import type { Sides } from "./sides.ts";
import { agreedShare } from "./sides.ts";
import { requireReferable, requireServing } from "./suitable.ts";
import { waitDrained, waitHealthy } from "./waits.ts";

/** How green is brought up beside blue: the moves of a deploy. Pure; every list has only what is not so yet. */
export function begin(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides): Part<Ec2Change> {
  const { fleet } = settings;
  const revision = revisionOf(settings);
  const blue = requireServing(sides.blue);
  const template = requirePattern(blue, revision, seen);
  requireReferable(seen, sides);
  if (!settings.keepsGroups) requireDeletable(blue);
  const warnings = [...deletionWarnings(settings, blue), ...overrideWarnings(template, seen.baking)];
  const { group } = sides.green;
  if (fleet.kind === "cloned" && group === undefined) {
    const own = fleetOf(fleet.name, seen.groups);
    const name = nextCloneName(own, seen.groups);
    const attached = seen.attachments[blue.name];
    const tags = { ...tagsOf(settings, intent, blue), [TAG.fleet]: own };
    const hooks = attached === undefined ? [] : hookSpecifications(attached);
    const { change, clone } = createClone(blue, template, name, tags, sides.green.targetGroup.arn, hooks);
    return {
      changes: [change, ...bringUp(settings, seen, sides, clone), ...smokeOfDeploy(settings)],
      warnings: [...warnings, ...(attached === undefined ? [] : attachmentWarnings(attached, blue.name, name))],
    };
  }
  if (group === undefined) throw refuse("no-idle-group", { target: sides.green.targetGroup.name });
  requireIdle(group, template, revision);
  const tags = tagsOf(settings, intent, blue);
  const stale = Object.keys(group.tags).filter((key) => LEFT_OVER.includes(key));
  const kept = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !stale.includes(key)));
  const marked = { ...group, tags: { ...kept, ...tags } };
  const cleared = stale.length === 0 ? [] : [clearTags(group.name, stale)];
  return {
    changes: [
      ...cleared,
      ...claimGroup(group.name, tags),
      ...bringUp(settings, seen, sides, marked),
      ...smokeOfDeploy(settings),
    ],
    warnings,
  };
}

/** What a rollout whose mark somebody took away may have left, and a new one must not take for its own. */
const LEFT_OVER: readonly string[] = [
  TAG.switched,
  TAG.gates,
  TAG.shifts,
  TAG.bake,
  TAG.ending,
  TAG.rules,
  TAG.testListener,
];

function clearTags(group: string, keys: readonly string[]): Ec2Change {
  return { kind: "unmark", group, keys, summary: `Remove what an earlier rollout left on ${group}` };
}

/**
 * Takes a rollout of the same revision up where it was left.
 *
 * @param again it was rolled back; from now on it counts as deployed.
 */
export function resume(
  settings: Ec2Settings,
  intent: Intent,
  seen: Snapshot,
  sides: Sides,
  again: boolean,
): Part<Ec2Change> {
  const { group } = sides.green;
  if (group === undefined) throw new DeliveryError("internal", "A mark was read without its group.");
  if (group.deleting) throw refuse("being-deleted", { group: group.name });
  const changes = [...(again ? clearRollback(group, sides) : []), ...bringUp(settings, seen, sides, group)];
  const claim = changes.some(({ waits }) => waits !== true) ? takeUp(intent, group) : [];
  const smoke = agreedShare(sides) === 0 ? smokeOfDeploy(settings) : [];
  return { changes: [...claim, ...changes, ...smoke] };
}

function revisionOf({ revision }: Ec2Settings): Revision {
  if (revision === undefined) throw new DeliveryError("internal", "A deploy without a revision reached the planner.");
  return revision;
}

function tagsOf(settings: Ec2Settings, intent: Intent, blue: GroupState) {
  const size = settings.desiredCapacity ?? blue.desired;
  const held = {
    blueMin: blue.min < blue.desired ? blue.desired : undefined,
    greenMin: size,
    greenMax: Math.max(blue.max, size),
  };
  const listener = settings.testListener === undefined ? {} : { [TAG.testListener]: settings.testListener.arn };
  return { ...rolloutTags(intent, blue, describeRevision(revisionOf(settings)), held), ...listener };
}

/** When its traffic last moved stays on record: clients may still be pinned to it. What judged it is forgotten, first. */
function clearRollback(group: GroupState, { switched }: Sides): Ec2Change[] {
  if (switched === undefined) return [];
  const { name } = group;
  const tags = switchTags({ ...switched, by: "shift", to: 0, verified: true, memory: NOTHING_YET }, group.tags);
  const summary = `Record on ${name} that it is deployed again`;
  return [...forget(group), { kind: "mark", group: name, tags, summary }];
}

/** What both kinds of fleet, every beginning and every resumption have in common. */
function bringUp(settings: Ec2Settings, seen: Snapshot, sides: Sides, green: GroupState): Ec2Change[] {
  const { blue } = sides;
  const revision = revisionOf(settings);
  const idle = agreedShare(sides) === 0;
  const old = idle ? emptied(green, revision) : undefined;
  if (old !== undefined) requireTerminable(green, false);
  const clean = old === undefined ? green : { ...green, min: 0, desired: 0, instances: [] };
  const pool = idle ? renewPool(green, seen.pools[green.name], revision, old !== undefined) : { before: [], after: [] };
  const size = sizeOfGreen(settings.desiredCapacity, blue.group, green);
  const pattern = blue.group?.template ?? requirePinned(green);
  const baked = bakeFor(green, pattern, revision, seen);
  const grown = [
    ...baked.changes,
    ...pool.before,
    ...(old === undefined ? [] : [...old, waitDrained(sides.green, green.name)]),
    ...giveTemplate(green, pattern, baked.revision, describeRevision(baked.revision), settings.keepVersions),
    ...pool.after,
    ...attach(settings, seen, sides, green.name),
    ...reference(seen, sides),
    ...holdBlue(blue.group, green),
    ...scaleUp(clean, size),
  ];
  const isReady =
    grown.length === 0 && isFullyHealthy({ group: green, targetGroup: sides.green.targetGroup }, "strict");
  return [
    ...grown,
    ...(isReady ? [] : [waitHealthy(sides.green, "green", undefined, green.name)]),
    ...openPreview(settings, seen, sides, green),
  ];
}

/** The image comes before all that would be in vain without it. */
function bakeFor(green: GroupState, template: TemplateRef, revision: Revision, seen: Snapshot): Baked {
  if (givenVersion(green) !== undefined) return { changes: [], revision };
  const targets = seen.targetGroups.flatMap((group) => group.targets.map(({ id }) => id));
  return bake(revision, { rollout: green.tags[TAG.rollout] ?? "", template, targets, standsAside: true }, seen.baking);
}

function requirePinned({ name, template }: GroupState) {
  if (template === undefined) throw refuse("launch-configuration", { group: name });
  return template;
}

/** Without a load balancer that refers to it, a target group's health is not checked at all. */
function reference(seen: Snapshot, { blue, green }: Sides): Ec2Change[] {
  const [blueArn, greenArn] = [blue.targetGroup.arn, green.targetGroup.arn];
  if (seen.routes.every((route) => weightsOn(route, blueArn, greenArn).green !== undefined)) return [];
  const summary = `Put ${green.targetGroup.name} into the forward action at weight 0, so that its health is checked`;
  return [{ kind: "reference-green", blueArn, greenArn, summary }];
}

/** What a clone still lacks of what is attached to blue. */
function attach({ fleet }: Ec2Settings, seen: Snapshot, { blue, green }: Sides, name: string): Ec2Change[] {
  if (fleet.kind === "paired" || blue.group === undefined) return [];
  const from = { group: blue.group.name, targetGroupArn: blue.targetGroup.arn };
  return giveAttached(seen, { from, to: { group: name, targetGroupArn: green.targetGroup.arn } });
}
