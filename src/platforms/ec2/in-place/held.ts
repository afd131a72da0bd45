/**
 * What a rollout changes of the group's own settings while machines are out, and how they were before, as one tag of the group:
 * written first, so that every ending can restore exactly that.
 */
export interface Held {
  /** MinSize as it was, and as the rollout set it; the same where it did not have to. */
  min: { before: number; ours: number };
  /** Processes that ran before, and that the rollout suspended. */
  suspended: readonly string[];
}

/** With a machine in Standby the zones are uneven: AZRebalance would launch machines, and end others (user guide, Standby). */
export const SUSPENDED = ["AZRebalance"] as const;

const FORM = /^(\d{1,6})\/(\d{1,6})\/(-|[A-Za-z]+(?:\+[A-Za-z]+)*)$/;

export function formatHeld({ min, suspended }: Held): string {
  return `${min.before}/${min.ours}/${suspended.length === 0 ? "-" : suspended.join("+")}`;
}

/** Reads such a tag; undefined when it is missing or was tampered with. */
export function parseHeld(text: string | undefined): Held | undefined {
  const [, before, ours, suspended] = FORM.exec(text ?? "") ?? [];
  if (before === undefined || ours === undefined || suspended === undefined) return undefined;
  return {
    min: { before: Number(before), ours: Number(ours) },
    suspended: suspended === "-" ? [] : suspended.split("+"),
  };
}

/**
 * What has to be held so that machines can go out; undefined when all of it is so already.
 *
 * @param before what is held already.
 * @param lowest the desired capacity while most are out.
 */
export function hold(
  group: { min: number; suspended: readonly string[] },
  before: Held | undefined,
  lowest: number,
): Held | undefined {
  const fits = group.min <= lowest;
  const open = SUSPENDED.filter((process) => !group.suspended.includes(process));
  if (fits && open.length === 0) return undefined;
  const min = before?.min ?? { before: group.min, ours: group.min };
  return {
    min: fits ? min : { ...min, ours: lowest },
    suspended: [...new Set([...(before?.suspended ?? []), ...open])],
  };
}

/** What restores the group's settings. A minimum that somebody else set meanwhile stays. */
export interface Release {
  /** Undefined: it stays. */
  min: number | undefined;
  resume: readonly string[];
  /** Undefined: all is as it was; else what still has to be restored once nobody is out any more. */
  left: Held | undefined;
}

/**
 * @param desired the capacity that the group wants now: a minimum above it would launch machines.
 */
export function release(group: { min: number; desired: number; suspended: readonly string[] }, held: Held): Release {
  const { before, ours } = held.min;
  const resume = held.suspended.filter((process) => group.suspended.includes(process));
  if (group.min !== ours || before === ours) return { min: undefined, resume, left: undefined };
  const min = Math.min(before, group.desired);
  const left = min < before ? { min: { before, ours: min }, suspended: [] } : undefined;
  return { min: min === group.min ? undefined : min, resume, left };
}
