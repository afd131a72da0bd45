import type { Machine } from "./model.ts";

type Order = (a: Machine, b: Machine) => number;

const OLDEST: Order = (a, b) => b.age - a.age;
const ORDERS: Readonly<Record<string, Order>> = {
  OldestInstance: OLDEST,
  NewestInstance: (a, b) => a.age - b.age,
  OldestLaunchTemplate: (a, b) => a.version - b.version || OLDEST(a, b),
};

/**
 * Which of the candidates goes first: what is of no use first, then of the zone with the most instances, then by the
 * group's termination policy (User Guide, "Configure termination policies").
 *
 * @param others what stays, which counts for the balance of the zones.
 */
export function inOrder(candidates: readonly Machine[], others: readonly Machine[], policies: readonly string[]) {
  const order = policies.map((name) => ORDERS[name]).find((known) => known !== undefined) ?? OLDEST;
  const left = [...candidates].sort((a, b) => Number(a.healthy) - Number(b.healthy) || order(a, b));
  const load = new Map<string, number>();
  for (const { zone } of [...candidates, ...others]) load.set(zone, (load.get(zone) ?? 0) + 1);
  const loadOf = ({ zone }: Machine) => load.get(zone) ?? 0;
  const sorted: Machine[] = [];
  for (let [first] = left; first !== undefined; [first] = left) {
    const best = left.reduce((a, b) => (a.healthy === b.healthy && loadOf(b) > loadOf(a) ? b : a), first);
    sorted.push(best);
    left.splice(left.indexOf(best), 1);
    load.set(best.zone, loadOf(best) - 1);
  }
  return sorted;
}
