import { unitsFor } from "../../../delivery/capacity.ts";
import { amountOf } from "../../../delivery/counted.ts";
import { formatDuration } from "../../../delivery/duration.ts";
import type { Given, MoveRecord } from "../../../delivery/schedule.ts";
import type { LastSwitch, SideName, Standing } from "../../../delivery/standing.ts";
import { waitForClaim } from "../../../delivery/waits.ts";
import { giveAttached } from "../clone/give-attached.ts";
import type { Attachment } from "../clone/group-config.ts";
import { bakeBar } from "../groups/bake.ts";
import type { SwitchRecord } from "../groups/changes.ts";
import { heldBy } from "../groups/limits.ts";
import { blueBefore } from "../groups/marks.ts";
import { switchTags } from "../groups/switch-tags.ts";
import type { SharedSettings } from "../settings.ts";
import type { Capacity, GroupState } from "../snapshot.ts";
import { TAG } from "../snapshot.ts";
import type { SharedChange } from "./changes.ts";
import { refuse } from "./refusals.ts";
import type { SharedSide, SharedSides } from "./sides.ts";
import { isServing, isWhole, sideHealth } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";

/** What a plan is made from. */
export interface Context extends Given<SharedSettings, SharedSnapshot> {
  sides: SharedSides;
}

/** The changes that several moves share. Each list holds only what is not so yet. */

const STRICTNESS = { blue: "any-version", green: "strict" } as const;

/** Brings green into the target group and waits until it is whole there; one that is still leaving leaves it first. */
export function bringInGreen({ green }: SharedSides, resize: readonly SharedChange[]): SharedChange[] {
  const { group, targetGroup, attached } = green;
  if (group === undefined) return [];
  const leaving = !attached && !isServing(green) && targetGroup.targets.length > 0;
  const changes = [...(leaving ? [waitDetached(group.name, targetGroup.name)] : []), ...resize];
  const whole = isWhole(green, STRICTNESS.green);
  if (attached && changes.length === 0 && whole) return [];
  if (!attached) {
    if (changes.length > 0 || !whole) changes.push(waitLaunched(group.name, "green"));
    changes.push(attach(green, "green"));
  }
  return [...changes, waitHealthy(green, "green", undefined)];
}

/**
 * Blue is in the target group with at least so many healthy instances before green leaves it or gets less; when green
 * serves nobody at all, anything healthy on blue is better than what is. It is attached in haste: whichever of its
 * instances is healthy takes its share at once.
 */
export function bringInBlue({ blue, green }: Pick<SharedSides, "blue" | "green">, needed: number): SharedChange[] {
  if (blue.group === undefined) return [];
  const nobody = isServing(green) && sideHealth(green, "any-version").healthy === 0;
  const least = nobody ? 1 : needed;
  const enough = blue.attached && sideHealth(blue, STRICTNESS.blue).healthy >= least;
  return [...(blue.attached ? [] : [attach(blue, "blue")]), ...(enough ? [] : [waitHealthy(blue, "blue", least)])];
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
      destroys: true,
      group: group.name,
      record,
      summary: `Detach ${group.name} (${name}) from ${targetGroup.name}`,
    });
  }
  return changes.length > 0 || targetGroup.targets.length > 0
    ? [...changes, waitDetached(group.name, targetGroup.name)]
    : [];
}

/**
 * Writes a move down that comes about by more than one change, before the first of them; nothing when it is on record.
 * The moment of a move that is over already stays.
 */
export function note(
  { green }: SharedSides,
  { last, weight, now }: Standing,
  move: MoveRecord,
  least?: number,
): SharedChange[] {
  const { group } = green;
  if (group === undefined || (last !== undefined && isSameMove(last, move))) return [];
  const since = last !== undefined && last.to === move.to && weight === move.to ? last.at : now;
  const tags = {
    ...switchTags({ ...move, at: since }, group.tags),
    ...(least === undefined ? {} : { [TAG.bake]: String(least) }),
  };
  const summary = `Record on ${group.name} that ${move.by} gives it ${move.to} %`;
  return [{ kind: "mark", records: true, group: group.name, tags, summary }];
}

function isSameMove(last: LastSwitch, move: MoveRecord): boolean {
  return last.by === move.by && last.to === move.to && last.run === move.run && last.verified === move.verified;
}

/**
 * What comes before a side leaves. Two runs that each take out one side would leave nobody, so whoever gives green
 * everything writes that down and waits until every run that has not seen it is over with what it was about to do. The
 * way back waits only where such a move is on record and not made yet: it may be under way.
 *
 * @throws DeliveryError when a way back has been written down meanwhile: it goes first.
 */
