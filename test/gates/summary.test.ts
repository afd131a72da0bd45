import { afterEach, expect, test } from "vitest";
import { summaryOf } from "../../src/action/summary/index.ts";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { gateError } from "../../src/engine/gates.ts";
import { standing, stepLog, stepResult, view } from "../unit/fixtures.ts";
import type { KeeperWorld } from "./keeper-world.ts";
import { createKeeper, MINUTE, START } from "./keeper-world.ts";

/** The summary of a step whose green failed, around what its gates say. */

let world: KeeperWorld;
afterEach(() => world.close());

const BACK = { by: "rollback", to: 0, at: START + 7 * MINUTE, verified: true } as const;
const WHY = "green answers 60 of 1,200 requests with an error";

async function failed() {
  world = await createKeeper();
  world.yesterday([5, 6_000]);
  await world.begin();
  world.move(10);
  for (let minute = 3; minute < 5; minute += 1) world.serve(minute, { green: [30, 600], blue: [5, 5_400] });
  const look = await world.look(7 * MINUTE);
  const error = gateError(look, "Fix the version and `deploy` it.");
  const warnings = [`${error.message} It is rolled back (on-failure).`, "Something else."];
  const log = stepLog({
    judged: look,
    warnings,
    now: view({ phase: "rolled-back", standing: standing({ last: BACK }) }),
    touched: true,
  });
  return { error, result: stepResult({ gates: world.keeper, log, error }) };
}

test("says why once, beside the counts, and what to do", async () => {
  const { result } = await failed();
  const markdown = summaryOf(result);
  expect(markdown.split(WHY)).toHaveLength(2);
  expect(markdown).toContain(`**❌ fail:** ${WHY}`);
  expect(markdown).toContain("| errors, compared | ❌ fail | 60 / 1,200 · 5.0 % | 10 / 10,800 · 0.093 % | e = ");
  expect(markdown).toContain("**What to do:** Fix the version and `deploy` it.");
  expect(markdown).toContain("Something else.");
  expect(markdown).toContain("**Timeline:** 14:02 weight 0 → 10 % · 14:09 weight 0 %, by this step");
});

test("says what else went wrong, as a rollback that failed", async () => {
  const { error, result } = await failed();
  const message = `${error.message} The rollback that followed failed: access is denied.`;
  const markdown = summaryOf({ ...result, error: new DeliveryError("gates", message, { verdict: "fail" }) });
  expect(markdown).toContain("The rollback that followed failed: access is denied.");
  expect(markdown).toContain("It is rolled back (on-failure).");
});
