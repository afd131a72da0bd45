import { formatDuration } from "../delivery/duration.ts";
import { DeliveryError } from "../delivery/errors.ts";
import { nextStep } from "../delivery/outlook.ts";
import type { Intent, View } from "../delivery/plan.ts";
import { nearestWeight, nextRung } from "../delivery/ramp.ts";
import type { Standing } from "../delivery/standing.ts";
import { hasEverything, isUnfinished } from "../delivery/standing.ts";
import { gateError } from "./gates.ts";
import type { Outcome, RunTools } from "./run.ts";

/** Milliseconds that a rung takes beside its bake: look, move, read back, settle. */
export const RUNG_MS = 3 * 60_000;
/** Milliseconds of valid credentials that the way back needs. */
const WAY_BACK_MS = 10 * 60_000;

/** What a role's session lasts unless it is asked for longer (IAM user guide, "Using IAM roles"). */
const USUAL_CREDENTIALS_MS = 3_600_000;
const UNKNOWN_END =
  "Nobody tells when the credentials end, usually after an hour: give `credentials-expire-at`, and ask for longer with `role-duration-seconds` of configure-aws-credentials.";

/** What bounds a ramp in one job. */
export interface Bounds {
  /** Milliseconds that each rung bakes at least. */
  bakeMs: number;
  /** Milliseconds since the epoch at which the credentials end; undefined: nobody knows, or never. */
  credentialsEnd: number | undefined;
  /** The platform is asked with credentials, which end at some time. */
  credentials: boolean;
  dryRun: boolean;
}

/**
 * The whole ramp in one job: `shift` after `shift` as the policy finds the rollout, each judged, at last `promote`. Cut
 * off, it goes on where the rollout stands.
 *
 * @param look the rollout as it stands, before anything is moved.
 * @param run runs one step by itself.
 * @throws DeliveryError `refused` before the first move when it cannot end in time, `gates` when a rung's verdict is
 * inconclusive: the weight is held.
 */
export async function rollOut(
  intent: Intent,
  bounds: Bounds,
  { clock, reporter, gates }: RunTools,
  look: () => Promise<View>,
  run: (intent: Intent) => Promise<Outcome>,
): Promise<Outcome> {
  let view = await look();
  const rungs = rungsLeft(intent, view.standing);
  const totalMs = requireTime(intent, bounds, rungs, clock.now());
  const ladder = [...rungs.map((rung) => `${rung} %`), "100 %"].join(", ");
  const message = `The ramp (${ladder}) takes about ${formatDuration(totalMs)}; a rollback may come at any time.`;
  reporter.report({ type: "note", message });
  if (bounds.credentials && bounds.credentialsEnd === undefined && totalMs + WAY_BACK_MS > USUAL_CREDENTIALS_MS) {
    reporter.report({ type: "warning", message: UNKNOWN_END });
  }
  let changed = false;
  for (;;) {
    const step = nextStep(view, intent.ramp);
    if (step !== "shift" && step !== "promote") throw cannotGoOn(step, view);
    const outcome = await run({ ...intent, step });
    changed ||= outcome.changed;
    if (bounds.dryRun) return outcome;
    const { verdict } = outcome;
    if (step === "promote") return { ...outcome, changed };
    if (verdict?.verdict === "inconclusive" && !(verdict.short && gates?.onInconclusive === "pass")) {
      const then = "The weight is held. Run `rollout` again to go on judging, `promote` to accept it, or `rollback`.";
      throw gateError(verdict, then);
    }
    view = outcome.after;
    if (hasEverything(view.standing) && !isUnfinished(view.standing)) return { ...outcome, changed };
  }
}

/** The weights below 100 at which the rollout still has to bake; the one that it has, when its bake was cut off. */
export function rungsLeft({ ramp }: Pick<Intent, "ramp">, seen: Standing): number[] {
  const rungs = isUnfinished(seen) && (seen.weight ?? 0) < 100 ? [seen.weight ?? 0] : [];
  for (let weight = seen.weight ?? 0; ; ) {
    const next = nearestWeight(nextRung(ramp, weight, seen.reachable), seen.reachable);
    if (next >= 100 || next <= weight) return rungs;
    rungs.push(next);
    weight = next;
  }
}

function requireTime(
  { timeoutMs }: Intent,
  { bakeMs, credentialsEnd }: Bounds,
  rungs: readonly number[],
  now: number,
): number {
  const totalMs = rungs.length * (bakeMs + RUNG_MS) + RUNG_MS;
  const takes = `The ramp takes ${formatDuration(totalMs)} (${rungs.length} rungs of ${formatDuration(bakeMs)})`;
  if (totalMs > timeoutMs) {
    throw new DeliveryError("refused", `${takes}, and \`timeout\` is ${formatDuration(timeoutMs)}.`, {
      remedy:
        "Give a longer `timeout` (6h at most, and a job's `timeout-minutes`), fewer rungs or a shorter `bake-time`.",
    });
  }
  if (credentialsEnd !== undefined && credentialsEnd < now + totalMs + WAY_BACK_MS) {
    const left = formatDuration(Math.max(0, credentialsEnd - now));
    const problem = `${takes}, and the credentials end in ${left}: it could neither go on nor roll back.`;
    throw new DeliveryError("refused", problem, {
      remedy: `Ask for ${formatDuration(totalMs + WAY_BACK_MS)} with \`role-duration-seconds\` of configure-aws-credentials.`,
    });
  }
  return totalMs;
}

function cannotGoOn(step: string, { phase }: View): DeliveryError {
  return new DeliveryError("refused", `There is nothing to roll out: the rollout is ${phase}.`, {
    remedy: step === "status" ? "Run `status` to see where it stands." : `Run \`${step}\` first.`,
  });
}
