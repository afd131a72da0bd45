import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiWorld } from "./world.ts";
import { binomialInterval, createApiWorld } from "./world.ts";

/** Requests that a share is measured with: the smaller it is, the more; of none and all, one request too many tells. */
const SAMPLES = [
  [0, 2_000],
  [0.5, 20_000],
  [10, 20_000],
  [33.3, 5_000],
  [50, 5_000],
  [100, 2_000],
] as const;

let world: ApiWorld;
beforeAll(async () => {
  // With a seed the split is the same in every run: a test that fails by chance once in a hundred runs helps nobody.
  world = await createApiWorld({ apiGateway: { seed: 7 } });
  expect((await world.step("deploy", { integration: world.integration("mathFloor") })).conclusion).toBe("success");
});
afterAll(() => world.close());

test.each(SAMPLES)("%s percent of the requests reach the canary", async (weight, sample) => {
  const shift = await world.step("shift", { weight: String(weight) });
  expect(shift.outputs).toMatchObject({ weight: String(weight) });
  const answers = await world.ask(sample);
  expect(Object.keys(answers).every((answer) => ["999", "1000"].includes(answer))).toBe(true);
  const share = (answers["999"] ?? 0) / sample;
  const [low, high] = binomialInterval(weight / 100, sample);
  expect(share).toBeGreaterThanOrEqual(low);
  expect(share).toBeLessThanOrEqual(high);
});
