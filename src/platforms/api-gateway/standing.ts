import type { Conflict, LastSwitch, SideStanding, Standing } from "../../delivery/standing.ts";
import type { Step } from "../../delivery/vocabulary.ts";
import { asLive } from "../memory.ts";
import type { Pair, StagesRouting } from "./pair.ts";
import { identifyPair } from "./pair.ts";
import type { RolloutRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { ApiGatewaySettings } from "./settings.ts";
import type { Sides } from "./sides.ts";
import { identify, revisionOf } from "./sides.ts";
import type { Snapshot, StageState } from "./snapshot.ts";
import { parseOrigin } from "./snapshot.ts";
import type { Wanted } from "./source.ts";
import { servesAlready } from "./source.ts";

/**
 * Where a rollout stands, for the policy. Nobody measures whether an API's backends are healthy: a side that exists is
 * `ready`, and its capacity is unknown.
 */

/** Steps that only read, or that leave users where they are. */
const READS: readonly Step[] = ["status"];

/** @param wanted what a deploy brings; undefined in every other step. */
export function standingOf(settings: ApiGatewaySettings, seen: Snapshot, wanted?: Wanted): Standing {
  const { routing } = settings;
  return routing.kind === "canary"
    ? standingOfCanary(seen, identify(seen, routing.stage), wanted)
    : standingOfPair(seen, identifyPair(settings, routing, seen), othersOf(settings, routing, seen), wanted);
}

/** The canary's percent, without the noise of binary fractions; 100 once the stage itself serves green. */
export function weightOf({ stage, position }: Sides): number {
  return position === "promoted" ? 100 : rounded(stage.canary?.percent ?? 0);
}

export function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}

/** `10 % of the requests`. */
export function percents(percent: number): string {
  return `${rounded(percent)} % of the requests`;
}

/** The deployment that a stage would serve to everyone without the rollout. */
export function blueId({ stage, record, position }: Sides): string {
  return position === "promoted" ? (record?.blue ?? "") : stage.deploymentId;
}

export function greenId({ stage, green, position }: Sides): string | undefined {
  return position === "foreign-canary" ? stage.canary?.deploymentId : green?.id;
}

function standingOfCanary(seen: Snapshot, sides: Sides, wanted: Wanted | undefined): Standing {
  const { stage, record, position, green } = sides;
  const weight = weightOf(sides);
  const routed = position === "canary" || position === "promoted";
  const foreign = position === "foreign-canary";
  const id = greenId(sides);
  return {
    now: seen.at,
    ...common(record, position === "rolled-back", weight),
    blue: {
      ...side(named(blueId(sides), stage.name)),
      state: exists(seen, blueId(sides)) ? "ready" : "gone",
      current: wanted === undefined || servesAlready(stage, revisionOf(seen, stage.deploymentId), wanted),
    },
    green: {
      ...side(id === undefined ? `the canary of ${stage.name}` : named(id, stage.name)),
      state: routed ? "ready" : foreign ? "unhealthy" : "pending",
      current: routed && green !== undefined && revisionOf(seen, green.id) === record?.revision,
      reasons: foreign ? ["it is not of a rollout on record"] : [],
    },
    weight,
    conflict: conflictOfCanary(seen, sides),
  };
}

function conflictOfCanary(seen: Snapshot, { stage, record, position }: Sides): Conflict | undefined {
  const allows = [...READS, "rollback" as const];
  if (position === "foreign-canary") return { refusal: foreignCanary(seen, stage), allows };
  if (position !== "foreign-base") return undefined;
  const what = `deployment ${stage.deploymentId}`;
  return { refusal: refuse("foreign-base", { stage: stage.name, what, rollout: record?.id ?? "" }), allows };
}

function foreignCanary(seen: Snapshot, { name, canary }: StageState) {
  const id = canary?.deploymentId ?? "";
  const origin = parseOrigin(seen.deployments.find((deployment) => deployment.id === id)?.description ?? "");
  const whose =
    origin === undefined
      ? "set by hand or by an infrastructure tool"
      : `of the rollout ${origin.rollout} on ${origin.stage}, whose tags are gone`;
  const percent = percents(canary?.percent ?? 0);
  return refuse("foreign-canary", { stage: name, what: revisionOf(seen, id), percent, whose });
}

