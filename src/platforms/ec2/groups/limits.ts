import type { GroupState } from "../snapshot.ts";
import { formatCapacity, TAG } from "../snapshot.ts";
import type { GroupChange, SetCapacity, Tags } from "./changes.ts";
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

/** Writes down, before a limit is set, that it is the rollout's. */
export function noteHeld(green: GroupState, held: Held, more: Tags = {}): GroupChange[] {
  const value = formatHeld({ ...heldBy(green), ...held });
  const tags = { [TAG.held]: value, ...more };
  if (Object.entries(tags).every(([key, tag]) => green.tags[key] === tag)) return [];
  return [{ kind: "mark", group: green.name, tags, summary: `Note on ${green.name} which limits the rollout sets` }];
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
  const base = theirs ? { [TAG.blueCapacity]: formatCapacity({ ...before, min: blue.min }) } : {};
  return [
    ...noteHeld(green, heldNext(blue, green, blue.desired), base),
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: blue.desired },
      summary: `Hold ${blue.name} at its ${blue.desired} instances: set its minimum from ${blue.min} to ${blue.desired}`,
    },
  ];
}

/** Blue's minimum is what the rollout set it to, now or before. */
function isHeld({ min }: GroupState, green: GroupState | undefined): boolean {
  const { blueMin, blueWas } = heldBy(green);
  return min === blueMin || min === blueWas;
}

/** What is held once `holdBlue` is done. */
export function heldAfter(blue: GroupState, green: GroupState): Held {
  const { blueMin, blueWas } = heldBy(green);
  return holdBlue(blue, green).length === 0 ? { blueMin, blueWas } : heldNext(blue, green, blue.desired);
}

/** What is held when blue's minimum becomes `blueMin`: until it does, the one that stands is the rollout's too. */
function heldNext(blue: GroupState, green: GroupState, blueMin: number): Held {
  return { blueMin, blueWas: isHeld(blue, green) && blue.min !== blueMin ? blue.min : undefined };
}

/** Brings blue back to the size that the rollout found it with; it is held there until it is released. */
export function growBlue(blue: GroupState, green: GroupState | undefined): GroupChange[] {
  const before = blueBefore(green);
  if (before === undefined || green === undefined || blue.desired >= before.desired) return [];
  const { desired } = before;
  return [
    ...(green.deleting ? [] : noteHeld(green, heldNext(blue, green, desired))),
    {
      kind: "set-capacity",
      group: blue.name,
      capacity: { min: desired, desired, ...(blue.max < desired ? { max: desired } : {}) },
      summary: `Bring ${blue.name} back to ${desired} instances (it has ${blue.desired})`,
    },
  ];
}

/** Gives blue its own minimum back, when the one that it has is the rollout's. */
export function releaseBlue(blue: GroupState, green: GroupState | undefined): SetCapacity[] {
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
export function releaseGreen(green: GroupState): SetCapacity[] {
  const before = blueBefore(green);
  if (before === undefined) return [];
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
