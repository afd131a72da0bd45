import type { Figure, Part } from "./figures.ts";
import type { Rule } from "./gates/rules.ts";
import { ORACLE, OURS, PASSES, PEERS } from "./gates/rules.ts";
import type { CellResult, Tally, WorldResult } from "./gates/simulate.ts";
import { RATIOS, RULES, simulateCells, simulateLatency, simulateWorlds } from "./gates/simulate.ts";
import { LIMIT, VERDICT_CELLS, verdictsOf } from "./gates/verdicts.ts";
import { median } from "./stats.ts";

/** A rule may be used in a cell where it rolls back few good releases and most bad ones. */
const USABLE = { falseRollback: 0.05, power: 0.8 };

/** Bakes per world, at least: the worst of eighteen is a matter of luck with fewer. */
const WORLD_BAKES = 800;

/**
 * The canary verdict against the rules of others, on the same random bakes.
 *
 * @param bakes simulated bakes per cell and true ratio.
 */
export function measureGates(bakes: number): Part[] {
  const cells = simulateCells(bakes);
  const worlds = simulateWorlds(Math.max(WORLD_BAKES, bakes));
  return [
    goals(cells, worlds, bakes),
    comparison(cells),
    realWorlds(worlds),
    slowAnswers(Math.max(WORLD_BAKES, bakes)),
    verdicts(bakes),
  ];
}

function goals(cells: readonly CellResult[], worlds: readonly WorldResult[], bakes: number): Part {
  const good = cells.map((cell) => tallyOf(cell, OURS, 1).stopped);
  const passed = cells.map((cell) => tallyOf(cell, PASSES, 2).stopped);
  const usual = cells.find(({ cell }) => cell.perSecond === 100 && cell.w === 0.1 && cell.rate === 0.001);
  const minutes = (ratio: number) => (usual === undefined ? Number.NaN : tallyOf(usual, OURS, ratio).minutes);
  const unusable = (ratio: number) => cells.length - usableCells(cells, OURS, ratio);
  const inWorlds = worlds.map(({ tallies }) => tallies.get(OURS)?.stopped ?? Number.NaN);
  const perMinute = (ratio: number) => {
    const found = cells.map((cell) => [tallyOf(cell, OURS, ratio).minutes, tallyOf(cell, ORACLE, ratio).minutes]);
    return median(found.flatMap(([ours = 0, oracle = 0]) => (Number.isFinite(ours) ? [ours / oracle] : [])));
  };
  return {
    title: `Gates: ${cells.length} cells, ${bakes} bakes of 30 minutes each, true ratios ${RATIOS.join(", ")}`,
    beside: "",
    figures: [
      figure("good green rolled back, mean over cells", "%", mean(good) * 100, 1),
      figure("good green rolled back, worst cell", "%", Math.max(...good) * 100, 2),
      figure("good green rolled back, worst world", "%", Math.max(...inWorlds) * 100, 2),
      figure("green with twice blue's errors passed, worst cell", "%", Math.max(...passed) * 100, 5),
      figure("requests exposed over the best peer's, ratio 5", "×", againstBest(cells, 5), 0.65),
      figure("requests exposed over the best peer's, ratio 10", "×", againstBest(cells, 10), 0.6),
      figure("cells in which it is not usable, ratio 5", "cells", unusable(5), cells.length - 48),
      figure("cells in which it is not usable, ratio 10", "cells", unusable(10), cells.length - 54),
      figure("100/s, 10 %, 0.1 % errors: median until rollback, ratio 5", "min", minutes(5), 4),
      figure("100/s, 10 %, 0.1 % errors: median until rollback, ratio 10", "min", minutes(10), 2),
      figure("minutes over the oracle's, median cell, ratio 5", "×", perMinute(5), 2),
      figure("minutes over the oracle's, median cell, ratio 10", "×", perMinute(10), 2),
    ],
    notes: [
      "Cells: 10 to 1,000 requests/s, weights 5 to 50 %, 0.01 to 1 % errors. The best peer is chosen per cell with hindsight, " +
        "among the rules of products that roll back at most 5 % of the good greens there. Usable: at most 5 % of the good and at least 80 % of " +
        "the bad rolled back. With --quick the worst cell is a matter of luck.",
    ],
  };
}

function comparison(cells: readonly CellResult[]): Part {
  const head = [
    "",
    "good green rolled back",
    "worst cell",
    "found ×2",
    "×5",
    "×10",
    "exposed ×2",
    "×5",
    "×10",
    "usable ×5",
    "×10",
  ];
  const bad = [2, 5, 10];
  const rows = RULES.map((rule) => {
    const of = (ratio: number, member: keyof Tally) => mean(cells.map((cell) => tallyOf(cell, rule, ratio)[member]));
    const worst = Math.max(...cells.map((cell) => tallyOf(cell, rule, 1).stopped));
    return [
      rule.name,
      percent(of(1, "stopped")),
      percent(worst),
      ...bad.map((ratio) => percent(of(ratio, "stopped"))),
      ...bad.map((ratio) => of(ratio, "exposure").toFixed(2)),
      ...[5, 10].map((ratio) => String(usableCells(cells, rule, ratio))),
    ];
  });
  return {
    title: "Gates: rules on the same bakes, mean over the cells",
    beside: "",
    figures: [],
    notes: [
      "Tests that no product ships are listed for comparison: every one that exposes less rolls back more good greens, and " +
        "none of them bears the worlds below.",
    ],
    table: [head, ...rows],
  };
}

