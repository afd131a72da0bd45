import type { GroupState, TargetGroupState } from "../snapshot.ts";
import type { MachineMark } from "./machine-mark.ts";
import type { Outcome } from "./outcome.ts";

/** A machine of the group, with what is noted on it and what became of its command. */
export interface Machine {
  id: string;
  zone: string;
  /** Auto Scaling's word (`InService`, `Standby` …). */
  lifecycle: string;
  /** Why it does not get requests as it should, in AWS's words; [] when it is healthy wherever it is registered. */
  reasons: readonly string[];
  /** Some target group still has it: it is draining, or gets requests. */
  registered: boolean;
  /** What it runs, by its tag; undefined: nobody noted it. */
  revision: string | undefined;
  mark: MachineMark | undefined;
  /** Of the mark's command; undefined: none was sent. */
  outcome: Outcome | undefined;
  /** Since when, at looks one after the other, it has been healthy; undefined: it is not, or no wait asks. */
  healthySince: number | undefined;
  /** When its command was requested, in milliseconds since the epoch; undefined: AWS has not listed it yet. */
  commandAt: number | undefined;
}

/** A target group of the fleet. */
export interface FleetTargetGroup extends TargetGroupState {
  /** Seconds between two health checks. */
  intervalSeconds: number;
}

/** How the agent of Systems Manager on a machine stands: `Online`, `ConnectionLost`, `Inactive`; with its platform. */
export interface Agent {
  ping: string;
  platform: string;
}

/** The fleet at one moment. Plain data. */
export interface InPlaceSnapshot {
  /** Milliseconds since the epoch. */
  at: number;
  /** The one group: a list, as what writes to groups takes one. */
  groups: readonly [GroupState];
  targetGroups: readonly FleetTargetGroup[];
  /** All members but those that leave for good. */
  machines: readonly Machine[];
  /** By instance id; read at the first look of a step that sends commands. A machine without an agent is missing. */
  agents: Readonly<Record<string, Agent>> | undefined;
  /** Since when the present wait goes on, in milliseconds since the epoch; undefined outside of one. */
  waitingSince: number | undefined;
}

/** The tags of this strategy beside those that every rollout has: the group's, and at last the machine's. */
export const IN_PLACE_TAG = {
  /** What the group ran before the rollout. */
  former: "progressive-delivery:former-revision",
  /** What of the group's settings the rollout changed, and how they were: see `held.ts`. */
  held: "progressive-delivery:in-place-held",
  /** On a machine: see `machine-mark.ts`. */
  mark: "progressive-delivery:in-place",
} as const;

export function groupOf({ groups: [group] }: Pick<InPlaceSnapshot, "groups">) {
  return group;
}

export function isOut({ lifecycle }: Pick<Machine, "lifecycle">): boolean {
  return lifecycle === "Standby" || lifecycle === "EnteringStandby";
}

/** In Standby by somebody else's hand: left alone, and not counted. */
export function isForeign(machine: Machine): boolean {
  return isOut(machine) && (machine.mark === undefined || machine.mark.done);
}

export function isHealthy({ lifecycle, reasons }: Machine): boolean {
  return lifecycle === "InService" && reasons.length === 0;
}
