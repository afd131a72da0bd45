import type { Call } from "../aws/server.ts";
import type { WorldOptions } from "../e2e/world.ts";
import { createWorld } from "../e2e/world.ts";
import type { BuiltAction, Run } from "./action.ts";
import { BOUNDS } from "./bounds.ts";
import type { Figure, Part } from "./figures.ts";
import { ratioFigure } from "./figures.ts";
import { rounds, splitWaits } from "./rounds.ts";
import { median } from "./stats.ts";

/**
 * Every answer takes so many milliseconds, so that calls made together overlap in time whatever else slows the
 * process: more than it takes to load the largest client.
 */
const LATENCY_MS = 600;
/** Sequential rounds of a step that are the goal; the last two of a promote are the look that judges where it ended. */
const GOALS: Record<string, number> = { status: 2, promote: 6 };
const FLEETS = ["paired", "cloned"] as const;

interface Counts {
  calls: number;
  rounds: number;
  looks: number;
}

/** Calls and sequential rounds of every step of a rollout, beside the fewest that the API allows. */
export async function measureSteps(action: BuiltAction, repeats: number): Promise<Part> {
  const walks = { paired: [] as Map<string, Counts>[], cloned: [] as Map<string, Counts>[] };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const [paired, cloned] = await Promise.all(FLEETS.map((fleet) => walk(action, fleet)));
    if (paired !== undefined) walks.paired.push(paired);
    if (cloned !== undefined) walks.cloned.push(cloned);
  }
  const figures = FLEETS.flatMap((fleet) =>
    BOUNDS.flatMap((bound): Figure[] => {
      const of = (count: keyof Counts) => median(walks[fleet].map((steps) => steps.get(bound.step)?.[count] ?? 0));
      const goal = GOALS[bound.step];
      return [
        ratioFigure(`${bound.step}, ${fleet}: calls`, "calls", of("calls"), bound[fleet].calls),
        {
          ...ratioFigure(`${bound.step}, ${fleet}: in sequence`, "rounds", of("rounds"), bound[fleet].rounds),
          about: "value",
          ...(goal === undefined ? {} : { goal }),
        },
        ...(of("looks") === 0
          ? []
          : [
              {
                name: `${bound.step}, ${fleet}: while waiting`,
                value: of("looks"),
                unit: "calls" as const,
                about: "value" as const,
              },
            ]),
      ];
    }),
  );
  return {
    title: `API calls per step: ${repeats} rollouts of two targets and one listener, ${LATENCY_MS} ms per answer`,
    beside: "lower bound",
    figures,
    notes: BOUNDS.map(({ step, why }) => `${step}: ${why}`),
  };
}

/** One rollout there, back, and there again; the first run of each step counts. */
async function walk(action: BuiltAction, fleet: NonNullable<WorldOptions["fleet"]>): Promise<Map<string, Counts>> {
  const world = await createWorld({ fleet });
  const counts = new Map<string, Counts>();
  try {
    world.aws.faults.add({ effect: { kind: "delay", ms: LATENCY_MS } });
    const step = async (name: string, more: Record<string, string> = {}) => {
      const since = world.aws.calls.length;
      succeeded(name, await action.run({ ...world.inputs, step: name, ...more }, world.aws.env()));
      if (!counts.has(name)) counts.set(name, count(name, world.aws.calls.slice(since)));
    };
    await step("deploy", { "image-id": world.images.v2.id });
    // Without a rollout on record it reads besides what the next deploy would.
    await step("status");
    await step("promote");
    await step("rollback");
    await step("deploy", { "image-id": world.images.v2.id });
    await step("promote");
    await step("teardown", { "scale-down-delay": "1s" });
  } finally {
    await world.close();
  }
  return counts;
}

function count(step: string, calls: readonly Call[]): Counts {
  const { work, waits } = splitWaits(step, calls);
  return { calls: work.length, rounds: rounds(work), looks: waits.length };
}

/** The run, when it succeeded. */
export function succeeded(step: string, run: Run): Run {
  if (run.exitCode === 0) return run;
  throw new Error(`${step} ended with ${run.exitCode}:\n${run.output}`);
}