export function announce({ intent, sides, standing }: Context, move: MoveRecord): SharedChange[] {
  const { group } = sides.green;
  const { last, weight } = standing;
  if (group === undefined) return [];
  const others = last !== undefined && last.to !== weight && last.run !== intent.rolloutId ? last : undefined;
  if (move.to === 100) {
    if (others?.by === "rollback")
      throw refuse("rollback-under-way", { group: group.name, run: others.run ?? "another run", step: intent.step });
    return [...note(sides, standing, move), waitForClaim(group.name)];
  }
  if (others?.to !== 100) return [];
  // By name of the run: should a further one write down the same meanwhile, that is waited for as well.
  const summary = `Wait until ${others.run ?? others.by} is over with what it was about to do on ${group.name}`;
  return [...note(sides, standing, move), { ...waitForClaim(group.name), once: false, summary }];
}

/**
 * Gives green this size. While it is attached beside blue the size is its share of the traffic, so that no scaling policy
 * must change it: the limits are set with it.
 */
export function resizeGreen(green: SharedSide, { min, desired, max }: Capacity, why = ""): SharedChange[] {
  const { group } = green;
  if (group === undefined) return [];
  const changes = liftProtection(group, desired);
  if (group.min === min && group.desired === desired && group.max === max) return changes;
  return [
    ...changes,
    {
      kind: "set-capacity",
      group: group.name,
      capacity: { min, desired, max },
      notedOn: group.name,
      ...(isServing(green) ? { movesTraffic: true } : {}),
      ...(desired < group.desired ? { destroys: true } : {}),
      summary:
        group.desired === desired
          ? `Set the limits of ${group.name} to ${min} and ${amountOf(max, "instance")}`
          : `Scale ${group.name} to ${amountOf(desired, "instance")} (it has ${group.desired})${why}`,
    },
  ];
}

/**
 * What a green of full size has: room to grow beside it, as blue had. A maximum that is neither that of a share nor any
 * other of the rollout's is somebody else's, and stays.
 */
export function fullCapacity(group: GroupState, size: number): Capacity {
  const { desired, max } = group;
  const isOurs = desired === 0 || max === desired || max === heldBy(group).greenMax;
  const room = isOurs ? (blueBefore(group)?.max ?? max) : max;
  return { min: size, desired: Math.max(desired, size), max: Math.max(room, size, desired) };
}

/** From as many instances as have to go beyond those that Auto Scaling may take. */
function liftProtection({ name, instances }: GroupState, size: number): SharedChange[] {
  const inService = instances.filter(({ lifecycle }) => lifecycle === "InService");
  const shielded = inService.filter((instance) => instance.protected).map(({ id }) => id);
  const instanceIds = shielded.slice(0, Math.max(0, shielded.length - size));
  if (instanceIds.length === 0) return [];
  const summary = `Lift the scale-in protection of ${amountOf(instanceIds.length, "instance")} of ${name}`;
  return [{ kind: "allow-scale-in", destroys: true, group: name, instanceIds, summary }];
}

/** Green keeps what it began with, and both sides what their shares need; a blue that is still coming in comes first. */
export function bake({ sides, standing }: Context, percent: number, durationMs: number): SharedChange[] {
  const { group } = sides.green;
  const { whole = 1, blue } = standing;
  if (group === undefined) return [];
  const needs = {
    least: bakeBar(group) ?? group.desired,
    green: unitsFor(whole, percent),
    blue: percent < 100 ? unitsFor(whole, 100 - percent) : 0,
    durationMs,
  };
  const summary = `Bake ${percent} % for ${formatDuration(durationMs)}: ${group.name} has to stay healthy`;
  const comes = percent < 100 && blue.state === "pending" ? bringInBlue(sides, needs.blue) : [];
  return [
    ...comes,
    { kind: "wait-bake", waits: true, once: true, bakes: true, group: group.name, bake: needs, summary },
  ];
}

function attach({ group, targetGroup }: SharedSide, side: SideName): SharedChange {
  const name = group?.name ?? "";
  const summary = `Attach ${name} (${side}) to ${targetGroup.name}`;
  return { kind: "attach-target-group", movesTraffic: true, group: name, summary };
}

export function waitLaunched(group: string, side: SideName): SharedChange {
  const summary = `Wait until every instance of ${group} is in service`;
  return { kind: "wait-launched", waits: true, group, side, summary };
}

/** @param least how many have to be healthy; undefined: all, and no others. */
export function waitHealthy(
  { group, targetGroup }: SharedSide,
  side: SideName,
  least: number | undefined,
): SharedChange {
  const name = group?.name ?? "";
  const who =
    least === undefined
      ? `every instance of ${name} is`
      : `${amountOf(least, "instance")} of ${name} ${least === 1 ? "is" : "are"}`;
  const summary = `Wait until ${who} healthy in ${targetGroup.name}`;
  return { kind: "wait-healthy", waits: true, movesTraffic: true, group: name, side, least, summary };
}

function waitDetached(group: string, targetGroup: string): SharedChange {
  const summary = `Wait until the requests in flight on ${group} are finished and it has left ${targetGroup}`;
  return { kind: "wait-detached", waits: true, group, summary };
}

export function waitEmpty(group: string): SharedChange {
  return { kind: "wait-empty", waits: true, group, summary: `Wait until ${group} is empty` };
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
