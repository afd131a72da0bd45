import type { SideStanding, Standing } from "../../delivery/standing.ts";
import { nameOf, percent } from "./parts.ts";
import { refuse } from "./refusals.ts";
import type { RoutingState } from "./routing-state.ts";
import { greenPort, sideOf } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import type { SideState, Snapshot } from "./snapshot.ts";
import { sideSeen } from "./snapshot.ts";

/** Where a rollout stands: each side is one process, and the state on disk says who gets which share. */
export function standingOf(settings: NginxSettings, seen: Snapshot): Standing {
  const { state, at } = seen;
  if (state === undefined) return { ...NOTHING, now: at };
  const { rollout, share, cohort, switched, leaving } = state;
  return {
    now: at,
    rollout:
      rollout === null ? undefined : { id: rollout.id, revision: rollout.revision, startedAt: rollout.startedAt },
    blue: blueOf(settings, seen, state),
    green: greenOf(settings, seen, state),
    weight: percent(share),
    audience: cohort === null ? "everyone" : "cohort",
    last: switched ?? undefined,
    ending: leaving,
    whole: 1,
    units: "processes",
    ...(rollout?.alone === true ? { oneFleet: true } : {}),
  };
}

/** Before `setup`. */
const NO_SIDE: SideStanding = { name: "", state: "gone", current: false, capacity: undefined, reasons: [] };
const NOTHING: Omit<Standing, "now"> = {
  rollout: undefined,
  blue: NO_SIDE,
  green: NO_SIDE,
  weight: 0,
  audience: "everyone",
  last: undefined,
  ending: false,
  whole: undefined,
  units: "processes",
};

function blueOf(settings: NginxSettings, seen: Snapshot, state: RoutingState): SideStanding {
  const { live } = state;
  const side = sideSeen(seen, live);
  const { revision, up } = sideOf(state, live);
  const current = revision !== null && (side.runs ?? revision) === settings.revision;
  const common = { name: nameOf(state, live), current };
  if (!up && revision === null && !side.listening) {
    // Before the first release nothing is meant to be there, and nothing is missed.
    return {
      ...common,
      state: "unhealthy",
      capacity: { have: 0, want: 0 },
      reasons: ["nothing was released on it yet"],
    };
  }
  const startable = settings.supervisor !== undefined && revision !== null;
  const hint =
    side.listening || startable ? [] : ["`rollback` starts it again when `start`, `unit` or `compose-file` is given"];
  return { ...common, ...healthOf(side, startable, revision === null ? [] : hint) };
}

function greenOf(settings: NginxSettings, seen: Snapshot, state: RoutingState): SideStanding {
  const { rollout } = state;
  const port = greenPort(state);
  const side = sideSeen(seen, port);
  const name = nameOf(state, port);
  if (rollout === null && !isUp(settings, seen, state, port)) {
    return { name, state: "gone", current: false, capacity: { have: 0, want: 0 }, reasons: [] };
  }
  const current = (side.runs ?? sideOf(state, port).revision) === (rollout?.revision ?? settings.revision);
  const health = healthOf(side, settings.supervisor !== undefined, []);
  if (health.state !== "ready" || state.share > 0 || rollout?.tried !== false) return { name, current, ...health };
  return {
    name,
    current,
    ...health,
    state: "pending",
    reasons: ["it has not yet answered as it should through nginx"],
  };
}

function healthOf(
  { unhealthyReason, listening, pids, failure }: SideState,
  startable: boolean,
  hints: readonly string[],
): Pick<SideStanding, "state" | "capacity" | "reasons"> {
  if (unhealthyReason === undefined) return { state: "ready", capacity: { have: 1, want: 1 }, reasons: [] };
  const pending = !listening && (startable || pids.length > 0) && failure === undefined;
  const reasons = [unhealthyReason, ...(failure === undefined ? [] : [failure]), ...hints];
  return { state: pending ? "pending" : "unhealthy", capacity: { have: 0, want: 1 }, reasons };
}

/**
 * Milliseconds since the epoch from which nobody can reach the side without weight: each request is decided anew, so
 * that is the switch itself; open connections are drained.
 */
export function safeAt(now: number, { rollout, switched, share }: RoutingState): number {
  const at = switched === null ? Date.parse(rollout?.startedAt ?? "") : switched.at;
  const known = switched === null ? share === 0 : (switched.to ?? percent(share)) === percent(share);
  return known && at <= now ? at : now;
}

/** Why nginx would not obey a change of the state directory; undefined: it would. */
export function routingProblem(seen: Snapshot, state: RoutingState): string | undefined {
  const { routing } = seen;
  if (routing.kind !== "obeys") return routing.message;
  if (routing.structure === state.structure) return undefined;
  return `nginx has loaded the structure ${routing.structure}, but ${state.structure} is on record: a \`setup\` was cut off, or a reload is due.`;
}

/**
 * A process of ours is there. Without one that carries our mark, whoever listens counts only when it was there before
 * the first rollout, or when somebody else starts and stops it for us: systemd, Docker, the user's own commands.
 */
export function isUp({ supervisor }: NginxSettings, seen: Snapshot, state: RoutingState, port: number): boolean {
  const side = sideSeen(seen, port);
  if (side.pids.length > 0) return true;
  const { up, revision } = sideOf(state, port);
  const marked = supervisor?.kind === "commands" && supervisor.stop === undefined;
  return side.listening && up && (!marked || revision === null);
}

/** What goes on listening after it was to be stopped would be in the way of the next rollout. */
export function requireStoppable(settings: NginxSettings, seen: Snapshot, state: RoutingState, port: number): void {
  const { listening, owner = "another user's process" } = sideSeen(seen, port);
  if (listening && !isUp(settings, seen, state, port))
    throw refuse("not-ours-to-stop", { name: nameOf(state, port), owner });
}
