import { formatDuration } from "../../delivery/duration.ts";
import type { View } from "../../delivery/plan.ts";
import type { Decision } from "../../delivery/policy.ts";

/** A revision as people say it: an image by its id alone, whatever else by what it is. */
export function versionOf(revision: string): string {
  return /^image-id=(\S+(?: \(version \d+\))?)$/.exec(revision)?.[1] ?? revision;
}

/** Whether a view counts the machines of one fleet, rather than what two sides are. */
export function countsMachines({ standing }: View): boolean {
  return standing.oneFleet === true && standing.units === "machines";
}

/**
 * Without a second fleet: how many machines run the version that the rollout is of, or the former one again.
 *
 * @param name how a version is written.
 */
export function machinesRun(
  { phase, standing, blue, green, rollout }: View,
  name = (version: string) => version,
): string {
  const isBack = phase === "rolled-back";
  const { have = 0, want = green?.wanted ?? 0 } = standing.green.capacity ?? {};
  const [version, healthy] = isBack ? [blue?.revision ?? "", blue?.healthy ?? 0] : [rollout?.revision ?? "", have];
  const all = want === 1 ? "its only machine runs" : `all ${want} machines run`;
  const runs = `${healthy >= want ? all : `${healthy} of ${want} machines run`} ${name(versionOf(version))}`;
  return isBack ? `rolled back, ${runs} again` : runs;
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
