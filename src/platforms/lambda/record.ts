import type { LastSwitch } from "../../delivery/standing.ts";
import { formatSwitch, parseSwitch } from "../../delivery/switch-record.ts";
import { memoryOf } from "../memory.ts";
import { joined, spread } from "../tag-text.ts";
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
  const text = `progressive-delivery ${id} ${revision} ${blue}>${green} ${startedAt}${ending ? " ending" : ""}${moved}`;
  return text;
}

export function readRecord({ alias, tags }: Pick<Snapshot, "alias" | "tags">, name: string): RolloutRecord | undefined {
  const [, id, revision = "", blue = "", green = "", startedAt = "", ending, moved] =
    FORM.exec(alias.description) ?? [];
  if (id === undefined) return undefined;
  const last = parseSwitch(moved);
  const run = last?.run?.replace(/^~/, homeOf(id));
  const texts = joined(tags);
  const [gates, shifts] = [texts.get(keyOf("gates", name)), texts.get(keyOf("shifts", name))];
  const memory = memoryOf(gates, shifts, startedAt);
  return {
    ...{ id, revision, startedAt, blue, green: green === "" ? undefined : green, ending: ending !== undefined },
    last: last && { ...last, ...(run === undefined ? {} : { run }), ...(memory === undefined ? {} : { memory }) },
  };
}

/** `octo/shop/runs/`. */
function homeOf(id: string): string {
  return id.slice(0, id.lastIndexOf("/") + 1);
}

/** @param name of the alias: a function may have several, each with a rollout of its own. */
function keyOf(what: "gates" | "shifts" | "description", name: string): string {
  return `progressive-delivery:${what}:${name}`;
}

/** The tags of what the gates remember. */
export function memoryTags({ memory }: Pick<LastSwitch, "memory">, name: string): Record<string, string> {
  return Object.assign(
    {},
    ...(["gates", "shifts"] as const).map((what) =>
      memory?.[what] === undefined ? {} : spread(keyOf(what, name), memory[what]),
    ),
  );
}

/** The tags that keep what the alias was described as; none when that was nothing, or is a record of ours. */
export function descriptionTags({ description }: Snapshot["alias"], name: string): Record<string, string> {
  return description === "" || FORM.test(description) ? {} : spread(keyOf("description", name), description);
}

export function formerDescription(tags: Snapshot["tags"], name: string): string {
  return joined(tags).get(keyOf("description", name)) ?? "";
}

/** @param all with those that keep how the alias was described. */
export function ownTags(tags: Snapshot["tags"], name: string, all = true): string[] {
  const own = (["gates", "shifts", ...(all ? ["description" as const] : [])] as const).map((what) => keyOf(what, name));
  return Object.keys(tags).filter((key) => own.includes(key.replace(/=\d+$/, "")));
}
