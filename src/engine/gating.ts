import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError } from "../delivery/errors.ts";
import type { Change, Intent, Plan, Progress } from "../delivery/plan.ts";
import type { GatedMove, GateLook, Gates, Judged } from "./gates.ts";
import { FRESH_VERDICT_MS, GATE_LOOK_MS, gateError } from "./gates.ts";
import type { Platform } from "./platform.ts";
import type { RunTools, Sight } from "./run.ts";

/** A wait that is told apart from its own end: the gates may end it earlier, or not let it end yet. */
export interface Watch<S> {
  progress(own: Progress, seen: S, at: { since: number; last: boolean }): Promise<Progress>;
}

/** The gates of one step: asked before it begins, right before traffic moves, and while green bakes. */
export class Gating<S, C extends Change> implements Watch<S> {
  readonly #platform: Platform<S, C>;
  readonly #gates: Gates;
  readonly #tools: RunTools;
  readonly #intent: Intent;
  #last: { look: GateLook; at: number } | undefined;
  /** The bake was seen to last as long as it was to. */
  #baked = false;

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
    for (const message of opening.notes) this.#tools.reporter.report({ type: "note", message });
    if (risesFrom(first, plan)) await this.mayMove(first);
    return opening;
  }

  /**
   * Whether green may get more, by what it did with what it has. It is asked again where the last answer is old.
   *
   * @throws DeliveryError `gates`.
   */
  async mayMove(sight: Sight<S>): Promise<void> {
    if ((sight.view.standing.weight ?? 0) === 0) return;
    const { clock } = this.#tools;
    const fresh = this.#last !== undefined && clock.now() - this.#last.at < FRESH_VERDICT_MS;
    const look = fresh ? this.#last?.look : await this.#look(sight);
    if (look === undefined || look.verdict === "pass") return;
    if (look.verdict === "inconclusive" && look.short && this.#takesRisk(look)) return;
    throw gateError(look, this.#remedy(look));
  }

  async progress(own: Progress, seen: S, { since, last }: { since: number; last: boolean }): Promise<Progress> {
    const { clock } = this.#tools;
    if (own.state === "impossible") return own;
    const age = this.#last === undefined ? Number.POSITIVE_INFINITY : clock.now() - this.#last.at;
    const baked = own.state === "done";
    // The look that decides is of now; from then on the bake is only extended.
    const decides = last || (baked && !this.#baked);
    this.#baked ||= baked;
    if (age < GATE_LOOK_MS && !decides) return baked ? this.#extended() : own;
    const look = await this.#look({ seen, view: this.#platform.view(seen), at: clock.now() });
    if (look.verdict === "fail") throw gateError(look, this.#remedy(look));
    return baked ? this.#atTheEnd(own, look, since, last) : own;
  }

  #atTheEnd(own: Progress, look: GateLook, since: number, last: boolean): Progress {
    const { step } = this.#intent;
    const now = this.#tools.clock.now();
    const mayGoOn = !last && (now < since + this.#gates.maxBakeMs || (now < look.ripeAt && step !== "verify"));
    if (look.verdict !== "pass" && mayGoOn) return this.#extended();
    if (look.verdict === "error") throw gateError(look, this.#remedy(look));
    const accepted = look.verdict === "pass" || (look.short && this.#gates.onInconclusive === "pass");
    if (!accepted && step === "verify") throw gateError(look, this.#remedy(look));
    return look.verdict === "pass" ? own : { state: "done", warning: `The verdict is inconclusive: ${look.because}` };
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
    return { standing: view.standing, meter: this.#platform.meter(seen), bakeMs: this.#intent.bakeMs };
  }
}

/** The gates of a step that gives green more, or judges it; none where it gets less. */
export function gatingOf<S, C extends Change>(
  platform: Platform<S, C>,
  intent: Intent,
  { view }: Sight<S>,
  { decision }: Plan<C>,
  tools: RunTools,
): Gating<S, C> | undefined {
  if (tools.gates === undefined || decision === undefined) return undefined;
  const { weight = 0 } = view.standing;
  const judges = decision.do === "judge" || decision.do === "verify";
  const rises = decision.do === "shift" && decision.by !== "rollback" && decision.to >= weight && decision.to > 0;
  return judges || rises ? new Gating(platform, tools.gates, intent, tools) : undefined;
}

function moveOf<S, C extends Change>({ view: { standing } }: Sight<S>, { decision }: Plan<C>): GatedMove {
  if (decision?.do === "shift") return { to: decision.to, audience: decision.audience };
  return { to: standing.weight ?? 0, audience: standing.audience };
}

function risesFrom<S, C extends Change>({ view }: Sight<S>, { decision }: Plan<C>): boolean {
  return decision?.do === "shift" && decision.to > (view.standing.weight ?? 0);
}

/**
 * Runs a step; where green fails its gates, the policy's own rollback follows, once, of this rollout alone.
 *
 * @param run runs one step by itself.
 * @throws DeliveryError of the step that failed, with what became of the rollback.
 */
export async function rollingBack<T>(
  intent: Intent,
  { gates, clock, reporter }: RunTools,
  run: (intent: Intent) => Promise<T>,
): Promise<T> {
  try {
    return await run(intent);
  } catch (error) {
    const failed = error instanceof DeliveryError && error.verdict === "fail";
    if (!failed || gates?.onFailure !== "rollback") throw error;
    reporter.report({ type: "warning", message: `${error.message} It is rolled back (on-failure).` });
    const { code, message, reasons } = error;
    const verdict = "fail";
    try {
      await run({ ...intent, step: "rollback", weight: undefined, bakeMs: 0, now: clock.now(), gates: undefined });
    } catch (cause) {
      if (!(cause instanceof DeliveryError)) throw cause;
      const why = `${message} The rollback that followed failed: ${cause.message}`;
      const remedy = cause.remedy ?? "Run `rollback` again.";
      throw new DeliveryError(code, why, { reasons: [...reasons, ...cause.reasons], verdict, remedy, cause });
    }
    const remedy = "Blue has all the traffic again. Fix the version and `deploy` it, or `teardown` green.";
    throw new DeliveryError(code, message, { reasons, verdict, remedy, cause: error });
  }
}
