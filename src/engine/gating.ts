import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError } from "../delivery/errors.ts";
import type { Change, Intent, Plan, Progress, View } from "../delivery/plan.ts";
import type { Standing } from "../delivery/standing.ts";
import type { Verdict } from "../delivery/vocabulary.ts";
import type { GatedMove, GateLook, Gates, Judged } from "./gates.ts";
import { FRESH_VERDICT_MS, GATE_LOOK_MS, gateError } from "./gates.ts";
import type { Platform } from "./platform.ts";
import type { RunOptions, RunTools, Sight } from "./run.ts";

/** What has a say in whether a wait is over: the gates may end a bake earlier, or not let it end yet. */
export interface Watch<S> {
  /**
   * @param own what the platform says of the wait.
   * @param at when the wait began, and whether this is the last look before the time is up.
   */
  progress(own: Progress, seen: S, at: { since: number; last: boolean }): Promise<Progress>;
}

interface Asking {
  /** The bake was over when it was asked. */
  decides: boolean;
  answer: Promise<GateLook>;
  answered: GateLook | undefined;
}

/** The gates of one step: asked before it begins, right before traffic moves, and while green bakes. */
export class Gating<S, C extends Change> implements Watch<S> {
  readonly #platform: Platform<S, C>;
  readonly #gates: Gates;
  readonly #tools: RunTools;
  readonly #intent: Intent;
  #last: { look: GateLook; at: number } | undefined;
  /** The look that is under way while green bakes. */
  #asking: Asking | undefined;
  /** The bake was over when a look was made: from then on it is only extended. */
  #decided = false;
  /** When all machines of one fleet had been replaced, in milliseconds since the epoch: its bake begins then. */
  #replacedAt: number | undefined;

  constructor(platform: Platform<S, C>, gates: Gates, intent: Intent, tools: RunTools) {
    this.#platform = platform;
    this.#gates = gates;
    this.#intent = intent;
    this.#tools = tools;
  }

  /** The last look of this step; undefined: there was none. */
  get seen(): GateLook | undefined {
    return this.#last?.look;
  }

  /**
   * Before anything is touched.
   *
   * @returns what the step's moves have to write down, and what a careful reader should know.
   */
  async begin(first: Sight<S>, plan: Plan<C>): Promise<{ mark: string | undefined; warnings: readonly string[] }> {
    const opening = await this.#gates.begin(this.#about(first), moveOf(first, plan));
    for (const message of opening.notes ?? []) this.#tools.reporter.report({ type: "note", message });
    if (risesFrom(first, plan)) await this.mayMove(first);
    return opening;
  }

  /**
   * Whether green may get more, by what it did with what it has. It is asked again where the last answer is old.
   *
   * @throws DeliveryError `gates`.
   */
  async mayMove(sight: Sight<S>): Promise<void> {
    const { weight = 0, oneFleet = false } = sight.view.standing;
    if (weight === 0) return;
    const { clock } = this.#tools;
    const fresh = this.#last !== undefined && clock.now() - this.#last.at < FRESH_VERDICT_MS;
    const look = fresh ? this.#last?.look : await this.#look(sight);
    if (look === undefined) return;
    // Nobody waits between two batches: what is not known yet is told while the next ones are replaced.
    if (oneFleet && look.verdict !== "fail") return;
    if (look.verdict === "pass") return this.#requireRipe(look, sight.view);
    if (look.verdict === "inconclusive" && look.short && this.#takesRisk(look)) return;
    throw this.#error(look, sight.view);
  }

  /** What speaks for green may be of an earlier weight alone. */
  #requireRipe({ ripeAt }: GateLook, { standing: { weight, green, rollout } }: View): void {
    const left = ripeAt - this.#tools.clock.now();
    if (left <= 0) return;
    throw new DeliveryError("gates", `${green.name} has ${weight} % for too short a time to be judged there.`, {
      verdict: "inconclusive",
      rollout: rollout?.id,
      remedy: `The weights are as they were. Run \`${this.#intent.step}\` again in ${formatDuration(left)}.`,
    });
  }

