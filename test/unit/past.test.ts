import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { past } from "../../src/action/summary/done.ts";

test.each([
  ["Set the weights to blue 0, green 100", "Set the weights to blue 0, green 100"],
  ["Wait until web-b is empty", "Waited until web-b is empty"],
  ["Bake 10 % for 5m", "Baked 10 % for 5m"],
  ["Give web-a its minimum of 1 back", "Gave web-a its minimum of 1 back"],
  ["Stop shop on 7001", "Stopped shop on 7001"],
  ["Smoke test: / on web", "Smoke test: / on web"],
])("%s: once it is done, %s", (plan, done) => {
  expect(past(plan)).toBe(done);
});

/** The verbs of all plans, as the sources have them, and what the rule makes of each: whoever adds one looks at it. */
test("every verb that a plan begins with has its past", () => {
  const src = join(import.meta.dirname, "../../src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const verbs = files.flatMap((file) => {
    const text = readFileSync(join(src, file), "utf8");
    return [...text.matchAll(/summary(?::|\s*=)\s*[`"]([A-Z][a-z]+) /g)].map(([, verb = ""]) => verb);
  });
  const pasts = [...new Set(verbs)].sort().map(past);
  expect(pasts.join(" ")).toMatchInlineSnapshot(
    `"Allowed Asked Attached Baked Brought Called Claimed Cleared Closed Created Deleted Detached Ended Finished Forgot Gave Had Held Judged Left Lifted Looked Made Marked Noted Pointed Put Recorded Removed Replaced Restored Scaled Set Smoke Started Stopped Took Waited Wrote"`,
  );
});