function standingOfPair(seen: Snapshot, pair: Pair, others: readonly string[], wanted: Wanted | undefined): Standing {
  const { blue, green, record, position } = pair;
  const weight = position === "promoted" ? 100 : 0;
  const serves = pair.deployment !== undefined && pair.deployment.id === green.deploymentId;
  return {
    now: seen.at,
    ...common(record, position === "rolled-back", weight),
    blue: {
      ...side(`stage ${blue.name}`),
      state: "ready",
      current: wanted === undefined || servesAlready(blue, revisionOf(seen, blue.deploymentId), wanted),
    },
    green: {
      ...side(`stage ${green.name}`),
      state: serves || position === "promoted" ? "ready" : "pending",
      current: serves && revisionOf(seen, green.deploymentId) === record?.revision,
    },
    weight,
    reachable: [0, 100],
    conflict: conflictOfPair(seen, pair) ?? conflictOfOthers(pair, others),
  };
}

/** Other base paths of the domain whose users are on one of the two stages. */
function othersOf(
  { restApi, allowMappings }: ApiGatewaySettings,
  routing: StagesRouting,
  { others = [] }: Snapshot,
): string[] {
  const { domain } = routing.mapping;
  return others
    .filter(({ basePath }) => !allowMappings.includes(basePath))
    .filter((other) => other.restApi === restApi && routing.stages.includes(other.stage))
    .map(({ basePath, stage }) => `${basePath === "(none)" ? domain : `${domain}/${basePath}`} leads to ${stage}`);
}

function conflictOfOthers({ address }: Pair, others: readonly string[]): Conflict | undefined {
  if (others.length === 0) return undefined;
  const refusal = refuse("other-mappings", { address, others: others.join(", ") });
  return { refusal, allows: [...READS, "rollback", "teardown"] };
}

/** What both stages serve, compared with what the rollout's record says that they do. */
function conflictOfPair(seen: Snapshot, pair: Pair): Conflict | undefined {
  const { blue, green, record, position } = pair;
  const live = position === "promoted";
  const split = (stage: StageState) =>
    stage.canary === undefined ? undefined : refuse("stage-has-canary", { stage: stage.name });
  if (record === undefined || position === "rolled-back") {
    const refusal = split(green) ?? split(blue);
    return refusal && { refusal, allows: [...READS, "rollback", "teardown"] };
  }
  const { serving, revision, blue: former } = record;
  const what = revisionOf(seen, green.deploymentId);
  const expected = pair.deployment?.id ?? former;
  const replaced = live ? pair.deployment?.id !== green.deploymentId : !pair.explained;
  const ofGreen =
    split(green) ??
    (replaced
      ? live
        ? refuse("green-replaced-live", { stage: green.name, what, revision, expected })
        : refuse("green-replaced", { stage: green.name, what, revision })
      : undefined);
  if (ofGreen !== undefined)
    return { refusal: ofGreen, allows: [...READS, "rollback", ...(live ? [] : ["teardown" as const])] };
  const other = { stage: blue.name, what: revisionOf(seen, blue.deploymentId), expected: serving ?? "" };
  const ofBlue =
    split(blue) ??
    (serving !== undefined && serving !== blue.deploymentId
      ? refuse(live ? "way-back-replaced" : "blue-replaced", other)
      : undefined);
  return ofBlue && { refusal: ofBlue, allows: [...READS, "teardown", ...(live ? [] : ["rollback" as const])] };
}

function common(record: RolloutRecord | undefined, rolledBack: boolean, weight: number) {
  return {
    rollout: record && { id: record.id, revision: record.revision, startedAt: record.startedAt, nonce: record.nonce },
    audience: "everyone" as const,
    last: lastOf(record, rolledBack, weight),
    ending: record?.ending !== undefined,
    whole: undefined,
    units: "deployments",
  };
}

/** The record of the last move; a version that lost its traffic without one was rolled back all the same. */
function lastOf(record: RolloutRecord | undefined, rolledBack: boolean, weight: number): LastSwitch | undefined {
  if (record?.last === undefined) return undefined;
  const last = asLive(record.last, weight);
  if (!rolledBack || last.by === "rollback") return last;
  return { by: "rollback", at: last.at, to: 0, verified: true, ...(last.memory && { memory: last.memory }) };
}

function side(name: string): Pick<SideStanding, "name" | "capacity" | "reasons"> {
  return { name, capacity: undefined, reasons: [] };
}

function named(id: string, stage: string): string {
  return `deployment ${id} of ${stage}`;
}

function exists({ deployments }: Snapshot, wanted: string): boolean {
  return deployments.some(({ id }) => id === wanted);
}