  /**
   * Health is looked at as often as ever while the gates are asked: what counts requests may take half a minute to answer.
   */
  async progress(own: Progress, seen: S, { since, last }: { since: number; last: boolean }): Promise<Progress> {
    if (own.state === "impossible") {
      // What ends the replacing of one fleet, and what follows, the platform knows.
      if (this.#isOneFleet(seen)) return own;
      throw this.#fellIll(own, seen);
    }
    const baked = own.state === "done";
    if (baked) this.#replacedAt ??= this.#tools.clock.now();
    const waiting = baked ? this.#extended() : own;
    if (this.#asking === undefined && (last || this.#isDue(baked))) this.#ask(seen, baked);
    const asking = this.#asking;
    const look = last ? await asking?.answer : asking?.answered;
    if (asking === undefined || look === undefined) return waiting;
    this.#asking = undefined;
    if (look.verdict === "fail") throw this.#error(look, this.#platform.view(seen));
    // What decides was asked when the bake was over.
    if (!asking.decides) return last && baked ? this.#atTheEnd(own, look, seen) : waiting;
    this.#decided = true;
    const from = this.#isOneFleet(seen) ? (this.#replacedAt ?? since) : since;
    return !last && this.#goesOn(look, from) ? waiting : this.#atTheEnd(own, look, seen);
  }

  #isOneFleet(seen: S): boolean {
    return this.#platform.view(seen).standing.oneFleet === true;
  }

  #isDue(baked: boolean): boolean {
    if (baked && !this.#decided) return true;
    return this.#last === undefined || this.#tools.clock.now() - this.#last.at >= GATE_LOOK_MS;
  }

  #ask(seen: S, decides: boolean): void {
    const answer = this.#look({ seen, view: this.#platform.view(seen), at: this.#tools.clock.now() });
    const asking: Asking = { decides, answer, answered: undefined };
    this.#asking = asking;
    // A look fails with the run alone, which the wait ends by.
    answer.then(
      (look) => {
        asking.answered = look;
      },
      () => undefined,
    );
  }

  #atTheEnd(own: Progress, look: GateLook, seen: S): Progress {
    const view = this.#platform.view(seen);
    if (look.verdict === "error") throw this.#error(look, view);
    const accepted = look.verdict === "pass" || (look.short && this.#gates.onInconclusive === "pass");
    // No step follows that would refuse to go on.
    if (!accepted && (this.#intent.step === "verify" || this.#isOneFleet(seen))) throw this.#error(look, view);
    return look.verdict === "pass" ? own : { state: "done", warning: `The verdict is inconclusive: ${look.because}` };
  }

  /** A green that falls ill while it is judged has failed; a blue that does is no reason to go back to it. */
  #fellIll({ because, reasons, remedy }: Extract<Progress, { state: "impossible" }>, seen: S): DeliveryError {
    const { green, rollout } = this.#platform.view(seen).standing;
    const failed = green.state === "ready" ? {} : ({ verdict: "fail", rollout: rollout?.id } as const);
    const then = remedy ?? "Run `status` to see how healthy both sides are, then `shift` again or `rollback`.";
    return new DeliveryError("unhealthy", because, { ...failed, reasons, remedy: then });
  }

  /** While the verdict is open the bake lasts as long as it may, and a weight is not left before it can be judged. */
  #goesOn({ verdict, ripeAt }: GateLook, since: number): boolean {
    const now = this.#tools.clock.now();
    const isOpen = verdict !== "pass" && now < since + this.#gates.maxBakeMs;
    return isOpen || (now < ripeAt && this.#intent.step !== "verify");
  }

  #extended(): Progress {
    const because = this.#last?.look.because ?? "";
    return { state: "waiting", for: "a verdict", have: 0, want: 1, reasons: because === "" ? [] : [because] };
  }

  /** A person who asks for more weight takes it on himself that too little is known; nobody does who gives everything. */
  #takesRisk({ because, ripeAt }: GateLook): boolean {
    const { reporter, clock } = this.#tools;
    const { step } = this.#intent;
    if (this.#gates.onInconclusive === "pass") {
      reporter.report({ type: "warning", message: `It goes on without a verdict (on-inconclusive): ${because}` });
      return true;
    }
    if (step !== "shift" || clock.now() < ripeAt) return false;
    reporter.report({ type: "warning", message: `The verdict is inconclusive so far: ${because}` });
    return true;
  }

  #error(look: GateLook, { standing }: View): DeliveryError {
    return gateError(
      look,
      standing.oneFleet === true ? ONE_FLEET[look.verdict] : this.#remedy(look),
      standing.rollout?.id,
    );
  }

  #remedy({ verdict, ripeAt, short }: GateLook): string {
    const { step } = this.#intent;
    const left = ripeAt - this.#tools.clock.now();
    if (verdict === "fail") return "Run `rollback` to give blue everything again, unless this step did.";
    if (verdict === "error") return `The weights are as they were. Run \`${step}\` again once it can be judged.`;
    if (left > 0) return `The weights are as they were. Run \`${step}\` again in ${formatDuration(left)}.`;
    return short
      ? "The weights are as they were. Wait, `shift` to a higher weight, or accept it with `on-inconclusive: pass`."
      : "The weights are as they were. Run `verify` once that is over, or `rollback`.";
  }

  async #look(sight: Sight<S>): Promise<GateLook> {
    const look = await this.#gates.look(this.#about(sight));
    this.#last = { look, at: this.#tools.clock.now() };
    this.#tools.reporter.report({ type: "judged", look });
    for (const message of look.warnings ?? []) this.#tools.reporter.report({ type: "warning", message });
    return look;
  }

  #about({ seen, view }: Sight<S>): Judged {
    return { standing: judgedAs(view.standing), meter: this.#platform.meter(seen), bakeMs: this.#intent.bakeMs };
  }
}

