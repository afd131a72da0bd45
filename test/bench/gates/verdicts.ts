import { evidence } from "../../../src/gates/evidence.ts";
import type { Pair } from "../../../src/gates/likelihood.ts";
import { belowLimit, belowRatio } from "../../../src/gates/likelihood.ts";
import { DEFAULTS } from "../../../src/gates/settings.ts";
import { Random } from "./random.ts";
import { OURS } from "./rules.ts";
import type { Cell } from "./worlds.ts";
import { drawBake } from "./worlds.ts";

/** The absolute limit beside the comparison: below it green passes by itself. */
export const LIMIT = 0.005;

/** How often each verdict stands at the end of a bake, 0–1. */
export interface Verdicts {
  fail: number;
  pass: number;
  inconclusive: number;
}

/** Services whose verdicts are told, with the true ratios that matter there. */
export const VERDICT_CELLS: readonly { cell: Cell; ratios: readonly number[] }[] = [
  { cell: { perSecond: 100, w: 0.1, rate: 0.01 }, ratios: [1, 1.5, 2, 5] },
  { cell: { perSecond: 100, w: 0.1, rate: 0.001 }, ratios: [1, 2, 3, 5] },
  { cell: { perSecond: 10, w: 0.5, rate: 0.01 }, ratios: [1, 2, 5] },
  { cell: { perSecond: 10, w: 0.1, rate: 0.001 }, ratios: [1, 5, 10] },
  { cell: { perSecond: 1, w: 0.1, rate: 0.001 }, ratios: [1, 5, 10] },
];

/** The whole verdict on errors after a bake: a failure of any minute stays, a pass is that of the last one. */
export function verdictsOf(cell: Cell, ratio: number, bakes: number): Verdicts {
  const random = new Random(3_000_000 + Math.round(1_000 * ratio + cell.perSecond));
  const counts = { fail: 0, pass: 0, inconclusive: 0 };
  for (let count = 0; count < bakes; count++) {
    const bake = drawBake(cell, ratio, random);
    if (OURS.stops(bake, { cell, dispersion: 1, ratio }) !== -1) counts.fail++;
    else if (passes(bake)) counts.pass++;
    else counts.inconclusive++;
  }
  return { fail: counts.fail / bakes, pass: counts.pass / bakes, inconclusive: counts.inconclusive / bakes };
}

function passes(bake: readonly Pair[]): boolean {
  const { beta, maxRatio } = DEFAULTS;
  const byRatio = bake.filter(hasBoth).map((pair) => belowRatio(pair, maxRatio));
  const byLimit = bake.map(({ greenRequests, greenErrors }) =>
    belowLimit({ requests: greenRequests, errors: greenErrors }, LIMIT),
  );
  return [byRatio, byLimit].some((logs) => (evidence(logs, 1).at(-1) ?? 0) >= -Math.log(beta));
}

function hasBoth({ greenRequests, blueRequests }: Pair): boolean {
  return greenRequests > 0 && blueRequests > 0;
}
