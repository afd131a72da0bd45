import { restOf } from "./capacity.ts";
import type { DeliveryError } from "./errors.ts";
import type { Intent } from "./plan.ts";
import { nearestWeight, nextRung } from "./ramp.ts";
import { refuse } from "./refusals.ts";
import type { Audience, LastSwitch, RolloutMark, Standing } from "./standing.ts";
import { canServe, hasEverything, isUnfinished } from "./standing.ts";
import type { Step } from "./vocabulary.ts";

/**
 * The one home of the policy: what a step does now, given where the rollout stands. Pure; knows no vendor. How a
 * decision is carried out is the platform's affair (`Moves`), in which order is `schedule.ts`.
 */

/** What a step comes to, before any platform says how. */
export type Decision =
  | { do: "nothing"; because: string }
  /** Brings green up, in a new rollout. */
  | { do: "begin"; revision: string }
  /** Gives green what it still lacks. `again`: it was rolled back, and its record is cleared. */
  | { do: "resume"; again: boolean }
  | { do: "shift"; to: number; by: LastSwitch["by"]; audience: Audience; first: boolean; bakeMs: number }
  /** The weight is there already; what belongs to it (bake, traffic check) is still to be seen to its end. */
  | { do: "verify"; at: number; bakeMs: number }
  /** Green is judged at the weight that it has. */
  | { do: "judge"; at: number; bakeMs: number }
  | { do: "record"; by: LastSwitch["by"]; at: number }
  /** Blue has the traffic: its size and limits are put back. */
  | { do: "restore" }
  | { do: "remove"; side: "blue" | "green"; neverServed: boolean };

/** What the inputs ask of a platform, as far as the policy has to know. */
export interface Asked {
  /** What a deploy brings, as the rollout's record would say it. */
  revision?: string | undefined;
  /** Whom a shift is about. */
  audience: Audience;
  /** The routes are to be rewritten although the weight stays: another stickiness, say. */
  reroutes?: boolean;
  /** A deploy replaces blue by itself: the strategy has no two sides. */
  atOnce?: boolean;
  /** Something that serves does not run the revision on record yet: it came after the rollout was over. */
  outdated?: boolean;
  /** A traffic check follows each move. */
  checks?: boolean;
  /** Name of the side that `to` says shall get everything; only without a rollout. */
  to?: "blue" | "green" | undefined;
}

/** The steps that give one fleet what the other has. */
const BETWEEN_FLEETS: readonly Step[] = ["shift", "verify", "promote"];

/** @throws DeliveryError: a refusal of the registry, before anything is changed. */
export function decide(intent: Intent, asked: Asked, seen: Standing): Decision {
  requireSameRollout(intent, seen);
  if (seen.conflict !== undefined && !seen.conflict.allows.includes(intent.step)) throw seen.conflict.refusal;
  if (seen.oneFleet === true && BETWEEN_FLEETS.includes(intent.step)) throw refuse("one-fleet", { step: intent.step });
  switch (intent.step) {
    case "deploy":
      return decideDeploy(intent, asked, seen);
    case "shift":
      return decideShift(intent, asked, seen);
    case "verify":
      return decideVerify(intent, seen);
    case "promote":
      return decidePromote(asked, seen);
    case "rollback":
      return decideRollback(asked, seen);
    case "teardown":
      return decideTeardown(intent, seen);
    case "rollout":
      return nothing("rollout is a sequence of `shift` and `promote`.");
    case "status":
    case "setup":
      return nothing("status only reads.");
  }
}

function decideDeploy(intent: Intent, asked: Asked, seen: Standing): Decision {
  const { rollout, blue, green, weight, last } = seen;
  const wanted = asked.revision ?? "";
  if (rollout === undefined) {
    if (weight !== 0) throw unexplained(seen);
    // Something that serves but is not healthy is deployed anew, whatever it is called.
    const there = blue.current && blue.state === "ready";
    if (there) return nothing(`${blue.name} already runs ${wanted} and has all the traffic.`);
    if (intent.holds === true) throw refuse("rollout-removed", { revision: wanted });
    return { do: "begin", revision: wanted };
  }
  if (rollout.revision !== wanted || seen.ending) {
    // Without two sides there is nothing to give up: what serves now is the former version from here on.
    if (asked.atOnce === true && isOver(seen)) return { do: "begin", revision: wanted };
    const way = wayOut(intent, seen);
    const steps = way.map((step) => `\`${step}\``).join(", then ");
    const values = { revision: rollout.revision, green: green.name, holder: rollout.id, wanted, way: steps };
    throw refuse("other-rollout", values, { lock: { rollout: rollout.id, way, hasWon: hasEverything(seen) } });
  }
  requireClaim(intent, rollout, green.name);
  // What has traffic is not replaced in place.
  if (weight !== 0) requireCurrent(seen);
  if (hasEverything(seen) && asked.outdated !== true)
    return nothing(`${green.name} already runs ${wanted} and has all the traffic.`);
  return { do: "resume", again: weight === 0 && last?.by === "rollback" };
}

