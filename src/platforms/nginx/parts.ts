import { describePathCheck } from "../../delivery/path-check.ts";
import type { NginxChange } from "./changes.ts";
import type { Content, Generation, Switch } from "./generation.ts";
import { greenPort, sideOf } from "./generation.ts";
import type { NginxSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";

/** What several steps share. */

/** `shop@7002`. */
export function nameOf({ app }: Pick<Content, "app">, port: number): string {
  return `${app}@${port}`;
}

export function percent(share: number): number {
  return share / 100;
}

/** Green gets `share` hundredths of a per cent. */
export function setShare(
  generation: Generation,
  share: number,
  switched: Switch,
  more: Partial<Content> = {},
): NginxChange {
  const green = greenPort(generation);
  return {
    kind: "switch",
    movesTraffic: true,
    edit: { share, switched, ...more },
    // A way back is never taken back: should nginx not answer, it still finds the right markers when it does.
    ...(switched.direction === "rollback" ? { stays: true } : {}),
    summary: `Set the weights to blue ${percent(10_000 - share)} (${nameOf(generation, generation.live)}), green ${percent(share)} (${nameOf(generation, green)})`,
  };
}

/** Green has to answer through nginx: the URL itself, and the paths of `smoke-test`. */
export function tryGreen({ smoke }: NginxSettings, generation: Generation, port: number): NginxChange {
  const what = smoke.length === 0 ? "" : `, and for ${smoke.map(describePathCheck).join(", ")}`;
  return {
    kind: "try",
    port,
    checks: smoke,
    summary: `Ask ${nameOf(generation, port)} through nginx, by a secret header${what}`,
  };
}

export function waitHealthy(generation: Pick<Content, "app">, port: number): NginxChange {
  return {
    kind: "wait-healthy",
    waits: true,
    port,
    summary: `Wait until ${nameOf(generation, port)} answers its health check`,
  };
}

export function startSide(generation: Pick<Content, "app">, port: number, revision: string): NginxChange {
  return { kind: "start", port, revision, summary: `Start ${nameOf(generation, port)} with ${revision}` };
}

/**
 * A process of ours is there. Without one that carries our mark, whoever listens counts only when it was there before
 * the first rollout, or when somebody else starts and stops it for us: systemd, Docker, the user's own commands.
 */
export function isUp({ supervisor }: NginxSettings, seen: Snapshot, generation: Generation, port: number): boolean {
  const state = stateOf(seen, port);
  if (state.pids.length > 0) return true;
  const { up, revision } = sideOf(generation, port);
  const marked = supervisor?.kind === "commands" && supervisor.stop === undefined;
  return state.listening && up && (!marked || revision === null);
}
