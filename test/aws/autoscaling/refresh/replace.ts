import { boundsOf } from "./bounds.ts";
import type { Machine, PoolProgress, Progress, Refresh, Scope, Step, Timing, View, Wishes } from "./model.ts";
import { atCheckpoint, blocked, noData, notAvailable, warmingUp } from "./reasons.ts";
import type { Survey } from "./survey.ts";
import { survey, unitsOf, withLateComers } from "./survey.ts";
import { inOrder } from "./victims.ts";

/** A phase of a refresh that is under way: its scope is known. */
type Running = Refresh & { progress: Progress & { scope: Scope } };

interface PoolStep {
  progress: PoolProgress;
  terminate: readonly string[];
  done: boolean;
}

/** One look at the group while its instances are replaced, forward or back; `done`: nothing is left to replace. */
export function replace(refresh: Running, view: View, timing: Timing): Step & { done: boolean } {
  const { wishes } = refresh;
  const scope = withLateComers(refresh.progress.scope, view);
  const seen = survey(view, scope, wishes);
  const progress = atCheckpoints(reckon({ ...refresh.progress, scope }, seen, view), wishes, view);
  const left = allowance({ ...progress, scope }, seen, wishes, view.now);
  const settled = seen.ready.length === seen.fresh.length && seen.aliveUnits >= view.desired;
  if (left === 0 && settled && (seen.remaining.length === 0 || progress.checkpoint === wishes.checkpoints.at(-1))) {
    const pooled = replacePool(scope, view, wishes);
    const came = pooled.progress.toUpdate < (progress.pool?.toUpdate ?? 0);
    const movedAt = came ? Math.max(view.now, progress.movedAt) : progress.movedAt;
    const pool = view.pool === undefined ? undefined : pooled.progress;
    return { progress: { ...progress, movedAt, pool, surge: 0 }, terminate: pooled.terminate, done: pooled.done };
  }
  const held = holds(view, progress);
  if (held !== undefined) return { progress: { ...progress, reason: held }, terminate: [], done: false };
  // What has just become ready is seen before anything more is replaced.
  if (progress.ready > refresh.progress.ready) return { progress, terminate: [], done: false };
  const { victims, surge } = choose(seen, view, wishes, left);
  const awaited = timing.awaitsDrain ? seen.leavingUnits + unitsOf(victims) : 0;
  const waits = progress.rollback === undefined && view.now < progress.waitsUntil;
  const reason = waits ? atCheckpoint(progress.checkpoint, wishes) : reasonOf(seen, wishes);
  return {
    progress: { ...progress, reason, surge: surge - awaited },
    terminate: victims.map(({ id }) => id),
    done: false,
  };
}

/** How far it has come. */
function reckon(progress: Progress & { scope: Scope }, seen: Survey, view: View): Progress {
  const { total, pooled } = progress.scope;
  const gone = Math.max(0, total - seen.remaining.length);
  const ready = Math.min(total, seen.ready.length);
  const moved = gone > progress.gone || ready > progress.ready;
  const next = {
    ...progress,
    gone: Math.max(gone, progress.gone),
    ready: Math.max(ready, progress.ready),
    movedAt: moved ? Math.max(view.now, progress.movedAt) : progress.movedAt,
  };
  if (progress.rollback !== undefined) {
    const { percent, toUpdate } = progress.rollback;
    return { ...next, percent: total === 0 ? 0 : Math.floor((percent * seen.remaining.length) / total), toUpdate };
  }
  const [all, poolLeft] = [total + pooled, progress.pool?.toUpdate ?? 0];
  return {
    ...next,
    percent: all === 0 ? 100 : Math.floor((100 * (ready + pooled - poolLeft)) / all),
    toUpdate: Math.max(0, total - Math.max(gone, seen.fresh.length)) + poolLeft,
  };
}

