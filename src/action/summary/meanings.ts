import type { View } from "../../delivery/plan.ts";
import type { Decision } from "../../delivery/policy.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import type { StepResult } from "../outputs.ts";
import { plain, unbroken } from "./markup.ts";
import { effectOf } from "./words.ts";

/** What a step does, in Markdown, as the rest of a sentence that begins with the step. */

export type Inputs = StepResult["inputs"];

const MEANS: Record<Step, string> = {
  deploy: "brings a new version up beside blue, with 0 % of the traffic",
  shift: "moves a share of the traffic to green",
  verify: "judges green by its gates, without touching traffic",
  rollout: "moves green up the whole ramp by itself, judged at each rung",
  promote: "gives green all the traffic; blue stays at full size",
  rollback: "gives blue all the traffic again, at its old capacity",
  teardown: "removes the side without traffic, once no client can reach it any more",
  status: "reads only",
  setup: "prepares the machine, once",
};

/** What a step is where there is no second fleet. */
const ONE_FLEET: Partial<Record<Step, string>> = {
  deploy: "brings a new version to all machines, batch by batch",
  rollback: "brings the former version back to all machines, batch by batch",
  teardown: "forgets the rollout; no machine changes. The next `deploy` does not need it",
};
const AT_ONCE_ONLY: Partial<Record<Step, string>> = {
  ...ONE_FLEET,
  deploy: "replaces all that serves by a new version at once: **nobody answers meanwhile**",
  rollback: "replaces all that serves by the former version at once: **nobody answers meanwhile**",
};

/** Whether there is no second fleet beside what serves, or would be none. */
export function hasOneFleet({ standing }: View, inputs: Inputs): boolean {
  return standing.oneFleet === true || inputs?.strategy === "all-at-once";
}

/** What a step is for. */
export function meaningOf(step: Step, view: View, inputs: Inputs): string {
  if (!hasOneFleet(view, inputs)) return MEANS[step];
  return (inputs?.strategy === "all-at-once" ? AT_ONCE_ONLY : ONE_FLEET)[step] ?? MEANS[step];
}

/** What a decision does: in numbers, but where there is no second fleet, for then it is not a matter of shares. */
export function effectIn(step: Step, decision: Decision | undefined, view: View, inputs: Inputs): string {
  if (decision === undefined || hasOneFleet(view, inputs)) return meaningOf(step, view, inputs);
  return `**${unbroken(plain(effectOf(decision, view)))}**`;
}
