import { driftFrom } from "../delivery/digest.ts";
import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError } from "../delivery/errors.ts";
import type { Change, Intent, Plan, Progress, View } from "../delivery/plan.ts";
import type { Clock } from "./clock.ts";
import type { Journal, Reporter } from "./events.ts";
import type { Platform } from "./platform.ts";

/** Milliseconds between two looks during a wait: sees a target turn healthy within a second, at a call a second. */
const POLL_MS = 1_500;
/** Milliseconds between two lines of log during a wait in which nothing changes. */
const REPORT_MS = 15_000;

/** Milliseconds in which a call whose answer nobody waited for may still take effect. */
const LATE_EFFECT_MS = 3_000;

export interface RunOptions {
  dryRun: boolean;
  /** The state digest that an approval was given for. */
  expectedState: string | undefined;
}

export interface RunTools {
  clock: Clock;
  signal: AbortSignal;
  reporter: Reporter;
  journal: Journal;
}

export interface Outcome {
  before: View;
  after: View;
  plan: Plan<Change>;
  /** Whether anything on the platform was changed. */
  changed: boolean;
}

/**
 * Runs one step: observe → guard → plan → apply each change → settle.
 *
 * @throws DeliveryError when a guard refuses (nothing touched), a change fails, a wait times out, or the run is
 * cancelled. The reporter has the last state seen by then.
 */
export async function runStep<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  options: RunOptions,
  tools: RunTools,
): Promise<Outcome> {
  let seen: S = await platform.observe();
  const before = platform.view(seen);
  tools.reporter.report({ type: "observed", view: before });
  const plan = planAsApproved(platform, intent, seen, before, options.expectedState);
  tools.reporter.report({ type: "planned", plan });
  for (const message of plan.warnings) tools.reporter.report({ type: "warning", message });
  if (options.dryRun || plan.changes.length === 0) return { before, after: before, plan, changed: false };

  seen = await applyAll(platform, intent, plan.changes, seen, tools);
  const after = platform.view(seen);
  tools.reporter.report({ type: "settled", view: after });
  return { before, after, plan, changed: plan.changes.some((change) => change.waits !== true) };
}

/**
 * The plan, if the state is the one that was approved. A step that has nothing left to do, or only to look, is let
 * through all the same: it is the approved one itself that changed the state, run again.
 *
 * @throws DeliveryError `drift`, before any other reason not to act.
 */
function planAsApproved<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  seen: S,
  before: View,
  expectedState: string | undefined,
): Plan<C> {
  const drift = expectedState === undefined ? undefined : driftFrom(expectedState, before.facts);
  if (drift === undefined) return platform.plan(intent, seen);
  let plan: Plan<C>;
  try {
    plan = platform.plan(intent, seen);
  } catch {
    throw drift;
  }
  if (plan.changes.some(({ waits, records }) => waits !== true && records !== true)) throw drift;
  return plan;
}

/**
 * Applies one change on its own: how `post` finishes what a cancelled step left half done. Twice, because a call that
 * was under way when the step was cut off may take effect after the first look.
 */
export async function finishUndo<S, C extends Change>(
  platform: Platform<S, C>,
  undo: C,
  tools: RunTools,
): Promise<View> {
  tools.reporter.report({ type: "change-started", change: undo });
  await platform.apply(undo, await platform.observe());
  await tools.clock.sleep(LATE_EFFECT_MS, tools.signal);
  const seen = await platform.observe();
  const view = platform.view((await platform.apply(undo, seen)) ?? (await platform.observe()));
  tools.reporter.report({ type: "settled", view });
  return view;
}

