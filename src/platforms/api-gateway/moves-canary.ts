import { DeliveryError } from "../../delivery/errors.ts";
import type { MoveRecord, Moves, Part } from "../../delivery/schedule.ts";
import { bringUp } from "./bring-up.ts";
import type { ApiGatewayChange, DeferredWish, DeploymentRef, Holder } from "./changes.ts";
import { smokeOfMethods } from "./checks.ts";
import type { MoveContext } from "./moves.ts";
import {
  endRollout,
  keepsRecord,
  note,
  noteRollback,
  removeCanary,
  restoreResources,
  sharedMoves,
  tookOver,
} from "./moves.ts";
import { variableTags } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { Sides } from "./sides.ts";
import { earlierAttempts, ownDeployments, revisionOf } from "./sides.ts";
import type { Snapshot, StageState, Variables } from "./snapshot.ts";
import { parseOrigin } from "./snapshot.ts";
import type { Wanted } from "./source.ts";
import { percents } from "./standing.ts";

/**
 * How a canary moves: one stage that serves two deployments. `deploy` alone asks it: a canary without a share has no
 * address, and the API's resources may be newer than it.
 */
export function canaryMoves(context: MoveContext, sides: Sides, wanted: Wanted | undefined): Moves<ApiGatewayChange> {
  return {
    ...sharedMoves(context),
    begin: () => bring(context, sides, wanted, { takenUp: false, again: false }),
    resume: (again) => bring(context, sides, wanted, { takenUp: keepsRecord(sides.record, again), again }),
    shift: (to, record) => shift(context, sides, to, record),
    releaseBlue: () => releaseBlue(context, sides),
    remove: (side) => remove(context, sides, side),
  };
}

function bring(
  context: MoveContext,
  { stage, position, green }: Sides,
  wanted: Wanted | undefined,
  { takenUp, again }: { takenUp: boolean; again: boolean },
): Part<ApiGatewayChange> {
  if (wanted === undefined) return { changes: [] };
  const { source, revision } = wanted;
  const { strategy, weight = 0, rolloutId } = context.intent;
  const atOnce = strategy === "all-at-once";
  if (atOnce && position === "canary") throw refuse("canary-already", { revision, stage: stage.name });
  return bringUp(context, wanted, {
    takenUp,
    again,
    blue: stage.deploymentId,
    serving: undefined,
    deployment: green?.id,
    variables: formerValues(stage.variables, source.variables),
    before: smokeOfMethods(context.settings, { ...stage.variables, ...source.variables }),
    after: [],
    serve(deployment: DeploymentRef, of: Holder) {
      if (takenUp && (position === "canary" || position === "promoted")) return [];
      const all = { kind: "set-stage", stage: stage.name, requires: undefined, of } as const;
      const moved = { verified: true, run: rolloutId };
      if (atOnce) {
        const wish: DeferredWish = { base: deployment, variables: source.variables };
        const record: MoveRecord = { by: "promote", to: 100, ...moved };
        const summary = `Make ${stage.name} serve ${revision} to everyone`;
        return [{ ...all, wish, record, movesTraffic: true, summary }];
      }
      const wish: DeferredWish = { canary: { deployment, percent: weight, overrides: source.variables } };
      const moves = { movesTraffic: true, record: { by: "shift", to: weight, ...moved } as const };
      const summary = `Make ${revision} the canary of ${stage.name}: ${percents(weight)}`;
      return [{ ...all, wish, ...(weight > 0 ? moves : {}), summary }];
    },
  });
}

/** By name what each variable that green overrides is on the stage; null: there is none. */
function formerValues(stage: Variables, overrides: Variables): Record<string, string | null> {
  return Object.fromEntries(Object.keys(overrides).map((name) => [name, stage[name] ?? null]));
}

function shift(context: MoveContext, sides: Sides, to: number, record: MoveRecord): ApiGatewayChange[] {
  const { stage, position, green } = sides;
  if (record.by === "rollback") return back(context, sides);
  // The policy gives a share to nothing but a green that is there.
  if (green === undefined) throw new DeliveryError("internal", `${stage.name} has no green to give a share to.`);
  if (to === 100 && record.by === "promote") return promote(sides, green.id, record);
  const canary = { deployment: { id: green.id }, percent: to };
  const variables = sides.record?.details?.variables ?? {};
  const split: DeferredWish =
    position === "canary"
      ? { canary }
      : {
          base: { id: sides.record?.blue ?? "" },
          variables,
          canary: { ...canary, overrides: present(stage.variables, Object.keys(variables)) },
        };
  return [
    {
      kind: "set-stage",
      movesTraffic: true,
      stage: stage.name,
      wish: split,
      requires: position === "canary" ? green.id : undefined,
      record,
      ...held(sides),
      summary: `Give the canary of ${stage.name} ${percents(to)}`,
    },
  ];
}

