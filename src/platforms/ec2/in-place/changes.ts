import type { Change } from "../../../delivery/plan.ts";
import type { TimedWait } from "../../../delivery/waits.ts";
import type { GroupChange, SwitchRecord } from "../groups/changes.ts";
import type { Held } from "./held.ts";
import type { Kind } from "./wrapper.ts";

/** A command to be sent to a machine: a new attempt, or one more try of the one on record. */
export interface Sending {
  id: string;
  attempt: string;
  tries: number;
}

/** Everything that a step can do to the machines of a fleet where they are. What is called a group may be a target group. */
export type InPlaceChange =
  | Extract<GroupChange, { kind: "mark" }>
  | TimedWait
  | (Change &
      /** MinSize and processes, once it is noted how they were. */
      (
        | { kind: "hold"; movesTraffic: true; group: string; held: Held }
        /** Marks the machines, and takes them out. */
        | { kind: "stand-by"; movesTraffic: true; group: string; of: Kind; attempt: string; ids: readonly string[] }
        /** Until none of them gets requests, nor has any open. */
        | { kind: "wait-out"; waits: true; ids: readonly string[] }
        | { kind: "send-command"; of: Kind; sendings: readonly Sending[] }
        /** Until each has succeeded. */
        | { kind: "wait-command"; waits: true; of: Kind; ids: readonly string[] }
        /** Until none runs any more, however it ended. */
        | { kind: "wait-ended"; waits: true; ids: readonly string[] }
        | { kind: "return"; movesTraffic: true; group: string; ids: readonly string[] }
        /** In service, and healthy three times. */
        | { kind: "wait-back"; waits: true; of: Kind | "as-it-was"; ids: readonly string[] }
        /** Notes on them what they run now; `as-it-was`: nothing was run. */
        | { kind: "record-machines"; of: Kind | "as-it-was"; ids: readonly string[]; revision: string | undefined }
        /** All machines that run the revision, and the alarms, are watched for so many milliseconds. */
        | { kind: "wait-bake"; waits: true; once: true; revision: string; durationMs: number }
        /** Until more machines are healthy: those that are launched, or the ones that the rest needs. */
        | { kind: "wait-serving"; waits: true; group: string; least: number }
        | { kind: "release"; movesTraffic: true; group: string }
        /** Writes down how the share moved. */
        | { kind: "record-move"; records: true; record: SwitchRecord }
        /** Nobody is left out. */
        | { kind: "wait-whole"; waits: true; group: string }
        /** Takes the record off: of the machines, what is noted beside what they run. */
        | { kind: "forget"; group: string; ids: readonly string[]; revision: string | undefined }
        /** Puts back who can be put back: see `Platform.undo`. */
        | { kind: "put-back"; movesTraffic: true; group: string; rollout: string }
      ));

export type ChangeOf<K extends InPlaceChange["kind"]> = Extract<InPlaceChange, { kind: K }>;
