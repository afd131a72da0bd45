import { formatDuration } from "../../../delivery/duration.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { Attachment } from "../clone/attachments.ts";
import type { SwitchRecord } from "../groups/changes.ts";
import { giveAttached, pinBlue } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import type { Capacity, GroupState, Switch } from "../snapshot.ts";
import { formatSwitch, parseCapacity, TAG } from "../snapshot.ts";
import type { SharedChange, SideName } from "./changes.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { isServing, isWhole } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** The changes that several steps share. Each list holds only what is not so yet. */

const STRICTNESS = { blue: "any-version", green: "strict" } as const;

/** What blue was before the rollout. */
export function blueBefore(green: GroupState | undefined): Capacity | undefined {
  return parseCapacity(green?.tags[TAG.blueCapacity]);
}

/**
 * Brings a side into the target group, and waits until it is whole there. A green that is still leaving it leaves it
 * first; blue, to which a rollback may lead in haste, is attached again at once.
 */
export function bringIn(side: SharedSide, name: SideName, resize: readonly SharedChange[]): SharedChange[] {
  const { group, targetGroup, attached } = side;
  if (group === undefined) return [];
  const leaving = name === "green" && !attached && !isServing(side) && targetGroup.targets.length > 0;
  const changes = [...(leaving ? [waitDetached(group.name, targetGroup.name)] : []), ...resize];
  if (!attached) {
    if (changes.length > 0 || !isWhole(side, STRICTNESS[name])) changes.push(waitLaunched(group.name, name));
    changes.push({
      kind: "attach-target-group",
      movesTraffic: true,
      group: group.name,
      summary: `Attach ${group.name} (${name}) to ${targetGroup.name}`,
    });
  }
  if (changes.length === 0 && isWhole(side, STRICTNESS[name])) return [];
  return [...changes, waitHealthy(group.name, name, targetGroup.name)];
}

/** Takes a side out of the target group and waits until the requests in flight are finished; it goes on running. */
export function takeOut(side: SharedSide, name: SideName, record: SwitchRecord | undefined): SharedChange[] {
  const { group, targetGroup } = side;
  if (group === undefined) return [];
  const changes: SharedChange[] = [];
  if (side.attached || isServing(side)) {
    changes.push({
      kind: "detach-target-group",
      movesTraffic: true,
      group: group.name,
      record,
      summary: `Detach ${group.name} (${name}) from ${targetGroup.name}`,
    });
  }
  return changes.length > 0 || targetGroup.targets.length > 0
    ? [...changes, waitDetached(group.name, targetGroup.name)]
    : [];
}

/** Writes a switch down that comes about by more than one change, before the first of them. */
export function note(group: string, switched: Switch, what: string): SharedChange {
  const tags = { [TAG.switched]: formatSwitch(switched) };
  return { kind: "mark", group, tags, summary: `Record on ${group} ${what}` };
}

/** While two sides stand, a scale-in must not take the way back. */
export function holdBlue({ blue, green }: SharedSides): SharedChange[] {
  return pinBlue(blue.group, green.group);
}

/**
 * Gives green exactly this size. The size is its share of the traffic while it is attached, so that a scaling policy
 * must not change it: the limits are set with it, unless `max` leaves room.
 */
export function resizeGreen(green: SharedSide, size: number, max: number, why: string): SharedChange[] {
  const { group } = green;
  if (group === undefined) return [];
  const changes = liftProtection(group, size);
  if (group.min === size && group.desired === size && group.max === max) return changes;
  changes.push({
    kind: "set-capacity",
    group: group.name,
    capacity: { min: size, desired: size, max },
    ...(isServing(green) ? { movesTraffic: true } : {}),
    summary: `Scale ${group.name} to ${size} instances (it has ${group.desired})${why}`,
  });
  return changes;
}

/** From as many instances as have to go beyond those that Auto Scaling may take. */
function liftProtection({ name, instances }: GroupState, size: number): SharedChange[] {
  const inService = instances.filter(({ lifecycle }) => lifecycle === "InService");
  const shielded = inService.filter((instance) => instance.protected).map(({ id }) => id);
  const instanceIds = shielded.slice(0, Math.max(0, shielded.length - size));
  if (instanceIds.length === 0) return [];
  const summary = `Lift the scale-in protection of ${instanceIds.length} instances of ${name}`;
  return [{ kind: "allow-scale-in", group: name, instanceIds, summary }];
}

/** The maximum that a green of full size gets: blue's. */
export function fullMax(green: GroupState, size: number): number {
  return Math.max(blueBefore(green)?.max ?? green.max, size);
}

/**
 * What a clone still lacks of what is attached to blue. A policy by requests per target is put only on a group that is
 * attached to the target group it names (Auto Scaling refuses it otherwise).
 */
export function attachMissing(
  { fleet }: SharedSettings,
  seen: SharedSnapshot,
  { blue }: Pick<SharedSides, "blue">,
  name: string,
  attached: boolean,
): SharedChange[] {
  if (fleet.kind === "paired" || blue.group === undefined) return [];
  const side = (group: string) => ({ group, targetGroupArn: seen.targetGroup.arn });
  const repoint = { from: side(blue.group.name), to: side(name) };
  return giveAttached(seen, repoint, (attachment) => attached || !countsRequests(attachment));
}

function countsRequests({ call, input }: Attachment): boolean {
  return call === "PutScalingPolicy" && JSON.stringify(input).includes("ALBRequestCount");
}

export function bakes({ bakeMs }: Intent): boolean {
  return bakeMs > 0;
}

/** The weight was to bake, and no step has seen the end of that. */
export function isBaking({ green, switched }: SharedSides): boolean {
  return isServing(green) && switched?.baking === true;
}

export function bake(intent: Intent, group: string, weight: number, least: number): SharedChange[] {
  if (!bakes(intent)) return [];
  const { bakeMs } = intent;
  const summary = `Bake ${weight} % for ${formatDuration(bakeMs)}: ${group} has to stay healthy`;
  return [
    { kind: "wait-bake", waits: true, group, durationMs: bakeMs, least, summary },
    { kind: "record-baked", records: true, group, summary: `Record on ${group} that ${weight} % is baked` },
  ];
}

export function waitLaunched(group: string, side: SideName): SharedChange {
  const summary = `Wait until every instance of ${group} is in service`;
  return { kind: "wait-launched", waits: true, group, side, summary };
}

function waitHealthy(group: string, side: SideName, targetGroup: string): SharedChange {
  const summary = `Wait until every instance of ${group} is healthy in ${targetGroup}`;
  return { kind: "wait-healthy", waits: true, group, side, summary };
}

export function waitDetached(group: string, targetGroup: string): SharedChange {
  const summary = `Wait until the requests in flight on ${group} are finished and it has left ${targetGroup}`;
  return { kind: "wait-detached", waits: true, group, summary };
}

export function waitEmpty(group: string): SharedChange {
  return { kind: "wait-empty", waits: true, group, summary: `Wait until ${group} is empty` };
}
