import type { FinalStatus, Progress, Refresh, Step, Timing, View } from "./model.ts";
import { alarmed, CANCELLED, CANCELLING, stalled, tooLong } from "./reasons.ts";
import { replace } from "./replace.ts";
import { scopeOf } from "./survey.ts";

/** The state machine of an instance refresh. Nothing here waits or calls: a refresh, and what it sees, give the next step. */

export function pending(now: number): Progress {
  return {
    status: "Pending",
    reason: undefined,
    startedAt: now,
    movedAt: now,
    endedAt: undefined,
    scope: undefined,
    ...{ gone: 0, ready: 0, percent: 0, toUpdate: 0, pool: undefined },
    ...{ checkpoint: 0, waitsUntil: now, bakesUntil: now, surge: 0, rollback: undefined },
  };
}

/** What a refresh does next. Once it is over: nothing. */
export function step(refresh: Refresh, view: View, timing: Timing): Step {
  const { progress } = refresh;
  switch (progress.status) {
    case "Pending":
      if (view.now - progress.startedAt < timing.pending) return still(progress);
      return still(begin(refresh, view));
    case "InProgress":
    case "RollbackInProgress":
      return advance(refresh, view, timing);
    case "Baking":
      return still(bake(refresh, view));
    case "Cancelling": {
      const moving = view.machines.some(({ place }) => place === "pending" || place === "leaving");
      return still(moving ? progress : over(progress, "Cancelled", CANCELLED, view.now));
    }
    case "Successful":
    case "Failed":
    case "Cancelled":
    case "RollbackSuccessful":
    case "RollbackFailed":
      return still(progress);
  }
}

/** @param waits whether what is under way is waited for. */
export function cancel(progress: Progress, waits: boolean, now: number): Progress {
  if (!waits) return over(progress, "Cancelled", CANCELLED, now);
  return { ...progress, status: "Cancelling", reason: CANCELLING, surge: Math.max(0, progress.surge) };
}

export function rollBack(progress: Progress, reason: string, now: number): Progress {
  const { percent, toUpdate, pool } = progress;
  return {
    ...progress,
    status: "RollbackInProgress",
    reason,
    movedAt: now,
    scope: undefined,
    ...{ gone: 0, ready: 0, waitsUntil: now },
    rollback: { reason, at: now, percent, toUpdate, pool },
  };
}

function begin({ progress, wishes }: Refresh, view: View): Progress {
  if (view.unfit !== undefined) return over(progress, "Failed", view.unfit, view.now);
  const scope = scopeOf(view, wishes, !wishes.skipMatching);
  const pool = view.pool === undefined ? undefined : { percent: 0, toUpdate: scope.pooled };
  return { ...progress, status: "InProgress", movedAt: view.now, scope, toUpdate: scope.total + scope.pooled, pool };
}

function advance(refresh: Refresh, view: View, timing: Timing): Step {
  const { progress, wishes } = refresh;
  const { now } = view;
  if (view.suspended.has("InstanceRefresh")) return still({ ...progress, movedAt: Math.max(progress.movedAt, now) });
  if (now - progress.startedAt >= timing.lifetime) return still(fail(refresh, view, tooLong(timing.lifetime)));
  if (now - progress.movedAt >= timing.stall) return still(fail(refresh, view, stalled(timing.stall)));
  const alarm = view.alarms.find(({ state }) => state === "ALARM");
  const goesOn = progress.status === "InProgress";
  if (goesOn && alarm !== undefined) return still(fail(refresh, view, alarmed(alarm.name)));
  const scope = progress.scope ?? scopeOf(view, wishes, false);
  const { progress: next, terminate, done } = replace({ ...refresh, progress: { ...progress, scope } }, view, timing);
  if (!done) return { progress: next, terminate };
  if (!goesOn) return still(over({ ...next, percent: 0 }, "RollbackSuccessful", next.rollback?.reason, now));
  if (stopsEarly(refresh)) return still(over(next, "Successful", undefined, now));
  const all = { ...next, ...{ percent: 100, toUpdate: 0, surge: 0 } };
  if (wishes.bakeTime === 0) return still(over(all, "Successful", undefined, now));
  return still({ ...all, status: "Baking", reason: undefined, bakesUntil: now + wishes.bakeTime });
}

function bake(refresh: Refresh, view: View): Progress {
  const alarm = view.alarms.find(({ state }) => state === "ALARM");
  if (alarm !== undefined) return fail(refresh, view, alarmed(alarm.name));
  if (view.now < refresh.progress.bakesUntil) return refresh.progress;
  return over(refresh.progress, "Successful", undefined, view.now);
}

/** A last checkpoint below 100 is where it ends; the group keeps its own configuration then. */
export function stopsEarly({ wishes }: Refresh): boolean {
  const last = wishes.checkpoints.at(-1);
  return last !== undefined && last < 100;
}

function fail({ progress, wishes }: Refresh, view: View, reason: string): Progress {
  if (progress.status === "RollbackInProgress") return over(progress, "RollbackFailed", reason, view.now);
  if (!wishes.autoRollback || !view.reversible) return over(progress, "Failed", reason, view.now);
  return rollBack(progress, reason, view.now);
}

function over(progress: Progress, status: FinalStatus, reason: string | undefined, now: number): Progress {
  return { ...progress, status, reason, endedAt: now, surge: 0 };
}

function still(progress: Progress): Step {
  return { progress, terminate: [] };
}
