import { unitsAccepted } from "./capacity.ts";
import type { Intent } from "./plan.ts";
import type { Decision } from "./policy.ts";
import type { Standing } from "./standing.ts";
import { hasEverything } from "./standing.ts";

/**
 * What a finished step still lacks. Every call may have succeeded and the goal be missed all the same: somebody else was
 * at work, or the platform did not do what it said.
 *
 * @param begun where the rollout stood when the step was decided.
 * @returns what is missing, as sentences; empty when the step has reached its goal.
 */
export function missing(intent: Intent, decision: Decision, begun: Standing, now: Standing): string[] {
  if (decision.do === "nothing") return [];
  // What somebody else left behind meanwhile is not where a step may say that it is done. What does not suit in the
  // set-up itself is told of, and in the way of the steps that would build upon it.
  const { conflict } = now;
  const isTheirs = conflict !== undefined && begun.conflict === undefined && conflict.refusal.code !== "unsuitable";
  return isTheirs ? [conflict.refusal.message] : missingOf(intent, decision, begun, now);
}

type Act = Exclude<Decision, { do: "nothing" }>;

function missingOf(intent: Intent, decision: Act, begun: Standing, now: Standing): string[] {
  switch (decision.do) {
    case "begin":
      return missingOfDeploy(decision.revision, now);
    case "resume":
      return missingOfDeploy(begun.rollout?.revision ?? "", now);
    case "shift":
      return decision.by === "rollback"
        ? missingOfRollback(intent, decision.to, begun, now)
        : missingOfMove(intent, decision.to, decision.by, now);
    case "verify":
      return missingOfMove(intent, decision.at, "shift", now);
    case "judge":
      return missingOfJudgement(decision.at, now);
    case "record":
      return missingOfMove(intent, decision.at, decision.by, now);
    case "restore":
      return keepsBlue(begun, now) ? missingOfRecord(now) : missingOfRollback(intent, 0, begun, now);
    case "remove":
      return missingOfTeardown(decision.side, begun, now);
  }
}

function missingOfDeploy(revision: string, now: Standing): string[] {
  const { rollout, blue, green } = now;
  // A strategy without two sides ends with the new version in blue's place.
  if (rollout === undefined) return blue.current ? [] : [`${blue.name} does not run ${revision}.`];
  if (rollout.revision !== revision) return [`The rollout on record is of ${rollout.revision}, not of ${revision}.`];
  if (!green.current) return [`${green.name} does not run ${revision}.`];
  return green.state === "ready" ? [] : [`${green.name} is not healthy: ${green.reasons.join(", ") || green.state}.`];
}

/** Where instances make the weight it follows their health, which is watched by itself. */
function missingOfJudgement(at: number, { weight, reachable, green }: Standing): string[] {
  const isShared = reachable !== undefined && weight !== undefined && weight > 0 && weight < 100;
  return weight === at || isShared ? [] : [`${green.name} has ${weight ?? "?"} % of the traffic, not ${at} %.`];
}

function missingOfMove({ rolloutId }: Intent, to: number, by: string, now: Standing): string[] {
  const { weight, last, green } = now;
  if (weight !== to) return [`${green.name} has ${weight ?? "?"} % of the traffic, not ${to} %.`];
  if (by === "promote" && !hasEverything(now)) return [`Only the cohort reaches ${green.name}.`];
  if (last === undefined) return ["The record of the switch is missing."];
  if (last.by !== by)
    return [`The last switch on record is a ${last.by}${last.run === undefined ? "" : ` of ${last.run}`}.`];
  if (last.run !== undefined && last.run !== rolloutId && last.verified === false) {
    return [`The weight was set again by ${last.run}.`];
  }
  return last.verified ? [] : ["The bake or traffic check is not on record as seen to its end."];
}

function missingOfRollback({ maxCapacityDeficit = 0 }: Intent, to: number, begun: Standing, now: Standing): string[] {
  const [survivor, before] = to === 0 ? [now.blue, begun.blue] : [now.green, begun.green];
  // Who is blue may change when nothing is marked: it is who has the traffic.
  const serving = now.weight === 100 ? now.green : now.weight === 0 ? now.blue : undefined;
  if (serving?.name !== before.name) return [`${before.name} does not have 100 % of the traffic.`];
  if (to !== 0 || begun.rollout === undefined) return [];
  const { capacity, state, name, reasons } = survivor;
  if (state === "gone") return [`${name} is gone.`];
  if (capacity === undefined) return missingOfRecord(now);
  const needed = Math.min(capacity.want, begun.whole ?? capacity.want);
  if (capacity.have >= (needed === 0 ? 0 : unitsAccepted(needed, maxCapacityDeficit))) return missingOfRecord(now);
  return [`${name} has ${capacity.have} of ${capacity.want} healthy ${now.units}: ${reasons.join(", ")}`];
}

/** Without it the next `shift` would give green traffic again: a run that was cut off may have written over it. */
function missingOfRecord({ rollout, last, green }: Standing): string[] {
  const needsNone = rollout === undefined || green.state === "gone";
  return needsNone || last?.by === "rollback" ? [] : ["The record of the rollback is missing."];
}

/**
 * Blue had the traffic already, and has it: one that was unhealthy before is not this step's to heal, and one that a
 * scaling policy makes larger meanwhile is not waited for.
 */
function keepsBlue({ blue: before }: Standing, { blue, weight }: Standing): boolean {
  if (weight !== 0 || blue.name !== before.name) return false;
  const [had, has] = [before.capacity?.have ?? 0, blue.capacity?.have ?? 0];
  return before.state === "unhealthy" || (blue.state === "pending" && has >= Math.max(1, had));
}

function missingOfTeardown(side: "blue" | "green", begun: Standing, now: Standing): string[] {
  const survivor = side === "blue" ? begun.green : begun.blue;
  if (now.rollout !== undefined && now.rollout.id === begun.rollout?.id) return ["The rollout is still on record."];
  if (now.rollout !== undefined) return [];
  return now.blue.name === survivor.name ? [] : [`${now.blue.name} serves, not ${survivor.name}.`];
}
