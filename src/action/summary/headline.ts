import type { DeliveryError, ErrorCode } from "../../delivery/errors.ts";
import type { View } from "../../delivery/plan.ts";
import { hasEverything } from "../../delivery/standing.ts";
import type { Phase, Step, Verdict } from "../../delivery/vocabulary.ts";
import type { Inputs, Target } from "../inputs.ts";
import type { StepResult } from "../outputs.ts";
import { code, plain, unbroken } from "./markup.ts";
import { effectIn } from "./meanings.ts";
import { countsMachines, machinesRun, versionOf } from "./words.ts";

/** The first line: which service, what came of the step, in numbers. */
export function headline(result: StepResult): string {
  const { inputs } = result;
  const name = inputs === undefined ? "" : `${plain(nameOf(inputs))}: `;
  const [mark, text] = outcomeOf(result);
  return unbroken(`### ${mark} ${name}${text}`);
}

type Outcome = readonly [mark: string, text: string];

function outcomeOf(result: StepResult): Outcome {
  const { inputs, log, error } = result;
  const { before, now } = log;
  if (inputs === undefined) return ["❌", "progressive delivery failed"];
  const { step } = inputs;
  if (error !== undefined) return failed(step, error, result);
  if (inputs.dryRun) {
    const isKnown = log.decided !== undefined && now !== undefined;
    const effect = isKnown ? `: ${effectIn(step, log.decided, now, inputs).replaceAll("**", "")}` : "";
    return ["📝", `${step}, dry run${effect} — nothing was changed`];
  }
  if (step === "status") {
    const refused = log.findings?.some(({ kind }) => kind === "refused") === true;
    return ["🔎", `${stateOf(now)}${refused ? " — a deploy would be refused" : ""}`];
  }
  if (!result.changed) return ["✅", `${step}, nothing to do — ${stateOf(now)}`];
  const judged = log.judged?.verdict ?? "pass";
  const doubt = judged === "pass" ? "" : ` — the verdict is ${judged}`;
  return [judged === "pass" ? "✅" : "⚖️", `${done(step, before, now)}${doubt}`];
}

function done(step: Step, before: View | undefined, now: View | undefined): string {
  const moved = movedOf(before, now);
  switch (step) {
    case "deploy":
      if (now !== undefined && countsMachines(now)) return `deployed, ${stateOf(now)}`;
      if (now?.rollout !== undefined && now.weight === 0) return "deployed, green is up with 0 % of the traffic";
      return `deployed, ${moved}`;
    case "shift":
      return moved;
    case "verify":
      return `verified, ${moved}`;
    case "promote":
    case "rollout":
      return `promoted, ${moved}`;
    case "rollback":
      // Where nothing moved, the state says that it is rolled back.
      return now?.phase === "rolled-back" && moved === stateOf(now) ? moved : `rolled back, ${moved}`;
    case "teardown": {
      if (before?.rollout === undefined) return `teardown, ${stateOf(now)}`;
      const version = code(versionOf(before.rollout.revision));
      return hasEverything(before.standing) ? `teardown, ${version} won` : `teardown, ${version} was given up`;
    }
    case "setup":
      return `set up, ${stateOf(now)}`;
    case "status":
      return stateOf(now);
  }
}

const ENDS: Partial<Record<ErrorCode, Outcome>> = {
  drift: ["⛔", "the state is not the one that was approved"],
  conflict: ["⛔", "somebody else changed the rollout"],
  unsettled: ["❌", "its goal is not reached"],
  timeout: ["⏱️", "it ran out of time"],
};

function failed(step: Step, error: DeliveryError, { log: { before, now, touched } }: StepResult): Outcome {
  if (error.code === "cancelled") return ["⏹️", `${step} cancelled${now === undefined ? "" : `, ${stateOf(now)}`}`];
  if (error.code === "found") return ["🔎", `${stateOf(now)} — status found what fail-on names`];
  if (error.verdict !== undefined) return judged(step, error.verdict, now);
  const [mark, why] = ENDS[error.code] ?? ["❌", ""];
  const moved = touched ? movedOf(before, now) : stateOf(now);
  const state = now === undefined ? "" : ` — ${moved}`;
  return [mark, `${step} failed${why === "" ? "" : `, ${why}`}${state}`];
}

/** What traffic does now, the verdict, who acted. */
function judged(step: string, verdict: Verdict, view: View | undefined): Outcome {
  const now = view?.weight === undefined ? "" : ` (green has ${view.weight} %)`;
  switch (verdict) {
    case "fail": {
      const back = view?.phase === "rolled-back" ? " and was rolled back: blue has 100 % again" : now;
      return ["❌", `${step} — green failed its gates${back}`];
    }
    case "inconclusive":
      return ["⚖️", `${step} — inconclusive${now}`];
    case "error":
      return ["⚠️", `${step} — green could not be judged${now}`];
    case "pass":
      return ["✅", `${step} — green passed its gates${now}`];
  }
}

/** `green 10 % → 50 %`, or what it has where it did not move. */
function movedOf(before: View | undefined, now: View | undefined): string {
  const [from, to] = [before?.weight, now?.weight];
  if (before === undefined || now?.rollout === undefined || from === to || countsMachines(now)) return stateOf(now);
  const whose = now.cohort === undefined ? "" : " of the cohort";
  return `green ${from ?? "?"} % → ${to ?? "?"} %${whose}`;
}

/** Where the rollout stands, in a few words with the weight. */
export function stateOf(view: View | undefined): string {
  if (view === undefined) return "the state is not known";
  if (view.rollout !== undefined && countsMachines(view)) return machinesRun(view, code);
  const green = `green has ${view.weight ?? "?"} %${view.cohort === undefined ? "" : " of the cohort"}`;
  const blue = view.blue === undefined ? "" : `, ${code(versionOf(view.blue.revision))} has all the traffic`;
  const words: Record<Phase, string> = {
    idle: `idle${blue}`,
    deploying: "green is coming up with 0 %",
    deployed: "green is up with 0 %",
    shifting: green,
    promoted: green,
    "rolled-back": "rolled back, blue has 100 %",
    degraded: view.green === undefined || view.weight === undefined ? "degraded" : `degraded, ${green}`,
  };
  return words[view.phase];
}

/** What is delivered, as the reader calls it. */
export function nameOf({ values, target }: Pick<Inputs, "values" | "target">): string {
  return values.get("service") ?? targetName(target);
}

function targetName(target: Target): string {
  switch (target.platform) {
    case "ec2": {
      if ("group" in target.settings) return target.settings.group ?? target.settings.targetGroups.join(" / ");
      const { fleet } = target.settings;
      return fleet.kind === "paired" ? fleet.groups.join(" / ") : fleet.name;
    }
    case "api-gateway": {
      const { restApi, routing } = target.settings;
      return `${restApi}, ${routing.kind === "canary" ? routing.stage : routing.stages.join(" / ")}`;
    }
    case "lambda":
      return `${target.settings.functionName}:${target.settings.alias}`;
    case "nginx":
      return target.settings.app;
  }
}
