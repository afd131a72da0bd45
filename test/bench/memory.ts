import { createWorld } from "../e2e/world.ts";
import type { BuiltAction } from "./action.ts";
import { bareEnvironment, runNode } from "./action.ts";
import type { Part } from "./figures.ts";
import { estimate, median } from "./stats.ts";
import { succeeded } from "./steps.ts";

/** MiB; what the AWS actions that can be compared take at most. */
const GOAL_MIB = 75;

/** Peak memory of whole steps, from start to exit, waits included. */
export async function measureMemory(action: BuiltAction, repeats: number): Promise<Part> {
  const peaks = new Map<string, number[]>();
  const note = (name: string, peakMiB: number) => peaks.set(name, [...(peaks.get(name) ?? []), peakMiB]);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    note("bare", (await runNode(["-e", "0"], bareEnvironment(), { peak: true })).peakMiB);
    note("no inputs, refused", (await runNode([action.main], action.environment({}), { peak: true })).peakMiB);
    const world = await createWorld();
    const step = async (name: string, more: Record<string, string> = {}, label = name) => {
      const run = await action.run({ ...world.inputs, step: name, ...more }, world.aws.env(), { peak: true });
      note(label, succeeded(name, run).peakMiB);
    };
    try {
      await step("status");
      await step("deploy", { "image-id": world.images.v2.id }, "deploy with image-id");
      await step("promote");
      await step("rollback");
      await step("deploy", { "image-id": world.images.v2.id }, "deploy with image-id");
      await step("promote");
      await step("teardown", { "scale-down-delay": "1s" });
      await step("deploy", { "launch-template-version": "1" }, "deploy with launch-template-version");
    } finally {
      await world.close();
    }
  }
  const bare = median(peaks.get("bare") ?? []);
  const bounded = (name: string) => /status|promote|deploy/.test(name);
  return {
    title: `Peak memory of a whole step: ${repeats} worlds of two targets`,
    beside: "node -e 0",
    figures: [...peaks]
      .filter(([name]) => name !== "bare")
      .map(([name, values]) => {
        const peak = estimate(values);
        return {
          name,
          value: peak.median,
          unit: "MiB",
          beside: bare,
          ratio: peak.median / bare,
          about: "value",
          interval: [peak.low, peak.high],
          ...(bounded(name) ? { goal: GOAL_MIB } : {}),
        };
      }),
    notes: [],
  };
}
