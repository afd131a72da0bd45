import type { World } from "../e2e/world.ts";
import { createWorld } from "../e2e/world.ts";
import type { BuiltAction } from "./action.ts";
import type { Part } from "./figures.ts";
import { valueFigure } from "./figures.ts";
import { isRead } from "./rounds.ts";
import { estimate } from "./stats.ts";
import { succeeded } from "./steps.ts";

/** Milliseconds that AWS takes to answer, about. */
const LATENCY_MS = 40;
/** Milliseconds between two deploys' starts: one at a time has the processor when it matters. */
const STAGGER_MS = 1_130;
const GOAL_SECONDS = 2;
const GOAL_CALLS_PER_SECOND = 1;

interface Sample {
  /** Seconds from the moment the last target turned healthy. */
  toLook: number;
  toEnd: number;
  callsPerSecond: number;
  seconds: number;
}

/** How soon a deploy acts on its last target's turning healthy, and how often it asks until then. */
export async function measureWaiting(action: BuiltAction, runs: number): Promise<Part> {
  const samples = await Promise.all(
    Array.from({ length: runs }, async (_, index) => {
      // Clocks a little apart, so that the moments fall anywhere between two looks.
      const world = await createWorld({ timeScale: 0.95 + (0.1 * index) / runs });
      try {
        await new Promise((resolve) => setTimeout(resolve, index * STAGGER_MS));
        return await sample(action, world);
      } finally {
        await world.close();
      }
    }),
  );
  const of = (member: keyof Sample) => estimate(samples.map((one) => one[member]));
  return {
    title: `Waiting: ${runs} deploys at AWS's own pace, ${LATENCY_MS} ms per answer`,
    beside: "",
    figures: [
      valueFigure("last target healthy → the answer that says so", "s", of("toLook")),
      valueFigure("last target healthy → deploy has ended", "s", of("toEnd"), GOAL_SECONDS),
      valueFigure("asking while it waits", "calls/s", of("callsPerSecond"), GOAL_CALLS_PER_SECOND),
      valueFigure("length of the wait", "s", of("seconds")),
    ],
    notes: [],
  };
}

async function sample(action: BuiltAction, world: World): Promise<Sample> {
  world.aws.faults.add({ effect: { kind: "delay", ms: LATENCY_MS } });
  const inputs = { ...world.inputs, step: "deploy", "image-id": world.images.v2.id };
  const { endedAt } = succeeded("deploy", await action.run(inputs, world.aws.env()));
  const targets = [...world.aws.elb.group(world.greenTg).targets.values()];
  const healthyAt = Math.max(...targets.map(({ healthySince }) => healthySince ?? Number.NaN));
  const began = world.aws.calls.findLast((call) => !isRead(call))?.endedAt ?? Number.NaN;
  const asked = world.aws.calls.filter(({ startedAt }) => startedAt >= began);
  const look = asked.find(({ action, endedAt }) => action === "DescribeTargetHealth" && endedAt >= healthyAt);
  const seconds = (endedAt - began) / 1_000;
  return {
    toLook: ((look?.endedAt ?? Number.NaN) - healthyAt) / 1_000,
    toEnd: (endedAt - healthyAt) / 1_000,
    callsPerSecond: asked.length / seconds,
    seconds,
  };
}