function realWorlds(worlds: readonly WorldResult[]): Part {
  const rules = RULES.filter((rule) => rule !== ORACLE);
  const names = [...new Set(worlds.map(({ world }) => world.name))];
  const rows = rules.map((rule) => [
    rule.name,
    ...names.map((name) =>
      worlds
        .filter(({ world }) => world.name === name)
        .map(({ tallies }) => percent(tallies.get(rule)?.stopped ?? Number.NaN))
        .join(" "),
    ),
  ]);
  return {
    title: "Gates: good greens rolled back in worlds that are not those of textbooks",
    beside: "",
    figures: [],
    notes: [
      "Cells: 100/s 10 % 0.1 %, 100/s 50 % 1 %, 1,000/s 25 % 0.1 %. Our rule learns how clustered errors are from the day before.",
    ],
    table: [["", ...names], ...rows],
  };
}

/** Times of answers: the same rule on how many are slow, beside a fixed limit on the 99th percentile. */
function slowAnswers(bakes: number): Part {
  const times = [1, 1.1, 1.3];
  const cells = simulateLatency(bakes, times);
  const [fixed] = PEERS;
  const good = (rule: Rule) => cells.map((cell) => tallyOf(cell, rule, 1).stopped);
  const rows = [OURS, ...(fixed === undefined ? [] : [fixed])].map((rule) => [
    rule === OURS ? rule.name : "99th percentile above 0.5 s, 5 failed checks",
    ...times.map((factor) => cells.map((cell) => percent(tallyOf(cell, rule, factor).stopped)).join(" ")),
  ]);
  return {
    title: "Gates: slow answers, blue's 99th percentile 0.485 s, threshold 0.5 s",
    beside: "",
    figures: [figure("good green rolled back for slow answers, worst cell", "%", Math.max(...good(OURS)) * 100, 1)],
    notes: [
      "Cells: 10/s and 100/s at 10 %. How many greens are rolled back whose answers all take so many times as long.",
    ],
    table: [["", ...times.map((factor) => `×${factor}`)], ...rows],
  };
}

/** What a user is told in the end, by the size of the service and by how bad green is. */
function verdicts(bakes: number): Part {
  const rows = VERDICT_CELLS.map(({ cell, ratios }) => {
    const { perSecond, w, rate } = cell;
    const found = ratios.map((ratio) => {
      const { fail, pass, inconclusive } = verdictsOf(cell, ratio, bakes);
      return `×${ratio} ${[fail, pass, inconclusive].map((share) => (share * 100).toFixed(0)).join("/")}`;
    });
    return [`${perSecond}/s ${w * 100} % ${rate * 100} %`, ...found, ...Array(4 - found.length).fill("")];
  });
  return {
    title: `Gates: verdicts after 30 minutes, % fail/pass/inconclusive, with a limit of ${LIMIT * 100} %`,
    beside: "",
    figures: [],
    notes: ["By requests/s, weight and blue's errors, for greens of so many times blue's errors."],
    table: [["service", "", "", "", ""], ...rows],
  };
}

function tallyOf({ byRatio }: CellResult, rule: Rule, ratio: number): Tally {
  const tally = byRatio.get(ratio)?.get(rule);
  if (tally === undefined) throw new Error(`${rule.name} was not simulated at a ratio of ${ratio}.`);
  return tally;
}

function usableCells(cells: readonly CellResult[], rule: Rule, ratio: number): number {
  return cells.filter(
    (cell) =>
      tallyOf(cell, rule, 1).stopped <= USABLE.falseRollback && tallyOf(cell, rule, ratio).stopped >= USABLE.power,
  ).length;
}

/** Our exposure over that of the best peer of each cell, both summed over the cells. */
function againstBest(cells: readonly CellResult[], ratio: number): number {
  const best = cells.map((cell) => {
    const honest = PEERS.filter((peer) => tallyOf(cell, peer, 1).stopped <= USABLE.falseRollback);
    return Math.min(1, ...honest.map((peer) => tallyOf(cell, peer, ratio).exposure));
  });
  return mean(cells.map((cell) => tallyOf(cell, OURS, ratio).exposure)) / mean(best);
}

function figure(name: string, unit: Figure["unit"], value: number, goal: number): Figure {
  return { name, value, unit, about: "value", goal };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 ? 2 : 0)} %`;
}
