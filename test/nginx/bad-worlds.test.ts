import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { until } from "../aws/until.ts";
import { NODE24, ROOT } from "../runner/runner.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

/** A program that stands before the real one on the path. */
function fake(name: string, script: string): Record<string, string> {
  const directory = join(world.directory, "bin");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
  return { PATH: `${directory}:${process.env.PATH ?? ""}:/usr/sbin` };
}

const ours = () => [...readdirSync(join(world.directory, "conf.d")), ...list("delivery")].sort();
const list = (name: string) => (world.has(`../${name}`) ? readdirSync(join(world.directory, name)) : []);

test("setup where nginx does not run puts everything back", async () => {
  world = await createWorld({ ready: false });
  await world.nginx.stop();
  const setup = await world.step("setup");
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain("nginx could not be told to reload: is it running?");
  expect(ours()).toEqual([]);
  world.nginx.test();
  expect((await world.step("status")).log.text).toContain("does not answer");
});

test("setup where nginx is another user's to reload puts everything back", async () => {
  world = await createWorld({ ready: false });
  const env = fake(
    "nginx",
    'case "$*" in *reload*) echo "kill(1, 1) failed (1: Operation not permitted)"; exit 1;; esac\nexec /usr/sbin/nginx "$@"',
  );
  const setup = await world.step("setup", {}, { env });
  expect(setup.log.text).toContain("nginx is not ours to reload");
  expect(ours()).toEqual([]);
  expect((await world.ask("/file.txt")).status).toBe(200);
});

test("setup on a configuration that was broken before touches nothing", async () => {
  world = await createWorld({ ready: false });
  world.nginx.write("server { listen 127.0.0.1:1; speed fast; }");
  const setup = await world.step("setup");
  expect(setup.log.text).toContain("already broken before this step");
  expect(setup.log.text).toContain('unknown directive "speed"');
  expect(world.has("w")).toBe(false);
  expect(ours()).toEqual([]);
});

test("setup whose files nginx refuses, or does not include, is undone", async () => {
  world = await createWorld({ ready: false });
  world.nginx.write(
    world.nginx.plain,
    "upstream shop_blue { server 127.0.0.1:1; } map $uri $shop_hk { default x; } log_format x y;",
  );
  writeFileSync(
    join(world.directory, "conf.d", "other.conf"),
    `upstream shop_${world.ports[0]} { server 127.0.0.1:1; }`,
  );
  const twice = await world.step("setup");
  expect(twice.log.text).toContain("duplicate upstream");
  expect(ours()).toEqual(["other.conf"]);
  rmSync(join(world.directory, "conf.d", "other.conf"));
  await world.close();
  world = await createWorld({ ready: false, http: "" });
  const absent = await world.step("setup");
  expect(absent.log.text).toContain("does not include");
  expect(ours()).toEqual([]);
});

test("setup beside a file of somebody else's leaves it alone", async () => {
  world = await createWorld({ ready: false });
  const file = join(world.directory, "conf.d", "delivery-shop.conf");
  writeFileSync(file, "# mine\n");
  expect((await world.step("setup")).log.text).toContain("already exists and is not managed by this action");
  expect(readFileSync(file, "utf8")).toBe("# mine\n");
});

test("a site that hides the answer, or a URL that leads elsewhere, is not taken for proven", async () => {
  world = await createWorld({ ready: false });
  world.nginx.write(world.nginx.delivered.replace("location / {", "location / { add_header X-Other 1;"));
  const setup = await world.step("setup");
  expect(setup.conclusion).toBe("failure");
  expect(setup.log.text).toContain("a request does not show it");
  expect(setup.log.text).toContain("add_header");
  // The site names our files: without them nginx would not come up again.
  world.nginx.test();
});

test("a state directory that nginx cannot enter is found before anything is deployed", async () => {
  if (process.getuid?.() !== 0) return; // nginx's workers are then the same user, and can enter.
  world = await createWorld();
  chmodSync(world.stateDir, 0o700);
  const deploy = await world.step("deploy", { revision: "v2" });
  expect(deploy.conclusion).toBe("failure");
  expect(deploy.log.text).toContain("nginx does not see the current state of shop");
  expect(world.pidsOf(world.ports[0])).toEqual([]);
  chmodSync(world.stateDir, 0o755);
  await must(world.step("deploy", { revision: "v2" }));
});

test("a port that somebody else uses is named, with its owner", async () => {
  world = await createWorld();
  const [first] = world.ports;
  const other = createServer((_request, response) => response.end("mine"));
  await new Promise<void>((resolve) => other.listen(first, "127.0.0.1", resolve));
  const deploy = await world.step("deploy", { revision: "v2" });
  expect(deploy.log.text).toContain(`ports: ${first} is in use by pid ${process.pid}`);
  expect(world.state().rollout).toBe(null);
  await new Promise((resolve) => other.close(resolve));
});

