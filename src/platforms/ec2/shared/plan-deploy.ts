import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { attachmentWarnings, hookSpecifications } from "../clone/attachments.ts";
import { requireOneTemplate } from "../clone/clone.ts";
import type { Tags, TemplateVersion } from "../groups/changes.ts";
import {
  emptied,
  emptyClone,
  nextCloneName,
  pinBlue,
  requireIdleGreen,
  requireImage,
  requirePinnedTemplate,
  requireResumable,
  rolloutTags,
  runsAlready,
  templateVersion,
} from "../groups/plan-groups.ts";
import type { Revision, SharedSettings } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { SharedChange } from "./changes.ts";
import { attachMissing, blueBefore, fullMax, takeOut, waitEmpty, waitLaunched } from "./parts.ts";
import { unexplained } from "./plan-switch.ts";
import type { SharedSides } from "./sides.ts";
import { isWhole } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { fullSize } from "./weights.ts";

/** Brings green up beside blue, outside of the target group. A rollout of the same revision is taken up again. */
export function planDeploy(
  settings: SharedSettings,
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
): Plan<SharedChange> {
  const { revision } = settings;
  if (revision === undefined) throw new DeliveryError("internal", "A deploy without a revision reached the planner.");
  const wanted = describeRevision(revision);
  if (sides.marked) return resume(settings, wanted, seen, sides);
  const blue = requireBlue(seen, sides);
  const template = requirePinnedTemplate(blue);
  if (runsAlready(blue, template, revision, wanted)) {
    return { changes: [], nothing: `${blue.name} already runs ${wanted} and has all the traffic.`, warnings: [] };
  }
  requireOneTemplate(blue, revision);
  requireImage(revision, seen);
  return begin(settings, revision, intent, seen, sides, blue);
}

function resume(
  settings: SharedSettings,
  wanted: string,
  seen: SharedSnapshot,
  sides: SharedSides,
): Plan<SharedChange> {
  const { group } = sides.green;
  requireResumable(group, wanted);
  if (group === undefined) throw new DeliveryError("internal", "A mark was read without its group.");
  if (sides.serving !== "blue") {
    return { changes: [], nothing: `${group.name} already runs ${wanted} and has traffic.`, warnings: [] };
  }
  const size = settings.desiredCapacity ?? fullSize(group) ?? blueBefore(group)?.desired ?? 1;
  const changes = [
    ...takeOut(sides.green, "green", undefined),
    ...attachMissing(settings, seen, sides, group.name, false),
    ...(fullSize(group) === size ? [] : [noteSize(group.name, size)]),
    ...bringUp(sides, group, size),
  ];
  if (changes.length > 0) return { changes, warnings: [] };
  return { changes, nothing: `${group.name} already runs ${wanted} at weight 0, all in service.`, warnings: [] };
}

function begin(
  settings: SharedSettings,
  revision: Revision,
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
  blue: GroupState,
): Plan<SharedChange> {
  const template = requirePinnedTemplate(blue);
  const wanted = describeRevision(revision);
  const size = settings.desiredCapacity ?? blue.desired;
  const tags = { ...rolloutTags(intent, blue, wanted), [TAG.greenSize]: String(size) };
  const { changes: made, version } = templateVersion(revision, template, wanted);
  const changes: SharedChange[] = [...made];
  if (settings.fleet.kind === "cloned")
    return clone(settings, seen, sides, blue, { changes, version, tags, size, wanted });
  const green = requireIdleGreen(sides, template);
  requireOneTemplate(green, revision);
  const empty = emptied(green, version);
  changes.push(...takeOut(sides.green, "green", undefined), ...empty);
  if (empty.length > 0) changes.push(waitEmpty(green.name));
  changes.push({
    kind: "set-template",
    group: green.name,
    version,
    summary: `Set ${green.name} to ${wanted}`,
  });
  const summary = `Mark ${green.name} as green of ${intent.rolloutId}`;
  changes.push({ kind: "mark", group: green.name, tags, summary });
  changes.push(...bringUp(sides, { ...green, desired: 0, min: 0, instances: [], tags }, size));
  return { changes, warnings: [] };
}

function clone(
  settings: SharedSettings,
  seen: SharedSnapshot,
  sides: SharedSides,
  blue: GroupState,
  green: { changes: SharedChange[]; version: TemplateVersion; tags: Tags; size: number; wanted: string },
): Plan<SharedChange> {
  if (settings.fleet.kind === "paired") throw new DeliveryError("internal", "A pair was to be cloned.");
  const name = nextCloneName(settings.fleet.name, seen.groups);
  const attached = seen.attachments[blue.name];
  const tags = { ...green.tags, [TAG.fleet]: settings.fleet.name };
  const create: SharedChange = {
    kind: "create-green",
    from: blue.name,
    name,
    targetGroupArn: undefined,
    version: green.version,
    tags,
    hooks: attached === undefined ? [] : hookSpecifications(attached),
    summary: `Create ${name} from ${blue.name} at size 0, not attached to ${seen.targetGroup.name}, with ${green.wanted}`,
  };
  const changes = [
    ...green.changes,
    create,
    ...attachMissing(settings, seen, sides, name, false),
    ...bringUp(sides, emptyClone(blue, name, tags), green.size),
  ];
  return { changes, warnings: attached === undefined ? [] : attachmentWarnings(attached, blue.name, name) };
}

/** What both kinds of fleet and every resumption have in common; only what is not so yet. */
function bringUp({ blue, green: { targetGroup } }: SharedSides, green: GroupState, size: number): SharedChange[] {
  const changes: SharedChange[] = pinBlue(blue.group, green);
  const [desired, max] = [Math.max(green.desired, size), Math.max(fullMax(green, size), green.desired)];
  if (green.desired < size || green.min < size || green.max < max) {
    changes.push({
      kind: "set-capacity",
      group: green.name,
      capacity: { min: size, desired, max },
      summary: `Scale ${green.name} to ${desired} instances (it has ${green.desired})`,
    });
  }
  const idle = { group: green, targetGroup: { ...targetGroup, targets: [] }, attached: false, registered: 0 };
  return changes.length === 0 && isWhole(idle, "strict") ? [] : [...changes, waitLaunched(green.name, "green")];
}

function noteSize(group: string, size: number): SharedChange {
  const summary = `Note on ${group} that its full size is ${size}`;
  return { kind: "mark", group, tags: { [TAG.greenSize]: String(size) }, summary };
}

function requireBlue(seen: SharedSnapshot, sides: SharedSides): GroupState {
  const { blue, serving, strangers } = sides;
  if (blue.group === undefined || serving !== "blue") throw unexplained(seen, sides);
  const { name, arn } = seen.targetGroup;
  if (strangers.length > 0) {
    throw new DeliveryError(
      "unsuitable",
      `target-groups: ${name} has targets of no group of this fleet: ${strangers.map(({ id }) => id).join(", ")}.`,
      {
        remedy: "They would keep their share of the traffic through every step: deregister them.",
      },
    );
  }
  if (seen.otherwiseAttached.includes(blue.group.name)) {
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${blue.group.name} was attached to ${name} by AttachTrafficSources, which promote could not undo.`,
      {
        remedy:
          `Attach it the other way: aws autoscaling attach-load-balancer-target-groups --auto-scaling-group-name ${blue.group.name} ` +
          `--target-group-arns ${arn}, once the traffic source is detached.`,
      },
    );
  }
  return blue.group;
}
