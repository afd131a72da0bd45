import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiWorld } from "./world.ts";
import { binomialInterval, createApiWorld } from "./world.ts";

/** Requests that each share is measured with. */
const SAMPLE = 20_000;

let world: ApiWorld;
beforeAll(async () => {
  // With a seed the split is the same in every run: a test that fails by chance once in a hundred runs helps nobody.
  world = await createApiWorld({ apiGateway: { seed: 7 } });
  expect((await world.step("deploy", { integration: world.integration("mathFloor") })).conclusion).toBe("success");
});
afterAll(() => world.close());

test.each([0, 0.5, 10, 33.3, 50, 100])("%s percent of the requests reach the canary", async (weight) => {
  const shift = await world.step("shift", { weight: String(weight) });
  expect(shift.outputs).toMatchObject({ weight: String(weight) });
  const answers = await world.ask(SAMPLE);
  expect(Object.keys(answers).every((answer) => ["999", "1000"].includes(answer))).toBe(true);
  const share = (answers["999"] ?? 0) / SAMPLE;
  const [low, high] = binomialInterval(weight / 100, SAMPLE);
  expect(share).toBeGreaterThanOrEqual(low);
  expect(share).toBeLessThanOrEqual(high);
});
