import { formatDuration } from "../../delivery/duration.ts";
import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan } from "../../delivery/plan.ts";
import { nextRung } from "../../delivery/ramp.ts";
import type { NginxChange } from "./changes.ts";
import type { Generation } from "./generation.ts";
import { greenPort, isPromoted, sideOf, WHOLE } from "./generation.ts";
import { nameOf, percent, setShare, startSide, tryGreen, waitHealthy } from "./parts.ts";
import { planDeploy } from "./plan-deploy.ts";
import { planSetup } from "./plan-setup.ts";
import { planTeardown } from "./plan-teardown.ts";
import type { NginxSettings } from "./settings.ts";
import { cohortSource } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";

type NginxPlan = Plan<NginxChange>;

/** The ordered changes from what was seen to what is intended. Pure. */
export function planStep(settings: NginxSettings, intent: Intent, seen: Snapshot): NginxPlan {
  const { generation } = seen;
  if (intent.step === "status") return { changes: [], nothing: "status only reads.", warnings: [] };
  if (generation !== undefined) requireSame(settings, generation);
  if (intent.step === "setup") return planSetup(settings, seen);
  if (generation === undefined) {
    throw new DeliveryError("refused", `${settings.app} is not set up: there is no state in ${settings.stateDir}.`, {
      remedy: "Run `setup` once, as root.",
    });
  }
  // A rollback is written in any case: whenever nginx sees it, it is right.
  const behind = settings.mode === "reload" && seen.routing.kind === "blind";
  if (intent.step !== "rollback" && !behind) requireRouting(seen, generation);
  const plan = planOf(settings, intent, seen, generation);
  if (behind) {
    const summary = "Have nginx load the state on record: an earlier step was cut off before its reload";
    const catchUp: NginxChange = { kind: "install", files: [], hash: generation.structure ?? "", summary };
    return { ...plan, changes: [catchUp, ...plan.changes] };
  }
  const found = seen.unfinished.map(
    (name) => `An earlier step was cut off: ${name} never took effect, and is removed.`,
  );
  return { ...plan, warnings: [...found, ...plan.warnings] };
}

function planOf(settings: NginxSettings, intent: Intent, seen: Snapshot, generation: Generation): NginxPlan {
  switch (intent.step) {
    case "shift":
      return planShift(settings, intent, seen, generation);
    case "promote":
      return planPromote(settings, seen, generation);
    case "rollback":
      return planRollback(settings, seen, generation);
    case "teardown":
      return planTeardown(settings, seen, generation);
    default:
      return planDeploy(settings, intent, seen, generation);
  }
}

/** Why nginx would not obey a change of the state directory; undefined: it would. */
export function routingProblem(seen: Snapshot, generation: Generation): string | undefined {
  const { routing } = seen;
  if (routing.kind !== "obeys") return routing.said;
  if (routing.structure === generation.structure) return undefined;
  return `nginx has loaded the structure ${routing.structure}, but ${generation.structure} is on record: a \`setup\` was cut off, or a reload is due.`;
}

function requireRouting(seen: Snapshot, generation: Generation): void {
  const why = routingProblem(seen, generation);
  if (why === undefined) return;
  throw new DeliveryError("unsuitable", why, {
    remedy: "Run `setup` again, which says what it finds, or see docs/nginx.md.",
  });
}

function requireSame(settings: NginxSettings, generation: Generation): void {
  const same =
    settings.app === generation.app && [...settings.ports].sort().join() === [...generation.ports].sort().join();
  if (same) return;
  throw new DeliveryError(
    "unsuitable",
    `state-dir: ${settings.stateDir} belongs to ${generation.app} on ports ${generation.ports.join(" and ")}, not to ${settings.app} on ${settings.ports.join(" and ")}.`,
    { remedy: "Give each app a state directory of its own, and keep its ports." },
  );
}

function requireRollout(generation: Generation, verb: string): NonNullable<Generation["rollout"]> {
  if (generation.rollout === null) {
    throw new DeliveryError(
      "refused",
      `There is no rollout to ${verb}: ${nameOf(generation, generation.live)} serves alone.`,
      { remedy: "Run `deploy` first." },
    );
  }
  if (!generation.leaving) return generation.rollout;
  throw new DeliveryError("refused", "A teardown of this rollout has begun.", {
    remedy: "Run `teardown` again to finish it.",
  });
}

