import type { LastSwitch } from "../../delivery/standing.ts";
import { formatSwitch, parseSwitch } from "../../delivery/switch-record.ts";
import { withMemory } from "../memory.ts";
import { baseOf, joined, spread } from "../tag-text.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The rollout is on record in the alias's description: it is written by the very call that moves the weight, under the
 * same RevisionId, so that neither is ever there without the other, and two runs never both win. Tags of the function
 * have no compare-and-swap, are shared by its aliases, and are put back by infrastructure tools with each deployment of
 * theirs. What does not fit into 256 characters stands there all the same: what the gates remember, which is for reading
 * alone, and the description that the alias had before.
 */
export interface RolloutRecord {
  id: string;
  revision: string;
  /** ISO 8601. */
  startedAt: string;
  /** The version that served before. */
  blue: string;
  /** Undefined: not published yet. */
  green: string | undefined;
  ending: boolean;
  last: LastSwitch | undefined;
}

/** Lambda API reference, UpdateAlias. */
export const MAX_DESCRIPTION = 256;
const FORM =
  /^progressive-delivery (\S+) (\S+) (\d+)>(\d*) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)( ending)?(?: ((?:shift|promote|rollback)\S*))?$/;

/** What moved it last is named without the repository where that is the rollout's own. */
export function formatRecord({ id, revision, startedAt, blue, green = "", ending, last }: RolloutRecord): string {
  const home = homeOf(id);
  const run = last?.run?.startsWith(home) ? `~${last.run.slice(home.length)}` : last?.run;
  const moved = last === undefined ? "" : ` ${formatSwitch(run === undefined ? last : { ...last, run })}`;
  return `progressive-delivery ${id} ${revision} ${blue}>${green} ${startedAt}${ending ? " ending" : ""}${moved}`;
}

export function readRecord({ alias, tags }: Pick<Snapshot, "alias" | "tags">, name: string): RolloutRecord | undefined {
  const [, id, revision = "", blue = "", number, startedAt = "", ending, moved] = FORM.exec(alias.description) ?? [];
  if (id === undefined) return undefined;
  const green = number === "" ? undefined : number;
  const last = parseSwitch(moved);
  const run = last?.run?.replace(/^~/, homeOf(id));
  const told = last && { ...last, ...(run === undefined ? {} : { run }) };
  const whole = told && withMemory(told, joined(tags), keysOf(name), startedAt);
  return { id, revision, startedAt, blue, green, ending: ending !== undefined, last: whole };
}

/** `octo/shop/runs/`. */
function homeOf(id: string): string {
  return id.slice(0, id.lastIndexOf("/") + 1);
}

/**
 * The tags of what does not fit into the description, by their keys.
 *
 * @param name of the alias: a function may have several, each with a rollout of its own.
 */
export function keysOf(name: string) {
  const key = (what: string) => `progressive-delivery:${what}:${name}`;
  return { gates: key("gates"), shifts: key("shifts"), description: key("description") };
}

/** The tags that keep what the alias was described as; none when that was nothing, or is a record of ours. */
export function descriptionTags({ description }: Snapshot["alias"], name: string): Record<string, string> {
  return description === "" || FORM.test(description) ? {} : spread(keysOf(name).description, description);
}

export function formerDescription(tags: Snapshot["tags"], name: string): string {
  return joined(tags).get(keysOf(name).description) ?? "";
}

/** @param all with those that keep how the alias was described. */
export function ownTags(tags: Snapshot["tags"], name: string, all = true): string[] {
  const { gates, shifts, description } = keysOf(name);
  const own = [gates, shifts, ...(all ? [description] : [])];
  return Object.keys(tags).filter((key) => own.includes(baseOf(key)));
}
