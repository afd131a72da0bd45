import type { MoveRecord, Moves, Part } from "../../delivery/schedule.ts";
import { bringUp } from "./bring-up.ts";
import type { ApiGatewayChange, DeploymentRef, Holder } from "./changes.ts";
import { smokeOfStage } from "./checks.ts";
import type { MoveContext } from "./moves.ts";
import { endRollout, keepsRecord, note, noteRollback, restoreResources, sharedMoves, tookOver } from "./moves.ts";
import type { Pair } from "./pair.ts";
import { switchKeys } from "./record.ts";
import { earlierAttempts, ownDeployments } from "./sides.ts";
import type { Variables } from "./snapshot.ts";
import type { Wanted } from "./source.ts";

/** How a pair moves: two stages, and a base path mapping that is switched by one call. */
export function pairMoves(context: MoveContext, pair: Pair, wanted: Wanted | undefined): Moves<ApiGatewayChange> {
  return {
    ...sharedMoves(context),
    smokeTest: () => smokeOfStage(context.settings, pair.green.name),
    begin: () => bring(context, pair, wanted, { takenUp: false, again: false }),
    resume: (again) => bring(context, pair, wanted, { takenUp: keepsRecord(pair.record, again), again }),
    shift: (to, record) => shift(pair, to, record),
    releaseBlue: () => releaseBlue(context, pair),
    remove: (side) => remove(context, pair, side),
  };
}

function bring(
  context: MoveContext,
  pair: Pair,
  wanted: Wanted | undefined,
  { takenUp, again }: { takenUp: boolean; again: boolean },
): Part<ApiGatewayChange> {
  if (wanted === undefined) return { changes: [] };
  const { blue, green, record, position, deployment } = pair;
  return bringUp(context, wanted, {
    takenUp,
    again,
    // A version that is taken up again has been on the stage before: what it was before that is still the way back.
    blue: record?.blue ?? green.deploymentId,
    serving: blue.deploymentId,
    deployment: deployment?.id,
    variables: {},
    before: [],
    after: position === "promoted" ? [] : smokeOfStage(context.settings, green.name),
    serve(base: DeploymentRef, of: Holder) {
      if (takenUp && again && deployment?.id === green.deploymentId) {
        const summary = `Clear the record of the switch on ${green.name}`;
        return [{ kind: "tag", stage: green.name, tags: {}, remove: switchKeys(green.tags), summary }];
      }
      if (takenUp && position !== "begun") return [];
      const summary = `Make ${green.name} serve ${wanted.revision}, with ${blue.name}'s variables; no user gets it yet`;
      const wish = { base, variables: variablesFor(pair, wanted.source.variables) };
      return [{ kind: "set-stage", stage: green.name, wish, requires: undefined, of, summary }];
    },
  });
}

/** Green is blue with nothing but the new version changed: so it gets blue's variables, and those given over them. */
function variablesFor({ blue, green }: Pair, given: Variables): Record<string, string | null> {
  const gone = Object.keys(green.variables).map((name) => [name, null] as const);
  return { ...Object.fromEntries(gone), ...blue.variables, ...given };
}

function shift(pair: Pair, to: number, record: MoveRecord): ApiGatewayChange[] {
  const { blue, green, address } = pair;
  const mapping = { kind: "set-mapping", movesTraffic: true, marked: green.name } as const;
  if (to === 0) {
    const summary = `Point ${address} at ${blue.name} again`;
    const noted = record.by === "rollback" ? {} : { record };
    return [{ ...mapping, stage: blue.name, requires: green.name, ...noted, summary }];
  }
  const summary = `Point ${address} at ${green.name}, which serves ${pair.record?.revision}`;
  // Only a switch that was seen is on record as verified: so a cut-off promote and a cut-off rollback tell apart.
  const announced: MoveRecord = { ...record, verified: false };
  return [
    { ...mapping, stage: green.name, requires: blue.name, record: announced, summary },
    ...(record.verified ? [note(green.name, record, tookOver(green.name), { keeps: true })] : []),
  ];
}

function releaseBlue(context: MoveContext, { blue, record }: Pair, keeps = false): ApiGatewayChange[] {
  if (record === undefined || record.last?.by === "rollback") return [];
  return [...restoreResources(blue, record), noteRollback(context, { keeps })];
}

function remove(context: MoveContext, pair: Pair, side: "blue" | "green"): Part<ApiGatewayChange> {
  const { seen } = context;
  const { green, record } = pair;
  if (record === undefined) return { changes: [] };
  const earlier = earlierAttempts(seen, green.name, record).map(({ id }) => id);
  if (side === "blue") return { changes: endRollout(context, seen, earlier) };
  const own = ownDeployments(seen, green.name, record).map(({ id }) => id);
  const leaving = [...own, ...earlier];
  const former = record.blue;
  const resets = leaving.includes(green.deploymentId) && seen.deployments.some(({ id }) => id === former);
  const summary = `Make ${green.name} serve its former deployment ${former}`;
  const wish = { base: { id: former } };
  // The idle stage goes back to what it had, so that nothing of a version that was given up is left.
  const reset: ApiGatewayChange[] = resets
    ? [{ kind: "set-stage", destroys: true, stage: green.name, wish, requires: undefined, summary }]
    : [];
  const stages = seen.stages.map((stage) =>
    resets && stage.name === green.name ? { ...stage, deploymentId: former } : stage,
  );
  const end = endRollout(context, { ...seen, stages }, leaving);
  return { changes: [...releaseBlue(context, pair, true), ...reset, ...end] };
}
