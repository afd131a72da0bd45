import type { Kind } from "./wrapper.ts";

/**
 * What is noted on a machine, as a tag of it, before anything is done to it: how a run that was cut off is gone on with.
 * Tags of the instance and not of the group: they end with the machine, so that one launched later is known to have none, and
 * there is no limit of 50 for a fleet of hundreds.
 */
export interface MachineMark {
  kind: Kind;
  /** It was seen to its end: the machine is back, healthy. */
  done: boolean;
  /** Milliseconds since the epoch at which the machine was to go out. */
  at: number;
  /** Tells a second try from a second delivery: see `wrapper.ts`. */
  attempt: string;
  /** How often the command of this attempt was sent. */
  tries: number;
  /** The command's id; undefined: none was sent yet, as far as anybody could write down. */
  command: string | undefined;
  /** The rollout: `owner/repo/runs/123`. */
  rollout: string;
}

const FORM = /^(deploy|rollback)(\+done)?\/([^/]+)\/([0-9a-f]{1,16})\.(\d{1,3})\/(-|[0-9a-f-]{36})\/(.{1,150})$/s;

export function formatMark({ kind, done, at, attempt, tries, command, rollout }: MachineMark): string {
  const when = new Date(at).toISOString();
  return `${kind}${done ? "+done" : ""}/${when}/${attempt}.${tries}/${command ?? "-"}/${rollout.slice(0, 150)}`;
}

/** Reads such a tag; undefined when it is missing or was tampered with. */
export function parseMark(text: string | undefined): MachineMark | undefined {
  const [, word, done, iso = "", attempt, tries, command, rollout] = FORM.exec(text ?? "") ?? [];
  const at = Date.parse(iso);
  if (word === undefined || attempt === undefined || rollout === undefined || Number.isNaN(at)) return undefined;
  return {
    kind: word === "rollback" ? "rollback" : "deploy",
    done: done !== undefined,
    at,
    attempt,
    tries: Number(tries),
    command: command === "-" ? undefined : command,
    rollout,
  };
}
