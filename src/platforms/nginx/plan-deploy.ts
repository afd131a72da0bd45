import { DeliveryError } from "../../delivery/errors.ts";
import type { Intent, Plan } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import type { Generation } from "./generation.ts";
import { greenPort, sideOf, withSide } from "./generation.ts";
import { isUp, nameOf, startSide, tryGreen, waitHealthy } from "./parts.ts";
import type { NginxSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";

/** Brings green up beside blue at weight 0. A rollout of the same revision is taken up where it was left. */
export function planDeploy(
  settings: NginxSettings,
  intent: Intent,
  seen: Snapshot,
  generation: Generation,
): Plan<NginxChange> {
  const wanted = settings.revision;
  if (wanted === undefined) throw new DeliveryError("internal", "A deploy without a revision reached the planner.");
  return generation.rollout === null
    ? begin(settings, wanted, intent, seen, generation)
    : resume(settings, wanted, seen, generation);
}

function resume(settings: NginxSettings, wanted: string, seen: Snapshot, generation: Generation): Plan<NginxChange> {
  const { rollout, leaving, share } = generation;
  const green = greenPort(generation);
  const name = nameOf(generation, green);
  if (leaving || rollout?.revision !== wanted) {
    const what = leaving ? "is being torn down" : "is in progress";
    throw new DeliveryError("locked", `A rollout of ${rollout?.revision} ${what} on ${name}, held by ${rollout?.id}.`, {
      remedy: leaving
        ? "Run `teardown` again to finish it, then deploy."
        : `To deploy ${wanted}, finish that one first: \`rollback\`, then \`teardown\`.`,
    });
  }
  const state = stateOf(seen, green);
  const whole = state.unhealthyReason === undefined && runsWanted(state.runs, wanted);
  if (share > 0 && whole) {
    return { changes: [], nothing: `${name} already runs ${wanted} and has traffic.`, warnings: [] };
  }
  if (whole) return { changes: [], nothing: `${name} already runs ${wanted} at weight 0, healthy.`, warnings: [] };
  requireFree(settings, seen, generation, green);
  const changes: NginxChange[] = [];
  if (!runsWanted(state.runs, wanted)) changes.push(stopLeftover(generation, green));
  if (!isUp(settings, seen, generation, green) || changes.length > 0)
    changes.push(startSide(generation, green, wanted));
  return { changes: [...changes, waitHealthy(generation, green), tryGreen(settings, generation, green)], warnings: [] };
}

function begin(
  settings: NginxSettings,
  wanted: string,
  intent: Intent,
  seen: Snapshot,
  generation: Generation,
): Plan<NginxChange> {
  const { live } = generation;
  const green = greenPort(generation);
  const blue = sideOf(generation, live);
  if (blue.revision === wanted && stateOf(seen, live).unhealthyReason === undefined) {
    const nothing = `${nameOf(generation, live)} already runs ${wanted} and has all the traffic.`;
    return { changes: [], nothing, warnings: [] };
  }
  requireFree(settings, seen, generation, green);
  const changes: NginxChange[] = [];
  if (isUp(settings, seen, generation, green)) changes.push(stopLeftover(generation, green));
  changes.push({
    kind: "switch",
    edit: {
      rollout: { id: intent.rolloutId, revision: wanted, startedAt: new Date(intent.now).toISOString() },
      share: 0,
      switched: null,
      leaving: false,
      cohort: null,
      preview: settings.preview ?? null,
      fallback: settings.fallback ?? true,
      ...withSide(generation, green, { revision: wanted, up: true }),
    },
    summary: `Mark ${nameOf(generation, green)} as green of ${intent.rolloutId}`,
  });
  changes.push(startSide(generation, green, wanted), waitHealthy(generation, green));
  changes.push(tryGreen(settings, generation, green));
  return { changes, warnings: blueWarnings(seen, generation) };
}

function runsWanted(runs: string | undefined, wanted: string): boolean {
  return runs === undefined || runs === wanted;
}

/** A port that somebody else uses cannot be green's; nothing is ever stopped that no step of ours started. */
function requireFree(settings: NginxSettings, seen: Snapshot, generation: Generation, port: number): void {
  const state = stateOf(seen, port);
  if (!state.listening || isUp(settings, seen, generation, port)) return;
  throw new DeliveryError("unsuitable", `ports: ${port} is in use by ${state.owner ?? "another user's process"}.`, {
    remedy: "Green needs it: stop what listens there, or give another port.",
  });
}

function stopLeftover(generation: Generation, port: number): NginxChange {
  const { revision } = sideOf(generation, port);
  const name = nameOf(generation, port);
  return { kind: "stop", port, revision: revision ?? "", summary: `Stop what is left of ${name}: it gets no requests` };
}

function blueWarnings(seen: Snapshot, generation: Generation): string[] {
  const { unhealthyReason } = stateOf(seen, generation.live);
  if (unhealthyReason === undefined) return [];
  return [`Blue (${nameOf(generation, generation.live)}) does not pass its health check: ${unhealthyReason}.`];
}
