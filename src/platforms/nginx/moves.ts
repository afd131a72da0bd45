import { formatDuration } from "../../delivery/duration.ts";
import type { Intent } from "../../delivery/plan.ts";
import type { MoveRecord, Moves, Part } from "../../delivery/schedule.ts";
import type { Audience, SideName } from "../../delivery/standing.ts";
import { bringBackAlone, replaceAlone } from "./alone.ts";
import type { NginxChange } from "./changes.ts";
import { keptBy, nameOf, percent, startSide, stopLeftover, tryGreen, waitHealthy } from "./parts.ts";
import { refuse } from "./refusals.ts";
import type { Content, RoutingState } from "./routing-state.ts";
import { greenPort, isPromoted, sideOf, WHOLE, withSide } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { commandOf } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sideSeen } from "./snapshot.ts";
import { isUp, requireStoppable, safeAt } from "./standing.ts";

/** How nginx and two processes do what was decided. Pure; each returns only what is not so yet. */
export function movesOf(
  settings: NginxSettings,
  intent: Intent,
  seen: Snapshot,
  state: RoutingState,
): Moves<NginxChange> {
  const { live, rollout } = state;
  const green = greenPort(state);
  const at = { settings, seen, state };
  const isAlone = rollout?.alone === true;
  return {
    begin: () => begin(at, intent),
    resume: (again) => (isAlone ? resumeAlone(at, intent, again) : resume(at, green, again)),
    smokeTest: () => (settings.smoke.length > 0 || rollout?.tried === false ? [tryGreen(settings, state, green)] : []),
    shift: (to, record, audience) => shift(at, to, record, audience),
    bake: (weight, durationMs) => [
      {
        kind: "wait-bake",
        waits: true,
        once: true,
        bakes: true,
        port: green,
        percent: weight,
        durationMs,
        summary: `Bake ${weight} % for ${formatDuration(durationMs)}: ${nameOf(state, green)} has to stay healthy`,
      },
    ],
    recordVerified: (weight) => recordVerified(state, weight, intent.rolloutId),
    record: (record) => [recorded(state, record)],
    takeOver: () =>
      state.leaving
        ? [
            {
              kind: "switch",
              edit: { leaving: false },
              stays: true,
              summary: "Take the rollout over from the teardown that has begun",
            },
          ]
        : [],
    growBlue: () => (isAlone ? bringBackAlone(at) : bringBack(at)),
    waitForBlue: () => (sideSeen(seen, live).unhealthyReason === undefined ? [] : [waitHealthy(state, live)]),
    safeAt: () => safeAt(seen.at, state),
    markEnding: (side) => markEnding(state, portOf(state, side)),
    remove: (side) => remove(at, portOf(state, side)),
  };
}

/** What every move is made of. */
export interface At {
  settings: NginxSettings;
  seen: Snapshot;
  state: RoutingState;
}

/** With one process at a time, what a rollout before has made everyone's is blue from now on. */
function begin(at: At, { strategy, rolloutId, now }: Intent): Part<NginxChange> {
  const { settings, seen } = at;
  const isAlone = strategy === "all-at-once";
  const state = isAlone && isPromoted(at.state) ? { ...at.state, live: greenPort(at.state), share: 0 } : at.state;
  const green = greenPort(state);
  requireFree(settings, seen, state, green);
  const { revision = "" } = settings;
  const leftover = isUp(settings, seen, state, green)
    ? [stopLeftover(state, green, sideOf(state, green).revision)]
    : [];
  const mark: NginxChange = {
    kind: "switch",
    claims: true,
    edit: {
      rollout: {
        id: rolloutId,
        revision,
        startedAt: new Date(now).toISOString(),
        tried: false,
        ...(isAlone ? { alone: true } : {}),
      },
      live: state.live,
      share: 0,
      switched: null,
      leaving: false,
      cohort: null,
      preview: settings.preview ?? null,
      fallback: settings.fallback ?? true,
      ...withSide(state, green, { revision, up: true, ...keptBy(settings) }),
    },
    summary: `Mark ${nameOf(state, green)} as green of ${rolloutId}`,
  };
  if (isAlone) {
    const rest = replaceAlone({ ...at, state }, { rolloutId }, revision);
    return { ...rest, changes: [mark, ...rest.changes] };
  }
  const blue = sideSeen(seen, state.live).unhealthyReason;
  const warnings =
    blue === undefined ? [] : [`Blue (${nameOf(state, state.live)}) does not pass its health check: ${blue}.`];
  return {
    changes: [
      ...leftover,
      mark,
      startSide(state, green, revision),
      waitHealthy(state, green),
      tryGreen(settings, state, green),
    ],
    warnings,
  };
}

function resumeAlone(at: At, intent: Intent, again: boolean): Part<NginxChange> {
  const part = replaceAlone(at, intent, at.state.rollout?.revision ?? "");
  return again ? { ...part, changes: [clearRollback(), ...part.changes] } : part;
}

function clearRollback(): NginxChange {
  return { kind: "switch", edit: { switched: null }, summary: "Clear the record of the rollback" };
}