test("a process that ends at once, or is never healthy, gets no traffic", async () => {
  world = await createWorld();
  const crash = await world.step("deploy", { revision: "crash" });
  expect(crash.outputs).toMatchObject({ phase: "deploying", weight: "0", verdict: "fail" });
  expect(crash.log.text).toContain("ended with exit code 3; cannot find the module ./cart");
  expect((await world.step("promote")).log.text).toContain("0 healthy processes; 100 % of the traffic needs 1");
  expect((await world.step("deploy", { revision: "v2" })).log.text).toContain("A rollout of crash is in progress");
  const ill = await world.step("deploy", { revision: "ill", replace: "true", timeout: "15s" });
  expect(ill.log.text).toContain("answers 503");
  expect(await world.version()).toBe("v1");
  await must(world.step("deploy", { revision: "v2", replace: "true" }));
  expect((await must(world.step("promote"))).outputs.phase).toBe("promoted");
});

test("a green that dies right after the switch: blue takes its requests, rollback is one step", async () => {
  world = await createWorld();
  await must(world.step("deploy", { strategy: "canary", revision: "v2" }));
  await must(world.step("shift", { strategy: "canary", weight: "50" }));
  const load = startLoad(world.nginx.url, [{ name: "GET", clients: 8, fresh: true }]);
  await until("green's answers", () => load.byVersion("v2") > 20);
  await world.crash(world.ports[0]);
  const answered = load.answered();
  await until("answers of blue alone", () => load.answered() > answered + 200);
  const status = await world.step("status");
  expect(status.outputs).toMatchObject({ phase: "degraded", "next-step": "rollback" });
  expect((await must(world.step("rollback"))).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  await load.stop();
  expect(load.failures()).toEqual([]);
  await must(world.step("teardown"));
});

test("without fallback a dead green is not hidden", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2", fallback: "false" }));
  await must(world.step("promote"));
  await world.crash(world.ports[0]);
  expect((await world.ask()).status).toBe(502);
  expect((await must(world.step("rollback"))).outputs.phase).toBe("rolled-back");
  expect(await world.version()).toBe("v1");
});

test("a blue that died while green serves is started again before a rollback leads to it", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  await world.crash(world.ports[1]);
  const load = startLoad(world.nginx.url, [{ name: "GET", clients: 4 }]);
  const rollback = await must(world.step("rollback"));
  expect(rollback.log.text).toContain("Start shop@");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(await world.version()).toBe("v1");
  await load.stop();
  expect(load.failures()).toEqual([]);
});

test("two steps at once: the second is refused and told who is at work", async () => {
  world = await createWorld();
  let second: Promise<Awaited<ReturnType<World["step"]>>> | undefined;
  const onLine = (line: string) => {
    if (line.startsWith("→ Wait until")) second ??= world.step("promote");
  };
  const deploy = await world.step("deploy", { revision: "ill", timeout: "5s" }, { onLine });
  expect(deploy.conclusion).toBe("failure");
  const refused = await second;
  expect(refused?.conclusion).toBe("failure");
  expect(refused?.log.text).toMatch(/Another step is at work on .*: deploy, pid \d+/);
  expect((await world.step("status")).conclusion).toBe("success");
});

