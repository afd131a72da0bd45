import { afterEach, expect } from "vitest";
import { must } from "../world.ts";
import type { Machine } from "./machine.ts";
import { machineTest } from "./parts.ts";
import type { MachineSite } from "./site.ts";
import { appSource, CRASHING, createSite, cycle, documented, installNode } from "./site.ts";

/** A systemd unit and the lines of sudoers as docs/nginx.md has them, on a real systemd. */

const test = machineTest(false);
let site: MachineSite;
afterEach(() => site?.close());

const CANARY = { strategy: "canary" };
const TEMPLATE = documented(/ExecStart=/);
const SUDOERS = documented(/NOPASSWD/);

function furnish(machine: Machine, template = TEMPLATE, sudoers = SUDOERS): void {
  installNode(machine);
  machine.run("useradd", "--system", "shop");
  machine.write("/etc/systemd/system/shop@.service", template);
  machine.write("/etc/sudoers.d/shop", sudoers, "440");
  machine.run("visudo", "-cf", "/etc/sudoers.d/shop");
  for (const revision of ["v1", "v2", "v3"]) machine.write(`/srv/shop/releases/${revision}/server.js`, appSource());
  machine.write("/srv/shop/releases/crashing/server.js", CRASHING);
  machine.run("systemctl", "daemon-reload");
}

/** Which units start at boot, and which are there. */
function units(): Record<string, string> {
  const ask = (verb: string, port: number) =>
    site.machine.run("sh", "-c", `systemctl ${verb} shop@${port}.service || true`).trim();
  return Object.fromEntries(
    [7001, 7002].map((port) => [port, `${ask("is-enabled", port)}, ${ask("is-active", port)}`]),
  );
}

async function firstRelease(): Promise<void> {
  await must(site.step("deploy", { revision: "v1" }));
  await must(site.step("promote"));
  await must(site.step("teardown"));
  expect(units()).toEqual({ 7001: "disabled, inactive", 7002: "enabled, active" });
}

test("a unit: who serves is who starts at boot, after every step, and nothing fails on the way", async () => {
  site = await createSite({ unit: "shop@" }, furnish);
  await firstRelease();
  const seen: [string, Record<string, string>][] = [];
  const { answered, failures } = await cycle(site, "v2", (step) => seen.push([step, units()]));
  const [on, off] = ["enabled, active", "disabled, active"];
  expect(seen).toEqual([
    ["deploy", { 7001: off, 7002: on }],
    ["shift", { 7001: on, 7002: on }],
    ["promote", { 7001: on, 7002: off }],
    ["rollback", { 7001: off, 7002: on }],
    ["deploy", { 7001: off, 7002: on }],
    ["promote", { 7001: on, 7002: off }],
    ["teardown", { 7001: on, 7002: "disabled, inactive" }],
  ]);
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(100);
  await site.machine.reboot();
  await expect.poll(() => site.version(), { timeout: 60_000 }).toBe("v2");
  expect((await must(site.step("status"))).outputs).toMatchObject({ phase: "idle", blue: "shop@7001" });
});

test("a reboot in the middle of a canary: both sides come up, and the next one leads everybody to who serves", async () => {
  site = await createSite({ unit: "shop@" }, furnish);
  await firstRelease();
  await must(site.step("deploy", { ...CANARY, revision: "v2" }));
  await must(site.step("shift", { ...CANARY, weight: "50" }));
  await site.machine.reboot();
  await expect.poll(() => site.version(), { timeout: 60_000 }).toMatch(/^v[12]$/);
  await expect.poll(() => units(), { timeout: 60_000 }).toEqual({ 7001: "enabled, active", 7002: "enabled, active" });
  await must(site.step("promote", CANARY));
  await site.machine.reboot();
  await expect.poll(() => site.version(), { timeout: 60_000 }).toBe("v2");
  // Blue was not started: the way back starts it first.
  expect(units()).toEqual({ 7001: "enabled, active", 7002: "disabled, inactive" });
  await must(site.step("rollback", CANARY));
  expect(site.version()).toBe("v1");
  expect(units()).toMatchObject({ 7002: "enabled, active" });
});

