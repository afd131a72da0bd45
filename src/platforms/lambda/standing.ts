import { restOf } from "../../delivery/capacity.ts";
import type { Conflict, SideStanding, Standing } from "../../delivery/standing.ts";
import { asLive } from "../memory.ts";
import type { RolloutRecord } from "./record.ts";
import { readRecord } from "./record.ts";
import { refuse } from "./refusals.ts";
import type { LambdaSettings } from "./settings.ts";
import { revisionOf } from "./settings.ts";
import type { AliasState, Snapshot, VersionState } from "./snapshot.ts";

/** Which version is which side. */
export interface Sides {
  record: RolloutRecord | undefined;
  blue: string;
  /** Undefined: none is known. */
  green: string | undefined;
  /** Percent of the calls, 0–100; undefined: the alias serves something that is neither. */
  weight: number | undefined;
}

/** Where the rollout stands, by the alias and its description. */
export function sidesOf({ alias: name }: LambdaSettings, seen: Snapshot): Sides {
  const { alias } = seen;
  const record = readRecord(seen, name);
  const [other] = Object.keys(alias.weights);
  if (record === undefined) {
    return { record, blue: alias.version, green: other, weight: percentOf(alias, other) };
  }
  const { blue, green } = record;
  const promoted = green !== undefined && alias.version === green;
  const expected = promoted ? blue : green;
  const elsewhere = (!promoted && alias.version !== blue) || (other !== undefined && other !== expected);
  const weight = promoted ? restOf(percentOf(alias, blue)) : percentOf(alias, green);
  return { record, blue, green, weight: elsewhere ? undefined : weight };
}

/** Without the noise of binary fractions. */
function percentOf({ weights }: AliasState, version = ""): number {
  return Math.round((weights[version] ?? 0) * 10_000) / 100;
}

/** Where the rollout stands, for the policy. Nobody measures how a version is: one that can be called is `ready`. */
export function standingOf(settings: LambdaSettings, seen: Snapshot): Standing {
  const sides = sidesOf(settings, seen);
  const { record, blue, green, weight } = sides;
  const wanted = settings.source && revisionOf(settings.source);
  const runsWanted = [seen.versions[blue]?.code, `version-${blue}`].includes(wanted);
  const foreign = record === undefined && green !== undefined;
  return {
    now: seen.at,
    rollout: record && { id: record.id, revision: record.revision, startedAt: record.startedAt },
    blue: { ...sideOf(blue, seen), current: wanted === undefined || runsWanted },
    green: foreign
      ? { ...sideOf(green, seen), state: "unhealthy", reasons: ["it is of no rollout on record"] }
      : { ...sideOf(green, seen, seen.versions[blue]), current: record?.green !== undefined },
    weight,
    audience: "everyone",
    last: record?.last && asLive(record.last, weight ?? 0),
    ending: record?.ending === true,
    whole: undefined,
    units: "versions",
    conflict: conflictOf(settings, seen, sides),
  };
}

/** A version never changes: what is published as green is what the rollout is of. */
function sideOf(version: string | undefined, { versions }: Snapshot, beside?: VersionState): SideStanding {
  const side = { name: version === undefined ? "the new version" : `version ${version}`, current: false };
  if (version === undefined) return { ...side, state: "pending", capacity: undefined, reasons: [] };
  const found = versions[version];
  if (found === undefined) return { ...side, state: "gone", capacity: undefined, reasons: [] };
  const reasons = unreadyReasons(found, beside);
  const state = found.state === "Failed" ? "unhealthy" : reasons.length > 0 ? "pending" : "ready";
  return { ...side, state, capacity: undefined, reasons };
}

/** Why a version cannot be called yet, or not as blue can: blue is who has executions provisioned, or has not. */
export function unreadyReasons(version: VersionState, blue?: VersionState): string[] {
  const { state, reason, unsnapped, provisioned } = version;
  const missing = blue?.provisioned !== undefined && (provisioned?.available ?? 0) < (provisioned?.wanted ?? 1);
  return [
    ...(state === "Pending" || state === "Failed" ? [`it is ${state}${reason === "" ? "" : `: ${reason}`}`] : []),
    ...(unsnapped ? ["its snapshot (SnapStart) is not taken yet"] : []),
    ...(missing ? [provisioned?.failed ?? `${provisioned?.available ?? 0} of its executions are provisioned`] : []),
  ];
}

function conflictOf({ alias }: LambdaSettings, seen: Snapshot, sides: Sides): Conflict | undefined {
  const { record, blue, green, weight } = sides;
  if (record === undefined || weight !== undefined) return undefined;
  const found = served(seen.alias);
  const refusal = refuse("alias-elsewhere", { alias, found, rollout: record.id, sides: `${blue} and ${green}`, blue });
  return { refusal, allows: ["status", "rollback"] };
}

/** `version 6 and 10 % of version 7`. */
export function served(alias: AliasState): string {
  const others = Object.keys(alias.weights).map((other) => ` and ${percentOf(alias, other)} % of version ${other}`);
  return `version ${alias.version}${others.join("")}`;
}
