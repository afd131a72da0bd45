import { appendFileSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import type { SideName } from "../../src/delivery/standing.ts";
import { AccessLogSource } from "../../src/gates/sources/access-log.ts";
import { until } from "../aws/until.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

/** The log that `setup` lays down, beside those that the site has. */

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };

test("each delivered request is one line; the step's own are told apart, and the site's log goes on", async () => {
  world = await createWorld();
  const own = linesOf("access.log").length;
  const source = sourceOf();
  expect(await source.probe()).toBeUndefined();
  expect(await sums(source)).toBe("green 0/0, blue 0/0");
  await must(world.step("deploy", { ...CANARY, revision: "errs-1" }));
  await must(world.step("shift", { ...CANARY, weight: "50" }));
  const { status } = await seen("errs-1");
  expect(status).toBe(500);
  await seen("v1");
  await until("both to be logged", async () => /green [1-9]\d*\/[1-9]\d*, blue [1-9]\d*\/0/.test(await sums(source)));
  expect(linesOf("access.log").length).toBeGreaterThan(own);
  // Nobody's address, path or cookie is in it.
  expect(Object.keys(JSON.parse(linesOf("delivery/shop.jsonl")[0] ?? ""))).toEqual([
    "t",
    "p",
    "s",
    "us",
    "ut",
    "rt",
    "r",
  ]);
});

test("a green that dies is counted by what it did, though blue answers for it", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "100" }));
  await world.crash(world.ports[0]);
  expect(await world.version()).toBe("v1");
  const source = sourceOf();
  await until("the failed attempt to be logged", async () => (await sums(source)).startsWith("green 1/1"));
});

test("a site with logs of its own is told so; with the include beside them both are written", async () => {
  world = await createWorld({ ready: false });
  const theirs = `access_log ${world.directory}/site.log;`;
  const site = world.nginx.delivered.replace("open_file_cache off;", `open_file_cache off; ${theirs}`);
  world.nginx.write(site);
  const setup = await must(world.step("setup"));
  expect(setup.log.text).toContain(`nginx does not write ${world.directory}/delivery/shop.jsonl`);
  expect(await sourceOf().probe()).toMatchObject({ reasons: [expect.stringContaining("does not write")] });
  world.nginx.write(site.replace(theirs, `${theirs} include ${world.directory}/delivery/shop.log.inc;`));
  world.nginx.reload();
  await expect
    .poll(async () => (await must(world.step("setup"))).log.text, { timeout: 60_000 })
    .not.toContain("nginx does not write");
  expect(await sourceOf().probe()).toBeUndefined();
  const before = linesOf("site.log").length;
  await world.ask();
  expect(linesOf("site.log").length).toBe(before + 1);
});

test("a rotated log is read on, and one that nginx was not told of is found", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "100" }));
  const path = join(world.directory, "delivery", "shop.jsonl");
  expect(statSync(path).mode & 0o777).toBe(0o644);
  const source = sourceOf();
  await world.ask();
  await until("the first", async () => (await sums(source)).startsWith("green 1/"));
  renameSync(path, `${path}.1`);
  appendFileSync(path, "");
  await world.ask();
  expect(await sourceOf().probe()).toMatchObject({ reasons: [expect.stringContaining("without telling nginx")] });
  world.nginx.reopen();
  await until("the new file to be nginx's", async () => {
    await world.ask();
    return statSync(path).size > 0;
  });
  expect(await sourceOf().probe()).toBeUndefined();
  await until("the lines of both files", async () => Number(/green (\d+)/.exec(await sums(source))?.[1]) >= 3);
});

function sourceOf(): AccessLogSource {
  const clock = { now: Date.now, sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) };
  const [green, blue] = world.ports;
  const path = join(world.directory, "delivery", "shop.jsonl");
  return new AccessLogSource({ path, ports: { green, blue }, clock, signal: new AbortController().signal });
}

/** `green 3/1, blue 5/0`: requests and errors of the last hour. */
async function sums(source: AccessLogSource): Promise<string> {
  const now = Math.ceil(Date.now() / 60_000) * 60_000;
  const reading = await source.read({ from: now - 3_600_000, to: now });
  if ("problem" in reading) throw new Error(reading.problem.reasons.join());
  const sum = (side: SideName, name: "requests" | "errors") =>
    reading.minutes.reduce((all, minute) => all + (minute[side]?.[name] ?? 0), 0);
  return (["green", "blue"] as const)
    .map((side) => `${side} ${sum(side, "requests")}/${sum(side, "errors")}`)
    .join(", ");
}

/** Asks until a version answers. */
async function seen(version: string): Promise<{ status: number; body: string }> {
  let answer = await world.ask();
  await until(version, async () => {
    answer = await world.ask();
    return answer.body.startsWith(version);
  });
  return answer;
}

function linesOf(name: string): string[] {
  return readFileSync(join(world.directory, name), "utf8").split("\n").filter(Boolean);
}
