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
}

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
  const reasons = own.map((each) => shortfallOf(seen, each)).filter((reason) => reason !== undefined);
  return { healthy: own.length - reasons.length, all: own.length, reasons: counted(reasons) };
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
