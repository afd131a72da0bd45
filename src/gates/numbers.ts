import type { Judgement } from "./judge.ts";
import type { MinuteCounts } from "./source.ts";

/** Minutes that the numbers hold at most: an output of GitHub has an end. */
const MAX_MINUTES = 720;

/**
 * What a look was judged by, for the output `result`: the same numbers per minute that people see as sums.
 *
 * @param minutes as the source told them, also those that were left out.
 */
export function numbersOf({ verdict, reason, gates, window, at }: Judgement, minutes: readonly MinuteCounts[]) {
  const judged = new Map(window.judged.map((minute) => [minute.at, minute]));
  const told = minutes.slice(-MAX_MINUTES).map(({ at: start, green, blue }) => ({
    t: start / 1_000,
    ...(green === undefined ? {} : { green }),
    ...(blue === undefined ? {} : { blue }),
    ...judgedOrNot(judged.get(start)?.weight, leftOutReason(window, start)),
  }));
  return {
    at: at / 1_000,
    verdict,
    reason,
    gates: gates.map((gate) => ({
      kind: gate.kind,
      verdict: gate.verdict,
      reason: gate.reason,
      ...(gate.kind === "metric" ? { dispersion: gate.dispersion, tests: gate.tests.map(numbersOfTest) } : {}),
    })),
    minutes: told,
    ...(minutes.length > told.length ? { omittedMinutes: minutes.length - told.length } : {}),
  };
}

function judgedOrNot(weight: number | undefined, leftOut: string | undefined) {
  if (weight !== undefined) return { judged: true, weight };
  return { judged: false, ...(leftOut === undefined ? {} : { leftOut }) };
}

function leftOutReason({ leftOut }: Judgement["window"], at: number): string | undefined {
  return leftOut.find(({ from, to }) => from <= at && at <= to)?.reason;
}

type MetricTest = Extract<Judgement["gates"][number], { kind: "metric" }>["tests"][number];

/** e as its natural logarithm: it may be larger than JSON can say. */
function numbersOfTest({ test, verdict, green, blue, against, failsAt, inFavour, passesAt, ...more }: MetricTest) {
  return {
    ...test,
    verdict,
    green,
    blue,
    lnE: against,
    failsAt,
    lnEForGreen: inFavour,
    passesAt,
    ...(more.failedAt === undefined ? {} : { failedAt: more.failedAt / 1_000 }),
    ...(more.atLeast === undefined ? {} : { atLeast: more.atLeast }),
  };
}
