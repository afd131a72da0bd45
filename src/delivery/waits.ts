import { countdown } from "./countdown.ts";
import { formatDuration } from "./duration.ts";
import type { Change, Progress } from "./plan.ts";
import type { Standing } from "./standing.ts";

/** Waits that mean the same on every platform: time ends them, the engine sees to them, and no platform is asked. */
export type TimedWait = Change & { waits: true; timed: true } & (
    | { kind: "wait-until"; until: number }
    | { kind: "wait-claim" }
    /** Of sides that nobody measures. */
    | { kind: "bake"; bakes: true; percent: number; durationMs: number }
  );

/**
 * Until no client can reach the side that goes.
 *
 * @param until milliseconds since the epoch.
 */
export function waitUntil(until: number): TimedWait {
  const summary = `Wait until ${new Date(until).toISOString()}: no client reaches the old side after that`;
  return { kind: "wait-until", waits: true, timed: true, once: true, until, summary };
}

/**
 * Only after this wait is a claim that still stands one's own.
 *
 * @param on what carries the claim.
 */
export function waitForClaim(on: string): TimedWait {
  const summary = `Wait until no other run can claim ${on} without having seen this one`;
  return { kind: "wait-claim", waits: true, timed: true, once: true, summary };
}

export function waitBake(percent: number, durationMs: number): TimedWait {
  const summary = `Bake ${percent} % for ${formatDuration(durationMs)}`;
  return { kind: "bake", waits: true, timed: true, once: true, bakes: true, percent, durationMs, summary };
}

export function isTimed(change: Change): change is TimedWait {
  return change.waits === true && "timed" in change && change.timed === true;
}

/**
 * Progress of such a wait.
 *
 * @param since when it began, and `now`: milliseconds since the epoch.
 * @param claimMs how long a claim takes to be one's own.
 * @param standing as it was last seen.
 */
export function timedProgress(
  wait: TimedWait,
  { since, now, claimMs }: { since: number; now: number; claimMs: number },
  { weight, rollout, conflict }: Standing,
): Progress {
  switch (wait.kind) {
    case "wait-until":
      return countdown("seconds until it is safe", wait.until - now, wait.until - since);
    case "wait-claim":
      return countdown("seconds until the claim holds", since + claimMs - now, claimMs);
    case "bake":
      // What somebody else changed does not bake: the look that follows says whose hand it was.
      if (weight !== wait.percent || rollout === undefined || conflict !== undefined) return { state: "done" };
      return countdown("seconds of bake time", since + wait.durationMs - now, wait.durationMs);
  }
}
