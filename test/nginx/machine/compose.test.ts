import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect } from "vitest";
import { NODE24 } from "../../runner/runner.ts";
import { APP_FILE, must } from "../world.ts";
import type { Machine } from "./machine.ts";
import { composePlugin, machineTest } from "./parts.ts";
import type { MachineSite } from "./site.ts";
import { createSite, cycle, documented } from "./site.ts";

/** A compose file as docs/nginx.md has it, with a real Docker, Docker Compose and containers. */

const test = machineTest(true);
let plugin: string;
beforeAll(async () => {
  plugin = await composePlugin();
}, 1_800_000);
let site: MachineSite;
afterEach(() => site?.close());

const FILE = "/srv/shop/compose.yaml";
const COMPOSE = documented(/^ *services:/m);

function furnish(machine: Machine, compose = COMPOSE): void {
  machine.write(FILE, compose);
  const home = "/usr/libexec/docker/cli-plugins/docker-compose";
  machine.run("install", "-D", lent(machine, plugin, "compose"), home);
  machine.run("systemctl", "enable", "--quiet", "--now", "docker.service");
  machine.run("usermod", "--append", "--groups", "docker", "runner");
  // No registry can be reached: Node and what it links to, and the app.
  const node = realpathSync(NODE24);
  const libraries = execFileSync("ldd", [node], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
  const files = [node, lent(machine, APP_FILE, "app.mjs"), ...libraries];
  const change = ["ENV HOST=0.0.0.0", "ENV PORT=8080", `CMD ["${node}","${join(machine.shared, "app.mjs")}"]`];
  const options = change.map((line) => `--change '${line}'`).join(" ");
  machine.run(
    "sh",
    "-c",
    `tar --create --dereference --absolute-names "$@" | docker import ${options} - shop`,
    "sh",
    ...files,
  );
  for (const tag of ["v1", "v2", "crashing"]) machine.run("docker", "tag", "shop", `registry.example/shop:${tag}`);
}

/** The machine sees a copy. */
function lent({ shared }: Machine, path: string, name: string): string {
  writeFileSync(join(shared, name), readFileSync(path), { mode: 0o755 });
  return join(shared, name);
}

/** The containers of each side, with their restart policy. */
function containers(): string[] {
  const format = "{{.Name}} {{.HostConfig.RestartPolicy.Name}} {{.State.Status}}";
  const list = `docker ps --all --quiet | xargs -r docker inspect --format '${format}'`;
  return site.machine
    .run("sh", "-c", list)
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}

async function firstRelease(): Promise<void> {
  await must(site.step("deploy", { revision: "v1" }));
  await must(site.step("promote"));
  await must(site.step("teardown"));
}

test("compose: the whole way under load, and after a reboot Docker starts who serves", async () => {
  site = await createSite({ "compose-file": FILE }, furnish);
  await firstRelease();
  const { answered, failures } = await cycle(site, "v2", () => {});
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(100);
  expect(containers()).toEqual(["/shop-7001-web-1 unless-stopped running"]);
  await site.machine.reboot();
  await expect.poll(() => site.version(), { timeout: 60_000 }).toBe("v2");
  expect((await must(site.step("status"))).outputs).toMatchObject({ phase: "idle", blue: "shop@7001" });
});

test("compose without a restart policy: who serves gets one, and it is said what was there", async () => {
  const without = COMPOSE.replace(/^ *restart:.*\n/m, "");
  site = await createSite({ "compose-file": FILE }, (machine) => furnish(machine, without));
  await firstRelease();
  expect(containers()).toEqual(["/shop-7002-web-1 unless-stopped running"]);
  await must(site.step("deploy", { revision: "v2" }));
  const promote = await must(site.step("promote"));
  expect(promote.log.text).toContain("Have shop@7001 started at boot: it serves (so far: web has restart: no)");
  expect(containers()).toEqual(["/shop-7001-web-1 unless-stopped running", "/shop-7002-web-1 unless-stopped running"]);
  await must(site.step("teardown"));
  await site.machine.reboot();
  await expect.poll(() => site.version(), { timeout: 60_000 }).toBe("v2");
});

test("a container that ends at once is told early, in Docker's words and its own, and is not started for ever", async () => {
  site = await createSite({ "compose-file": FILE }, furnish);
  await firstRelease();
  const deploy = await site.step("deploy", { revision: "crashing" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", weight: "0" } });
  // Docker forgets the exit code as soon as it starts the container again.
  expect(deploy.log.text).toMatch(/web ended(?: with exit code 3)?, and was started again \d+ times/);
  expect(deploy.log.text).toContain("cannot find the module ./cart");
  expect(containers()).toEqual(["/shop-7001-web-1 unless-stopped exited", "/shop-7002-web-1 unless-stopped running"]);
  await must(site.step("rollback"));
  await must(site.step("teardown"));
  expect(containers()).toEqual(["/shop-7002-web-1 unless-stopped running"]);
  expect(site.version()).toBe("v1");
});