/** Nothing of the rollout is under way, nor left over: the next one may begin without its teardown. */
function isOver(seen: Standing): boolean {
  if (seen.ending) return false;
  const isBack = seen.oneFleet === true && seen.weight === 0 && seen.last?.by === "rollback";
  return hasEverything(seen) || (isBack && seen.blue.state === "ready");
}

function decideShift(intent: Intent, asked: Asked, seen: Standing): Decision {
  const { blue, weight: now, reachable } = seen;
  requireRollout("shift", seen);
  requireAudience(asked, seen);
  if (now === undefined && intent.weight === undefined) throw refuse("weights-disagree", {});
  const unfinished = isUnfinished(seen);
  const asks = intent.weight ?? (unfinished ? (now ?? 0) : nextRung(intent.ramp, now ?? 0, reachable));
  const to = nearestWeight(asks, reachable);
  if (to < 100 && blue.state === "gone") {
    throw refuse("blue-gone", { percent: percent(restOf(to)), blue: blue.name });
  }
  if (to > 0) requireCurrent(seen);
  const there = to === now && (seen.audience === asked.audience || to === 0);
  if (there && !(asked.reroutes ?? false)) return stayAt(to, unfinished, intent, asked, seen);
  const bakeMs = to === 0 ? 0 : intent.bakeMs;
  return { do: "shift", to, by: "shift", audience: asked.audience, first: (now ?? 0) === 0 && to > 0, bakeMs };
}

/** The weight is there already. What may be left is to see it to its end, or to write down how it came about. */
function stayAt(to: number, unfinished: boolean, intent: Intent, asked: Asked, seen: Standing): Decision {
  const { green, last } = seen;
  const bakeMs = intent.bakeMs > 0 ? intent.bakeMs : (last?.bakeMs ?? 0);
  if (unfinished) return { do: "verify", at: to, bakeMs };
  const untouched = to === 0 && last === undefined;
  if (untouched || isRecorded(seen)) return nothing(`${green.name} already has ${to} % of the traffic.`);
  // The run that moved it was cut off before it could say so.
  const seesToIt = to > 0 && (intent.bakeMs > 0 || asked.checks === true);
  return seesToIt ? { do: "verify", at: to, bakeMs: intent.bakeMs } : { do: "record", by: "shift", at: to };
}

function decideVerify({ bakeMs }: Intent, seen: Standing): Decision {
  const { green, weight } = seen;
  requireRollout("verify", seen);
  if (weight === undefined) throw refuse("weights-disagree", {});
  if (weight === 0) throw refuse("nothing-to-judge", { green: green.name });
  requireCurrent(seen);
  return { do: "judge", at: weight, bakeMs };
}

function decidePromote(asked: Asked, seen: Standing): Decision {
  requireRollout("promote", seen);
  const { green, last, weight } = seen;
  requireCurrent(seen);
  if (hasEverything(seen) && !(asked.reroutes ?? false)) {
    const over = isRecorded(seen) && last?.verified === true;
    return over ? nothing(`${green.name} already has 100 % of the traffic.`) : { do: "record", by: "promote", at: 100 };
  }
  return { do: "shift", to: 100, by: "promote", audience: "everyone", first: weight === 0, bakeMs: 0 };
}

function decideRollback(asked: Asked, seen: Standing): Decision {
  const { rollout, blue, green, weight } = seen;
  if (rollout === undefined) return decideWithoutRecord(asked, seen);
  if (blue.state === "gone") throw refuse("no-way-back", { blue: blue.name });
  if (weight === 0 && !(asked.reroutes ?? false)) return { do: "restore" };
  // Nothing is coming up on blue, and green serves: waiting for blue would be an outage of its own.
  if (!canServe(blue) && blue.state === "unhealthy" && canServe(green)) {
    throw refuse("blue-unhealthy", { blue: blue.name, green: green.name }, blue.reasons);
  }
  return { do: "shift", to: 0, by: "rollback", audience: "everyone", first: false, bakeMs: 0 };
}

/** Somebody else set the weights, or took the record away: the side that can serve gets everything. */
function decideWithoutRecord({ to }: Asked, { blue, green, weight }: Standing): Decision {
  const goes = (side: "blue" | "green"): Decision => {
    const share = side === "green" ? 100 : 0;
    if (weight === share) {
      const [{ name }] = side === "green" ? [green] : [blue];
      return nothing(
        `No rollout is in progress; ${name} has 100 % of the traffic. To return to an earlier version, deploy it.`,
      );
    }
    return { do: "shift", to: share, by: "rollback", audience: "everyone", first: false, bakeMs: 0 };
  };
  if (to !== undefined) return goes(to);
  if (!canServe(blue) && canServe(green)) return goes("green");
  if (weight === 0) return goes("blue");
  if (canServe(blue) && !canServe(green)) return goes("blue");
  const names = { blue: blue.name, green: green.name };
  if (!canServe(blue)) throw refuse("nothing-healthy", names, [...blue.reasons, ...green.reasons]);
  throw refuse("both-weighted", { ...names, weight: percent(weight) });
}

