import { DeliveryError } from "../../../delivery/errors.ts";
import type { Intent, Plan } from "../../../delivery/plan.ts";
import { requireOneTemplate } from "../clone/clone.ts";
import { attachmentWarnings, hookSpecifications } from "../clone/group-config.ts";
import { isReady } from "../groups/health.ts";
import {
  emptied,
  emptyClone,
  giveAttached,
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
import { openPreview } from "../listeners/preview.ts";
import { stickySeconds, weightsOn } from "../listeners/routes.ts";
import type { Ec2Settings, Revision } from "../settings.ts";
import { describeRevision } from "../settings.ts";
import type { Capacity, GroupState, Snapshot } from "../snapshot.ts";
import { parseCapacity, TAG } from "../snapshot.ts";
import type { Ec2Change } from "./changes.ts";
import { waitHealthy } from "./plan-parts.ts";
import type { Sides } from "./sides.ts";
import { everywhere } from "./sides.ts";

/** Brings green up beside blue at weight 0. A rollout of the same revision is taken up where it was left. */
export function planDeploy(settings: Ec2Settings, intent: Intent, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  if (settings.revision === undefined)
    throw new DeliveryError("internal", "A deploy without a revision reached the planner.");
  const wanted = describeRevision(settings.revision);
  return sides.marked
    ? resume(settings, wanted, seen, sides)
    : begin(settings, settings.revision, wanted, intent, seen, sides);
}

function resume(settings: Ec2Settings, wanted: string, seen: Snapshot, sides: Sides): Plan<Ec2Change> {
  const { green } = sides;
  requireResumable(green.group, wanted);
  const before = parseCapacity(green.group?.tags[TAG.blueCapacity]);
  const size = settings.desiredCapacity ?? before?.desired ?? sides.blue.group?.desired ?? 0;
  if (!everywhere(sides, 0)) {
    return { changes: [], nothing: `${green.group?.name} already runs ${wanted} and has traffic.`, warnings: [] };
  }
  const changes =
    green.group === undefined
      ? []
      : [
          ...attach(settings, seen, sides, green.group.name),
          ...bringUp(seen, sides, green.group, before, size),
          ...openPreview(settings, seen, sides, green.group),
        ];
  if (changes.length > 0) return { changes, warnings: [] };
  return { changes, nothing: `${green.group?.name} already runs ${wanted} at weight 0, healthy.`, warnings: [] };
}

function begin(
  settings: Ec2Settings,
  revision: Revision,
  wanted: string,
  intent: Intent,
  seen: Snapshot,
  sides: Sides,
): Plan<Ec2Change> {
  const blue = requireBlue(sides);
  const template = requirePinnedTemplate(blue);
  if (runsAlready(blue, template, revision, wanted)) {
    return { changes: [], nothing: `${blue.name} already runs ${wanted} and has all the traffic.`, warnings: [] };
  }
  requireReferable(seen, sides);
  requireOneTemplate(blue, revision);
  requireImage(revision, seen);
  const before: Capacity = { min: blue.min, desired: blue.desired, max: blue.max };
  const size = settings.desiredCapacity ?? blue.desired;
  const listener = settings.testListener === undefined ? {} : { [TAG.testListener]: settings.testListener.arn };
  const tags = { ...rolloutTags(intent, blue, wanted), ...listener };
  const { changes: made, version } = templateVersion(revision, template, wanted);
  const changes: Ec2Change[] = [...made];
  if (settings.fleet.kind === "cloned" && sides.green.group === undefined) {
    const name = nextCloneName(settings.fleet.name, seen.groups);
    const attached = seen.attachments[blue.name];
    const fleetTags = { ...tags, [TAG.fleet]: settings.fleet.name };
    changes.push({
      kind: "create-green",
      from: blue.name,
      name,
      targetGroupArn: sides.green.targetGroup.arn,
      version,
      tags: fleetTags,
      hooks: attached === undefined ? [] : hookSpecifications(attached),
      summary: `Create ${name} from ${blue.name} at size 0, on ${sides.green.targetGroup.name}, with ${wanted}`,
    });
    changes.push(...attach(settings, seen, sides, name));
    const clone = emptyClone(blue, name, fleetTags);
    changes.push(...bringUp(seen, sides, clone, before, size), ...openPreview(settings, seen, sides, clone));
    return { changes, warnings: attached === undefined ? [] : attachmentWarnings(attached, blue.name, name) };
  }
  const green = requireIdleGreen(sides, template);
  requireOneTemplate(green, revision);
  const empty = emptied(green, version);
  if (empty.length > 0) changes.push(...empty, waitEmpty(sides, green.name));
  changes.push({ kind: "set-template", group: green.name, version, summary: `Set ${green.name} to ${wanted}` });
  changes.push({
    kind: "mark",
    group: green.name,
    tags,
    summary: `Mark ${green.name} as green of ${intent.rolloutId}`,
  });
  const marked = { ...green, desired: 0, min: 0, instances: [], tags };
  changes.push(...bringUp(seen, sides, marked, before, size), ...openPreview(settings, seen, sides, marked));
  return { changes, warnings: [] };
}

/** What both kinds of fleet and every resumption have in common; only what is not so yet. */
function bringUp(
  seen: Snapshot,
  sides: Sides,
  green: GroupState,
  before: Capacity | undefined,
  size: number,
): Ec2Change[] {
  const [blueArn, greenArn] = [sides.blue.targetGroup.arn, sides.green.targetGroup.arn];
  const changes: Ec2Change[] = [];
  if (seen.routes.some((route) => weightsOn(route, blueArn, greenArn).green === undefined)) {
    changes.push({
      kind: "reference-green",
      blueArn,
      greenArn,
      summary: `Put ${sides.green.targetGroup.name} into the forward action at weight 0, so that its health is checked`,
    });
  }
  changes.push(...pinBlue(sides.blue.group, green));
  const max = Math.max(before?.max ?? green.max, size);
  if (green.desired < size || green.min < size) {
    changes.push({
      kind: "set-capacity",
      group: green.name,
      capacity: { min: size, desired: size, max },
      summary: `Scale ${green.name} to ${size} instances (it has ${green.desired})`,
    });
  }
  const ready = changes.length === 0 && isReady({ group: green, targetGroup: sides.green.targetGroup }, "strict");
  return ready ? [] : [...changes, waitHealthy(sides.green, "green", green.name)];
}

function requireBlue(sides: Sides): GroupState {
  const { group, targetGroup } = sides.blue;
  if (!everywhere(sides, 0)) {
    throw new DeliveryError(
      "refused",
      `Both sides have weight (green ${sides.shares.join(" %, ")} %), but no rollout is on record.`,
      {
        remedy: "Somebody else set the weights. Run `rollback` to give blue everything, then deploy.",
      },
    );
  }
  if (group === undefined) {
    throw new DeliveryError(
      "unsuitable",
      `target-groups: ${targetGroup.name} has the traffic, but no Auto Scaling group fills it.`,
      {
        remedy: "Attach the serving group to it.",
      },
    );
  }
  if (group.desired === 0) {
    throw new DeliveryError(
      "unsuitable",
      `auto-scaling-groups: ${group.name} has the traffic, but its desired capacity is 0.`,
      {
        remedy: "There is nothing to compare green with, nor to go back to: scale it up first.",
      },
    );
  }
  return group;
}

/** ELB rules about the target group that is about to join the action, checked before anything is touched. */
function requireReferable(seen: Snapshot, { blue, green }: Sides): void {
  const sticky = [blue, green].find((side) => side.targetGroup.sticky === true);
  if (sticky !== undefined && seen.routes.some((route) => stickySeconds(route) === 0)) {
    throw new DeliveryError(
      "unsuitable",
      `target-groups: ${sticky.targetGroup.name} has target stickiness, but the listener's forward action has no group stickiness.`,
      {
        remedy: "ELB refuses two target groups in one action like that: enable group stickiness on it.",
      },
    );
  }
  for (const side of [blue, green]) {
    const others = seen.otherRoutes[side.targetGroup.arn] ?? [];
    if (others.length === 0) continue;
    throw new DeliveryError("unsuitable", `listeners: ${side.targetGroup.name} is also used by ${others.join(", ")}.`, {
      remedy: "Name it in `listeners` too, so that all weights move together; otherwise teardown would break it..",
    });
  }
}

/** What a clone still lacks of what is attached to blue. */
function attach({ fleet }: Ec2Settings, seen: Snapshot, { blue, green }: Sides, name: string): Ec2Change[] {
  if (fleet.kind === "paired" || blue.group === undefined) return [];
  const from = { group: blue.group.name, targetGroupArn: blue.targetGroup.arn };
  return giveAttached(seen, { from, to: { group: name, targetGroupArn: green.targetGroup.arn } });
}

function waitEmpty({ green }: Sides, name: string): Ec2Change {
  const targetGroupArn = green.targetGroup.arn;
  return { kind: "wait-drained", waits: true, targetGroupArn, summary: `Wait until ${name} is empty` };
}
