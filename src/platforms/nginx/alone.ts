import type { Intent } from "../../delivery/plan.ts";
import type { MoveRecord, Part } from "../../delivery/schedule.ts";
import type { NginxChange } from "./changes.ts";
import type { At } from "./moves.ts";
import { nameOf, startSide, tryGreen, waitHealthy } from "./parts.ts";
import { refuse } from "./refusals.ts";
import { greenPort, sideOf, WHOLE } from "./routing-state.ts";
import { sideSeen } from "./snapshot.ts";
import { isUp, requireStoppable } from "./standing.ts";

/**
 * `all-at-once`: a machine with room for one process. Blue stops before green starts, and nobody answers in between. Each
 * side keeps its port, so that a switch is proven and a way back stands on record as with every other strategy.
 */

/** What is left until green, which is marked, has everything: the rest of a deploy, wherever it was cut off. */
export function replaceAlone(at: At, { rolloutId }: Pick<Intent, "rolloutId">, revision: string): Part<NginxChange> {
  const { settings, seen, state } = at;
  const { live } = state;
  const green = greenPort(state);
  const { unhealthyReason, runs } = sideSeen(seen, green);
  if (settings.supervisor === undefined) throw refuse("alone-without-start", {});
  requireStoppable(settings, seen, state, live);
  const blue = sideOf(state, live);
  // Without a former release of ours there is nothing that could be started again.
  const back = blue.revision === null ? {} : ({ rollsBack: true } as const);
  const stopsBlue = isUp(settings, seen, state, live) ? [stopAlone(at, live, blue.revision)] : [];
  const stale =
    isUp(settings, seen, state, green) && runs !== undefined && runs !== revision
      ? [stopAlone(at, green, sideOf(state, green).revision)]
      : [];
  const starts = stale.length > 0 || stopsBlue.length > 0 || !isUp(settings, seen, state, green);
  const untried = starts || state.rollout?.tried === false;
  const record: MoveRecord = { by: "promote", to: 100, verified: true, run: rolloutId };
  const changes: NginxChange[] = [
    ...stopsBlue,
    ...stale,
    ...(starts ? [{ ...startSide(state, green, revision), ...back }] : []),
    ...(starts || unhealthyReason !== undefined ? [{ ...waitHealthy(state, green), ...back }] : []),
    ...(untried ? [{ ...tryGreen(settings, state, green), ...back }] : []),
    {
      kind: "switch",
      movesTraffic: true,
      edit: { share: WHOLE },
      record,
      summary: `Give ${nameOf(state, green)} all the traffic`,
      ...back,
    },
  ];
  const from = stopsBlue.length > 0 ? nameOf(state, live) : undefined;
  return { changes, warnings: from === undefined ? [] : [outageWarning(from, nameOf(state, green))] };
}

/** The way back: green makes room first. [] when blue is there, or nobody could start it. */
export function bringBackAlone(at: At): NginxChange[] {
  const { settings, seen, state } = at;
  const { live } = state;
  const green = greenPort(state);
  const { revision } = sideOf(state, live);
  if (isUp(settings, seen, state, live) || sideSeen(seen, live).listening) return [];
  if (settings.supervisor === undefined || revision === null) return [];
  requireStoppable(settings, seen, state, green);
  const stops = isUp(settings, seen, state, green) ? [stopAlone(at, green, sideOf(state, green).revision)] : [];
  return [...stops, startSide(state, live, revision)];
}

function stopAlone({ state }: At, port: number, revision: string | null): NginxChange {
  const summary = `Stop ${nameOf(state, port)}: there is room for one process; nobody answers from here on`;
  return { kind: "stop", port, revision, destroys: true, movesTraffic: true, summary };
}

function outageWarning(from: string, to: string): string {
  return `An outage: nobody answers from when ${from} is stopped until ${to} is healthy. \`rollback\` takes as long again.`;
}
