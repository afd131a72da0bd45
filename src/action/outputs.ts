import { digest } from "../delivery/digest.ts";
import type { DeliveryError } from "../delivery/errors.ts";
import { healthVerdict, nextStep, nextWeight, readyToPromote } from "../delivery/outlook.ts";
import { AT_ONCE } from "../delivery/ramp.ts";
import type { Step, Verdict } from "../delivery/vocabulary.ts";
import type { Inputs } from "./inputs.ts";
import type { Story } from "./report.ts";

/** How a step ended. */
export interface Ending {
  inputs: Inputs | undefined;
  story: Story;
  changed: boolean;
  error: DeliveryError | undefined;
}

/**
 * Every output of action.yml, whatever happened: a step that failed before it saw anything leaves those empty that it
 * cannot know.
 */
export function outputsOf(ending: Ending, summaryMarkdown: string): Record<string, string> {
  const { story } = ending;
  const view = story.now;
  const ramp = ending.inputs?.ramp ?? AT_ONCE;
  const text = (value: number | undefined) => (value === undefined ? "" : String(value));
  const outputs = {
    phase: view?.phase ?? "",
    blue: view?.blue?.name ?? "",
    green: view?.green?.name ?? "",
    weight: text(view?.weight),
    "previous-weight": text(story.before?.weight),
    "healthy-blue": text(view?.blue?.healthy),
    "healthy-green": text(view?.green?.healthy),
    verdict: verdictOf(ending),
    changed: String(ending.changed),
    "ready-to-promote": String(view !== undefined && readyToPromote(view)),
    "next-step": view === undefined ? "" : nextStep(view, ramp),
    "next-weight": view === undefined ? "" : text(nextWeight(view, ramp)),
    "rollout-id": view?.rollout?.id ?? "",
    "state-digest": view === undefined ? "" : digest(view.facts),
    "safe-teardown-at": view?.safeTeardownAt === undefined ? "" : new Date(view.safeTeardownAt).toISOString(),
    "preview-url": view?.green === undefined ? "" : (view.preview?.url ?? ""),
    plan: JSON.stringify(story.planned),
    "summary-markdown": summaryMarkdown,
  };
  return { ...outputs, result: JSON.stringify(resultOf(ending, outputs)) };
}

/** The whole as one JSON object: the outputs, both sides, what was done, the error. */
function resultOf({ inputs, story, error }: Ending, outputs: Record<string, string>) {
  const { plan: _plan, "summary-markdown": _summary, "state-digest": _digest, ...flat } = outputs;
  return {
    step: inputs?.step,
    platform: inputs?.target.platform,
    strategy: inputs?.strategy,
    dryRun: inputs?.dryRun,
    ...flat,
    blue: story.now?.blue,
    green: story.now?.green,
    rollout: story.now?.rollout,
    look: story.now?.look,
    problems: story.now?.problems ?? [],
    planned: story.planned,
    done: story.done,
    warnings: story.warnings,
    error:
      error === undefined
        ? undefined
        : { code: error.code, message: error.message, reasons: error.reasons, remedy: error.remedy },
  };
}

/** What ends these badly is green; a rollback or a teardown waits for other things too. */
const JUDGING: readonly (Step | undefined)[] = ["deploy", "shift", "promote"];

function verdictOf({ inputs, story, error }: Ending): Verdict {
  const unfit = error?.code === "unhealthy" || error?.code === "timeout";
  if (unfit && JUDGING.includes(inputs?.step)) return "fail";
  if (error !== undefined && error.code !== "found") return "error";
  return story.now === undefined ? "inconclusive" : healthVerdict(story.now);
}