function present(variables: Variables, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}

/** One call makes green the stage's own deployment; the canary settings that are left behind go by a second. */
function promote(sides: Sides, green: string, record?: MoveRecord): ApiGatewayChange[] {
  const { stage, position } = sides;
  if (position === "promoted") {
    const noted = sides.record?.last?.by === "promote" || record === undefined;
    return [
      ...(noted ? [] : [note(stage.name, record, tookOver(stage.name))]),
      ...(stage.canary === undefined ? [] : [removeCanary(stage, false)]),
    ];
  }
  return [
    ...keepFormerValues(sides),
    {
      kind: "promote-canary",
      movesTraffic: true,
      stage: stage.name,
      green,
      record,
      ...held(sides),
      summary: `Make ${stage.name} serve ${sides.record?.revision} to everyone, with the canary's variables`,
    },
    removeCanary(stage, false),
  ];
}

/** What the way back needs, where it is not up to date: somebody may have set a variable meanwhile. */
function keepFormerValues({ stage, record }: Sides): ApiGatewayChange[] {
  const former = formerValues(stage.variables, stage.canary?.overrides ?? {});
  const same = Object.entries(former).every(([name, value]) => record?.details?.variables[name] === value);
  if (same) return [];
  const summary = `Record what ${stage.name} serves now, which changed since the rollout began`;
  return [{ kind: "tag", stage: stage.name, tags: variableTags(former), remove: [], summary }];
}

/** Everyone is on the former version after one call. */
function back({ seen }: MoveContext, sides: Sides): ApiGatewayChange[] {
  const { stage, record, position } = sides;
  if (position !== "promoted" || record === undefined) return [{ ...removeCanary(stage, true), ...held(sides) }];
  return [
    {
      kind: "set-stage",
      movesTraffic: true,
      stage: stage.name,
      wish: { base: { id: record.blue }, variables: record.details?.variables ?? {}, canary: "none" },
      requires: undefined,
      ...held(sides),
      summary: `Make ${stage.name} serve ${revisionOf(seen, record.blue)} again, with its former variables`,
    },
  ];
}

/**
 * The rest of a rollback: the API's resources, and the record that says that all of it is done. The permissions stay until
 * a teardown: what still reaches green a moment later, or is given to it by another run, must not be refused.
 */
function releaseBlue(context: MoveContext, { stage, record }: Sides, keeps = false): ApiGatewayChange[] {
  if (record === undefined) return restoreFound(context, stage);
  const left = stage.canary !== undefined && context.standing.weight === 0 ? [removeCanary(stage, false)] : [];
  if (record.last?.by === "rollback") return left;
  return [...left, ...restoreResources(stage, record), noteRollback(context, { keeps })];
}

/** A canary of ours whose tags are gone: its deployment still says what it was. */
function restoreFound({ seen }: MoveContext, { name, canary, variables }: StageState): ApiGatewayChange[] {
  const found = seen.deployments.find(({ id }) => id === canary?.deploymentId);
  const origin = parseOrigin(found?.description ?? "");
  if (origin?.stage !== name) return [];
  const { revision } = origin;
  const summary = `Put back what the deploy of ${revision} changed of the API, as far as ${name} and its deployments tell`;
  return [
    {
      kind: "restore-found",
      destroys: true,
      stage: name,
      revision,
      variables: { ...variables, ...canary?.overrides },
      summary,
    },
  ];
}

function remove(context: MoveContext, sides: Sides, side: "blue" | "green"): Part<ApiGatewayChange> {
  const { seen } = context;
  const { stage, record, position, green } = sides;
  if (record === undefined) return { changes: [] };
  const earlier = earlierAttempts(seen, stage.name, record).map(({ id }) => id);
  if (side === "blue") {
    const rest = green === undefined ? [] : promote(sides, green.id);
    const after = position === "canary" && green !== undefined ? serving(seen, stage.name, green.id) : seen;
    return { changes: [...rest, ...endRollout(context, after, earlier)] };
  }
  const own = ownDeployments(seen, stage.name, record).map(({ id }) => id);
  const after = serving(seen, stage.name, stage.deploymentId);
  return { changes: [...releaseBlue(context, sides, true), ...endRollout(context, after, [...own, ...earlier])] };
}

/** As it will be once the stage serves this to everyone. */
function serving(seen: Snapshot, name: string, deploymentId: string): Snapshot {
  const stages = seen.stages.map((stage) =>
    stage.name === name ? { ...stage, deploymentId, canary: undefined } : stage,
  );
  return { ...seen, stages };
}

function held({ record }: Sides): { of?: Holder } {
  return record === undefined ? {} : { of: { id: record.id, startedAt: record.startedAt, nonce: undefined } };
}
