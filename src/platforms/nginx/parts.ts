import { describePathCheck } from "../../delivery/path-check.ts";
import type { NginxChange } from "./changes.ts";
import type { Content, Keeper, RoutingState, SideRecord } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { commandOf } from "./settings.ts";

/** The changes of which several moves are made. */

/** `shop@7002`. */
export function nameOf({ app }: Pick<Content, "app">, port: number): string {
  return `${app}@${port}`;
}

/** Hundredths of a per cent as a per cent. */
export function percent(share: number): number {
  return share / 100;
}

/** What the record says of how a side was started. */
export function keptBy(settings: Pick<NginxSettings, "supervisor">): Pick<SideRecord, "command" | "keeper"> {
  const keeper = keeperOf(settings);
  return { command: commandOf(settings), ...(keeper === undefined ? {} : { keeper }) };
}

/** Who keeps a side's process, as the inputs have it. */
export function keeperOf({ supervisor }: Pick<NginxSettings, "supervisor">): Keeper | undefined {
  if (supervisor?.kind === "unit") return { kind: "unit", template: supervisor.template };
  return supervisor === undefined ? undefined : { kind: supervisor.kind };
}

/** Green has to answer through nginx: the URL itself, and the paths of `smoke-test`. */
export function tryGreen({ smoke }: NginxSettings, state: RoutingState, port: number): NginxChange {
  const what = smoke.length === 0 ? "" : `, and for ${smoke.map(describePathCheck).join(", ")}`;
  return {
    kind: "try",
    port,
    checks: smoke,
    summary: `Ask ${nameOf(state, port)} through nginx, by a secret header${what}`,
  };
}

export function waitHealthy(state: Pick<Content, "app">, port: number): NginxChange {
  return {
    kind: "wait-healthy",
    waits: true,
    port,
    summary: `Wait until ${nameOf(state, port)} answers its health check`,
  };
}

export function startSide(state: Pick<Content, "app">, port: number, revision: string): NginxChange {
  return { kind: "start", port, revision, summary: `Start ${nameOf(state, port)} with ${revision}` };
}

export function stopLeftover(state: RoutingState, port: number, revision: string | null): NginxChange {
  const summary = `Stop what is left of ${nameOf(state, port)}: it gets no requests`;
  return { kind: "stop", port, revision: revision ?? "", destroys: true, summary };
}