async function applyAll<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  changes: readonly C[],
  start: S,
  tools: RunTools,
): Promise<S> {
  const moving = changes.filter(({ movesTraffic }) => movesTraffic === true);
  let seen = start;
  let current = true;
  for (const change of changes) {
    tools.signal.throwIfAborted();
    const began = tools.clock.now();
    tools.reporter.report({ type: "change-started", change });
    if (change.waits === true) {
      seen = await waitFor(platform, intent, change, seen, tools);
      current = true;
    } else {
      if (change === moving[0]) await tools.journal.begin(platform.undo(intent, seen));
      const readBack = await platform.apply(change, seen).catch(async (error: unknown) => {
        // Refused before it moved anything: there is nothing for `post` to undo.
        if (change === moving[0] && error instanceof DeliveryError && error.noEffect) await tools.journal.end();
        throw error;
      });
      // What follows the last move, a bake above all, may fail without the traffic going back by itself.
      if (change === moving.at(-1)) await tools.journal.end();
      if (readBack !== undefined) seen = readBack;
      current = readBack !== undefined;
    }
    tools.reporter.report({ type: "change-done", change, durationMs: tools.clock.now() - began });
  }
  return current ? seen : platform.observe();
}

async function waitFor<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  wait: C,
  start: S,
  tools: RunTools,
): Promise<S> {
  const { clock, signal, reporter } = tools;
  const began = clock.now();
  const deadline = intent.now + intent.timeoutMs;
  let seen = start;
  let said = "";
  let saidAt = 0;
  const told = new Set<string>();
  for (;;) {
    const last = clock.now() + POLL_MS > deadline;
    seen = await refreshed(platform, wait, seen, last, deadline, tools);
    const progress = platform.settled(wait, seen);
    if (progress.state === "done") return seen;
    reporter.report({ type: "refreshed", view: platform.view(seen) });
    if (progress.state === "impossible") {
      throw new DeliveryError("unhealthy", progress.because, { reasons: progress.reasons });
    }
    const line = `${progress.for} ${progress.have}/${progress.want} ${progress.reasons.join()}`;
    const now = clock.now();
    if (line !== said || now - saidAt >= REPORT_MS) {
      reporter.report({ type: "waiting", change: wait, progress, sinceMs: now - began });
      said = line;
      saidAt = now;
    }
    if (last) throw timedOut(progress, told, intent.timeoutMs);
    for (const reason of progress.reasons) told.add(uncounted(reason));
    await clock.sleep(POLL_MS, signal);
  }
}

/** One look. A passing fault of the platform is a reason to look again, not to fail; a refusal is not. */
async function refreshed<S, C extends Change>(
  platform: Platform<S, C>,
  wait: C,
  seen: S,
  thorough: boolean,
  deadline: number,
  { clock, signal, reporter }: RunTools,
): Promise<S> {
  for (;;) {
    try {
      return await platform.refresh(wait, seen, thorough);
    } catch (error) {
      const passing = error instanceof DeliveryError && error.transient;
      if (!passing || clock.now() + POLL_MS > deadline) throw error;
      reporter.report({ type: "warning", message: `${error.message} Looking again.` });
    }
    await clock.sleep(POLL_MS, signal);
  }
}

/** At most so many reasons of earlier looks are told again. */
const EARLIER_REASONS = 5;

/** With the reasons of this look, and those of earlier ones: what was ill may have been replaced a moment ago. */
function timedOut(
  progress: Extract<Progress, { state: "waiting" }>,
  told: ReadonlySet<string>,
  timeoutMs: number,
): DeliveryError {
  const message = `After ${formatDuration(timeoutMs)} (timeout): ${progress.for}: ${progress.have} of ${progress.want}.`;
  const now = new Set(progress.reasons.map(uncounted));
  const earlier = [...told].filter((reason) => !now.has(reason)).slice(-EARLIER_REASONS);
  return new DeliveryError("timeout", message, {
    reasons: [...progress.reasons, ...earlier.map((reason) => `earlier: ${reason}`)],
  });
}

/** `2 × target unhealthy` and `1 × target unhealthy` are one reason. */
function uncounted(reason: string): string {
  return reason.replace(/^\d+ × /, "");
}
