import { differences } from "../delivery/digest.ts";
import { DeliveryError } from "../delivery/errors.ts";
import type { Change, Intent, Plan, View } from "../delivery/plan.ts";
import type { Decision } from "../delivery/policy.ts";
import { continues } from "../delivery/policy.ts";
import type { LastSwitch, Standing } from "../delivery/standing.ts";
import type { Platform } from "./platform.ts";
import type { RunTools, Sight } from "./run.ts";
import { look } from "./run.ts";
import { POLL_MS, patiently } from "./wait.ts";

/** A reading may lag behind: what looks like somebody else's hand is looked at so often before it is believed. */
const LOOKS_BEFORE_CONFLICT = 3;

/** The looks in the middle of a step: each plans anew, and either finds the rest of the plan or somebody else's hand. */
export class LookingAgain<S, C extends Change> {
  readonly #platform: Platform<S, C>;
  readonly #tools: RunTools;
  readonly #begun: View;
  readonly #decision: Decision | undefined;
  /** Waits that leave no trace and were seen to their end. */
  readonly #once = new Set<string>();
  /** Waits that were over a moment ago: with nothing changed since, they are not begun again. */
  readonly #over = new Set<string>();
  #moved: "not yet" | "in part" | "wholly" = "not yet";

  constructor(platform: Platform<S, C>, begun: View, { decision }: Plan<C>, tools: RunTools) {
    this.#platform = platform;
    this.#tools = tools;
    this.#begun = begun;
    this.#decision = decision;
  }

  get decision(): Decision | undefined {
    return this.#decision;
  }

  get begun(): View {
    return this.#begun;
  }

  /** A wait in which traffic moves has to hold at every look: what it saw is not taken for granted. */
  waited(wait: C): void {
    if (wait.movesTraffic === true) return;
    (wait.once === true ? this.#once : this.#over).add(keyOf(wait));
  }

  changed(): void {
    this.#over.clear();
  }

  moved(wholly: boolean): void {
    this.#moved = wholly ? "wholly" : "in part";
  }

  /** @throws DeliveryError `conflict`, or what else the policy says to the state that is found. */
  async look(intent: Intent, known: View): Promise<{ sight: Sight<S>; left: readonly C[] }> {
    const { clock, signal } = this.#tools;
    for (let number = 1; ; number += 1) {
      const deadline = intent.now + intent.timeoutMs;
      const sight = await patiently(deadline, this.#tools, () => look(this.#platform, this.#tools));
      const found = this.judge(intent, sight, known);
      if (!(found instanceof DeliveryError)) return { sight, left: found };
      if (number === LOOKS_BEFORE_CONFLICT) throw found;
      await clock.sleep(POLL_MS, signal);
    }
  }

  /** A move of the traffic that is somebody else's; undefined: there is none. */
  foreign(intent: Intent, known: View, now: View, cause?: DeliveryError): DeliveryError | undefined {
    const what = this.#foreignMove(intent, now);
    return what === undefined ? undefined : conflict(intent, known, now, what, cause);
  }

  /** What is left to do in the state seen, or why the step must not go on in it. */
  judge(intent: Intent, { seen, view }: Sight<S>, known: View): readonly C[] | DeliveryError {
    const foreign = this.foreign(intent, known, view);
    if (foreign !== undefined) return foreign;
    let plan: Plan<C>;
    try {
      plan = this.#platform.plan(intent, seen);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      const wrapped = error.code === "refused" || error.code === "unsuitable" || error.code === "not-found";
      return wrapped ? conflict(intent, known, view, error.message, error) : error;
    }
    const [before, now] = [this.#decision, plan.decision];
    const same = before === undefined || now === undefined || intent.step === "rollback" || continues(before, now);
    if (!same) return conflict(intent, known, view, "the rollout is not where this step left it");
    return plan.changes.filter((change) => !this.#isOver(change));
  }

  #isOver(change: C): boolean {
    return change.waits === true && (change.once === true ? this.#once : this.#over).has(keyOf(change));
  }

  /** A weight that neither this step nor the world before it has set; a rollback goes on whatever it is. */
  #foreignMove({ step, rolloutId }: Intent, { standing }: View): string | undefined {
    if (step !== "shift" && step !== "promote") return undefined;
    if (this.#moved === "in part") return undefined;
    const { weight, last } = standing;
    const { standing: begun } = this.#begun;
    const target = targetOf(this.#decision) ?? begun.weight;
    const expected = this.#moved === "wholly" ? target : begun.weight;
    const later = last !== undefined && last.run !== rolloutId && last.at > (begun.last?.at ?? 0);
    const same = weight === expected || (!later && followSizes(standing, expected));
    if (same && !(later && this.#moved === "not yet")) return undefined;
    return `green has ${weight ?? "?"} % instead of ${expected ?? "?"} %${by(last, later)}`;
  }
}

/** A weight between none and all that follows from sizes and health changes by itself: that is nobody's hand. */
function followSizes({ weight, reachable }: Standing, expected: number | undefined): boolean {
  const isBetween = (share: number | undefined) => share !== undefined && share > 0 && share < 100;
  return reachable !== undefined && isBetween(weight) && isBetween(expected);
}

function targetOf(decision: Decision | undefined): number | undefined {
  if (decision?.do === "shift") return decision.to;
  return decision?.do === "verify" || decision?.do === "record" ? decision.at : undefined;
}

function by(last: LastSwitch | undefined, later: boolean): string {
  if (last === undefined || !later) return "";
  return `: ${last.by}${last.run === undefined ? "" : ` by ${last.run}`} at ${new Date(last.at).toISOString()}`;
}

/** Says who did what, as far as the platform tells. */
export function conflict(
  { step }: Intent,
  before: View,
  now: View,
  what: string,
  cause?: DeliveryError,
): DeliveryError {
  const failed = cause === undefined || cause.message === what ? [] : [cause.message];
  const reasons = [...differences(before.facts, now.facts), ...failed, ...(cause?.reasons ?? [])];
  return new DeliveryError(
    "conflict",
    `Somebody else changed the rollout while ${step} was at work: ${what}`.replace(/([^.])$/, "$1."),
    {
      ...(cause?.id === undefined ? {} : { id: cause.id }),
      reasons,
      remedy: "This step stopped and left that as it is. Run `status` to see where the rollout stands now.",
      cause,
    },
  );
}

function keyOf(wait: Change): string {
  return wait.once === true ? wait.kind : `${wait.kind} ${wait.summary}`;
}
