import { unitsAccepted } from "../../../delivery/capacity.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { MoveRecord, Moves } from "../../../delivery/schedule.ts";
import type { SwitchRecord } from "../groups/changes.ts";
import { growBlue, holdBlue, releaseBlue } from "../groups/limits.ts";
import { markEnding, recordVerified, takeOver } from "../groups/marks.ts";
import { begin, resume } from "./bring-up.ts";
import type { SharedChange } from "./changes.ts";
import type { Context } from "./parts.ts";
import * as parts from "./parts.ts";
import type { SharedSides } from "./sides.ts";
import { isServing, isWhole } from "./sides.ts";
import { safeAt } from "./standing.ts";
import { removeSide } from "./teardown.ts";
import { instancesFor, sizesOf } from "./weights.ts";

/** How each move is made when both sides share one target group: who is attached, and how many of them there are. */
export function movesOf(context: Context): Moves<SharedChange> {
  const { settings, intent, seen, sides, standing } = context;
  const { blue, green } = sides;
  const whole = sizesOf(sides).blue;
  return {
    begin: () => begin(context),
    resume: (again) => resume(context, again),
    shift: (to, record) => shift(context, to, record),
    bake: (percent, durationMs) => parts.bake(context, percent, durationMs),
    recordVerified: (percent) => recordVerified(green.group, percent),
    record: (record) => parts.note(sides, standing, record),
    holdBlue: () => holdBlue(blue.group, green.group),
    takeOver: () => takeOver(green.group),
    growBlue: () => growBlue(blue.group, green.group),
    waitForBlue: (atLeast) => parts.bringInBlue(sides, atLeast ?? whole),
    releaseBlue: () => releaseBlue(blue.group, green.group),
    safeAt: (side) => safeAt(settings, standing, sides, side),
    markEnding: () => (green.group === undefined ? [] : markEnding(intent, green.group, seen.at)),
    remove: (side) => removeSide(settings, sides, side),
  };
}

function shift(context: Context, to: number, record: MoveRecord): SharedChange[] {
  const { sides } = context;
  if (!sides.marked) return giveWithoutRecord(sides, to);
  if (to === 100) return giveAll(context, record);
  if (to > 0) return giveShare(context, to, record);
  return giveBack(context, record);
}

/** Blue back in, with what is accepted of its size, and only then green out. */
function giveBack(context: Context, move: MoveRecord): SharedChange[] {
  const { intent, sides, standing } = context;
  const { green } = sides;
  const isIn = isServing(green) || green.attached;
  const leaves = parts.takeOut(green, "green", recordOf(sides, move));
  const rest = [...leaves, ...(move.by === "rollback" ? [] : standBy(sides))];
  if (isIn)
    return [
      ...parts.bringInBlue(sides, neededOfBlue(intent, sides)),
      ...(leaves.some(detaches) ? parts.announce(context, move) : []),
      ...rest,
    ];
  return rest.length === 0 ? [] : [...parts.note(sides, standing, move), ...rest];
}

/** Green at full size and healthy in the target group, and only then blue out of it. */
function giveAll(context: Context, move: MoveRecord): SharedChange[] {
  const { settings, seen, sides, standing } = context;
  const { blue, green, serving } = sides;
  const { group } = green;
  if (group === undefined) return [];
  const leaves = parts.takeOut(blue, "blue", recordOf(sides, move));
  const policies = parts.attachMissing(settings, seen, sides, group.name, true);
  if (serving === "green" && green.attached) {
    const rest = [...policies, ...leaves];
    return rest.length === 0 ? [] : [...parts.note(sides, standing, move), ...rest];
  }
  const resize = parts.resizeGreen(green, parts.fullCapacity(group, sizesOf(sides).green));
  const announced = leaves.some(detaches) ? parts.announce(context, move) : [];
  return [...parts.bringInGreen(sides, resize), ...policies, ...announced, ...leaves];
}

function detaches({ kind }: SharedChange): boolean {
  return kind === "detach-target-group";
}

/** As many of green beside all of blue as come nearest to the weight. Who gets less goes after who gets more has come. */
function giveShare({ intent, sides, standing }: Context, to: number, move: MoveRecord): SharedChange[] {
  const { blue, green } = sides;
  const sizes = sizesOf(sides);
  const size = instancesFor(to, sizes);
  const why = `: ${size} beside ${sizes.blue} of blue are ${to} % of the traffic`;
  const shrinks = !isServing(blue) || size < green.registered;
  const changes = [
    ...(shrinks
      ? [...growBlue(blue.group, green.group), ...parts.bringInBlue(sides, neededOfBlue(intent, sides))]
      : []),
    ...parts.bringInGreen(sides, parts.resizeGreen(green, { min: size, desired: size, max: size }, why)),
  ];
  if (changes.length === 0) return [];
  return [...parts.note(sides, standing, move, move.bakeMs === undefined ? undefined : size), ...changes];
}

/** Out of the target group green has its full size again. */
function standBy(sides: SharedSides): SharedChange[] {
  const { group } = sides.green;
  if (group === undefined) return [];
  const aside = { ...sides.green, attached: false, registered: 0 };
  const resize = parts.resizeGreen(aside, parts.fullCapacity(group, sizesOf(sides).green));
  const complete = resize.length === 0 && isWhole(aside, "strict");
  return [...resize, ...(complete ? [] : [parts.waitLaunched(group.name, "green")])];
}

/** Nothing is marked: who is to serve is attached, and the other leaves; no size and no tag is ours to change. */
function giveWithoutRecord({ blue, green }: SharedSides, to: number): SharedChange[] {
  const [stays, leaves] = to === 100 ? [green, blue] : [blue, green];
  return [
    ...parts.bringInBlue({ blue: stays, green: leaves }, 1),
    ...parts.takeOut(leaves, to === 100 ? "blue" : "green", undefined),
  ];
}

function neededOfBlue({ maxCapacityDeficit = 0 }: Intent, sides: SharedSides): number {
  return unitsAccepted(sizesOf(sides).blue, maxCapacityDeficit);
}

/** Where the move is written down as it is made, with what green has to keep while it bakes. */
function recordOf(sides: SharedSides, move: MoveRecord): SwitchRecord {
  const { name = "", desired = 0 } = sides.green.group ?? {};
  const least = move.bakeMs === undefined ? {} : { least: Math.max(desired, sizesOf(sides).green) };
  return { group: name, ...move, ...least };
}
