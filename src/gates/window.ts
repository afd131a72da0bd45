import type { WeightChange } from "../delivery/shifts.ts";
import { MINUTE_MS, minuteOf } from "../delivery/shifts.ts";
import type { MinuteCounts, Span } from "./source.ts";

/** How far back a rollout is looked at: CloudWatch keeps minutes for 15 days. */
const KEPT_MINUTES = 15 * 24 * 60;
const DAY_MINUTES = 24 * 60;

/** Judged minutes that a weight must have before it is left, where green is compared: whatever its bake time. */
export const MIN_JUDGED_MINUTES = 2;

/**
 * Why a minute is not judged. The rule is fixed before the start and never asks how a minute looks:
 *
 * - `just-shifted`: the weight changed in it, or in the minutes before it that are left for warming up.
 * - `off`: green had no weight.
 * - `not-complete`: it is running, or its counts may still come in.
 * - `no-data`: the source has nothing of it.
 */
export type LeftOutReason = "just-shifted" | "off" | "not-complete" | "no-data";

/** Minutes that follow each other and are left out for the same reason. */
export interface LeftOut {
  reason: LeftOutReason;
  /** The first minute and the last, milliseconds since the epoch. */
  from: number;
  to: number;
}

export interface JudgedMinute extends MinuteCounts {
  /** Green's weight in it, in percent. */
  weight: number;
}

/** The minutes of a rollout, told apart. */
export interface Window {
  judged: readonly JudgedMinute[];
  leftOut: readonly LeftOut[];
}

export interface WindowRule {
  /** In order; the first begins the rollout. */
  changes: readonly WeightChange[];
  settleMinutes: number;
  /** Milliseconds after a minute's end until its counts can be relied on. */
  delayMs: number;
  /** Milliseconds since the epoch of this look. */
  now: number;
}

/** What a source is asked for at a look: all minutes since the first change of the weight, with the running one. */
export function spanToRead({ changes, now }: Pick<WindowRule, "changes" | "now">): Span | undefined {
  const first = changes[0];
  if (first === undefined) return undefined;
  return { from: firstMinute(first.at, now), to: minuteOf(now) + MINUTE_MS };
}

/** The day before the rollout: what is usual for the service. */
export function historySpan(start: number): Span {
  return { from: minuteOf(start) - DAY_MINUTES * MINUTE_MS, to: minuteOf(start) };
}

function firstMinute(start: number, now: number): number {
  return Math.max(minuteOf(start), minuteOf(now) - KEPT_MINUTES * MINUTE_MS);
}

/** Tells which minutes since the first change of the weight are judged, and why the others are not. */
export function windowOf(minutes: readonly MinuteCounts[], rule: WindowRule): Window {
  const first = rule.changes[0];
  if (first === undefined) return { judged: [], leftOut: [] };
  const byStart = new Map(minutes.map((minute) => [minute.at, minute]));
  const judged: JudgedMinute[] = [];
  const leftOut: LeftOut[] = [];
  for (let at = firstMinute(first.at, rule.now); at <= minuteOf(rule.now); at += MINUTE_MS) {
    const minute = byStart.get(at);
    const weight = rule.changes.findLast((change) => change.at <= at)?.weight ?? 0;
    const reason = reasonToLeaveOut(at, weight, minute, rule);
    if (reason === undefined && minute !== undefined) judged.push({ ...minute, weight });
    else if (reason !== undefined) note(leftOut, at, reason);
  }
  return { judged, leftOut };
}

function reasonToLeaveOut(
  at: number,
  weight: number,
  minute: MinuteCounts | undefined,
  { changes, settleMinutes, delayMs, now }: WindowRule,
): LeftOutReason | undefined {
  const shifted = changes.some((change) => {
    const since = at - minuteOf(change.at);
    return since >= 0 && since <= settleMinutes * MINUTE_MS;
  });
  if (shifted) return "just-shifted";
  if (weight === 0) return "off";
  if (at + MINUTE_MS + delayMs > now) return "not-complete";
  if (minute === undefined) return "no-data";
  return minute.complete ? undefined : "not-complete";
}

function note(leftOut: LeftOut[], at: number, reason: LeftOutReason): void {
  const last = leftOut.at(-1);
  if (last?.reason === reason && last.to === at - MINUTE_MS) last.to = at;
  else leftOut.push({ reason, from: at, to: at });
}

/**
 * How many minutes a bake is sure to have judged at its end.
 *
 * @param bakeMs how long the weight stays.
 */
export function minutesJudgedIn(bakeMs: number, settleMinutes: number, delayMs: number): number {
  return Math.max(0, Math.floor((bakeMs - delayMs) / MINUTE_MS) - settleMinutes - 1);
}

/** How long a weight has to stay until so many of its minutes can be judged, in milliseconds. The inverse. */
export function bakeFor(judgedMinutes: number, settleMinutes: number, delayMs: number): number {
  return (judgedMinutes + settleMinutes + 1) * MINUTE_MS + delayMs;
}
