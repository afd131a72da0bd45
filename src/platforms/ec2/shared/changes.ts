import type { Change } from "../../../delivery/plan.ts";
import type { SideName } from "../../../delivery/standing.ts";
import type { Bake } from "../groups/bake.ts";
import type { GroupChange, SwitchRecord } from "../groups/changes.ts";
import type { Capacity } from "../snapshot.ts";

/** How a side stood before a step moved traffic. */
export interface Stance {
  group: string;
  attached: boolean;
  /** Undefined keeps it. */
  capacity: Capacity | undefined;
}

/** Everything that a step can do to the world when both sides share one target group. */
export type SharedChange =
  | GroupChange
  | (Change &
      (
        | { kind: "attach-target-group"; movesTraffic: true; group: string }
        /** Deregisters every instance of the group: each drains, and goes on running. */
        | {
            kind: "detach-target-group";
            movesTraffic: true;
            destroys: true;
            group: string;
            record: SwitchRecord | undefined;
          }
        /** As many instances in service as the group wants, and no more. */
        | { kind: "wait-launched"; waits: true; group: string; side: SideName }
        /** So many healthy targets of the group; undefined: all that it wants, and no other that takes requests. */
        | {
            kind: "wait-healthy";
            waits: true;
            movesTraffic: true;
            group: string;
            side: SideName;
            least: number | undefined;
          }
        /** No target of the group is left, not even a draining one. */
        | { kind: "wait-detached"; waits: true; group: string }
        /** No instance of the group is left, and no draining target. */
        | { kind: "wait-empty"; waits: true; group: string }
        /** Bakes a new weight: both sides have to keep what they need. */
        | { kind: "wait-bake"; waits: true; once: true; group: string; bake: Bake }
        /** Puts both sides back, whoever stays whole before the other goes: see `Platform.undo`. */
        | { kind: "restore"; movesTraffic: true; sides: readonly Stance[]; record: SwitchRecord | undefined }
      ));
