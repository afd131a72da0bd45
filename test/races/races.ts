import type { TrafficResult } from "../e2e/traffic.ts";
import type { StepResult } from "../runner/runner.ts";

/** Two runs of the built action against one rollout, some milliseconds apart, under load. */

export const PHASES = ["deployed", "shifting", "promoted", "rolled-back"] as const;
export type RacePhase = (typeof PHASES)[number];

export const RUNNERS = [
  "deploy again",
  "deploy another",
  "deploy in its place",
  "shift",
  "promote",
  "rollback",
  "teardown",
] as const;
export type Runner = (typeof RUNNERS)[number];

export interface Race {
  phase: RacePhase;
  runs: readonly [Runner, Runner];
  /** Milliseconds by which the second starts later. */
  apart: number;
}

/** A small generator with a seed, so that a race that fails can be drawn again. */
export function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function draw(next: () => number): Race {
  const one = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)] as T;
  return { phase: one(PHASES), runs: [one(RUNNERS), one(RUNNERS)], apart: Math.floor(next() ** 2 * 3_000) };
}

export function describeRace({ phase, runs, apart }: Race): string {
  return `${phase}: ${runs.join(" | ")}, ${apart} ms apart`;
}

/** Where a race is run: a world of its own. */
export interface Track {
  /** Runs a step of the built action, as the workflow run with this number. */
  run(runner: Runner | "deploy", id: number): Promise<StepResult>;
  traffic(): { stop(): Promise<TrafficResult> };
  close(): Promise<void>;
}

/** How a rollout gets there. */
const WAYS: Record<RacePhase, readonly (Runner | "deploy")[]> = {
  deployed: ["deploy"],
  shifting: ["deploy", "shift"],
  promoted: ["deploy", "promote"],
  "rolled-back": ["deploy", "promote", "rollback"],
};

/** Goals as a user reads them: what the outputs of a step that succeeded have to say. */
const GOALS: Record<Runner, (outputs: Record<string, string>) => boolean> = {
  "deploy again": ({ phase }) => ["deployed", "shifting", "promoted", "idle"].includes(phase ?? ""),
  "deploy another": ({ phase }) => phase === "deployed",
  "deploy in its place": ({ phase }) => phase === "deployed",
  shift: ({ weight }) => weight === "50",
  promote: ({ weight, phase }) => weight === "100" || phase === "idle",
  rollback: ({ weight }) => weight === "0",
  // What another run has begun since is that run's to tell of.
  teardown: ({ phase, "rollout-id": rollout = "" }) => phase === "idle" || !rollout.endsWith("/runs/7"),
};

/** Runs one race, and says what is wrong with its end. */
async function runRace(track: Track, race: Race): Promise<string[]> {
  for (const step of WAYS[race.phase]) {
    const { exitCode, log } = await track.run(step, 7);
    if (exitCode !== 0) return [`${describeRace(race)}: ${step} did not lead to the start: ${log.text.slice(-1_000)}`];
  }
  const traffic = track.traffic();
  const [first, second] = race.runs;
  const results = await Promise.all([
    track.run(first, 1),
    new Promise((resolve) => setTimeout(resolve, race.apart)).then(() => track.run(second, 2)),
  ]);
  const { answered, failed } = await traffic.stop();
  const wrong: string[] = [];
  if (failed > 0) wrong.push(`${failed} of ${answered + failed} requests failed`);
  for (const [index, result] of results.entries()) {
    const runner = race.runs[index] ?? "shift";
    const { outputs } = result;
    const error = JSON.parse(outputs.result ?? "{}").error as { code?: string; message?: string } | undefined;
    if (result.exitCode === 0 && !GOALS[runner](outputs)) {
      wrong.push(`${runner} succeeded with phase ${outputs.phase}, weight ${outputs.weight}`);
    }
    if (error?.code === "internal" || (result.exitCode !== 0 && error === undefined)) {
      wrong.push(`${runner} broke: ${error?.message ?? result.log.text.slice(-2_000)}`);
    }
  }
  return wrong.map((what) => `${describeRace(race)}: ${what}`);
}

/** So many races, some of them side by side. */
export async function runRaces(
  open: () => Promise<Track>,
  { count, seed, lanes }: { count: number; seed: number; lanes: number },
): Promise<string[]> {
  const next = drawing(seed);
  const left = Array.from({ length: count }, () => draw(next));
  const wrong: string[] = [];
  const lane = async () => {
    for (let race = left.pop(); race !== undefined; race = left.pop()) {
      const track = await open();
      try {
        wrong.push(...(await runRace(track, race)));
      } finally {
        await track.close();
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return wrong;
}
