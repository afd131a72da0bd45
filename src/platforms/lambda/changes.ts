import type { Change } from "../../delivery/plan.ts";
import type { MoveRecord } from "../../delivery/schedule.ts";
import type { TimedWait } from "../../delivery/waits.ts";
import type { RolloutRecord } from "./record.ts";
import type { SmokeCall } from "./settings.ts";

export type SetAlias = Extract<LambdaChange, { kind: "set-alias" }>;

/** Everything that a `lambda` step can do to the world. Data: `apply` is the only place that acts on it. */
export type LambdaChange =
  | TimedWait
  | (Change &
      /** One call, refused by the service when the alias is not what was seen. */
      (
        | {
            kind: "set-alias";
            /** Green's share in percent from then on; absent: as it is. */
            to?: number;
            /** What of the rollout's record becomes another; `ended`: nothing of it stays. */
            record?: Partial<RolloutRecord> | "ended";
            /** The move that is written down with it; of a move that is on record already the moment stays. */
            move?: MoveRecord;
          }
        /** Gives `$LATEST` the new code. */
        | { kind: "update-code" }
        /** Makes a version of `$LATEST`, and puts its number on record. */
        | { kind: "publish" }
        /** Of green. */
        | { kind: "provision"; executions: number }
        | { kind: "unprovision"; version: string }
        | { kind: "delete-versions"; versions: readonly string[] }
        | { kind: "wait-code"; waits: true }
        /** Green is active and its snapshot taken; `provisioned`: with as much at the ready as blue has. */
        | { kind: "wait-ready"; waits: true; provisioned: boolean }
        | { kind: "smoke-test"; waits: true; call: SmokeCall }
      ));
