import { createHash } from "node:crypto";
import type { MoveRecord } from "../../delivery/schedule.ts";
import type { LastSwitch } from "../../delivery/standing.ts";
import { formatSwitch, parseSwitch } from "../../delivery/switch-record.ts";
import { memoryTags, withMemory } from "../memory.ts";
import { baseOf, joined, spread, spreadAll } from "../tag-text.ts";
import { refuse } from "./refusals.ts";
import type { MethodState, ResourceChanges, StageState, Tags } from "./snapshot.ts";
import { CHANGES, TAG } from "./snapshot.ts";

/** What a rollout writes down on its stage, as tags: the only state there is. */

/** Tags per resource (AWS General Reference, tag naming limits). */
const MAX_TAGS = 50;
const ABSENT = "absent";
const PRESENT = "is:";
/** Stands before the record of a rollback of a version that never had a request. */
const UNSERVED = "unserved/";

/** Who holds a rollout, of what, and where it started: keys that every claim writes, so that one replaces another whole. */
export interface Claim {
  id: string;
  revision: string;
  /** ISO 8601. Tells this rollout from an earlier one of the same run. */
  startedAt: string;
  /** The deployment that the marked stage served before. */
  blue: string;
  /** The deployment that the other stage of a pair served when the rollout began. */
  serving: string | undefined;
  /** Of the run that is at work on it. */
  nonce: string | undefined;
}

/** What the way back needs. */
export interface Details {
  /** What the rollout changes of the API's resources. */
  changes: ResourceChanges;
  /** The former values of the variables that green overrides; null: there was none. */
  variables: Readonly<Record<string, string | null>>;
  integrations: readonly FormerIntegration[];
}

export interface RolloutRecord extends Claim {
  /** Undefined: not written yet, so nothing of the API was changed. */
  details: Details | undefined;
  last: LastSwitch | undefined;
  /** Green had requests, or may have had some. */
  served: boolean;
  /** Of the teardown that has begun. */
  ending: string | undefined;
}

/** A move as it is written down; the moment is added when it is. */
export interface SwitchRecord extends MoveRecord {
  /** Green never had a request. */
  unserved?: boolean;
}

/** An integration as it was before the rollout changed it. */
export interface FormerIntegration {
  verb: string;
  path: string;
  type: string;
  /** Empty when it had none. */
  httpMethod: string;
  uri: string;
}

/** The rollout that a stage's tags tell of; undefined when there is none. */
export function readRecord({ tags }: StageState): RolloutRecord | undefined {
  const id = tags[TAG.rollout];
  if (id === undefined) return undefined;
  const texts = joined(tags);
  const startedAt = tags[TAG.startedAt] ?? "";
  const { last, served } = readSwitch(texts, startedAt);
  const [teardown, of] = split(tags[TAG.ending]);
  return {
    id,
    revision: texts.get(TAG.revision) ?? "",
    startedAt,
    blue: tags[TAG.blue] ?? "",
    serving: tags[TAG.serving],
    nonce: tags[TAG.claim],
    details: readDetails(tags, texts, startedAt),
    last,
    served,
    ending: of === startedAt ? teardown : undefined,
  };
}

/** What an earlier rollout wrote is not this one's, until it is cleared away. */
function readDetails(tags: Tags, texts: ReadonlyMap<string, string>, startedAt: string): Details | undefined {
  const [kind, of] = split(tags[TAG.changes]);
  const changes = CHANGES.find((known) => known === kind);
  if (changes === undefined || of !== startedAt) return undefined;
  const below = (prefix: string) =>
    [...texts]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), text] as const);
  return {
    changes,
    variables: Object.fromEntries(
      below(TAG.variable).map(([name, text]) => [name, text === ABSENT ? null : text.slice(PRESENT.length)]),
    ),
    integrations: below(TAG.integration).map(([, text]) => {
      const [verb = "", path = "", type = "", httpMethod = "", uri = ""] = text.split(" ");
      return { verb, path, type, httpMethod: httpMethod === "-" ? "" : httpMethod, uri };
    }),
  };
}

function readSwitch(texts: ReadonlyMap<string, string>, startedAt: string): Pick<RolloutRecord, "last" | "served"> {
  const text = texts.get(TAG.switched);
  const unserved = text?.startsWith(UNSERVED) === true;
  const last = parseSwitch(unserved ? text?.slice(UNSERVED.length) : text);
  if (last === undefined || last.at < Date.parse(startedAt)) return { last: undefined, served: false };
  return { last: withMemory(last, texts, TAG, startedAt), served: !unserved };
}

