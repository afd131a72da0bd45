import { createHash } from "node:crypto";
import { DeliveryError } from "../../delivery/errors.ts";
import type { MethodState, ResourceChanges, StageState, Tags } from "./snapshot.ts";
import { CHANGES, TAG } from "./snapshot.ts";

/**
 * What a rollout writes down on its stage, as tags: the only state there is. A tag's value has at most 256 characters of
 * a small alphabet (API Reference, TagResource), so values are escaped, and long ones go over several tags.
 */

const MAX_VALUE = 256;
/** `=3:` */
const COUNT_LENGTH = 3;
/** Tags per resource (AWS General Reference, tag naming limits). */
const MAX_TAGS = 50;
const ABSENT = "absent";
const PRESENT = "is:";

export interface RolloutRecord {
  id: string;
  revision: string;
  startedAt: string;
  /** The deployment that the stage served before. */
  blue: string;
  switched: Switch | undefined;
  /** The percent whose bake was not seen to its end; true of the canary while it has that percent. */
  baking: number | undefined;
  changes: ResourceChanges;
  /** The former values of the variables that green overrides; null: there was none. */
  variables: Readonly<Record<string, string | null>>;
  integrations: readonly FormerIntegration[];
}

export interface Switch {
  direction: "promote" | "rollback";
  /** Milliseconds since the epoch, or `UNSERVED`. */
  at: number;
}

/** Stands for the moment when green lost its traffic, when it never had any. */
export const UNSERVED = 0;

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
  const below = (prefix: string) =>
    [...texts]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), text] as const);
  return {
    id,
    revision: texts.get(TAG.revision) ?? "",
    startedAt: tags[TAG.startedAt] ?? "",
    blue: tags[TAG.blue] ?? "",
    switched: parseSwitch(tags[TAG.switched]),
    baking: tags[TAG.baking] === undefined ? undefined : Number(tags[TAG.baking]),
    changes: CHANGES.find((known) => known === tags[TAG.changes]) ?? "nothing",
    variables: Object.fromEntries(
      below(TAG.variable).map(([name, text]) => [name, text === ABSENT ? null : text.slice(PRESENT.length)]),
    ),
    integrations: below(TAG.integration).flatMap(([, text]) => {
      const [verb = "", path = "", type = "", httpMethod = "", uri = ""] = text.split(" ");
      return [{ verb, path, type, httpMethod: httpMethod === "-" ? "" : httpMethod, uri }];
    }),
  };
}

/** The functions that a rollout allowed the stage to call, this rollout or an earlier one. */
export function grantsOf({ tags }: StageState): string[] {
  return [...joined(tags)].filter(([key]) => key.startsWith(TAG.grant)).map(([, arn]) => arn);
}

/** The tags that mark a rollout, from nothing but data. */
export function markTags(
  record: Omit<RolloutRecord, "switched" | "baking">,
  grants: readonly string[],
): Record<string, string> {
  return Object.assign(
    {
      [TAG.rollout]: record.id,
      [TAG.startedAt]: record.startedAt,
      [TAG.blue]: record.blue,
      [TAG.changes]: record.changes,
    },
    spread(TAG.revision, record.revision),
    variableTags(record.variables),
    ...record.integrations.map(({ verb, path, type, httpMethod, uri }, index) =>
      spread(`${TAG.integration}${index}`, [verb, path, type, httpMethod === "" ? "-" : httpMethod, uri].join(" ")),
    ),
    ...grants.map(grantTag),
  );
}

export function variableTags(variables: RolloutRecord["variables"]): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(variables).map(([name, value]) =>
      spread(TAG.variable + name, value === null ? ABSENT : PRESENT + value),
    ),
  );
}

export function grantTag(arn: string): Record<string, string> {
  return spread(TAG.grant + createHash("sha256").update(arn).digest("hex").slice(0, 8), arn);
}

/** The keys of ours that a rollout leaves on its stage but for the grants, which outlive it. */
export function rolloutKeys(tags: Tags): string[] {
  const own = [TAG.rollout, TAG.revision, TAG.startedAt, TAG.blue, TAG.switched, TAG.baking, TAG.changes].map(String);
  return Object.keys(tags).filter(
    (key) => own.includes(baseOf(key)) || key.startsWith(TAG.variable) || key.startsWith(TAG.integration),
  );
}

/** @throws DeliveryError when the stage has no room for these tags. */
export function requireRoom({ name, tags }: StageState, added: Tags, removed: readonly string[]): void {
  const kept = Object.keys(tags).filter((key) => !removed.includes(key));
  const count = new Set([...kept, ...Object.keys(added)]).size;
  if (count <= MAX_TAGS) return;
  throw new DeliveryError(
    "unsuitable",
    `stage: ${name} would need ${count} tags for what the way back has to know; AWS allows ${MAX_TAGS}.`,
    { remedy: "Change fewer stage variables or integrations at a time, or use `openapi`." },
  );
}

export function formatSwitch({ direction, at }: Switch): string {
  return `${direction}/${at === UNSERVED ? "unserved" : new Date(at).toISOString()}`;
}

function parseSwitch(text: string | undefined): Switch | undefined {
  const [, word, iso = ""] = /^(promote|rollback)\/(.+)$/.exec(text ?? "") ?? [];
  const at = iso === "unserved" ? UNSERVED : Date.parse(iso);
  if (word === undefined || Number.isNaN(at)) return undefined;
  return { direction: word === "promote" ? "promote" : "rollback", at };
}

export function formerOf({ verb, path, integration }: MethodState): FormerIntegration {
  const { type = "", httpMethod = "", uri = "" } = integration ?? {};
  return { verb, path, type, httpMethod, uri };
}

/** A text as tags: under the key itself, and what does not fit there under `KEY=1`, `KEY=2` …; `=3:` tells of 3 parts. */
function spread(key: string, text: string): Record<string, string> {
  const flat = escaped(text);
  if (flat.length <= MAX_VALUE) return { [key]: flat };
  const count = Math.ceil((flat.length + COUNT_LENGTH) / MAX_VALUE);
  const whole = `=${count}:${flat}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, part) => [
      part === 0 ? key : `${key}=${part}`,
      whole.slice(part * MAX_VALUE, (part + 1) * MAX_VALUE),
    ]),
  );
}

/** All texts by their base keys. Parts that an earlier, longer text left behind are not counted in. */
function joined(tags: Tags): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    if (key !== baseOf(key)) continue;
    const [, count] = /^=(\d):/.exec(value) ?? [];
    const parts = Array.from({ length: Number(count ?? 1) }, (_, part) => tags[part === 0 ? key : `${key}=${part}`]);
    texts.set(key, unescaped(parts.join("").slice(count === undefined ? 0 : COUNT_LENGTH)));
  }
  return texts;
}

function baseOf(key: string): string {
  return key.replace(/=\d+$/, "");
}

function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9._:/-]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function unescaped(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
}
