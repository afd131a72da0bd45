import type { WorldClock } from "../contract.ts";
import type { Group, Member } from "./model.ts";
import { counts, isLeaving } from "./model.ts";
import { activeRefresh } from "./refresh/active.ts";

/** AWS seconds that zones must be uneven before it acts. AWS documents none. */
const PATIENCE_SECONDS = 10;

interface Uneven {
  since: number;
  /** The members when an instance more was asked for; undefined: not yet. */
  before: ReadonlySet<Member> | undefined;
}

/**
 * Brings zones back into balance: launches in the emptiest one first, then ends an instance of the fullest (User Guide,
 * "Availability Zone rebalancing"). Suspending AZRebalance, Launch or Terminate keeps it from that.
 */
export class Rebalance {
  readonly #clock: WorldClock;
  readonly #uneven = new WeakMap<Group, Uneven>();

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  /** How many instances the group is to have beyond its desired capacity: one while it is brought into balance. */
  extra(group: Group): number {
    return this.#uneven.get(group)?.before === undefined ? 0 : 1;
  }

  /** Looks at a group's zones; gives the instance that must go. */
  look(group: Group, zones: readonly string[]): Member | undefined {
    const { suspended, deleting } = group;
    const barred = ["AZRebalance", "Launch", "Terminate"].some((process) => suspended.has(process));
    const loads = loadsOf(group, zones);
    const gap = Math.max(...loads.values()) - Math.min(...loads.values());
    const state = this.#uneven.get(group);
    if (barred || deleting || activeRefresh(group) !== undefined || (gap < 2 && state?.before === undefined)) {
      this.#uneven.delete(group);
      return undefined;
    }
    if (state === undefined) {
      this.#uneven.set(group, { since: this.#clock.now(), before: undefined });
      return undefined;
    }
    const settled = group.instances.every((one) => one.lifecycle === "InService" || !counts(one));
    if (!settled || group.instances.some(isLeaving)) return undefined;
    if (state.before === undefined) {
      const waited = this.#clock.now() - state.since >= this.#clock.scaled(PATIENCE_SECONDS);
      if (waited) state.before = new Set(group.instances);
      return undefined;
    }
    // The one more has not been launched yet.
    if (group.instances.every((member) => state.before?.has(member))) return undefined;
    this.#uneven.delete(group);
    const [fullest] = [...loads].sort(([, a], [, b]) => b - a).map(([zone]) => zone);
    return group.instances.find((one) => counts(one) && !one.protected && one.instance.zone === fullest);
  }
}

function loadsOf({ instances }: Group, zones: readonly string[]): Map<string, number> {
  const loads = new Map(zones.map((zone) => [zone, 0]));
  for (const member of instances)
    if (counts(member)) loads.set(member.instance.zone, (loads.get(member.instance.zone) ?? 0) + 1);
  return loads;
}
