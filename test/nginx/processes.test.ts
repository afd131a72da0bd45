import { readFileSync } from "node:fs";
import { afterEach, expect } from "vitest";
import { processesOf, runProgram } from "../../src/platforms/nginx/processes.ts";
import { until } from "../aws/until.ts";
import { NODE24 } from "../runner/runner.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { APP_FILE, createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

test("a process outlives the job: a session of its own, no trace of the runner, no secret of the job", async () => {
  world = await createWorld();
  const env = { RUNNER_TRACKING_ID: "github_1", ACTIONS_RUNTIME_TOKEN: "s3cret", MODE: "production" };
  await must(world.step("deploy", { revision: "v2" }, { env }));
  const [pid = 0] = world.pidsOf(world.ports[0]);
  const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  expect(variables).toEqual(
    expect.arrayContaining([`PORT=${world.ports[0]}`, "COLOR=blue", "REVISION=v2", "MODE=production"]),
  );
  expect(variables.filter((text) => /^(RUNNER_|ACTIONS_|GITHUB_|INPUT_)/.test(text))).toEqual([]);
  const [, session] = /^\d+ \(.*\) \S+ \d+ \d+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
  expect(Number(session)).toBe(pid);
});

test("what start leaves in the background is found and stopped, however it got there", async () => {
  world = await createWorld();
  const start = `( setsid '${NODE24}' '${APP_FILE}' < /dev/null > /dev/null 2>&1 & ) ; sleep 60 & exit 0`;
  await must(world.step("deploy", { revision: "v2", start }));
  expect(world.pidsOf(world.ports[0]).length).toBe(2);
  await must(world.step("rollback"));
  await must(world.step("teardown"));
  expect(world.pidsOf(world.ports[0])).toEqual([]);
  expect(await world.version()).toBe("v1");
});

test("inputs reach a command through its environment alone", async () => {
  world = await createWorld();
  const revision = "v2/feature@sha+1";
  await must(world.step("deploy", { revision }));
  expect((await world.step("status")).log.text).toContain(revision);
  expect(processesOf(world.stateDir, world.ports[0]).map(({ revision: runs }) => runs)).toEqual([revision]);
});

test("a stop command is run after the drain, with the variables of its side", async () => {
  world = await createWorld();
  const stop = `echo "$PORT $COLOR $REVISION" > '${world.directory}/stopped'`;
  await must(world.step("deploy", { revision: "v2", stop }));
  await must(world.step("promote"));
  await must(world.step("teardown", { stop }));
  expect(readFileSync(`${world.directory}/stopped`, "utf8")).toBe(`${world.ports[1]} green v1\n`);
  expect(world.pidsOf(world.ports[1])).toEqual([]);
});

test("a stop command that fails ends the teardown; the next one goes on", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  const failed = await world.step("teardown", { stop: "echo no such service >&2; exit 4" });
  expect(failed.log.text).toContain("ended with exit code 4");
  expect(failed.log.text).toContain("no such service");
  expect((await world.step("deploy", { revision: "v3" })).log.text).toContain("finish that one first: `teardown`");
  expect((await must(world.step("teardown"))).outputs.phase).toBe("idle");
});

test("connections that stay open are cut after drain-timeout, not before", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  const slow = fetch(`${world.nginx.url}?ms=60000`).then(
    (response) => response.status,
    () => 0,
  );
  await until("the slow request to arrive", () => connectedTo(world.ports[1]));
  await must(world.step("promote"));
  const began = Date.now();
  await must(world.step("teardown", { "drain-timeout": "6s" }));
  expect(Date.now() - began).toBeGreaterThan(5_000);
  expect(await slow).not.toBe(200);
});

test("a program that is not installed is named", async () => {
  const signal = AbortSignal.timeout(5_000);
  await expect(runProgram("no-such-program", [], { signal })).rejects.toThrow("no-such-program is not installed");
});

async function connectedTo(port: number): Promise<boolean> {
  const { socketsOf } = await import("../../src/platforms/nginx/sockets.ts");
  return (socketsOf([port]).get(port)?.connections ?? 0) > 0;
}