/** `WORD/REST`. */
function split(text = ""): [word: string, rest: string] {
  const at = text.indexOf("/");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** The functions that a rollout allowed the stage to call, this rollout or an earlier one. */
export function grantsOf({ tags }: StageState): string[] {
  return [...joined(tags)].filter(([key]) => key.startsWith(TAG.grant)).map(([, arn]) => arn);
}

/** The tags that mark a rollout and say who holds it. */
export function claimTags({ id, revision, startedAt, blue, serving, nonce }: Claim): Record<string, string> {
  return spreadAll({
    [TAG.rollout]: id,
    [TAG.startedAt]: startedAt,
    [TAG.blue]: blue,
    [TAG.serving]: serving,
    [TAG.claim]: nonce,
    [TAG.revision]: revision,
  });
}

/** The tags of what the way back needs, written once the claim stands. */
export function detailTags(
  { startedAt }: Claim,
  { changes, variables, integrations }: Details,
): Record<string, string> {
  const former = integrations.map(({ verb, path, type, httpMethod, uri }, index) => {
    const text = [verb, path, type, httpMethod === "" ? "-" : httpMethod, uri].join(" ");
    return [`${TAG.integration}${index}`, text] as const;
  });
  return {
    [TAG.changes]: `${changes}/${startedAt}`,
    ...variableTags(variables),
    ...spreadAll(Object.fromEntries(former)),
  };
}

export function variableTags(variables: Details["variables"]): Record<string, string> {
  const texts = Object.entries(variables).map(([name, value]) => [
    TAG.variable + name,
    value === null ? ABSENT : PRESENT + value,
  ]);
  return spreadAll(Object.fromEntries(texts));
}

/**
 * The tags of a move, with what the rollout remembers beside it. Without a memory the one that is on the stage stays.
 *
 * @param at milliseconds since the epoch.
 */
export function switchTags({ unserved, ...move }: SwitchRecord, at: number): Record<string, string> {
  const switched = (unserved === true ? UNSERVED : "") + formatSwitch({ ...move, at });
  return { ...spread(TAG.switched, switched), ...memoryTags(move.memory, TAG) };
}

/** The keys of the record of the last move, and of what the rollout remembers. */
export function switchKeys(tags: Tags): string[] {
  return Object.keys(tags).filter(isOfSwitch);
}

export function endingTag({ startedAt }: Claim, nonce: string): Record<string, string> {
  return { [TAG.ending]: `${nonce}/${startedAt}` };
}

export function grantTag(arn: string): Record<string, string> {
  return spread(TAG.grant + createHash("sha256").update(arn).digest("hex").slice(0, 8), arn);
}

/** The keys of ours that a rollout leaves on its stage but for the grants, and for the note that it is being ended. */
export function rolloutKeys(tags: Tags): string[] {
  const claim = [TAG.rollout, TAG.revision, TAG.startedAt, TAG.blue, TAG.serving, TAG.claim].map(String);
  const own = [...claim, TAG.changes];
  return Object.keys(tags).filter((key) => own.includes(baseOf(key)) || isOfSwitch(key) || isDetail(key));
}

/** The keys that a former rollout may have left beside the new claim. */
export function staleKeys(tags: Tags, kept: Tags): string[] {
  const old = (key: string) => isOfSwitch(key) || baseOf(key) === TAG.ending || isDetail(key);
  return Object.keys(tags).filter((key) => old(key) && kept[key] === undefined);
}

function isOfSwitch(key: string): boolean {
  return [TAG.switched, TAG.gates, TAG.shifts].map(String).includes(baseOf(key));
}

function isDetail(key: string): boolean {
  return key.startsWith(TAG.variable) || key.startsWith(TAG.integration);
}

/**
 * Before a judged move: the stage has to have room for what the rollout remembers. A way back writes one move more, which
 * may take a further tag, and is not to fail for it.
 *
 * @throws DeliveryError `no-room-for-tags`.
 */
export function requireRoomForMove(stage: StageState, record: SwitchRecord, at: number): void {
  if (record.memory === undefined) return;
  requireRoom(stage, { ...switchTags(record, at), [`${TAG.shifts}=1`]: "" }, []);
}

/** @throws DeliveryError when the stage has no room for these tags. */
export function requireRoom({ name, tags }: StageState, added: Tags, removed: readonly string[]): void {
  const kept = Object.keys(tags).filter((key) => !removed.includes(key));
  const count = new Set([...kept, ...Object.keys(added)]).size;
  if (count > MAX_TAGS)
    throw refuse("no-room-for-tags", { stage: name, count: String(count), limit: String(MAX_TAGS) });
}

export function formerOf({ verb, path, integration }: MethodState): FormerIntegration {
  const { type = "", httpMethod = "", uri = "" } = integration ?? {};
  return { verb, path, type, httpMethod, uri };
}
