import { counted } from "../../../delivery/counted.ts";
import { isLeaving } from "../groups/suitable.ts";
import type { InstanceState } from "../snapshot.ts";
import type { SingleSnapshot } from "./snapshot.ts";

/** The machines of one group by the version that they run, counted by ourselves. Pure. */

export interface Machines {
  /** In service, healthy in every target group, and on the version. */
  healthy: number;
  /** On the version and not on their way out, whatever their health. */
  all: number;
  /** Why the others of the version do not count, with how many share a reason. */
  reasons: readonly string[];
  /** The same machine by machine, the first few of them. */
  named: readonly string[];
}

/** How many machines are told of by name: who looks into one has looked into the version. */
const NAMED = 5;

type Seen = Pick<SingleSnapshot, "group" | "targetGroups">;

/** @param version the number of a launch template version, as text; undefined: none has it. */
export function machinesOn(seen: Seen, version: string | undefined): Machines {
  return count(seen, ({ templateVersion }) => version !== undefined && templateVersion === version);
}

/** Those that run anything else. */
export function machinesOff(seen: Seen, version: string | undefined): Machines {
  return count(seen, ({ templateVersion }) => version === undefined || templateVersion !== version);
}

function count(seen: Seen, belongs: (instance: InstanceState) => boolean): Machines {
  const own = seen.group.instances.filter((each) => !isLeaving(each) && belongs(each));
  const short = own.flatMap((each) => {
    const reason = shortfallOf(seen, each);
    return reason === undefined ? [] : [{ id: each.id, reason }];
  });
  return {
    healthy: own.length - short.length,
    all: own.length,
    reasons: counted(short.map(({ reason }) => reason)),
    named: short.slice(0, NAMED).map(({ id, reason }) => `${id}: ${reason}`),
  };
}

/** Why a machine is no evidence that the version serves; undefined: it is. */
export function shortfallOf({ targetGroups }: Seen, { id, lifecycle }: InstanceState): string | undefined {
  if (lifecycle !== "InService") return `machine ${lifecycle}`;
  for (const { name, targets } of targetGroups) {
    const target = targets.find((each) => each.id === id);
    if (target === undefined) return `not registered in ${name}`;
    if (target.state !== "healthy") {
      const why = [target.reason, target.description].filter((each) => each !== undefined && each !== "");
      return `target ${target.state}${why.length === 0 ? "" : ` (${why.join(": ")})`}`;
    }
  }
  return undefined;
}

/** Machines that take requests now, on whatever version. */
export function servingMachines(seen: Seen): number {
  return machinesOff(seen, undefined).healthy;
}

/** Those in Standby, which EC2 Auto Scaling does not count, and those that it would not end. */
export function idsOf(seen: Seen, which: (instance: InstanceState) => boolean): string[] {
  return seen.group.instances.filter((each) => !isLeaving(each) && which(each)).map(({ id }) => id);
}
