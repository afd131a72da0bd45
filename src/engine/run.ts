import { driftFrom } from "../delivery/digest.ts";
import { DeliveryError } from "../delivery/errors.ts";
import type { Applied, Change, Intent, Plan, View } from "../delivery/plan.ts";
import { isApplied } from "../delivery/plan.ts";
import { aheadOf } from "./ahead.ts";
import type { Clock } from "./clock.ts";
import type { Journal, Reporter } from "./events.ts";
import type { GateLook, Gates } from "./gates.ts";
import type { Gating } from "./gating.ts";
import { gatingOf, unasked } from "./gating.ts";
import { LookingAgain } from "./look-again.ts";
import type { Platform } from "./platform.ts";
import { settle } from "./settle.ts";
import { FRESH_MS } from "./timing.ts";
import { waitFor } from "./wait.ts";

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
  /** What judges green; undefined: its health alone. */
  gates?: Gates | undefined;
}

export interface Outcome {
  before: View;
  after: View;
  plan: Plan<Change>;
  /** Whether anything on the platform was changed. */
  changed: boolean;
  /** What the gates said last; absent where they were not asked. */
  verdict?: GateLook | undefined;
}

/** A look at the platform: what was seen, and when the looking began to be old. */
export interface Sight<S> {
  seen: S;
  view: View;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * Runs one step: look → guard → plan, then change by change, looking and planning again after every wait and before
 * everything that moves traffic or destroys; at the end the goal is judged on a last look. A step trusts no look but
 * the last.
 *
 * @throws DeliveryError when a guard refuses (nothing was changed), a change fails, a wait times out, somebody else's
 * hand is seen (`conflict`), the goal is missed (`unsettled`), or the run is cancelled. The reporter has the last state
 * seen by then.
 */
export async function runStep<S, C extends Change>(
  platform: Platform<S, C>,
  asked: Intent,
  options: RunOptions,
  tools: RunTools,
): Promise<Outcome> {
  const first = await look(platform, tools);
  const before = first.view;
  tools.reporter.report({ type: "observed", view: before });
  const tellAhead = (sight: Sight<S>) =>
    tools.reporter.report({ type: "ahead", ahead: aheadOf(platform, asked, sight) });
  const begun = begin(platform, asked, first, options, tools);
  const { intent, plan, gating, warnings } = await begun.catch((error: unknown) => {
    tellAhead(first);
    throw error;
  });
  tools.reporter.report({ type: "planned", step: intent.step, dryRun: options.dryRun, plan });
  for (const message of [...plan.warnings, ...warnings]) tools.reporter.report({ type: "warning", message });
  const examines = intent.step === "status" && before.standing.rollout === undefined;
  const findings = examines ? await platform.diagnose?.(intent, first.seen) : undefined;
  if (findings !== undefined) tools.reporter.report({ type: "diagnosed", findings });
  if (options.dryRun || plan.changes.length === 0) {
    if (!options.dryRun) tellAhead(first);
    return { before, after: before, plan, changed: false };
  }

  const run = new StepRun(platform, intent, first, plan, tools, gating);
  try {
    const last = await run.toItsGoal();
    tools.reporter.report({ type: "settled", view: last.view });
    tellAhead(last);
    return { before, after: last.view, plan, changed: run.changed, verdict: gating?.seen };
  } catch (error) {
    const last = await run.tellWhatIs();
    if (last !== undefined) tellAhead(last);
    throw error;
  }
}

/** The plan as it was approved, and the gates asked before anything is touched. */
async function begin<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  first: Sight<S>,
  { expectedState }: RunOptions,
  tools: RunTools,
): Promise<{ intent: Intent; plan: Plan<C>; gating: Gating<S, C> | undefined; warnings: readonly string[] }> {
  const plan = planAsApproved(platform, intent, first, expectedState);
  const gating = gatingOf(platform, intent, first, plan, tools);
  if (gating === undefined) return { intent, plan, gating, warnings: unasked(intent, first.view, plan, tools) };
  const { mark, warnings } = await gating.begin(first, plan);
  const judged = { ...intent, gated: { mark } };
  return { intent: judged, plan: platform.plan(judged, first.seen), gating, warnings };
}

