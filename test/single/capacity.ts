import type { SingleWorld } from "./world.ts";

/** Milliseconds between two looks at who serves. */
const PAUSE_MS = 100;

/** Looks at the group's machines ten times a second, until it is told to stop. */
export function sampleCapacity(world: SingleWorld) {
  const { aws, blueTg } = world;
  let fewest = Number.POSITIVE_INFINITY;
  let most = 0;
  let none = 0;
  const timer = setInterval(() => {
    const healthy = [...aws.elb.group(blueTg).targets.values()].filter(({ state }) => state === "healthy").length;
    const alive = (world.group("shop")?.instances ?? []).filter(({ lifecycle }) => !lifecycle.startsWith("Terminat"));
    fewest = Math.min(fewest, healthy);
    most = Math.max(most, alive.length);
    if (healthy === 0) none += 1;
  }, PAUSE_MS);
  return {
    stop() {
      clearInterval(timer);
      return { fewest, most, withoutMs: none * PAUSE_MS };
    },
  };
}
