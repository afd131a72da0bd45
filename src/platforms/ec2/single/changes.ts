import type { Change } from "../../../delivery/plan.ts";
import type { GroupChange, SwitchRecord } from "../groups/changes.ts";
import type { Preferences } from "./sizes.ts";

type CreateVersion = Extract<GroupChange, { kind: "create-template-version" }>;

/** Which way the machines go: to what the rollout brings, or back to what they ran before. */
export type Way = "forward" | "back";

/** What a step can do to a single fleet, beside what can be done to any group. */
export type SingleChange =
  | GroupChange
  | (Change &
      (
        | /** Makes the launch template version, and notes its number on the group before anything uses it. */
        { kind: "make-version"; group: string; request: CreateVersion }
        /** Notes the move, then has EC2 Auto Scaling replace the machines. */
        | {
            kind: "start-refresh";
            group: string;
            way: Way;
            /** The version's number; undefined: the one that `make-version` made. */
            version: number | undefined;
            preferences: Preferences;
            record: SwitchRecord;
          }
        /** Has EC2 Auto Scaling put back what it replaced so far: one call, which it finishes by itself. */
        | { kind: "roll-back"; group: string; record: SwitchRecord }
        /**
         * Until all machines are on the version and healthy, by our own count. Given up after so many milliseconds in
         * which none got healthy, or in which one in service was not, where the group does not ask the load balancer.
         */
        | { kind: "wait-replaced"; waits: true; group: string; way: Way; stallMs: number; patienceMs: number }
        /** Until no refresh runs. */
        | { kind: "wait-idle"; waits: true; group: string }
        /** What leaves no half-changed fleet behind after a run that was cut off. */
        | {
            kind: "put-back";
            group: string;
            record: SwitchRecord;
            start: { version: number; preferences: Preferences } | undefined;
          }
      ));
