import { unitsAccepted } from "../../../delivery/capacity.ts";
import type { Intent } from "../../../delivery/plan.ts";
import type { MoveRecord, Moves } from "../../../delivery/schedule.ts";
import type { Standing } from "../../../delivery/standing.ts";
import { pinBlue, restoreLimits } from "../groups/plan-groups.ts";
import type { SharedSettings } from "../settings.ts";
import { bringUp } from "./bring-up.ts";
import type { SharedChange } from "./changes.ts";
import * as parts from "./parts.ts";
import type { SharedSides } from "./sides.ts";
import { isServing, isWhole } from "./sides.ts";
import type { SharedSnapshot } from "./snapshot.ts";
import { safeAt } from "./standing.ts";
import { removeSide } from "./teardown.ts";
import { instancesFor, sizesOf } from "./weights.ts";

/** How each move is made when both sides share one target group: who is attached, and how many of them there are. */
export function movesOf(
  settings: SharedSettings,
  intent: Intent,
  seen: SharedSnapshot,
  sides: SharedSides,
  standing: Standing,
): Moves<SharedChange> {
  const { blue, green } = sides;
  const name = green.group?.name ?? "";
  const before = parts.blueBefore(green.group);
  const needed = unitsAccepted(sizesOf(sides).blue, intent.maxCapacityDeficit ?? 0);
  const plan = { settings, seen, sides, standing, needed };
  return {
    begin: () => bringUp(settings, intent, seen, sides, false),
    resume: (again) => bringUp(settings, intent, seen, sides, again),
    smokeTest: () => [],
    shift: (to, record) => shift(plan, to, record),
    check: () => [],
    bake: (percent, durationMs) => parts.bake(name, percent, durationMs, green.group?.desired ?? 1),
    recordVerified: (percent) => [
      { kind: "record-verified", records: true, group: name, to: percent, summary: `Record on ${name} that ${percent} % is baked` },
    ],
    record: (record) => parts.note(sides, standing, record),
    holdBlue: () => pinBlue(blue.group, green.group),
    takeOver: () => [],
    growBlue: () => parts.growBlue(sides),
    waitForBlue: (atLeast) => parts.bringInBlue(sides, atLeast ?? sizesOf(sides).blue),
    releaseBlue: () => (blue.group === undefined ? [] : restoreLimits(blue.group, before)),
    safeAt: (side) => safeAt(settings, standing, side),
    waitUntil: (until) => {
      const summary = `Wait until ${new Date(until).toISOString()}: no client reaches the old side after that`;
      return { kind: "wait-until", waits: true, until, summary };
    },
    markEnding: () => [],
    remove: (side) => removeSide(settings, sides, side),
  };
}

interface Context {
  settings: SharedSettings;
  seen: SharedSnapshot;
  sides: SharedSides;
  standing: Standing;
  /** How many healthy instances blue has to have before green leaves. */
  needed: number;
}

function shift(context: Context, to: number, record: MoveRecord): SharedChange[] {
  const { sides } = context;
  if (!sides.marked) return giveWithoutRecord(sides, to);
  if (to === 100) return giveAll(context, record);
  if (to > 0) return giveShare(context, to, record);
  return giveBack(context, record);
}

/** Blue back in, and only then green out. */
function giveBack({ sides, standing, needed }: Context, move: MoveRecord): SharedChange[] {
  const { green } = sides;
  const isIn = isServing(green) || green.attached;
  const leaves = parts.takeOut(green, "green", { group: green.group?.name ?? "", ...move });
  const rest = [...leaves, ...(move.by === "rollback" ? [] : standBy(sides))];
  if (isIn) return [...parts.bringInBlue(sides, needed), ...rest];
  return rest.length === 0 ? [] : [...parts.note(sides, standing, move), ...rest];
}

/** Green at full size and healthy in the target group, and only then blue out of it. */
function giveAll({ settings, seen, sides, standing }: Context, move: MoveRecord): SharedChange[] {
  const { blue, green, serving } = sides;
  const { group } = green;
  if (group === undefined) return [];
  const leaves = parts.takeOut(blue, "blue", { group: group.name, ...move });
  const policies = parts.attachMissing(settings, seen, sides, group.name, true);
  if (serving === "green" && green.attached) {
    const rest = [...policies, ...leaves];
    return rest.length === 0 ? [] : [...parts.note(sides, standing, move), ...rest];
  }
  const size = Math.max(sizesOf(sides).green, group.desired);
  const resize = parts.resizeGreen(green, size, parts.fullMax(group, size), "");
  return [...parts.bringInGreen(sides, resize), ...policies, ...leaves];
}

/** As many of green beside all of blue as come nearest to the weight. What gets less goes after who gets more has come. */
function giveShare({ sides, standing, needed }: Context, to: number, move: MoveRecord): SharedChange[] {
  const { blue, green } = sides;
  const sizes = sizesOf(sides);
  const size = instancesFor(to, sizes);
  const why = `: ${size} beside ${sizes.blue} of blue are ${to} % of the traffic`;
  const shrinks = !isServing(blue) || size < green.registered;
  const changes = [
    ...(shrinks ? [...parts.growBlue(sides), ...parts.bringInBlue(sides, needed)] : []),
    ...parts.bringInGreen(sides, parts.resizeGreen(green, size, size, why)),
  ];
  return changes.length === 0 ? [] : [...parts.note(sides, standing, move), ...changes];
}

/** Out of the target group green has its full size again. */
function standBy(sides: SharedSides): SharedChange[] {
  const { group } = sides.green;
  if (group === undefined) return [];
  const size = sizesOf(sides).green;
  const aside = { ...sides.green, attached: false, registered: 0 };
  const resize = parts.resizeGreen(aside, size, parts.fullMax(group, size), "");
  const complete = resize.length === 0 && isWhole(aside, "strict");
  return [...resize, ...(complete ? [] : [parts.waitLaunched(group.name, "green")])];
}

/** Nothing is marked: who is to serve is attached, and the other leaves; no size and no tag is ours to change. */
function giveWithoutRecord({ blue, green }: SharedSides, to: number): SharedChange[] {
  const [stays, leaves] = to === 100 ? [green, blue] : [blue, green];
  return [...parts.bringInBlue({ blue: stays, green: leaves }, 1), ...parts.takeOut(leaves, to === 100 ? "blue" : "green", undefined)];
}
