import type { WorldOptions } from "../e2e/world.ts";
import { createWorld } from "../e2e/world.ts";
import type { BuiltAction } from "./action.ts";
import type { Figure, Part } from "./figures.ts";
import { ratioFigure } from "./figures.ts";
import { isRead } from "./rounds.ts";
import { succeeded } from "./steps.ts";

/** Listeners on a page of DescribeListeners. */
const PAGE = 100;
const TARGETS = [10, 100, 1_000];
const LISTENERS = [1, 10, 100, 250];

interface Cost {
  status: number;
  deploy: number;
  reads: number;
  writes: number;
  peakMiB: number;
}

/** How the number of calls grows with the fleet and with the listeners. */
export async function measureGrowth(action: BuiltAction, quick: boolean): Promise<Part[]> {
  const [targets, listeners] = quick ? [TARGETS.slice(0, 2), LISTENERS.slice(0, 3)] : [TARGETS, LISTENERS];
  const byTargets = await each(targets, (size) => cost(action, { size, timeScale: 4 }));
  const byListeners = await each(listeners, (count) => cost(action, { listeners: count }));
  return [
    {
      title: "Growth with the number of targets",
      beside: `with ${targets[0]}`,
      figures: byTargets.flatMap(([size, now]) => {
        const start = byTargets[0]?.[1] ?? now;
        return [
          ratioFigure(`status with ${size}`, "calls", now.status, start.status, 1),
          ratioFigure(`promote with ${size}`, "calls", now.reads + now.writes, start.reads + start.writes, 1),
          ratioFigure(`promote with ${size}: peak memory`, "MiB", now.peakMiB, start.peakMiB),
        ];
      }),
      notes: ["DescribeTargetHealth and the instances of a group are not paged: a call each, however large the fleet."],
    },
    {
      title: "Growth with the number of listeners",
      beside: "page by page",
      figures: byListeners.flatMap(([count, now]): Figure[] => {
        const start = byListeners[0]?.[1] ?? now;
        const pages = Math.ceil(count / PAGE) - 1;
        return [
          ratioFigure(`status with ${count}`, "calls", now.status, start.status + pages, 1),
          ratioFigure(`promote with ${count}: reads`, "calls", now.reads, start.reads + 2 * pages, 1),
          ratioFigure(`promote with ${count}: writes`, "calls", now.writes, count + 1, 1),
          { name: `deploy with ${count}, waiting included`, value: now.deploy, unit: "calls", about: "value" },
        ];
      }),
      notes: [
        "Beside: what one listener costs and a call more per further hundred, for promote in each of its two readings.",
        "A listener is written by a call of its own, and deploy asks each for its rules: the API takes one at a time.",
      ],
    },
  ];
}

async function cost(action: BuiltAction, options: WorldOptions): Promise<Cost> {
  const world = await createWorld({ elb: { raisedQuotas: true }, image: { shared: true, bootSeconds: 0 }, ...options });
  try {
    const step = async (name: string, more: Record<string, string> = {}) => {
      const since = world.aws.calls.length;
      const run = await action.run({ ...world.inputs, step: name, ...more }, world.aws.env(), { peak: true });
      return { peakMiB: succeeded(name, run).peakMiB, calls: world.aws.calls.slice(since) };
    };
    const deploy = await step("deploy", { "image-id": world.images.v2.id });
    const status = await step("status");
    const promote = await step("promote");
    const reads = promote.calls.filter(isRead).length;
    return {
      status: status.calls.length,
      deploy: deploy.calls.length,
      reads,
      writes: promote.calls.length - reads,
      peakMiB: promote.peakMiB,
    };
  } finally {
    await world.close();
  }
}

async function each<T>(values: readonly number[], measure: (value: number) => Promise<T>): Promise<[number, T][]> {
  const results: [number, T][] = [];
  for (const value of values) results.push([value, await measure(value)]);
  return results;
}
