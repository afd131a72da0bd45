import type { Outage } from "../outage.ts";
import type { RoutingState } from "./routing-state.ts";

/** Whether the machine starts a side at boot. */
export interface BootState {
  starts: boolean;
  /** In the supervisor's words: `enabled`, `web has restart: no`. */
  how: string;
  /** Nobody could have it started as it stands: its unit has no [Install] section. */
  cannot?: boolean;
}

/** One port as it is. */
export interface SideState {
  port: number;
  /** Whether something accepts connections there. */
  listening: boolean;
  /** Who listens, e.g. `pid 4711 (node)`; undefined when nobody does, or it is another user's process. */
  owner: string | undefined;
  /** Processes that a step of ours started for this port and that are still there. */
  pids: readonly number[];
  /** What who listens, or else one of those, was told to run; undefined when that cannot be seen. */
  runs: string | undefined;
  /** undefined: it answers its health check; otherwise why not. */
  unhealthyReason: string | undefined;
  /** Open connections to it. */
  connections: number;
  /** Why what this step started ended, with the last lines that it wrote; undefined: it did not fail in this step. */
  failure: string | undefined;
  /** undefined: nobody starts it then, or nothing tells. */
  boot?: BootState | undefined;
}

/**
 * What a request through nginx tells.
 *
 * - `obeys`: it sees the current state.
 * - `unreachable`: nothing answers at the URL.
 * - `plain`: it answers, but not through our structure.
 * - `blind`: through our structure, but it does not see the state directory's current state.
 */
export interface RoutingCheck {
  kind: "obeys" | "unreachable" | "plain" | "blind";
  /** What was seen instead, for people. */
  message: string;
  /** The hash of the structure that nginx has loaded; undefined when it did not tell. */
  structure: string | undefined;
}

/** What is in nginx's directory; read by `setup` alone. */
export interface Installation {
  /** `nginx/1.22.1`. */
  version: string;
  /** Why `nginx -t` fails; undefined: the configuration is good. */
  broken: string | undefined;
  /** The current content of each of our files, by path; undefined: it is not there. */
  files: Readonly<Record<string, string | undefined>>;
}

/** The machine at one moment. Plain data. */
export interface Snapshot {
  /** Milliseconds since the epoch. */
  at: number;
  /** When the wait that is under way began, likewise; undefined between waits. */
  waitingSince?: number;
  /** undefined: `setup` has not been run. */
  state: RoutingState | undefined;
  /** Markers that the directory has and its state does not say, or the other way round. */
  drift: readonly string[];
  /** Directories of changes that were cut off before they took effect. */
  unfinished: readonly string[];
  routing: RoutingCheck;
  sides: readonly [SideState, SideState];
  installation: Installation | undefined;
  /** Files of a setup that was cut off before it was proven. */
  leftovers: readonly string[];
  /** Whether a request was seen in nginx's log; undefined: that was not looked for. */
  logged?: boolean | undefined;
  /** What a step with room for one process has made users wait. */
  outage?: Outage | undefined;
  /** Commands that the runner's user would need root for, and is refused. */
  missingRights?: readonly string[];
}

export function sideSeen({ sides }: Pick<Snapshot, "sides">, port: number): SideState {
  return sides[0].port === port ? sides[0] : sides[1];
}