function decideTeardown(intent: Intent, seen: Standing): Decision {
  const { rollout, blue, green, weight, last } = seen;
  if (rollout === undefined) return nothing(`No rollout is in progress; ${blue.name} stands alone.`);
  // The note that a teardown has begun is its claim: only a rollback takes it away.
  if (intent.holds === true && !seen.ending) throw refuse("teardown-taken-over", { blue: blue.name });
  const promoted = hasEverything(seen);
  if (!promoted && weight !== 0) throw refuse("both-receive-traffic", { weight: percent(weight) });
  if (promoted && intent.givesUp === true) {
    const by = last === undefined ? "by somebody else" : `${last.by}${last.run === undefined ? "" : ` by ${last.run}`}`;
    throw refuse("promoted-meanwhile", { green: green.name, blue: blue.name, by });
  }
  if (promoted) requireCurrent(seen);
  if (promoted && isUnfinished(seen)) throw refuse("unfinished", { green: green.name });
  return { do: "remove", side: promoted ? "blue" : "green", neverServed: !promoted && last === undefined };
}

function requireRollout(step: string, seen: Standing): void {
  const { rollout, blue, green, weight, last, ending } = seen;
  if (rollout === undefined && weight !== 0) throw unexplained(seen);
  if (rollout === undefined) throw refuse("no-rollout", { step, serving: blue.name });
  // Where green has traffic it is not what is being removed: giving it everything is a way out of foreign weights.
  if (ending && (step === "shift" || weight === 0)) throw refuse("teardown-begun", { step });
  if (weight === 0 && last?.by === "rollback") throw refuse("rolled-back", { green: green.name, step });
}

/** The record tells of the weight that is there. */
function isRecorded({ weight, last }: Standing): boolean {
  return last !== undefined && (last.to ?? weight) === weight && (last.by !== "rollback" || weight === 0);
}

/** What runs is what counts, not what the record calls it. */
function requireCurrent({ green, rollout, weight }: Standing): void {
  if (green.current || green.state === "gone") return;
  const values = { green: green.name, revision: rollout?.revision ?? "", weight: percent(weight) };
  throw refuse(weight === 0 ? "green-outdated" : "green-changed", values);
}

function unexplained({ green, weight }: Standing): DeliveryError {
  return refuse("unexplained-weights", { green: green.name, weight: percent(weight) });
}

function requireAudience({ audience }: Asked, seen: Standing): void {
  if (seen.weight === 0 || seen.audience === audience) return;
  if (seen.audience === "cohort") throw refuse("cohort-test-on", {});
  throw refuse("everyone-has-share", { green: seen.green.name, weight: percent(seen.weight) });
}

/** A step that was begun on one rollout never goes on with another. */
function requireSameRollout({ rollout: expected }: Intent, { rollout }: Standing): void {
  if (expected === undefined || rollout === undefined || rollout.id === expected) return;
  throw refuse("another-rollout-now", { expected, found: rollout.id });
}

/** Once this run holds the rollout, whoever takes it over ends this run. */
function requireClaim({ holds, nonce }: Intent, rollout: RolloutMark, green: string): void {
  if (holds !== true || rollout.nonce === undefined || rollout.nonce === nonce) return;
  throw refuse("claim-lost", { green, holder: rollout.id, revision: rollout.revision });
}

/** How a rollout is ended from here, by the steps that would be carried out. What has won is kept, never rolled back. */
function wayOut(intent: Intent, seen: Standing): Step[] {
  const isOpen = (step: Step) => {
    try {
      return decide({ ...intent, step }, { audience: seen.audience }, seen).do !== "nothing";
    } catch {
      return false;
    }
  };
  if (isOpen("teardown")) return ["teardown"];
  return isOpen("rollback") ? ["rollback", "teardown"] : ["promote", "teardown"];
}

function percent(weight: number | undefined): string {
  return weight === undefined ? "?" : String(weight);
}

function nothing(because: string): Decision {
  return { do: "nothing", because };
}

/**
 * Whether a decision made on a later look only finishes what was decided before. The same, or less: what is done
 * already is not done again. Anything else means that somebody else's hand was in it.
 */
export function continues(before: Decision, now: Decision): boolean {
  switch (now.do) {
    case "nothing":
      return true;
    case "begin":
      return before.do === "begin";
    case "resume":
      return before.do === "begin" || (before.do === "resume" && (before.again || !now.again));
    case "shift":
      return before.do === "shift" && before.to === now.to && before.by === now.by && before.audience === now.audience;
    case "verify":
      return (before.do === "shift" && before.to === now.at) || (before.do === "verify" && before.at === now.at);
    case "judge":
      return before.do === "judge";
    case "record":
      return (before.do === "shift" && before.to === now.at && before.by === now.by) || before.do === "record";
    case "restore":
      return before.do === "restore" || (before.do === "shift" && before.by === "rollback");
    case "remove":
      return before.do === "remove" && before.side === now.side;
  }
}