function planShift(settings: NginxSettings, intent: Intent, seen: Snapshot, generation: Generation): NginxPlan {
  requireRollout(generation, "shift");
  const green = greenPort(generation);
  const now = generation.share;
  const cohort = cohortOf(settings, intent, generation);
  const same = cohort === generation.cohort;
  const unbaked = same && generation.switched?.baking === true && intent.bakeMs > 0 && now > 0;
  const next = unbaked ? percent(now) : nextRung(intent.ramp, same ? percent(now) : 0);
  const weight = intent.weight ?? next;
  const share = Math.round(weight * 100);
  const baking = bake(intent, seen, generation, weight);
  if (share === now && same) {
    // The weight is there already. What is left to do is its bake, when that was cut off or failed.
    if (unbaked) {
      requireHealthy(seen, generation, green);
      return { changes: baking, warnings: [] };
    }
    const nothing = `${nameOf(generation, green)} already has ${weight} % of the traffic.`;
    return { changes: [], nothing, warnings: [] };
  }
  requireHealthy(seen, generation, share >= now || !same ? green : generation.live);
  const fallback = settings.fallback ?? generation.fallback;
  const edit = { cohort, fallback };
  const change = setShare(generation, share, { direction: "shift", at: seen.at, baking: baking.length > 0 }, edit);
  return { changes: [...smokeTest(settings, generation, share), change, ...baking], warnings: [] };
}

function planPromote(settings: NginxSettings, seen: Snapshot, generation: Generation): NginxPlan {
  requireRollout(generation, "promote");
  const green = greenPort(generation);
  const recorded = generation.switched !== null && generation.switched.direction !== "rollback";
  if (isPromoted(generation) && recorded) {
    return { changes: [], nothing: `${nameOf(generation, green)} already has 100 % of the traffic.`, warnings: [] };
  }
  requireHealthy(seen, generation, green);
  return {
    changes: [
      ...smokeTest(settings, generation, WHOLE),
      setShare(
        generation,
        WHOLE,
        { direction: "promote", at: seen.at },
        { fallback: settings.fallback ?? generation.fallback, cohort: null },
      ),
    ],
    warnings: [],
  };
}

function planRollback(settings: NginxSettings, seen: Snapshot, generation: Generation): NginxPlan {
  const { live, rollout } = generation;
  const name = nameOf(generation, live);
  if (rollout === null) {
    const hint = "To return to an earlier version, deploy it.";
    return {
      changes: [],
      nothing: `No rollout is in progress; ${name} has 100 % of the traffic. ${hint}`,
      warnings: [],
    };
  }
  if (generation.leaving && isPromoted(generation)) {
    throw new DeliveryError("refused", `There is no way back: the teardown of ${name} has begun.`, {
      remedy: "Run `teardown` again to finish it, then deploy the former version.",
    });
  }
  const before = sideOf(generation, live).revision;
  const blue = stateOf(seen, live);
  if (generation.share === 0 && generation.switched?.direction === "rollback") {
    return { changes: [], nothing: `${name} already has 100 % of the traffic.`, warnings: [] };
  }
  const changes: NginxChange[] = [];
  if (blue.unhealthyReason !== undefined && generation.share > 0) {
    // Blue went away while green served: it comes back first.
    if (!blue.listening && settings.supervisor !== undefined && before !== null) {
      changes.push(startSide(generation, live, before));
    }
    changes.push(waitHealthy(generation, live));
  }
  changes.push(setShare(generation, 0, { direction: "rollback", at: seen.at }, { cohort: null }));
  return { changes, warnings: [] };
}

/** Before green's first weight once more: the deploy, and what it found, may be days ago. */
function smokeTest(settings: NginxSettings, generation: Generation, share: number): NginxChange[] {
  if (settings.smoke.length === 0 || generation.share > 0 || share === 0) return [];
  return [tryGreen(settings, generation, greenPort(generation))];
}

function requireHealthy(seen: Snapshot, generation: Generation, port: number): void {
  const { unhealthyReason } = stateOf(seen, port);
  if (unhealthyReason === undefined) return;
  throw new DeliveryError("unhealthy", `${nameOf(generation, port)} is not ready for traffic.`, {
    reasons: [unhealthyReason],
    remedy:
      "No traffic was moved. Run `deploy` again to start it and wait for it, or `rollback`, then `teardown`, to give it up.",
  });
}

function bake({ bakeMs }: Intent, seen: Snapshot, generation: Generation, weight: number): NginxChange[] {
  if (bakeMs === 0 || weight === 0) return [];
  const port = greenPort(generation);
  return [
    {
      kind: "wait-bake",
      waits: true,
      port,
      durationMs: bakeMs,
      notBefore: seen.at,
      summary: `Bake ${weight} % for ${formatDuration(bakeMs)}: ${nameOf(generation, port)} has to stay healthy`,
    },
    { kind: "record-baked", records: true, summary: `Record that ${weight} % is baked` },
  ];
}

/** Whose requests an A/B test is about, by the value; null: everyone's. */
function cohortOf(settings: NginxSettings, { strategy }: Intent, generation: Generation): string | null {
  if (strategy !== "ab-test") return null;
  const source = cohortSource(settings);
  if (source === generation.cohortSource) return settings.cohort?.value ?? null;
  throw new DeliveryError(
    "unsuitable",
    `cohort: nginx was set up to look at ${generation.cohortSource}, not at ${source}.`,
    { remedy: "Run `setup` with this cohort once: it is laid down there." },
  );
}
