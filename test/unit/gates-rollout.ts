import type { WeightChange } from "../../src/delivery/shifts.ts";
import type { AlarmVerdict } from "../../src/gates/alarms.ts";
import type { History } from "../../src/gates/history.ts";
import type { Judgement, Look } from "../../src/gates/judge.ts";
import { judge } from "../../src/gates/judge.ts";
import type { MetricGate } from "../../src/gates/metric-gate.ts";
import type { TestResult } from "../../src/gates/run-test.ts";
import type { GateSettings, Test } from "../../src/gates/settings.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import type { MinuteCounts, SideCounts } from "../../src/gates/source.ts";

export const MINUTE = 60_000;
/** 14:02 UTC: the weight moves ten seconds later. */
export const START = Date.UTC(2026, 2, 3, 14, 2);
export const MOVED = START + 10_000;
export const DELAY = 120_000;

/** Errors of requests. */
export type Count = readonly [errors: number, requests: number];

/** A blue that usually answers 1 of 1,000 with an error, one by one. */
export const USUAL: History = { requests: 8_640_000, errors: 8_640, dispersion: 1 };

export interface Given {
  /** Counts of judged minutes, in order; undefined: nothing was counted. */
  minutes: readonly { green: Count | undefined; blue: Count | undefined; slow?: boolean; weight?: number }[];
  settings?: Partial<GateSettings>;
  history?: History | undefined;
  alarms?: readonly AlarmVerdict[];
}

/** A look at the moment in which the last given minute has just become old enough, at one weight. */
export function lookAfter({ minutes, settings = {}, history = USUAL, alarms = [] }: Given): Look {
  const counted: MinuteCounts[] = [];
  const changes: WeightChange[] = [];
  // Each weight takes the minute of its change and two more before its first judged one.
  let at = START;
  for (const { green, blue, slow = false, weight = 10 } of minutes) {
    if (changes.at(-1)?.weight !== weight) {
      changes.push({ at: at + 10_000, weight });
      at += 3 * MINUTE;
    }
    counted.push({ at, complete: true, ...sideOf("green", green, slow), ...sideOf("blue", blue, slow) });
    at += MINUTE;
  }
  return {
    settings: { ...DEFAULTS, ...settings },
    changes,
    now: at + DELAY,
    alarms,
    counts: {
      source: "CloudWatch",
      delayMs: DELAY,
      seen: { minutes: counted },
      history: { errors: history, "client-errors": history, slow: history },
    },
  };
}

function sideOf(side: "green" | "blue", count: Count | undefined, slow: boolean): Partial<MinuteCounts> {
  if (count === undefined) return {};
  const [errors, requests] = count;
  const counts: SideCounts = slow ? { requests, errors: 0, timing: { requests, slow: errors } } : { requests, errors };
  return { [side]: counts };
}

/** What each look says, the first after one judged minute. */
export function looks(given: Given): Judgement[] {
  const found: Judgement[] = [];
  for (let count = 1; count <= given.minutes.length; count++)
    found.push(judge(lookAfter({ ...given, minutes: given.minutes.slice(0, count) }), found.at(-1)));
  return found;
}

/** The same minute many times. */
export function repeat(
  count: number,
  green: Count | undefined,
  blue: Count | undefined,
  more: { weight?: number } = {},
) {
  return Array.from({ length: count }, () => ({ green, blue, ...more }));
}

/** The result of one test. */
export function resultOf(judgement: Judgement | undefined, by: Test["by"], metric = "errors"): TestResult {
  const gate = judgement?.gates.find((one): one is MetricGate => one.kind === "metric" && one.metric === metric);
  const result = gate?.tests.find(({ test }) => test.by === by);
  if (result === undefined) throw new Error(`no ${by} of ${metric}`);
  return result;
}

/** ln e against green, as it stands at the look. */
export function against(judgement: Judgement | undefined, by: Test["by"] = "comparison", metric = "errors"): number {
  return resultOf(judgement, by, metric).against.at(-1) ?? Number.NaN;
}