test("a rollback goes through while green bakes, and the shift that was baking stops", async () => {
  world = await createWorld();
  const canary = { strategy: "canary" };
  await must(world.step("deploy", { ...canary, revision: "v2" }));
  let rollback: Promise<Awaited<ReturnType<World["step"]>>> | undefined;
  const onLine = (line: string) => {
    if (line.startsWith("→ Bake")) rollback ??= world.step("rollback", canary);
  };
  const shift = await world.step("shift", { ...canary, weight: "10", "bake-time": "15s" }, { onLine });
  expect((await rollback)?.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(shift.conclusion).toBe("failure");
  // On a busy machine the rollback may still be at work when the bake is over.
  expect(shift.log.text).toMatch(/Somebody else changed the rollout|Another step is at work on .*: rollback/);
  expect((await world.step("status")).outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
});

test("a full disk changes nothing, and says so", async () => {
  const disk = smallDisk();
  try {
    world = await createWorld({ stateDir: join(disk.directory, "state") });
    await must(world.step("deploy", { strategy: "canary", revision: "v2" }));
    const before = { markers: world.markers(), current: world.current() };
    disk.fill();
    const shift = await world.step("shift", { strategy: "canary", weight: "50" });
    expect(shift.conclusion).toBe("failure");
    expect(shift.log.text).toContain("could not be written");
    expect(shift.log.text).toContain(disk.remedy);
    expect({ markers: world.markers(), current: world.current() }).toEqual(before);
    expect(await world.version()).toBe("v1");
    disk.clear();
    await must(world.step("shift", { strategy: "canary", weight: "50" }));
  } finally {
    disk.clear();
    await world?.close();
    disk.remove();
  }
});

/** A disk of 1 MB where that can be had; otherwise something in the way of the next write. */
function smallDisk() {
  const directory = mkdtempSync(join(tmpdir(), "disk-"));
  chmodSync(directory, 0o755);
  const next = join(directory, "state", "w.next");
  const junk = (index: number) => join(directory, `junk-${index}`);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,nr_inodes=4000", "tmpfs", directory], { stdio: "ignore" });
  } catch {
    return {
      directory,
      remedy: "Fix that",
      fill: () => mkdirSync(join(next, "x"), { recursive: true }),
      clear: () => rmSync(next, { recursive: true, force: true }),
      remove: () => rmSync(directory, { recursive: true, force: true }),
    };
  }
  let junks = 0;
  return {
    directory,
    remedy: "The disk is full: make room",
    fill() {
      try {
        for (;;) writeFileSync(junk(junks++), "");
      } catch {
        // Full: there is room for a few files, but not for a whole state.
        for (let index = junks - 12; index < junks; index += 1) rmSync(junk(index), { force: true });
      }
    },
    clear() {
      for (let index = 0; index < junks; index += 1) rmSync(junk(index), { force: true });
    },
    remove() {
      execFileSync("umount", ["-l", directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

test("a state that somebody tampered with is refused, and a marker of theirs is told", async () => {
  world = await createWorld();
  writeFileSync(join(world.stateDir, "w", "150"), "");
  const status = await world.step("status");
  expect(status.outputs.phase).toBe("degraded");
  expect(status.log.text).toContain("Somebody changed the markers of w.");
  writeFileSync(join(world.stateDir, "w", "state.json"), '{"format":1,"app":"x; include /etc/passwd;"}');
  expect((await world.step("rollback")).log.text).toContain("is not a state that a step of this action wrote");
  rmSync(join(world.stateDir, "w"));
  symlinkSync("/etc", join(world.stateDir, "w"));
  expect((await world.step("status")).log.text).toContain("not to a state of ours");
});

test("an app with the state directory of another is refused", async () => {
  world = await createWorld();
  const other = await world.step("deploy", { app: "blog", revision: "v2" });
  expect(other.log.text).toContain("belongs to shop on ports");
});

test("an approval is for the state that was shown", async () => {
  world = await createWorld();
  const deploy = await must(world.step("deploy", { strategy: "canary", revision: "v2" }));
  await must(world.step("shift", { strategy: "canary", weight: "10" }));
  const promote = await world.step("promote", { "expected-state": deploy.outputs["state-digest"] ?? "" });
  expect(promote.conclusion).toBe("failure");
  expect(promote.log.text).toContain("weight: 0 → 10");
});

test("after a setup by sudo the runner's user needs no root", async () => {
  if (process.getuid?.() !== 0) return; // Without root there is nobody else to be.
  world = await createWorld({ ready: false });
  world.nginx.deliver();
  await must(world.step("setup", {}, { env: { SUDO_UID: "65534", SUDO_GID: "65534" } }));
  // A checkout may be where nobody can read it, below root's home: the runner's user gets a copy of what it runs.
  const theirs = mkdtempSync(join(tmpdir(), "runner-"));
  chmodSync(theirs, 0o755);
  const node = join(theirs, "node");
  copyFileSync(realpathSync(NODE24), node);
  cpSync(join(ROOT, "dist"), join(theirs, "dist"), { recursive: true });
  cpSync(join(ROOT, "test", "nginx", "app.mjs"), join(theirs, "app.mjs"));
  const asNobody = (step: string, more: Record<string, string> = {}) => {
    const given = { ...world.inputs, ...more, step };
    const variables = Object.entries(given).map(([name, value]) => `INPUT_${name.toUpperCase()}=${value}`);
    const as = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--", "env", ...variables];
    return execFileSync("setpriv", [...as, node, join(theirs, "dist", "index.js")], { cwd: "/", encoding: "utf8" });
  };
  const start = `exec '${node}' '${join(theirs, "app.mjs")}'`;
  expect(asNobody("deploy", { start, revision: "v1" })).toContain("Phase deployed");
  expect(asNobody("promote")).toContain("Phase promoted");
  expect(asNobody("teardown", { start })).toContain("Phase idle");
  expect(await world.version()).toBe("v1");
  expect(world.has("w/state.json")).toBe(true);
  rmSync(theirs, { recursive: true });
});

test("a dry run shows the plan and changes nothing", async () => {
  world = await createWorld();
  const before = world.current();
  const deploy = await must(world.step("deploy", { revision: "v2", "dry-run": "true" }));
  expect(deploy.outputs.changed).toBe("false");
  expect(JSON.parse(deploy.outputs.plan ?? "[]")).toHaveLength(4);
  expect(world.current()).toBe(before);
});
