import type { Choice, Scheduler } from "./scheduler.ts";

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
  await scheduler.quiet();
  for (const choice of way) {
    trail.push(scheduler.take(choice));
    await scheduler.quiet();
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
    await scheduler.quiet();
  }
  found.runs += 1;
  found.kills += scheduler.kills;
  const wrong = await judge();
  if (wrong.length > 0) report(wrong, trail, found);
}

/** How a drawn way goes on, in hundredths: with the run that made the last call, the other run, time, or a kill. */
const ODDS = { stay: 75, other: 15, time: 5 };

export interface Drawn {
  kills: number;
  /** So many ways are drawn. */
  ways: number;
  /** The same seed draws the same ways. */
  seed: number;
}

/** Ways that are drawn, where there are too many to take each. A run seldom gives way, so that both get far. */
export async function draw(begin: () => Case, { kills, ways, seed }: Drawn): Promise<Findings> {
  const found: Findings = { states: 0, runs: 0, kills: 0, faults: [], cut: true };
  const visited = new Set<string>();
  const next = randomFrom(seed);
  for (let way = 0; way < ways && found.faults.length < MAX_FAULTS; way += 1) {
    await wander(begin(), kills, next, visited, found);
  }
  found.states = visited.size;
  return found;
}

async function wander(
  { scheduler, key, faults, judge }: Case,
  kills: number,
  next: () => number,
  visited: Set<string>,
  found: Findings,
): Promise<void> {
  const trail: string[] = [];
  let current = next() < 0.5 ? 0 : 1;
  await scheduler.quiet();
  while (!scheduler.isOver) {
    visited.add(`${key()}\n${scheduler.key()}\n${scheduler.kills}`);
    const choice = drawn(scheduler.choices(kills), current, next);
    if (choice === undefined) return report(["nothing can happen any more"], trail, found);
    if (choice.do !== "time") current = choice.actor;
    trail.push(scheduler.take(choice));
    await scheduler.quiet();
    const wrong = faults();
    if (wrong.length > 0) return report(wrong, trail, found);
  }
  found.runs += 1;
  found.kills += scheduler.kills;
  const wrong = await judge();
  if (wrong.length > 0) report(wrong, trail, found);
}

function drawn(choices: readonly Choice[], current: number, next: () => number): Choice | undefined {
  const kinds = [
    choices.filter((choice) => choice.do === "call" && choice.actor === current),
    choices.filter((choice) => choice.do === "call" && choice.actor !== current),
    choices.filter((choice) => choice.do === "time"),
    choices.filter((choice) => choice.do === "kill"),
  ];
  const at = next() * 100;
  const bounds = [ODDS.stay, ODDS.stay + ODDS.other, ODDS.stay + ODDS.other + ODDS.time, 100];
  const wanted = kinds[bounds.findIndex((bound) => at < bound)] ?? [];
  // What was drawn may not be there: then whatever is.
  const among = wanted.length > 0 ? wanted : (kinds.find((kind) => kind.length > 0) ?? []);
  return among[Math.floor(next() * among.length)];
}

/** Small and repeatable (mulberry32): 0 ≤ x < 1. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function report(wrong: readonly string[], trail: readonly string[], found: Findings): void {
  if (found.faults.length < MAX_FAULTS) found.faults.push(`${wrong.join("; ")}  [${trail.join(" → ")}]`);
}
