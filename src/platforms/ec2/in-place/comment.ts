import type { MachineMark } from "./machine-mark.ts";

/** The comment of a command, by which it is found when its answer was lost: at most 100 characters (API Reference, SendCommand). */
export function commentOf({
  kind,
  attempt,
  tries,
  rollout,
}: Pick<MachineMark, "kind" | "attempt" | "tries" | "rollout">): string {
  return `pd:${kind}:${attempt}.${tries}:${rollout}`.slice(0, 100);
}
