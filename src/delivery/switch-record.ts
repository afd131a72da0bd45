import type { LastSwitch } from "./standing.ts";

/**
 * The record of the weight's last move as one text of few characters, for platforms whose only memory are tags:
 * `shift+bake=300/2026-01-02T03:04:05.000Z/10/octo/shop/runs/7`: who moved it (`+bake`: what belongs to it was not seen
 * to its end, with the seconds that its bake takes), when, to what weight, in which run. The last two are missing in
 * older records.
 */

const DIRECTIONS = ["shift", "promote", "rollback"] as const;
const FORM =
  /^(shift|promote|rollback)(\+bake(?:=(\d{1,7}))?)?\/([^/]+)(?:\/(100|\d{1,2}(?:\.\d{1,2})?)(?:\/(.{1,150}))?)?$/s;

export function formatSwitch({ by, at, to, verified, bakeMs, run }: LastSwitch): string {
  const bake = verified ? "" : `+bake${bakeMs === undefined ? "" : `=${Math.round(bakeMs / 1_000)}`}`;
  const where = to === undefined ? "" : `/${to}${run === undefined ? "" : `/${run.slice(0, 150)}`}`;
  return `${by}${bake}/${new Date(at).toISOString()}${where}`;
}

/** Reads such a record; undefined when it is missing or was tampered with. */
export function parseSwitch(text: string | undefined): LastSwitch | undefined {
  const [, word, bake, seconds, iso = "", weight, run] = FORM.exec(text ?? "") ?? [];
  const by = DIRECTIONS.find((known) => known === word);
  const at = Date.parse(iso);
  if (by === undefined || Number.isNaN(at)) return undefined;
  return {
    by,
    at,
    verified: bake === undefined,
    ...(weight === undefined ? {} : { to: Number(weight) }),
    ...(seconds === undefined ? {} : { bakeMs: Number(seconds) * 1_000 }),
    ...(run === undefined ? {} : { run }),
  };
}
