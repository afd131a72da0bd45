import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { socketsOf } from "../../src/platforms/nginx/sockets.ts";
import { until } from "../aws/until.ts";
import { startByHand } from "./by-hand.ts";
import { answers, withSbin } from "./engine.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

/** What a step calls proven, healthy or safe is what users get. */

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };

/** Version v1 serves from the second port, and nginx goes by its own files alone. */
async function reloading(): Promise<World> {
  const made = await createWorld({ inputs: { mode: "reload" } });
  made.inputs["nginx-conf"] = made.nginx.configuration;
  return made;
}

/** So many answers, by their version. */
async function versions(count: number): Promise<string[]> {
  const seen = new Set<string>();
  for (let index = 0; index < count; index += 1) seen.add(await world.version());
  return [...seen];
}

test("nginx that cannot follow a reload is found, although its test passes: nobody is called moved", async () => {
  world = await reloading();
  await must(world.step("deploy", { revision: "v2" }));
  const busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
  const address = busy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  // nginx -t does not mind an address that is in use; the reload is refused.
  writeFileSync(join(world.directory, "conf.d", "other.conf"), `server { listen 127.0.0.1:${port}; }\n`);
  world.nginx.test();
  const promote = await world.step("promote");
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { weight: "0" } });
  expect(await versions(10)).toEqual(["v1"]);
  await new Promise((resolve) => busy.close(resolve));
  await must(world.step("promote"));
  expect(await versions(10)).toEqual(["v2"]);
});

test("nginx that looks at an old copy of the state is found by each step, whichever side is blue", async () => {
  world = await createWorld();
  const copy = join(world.directory, "copy");
  cpSync(world.stateDir, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  const there = { "state-dir": copy };
  // The first state of the copy is still nginx's; the next is not.
  const deploy = await world.step("deploy", { ...there, revision: "v2" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("nginx does not see the current state of shop");
  expect(await world.version()).toBe("v1");
});

test("a teardown stops nothing while users still reach the side that would go", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  const deployed = world.current();
  await must(world.step("promote"));
  const copy = join(world.directory, "copy");
  cpSync(world.stateDir, copy, { recursive: true, verbatimSymlinks: true });
  // nginx goes on with the state before; the steps have the one that says promoted.
  symlinkSync(deployed, join(world.stateDir, "w.next"));
  renameSync(join(world.stateDir, "w.next"), join(world.stateDir, "w"));
  expect(await versions(5)).toEqual(["v1"]);
  const teardown = await world.step("teardown", { "state-dir": copy });
  expect(teardown).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  expect(teardown.log.text).toContain("nginx does not see the current state of shop");
  expect(await versions(5)).toEqual(["v1"]);
});

test("somebody else's mistake in nginx's configuration takes no file of ours away, and is named", async () => {
  world = await reloading();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "30" }));
  const other = join(world.directory, "conf.d", "other.conf");
  const routes = join(world.directory, "delivery", "shop.routes.inc");
  const before = readFileSync(routes, "utf8");
  writeFileSync(other, "speed fast;\n");
  for (const [step, more] of [
    ["shift", { ...CANARY, weight: "50" }],
    ["promote", {}],
    ["rollback", {}],
  ] as const) {
    const failed = await world.step(step, more);
    expect(failed).toMatchObject({ conclusion: "failure", outputs: { weight: "30" } });
    expect(failed.log.text).toContain("nginx's configuration was already broken before this step");
    expect(failed.log.text).toContain('unknown directive "speed"');
    expect(readFileSync(routes, "utf8")).toBe(before);
  }
  rmSync(other);
  await world.nginx.restart();
  // Should it be lost all the same, `setup` writes every file of ours.
  rmSync(routes);
  expect((await must(world.step("setup"))).outputs.weight).toBe("30");
  world.nginx.test();
  expect((await must(world.step("rollback"))).outputs.weight).toBe("0");
});

test("a former state that a killed step left in a file is never put in force", async () => {
  world = await reloading();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "10" }));
  const routes = join(world.directory, "delivery", "shop.routes.inc");
  writeFileSync(`${routes}.before`, readFileSync(routes, "utf8"));
  await must(world.step("shift", { ...CANARY, weight: "100" }));
  const busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
  const address = busy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const other = join(world.directory, "conf.d", "other.conf");
  writeFileSync(other, `server { listen 127.0.0.1:${port}; }\n`);
  writeFileSync(`${routes}.before`, readFileSync(routes, "utf8").replace(/100/g, "10"));
  expect((await world.step("shift", { ...CANARY, weight: "50" })).outputs.weight).toBe("100");
  rmSync(other);
  await new Promise((resolve) => busy.close(resolve));
  world.nginx.reload();
  expect((await world.step("status")).outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(await versions(20)).toEqual(["v2"]);
});

