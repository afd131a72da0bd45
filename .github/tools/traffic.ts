/** The traffic of each strategy, step by step, as a table: the pictures of docs/strategies are drawn of it. */
import { addingPercentages, paceOf, rollingPercentages } from "../../src/delivery/batches.ts";
import { DEFAULT_RAMPS, parseRamp } from "../../src/delivery/ramp.ts";
import { STRATEGY_TRAITS } from "../../src/delivery/strategies.ts";
import type { Step, Strategy } from "../../src/delivery/vocabulary.ts";

/** Machines of a fleet in the pictures, and how many of them change at a time. */
export const SIZE = 4;
export const BATCH = 2;

/** The share of somebody's requests that green answers, in percent; undefined: nobody answers. */
export interface Share {
  /** Whose requests; undefined: everyone's. */
  who: string | undefined;
  green: number | undefined;
}

/** What a machine does. Green is the new version, wherever it runs. */
export type Machine = "blue" | "green" | "idle blue" | "idle green" | "out";

/** What is true once a step, or a batch of it, is there. */
export interface Moment {
  /** Undefined: before anything. */
  step: Step | undefined;
  title: string;
  shares: readonly Share[];
  machines: readonly Machine[];
}

export interface Course {
  /** The strategy in a title. */
  name: string;
  moments: readonly Moment[];
  /** In one sentence. */
  wayBack: string;
}

const ONE_CHANGE = "The way back, until teardown: rollback gives blue 100 % again, in one change.";
const EVERYONE = "The way back, until teardown: rollback gives blue everyone again, the cohort too.";
const BACKWARDS = "The way back: rollback does the same backwards, and takes as long.";

/** What happens to the traffic by default, on `ec2` where machines are drawn. */
export const COURSES: Readonly<Record<Strategy, Course>> = {
  "blue-green": { name: "Blue/green", moments: twoSides("blue-green"), wayBack: ONE_CHANGE },
  "red-black": { name: "Red/black", moments: twoSides("red-black"), wayBack: ONE_CHANGE },
  canary: { name: "Canary", moments: twoSides("canary"), wayBack: ONE_CHANGE },
  linear: { name: "Linear", moments: twoSides("linear"), wayBack: ONE_CHANGE },
  "ab-test": { name: "A/B test", moments: twoSides("ab-test"), wayBack: EVERYONE },
  "all-at-once": {
    name: "All at once on ec2",
    moments: [
      moment(undefined, "before", ["blue", SIZE]),
      moment("deploy", "deploy goes on", ["out", SIZE]),
      moment("deploy", "deploy is done", ["green", SIZE]),
    ],
    wayBack: `${BACKWARDS} There is an outage again.`,
  },
  rolling: {
    name: "Rolling",
    moments: inBatches(SIZE - paceOf(SIZE, rollingPercentages(SIZE, BATCH)).lowest),
    wayBack: BACKWARDS,
  },
  "rolling-with-additional-batch": {
    name: "Rolling with an additional batch",
    moments: withAdditionalBatch(paceOf(SIZE, addingPercentages(SIZE, BATCH)).most - SIZE),
    wayBack: BACKWARDS,
  },
  "in-place": { name: "In place", moments: inBatches(BATCH), wayBack: BACKWARDS },
};

/** Two fleets: what each has follows from green's weight. */
function twoSides(strategy: Strategy): Moment[] {
  const { climbs, cohort } = STRATEGY_TRAITS[strategy];
  const rungs = parseRamp(DEFAULT_RAMPS[strategy])?.rungs ?? [];
  // The last rung of everyone's ramp is `promote`; a cohort that has all of it is not everyone yet.
  const shifts = climbs ? rungs.filter((rung) => rung < 100 || cohort) : [];
  const sides = (step: Step, title: string, weight: number, everyone: number): Moment => ({
    step,
    title,
    shares: cohort
      ? [
          { who: "cohort", green: weight },
          { who: "all others", green: everyone },
        ]
      : [{ who: undefined, green: everyone }],
    machines: [
      ...machines(everyone === 100 ? "idle blue" : "blue", SIZE),
      ...machines(weight === 0 ? "idle green" : "green", SIZE),
    ],
  });
  const done = sides("teardown", "teardown", 100, 100);
  const first = sides("deploy", "before", 0, 0);
  return [
    { ...first, step: undefined, machines: machines("blue", SIZE) },
    sides("deploy", "deploy", 0, 0),
    ...shifts.map((rung) => sides("shift", `shift to ${rung} %`, rung, cohort ? 0 : rung)),
    sides("promote", "promote", 100, 100),
    { ...done, machines: machines("green", SIZE) },
  ];
}

/** One fleet, of which a batch is out at a time. */
function inBatches(batch: number): Moment[] {
  const moments = [moment(undefined, "before", ["blue", SIZE])];
  for (let done = 0, number = 1; done < SIZE; done += batch, number += 1) {
    const taken = Math.min(batch, SIZE - done);
    moments.push(
      moment("deploy", `batch ${number} is out`, ["green", done], ["out", taken], ["blue", SIZE - done - taken]),
      moment("deploy", `batch ${number} is back`, ["green", done + taken], ["blue", SIZE - done - taken]),
    );
  }
  return moments;
}

/** One fleet with a batch more, which is there before any machine goes. */
function withAdditionalBatch(batch: number): Moment[] {
  const moments = [moment(undefined, "before", ["blue", SIZE])];
  for (let done = 0, number = 1; done < SIZE; done += batch, number += 1) {
    const taken = Math.min(batch, SIZE - done);
    moments.push(
      moment("deploy", `batch ${number} starts`, ["blue", SIZE - done], ["green", done], ["out", taken]),
      moment("deploy", `batch ${number} serves`, ["blue", SIZE - done], ["green", done + taken]),
      moment("deploy", `${taken} old ones are gone`, ["blue", SIZE - done - taken], ["green", done + taken]),
    );
  }
  return moments;
}

/** A load balancer gives each healthy machine the same. */
function moment(step: Step | undefined, title: string, ...parts: readonly (readonly [Machine, number])[]): Moment {
  const all = parts.flatMap(([machine, count]) => machines(machine, count));
  const [blue, green] = [all.filter((one) => one === "blue").length, all.filter((one) => one === "green").length];
  const share = blue + green === 0 ? undefined : Math.round((100 * green) / (blue + green));
  return { step, title, shares: [{ who: undefined, green: share }], machines: all };
}

function machines(machine: Machine, count: number): Machine[] {
  return Array.from({ length: count }, () => machine);
}

/** The course in words, for who does not see the picture. */
export function inWords({ name, moments, wayBack }: Course): string {
  const said = moments.map(({ title, shares }) => `${title}: ${shares.map(shareInWords).join(", ")}`);
  return `${name}. ${said.join("; ")}. ${wayBack}`;
}

function shareInWords({ who, green }: Share): string {
  const whose = who === undefined ? "" : `${who} `;
  if (green === undefined) return `${whose}nobody answers`;
  if (green === 0) return `${whose}blue 100 %`;
  return green === 100 ? `${whose}green 100 %` : `${whose}blue ${100 - green} % and green ${green} %`;
}
