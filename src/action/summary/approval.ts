import { shareFor, unitsFor } from "../../delivery/capacity.ts";
import type { ErrorCode } from "../../delivery/errors.ts";
import { DeliveryError } from "../../delivery/errors.ts";
import { nextStep, nextWeight } from "../../delivery/outlook.ts";
import type { SideView, View } from "../../delivery/plan.ts";
import type { Decision } from "../../delivery/policy.ts";
import { AT_ONCE } from "../../delivery/ramp.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { StepResult } from "../outputs.ts";
import { costUntil } from "./cost.ts";
import { code, folded, items, moment, paragraphs, plain, unbroken } from "./markup.ts";
import type { Inputs } from "./meanings.ts";
import { effectIn, hasOneFleet, meaningOf } from "./meanings.ts";
import { versionOf } from "./words.ts";

/** What happens if a person lets the workflow go on: computed by the policy on the state seen last. */

const NEXT_TITLE = "#### What comes next";
/** The state is not what anybody meant it to be: before anything is approved somebody has to look at it. */
const UNFORESEEN: readonly ErrorCode[] = ["drift", "conflict", "unsettled"];
const LOOK_FIRST =
  "Nothing that was approved before holds for this state. Run `step: status`, and approve what it shows.";

export function approval(result: StepResult): string {
  const { inputs, log, error } = result;
  const { now: view, ahead } = log;
  if (view === undefined) return "";
  if (error !== undefined && UNFORESEEN.includes(error.code)) return paragraphs([NEXT_TITLE, LOOK_FIRST]);
  if (inputs?.dryRun === true && error === undefined) return rehearsed(result, view);
  const usual = ahead?.step ?? nextStep(view, inputs?.ramp ?? AT_ONCE);
  const step = error?.code === "timeout" ? (inputs?.step ?? usual) : usual;
  const outcome = ahead?.step === step ? ahead.outcome : undefined;
  const title = view.rollout === undefined || error !== undefined ? NEXT_TITLE : "#### If you approve";
  if (outcome === undefined) {
    const what = `${meaningOf(step, view, inputs)}${moveOf(step, view, inputs)}`;
    return paragraphs([title, `**Next:** \`step: ${step}\` ${what}.`, when(step, view)]);
  }
  if (outcome instanceof DeliveryError)
    return paragraphs([title, refused(meaningOf(step, view, inputs), step, outcome, error)]);
  const { decision, changes, warnings, notes = [], nothing } = outcome;
  const effect = effectIn(step, decision, view, inputs);
  return paragraphs([
    title,
    `**Next:** \`step: ${step}\` — ${effect}.`,
    items(
      [
        ...(decision === undefined ? [] : conditions(decision, view, result)),
        ...notes.map(plain),
        ...(nothing === undefined ? [] : [plain(nothing)]),
        ...warnings.map((warning) => `⚠️ ${plain(warning)}`),
      ].filter((line) => line !== ""),
    ),
    when(step, view),
    folded(
      "The plan",
      changes.map(({ summary }) => plain(summary)),
    ),
  ]);
}

/** What the policy alone tells of a step that nobody has planned. */
function moveOf(step: Step, view: View, inputs: Inputs): string {
  const ramp = inputs?.ramp ?? AT_ONCE;
  const weight = step === nextStep(view, ramp) ? nextWeight(view, ramp) : undefined;
  if (weight === undefined || view.cohort !== undefined || view.standing.oneFleet === true) return "";
  return unbroken(`: **green ${view.weight ?? "?"} % → ${weight} %**`);
}

/** A dry run is what a person approves who runs it for real. */
function rehearsed(result: StepResult, view: View): string {
  const { inputs, log } = result;
  const { decided, planned, notes, nothing } = log;
  if (nothing !== undefined) return "";
  const step = inputs?.step ?? "status";
  const effect = effectIn(step, decided, view, inputs);
  return paragraphs([
    "#### If you approve",
    `\`step: ${step}\` without \`dry-run\` — ${effect}.`,
    items([...notes.map(plain), ...(decided === undefined ? [] : conditions(decided, view, result))]),
    when(step, view),
    folded("The plan", planned.map(plain)),
  ]);
}

