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
  ["Copy what is left", "Copied what is left"],
  ["Smoke test: / on web", "Smoke test: / on web"],
])("%s: once it is done, %s", (plan, done) => {
  expect(past(plan)).toBe(done);
});

/** Verbs that a plan may well begin with, and whose past is not formed by the rule. */
const UNRULY =
  "Begin Bind Break Bring Build Buy Catch Choose Cut Do Draw Drop Feed Find Forget Get Give Go Hang Have Hold Keep Lay Lead Leave Let Lose Make Meet Pay Pin Plan Put Read Run Say See Seek Sell Send Set Ship Shut Skip Slow Spin Split Stand Stop Swap Take Teach Tear Tell Throw Trim Undo Unset Write".split(
    " ",
  );

test("no verb that a plan begins with has a past that nobody would write", () => {
  const src = join(import.meta.dirname, "../../src");
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const verbs = files.flatMap((file) => {
    const text = readFileSync(join(src, file), "utf8");
    return [...text.matchAll(/summary(?::|\s*=)\s*[`"]([A-Z][a-z]+) /g)].map(([, verb = ""]) => verb);
  });
  expect(verbs.length).toBeGreaterThan(30);
  for (const verb of new Set(verbs)) {
    const byRule = past(verb) === `${verb}ed` || past(verb) === `${verb}d`;
    expect([verb, byRule && UNRULY.includes(verb)]).toEqual([verb, false]);
  }
});
