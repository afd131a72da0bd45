import { capFor, evidence, evidenceWithStart } from "../../../src/gates/evidence.ts";
import type { Pair } from "../../../src/gates/likelihood.ts";
import { againstTolerance, belowRatio, ratioLikelihood } from "../../../src/gates/likelihood.ts";
import { firstFailure } from "../../../src/gates/run-test.ts";
import { DEFAULTS } from "../../../src/gates/settings.ts";
import { isHigh } from "./kayenta.ts";
import { logGamma } from "./random.ts";
import type { Cell } from "./worlds.ts";

/** What a rule may know besides the counts. */
export interface Known {
  cell: Cell;
  /** Of the day before. */
  dispersion: number;
  /** The true ratio: nobody has it but the oracle. */
  ratio: number;
}

/** When a rule rolls back. */
export interface Rule {
  name: string;
  /** @returns the minute in which it does, from 0; -1: never. */
  stops(bake: readonly Pair[], known: Known): number;
}

export const OURS: Rule = {
  name: "this action",
  stops(bake, { dispersion }) {
    const { alpha, tolerance, confirmMinutes, minErrors } = DEFAULTS;
    const logs = evidenceWithStart(
      bake.map((pair) => againstTolerance(pair, tolerance)),
      { dispersion, cap: capFor(alpha, confirmMinutes) },
    );
    const errors = bake.map(({ greenErrors }) => greenErrors);
    return firstFailure(logs, errors, { alpha, minErrors });
  },
};

/** When the comparison lets a green pass: not a rule that rolls back. */
export const PASSES: Rule = {
  name: "passes",
  stops(bake, { dispersion }) {
    const { beta, maxRatio } = DEFAULTS;
    const logs = evidence(
      bake.map((pair) => belowRatio(pair, maxRatio)),
      dispersion,
    );
    return logs.findIndex((logE) => logE >= -Math.log(beta));
  },
};

/** The best that a sequential test can do that knows what it looks for: Wald's, for the true ratio. */
export const ORACLE: Rule = {
  name: "oracle (knows the ratio)",
  stops(bake, { ratio }) {
    let sum = 0;
    return bake.findIndex(({ greenErrors, blueErrors, greenRequests, blueRequests }) => {
      const w = greenRequests / (greenRequests + blueRequests);
      sum += ratioLikelihood(greenErrors, greenErrors + blueErrors, w, ratio, 1);
      return ratio > 1 && sum >= -Math.log(0.05);
    });
  },
};

/** What products do, with their usual numbers. */
export const PEERS: readonly Rule[] = [
  failures("Flagger, success ≥ 99 %, 5 failed checks", 5),
  failures("Argo Rollouts, ≥ 99 %, failureLimit 0", 1),
  failures("Argo Rollouts, ≥ 99 %, failureLimit 3", 4),
  alarm("CloudWatch, errors > 1 %, 3 of 5", () => 0.01),
  alarm("CloudWatch, > 2 × the true rate, 3 of 5", ({ rate }) => 2 * rate),
  {
    name: "Kayenta, Mann-Whitney after 30 min",
    stops: (bake) => {
      const rates = bake.map((pair) => [pair.greenErrors / pair.greenRequests, pair.blueErrors / pair.blueRequests]);
      const of = (side: number) => rates.map((rate) => rate[side] ?? 0);
      return isHigh(of(0), of(1)) ? bake.length - 1 : -1;
    },
  },
];

/** Statistical tests that no product of those ships: what a team could write for itself. */
export const TESTS: readonly Rule[] = [
  zTest("z-test once, after 30 min, α 0.05", 1.6448536269514722, 30),
  zTest("z-test every minute, α 0.05", 1.6448536269514722, 1),
  zTest("z-test every minute, α 0.01", 2.3263478740408408, 1),
  // One-sided 0.01 over 30 looks, by numerical integration of the sums' density from look to look.
  zTest("Pocock, 30 looks, α 0.01", 3.056, 1),
  { name: "Beta mixture, k = 100, α 0.05", stops: betaMixture },
];

function isAbove({ greenErrors, greenRequests }: Pair, rate: number): boolean {
  return greenErrors > rate * greenRequests;
}

/** Rolls back at the n-th minute in which more than 1 % failed. */
function failures(name: string, limit: number): Rule {
  return {
    name,
    stops(bake) {
      let failed = 0;
      return bake.findIndex((pair) => {
        if (isAbove(pair, 0.01)) failed++;
        return failed >= limit;
      });
    },
  };
}

/** An alarm on three of the last five minutes. */
function alarm(name: string, rateOf: (cell: Cell) => number): Rule {
  return {
    name,
    stops: (bake, { cell }) => {
      const above = bake.map((pair) => isAbove(pair, rateOf(cell)));
      return bake.findIndex(
        (_, minute) => above.slice(Math.max(0, minute - 4), minute + 1).filter(Boolean).length >= 3,
      );
    },
  };
}

/** The pooled test of two proportions on all counts so far, looked at after every so many minutes. */
function zTest(name: string, limit: number, every: number): Rule {
  return {
    name,
    stops(bake) {
      const total = { greenRequests: 0, greenErrors: 0, blueRequests: 0, blueErrors: 0 };
      return bake.findIndex((pair, minute) => {
        for (const count of Object.keys(total) as (keyof Pair)[]) total[count] += pair[count];
        return (minute + 1) % every === 0 && zOf(total) >= limit;
      });
    },
  };
}

function zOf({ greenRequests, greenErrors, blueRequests, blueErrors }: Pair): number {
  const pooled = (greenErrors + blueErrors) / (greenRequests + blueRequests);
  if (pooled === 0 || pooled === 1) return 0;
  const variance = pooled * (1 - pooled) * (1 / greenRequests + 1 / blueRequests);
  return (greenErrors / greenRequests - blueErrors / blueRequests) / Math.sqrt(variance);
}

function betaMixture(bake: readonly Pair[], { cell: { w } }: Known): number {
  let [green, blue] = [0, 0];
  return bake.findIndex(({ greenErrors, blueErrors }) => {
    green += greenErrors;
    blue += blueErrors;
    return betaLogE(green, blue, w, 100) >= -Math.log(0.05) && green > w * (green + blue);
  });
}

/**
 * ln e of green's number of errors against what its share `w` makes expected: two-sided, Beta(k w, k (1 − w)), as in
 * Netflix's sequential tests of counts.
 */
export function betaLogE(green: number, blue: number, w: number, k: number): number {
  const [a, b] = [k * w, k * (1 - w)];
  const logBeta = (x: number, y: number) => logGamma(x) + logGamma(y) - logGamma(x + y);
  return logBeta(a + green, b + blue) - logBeta(a, b) - green * Math.log(w) - blue * Math.log1p(-w);
}
