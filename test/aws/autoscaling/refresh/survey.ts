import type { Machine, Scope, View, Wishes } from "./model.ts";

/** The instances of a group in the eyes of a refresh. */
export interface Survey {
  /** Those that are still to be replaced. */
  remaining: readonly Machine[];
  /** Those of them that it may replace. */
  replaceable: readonly Machine[];
  /** New ones, and those of them that are healthy and warm. */
  fresh: readonly Machine[];
  ready: readonly Machine[];
  /** Capacity units that serve: old ones too, and what the refresh has nothing to do with. */
  healthyUnits: number;
  aliveUnits: number;
  /** Of old ones on their way out. */
  leavingUnits: number;
}

/** What a phase of a refresh replaces: everything, or what is not as it is wanted. */
export function scopeOf(view: View, wishes: Wishes, everything: boolean): Scope {
  const all = [...view.machines, ...(view.pool ?? [])];
  const meant = (machine: Machine) =>
    machine.place !== "leaving" && !ignored(machine, wishes) && (everything || !machine.matches);
  const old = new Set(all.filter(meant).map(({ id }) => id));
  return {
    old,
    kept: new Set(all.filter((machine) => !meant(machine)).map(({ id }) => id)),
    total: view.machines.filter(meant).length,
    pooled: view.pool?.filter(meant).length ?? 0,
  };
}

/** An instance that comes later and is not as it is wanted is replaced too: one of the warm pool, one attached. */
export function withLateComers(scope: Scope, view: View): Scope {
  const late = view.machines.filter(
    ({ id, matches, place }) => !matches && place !== "leaving" && !scope.old.has(id) && !scope.kept.has(id),
  );
  if (late.length === 0) return scope;
  return { ...scope, old: new Set([...scope.old, ...late.map(({ id }) => id)]), total: scope.total + late.length };
}

export function survey({ machines }: View, scope: Scope, wishes: Wishes): Survey {
  const here = machines.filter(({ place }) => place !== "leaving");
  const remaining = here.filter((machine) => scope.old.has(machine.id) && !ignored(machine, wishes));
  const fresh = here.filter(({ id }) => !scope.old.has(id) && !scope.kept.has(id));
  const ready = fresh.filter(({ healthy, age }) => healthy && age >= wishes.warmup);
  const serving = here.filter((machine) => machine.healthy && (!fresh.includes(machine) || ready.includes(machine)));
  return {
    remaining,
    replaceable: remaining.filter((machine) => !isBlocked(machine, wishes)),
    fresh,
    ready,
    healthyUnits: unitsOf(serving),
    aliveUnits: unitsOf(here.filter(({ place }) => place !== "standby")),
    leavingUnits: unitsOf(machines.filter(({ id, place }) => place === "leaving" && scope.old.has(id))),
  };
}

export function unitsOf(machines: readonly Machine[]): number {
  return machines.reduce((sum, { units }) => sum + units, 0);
}

function ignored(machine: Machine, { protectedInstances, standbyInstances }: Wishes): boolean {
  if (machine.place === "standby") return standbyInstances === "Ignore";
  return machine.protected && protectedInstances === "Ignore";
}

function isBlocked(machine: Machine, { protectedInstances, standbyInstances }: Wishes): boolean {
  if (machine.place === "standby") return standbyInstances !== "Terminate";
  return machine.protected && protectedInstances !== "Refresh";
}
