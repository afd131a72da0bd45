import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../aws/peers.ts";
import { ROOT } from "../runner/runner.ts";

/** A clone in which nothing, or not everything, was installed. */
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "clone-"));
  for (const file of ["package.json", "package-lock.json", ".npmrc", ".github/tools/ready.mjs"]) {
    mkdirSync(join(clone, dirname(file)), { recursive: true });
    cpSync(join(ROOT, file), join(clone, file));
  }
});
afterAll(() => rmSync(clone, { recursive: true }));

const npm = (...args: string[]) => run("npm", ["--prefix", clone, ...args], process.env);
const SCRIPTS = ["demo", "test", "test:quick", "build", "aws", "bench"];

test.each(SCRIPTS)("npm run %s says what to do when nothing is installed, in one sentence", async (script) => {
  const { code, stderr } = await npm("run", "--silent", script);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "Nothing is installed yet: run `npm ci`.\n" });
});

test("after npm ci --ignore-scripts they say how to get their Node.js", async () => {
  mkdirSync(join(clone, "node_modules"));
  const { code, stderr } = await npm("run", "--silent", "demo");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Node\.js 24 is missing .*: run `npm rebuild node --ignore-scripts=false`\.\n$/);
});

test("npm does not warn of the Node.js that it runs on itself", async () => {
  const { code, stderr } = await npm("ci", "--dry-run", "--offline", "--ignore-scripts");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