test("a teardown says how many connections it cuts", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  const slow = Promise.allSettled([1, 2].map(() => fetch(`${world.nginx.url}?ms=60000`)));
  await until("two slow requests", () => socketsOf([world.ports[1]]).get(world.ports[1])?.connections === 2);
  await must(world.step("promote"));
  const teardown = await must(world.step("teardown", { "drain-timeout": "6s" }));
  expect(teardown.log.text).toContain("2 connections to port");
  expect(teardown.log.text).toContain("are still open after 6s (drain-timeout), and are cut");
  await slow;
});

test("a teardown that cannot end the old process says so, and does not call it gone", async () => {
  world = await createWorld();
  const [, second] = world.ports;
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  await world.crash(second);
  const end = await startByHand(second, "v1");
  try {
    const refused = await world.step("teardown");
    expect(refused).toMatchObject({ conclusion: "failure", outputs: { phase: "promoted", changed: "false" } });
    expect(refused.log.text).toContain("which no step of this runner's user started");
    expect(await answers(second, "/healthz")).toBe(true);
  } finally {
    end();
  }
  await until("the port to be free", async () => !(await answers(second)));
  expect((await must(world.step("teardown"))).outputs.phase).toBe("idle");
});

test("the same version with another start command: it is said that the running one stays", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  const again = await must(world.step("deploy", { revision: "v2", start: `${world.start} # with more memory` }));
  expect(again.log.text).toContain("started in another way than the inputs now say");
  expect((await must(world.step("deploy", { revision: "v2" }))).log.text).not.toContain("in another way");
});

test("a green that fails through nginx is asked again until it has passed, and never promoted before", async () => {
  world = await createWorld();
  // Its health check is well, and what users ask for is not.
  const deploy = await world.step("deploy", { revision: "broken" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", "ready-to-promote": "false" } });
  const again = await world.step("deploy", { revision: "broken" });
  expect(again).toMatchObject({
    conclusion: "failure",
    outputs: { "ready-to-promote": "false", "next-step": "deploy" },
  });
  for (const [step, more] of [
    ["promote", {}],
    ["shift", { ...CANARY, weight: "10" }],
  ] as const) {
    const failed = await world.step(step, more);
    expect(failed).toMatchObject({ conclusion: "failure", outputs: { weight: "0", changed: "false" } });
    expect(failed.log.text).toContain("answers 500");
  }
  expect(await world.version()).toBe("v1");
});

test("an app that writes over its environment is known by its session, and stopped", async () => {
  world = await createWorld();
  const [first] = world.ports;
  // nginx is such an app: its workers and its master set a title over their variables.
  const conf = join(world.directory, "app.conf");
  mkdirSync(join(world.directory, "app"));
  const start = `sed "s/PORT/$PORT/" > '${conf}' <<'END'
daemon off; pid ${world.directory}/app/pid; error_log ${world.directory}/app/error.log; events {}
http { access_log off; server { listen 127.0.0.1:PORT; location / { return 200 "titled"; } } }
END
exec nginx -c '${conf}'`;
  await must(world.step("deploy", { revision: "v2", start }, { env: { PATH: withSbin().PATH ?? "" } }));
  expect((await must(world.step("promote"))).outputs.phase).toBe("promoted");
  expect(await world.version()).toBe("titled");
  await must(world.step("rollback"));
  await must(world.step("teardown"));
  expect(await answers(first)).toBe(false);
});

test("mode reload: a deploy that moves nobody reloads nothing", async () => {
  world = await reloading();
  const reloads = () => world.nginx.errors().split("(SIGHUP) received").length - 1;
  const before = reloads();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  expect(reloads()).toBe(before);
  await must(world.step("shift", { ...CANARY, weight: "10" }));
  expect(reloads()).toBe(before + 1);
  await must(world.step("promote", CANARY));
  await must(world.step("teardown", CANARY));
  // One for the switch, and one that closes the routes to the side that goes.
  expect(reloads()).toBe(before + 3);
});

test("a full disk does not stand in the way of a rollback", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("promote", CANARY));
  const next = `w.${Number(world.current().slice(2)) + 1}`;
  // The next state cannot be written: a file that cannot be removed is in its place.
  mkdirSync(join(world.stateDir, next));
  const lockFile = join(world.stateDir, next);
  const made = immutable(lockFile, true);
  if (!made) return; // Without root, or on a file system that knows no such thing.
  try {
    const rollback = await must(world.step("rollback"));
    // The traffic first, by a state that is there; its record as soon as one can be written.
    expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
    expect(await world.version()).toBe("v1");
  } finally {
    immutable(lockFile, false);
  }
});

test("mode reload: a full disk does not stand in the way of a rollback either", async () => {
  world = await reloading();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("promote", CANARY));
  const next = join(world.stateDir, `w.${Number(world.current().slice(2)) + 1}`);
  mkdirSync(next);
  if (!immutable(next, true)) return; // Without root, or on a file system that knows no such thing.
  try {
    const rollback = await must(world.step("rollback"));
    // The traffic first, by a state that is there; its record as soon as one can be written.
    expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
    expect(await versions(10)).toEqual(["v1"]);
  } finally {
    immutable(next, false);
  }
});

function immutable(path: string, on: boolean): boolean {
  try {
    execFileSync("chattr", [on ? "+i" : "-i", path], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
