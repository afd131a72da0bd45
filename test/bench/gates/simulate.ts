import { historyOf } from "../../../src/gates/history.ts";
import type { Pair } from "../../../src/gates/likelihood.ts";
import { LATENCY_CELLS, slowShare } from "./latency.ts";
import { Random } from "./random.ts";
import type { Known, Rule } from "./rules.ts";
import { ORACLE, OURS, PASSES, PEERS, TESTS } from "./rules.ts";
import type { Cell, World } from "./worlds.ts";
import { BAKE, CELLS, drawBake, drawDay, WORLD_CELLS, WORLDS } from "./worlds.ts";

export const RULES: readonly Rule[] = [OURS, ...PEERS, ...TESTS, ORACLE];
/** True ratios of green's error rate to blue's; 1 is a good green. */
export const RATIOS = [1, 2, 5, 10] as const;

/** What a rule did over the bakes of one cell at one ratio. */
export interface Tally {
  /** Share of bakes that it rolled back, 0–1. */
  stopped: number;
  /** Share of the bake's green requests that green answered until then, 0–1. */
  exposure: number;
  /** The median bake was rolled back after so many minutes; Infinity: it was not. */
  minutes: number;
}

/** Tallies by rule, of one cell at one ratio. */
export type Tallies = ReadonlyMap<Rule, Tally>;

export interface CellResult {
  cell: Cell;
  byRatio: ReadonlyMap<number, Tallies>;
}

/** All rules on the same bakes, in every cell and at every ratio. */
export function simulateCells(bakes: number): CellResult[] {
  return CELLS.map((cell, index) => ({
    cell,
    byRatio: new Map(
      RATIOS.map((ratio) => {
        const random = new Random(1_000 * index + ratio);
        const draw = () => ({ bake: drawBake(cell, ratio, random), known: { cell, dispersion: 1, ratio } });
        return [ratio, tally([...RULES, PASSES], bakes, draw)] as const;
      }),
    ),
  }));
}

/** Slow answers instead of errors: all of green's take so many times as long. */
export function simulateLatency(bakes: number, times: readonly number[]): CellResult[] {
  return LATENCY_CELLS.map((cell, index) => ({
    cell,
    byRatio: new Map(
      times.map((factor, place) => {
        const random = new Random(2_000_000 + 1_000 * index + place);
        const ratio = slowShare(factor) / cell.rate;
        const draw = () => ({ bake: drawBake(cell, ratio, random), known: { cell, dispersion: 1, ratio } });
        return [factor, tally([OURS, ...PEERS], bakes, draw)] as const;
      }),
    ),
  }));
}

export interface WorldResult {
  world: World;
  cell: Cell;
  tallies: Tallies;
}

/** A good green in worlds that are not those of textbooks; our rule learns from the day before. */
export function simulateWorlds(bakes: number): WorldResult[] {
  return WORLDS.flatMap((world, place) =>
    WORLD_CELLS.map((cell, index) => {
      const random = new Random(1_000_000 + 1_000 * place + index);
      const draw = () => {
        const { dispersion } = historyOf(drawDay(cell, random, world));
        return { bake: drawBake(cell, 1, random, world), known: { cell, dispersion, ratio: 1 } };
      };
      return { world, cell, tallies: tally(RULES, bakes, draw) };
    }),
  );
}

interface Drawn {
  bake: Pair[];
  known: Known;
}

function tally(rules: readonly Rule[], bakes: number, draw: () => Drawn): Tallies {
  const minutes = new Map(rules.map((rule) => [rule, [] as number[]]));
  const exposed = new Map(rules.map((rule) => [rule, 0]));
  for (let count = 0; count < bakes; count++) {
    const { bake, known } = draw();
    const requests = sums(bake);
    for (const rule of rules) {
      const stop = rule.stops(bake, known);
      minutes.get(rule)?.push(stop === -1 ? Number.POSITIVE_INFINITY : stop + 1);
      const share = (requests[stop === -1 ? BAKE - 1 : stop] ?? 0) / (requests[BAKE - 1] ?? 1);
      exposed.set(rule, (exposed.get(rule) ?? 0) + share);
    }
  }
  return new Map(
    rules.map((rule) => {
      const sorted = (minutes.get(rule) ?? []).sort((a, b) => a - b);
      const stopped = sorted.filter((minute) => minute !== Number.POSITIVE_INFINITY).length / bakes;
      const median = sorted[Math.floor((bakes - 1) / 2)] ?? Number.POSITIVE_INFINITY;
      return [rule, { stopped, exposure: (exposed.get(rule) ?? 0) / bakes, minutes: median }];
    }),
  );
}

/** Green's requests up to and with each minute. */
function sums(bake: readonly Pair[]): number[] {
  let sum = 0;
  return bake.map(({ greenRequests }) => {
    sum += greenRequests;
    return sum;
  });
}
