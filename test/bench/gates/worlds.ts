import type { MinuteTotal } from "../../../src/gates/history.ts";
import type { Pair } from "../../../src/gates/likelihood.ts";
import type { Random } from "./random.ts";

/** A service and the share of its requests that green gets. */
export interface Cell {
  /** Requests a second. */
  perSecond: number;
  /** Green's share, 0–1. */
  w: number;
  /** Blue's share of errors, 0–1. */
  rate: number;
}

/** Minutes of a bake. */
export const BAKE = 30;
const DAY = 1_440;

/** From a small service to a large one, from a careful weight to half of the traffic, from good to bad. */
export const CELLS: readonly Cell[] = [10, 30, 100, 300, 1_000].flatMap((perSecond) =>
  [0.05, 0.1, 0.25, 0.5].flatMap((w) => [0.0001, 0.001, 0.01].map((rate) => ({ perSecond, w, rate }))),
);

/** How a service errs, green like blue but for what its name says. */
export interface World {
  name: string;
  /** Green's error rate over blue's where nothing is wrong. */
  ratio: number;
  /** Mean size of the clusters in which errors come. */
  cluster: number;
  /** A shared dependency fails 5 % of all requests for five minutes of the bake. */
  incident: boolean;
  /** One of ten processes of each side fails 10 % of its requests for a minute, every three hours. */
  process: boolean;
}

const PLAIN: World = { name: "plain", ratio: 1, cluster: 1, incident: false, process: false };
/** Releases that are good, in worlds that are not those of textbooks. */
export const WORLDS: readonly World[] = [
  PLAIN,
  { ...PLAIN, name: "shared incident, 5 % for 5 min", incident: true },
  { ...PLAIN, name: "green 1.2 times worse", ratio: 1.2 },
  { ...PLAIN, name: "errors in clusters of 5", cluster: 5 },
  { ...PLAIN, name: "errors in clusters of 10", cluster: 10 },
  { ...PLAIN, name: "one process of ten, 10 % for 1 min", process: true },
];
/** Where the worlds are tried. */
export const WORLD_CELLS: readonly Cell[] = [
  { perSecond: 100, w: 0.1, rate: 0.001 },
  { perSecond: 100, w: 0.5, rate: 0.01 },
  { perSecond: 1_000, w: 0.25, rate: 0.001 },
];

/** The counts of a bake, minute by minute, for a green of `ratio` times blue's error rate. */
export function drawBake(cell: Cell, ratio: number, random: Random, world: World = PLAIN): Pair[] {
  const incident = world.incident ? Math.floor(random.next() * (BAKE - 5)) : BAKE;
  return Array.from({ length: BAKE }, (_, minute) => {
    const extra = minute >= incident && minute < incident + 5 ? 0.05 : 0;
    const [green, blue] = [side(cell, cell.w, random), side(cell, 1 - cell.w, random)];
    return {
      greenRequests: green,
      greenErrors: errorsOf(green, cell.rate * ratio * world.ratio + extra, random, world),
      blueRequests: blue,
      blueErrors: errorsOf(blue, cell.rate + extra, random, world),
    };
  });
}

/** The day before, of both sides together. */
export function drawDay(cell: Cell, random: Random, world: World): MinuteTotal[] {
  return Array.from({ length: DAY }, (_, minute) => {
    const requests = side(cell, 1, random);
    return { at: minute * 60_000, requests, errors: errorsOf(requests, cell.rate, random, world) };
  });
}

function side({ perSecond }: Cell, share: number, random: Random): number {
  return random.poisson(perSecond * 60 * share);
}

function errorsOf(requests: number, rate: number, random: Random, { cluster, process }: World): number {
  const burst = process && random.next() < 1 / 180 ? 0.1 * 0.1 : 0;
  const mean = requests * (rate + burst);
  return Math.min(requests, cluster === 1 ? random.poisson(mean) : random.clusters(mean, cluster));
}
