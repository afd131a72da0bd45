import type { Machine, Progress, Refresh, Timing, View, Wishes } from "./autoscaling/refresh/model.ts";
import { isOver } from "./autoscaling/refresh/model.ts";
import { pending, step } from "./autoscaling/refresh/step.ts";

/** A group on paper, in which seconds cost nothing: what a refresh does to it, look by look. */

const WISHES: Wishes = {
  percentages: { min: 100, max: 200 },
  ...{ warmup: 20, bakeTime: 0, checkpoints: [], checkpointDelay: 3_600, skipMatching: true, autoRollback: true },
  ...{ alarms: [], protectedInstances: "Wait", standbyInstances: "Wait" },
};
const ZONES = ["a", "b", "c"];

interface Paper extends Machine {
  of: "old" | "new";
  /** When it came, and when it goes. */
  since: number;
  until: number;
}

export interface PaperOptions {
  size: number;
  wishes?: Partial<Wishes>;
  timing?: Partial<Timing>;
  /** Members of the machines that are there at first, in order. */
  first?: readonly Partial<Paper>[];
  /** Whether the new version ever gets healthy. */
  good?: boolean;
  pool?: number;
}

export type PaperWorld = ReturnType<typeof paperWorld>;

export function paperWorld({ size, wishes = {}, timing = {}, first = [], good = true, pool = 0 }: PaperOptions) {
  const times: Timing = { pending: 2, stall: 3_600, lifetime: 14 * 86_400, awaitsDrain: false, ...timing };
  const refresh: Refresh = {
    ...{ id: "r", desired: {}, shown: {} },
    ...{ wishes: { ...WISHES, ...wishes }, progress: pending(0) },
  };
  let names = 0;
  const create = (of: Paper["of"], since: number, more: Partial<Paper> = {}): Paper => {
    names += 1;
    const zone = ZONES[names % ZONES.length] ?? "";
    return {
      ...{ id: `i-${names}`, zone, version: of === "old" ? 1 : 2, units: 1, matches: false, place: "in-service" },
      ...{ healthy: true, protected: false, age: 0, of, since, until: Number.POSITIVE_INFINITY, ...more },
    };
  };
  const world = {
    now: 0,
    desired: size,
    machines: Array.from({ length: size }, (_, index) => create("old", -1_000, first[index])),
    pool: Array.from({ length: pool }, () => create("old", -1_000)),
    alarms: [] as View["alarms"],
    suspended: new Set<string>(),
    unfit: undefined as string | undefined,
    reversible: true,
    /** AWS seconds that draining and booting take. */
    drain: 30,
    boot: 15,
    refresh,
    /** Every state that it went through. */
    states: ["Pending"] as string[],
    healthy: [] as number[],
    alive: [] as number[],
    launched: 0,
    progress: (): Progress => refresh.progress,
    count: (of: Paper["of"]) => world.machines.filter((one) => one.of === of && one.place !== "leaving").length,
    /** One second. */
    tick(): void {
      world.now += 1;
      mature();
      const view = viewOf();
      const { progress, terminate } = step(refresh, view, times);
      refresh.progress = progress;
      if (progress.status !== world.states.at(-1)) world.states.push(progress.status);
      for (const one of [...world.machines, ...world.pool])
        if (terminate.includes(one.id))
          Object.assign(one, { place: "leaving", healthy: false, until: world.now + world.drain });
      launch();
      world.healthy.push(sumOf(world.machines.filter((one) => one.healthy)));
      world.alive.push(sumOf(world.machines.filter(({ place }) => place === "in-service" || place === "pending")));
    },
    /** Goes on until the condition holds, at most so many seconds. */
    until(condition: () => boolean, limit = 20_000): void {
      for (let left = limit; !condition(); left -= 1) {
        if (left === 0) throw new Error(`Waited in vain, at ${refresh.progress.status}: ${refresh.progress.reason}`);
        world.tick();
      }
    },
    finish: () => world.until(() => isOver(refresh.progress)),
  };

  const wanted = (): Paper["of"] =>
    ["InProgress", "Baking", "Pending"].includes(refresh.progress.status) ? "new" : "old";
  function mature(): void {
    world.machines = world.machines.filter(({ until }) => until > world.now);
    world.pool = world.pool.filter(({ until }) => until > world.now);
    for (const one of world.machines) {
      one.age = world.now - one.since;
      if (one.place !== "pending" || one.age < world.boot) continue;
      Object.assign(one, { place: "in-service", healthy: one.of === "old" || good, since: world.now, age: 0 });
    }
  }
  function viewOf(): View {
    for (const one of [...world.machines, ...world.pool]) one.matches = one.of === wanted();
    const { now, desired, alarms, suspended, unfit, reversible } = world;
    const shared = { now, desired, alarms, suspended, unfit, reversible, policies: [] };
    return { ...shared, machines: world.machines, pool: pool === 0 ? undefined : world.pool };
  }
  function launch(): void {
    if (world.suspended.has("Launch")) return;
    const alive = () => world.machines.filter(({ place }) => place === "in-service" || place === "pending");
    while (sumOf(alive()) < world.desired + refresh.progress.surge) {
      world.launched += 1;
      world.machines.push(create(wanted(), world.now, { place: "pending", healthy: false }));
    }
    while (sumOf(alive()) > world.desired + refresh.progress.surge)
      world.machines.splice(world.machines.indexOf(alive()[0] as Paper), 1);
    while (world.pool.filter(({ place }) => place !== "leaving").length < pool)
      world.pool.push(create(wanted(), world.now));
  }
  return world;
}

function sumOf(machines: readonly Machine[]): number {
  return machines.reduce((sum, { units }) => sum + units, 0);
}