const NOT_ASKED =
  "The gates were not asked: all machines run this version already. Where the `deploy` that brought it ended without a verdict, there is none.";

/** What to do with machines of one fleet; all run the new version by the time at which a verdict has to be there. */
const ONE_FLEET: Readonly<Record<Verdict, string>> = {
  fail: "Run `rollback` to bring the former version back, unless this step did.",
  error: "All machines run the new version, and nothing could judge it. Run `rollback`, or keep it.",
  inconclusive: "All machines run the new version. Run `rollback`, or accept it with `on-inconclusive: pass`.",
  pass: "",
};

/**
 * Machines of one fleet share its requests, and the share of new ones grows without anybody's decision: it is judged as a
 * whole from the first of them on.
 */
function judgedAs(standing: Standing): Standing {
  const { oneFleet, weight = 0 } = standing;
  return oneFleet === true && weight > 0 ? { ...standing, weight: 100 } : standing;
}

/** The gates of a step that gives green more, or judges it; none where it gets less. Of one fleet that is `deploy`. */
export function gatingOf<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  { view }: Sight<S>,
  { decision }: Plan<C>,
  tools: RunTools,
): Gating<S, C> | undefined {
  if (tools.gates === undefined || decision === undefined) return undefined;
  const { weight = 0, oneFleet = false } = view.standing;
  const judges = decision.do === "judge" || decision.do === "verify";
  const rises = decision.do === "shift" && decision.by !== "rollback" && decision.to >= weight && decision.to > 0;
  const replaces = oneFleet && (decision.do === "begin" || decision.do === "resume");
  return judges || rises || replaces ? new Gating(platform, tools.gates, intent, tools) : undefined;
}

/** A `deploy` that brings no machine anywhere judges none: without a verdict then, there is none now. */
export function unasked(
  { step }: Intent,
  { standing }: View,
  { changes }: Plan<Change>,
  { gates }: RunTools,
): string[] {
  const isIdle = step === "deploy" && standing.oneFleet === true && changes.length === 0;
  return isIdle && gates !== undefined ? [NOT_ASKED] : [];
}

function moveOf<S, C extends Change>({ view: { standing } }: Sight<S>, { decision }: Plan<C>): GatedMove {
  if (decision?.do === "shift") return { to: decision.to, audience: decision.audience };
  if (standing.oneFleet === true) return { to: 100, audience: standing.audience };
  return { to: standing.weight ?? 0, audience: standing.audience };
}

function risesFrom<S, C extends Change>({ view }: Sight<S>, { decision }: Plan<C>): boolean {
  return decision?.do === "shift" && decision.to > (view.standing.weight ?? 0);
}

/**
 * Runs a step; where green fails its gates, or a fleet is left half-changed, the policy's own rollback follows, once, of
 * this rollout alone.
 *
 * @param run runs one step by itself.
 * @throws DeliveryError of the step that failed, with what became of the rollback.
 */
export async function rollingBack<T>(
  intent: Intent,
  { dryRun }: Pick<RunOptions, "dryRun">,
  { gates, clock, reporter }: RunTools,
  run: (intent: Intent) => Promise<T>,
): Promise<T> {
  try {
    return await run(intent);
  } catch (error) {
    if (!(error instanceof DeliveryError) || dryRun) throw error;
    const failed = error.verdict === "fail" && gates?.onFailure === "rollback";
    if (!failed && !error.rollsBack) throw error;
    const why = failed ? " (on-failure)" : "";
    reporter.report({ type: "warning", message: `${error.message} It is rolled back${why}.` });
    const { code, message, reasons, verdict, rollout } = error;
    const back: Intent = { ...intent, step: "rollback", rollout, weight: undefined, bakeMs: 0, now: clock.now() };
    try {
      await run(back);
    } catch (cause) {
      if (!(cause instanceof DeliveryError)) throw cause;
      const why = `${message} The rollback that followed failed: ${cause.message}`;
      const remedy = cause.remedy ?? "Run `rollback` again.";
      throw new DeliveryError(code, why, { reasons: [...reasons, ...cause.reasons], verdict, remedy, cause });
    }
    const remedy = failed
      ? "Blue has all the traffic again. Fix the version and `deploy` it, or `teardown` green."
      : "The former version serves again. Fix the version and `deploy` it.";
    throw new DeliveryError(code, message, { reasons, verdict, remedy, cause: error });
  }
}
