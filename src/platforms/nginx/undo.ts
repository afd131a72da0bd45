import type { Change, Intent } from "../../delivery/plan.ts";
import { recordOf } from "../../delivery/schedule.ts";
import type { LastSwitch } from "../../delivery/standing.ts";
import { canServe } from "../../delivery/standing.ts";
import type { NginxChange, Routing, UndoChange } from "./changes.ts";
import { nameOf, percent } from "./parts.ts";
import type { RoutingState } from "./routing-state.ts";
import { greenPort, isSwitch, sideOf, WHOLE } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { TOKEN } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { standingOf } from "./standing.ts";

/**
 * The undo record of a step: the routing as it was, or for a rollback the rollback itself.
 *
 * @throws Error without a state: nothing can have been planned then.
 */
export function undoOf(settings: NginxSettings, intent: Intent, seen: Snapshot): NginxChange & UndoChange {
  const { state } = seen;
  if (state === undefined) throw new Error("A change that moves traffic was planned without a state.");
  const { app, live, rollout, share, cohort, fallback, switched } = state;
  const former = rollout?.alone === true ? sideOf(state, live).revision : null;
  const back = former === null ? {} : { back: former };
  const of = { kind: "undo", movesTraffic: true, app, live, rollout: rollout?.id ?? null, ...back } as const;
  if (intent.step !== "rollback") {
    const routing = { live, share, cohort, fallback, switched };
    const summary = `Start ${nameOf(state, live)} again, with what it ran before`;
    if (former !== null) return { ...of, routing: { ...routing, share: 0 }, summary };
    return { ...of, routing, summary: `Give green back the ${percent(share)} % that it had` };
  }
  const standing = standingOf(settings, seen);
  const record: LastSwitch = { ...recordOf(intent, standing, "rollback", 0), at: intent.now };
  const { blue, green } = standing;
  const goesToGreen = rollout === null && !canServe(blue) && canServe(green);
  const routing = {
    live: goesToGreen ? greenPort(state) : live,
    share: 0,
    cohort: null,
    fallback,
    switched: rollout === null ? null : record,
  };
  return { ...of, routing, summary: "Finish the rollback" };
}

/** Whether a record read back is one that `undoOf` makes for this step, in the rollout that is on record. */
export function acceptsUndo(undo: Change, { step }: Intent, { state }: Snapshot): undo is NginxChange & UndoChange {
  if (undo.kind !== "undo" || state === undefined) return false;
  const { app, live, rollout, routing, back } = undo as Partial<UndoChange>;
  if (app !== state.app || rollout !== (state.rollout?.id ?? null)) return false;
  const isAlone = state.rollout?.alone === true;
  if (back !== undefined && !(isAlone && back === sideOf(state, state.live).revision)) return false;
  if (!isRouting(routing, state)) return false;
  const moves = routing.live !== live;
  if (step !== "rollback") return live === state.live && !moves;
  const backToBlue =
    routing.share === 0 && routing.cohort === null && (routing.switched?.by ?? "rollback") === "rollback";
  return backToBlue && (rollout === null || (live === state.live && !moves));
}

function isRouting(value: unknown, { ports }: RoutingState): value is Routing {
  if (typeof value !== "object" || value === null) return false;
  const { live, share, cohort, fallback, switched, ...others } = value as Partial<Routing>;
  return (
    Object.keys(others).length === 0 &&
    ports.some((port) => port === live) &&
    Number.isInteger(share) &&
    (share ?? -1) >= 0 &&
    (share ?? WHOLE + 1) <= WHOLE &&
    (cohort === null || (typeof cohort === "string" && TOKEN.test(cohort))) &&
    typeof fallback === "boolean" &&
    (switched === null || isSwitch(switched))
  );
}
