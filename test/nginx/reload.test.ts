import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };

/** nginx cannot see the state directory; its configuration is all that it goes by. */
async function reloading(): Promise<World> {
  const made = await createWorld({ ready: false, inputs: { mode: "reload" } });
  made.inputs["nginx-conf"] = made.nginx.configuration;
  made.nginx.deliver();
  await must(made.step("setup"));
  expect((await made.step("setup")).outputs.changed).toBe("false");
  for (const [step, more] of [
    ["deploy", { revision: "v1" }],
    ["promote", {}],
    ["teardown", {}],
  ] as const) {
    await must(made.step(step, more));
  }
  return made;
}

test("mode reload: the whole way, and new connections lose nothing", async () => {
  world = await reloading();
  const load = startLoad(world.nginx.url, [{ name: "new connections", clients: 4, fresh: true }]);
  const preview = "header X-Shop-Route = s3cret-s3cret-s3cret";
  await must(world.step("deploy", { ...CANARY, revision: "v2", preview }));
  expect(await world.version({ "X-Shop-Route": "s3cret-s3cret-s3cret" })).toBe("v2");
  expect(await world.version({ "X-Shop-Route": "S3CRET-s3cret-s3cret" })).toBe("v1");
  expect(statSync(join(world.directory, "delivery", "shop.routes.inc")).mode & 0o777).toBe(0o600);
  expect((await must(world.step("shift", { ...CANARY, weight: "33.33" }))).outputs.weight).toBe("33.33");
  expect(readFileSync(join(world.directory, "delivery", "shop.routes.inc"), "utf8")).toContain("66.67%");
  await must(world.step("promote", CANARY));
  expect(await world.version()).toBe("v2");
  // What setup asks of the rest of the configuration is in no switch's way.
  const { configuration } = world.nginx;
  writeFileSync(configuration, readFileSync(configuration, "utf8").replace(/access_log \S+;/, ""));
  await must(world.step("rollback", CANARY));
  expect(await world.version()).toBe("v1");
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("promote", CANARY));
  await must(world.step("teardown", CANARY));
  await load.stop();
  expect(load.failures()).toEqual([]);
  const log = readFileSync(join(world.directory, "delivery", "shop.jsonl"), "utf8");
  for (const port of world.ports) expect(log).toContain(`"p":"${port}"`);
  await must(world.step("deploy", { strategy: "ab-test", revision: "v3" }));
  await must(world.step("shift", { strategy: "ab-test", cohort: "cookie shop_cohort = beta" }));
  expect(await world.version({ cookie: "shop_cohort=beta" })).toBe("v3");
  expect(await world.version({ cookie: "shop_cohort=gamma" })).toBe("v2");
});

test("mode reload: a configuration that broke meanwhile stops the switch, and all is as before", async () => {
  world = await reloading();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  writeFileSync(join(world.directory, "conf.d", "other.conf"), "speed fast;\n");
  const before = { ...world.state(), seq: 0, at: 0 };
  const shift = await world.step("shift", { ...CANARY, weight: "50" });
  expect(shift.conclusion).toBe("failure");
  expect(shift.log.text).toContain('unknown directive "speed"');
  expect({ ...world.state(), seq: 0, at: 0 }).toEqual(before);
  expect((await world.step("status")).outputs).toMatchObject({ phase: "deployed", weight: "0" });
});

test("mode reload: a kill before the reload is found and finished by the next step", async () => {
  world = await reloading();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  const kill = new AbortController();
  const before = world.current();
  const watch = setInterval(() => {
    if (world.current() !== before) kill.abort();
  }, 1);
  await world.step("shift", { ...CANARY, weight: "50" }, { kill: kill.signal });
  clearInterval(watch);
  const again = await must(world.step("shift", { ...CANARY, weight: "50" }));
  expect(again.outputs).toMatchObject({ phase: "shifting", weight: "50" });
  expect((await must(world.step("rollback", CANARY))).outputs.phase).toBe("rolled-back");
  expect(await world.version()).toBe("v1");
});