test("a unit that ends at once is told early, in systemd's words and its own, and is not started for ever", async () => {
  site = await createSite({ unit: "shop@" }, furnish);
  await firstRelease();
  const deploy = await site.step("deploy", { revision: "crashing" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", weight: "0" } });
  expect(deploy.log.text).toContain("shop@7001.service ended with exit code 3, and was started again");
  expect(deploy.log.text).toContain("cannot find the module ./cart");
  expect(deploy.log.text).not.toContain("\u001b[31m");
  expect(units()).toEqual({ 7001: "disabled, inactive", 7002: "enabled, active" });
  expect(site.version()).toBe("v1");
  await must(site.step("rollback"));
  await must(site.step("teardown"));
  await must(site.step("deploy", { revision: "v2" }));
  await must(site.step("promote"));
  expect(site.version()).toBe("v2");
});

test("a unit that tells systemd when it is ready, and never is: its own words, and an end to it", async () => {
  const notifying = TEMPLATE.replace("[Service]", "[Service]\nType=notify\nRestartSec=1");
  site = await createSite({ unit: "shop@" }, (machine) => furnish(machine, notifying));
  const deploy = await site.step("deploy", { revision: "crashing" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "deploying", weight: "0" } });
  expect(deploy.log.text).toContain("systemctl restart shop@7002.service` ended with exit code 1");
  expect(deploy.log.text).toContain("cannot find the module ./cart");
  expect(units()[7002]).toBe("disabled, inactive");
});

test("a unit that crashes after its deploy is stopped by the teardown, whatever state systemd has it in", async () => {
  const patient = TEMPLATE.replace("Restart=always", "Restart=always\nRestartSec=600");
  site = await createSite({ unit: "shop@" }, (machine) => furnish(machine, patient));
  await firstRelease();
  await must(site.step("deploy", { revision: "v2" }));
  site.machine.run("systemctl", "kill", "--signal=SIGKILL", "shop@7001.service");
  await expect.poll(() => units()[7001]).toBe("disabled, activating");
  await must(site.step("rollback"));
  await must(site.step("teardown"));
  expect(units()).toEqual({ 7001: "disabled, inactive", 7002: "enabled, active" });
});

test("what the runner may not do is named before anything is changed, with the whole commands", async () => {
  const old = SUDOERS.replace(/\/usr\/bin\/systemctl enable shop@7002.service, /, "");
  site = await createSite({ unit: "shop@" }, (machine) => furnish(machine, TEMPLATE, old));
  const refused = await site.step("deploy", { revision: "v1" });
  expect(refused).toMatchObject({ conclusion: "failure", outputs: { phase: "idle", changed: "false" } });
  expect(refused.log.text).toContain(
    "may not do what this rollout needs: /usr/bin/systemctl enable shop@7002.service.",
  );
  const missing = await site.step("deploy", { revision: "v1", unit: "blog@" });
  expect(missing.log.text).toContain("unit: blog@7001.service not found");
});

test("a unit that cannot be enabled is told of, and so is one that somebody disabled", async () => {
  const [service = ""] = TEMPLATE.split("[Install]");
  site = await createSite({ unit: "shop@" }, (machine) => furnish(machine, service));
  const deploy = await must(site.step("deploy", { revision: "v1" }));
  const why = "shop@7002.service is static, as it has no [Install] section";
  expect(deploy.log.text).toContain(`Nothing starts shop@7002 at boot: ${why}`);
  site.machine.write("/etc/systemd/system/shop@.service", TEMPLATE);
  site.machine.run("systemctl", "daemon-reload");
  await must(site.step("promote"));
  expect(units()[7002]).toBe("enabled, active");
  site.machine.run("systemctl", "disable", "shop@7002.service");
  expect((await site.step("status")).log.text).toContain("shop@7002 serves, but nothing would start it at boot");
  await must(site.step("promote"));
  expect(units()[7002]).toBe("enabled, active");
});
