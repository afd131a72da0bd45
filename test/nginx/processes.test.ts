import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { processesOf, runProgram } from "../../src/platforms/nginx/processes.ts";
import { NODE24 } from "../runner/runner.ts";
import { until } from "../until.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { APP_FILE, createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

/** Stands for a supervisor that is not there: notes what it is told, and starts and stops processes by a script. */
function stand(name: string, script: string): Record<string, string> {
  const directory = join(world.directory, "bin");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), `#!/bin/sh\necho "$@" >> '${directory}/${name}.log'\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
  return { PATH: `${directory}:${process.env.PATH ?? ""}:/usr/sbin` };
}

const told = (name: string) =>
  readFileSync(join(world.directory, "bin", `${name}.log`), "utf8")
    .trim()
    .split("\n");

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

test("systemd: the instances of a template unit, by their ports", async () => {
  world = await createWorld({ ready: false });
  const env = stand(
    "systemctl",
    `port=$(echo "$2" | sed 's/shop@\\(.*\\).service/\\1/')
pidfile='${world.directory}'/$port.pid
[ -e "$pidfile" ] && kill "$(cat "$pidfile")" 2> /dev/null; rm -f "$pidfile"
[ "$1" = restart ] || exit 0
set -a; . '${world.stateDir}'/$port.env
setsid '${NODE24}' '${APP_FILE}' < /dev/null > /dev/null 2>&1 & echo $! > "$pidfile"`,
  );
  world.nginx.deliver();
  await must(world.step("setup"));
  const unit = { start: "", unit: "shop@.service" };
  for (const revision of ["v1", "v2"]) {
    await must(world.step("deploy", { ...unit, revision }, { env }));
    await must(world.step("promote", {}, { env }));
    await must(world.step("teardown", unit, { env }));
    expect(await world.version()).toBe(revision);
  }
  const [first, second] = world.ports;
  const calls = told("systemctl").map((line) => line.replace(String(first), "A").replace(String(second), "B"));
  expect(calls).toEqual(["restart shop@B.service", "restart shop@A.service", "stop shop@B.service"]);
  expect(readFileSync(join(world.stateDir, `${first}.env`), "utf8")).toBe(`PORT=${first}\nCOLOR=blue\nREVISION=v2\n`);
  await must(world.step("deploy", { ...unit, revision: "v3" }, { env }));
  await must(world.step("rollback", {}, { env }));
  await must(world.step("teardown", unit, { env }));
  expect(await world.version()).toBe("v2");
  await runProgram("systemctl", ["stop", `shop@${first}.service`], { signal: AbortSignal.timeout(5_000) }).catch(
    () => {},
  );
  for (const pid of [first, second].map((port) => join(world.directory, `${port}.pid`))) killIn(pid);
});

test("compose: a project for each port", async () => {
  world = await createWorld({ ready: false });
  const env = stand(
    "docker",
    `pidfile='${world.directory}'/$PORT.pid
[ -e "$pidfile" ] && kill "$(cat "$pidfile")" 2> /dev/null; rm -f "$pidfile"
case "$*" in *" up --detach") setsid '${NODE24}' '${APP_FILE}' < /dev/null > /dev/null 2>&1 & echo $! > "$pidfile";; esac`,
  );
  world.nginx.deliver();
  await must(world.step("setup"));
  const compose = { start: "", "compose-file": "/srv/shop/compose.yaml" };
  await must(world.step("deploy", { ...compose, revision: "v1" }, { env }));
  await must(world.step("promote", {}, { env }));
  await must(world.step("teardown", compose, { env }));
  const load = startLoad(world.nginx.url, [{ name: "GET", clients: 4 }]);
  await must(world.step("deploy", { ...compose, revision: "v2" }, { env }));
  await must(world.step("promote", {}, { env }));
  await must(world.step("teardown", compose, { env }));
  await load.stop();
  expect(load.failures()).toEqual([]);
  const [first, second] = world.ports;
  const project = (port: number) => `compose --project-name shop-${port} --file /srv/shop/compose.yaml`;
  expect(told("docker")).toEqual([
    `${project(second)} up --detach`,
    `${project(first)} up --detach`,
    `${project(second)} down --timeout 10`,
  ]);
  for (const pid of [first, second].map((port) => join(world.directory, `${port}.pid`))) killIn(pid);
});

test("a program that is not installed is named", async () => {
  const signal = AbortSignal.timeout(5_000);
  await expect(runProgram("no-such-program", [], { signal })).rejects.toThrow("no-such-program is not installed");
});

function killIn(file: string): void {
  try {
    process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
  } catch {
    // It ended already.
  }
}

async function connectedTo(port: number): Promise<boolean> {
  const { socketsOf } = await import("../../src/platforms/nginx/sockets.ts");
  return (socketsOf([port]).get(port)?.connections ?? 0) > 0;
}
