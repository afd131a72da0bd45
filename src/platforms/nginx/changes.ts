import type { PathCheck } from "../../delivery/path-check.ts";
import type { Change } from "../../delivery/plan.ts";
import type { MoveRecord } from "../../delivery/schedule.ts";
import type { LastSwitch } from "../../delivery/standing.ts";
import type { TimedWait } from "../../delivery/waits.ts";
import type { Content, Keeper } from "./routing-state.ts";
import type { ConfigFile } from "./structure.ts";

/** Everything that an `nginx` step can do to the world. Data: `apply` is the only place that acts on it. */
export type NginxChange =
  | TimedWait
  | (Change &
      /** Writes the structure, tests, reloads and proves it, or puts everything back. */
      (
        | { kind: "install"; files: readonly ConfigFile[]; hash: string }
        /** The first state. */
        | { kind: "begin"; content: Content }
        /**
         * A new state: the members given, the others as they are; with `record`, that the share moved now. One rename,
         * proven through nginx. `stays`: it is not taken back should nginx not follow.
         */
        | { kind: "switch"; edit: Partial<Content>; record?: MoveRecord; stays?: boolean }
        /** Puts the routing back as it was, or finishes a rollback; only in the same rollout. */
        | UndoChange
        | { kind: "start"; port: number; revision: string }
        | { kind: "stop"; port: number; revision: string | null; destroys: true }
        /** Has the machine start a side at boot, or not. */
        | { kind: "boot"; port: number; keeper: Keeper | undefined; on: boolean }
        /** Asks green through nginx, by a secret header: the URL itself, then the paths of `smoke-test`. */
        | { kind: "try"; port: number; checks: readonly PathCheck[] }
        | { kind: "wait-healthy"; waits: true; port: number }
        /** Until nobody is connected any more, `limitMs` at most. */
        | { kind: "wait-drained"; waits: true; port: number; limitMs: number }
        /** Until nginx was seen not to go by marker files that are gone. */
        | { kind: "wait-uncached"; waits: true; once: true }
        /** Until a request was seen in nginx's log, or was not. */
        | { kind: "wait-logged"; waits: true; once: true; path: string }
        | { kind: "wait-bake"; waits: true; once: true; port: number; percent: number; durationMs: number }
        /**
         * Writes down that bake and checks were seen to their end; nginx has nothing to learn of it. `record` is what
         * is written when the one on record is of another switch.
         */
        | { kind: "record-verified"; records: true; record: MoveRecord }
      ));

/** What `post` may do; every member is checked against the live state before it is done. */
export interface UndoChange {
  kind: "undo";
  app: string;
  /** The port of blue. */
  live: number;
  /** The rollout's id; null: none was on record. */
  rollout: string | null;
  routing: Routing;
  /** With room for one process: what blue is started with again, once green has stopped. */
  back?: string;
}

/** How everyone, or a cohort, is routed, with the record of how that came about. */
export interface Routing {
  live: number;
  share: number;
  cohort: string | null;
  fallback: boolean;
  switched: LastSwitch | null;
}