function refused(means: string, step: Step, refusal: DeliveryError, error: DeliveryError | undefined): string {
  const told = error?.message === refusal.message;
  const why = told ? "for the reason above" : `: ${plain(refusal.message)}`;
  const remedy = told || refusal.remedy === undefined ? "" : ` ${plain(refusal.remedy)}`;
  return `**Next:** \`step: ${step}\` ${means}. As things are it would be refused ${why}${remedy}`;
}

/** What it needs, what it costs, whether it can be undone. */
function conditions(decision: Decision, view: View, result: StepResult): string[] {
  return [
    needs(decision, view),
    judges(decision, view, result),
    undoable(decision, view, result.inputs),
    costUntil(view, result),
  ].filter((line) => line !== "");
}

function needs(decision: Decision, { standing }: View): string {
  if (decision.do !== "shift" || decision.to === 0 || decision.by === "rollback") return "";
  const { green, whole, units } = standing;
  if (green.capacity === undefined || whole === undefined) return "";
  const needed = unitsFor(whole, decision.to);
  const { have } = green.capacity;
  const mark = have >= needed ? "✅ enough" : "❌ too few";
  return `${mark}: ${decision.to} % needs ${needed} of green's ${units} healthy, and ${have} ${have === 1 ? "is" : "are"}`;
}

function judges(decision: Decision, { weight = 0 }: View, { inputs }: StepResult): string {
  if (inputs?.gates === undefined || decision.do !== "shift" || decision.by === "rollback") return "";
  const parts = [
    ...(weight > 0 ? ["has to pass its gates first"] : []),
    ...(decision.bakeMs > 0 ? [`is judged at ${decision.to} %`] : []),
  ];
  const then = inputs.gates.onFailure === "rollback" ? "; one that fails is rolled back by itself" : "";
  return parts.length === 0 ? "" : `Green ${parts.join(" and ")}${then}`;
}

/** Whether blue could take everything again, and until when. */
function undoable(decision: Decision, view: View, inputs: Inputs): string {
  const oneFleet = hasOneFleet(view, inputs);
  switch (decision.do) {
    case "shift":
      if (decision.by === "rollback" && oneFleet) return "Can be undone: `deploy` brings the new version again";
      if (decision.by === "rollback") return "Can be undone: green stays, and `deploy` takes it up again";
      return `Can be undone with \`rollback\` until \`teardown\`: ${wayBackOf(view)}`;
    case "remove": {
      if (decision.side === "green") return oneFleet ? "" : "Blue keeps all the traffic; green can be deployed anew";
      const version = view.blue === undefined ? "it" : code(versionOf(view.blue.revision));
      const until = oneFleet ? "" : ` Until then ${wayBackOf(view)}`;
      return `**Cannot be undone:** from then on the way back is a new deploy of ${version}.${until}`;
    }
    case "begin":
    case "resume":
      return oneFleet ? `Can be undone: \`rollback\` ${meaningOf("rollback", view, inputs)}` : "";
    case "nothing":
    case "verify":
    case "judge":
    case "record":
    case "restore":
      return "";
  }
}

/** What blue could carry now. */
function wayBackOf({ blue, standing }: View): string {
  const share = shareFor(standing, 0);
  if (standing.blue.state === "gone") return "there is no blue to go back to";
  if (share >= 100) return `blue${healthOf(blue)} can take all the traffic at once`;
  return `blue${healthOf(blue)} can take ${share} % at once, and the rest as it grows`;
}

/** How the way back is where there is no second fleet; undefined: there is one, or two sides of another kind. */
export function wayBackOfOne(view: View, inputs: Inputs): string | undefined {
  return hasOneFleet(view, inputs) ? `\`rollback\` ${meaningOf("rollback", view, inputs)}.` : undefined;
}

/** ` (2 of 2 healthy)` */
export function healthOf(side: SideView | undefined): string {
  return side?.healthy === undefined ? "" : ` (${side.healthy} of ${side.wanted} healthy)`;
}

function when(step: Step, { safeTeardownAt, standing }: View): string {
  if (step !== "teardown" || safeTeardownAt === undefined) return "";
  if (safeTeardownAt <= standing.now) return "No client reaches the side without traffic any more: it is safe now.";
  return `It is safe from ${moment(safeTeardownAt)} on; earlier, the step waits.`;
}
