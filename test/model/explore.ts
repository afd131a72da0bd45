import type { Choice } from "./scheduler.ts";
import { quiet, type Scheduler } from "./scheduler.ts";

/** One world in which steps run at once. */
export interface Case {
  scheduler: Scheduler;
  /** What is to be known of the world, to tell states apart. */
  key(): string;
  /** What went wrong so far, as sentences. */
  faults(): string[];
  /** What is wrong at the end, when no step runs any more. */
  judge(): Promise<string[]>;
}

export interface Findings {
  states: number;
  runs: number;
  kills: number;
  /** Faults with the trail that leads to each, at most a few. */
  faults: string[];
  /** The bound was reached: not everything was visited. */
  cut: boolean;
}

export interface Bounds {
  kills: number;
  /** At most so many states are visited. */
  states: number;
}

const MAX_FAULTS = 5;

/**
 * Every interleaving of the calls, depth first; a state that was visited is not visited again. Each way is run from its
 * beginning, because a running step cannot be copied.
 */
export async function explore(begin: () => Case, bounds: Bounds): Promise<Findings> {
  const found: Findings = { states: 0, runs: 0, kills: 0, faults: [], cut: false };
  const visited = new Set<string>();
  const open: Choice[][] = [[]];
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    if (visited.size >= bounds.states) {
      found.cut = true;
      break;
    }
    await follow(begin(), way, bounds, visited, open, found);
    if (found.faults.length >= MAX_FAULTS) break;
  }
  found.states = visited.size;
  return found;
}

async function follow(
  { scheduler, key, faults, judge }: Case,
  way: readonly Choice[],
  bounds: Bounds,
  visited: Set<string>,
  open: Choice[][],
  found: Findings,
): Promise<void> {
  const trail: string[] = [];
  await quiet();
  for (const choice of way) {
    trail.push(scheduler.take(choice));
    await quiet();
  }
  const taken = [...way];
  for (;;) {
    const wrong = faults();
    if (wrong.length > 0) return report(wrong, trail, found);
    if (scheduler.isOver) break;
    const state = `${key()}\n${scheduler.key()}\n${scheduler.kills}`;
    if (visited.has(state)) return;
    visited.add(state);
    const [next, ...others] = scheduler.choices(bounds.kills);
    if (next === undefined) return report(["nothing can happen any more"], trail, found);
    for (const other of others) open.push([...taken, other]);
    taken.push(next);
    trail.push(scheduler.take(next));
    await quiet();
  }
  found.runs += 1;
  found.kills += scheduler.kills;
  const wrong = await judge();
  if (wrong.length > 0) report(wrong, trail, found);
}

function report(wrong: readonly string[], trail: readonly string[], found: Findings): void {
  if (found.faults.length < MAX_FAULTS) found.faults.push(`${wrong.join("; ")}  [${trail.join(" → ")}]`);
}
