import { amountOf } from "../../../delivery/counted.ts";
import type { Change } from "../../../delivery/plan.ts";
import type { GroupState } from "../snapshot.ts";
import { formatCapacity, TAG } from "../snapshot.ts";
import type { GroupChange, SetCapacity } from "./changes.ts";
import { blueBefore } from "./marks.ts";

/**
 * The limits that a rollout sets, and puts back only while they still are what it set: whatever somebody else set
 * meanwhile is left alone.
 */
export interface Held {
  /** Blue's minimum while two sides serve. */
  blueMin?: number | undefined;
  /** The one before it, which still stands when the rollout was cut off between this note and what it tells of. */
  blueWas?: number | undefined;
  greenMin?: number | undefined;
  greenMax?: number | undefined;
}

/** `4/2/8`, `2>4/-/-`: blue's minimum, with the one before it; green's minimum and maximum. */
export function formatHeld({ blueMin, blueWas, greenMin, greenMax }: Held): string {
  const limits = [blueMin, greenMin, greenMax].map((limit) => limit ?? "-").join("/");
  return blueWas === undefined || blueWas === blueMin ? limits : `${blueWas}>${limits}`;
}

const HELD = /^(?:(\d{1,6})>)?(\d{1,6}|-)\/(\d{1,6}|-)\/(\d{1,6}|-)$/;

/** Reads a `held` tag; nothing is ours when it is missing or was tampered with. */
export function heldBy(green: GroupState | undefined): Held {
  const [, was, ...limits] = HELD.exec(green?.tags[TAG.held] ?? "") ?? [];
  const [blueMin, greenMin, greenMax] = limits.map((limit) => (limit === "-" ? undefined : Number(limit)));
  return { blueMin, blueWas: was === undefined ? undefined : Number(was), greenMin, greenMax };
}

/**
 * Puts a note before each limit that the rollout sets, so that whoever is cut off between the two knows whose it is.
 * Done once, over a whole plan: a note tells of what the changes before it will have noted and set, too. A group that
 * the plan creates is born with its notes.
 *
 * @param seen the groups as they are before the plan.
 */
export function withNotes<C extends Change>(
  changes: readonly (C | GroupChange)[],
  seen: readonly GroupState[],
): (C | GroupChange)[] {
  const groups = new Map(seen.map((group) => [group.name, group]));
  return changes.flatMap((change) => {
    const notes = is("set-capacity", change) ? notesFor(change, groups) : [];
    for (const each of [...notes, change]) foresee(each, groups);
    return [...notes, change];
  });
}

function notesFor({ group, capacity, notedOn = "" }: SetCapacity, groups: Map<string, GroupState>): GroupChange[] {
  const [target, green] = [groups.get(group), groups.get(notedOn)];
  if (target === undefined || green === undefined || green.deleting) return [];
  const { min = target.min, max = target.max } = capacity;
  const held = heldBy(green);
  const ofGreen = {
    greenMin: min === target.min ? held.greenMin : min,
    greenMax: max === target.max ? held.greenMax : max,
  };
  // Until it is set, the one that stands is the rollout's too.
  const ofBlue = { blueMin: min, blueWas: isHeld(target, green) && target.min !== min ? target.min : undefined };
  const value = formatHeld({ ...held, ...(group === notedOn ? ofGreen : ofBlue) });
  if (green.tags[TAG.held] === value) return [];
  const summary = `Note on ${notedOn} which limits the rollout sets`;
  return [{ kind: "mark", group: notedOn, tags: { [TAG.held]: value }, summary }];
}

/** What the next note has to know of a change: tags and limits. */
function foresee(change: Change, groups: Map<string, GroupState>): void {
  const marked = is("mark", change) ? change : undefined;
  const sized = is("set-capacity", change) ? change : undefined;
  const name = marked?.group ?? sized?.group ?? "";
  const group = groups.get(name);
  if (group === undefined) return;
  groups.set(name, { ...group, ...sized?.capacity, tags: { ...group.tags, ...marked?.tags } });
}

function is<K extends GroupChange["kind"]>(kind: K, change: Change): change is Extract<GroupChange, { kind: K }> {
  return change.kind === kind;
}

/**
 * While two sides serve, a scale-in must not take the way back: blue's minimum is held at its live size, whatever it is
 * by now. A value that somebody else set meanwhile becomes the one that is put back in the end.
 */
export function holdBlue(blue: GroupState | undefined, green: GroupState | undefined): GroupChange[] {
  const before = blueBefore(green);
  if (blue === undefined || green === undefined || before === undefined) return [];
  if (blue.deleting || green.deleting || blue.min >= blue.desired) return [];
  const theirs = blue.min !== before.min && !isHeld(blue, green);
  const tags = { [TAG.blueCapacity]: formatCapacity({ ...before, min: blue.min }) };
  const summary = `Note on ${green.name} that ${blue.name} has a minimum of ${blue.min} by now`;
  return [
    ...(theirs ? [{ kind: "mark" as const, group: green.name, tags, summary }] : []),
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: blue.desired },
      notedOn: green.name,
      summary: `Hold ${blue.name} at its ${amountOf(blue.desired, "instance")}: set its minimum from ${blue.min} to ${blue.desired}`,
    },
  ];
}

/** Blue's minimum is what the rollout set it to, now or before. */
function isHeld({ min }: GroupState, green: GroupState | undefined): boolean {
  const { blueMin, blueWas } = heldBy(green);
  return min === blueMin || min === blueWas;
}

/** Brings blue back to the size that the rollout found it with; it is held there until it is released. */
export function growBlue(blue: GroupState | undefined, green: GroupState | undefined): SetCapacity[] {
  const before = blueBefore(green);
  if (blue === undefined || blue.deleting || green === undefined || before === undefined) return [];
  const { desired } = before;
  if (blue.desired >= desired) return [];
  return [
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: desired, desired, ...(blue.max < desired ? { max: desired } : {}) },
      notedOn: green.name,
      summary: `Bring ${blue.name} back to ${amountOf(desired, "instance")} (it has ${blue.desired})`,
    },
  ];
}

/** Gives blue its own minimum back, when the one that it has is the rollout's. */
export function releaseBlue(blue: GroupState | undefined, green: GroupState | undefined): SetCapacity[] {
  if (blue === undefined || blue.deleting) return [];
  const before = blueBefore(green);
  const grown = growBlue(blue, green).length > 0;
  const min = grown ? before?.desired : blue.min;
  if (before === undefined || min === before.min || !(grown || isHeld(blue, green))) return [];
  return [
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: before.min },
      summary: `Give ${blue.name} its minimum of ${before.min} back`,
    },
  ];
}

/** Gives green, which stays, the limits that blue had, where those that it has are the rollout's. */
export function releaseGreen(green: GroupState | undefined): SetCapacity[] {
  const before = blueBefore(green);
  if (green === undefined || before === undefined) return [];
  const held = heldBy(green);
  // A maximum below the live size would scale in what serves.
  const max = green.max === held.greenMax ? Math.max(before.max, green.desired) : green.max;
  const min = green.min === held.greenMin ? Math.min(before.min, max) : green.min;
  if (min === green.min && max === green.max) return [];
  return [
    {
      kind: "set-capacity",
      group: green.name,
      capacity: { ...(min === green.min ? {} : { min }), ...(max === green.max ? {} : { max }) },
      summary: `Give ${green.name} its limits for the time after the rollout: minimum ${min}, maximum ${max}`,
    },
  ];
}
