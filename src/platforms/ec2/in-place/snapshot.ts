import type { Tags } from "../groups/changes.ts";
import type { GroupState, TargetGroupState } from "../snapshot.ts";
import type { MachineMark } from "./machine-mark.ts";
import type { Outcome } from "./outcome.ts";

/** Where a machine stands between serving and not: `partly` is registered in some of its target groups alone. */
export type Service = "in" | "leaving" | "partly" | "out" | "joining";

/** Where a machine without a group gets its requests. */
export interface Registration {
  /** The target group's name. */
  targetGroup: string;
  port: number;
}

/** A machine of the fleet, with what is noted on it and what became of its command. */
export interface Machine {
  id: string;
  zone: string;
  service: Service;
  /** The same in AWS's word (`InService`, `Standby`, `deregistered` …). */
  lifecycle: string;
  /** Why it does not get requests as it should, in AWS's words; [] when it is healthy wherever it is registered. */
  reasons: readonly string[];
  /** Some target group still has it: it is draining, or gets requests. */
  registered: boolean;
  /** Where it is to be registered; [] in a group, which sees to that by itself. */
  ports: readonly Registration[];
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
  /** `instance`, `ip`, `lambda` or `alb` (ELBv2 API Reference, TargetGroup). */
  targetType: string;
}

/** How the agent of Systems Manager on a machine stands: `Online`, `ConnectionLost`, `Inactive`; with its platform. */
export interface Agent {
  ping: string;
  platform: string;
}

/** What holds the machines together, and has a rollout's record in its tags: their group, or one of their target groups. */
export interface Fleet {
  name: string;
  tags: Tags;
  /** Undefined: no Auto Scaling group owns the machines. */
  group: GroupState | undefined;
}

/** A target that is not the fleet's. */
export interface Stranger {
  id: string;
  /** The Auto Scaling group that owns it; undefined: none. */
  group: string | undefined;
}

/** The fleet at one moment. Plain data. */
export interface InPlaceSnapshot {
  /** Milliseconds since the epoch. */
  at: number;
  fleet: Fleet;
  targetGroups: readonly FleetTargetGroup[];
  /** All members but those that leave for good. */
  machines: readonly Machine[];
  strangers: readonly Stranger[];
  /** Names of other target groups that machines without a group are registered in; read with the agents. */
  elsewhere: readonly string[];
  /** By instance id; read at the first look of a step that sends commands. A machine without an agent is missing. */
  agents: Readonly<Record<string, Agent>> | undefined;
  /** The state of each alarm that a deploy gives, by its name; undefined: there is none. */
  alarms: Readonly<Record<string, string | undefined>>;
  /** Since when the present wait goes on, in milliseconds since the epoch; undefined outside of one. */
  waitingSince: number | undefined;
}

/** The tags of this strategy beside those that every rollout has: the fleet's, and the machines'. */
export const IN_PLACE_TAG = {
  /** What the fleet ran before the rollout. */
  former: "progressive-delivery:former-revision",
  /** What of the group's settings the rollout changed, and how they were: see `held.ts`. */
  held: "progressive-delivery:in-place-held",
  /** On a machine: see `machine-mark.ts`. */
  mark: "progressive-delivery:in-place",
  /** On a machine without a group, while it is out: see `ports.ts`. */
  ports: "progressive-delivery:in-place-targets",
} as const;

export function isOut({ service }: Pick<Machine, "service">): boolean {
  return service === "out" || service === "leaving" || service === "partly";
}

/** No request reaches it any more. */
export function isDrained({ service, registered }: Pick<Machine, "service" | "registered">): boolean {
  return service === "out" && !registered;
}

/** Out by somebody else's hand: left alone, and not counted. */
export function isForeign(machine: Machine): boolean {
  return isOut(machine) && (machine.mark === undefined || machine.mark.done);
}

export function isHealthy({ service, reasons }: Pick<Machine, "service" | "reasons">): boolean {
  return service === "in" && reasons.length === 0;
}
