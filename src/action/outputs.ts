import { digest } from "../delivery/digest.ts";
import type { DeliveryError } from "../delivery/errors.ts";
import { healthVerdict, idleFleet, isExpired, nextStep, nextWeight, readyToPromote } from "../delivery/outlook.ts";
import { AT_ONCE } from "../delivery/ramp.ts";
import type { Step, Verdict } from "../delivery/vocabulary.ts";
import type { GateKeeper } from "../gates/keeper.ts";
import type { Approval } from "./github/approvals.ts";
import type { Inputs } from "./inputs.ts";
import type { StepLog } from "./report.ts";

const HOUR_MS = 3_600_000;

/** How a step ended. */
export interface StepResult {
  inputs: Inputs | undefined;
  log: StepLog;
  changed: boolean;
  error: DeliveryError | undefined;
  /** What judged green; undefined: its health alone. */
  gates: GatesTold | undefined;
  /** Who approved what in this run; absent where GitHub was not asked. */
  approvals?: readonly Approval[] | undefined;
}

/** What the gates tell once a step is over. */
export type GatesTold = Pick<GateKeeper, "told" | "measured" | "numbers" | "close">;

/**
 * Every output of action.yml, whatever happened: a step that failed before it saw anything leaves those empty that it
 * cannot know.
 */
export function outputsOf(result: StepResult, summaryMarkdown: string): Record<string, string> {
  const { log } = result;
  const view = log.now;
  const ramp = result.inputs?.ramp ?? AT_ONCE;
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const expiresAfterMs = result.inputs?.alerts.expiresAfterMs ?? Number.POSITIVE_INFINITY;
  const idle = view === undefined ? undefined : idleFleet(view);
  const outputs = {
    phase: view?.phase ?? "",
    blue: view?.blue?.name ?? "",
    green: view?.green?.name ?? "",
    weight: text(view?.weight),
    "previous-weight": text(log.before?.weight),
    "healthy-blue": text(view?.blue?.healthy),
    "healthy-green": text(view?.green?.healthy),
    verdict: verdictOf(result),
    changed: String(result.changed),
    "ready-to-promote": String(view !== undefined && readyToPromote(view)),
    "next-step": view === undefined ? "" : nextStep(view, ramp),
    "next-weight": view === undefined ? "" : text(nextWeight(view, ramp)),
    "rollout-id": view?.rollout?.id ?? "",
    "state-digest": view === undefined ? "" : digest(view.facts),
    "safe-teardown-at": view?.safeTeardownAt === undefined ? "" : new Date(view.safeTeardownAt).toISOString(),
    expired: view === undefined ? "" : String(isExpired(view, expiresAfterMs, view.standing.now)),
    "idle-instances": text(idle?.instances),
    "idle-instance-hours": idle?.ms === undefined ? "" : ((idle.instances * idle.ms) / HOUR_MS).toFixed(1),
    "preview-url": view?.green === undefined ? "" : (view.preview?.url ?? ""),
    plan: JSON.stringify(log.planned),
    "summary-markdown": summaryMarkdown,
  };
  return { ...outputs, result: JSON.stringify(resultOf(result, outputs)) };
}

/** The whole as one JSON object: the outputs, both sides, what was done, the error. */
function resultOf({ inputs, log, error, gates }: StepResult, outputs: Record<string, string>) {
  const { plan: _plan, "summary-markdown": _summary, "state-digest": _digest, ...flat } = outputs;
  return {
    step: inputs?.step,
    platform: inputs?.target.platform,
    strategy: inputs?.strategy,
    dryRun: inputs?.dryRun,
    ...flat,
    blue: log.now?.blue,
    green: log.now?.green,
    rollout: log.now?.rollout,
    look: log.now?.look,
    problems: log.now?.problems ?? [],
    findings: log.findings,
    differences: log.now?.differences,
    gates: gates?.numbers(),
    planned: log.planned,
    done: log.done,
    warnings: log.warnings,
    error:
      error === undefined
        ? undefined
        : { code: error.code, id: error.id, message: error.message, reasons: error.reasons, remedy: error.remedy },
  };
}

/** What ends these badly is green; a rollback or a teardown waits for other things too. */
const JUDGING: readonly (Step | undefined)[] = ["deploy", "shift", "verify", "promote", "rollout"];

function verdictOf({ inputs, log, error }: StepResult): Verdict {
  // A step that timed out before it saw anything says nothing of green.
  const unfit = error?.code === "unhealthy" || (error?.code === "timeout" && log.now !== undefined);
  if (error?.verdict !== undefined) return error.verdict;
  if (unfit && JUDGING.includes(inputs?.step)) return "fail";
  if (error !== undefined && error.code !== "found") return "error";
  if (log.now === undefined) return "inconclusive";
  // Of one fleet that had no way to go: its gates were not asked, and health is not what they were given for.
  if (inputs?.step === "deploy" && inputs.gates !== undefined && log.nothing !== undefined) return "inconclusive";
  const health = healthVerdict(log.now);
  // What judges requests knows better than health, but for a green that is ill.
  return log.judged === undefined || health === "fail" ? health : log.judged.verdict;
}
