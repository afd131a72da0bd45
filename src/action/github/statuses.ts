import type { DeliveryError } from "../../delivery/errors.ts";
import type { View } from "../../delivery/plan.ts";
import type { Decision } from "../../delivery/policy.ts";
import type { Step, Verdict } from "../../delivery/vocabulary.ts";
import { visible } from "../log.ts";
import { countsMachines, machinesRun } from "../summary/words.ts";
import type { Approval } from "./approvals.ts";
import { approvedBy } from "./approvals.ts";

/** As GitHub has them (REST API, "Create a deployment status"); `pending` and `queued` are never ours. */
export type DeploymentState = "in_progress" | "success" | "failure" | "error" | "inactive";

/** One line of a rollout's timeline on GitHub. */
export interface DeploymentStatus {
  state: DeploymentState;
  description: string;
  /** Where testers or users find the version; empty: not known. */
  environmentUrl: string;
}

/** GitHub takes so many characters of a description; its OpenAPI description does not say so. */
export const MAX_DESCRIPTION = 140;

/**
 * The line with which a step begins.
 *
 * @param before the state that the step found.
 * @param approvals those that no earlier line tells of.
 * @returns undefined when the step changes nothing.
 */
export function beginStatus(
  step: Step,
  decision: Decision | undefined,
  before: View,
  approvals: readonly Approval[],
  url: string | undefined,
): DeploymentStatus | undefined {
  const what = decision === undefined ? undefined : meaning(decision, before);
  if (what === undefined) return undefined;
  const who = approvals.map(approvedBy).join(", ");
  const text = `${step}: ${what}${who === "" ? "" : `, approved by ${who}`}`;
  return { state: "in_progress", description: described(text), environmentUrl: urlOf(before, url) };
}

function meaning(decision: Decision, before: View): string | undefined {
  const { weight, cohort } = before;
  if (countsMachines(before)) return meaningOfOne(decision);
  const whose = cohort === undefined ? "" : " of the cohort";
  switch (decision.do) {
    case "nothing":
      return undefined;
    case "begin":
      return `${decision.revision} comes up as green`;
    case "resume":
      return decision.again ? "green is taken up again" : "green comes up further";
    case "shift":
      return `green ${weight ?? "?"} % → ${decision.to} %${whose}`;
    case "verify":
      return `green is watched at ${decision.at} %${whose}`;
    case "judge":
      return `green is judged at ${decision.at} %${whose}`;
    case "record":
      return `green is recorded at ${decision.at} %${whose}`;
    case "restore":
      return "blue gets its size and limits back";
    case "remove":
      return `${decision.side} is removed`;
  }
}

/** Without a second fleet nothing comes up beside what serves, and nothing of it is removed. */
function meaningOfOne(decision: Decision): string | undefined {
  switch (decision.do) {
    case "nothing":
      return undefined;
    case "begin":
      return `${decision.revision} comes to the machines`;
    case "resume":
      return "the new version comes to further machines";
    case "shift":
    case "restore":
      return "the former version comes back to the machines";
    case "verify":
    case "judge":
    case "record":
      return "how many machines run it is recorded";
    case "remove":
      return "the rollout is forgotten, no machine changes";
  }
}

/** How a step, or one part of it, ended. */
export interface Ended {
  step: Step;
  /** What was seen last. */
  view: View;
  /** What was seen first. */
  before: View | undefined;
  error: DeliveryError | undefined;
  /** What the gates said last; undefined: they were not asked. */
  verdict: Verdict | undefined;
}

/**
 * The line with which a step ends. Only a version that has all the traffic is a success: at 10 % it is under way, and a
 * version that was rolled back or removed is inactive.
 *
 * @param url the service's own address; undefined: not known.
 */
export function endStatus(ended: Ended, url: string | undefined): DeploymentStatus {
  const { step, view, error, verdict } = ended;
  const where = whereabouts(ended);
  const environmentUrl = urlOf(view, url);
  if (error !== undefined) {
    const cancelled = error.code === "cancelled";
    const text = cancelled ? `${step} was cancelled, ${where}` : `${step} failed, ${where}: ${error.message}`;
    return { state: cancelled ? "error" : "failure", description: described(text), environmentUrl };
  }
  const judged = verdict === undefined ? "" : `, verdict ${verdict}`;
  return { state: stateOf(ended), description: described(`${step}: ${where}${judged}`), environmentUrl };
}

function stateOf({ step, view, before }: Ended): DeploymentState {
  switch (view.phase) {
    case "idle":
      return step === "teardown" && before?.phase !== "promoted" ? "inactive" : "success";
    case "promoted":
      return "success";
    case "rolled-back":
      return "inactive";
    case "degraded":
      return "failure";
    case "deploying":
    case "deployed":
    case "shifting":
      return "in_progress";
  }
}

/** Whether the version that served before this rollout is gone for good: with one fleet, once it is on no machine. */
export function hasReplaced({ step, view, before, error }: Ended): boolean {
  if (error !== undefined) return false;
  if (view.standing.oneFleet === true && step === "deploy") return view.phase === "promoted";
  return step === "teardown" && view.phase === "idle" && before?.phase === "promoted";
}

function whereabouts({ step, view, before }: Ended): string {
  const { phase, weight, cohort } = view;
  if (phase === "idle" && step === "teardown") {
    if (countsMachines(view)) return "the rollout is over, what runs goes on";
    return before?.phase === "promoted"
      ? "blue is gone, green serves everything"
      : "green is gone, blue serves everything";
  }
  if (phase === "idle") return "the new version serves everything";
  if (countsMachines(view)) return `${machinesRun(view)}${phase === "degraded" ? " (degraded)" : ""}`;
  if (phase === "rolled-back") return "blue has 100 % again";
  if (weight === undefined) return "the weights disagree";
  return `green has ${weight} %${cohort === undefined ? "" : " of the cohort"}${phase === "degraded" ? " (degraded)" : ""}`;
}

/** The preview's address while green has not everything, without what may be a password in it. */
function urlOf({ preview, weight, phase }: View, url: string | undefined): string {
  const testers = phase === "idle" || weight === 100 ? undefined : preview?.url;
  const address = testers ?? url;
  if (address === undefined || !URL.canParse(address)) return "";
  const { protocol, origin, pathname } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? `${origin}${pathname}` : "";
}

/** One line of as many characters as GitHub takes, with nothing unseen in it. */
export function described(text: string): string {
  const line = visible(text.replace(/\s+/g, " ").trim());
  if (line.length <= MAX_DESCRIPTION) return line;
  return `${line.slice(0, MAX_DESCRIPTION - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