function resume({ settings, seen, state }: At, green: number, again: boolean): Part<NginxChange> {
  requireFree(settings, seen, state, green);
  const { rollout } = state;
  const wanted = rollout?.revision ?? "";
  const { runs, unhealthyReason } = sideSeen(seen, green);
  const stale =
    runs !== undefined && runs !== wanted ? [stopLeftover(state, green, sideOf(state, green).revision)] : [];
  const starts = stale.length > 0 || !isUp(settings, seen, state, green);
  const healthy = unhealthyReason === undefined && !starts;
  const untried = starts || rollout?.tried === false;
  const { command } = sideOf(state, green);
  const other = !starts && command != null && command !== commandOf(settings);
  const warning = `${nameOf(state, green)} runs ${wanted} already, started in another way than the inputs now say: give another \`revision\` to start it anew.`;
  return {
    ...(other ? { warnings: [warning] } : {}),
    changes: [
      ...(again ? [clearRollback()] : []),
      ...stale,
      ...(starts ? [startSide(state, green, wanted)] : []),
      ...(healthy ? [] : [waitHealthy(state, green)]),
      ...(untried ? [tryGreen(settings, state, green)] : []),
    ],
  };
}

/** A port that somebody else uses cannot be green's; nothing is ever stopped that no step of ours started. */
function requireFree(settings: NginxSettings, seen: Snapshot, state: RoutingState, port: number): void {
  const { listening, owner = "another user's process" } = sideSeen(seen, port);
  if (!listening || isUp(settings, seen, state, port)) return;
  throw refuse("port-in-use", { port: String(port), owner });
}

function recorded(state: RoutingState, record: MoveRecord): NginxChange {
  const summary = `Record the ${record.by}: green has ${percent(state.share)} % already`;
  return { kind: "switch", edit: {}, record, summary };
}

function recordVerified({ switched }: RoutingState, to: number, run: string): NginxChange[] {
  if (switched?.verified === true && switched.to === to && switched.by === "shift") return [];
  const record: MoveRecord = { by: "shift", to, verified: true, run };
  const summary = `Record that the bake of ${to} % was seen to its end`;
  return [{ kind: "record-verified", records: true, record, summary }];
}

function shift(at: At, to: number, record: MoveRecord, audience: Audience): NginxChange[] {
  const { settings, state } = at;
  const green = greenPort(state);
  const base = { kind: "switch", movesTraffic: true, record } as const;
  if (state.rollout === null && to === 100) {
    // Without a rollout blue is who has the traffic.
    const summary = `Give ${nameOf(state, green)} all the traffic: it is blue from now on`;
    return [{ ...base, stays: true, edit: { live: green, share: 0, cohort: null }, summary }];
  }
  const share = Math.round(to * 100);
  const edit: Partial<Content> =
    record.by === "rollback"
      ? { share, cohort: null }
      : {
          share,
          cohort: audience === "cohort" ? (settings.cohort?.value ?? null) : null,
          fallback: settings.fallback ?? state.fallback,
        };
  const summary = `Set the weights to blue ${percent(WHOLE - share)} (${nameOf(state, state.live)}), green ${percent(share)} (${nameOf(state, green)})`;
  // A way back is never taken back: should nginx not answer, it still finds the right markers when it does.
  return [{ ...base, edit, summary, ...(record.by === "rollback" ? { stays: true } : {}) }];
}

/** Blue went away while green served: it comes back, if anybody can start it. */
function bringBack({ settings, seen, state }: At): NginxChange[] {
  const { live } = state;
  const { unhealthyReason, listening } = sideSeen(seen, live);
  const { revision } = sideOf(state, live);
  const there = unhealthyReason === undefined || listening || isUp(settings, seen, state, live);
  if (there || settings.supervisor === undefined || revision === null) return [];
  return [startSide(state, live, revision)];
}

function portOf(state: RoutingState, side: SideName): number {
  return side === "blue" ? state.live : greenPort(state);
}

function markEnding(state: RoutingState, going: number): NginxChange[] {
  if (state.leaving) return [];
  const summary = `Close every route to ${nameOf(state, going)}: preview, cohort, fallback`;
  return [{ kind: "switch", edit: { leaving: true }, summary }];
}

/** It may be between two starts of its supervisor's, and listens nowhere at this moment. */
function isKept({ supervisor }: NginxSettings, state: RoutingState, port: number): boolean {
  const kept = supervisor?.kind === "unit" || supervisor?.kind === "compose";
  return kept && sideOf(state, port).up;
}

function remove({ settings, seen, state }: At, going: number): Part<NginxChange> {
  requireStoppable(settings, seen, state, going);
  const survivor = going === state.live ? greenPort(state) : state.live;
  const name = nameOf(state, going);
  const drain: NginxChange = {
    kind: "wait-drained",
    waits: true,
    port: going,
    limitMs: settings.drainMs,
    summary: `Wait until no connection to ${name} is open, ${formatDuration(settings.drainMs)} at most`,
  };
  const { revision } = sideOf(state, going);
  const stop: NginxChange = { kind: "stop", port: going, revision, destroys: true, summary: `Stop ${name}` };
  const end: NginxChange = {
    kind: "switch",
    edit: {
      live: survivor,
      share: 0,
      rollout: null,
      switched: null,
      leaving: false,
      cohort: null,
      preview: null,
      ...withSide(state, going, { revision: null, up: false }),
    },
    summary: `End the rollout: ${nameOf(state, survivor)} is blue`,
  };
  if (isUp(settings, seen, state, going)) return { changes: [drain, stop, end] };
  return { changes: [...(isKept(settings, state, going) ? [stop] : []), end] };
}