/** One full look. */
export async function look<S, C extends Change>(
  platform: Platform<S, C>,
  { clock }: Pick<RunTools, "clock">,
): Promise<Sight<S>> {
  const at = clock.now();
  const seen = await platform.observe();
  return { seen, view: platform.view(seen), at };
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
  { seen, view }: Sight<S>,
  expectedState: string | undefined,
): Plan<C> {
  const drift = expectedState === undefined ? undefined : driftFrom(expectedState, view.facts);
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

/** A step at work: its plan, what of it is done, and the last look. */
class StepRun<S, C extends Change> {
  /** Whether anything was changed, as far as anybody can know. */
  changed = false;
  readonly #platform: Platform<S, C>;
  readonly #tools: RunTools;
  readonly #again: LookingAgain<S, C>;
  readonly #gating: Gating<S, C> | undefined;
  #intent: Intent;
  #sight: Sight<S>;
  #left: readonly C[];
  /** The last look is of before the last change. */
  #outdated = false;
  /** What was seen before the first change that moves traffic, and whether that was begun. */
  #before: View;
  #moving = false;
  #refused: C | undefined;

  constructor(
    platform: Platform<S, C>,
    intent: Intent,
    first: Sight<S>,
    plan: Plan<C>,
    tools: RunTools,
    gating: Gating<S, C> | undefined,
  ) {
    this.#gating = gating;
    this.#platform = platform;
    this.#tools = tools;
    this.#intent = pinned(intent, first.view, plan);
    this.#sight = first;
    this.#before = first.view;
    this.#left = plan.changes;
    this.#again = new LookingAgain(platform, first.view, plan, tools);
  }

  /** @returns the last look, on which the goal was judged. */
  async toItsGoal(): Promise<Sight<S>> {
    for (;;) {
      for (let change = this.#left[0]; change !== undefined; change = this.#left[0]) await this.#advance(change);
      const { sight, repair } = await settle(this.#platform, this.#intent, this.#again, this.#last(), this.#tools);
      this.#sight = sight;
      this.#outdated = false;
      if (repair.length === 0) return sight;
      this.#left = repair;
    }
  }

  /**
   * After a failure: outputs and summary tell what is, and `post` undoes unless the traffic is seen to be as before.
   *
   * @returns the look that holds; undefined: nobody knows.
   */
  async tellWhatIs(): Promise<Sight<S> | undefined> {
    const { signal, reporter, journal } = this.#tools;
    if (signal.aborted) return undefined;
    if (!this.changed && this.#refused === undefined) return this.#sight;
    try {
      const sight = await look(this.#platform, this.#tools);
      const { view } = sight;
      const same = isAsBefore(this.#before, view);
      // What is several calls is not without effect because its last one was refused: only a look can tell.
      if (this.#refused !== undefined && same) reporter.report({ type: "change-refused", change: this.#refused });
      if (this.#moving && same) await journal.end();
      reporter.report({ type: "settled", view });
      return sight;
    } catch {
      // The failure that led here is what the reader needs; the state is told as it was last seen.
      return undefined;
    }
  }

  async #advance(change: C): Promise<void> {
    const { clock, signal, reporter } = this.#tools;
    signal.throwIfAborted();
    // An answer of the gates takes its time: what it rests on is looked at again below.
    if (change.movesTraffic === true && change.waits !== true && !this.#moving) {
      await this.#gating?.mayMove(this.#sight);
    }
    const endangers = change.movesTraffic === true || change.destroys === true || change.claims === true;
    const isOld = endangers && change.waits !== true && clock.now() - this.#sight.at > FRESH_MS;
    // Gates judge by the weight and by what its move wrote down; machines of one fleet get theirs one by one.
    const isSwitched = this.#sight.view.standing.oneFleet !== true;
    const isJudged = change.bakes === true && this.#gating !== undefined && this.#outdated && isSwitched;
    if (isOld || isJudged) {
      await this.#lookAgain();
      if (this.#left[0] === undefined || !sameChange(this.#left[0], change)) return;
    }
    const current = this.#left[0] ?? change;
    const began = clock.now();
    reporter.report({ type: "change-started", change: current });
    const doing = isApplied(current) ? this.#apply(current) : this.#wait(current);
    await doing.catch((error: unknown) => {
      throw current.rollsBack === true ? this.#halfDone(error) : error;
    });
    reporter.report({ type: "change-done", change: current, durationMs: clock.now() - began });
  }

  /** Neither side serves as it should: whatever the reason, the way back is the policy's. */
  #halfDone(error: unknown): unknown {
    if (!(error instanceof DeliveryError) || error.code === "conflict" || this.#tools.signal.aborted) return error;
    const { id, reasons, remedy, verdict } = error;
    const rollout = this.#sight.view.standing.rollout?.id;
    return new DeliveryError(error.code, error.message, {
      reasons,
      verdict,
      rollout,
      rollsBack: true,
      cause: error,
      ...(id === undefined ? {} : { id }),
      ...(remedy === undefined ? {} : { remedy }),
    });
  }

  async #wait(wait: C): Promise<void> {
    const watch = wait.bakes === true ? this.#gating : undefined;
    const waiting = waitFor(this.#platform, this.#intent, wait, this.#sight.seen, this.#tools, watch);
    const seen = await waiting.catch(async (error: unknown) => {
      throw await this.#causeOf(error);
    });
    this.#again.waited(wait);
    if (wait.movesTraffic === true) await this.#moved();
    this.#sight = { seen, view: this.#platform.view(seen), at: this.#sight.at };
    this.#tools.reporter.report({ type: "refreshed", view: this.#sight.view });
    this.#left = this.#left.slice(1);
    // The last look of all judges the goal: right before it another would tell nothing new.
    if (this.#left.length > 0) await this.#lookAgain();
    else this.#outdated = true;
  }

  /** What ended a wait: who took green's traffic away is the cause of what then looks unhealthy. */
  async #causeOf(error: unknown): Promise<unknown> {
    const ended = error instanceof DeliveryError && (error.code === "unhealthy" || error.code === "timeout");
    if (!ended || this.#tools.signal.aborted) return error;
    try {
      const { view } = await look(this.#platform, this.#tools);
      return this.#again.foreign(this.#intent, this.#sight.view, view, error) ?? error;
    } catch {
      return error;
    }
  }

  async #apply(change: Applied<C>): Promise<void> {
    const { journal, clock } = this.#tools;
    if (change.movesTraffic === true && !this.#moving) {
      this.#moving = true;
      this.#before = this.#sight.view;
      await journal.begin({
        step: this.#intent.step,
        run: this.#intent.rolloutId,
        at: clock.now(),
        change: this.#platform.undo(this.#intent, this.#sight.seen),
      });
    }
    const readBack = await this.#platform.apply(change, this.#sight.seen).catch((error: unknown) => {
      if (error instanceof DeliveryError && error.noEffect) this.#refused = change;
      else this.changed = true;
      throw error;
    });
    this.changed = true;
    if (change.movesTraffic === true) await this.#moved();
    this.#left = this.#left.slice(1);
    if (change.claims === true) this.#intent = { ...this.#intent, holds: true };
    this.#again.changed();
    this.#outdated = readBack === undefined;
    if (readBack !== undefined) this.#sight = { ...this.#sight, seen: readBack, view: this.#platform.view(readBack) };
  }

  /** What follows the last move, a bake above all, may fail without the traffic going back by itself. */
  async #moved(): Promise<void> {
    const wholly = this.#left.filter(({ movesTraffic }) => movesTraffic === true).length === 1;
    this.#again.moved(wholly);
    if (wholly) await this.#tools.journal.end();
  }

  async #lookAgain(): Promise<void> {
    const { sight, left } = await this.#again.look(this.#intent, this.#sight.view);
    this.#sight = sight;
    this.#outdated = false;
    this.#left = left;
  }

  #last(): Sight<S> & { outdated: boolean } {
    return { ...this.#sight, outdated: this.#outdated };
  }
}

/** The step goes on with the weight that it decided on and with the rollout that it saw, whatever comes. */
export function pinned(intent: Intent, { standing }: View, { decision }: Plan<Change>): Intent {
  const rollout = intent.rollout ?? (intent.step === "deploy" ? undefined : standing.rollout?.id);
  const weight = decision?.do === "shift" && intent.step === "shift" ? decision.to : intent.weight;
  const at = decision?.do === "verify" ? decision.at : weight;
  const bakeMs = decision?.do === "verify" ? decision.bakeMs : intent.bakeMs;
  return { ...intent, weight: at, bakeMs, ...(rollout === undefined ? {} : { rollout }) };
}

function isAsBefore(before: View, now: View): boolean {
  const [one, other] = [before, now].map(({ standing: { weight, audience } }) => `${weight} ${audience}`);
  return one === other && JSON.stringify(before.facts) === JSON.stringify(now.facts);
}

function sameChange(one: Change, other: Change): boolean {
  return one.kind === other.kind && one.summary === other.summary;
}
