import type { Intent, Plan } from "../../delivery/plan.ts";
import type { Asked } from "../../delivery/policy.ts";
import { decide } from "../../delivery/policy.ts";
import { schedule } from "../../delivery/schedule.ts";
import { bootProblems, withBoot } from "./boot.ts";
import type { NginxChange } from "./changes.ts";
import { movesOf } from "./moves.ts";
import { planSetup } from "./plan-setup.ts";
import { refuse } from "./refusals.ts";
import type { RoutingState } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { cohortSource } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { routingProblem, standingOf } from "./standing.ts";

type NginxPlan = Plan<NginxChange>;

/** The ordered changes from what was seen to what is intended: what the policy decides, by nginx's moves. Pure. */
export function planStep(settings: NginxSettings, intent: Intent, seen: Snapshot): NginxPlan {
  const { state } = seen;
  if (intent.step === "status") {
    const atBoot = state === undefined ? [] : bootProblems(seen, state);
    return { changes: [], nothing: "status only reads.", warnings: [...cutOff(seen), ...atBoot] };
  }
  if (state !== undefined) requireSame(settings, state);
  if (intent.step === "setup") return planSetup(settings, seen);
  if (state === undefined) throw refuse("not-set-up", { app: settings.app, directory: settings.stateDir });
  const judges = intent.step === "verify";
  // A rollback is written in any case: whenever nginx sees it, it is right. Who only judges loads nothing.
  const behind = !judges && settings.mode === "reload" && seen.routing.kind === "blind";
  if (intent.step !== "rollback" && !behind) requireRouting(seen, state);
  if (intent.step === "shift" && intent.strategy === "ab-test") requireCohortSource(settings, state);
  const standing = standingOf(settings, seen);
  const decision = decide(intent, askedOf(settings, intent, state), standing);
  if (intent.step === "deploy") requireRights(seen);
  const moves = movesOf(settings, intent, seen, state);
  const scheduled = schedule(intent, decision, standing, moves);
  if (judges) return scheduled;
  const plan = withBoot(settings, intent, seen, state, scheduled);
  if (behind) {
    const summary = "Have nginx load the state on record: an earlier step was cut off before its reload";
    const catchUp: NginxChange = { kind: "install", files: [], hash: state.structure ?? "", summary };
    return { ...plan, changes: [catchUp, ...plan.changes] };
  }
  const found = seen.unfinished.map(
    (name) => `An earlier step was cut off: ${name} never took effect, and is removed.`,
  );
  return { ...plan, warnings: [...found, ...cutOff(seen), ...plan.warnings] };
}

function cutOff({ leftovers }: Snapshot): string[] {
  return leftovers.map(
    (path) => `A setup was cut off before it was proven (${path} is left of it): run \`setup\` again.`,
  );
}

function askedOf(settings: NginxSettings, { step, strategy }: Intent, state: RoutingState): Asked {
  const audience = strategy === "ab-test" ? "cohort" : "everyone";
  const other = step === "shift" && audience === "cohort" && settings.cohort?.value !== state.cohort;
  const setsFallback = step === "shift" || step === "promote";
  const fallback = setsFallback && settings.fallback !== undefined && settings.fallback !== state.fallback;
  return {
    audience,
    reroutes: other || fallback,
    atOnce: strategy === "all-at-once",
    ...(settings.revision === undefined ? {} : { revision: settings.revision }),
  };
}

function requireRights({ missingRights = [] }: Snapshot): void {
  if (missingRights.length > 0) throw refuse("unit-rights-missing", { commands: missingRights.join(", ") });
}

function requireRouting(seen: Snapshot, state: RoutingState): void {
  const problem = routingProblem(seen, state);
  if (problem !== undefined) throw refuse("routing-not-followed", { problem });
}

function requireSame({ app, ports, stateDir }: NginxSettings, state: RoutingState): void {
  if (app === state.app && [...ports].sort().join() === [...state.ports].sort().join()) return;
  const given = `${app} on ${ports.join(" and ")}`;
  throw refuse("another-app", { directory: stateDir, app: state.app, ports: state.ports.join(" and "), given });
}

/** Where an A/B test looks for its cohort is part of the structure. */
function requireCohortSource(settings: NginxSettings, { cohortSource: laid }: RoutingState): void {
  const given = cohortSource(settings);
  if (given !== laid) throw refuse("cohort-not-set-up", { laid, given });
}
