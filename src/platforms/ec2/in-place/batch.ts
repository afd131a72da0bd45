/** Which machines go out next, so that those that stay can carry the traffic. Pure. */

/** A machine as far as the choice needs to know. */
export interface Candidate {
  id: string;
  zone: string;
  /** In service, and healthy wherever it is registered. */
  healthy: boolean;
}

export interface Limits {
  /** How many machines go out at a time, 1 or more. */
  size: number;
  /** How many healthy machines must stay. */
  least: number;
}

/**
 * The next batch of those that still have to go out: the unhealthy ones first, since taking them out costs nothing; of
 * the others no more than leaves `least` healthy ones, from the zones that have most machines in service.
 *
 * @param serving the machines in service, those to choose from among them.
 * @param chosen ids of those that still have to go out, in the order in which they are to where nothing else decides.
 * @returns ids; empty when none can go out now.
 */
export function pickBatch(serving: readonly Candidate[], chosen: readonly string[], { size, least }: Limits): string[] {
  const left = new Map(serving.map((machine) => [machine.id, machine]));
  const batch: string[] = [];
  while (batch.length < size) {
    const open = chosen.flatMap((id) => left.get(id) ?? []);
    const healthy = [...left.values()].filter((machine) => machine.healthy);
    const next =
      open.find((machine) => !machine.healthy) ?? (healthy.length > least ? fullest(open, healthy) : undefined);
    if (next === undefined) break;
    left.delete(next.id);
    batch.push(next.id);
  }
  return batch;
}

/** Of the zone that would keep most; the first of those where several would. */
function fullest(open: readonly Candidate[], healthy: readonly Candidate[]): Candidate | undefined {
  const count = (zone: string) => healthy.filter((machine) => machine.zone === zone).length;
  let best: Candidate | undefined;
  for (const machine of open) if (best === undefined || count(machine.zone) > count(best.zone)) best = machine;
  return best;
}
