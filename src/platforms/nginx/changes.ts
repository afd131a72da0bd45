import type { PathCheck } from "../../delivery/path-check.ts";
import type { Change } from "../../delivery/plan.ts";
import type { Content } from "./generation.ts";
import type { ConfigFile } from "./structure.ts";

/** Everything that an `nginx` step can do to the world. Data: `apply` is the only place that acts on it. */
export type NginxChange = Change &
  /** Writes the structure, tests, reloads and proves it, or puts everything back. */
  (
    | { kind: "install"; files: readonly ConfigFile[]; hash: string }
    /** The first generation. */
    | { kind: "begin"; content: Content }
    /** A new generation: the members given, the others as they are. One rename, proven through nginx. */
    | { kind: "switch"; edit: Partial<Content>; movesTraffic?: boolean; stays?: boolean }
    | { kind: "start"; port: number; revision: string }
    | { kind: "stop"; port: number; revision: string | null }
    /** Asks green through nginx, by a secret header: the URL itself, then the paths of `smoke-test`. */
    | { kind: "try"; port: number; checks: readonly PathCheck[] }
    | { kind: "wait-healthy"; waits: true; port: number }
    /** Until nobody is connected any more, `limitMs` at most. */
    | { kind: "wait-drained"; waits: true; port: number; limitMs: number }
    /** Begins with the last switch, but not before `notBefore` (milliseconds since the epoch). */
    | { kind: "wait-bake"; waits: true; port: number; durationMs: number; notBefore: number }
    /** Writes down that the bake was seen to its end; nginx has nothing to learn of it. */
    | { kind: "record-baked"; records: true }
  );
