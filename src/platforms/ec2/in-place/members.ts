import { isLeaving } from "../groups/suitable.ts";
import type { GroupState, TargetGroupState, TargetState } from "../snapshot.ts";
import type { Notes } from "./notes.ts";
import type { Machine, Registration, Service, Stranger } from "./snapshot.ts";

/** Who belongs to the fleet, and where each stands: as a group tells it, or as target groups and tags do. Pure. */

export interface Members {
  machines: Machine[];
  strangers: Stranger[];
}

/** A target group, as far as it tells who is registered. */
export type Registering = Pick<TargetGroupState, "name" | "targets">;
type Known = ReadonlyMap<string, Notes>;

/** Ids of targets that are none of the group's instances, and are there to stay. */
export function targetsBeside(group: GroupState, targetGroups: readonly Registering[]): string[] {
  const own = new Set(group.instances.map(({ id }) => id));
  return activeIds(targetGroups).filter((id) => !own.has(id));
}

export function membersOfGroup(group: GroupState, targetGroups: readonly Registering[], known: Known): Members {
  const machines = group.instances
    .filter((instance) => !isLeaving(instance))
    .map(({ id, lifecycle }): Machine => {
      const states = targetGroups.map(({ name, targets }) => ({ name, target: targets.find((one) => one.id === id) }));
      return {
        ...notedOf(id, known),
        zone: group.raw.Instances?.find(({ InstanceId }) => InstanceId === id)?.AvailabilityZone ?? "",
        service: SERVICES.get(lifecycle) ?? "joining",
        lifecycle,
        ports: [],
        reasons: states.flatMap(({ name, target }) => reasonIn(name, target)),
        registered: states.some(({ target }) => target !== undefined && target.state !== "unused"),
      };
    });
  // One that was launched a moment ago is a target of the group that an older list of its instances does not have.
  const strangers = targetsBeside(group, targetGroups)
    .map((id): Stranger => ({ id, group: known.get(id)?.group }))
    .filter((stranger) => stranger.group !== group.name);
  return { machines, strangers };
}

/**
 * Whoever is registered, and whoever is out by our own hand. One that is draining without a note on it was deregistered by
 * somebody else, and is none of the fleet any more.
 */
export function membersOfTargets(targetGroups: readonly Registering[], known: Known): Members {
  const names = new Set(targetGroups.map(({ name }) => name));
  const isOurs = ({ ports = [] }: Notes) => ports.some(({ targetGroup }) => names.has(targetGroup));
  const out = [...known].filter(([, notes]) => isOurs(notes)).map(([id]) => id);
  const ids = [...new Set([...activeIds(targetGroups), ...out])].sort();
  const isOwned = (id: string) => known.get(id)?.group !== undefined;
  return {
    machines: ids.filter((id) => !isOwned(id)).map((id) => toMember(id, targetGroups, known)),
    strangers: ids.filter(isOwned).map((id) => ({ id, group: known.get(id)?.group })),
  };
}

const SERVICES: ReadonlyMap<string, Service> = new Map([
  ["InService", "in"],
  ["EnteringStandby", "leaving"],
  ["Standby", "out"],
]);

const WORDS: Readonly<Record<Service, string>> = {
  in: "registered",
  leaving: "draining",
  partly: "registered in part",
  out: "deregistered",
  joining: "not registered",
};

function toMember(id: string, targetGroups: readonly Registering[], known: Known): Machine {
  const found = targetGroups.flatMap(({ name, targets }) =>
    targets.filter((target) => target.id === id).map((target) => ({ name, target })),
  );
  const active = found.filter(({ target }) => target.state !== "draining");
  const ports = known.get(id)?.ports ?? activePorts(id, targetGroups);
  // Of a target group that is not given any more nothing is read.
  const wanted = ports.filter(({ targetGroup }) => targetGroups.some(({ name }) => name === targetGroup));
  const missing = wanted.filter(({ targetGroup, port }) =>
    active.every(({ name, target }) => name !== targetGroup || target.port !== port),
  );
  const service = serviceOf(wanted.length, missing.length, found.length);
  return {
    ...notedOf(id, known),
    zone: known.get(id)?.zone ?? "",
    service,
    lifecycle: WORDS[service],
    ports,
    reasons: [
      ...missing.map(({ targetGroup, port }) => `not registered in ${targetGroup} with port ${port}`),
      ...active.flatMap(({ name, target }) => reasonIn(name, target)),
    ],
    registered: found.length > 0,
  };
}

function serviceOf(wanted: number, missing: number, found: number): Service {
  if (missing === 0) return "in";
  if (missing < wanted) return "partly";
  return found > 0 ? "leaving" : "out";
}

/** In which target groups, by its port, a machine is at present. */
export function activePorts(id: string, targetGroups: readonly Registering[]): Registration[] {
  return targetGroups.flatMap(({ name, targets }) =>
    targets
      .filter((target) => target.id === id && target.state !== "draining")
      .map(({ port = 0 }) => ({ targetGroup: name, port })),
  );
}

function activeIds(targetGroups: readonly Registering[]): string[] {
  const active = targetGroups.flatMap(({ targets }) => targets.filter(({ state }) => state !== "draining"));
  return [...new Set(active.map(({ id }) => id))];
}

function notedOf(id: string, known: Known) {
  const noted = known.get(id);
  const nothingYet = { outcome: undefined, healthySince: undefined, commandAt: undefined };
  return { id, revision: noted?.revision, mark: noted?.mark, ...nothingYet };
}

function reasonIn(name: string, target: TargetState | undefined): string[] {
  if (target === undefined) return [`not registered in ${name}`];
  if (target.state === "healthy") return [];
  const because = [target.reason, target.description].filter((part) => part !== undefined && part !== "").join(": ");
  return [`${target.state} in ${name}${because === "" ? "" : ` (${because})`}`];
}
