import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unproven } from "../../.github/tools/proof.ts";
import { ROOT } from "../runner/runner.ts";

const read = (path: string) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), "utf8") : undefined);
/** The repository with one file changed; undefined: removed. */
const having = (file: string, change: (text: string) => string | undefined) => (path: string) =>
  path === file ? change(read(path) ?? "") : read(path);

test("every strategy has a test on every platform that can do it, or what to take in its place", () => {
  expect(unproven(read)).toEqual([]);
});

test("a test that is gone, has another name, or is about something else is found", () => {
  const rolling = "test/single/rolling.test.ts";
  expect(unproven(having(rolling, () => undefined))).toEqual([`The proof of rolling on ec2: ${rolling} is not there.`]);
  const renamed = having(rolling, (text) => text.replace('test("rolling replaces', 'test("it replaces'));
  expect(unproven(renamed)).toEqual([
    `The proof of rolling on ec2: ${rolling} has no test "rolling replaces ten machines two at a time…".`,
  ]);
  const walks = "test/strategies/walks.test.ts";
  const turned = having(walks, (text) => text.replaceAll('"linear", platform: "nginx"', '"canary", platform: "nginx"'));
  expect(unproven(turned).join()).toContain("The proof of linear on nginx");
  const other = having("test/in-place/world.ts", (text) => text.replace('"in-place"', '"rolling"'));
  expect(unproven(other).join()).toContain("in-place.test.ts has no in-place.");
});

test("a demo that is gone is found", () => {
  const without = having("test/demo/main.ts", (text) => text.replace("  nginx: {", "  engine: {"));
  expect(unproven(without)).toEqual(["The proof of canary on nginx: there is no demo nginx."]);
});
