import { formatDuration } from "../../delivery/duration.ts";
import type { View } from "../../delivery/plan.ts";
import type { Decision } from "../../delivery/policy.ts";

/** A revision as people say it: an image by its id alone, whatever else by what it is. */
export function versionOf(revision: string): string {
  return /^image-id=(\S+)$/.exec(revision)?.[1] ?? revision;
}

/** What a decision does to the traffic, in numbers. */
export function effectOf(decision: Decision, view: View | undefined): string {
  const now = `${view?.weight ?? "?"} %`;
  switch (decision.do) {
    case "nothing":
      return "nothing to do";
    case "begin":
      return "green comes up beside blue with 0 % of the traffic";
    case "resume":
      return "green gets what it still lacks, with 0 % of the traffic";
    case "shift": {
      const from = view?.cohort === undefined ? now : `${now} of the cohort`;
      const whose =
        decision.audience === "cohort" ? " of the cohort" : view?.cohort === undefined ? "" : " of everyone";
      const bake = decision.bakeMs > 0 ? `, watched for ${formatDuration(decision.bakeMs)}` : "";
      return `green ${from} → ${decision.to} %${whose}${bake}`;
    }
    case "verify": {
      const bake = decision.bakeMs > 0 ? ` is watched for ${formatDuration(decision.bakeMs)}` : " is checked";
      return `green keeps ${decision.at} % and${bake}`;
    }
    case "judge":
      return `green is judged at ${decision.at} %, and no traffic moves`;
    case "record":
      return `it is written down that green has ${decision.at} %, and no traffic moves`;
    case "restore":
      return "blue, which has all the traffic, gets its size and limits back";
    case "remove": {
      const revision = decision.side === "green" ? view?.rollout?.revision : view?.blue?.revision;
      const what = revision === undefined ? "" : ` (${versionOf(revision)})`;
      return `${decision.side}${what}, which has no traffic, is removed`;
    }
  }
}