/** Of the checkpoints that were crossed the highest counts; one at 100 is the end and nothing to wait at. */
function atCheckpoints(progress: Progress, wishes: Wishes, { now }: View): Progress {
  if (progress.rollback !== undefined) return progress;
  const crossed = wishes.checkpoints.filter((each) => each > progress.checkpoint && each <= progress.percent).at(-1);
  if (crossed === undefined || crossed === 100) return progress;
  const waitsUntil = now + wishes.checkpointDelay;
  return { ...progress, checkpoint: crossed, waitsUntil, movedAt: waitsUntil };
}

/** How many more may be replaced before the next checkpoint; while one is waited at, before that one. */
function allowance(progress: Progress & { scope: Scope }, seen: Survey, { checkpoints }: Wishes, now: number): number {
  const { scope, checkpoint, rollback, waitsUntil } = progress;
  const next = now < waitsUntil ? checkpoint : (checkpoints.find((each) => each > checkpoint) ?? checkpoints.at(-1));
  const share = rollback === undefined ? (next ?? 100) : 100;
  return Math.max(0, Math.ceil((scope.total * share) / 100) - (scope.total - seen.remaining.length));
}

/** Why nothing is replaced for the time being. */
function holds(view: View, progress: Progress): string | undefined {
  const suspended = ["Launch", "Terminate"].filter((process) => view.suspended.has(process));
  if (suspended.length > 0) return `Waiting for suspended processes to be resumed: ${suspended.join(", ")}.`;
  if (progress.rollback !== undefined) return undefined;
  const silent = view.alarms.find(({ state }) => state === "INSUFFICIENT_DATA");
  return silent === undefined ? undefined : noData(silent.name);
}

/** Which instances end now, and how many units run beyond the desired capacity meanwhile. */
function choose(
  seen: Survey,
  view: View,
  { percentages }: Wishes,
  left: number,
): { victims: Machine[]; surge: number } {
  const { low, high } = boundsOf(view.desired, percentages);
  const others = view.machines.filter(
    ({ place, id }) => place !== "leaving" && !seen.replaceable.some((one) => one.id === id),
  );
  const order = inOrder(seen.replaceable, others, view.policies);
  let budget = seen.healthyUnits - low;
  const victims: Machine[] = [];
  for (const machine of order) {
    const cost = machine.healthy ? machine.units : 0;
    // An instance that weighs more than the whole room goes when nothing else is under way.
    const alone = cost > high - low && victims.length === 0 && seen.healthyUnits >= view.desired;
    if (victims.length >= left || (cost > budget && !alone)) continue;
    victims.push(machine);
    budget -= cost;
  }
  const next = order.filter((machine) => !victims.includes(machine)).slice(0, left - victims.length);
  return { victims, surge: Math.min(high - view.desired, unitsOf(next)) };
}

/** The warm pool comes last, by the same percentages of its own size (User Guide, "Warm pools and instance refresh"). */
function replacePool(scope: Scope, { pool = [] }: View, { percentages }: Wishes): PoolStep {
  const here = pool.filter(({ place }) => place !== "leaving");
  const old = here.filter(({ id, matches }) => scope.old.has(id) || (!matches && !scope.kept.has(id)));
  const resting = here.filter(({ place }) => place === "in-service");
  const { low } = boundsOf(here.length, { ...percentages, max: undefined });
  const victims = inOrder(old, [], []).slice(0, Math.max(0, resting.length - low));
  const percent = scope.pooled === 0 ? 100 : Math.floor((100 * (scope.pooled - old.length)) / scope.pooled);
  return {
    progress: { percent, toUpdate: old.length },
    terminate: victims.map(({ id }) => id),
    done: old.length === 0 && resting.length === here.length,
  };
}

function reasonOf({ fresh, ready, remaining, replaceable }: Survey, wishes: Wishes): string | undefined {
  const unready = fresh.filter((machine) => !ready.includes(machine));
  const warming = unready.find(({ healthy, age }) => healthy && age < wishes.warmup);
  if (warming !== undefined) return warmingUp(warming);
  const [missing] = unready;
  if (missing !== undefined) return notAvailable(missing);
  const stuck = remaining.find((machine) => !replaceable.includes(machine));
  return replaceable.length === 0 && stuck !== undefined ? blocked(stuck) : undefined;
}
