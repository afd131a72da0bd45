import { afterEach, expect } from "vitest";
import { until } from "../aws/until.ts";
import { cancelAt } from "../runner/runner.ts";
import type { Tally } from "./load.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };
/** Two-sided 99 % of the normal distribution. */
const Z = 2.576;
const SAMPLE = 2_500;

test("from a bare nginx to a release that is promoted, rolled back, promoted again and torn down", async () => {
  world = await createWorld({ ready: false });
  const [first, second] = world.ports;
  expect((await world.step("deploy")).log.text).toContain("shop is not set up");
  const before = await world.step("status");
  expect(before).toMatchObject({ conclusion: "success", outputs: { phase: "degraded", "next-step": "setup" } });

  const setup = await world.step("setup");
  expect(setup).toMatchObject({ conclusion: "success", outputs: { changed: "true", "next-step": "setup" } });
  expect(setup.log.text).toContain("Put this into the site's server block");
  expect((await world.ask("/file.txt")).body).toBe("static");
  world.nginx.deliver();
  const proven = await world.step("setup");
  expect(proven).toMatchObject({ conclusion: "success", outputs: { phase: "idle", "next-step": "deploy" } });
  expect((await world.step("setup")).outputs.changed).toBe("false");

  const deploy = await world.step("deploy", { revision: "v1" });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", weight: "0", green: `shop@${second}`, verdict: "pass" });
  expect((await world.step("promote")).outputs).toMatchObject({ phase: "promoted", weight: "100" });
  expect(await world.version()).toBe("v1");
  const teardown = await world.step("teardown");
  expect(teardown.outputs).toMatchObject({ phase: "idle", blue: `shop@${second}`, green: "" });

  const load = startLoad(world.nginx.url);
  expect((await world.step("deploy", { revision: "v2" })).outputs).toMatchObject({ green: `shop@${first}` });
  expect(await world.version()).toBe("v1");
  for (const [step, version, phase, more] of [
    ["promote", "v2", "promoted", {}],
    ["rollback", "v1", "rolled-back", {}],
    ["deploy", "v1", "deployed", { revision: "v2" }],
    ["promote", "v2", "promoted", {}],
  ] as const) {
    expect((await world.step(step, more)).outputs).toMatchObject({ phase, changed: "true" });
    expect(await world.version()).toBe(version);
    expect((await world.step(step, more)).outputs).toMatchObject({ phase, changed: "false" });
  }
  const down = await world.step("teardown");
  expect(down.outputs).toMatchObject({ phase: "idle", blue: `shop@${first}`, green: "" });
  expect(world.pidsOf(second)).toEqual([]);
  expect(world.pidsOf(first)).toHaveLength(1);
  await load.stop();
  expect(load.failures()).toEqual([]);
  expect(load.tallies.get("sticky users")?.changes).toBe(10 * 3);
});

test("a canary climbs its ramp; shares are what they say, users move one way, and nothing fails", async () => {
  world = await createWorld();
  const load = startLoad(world.nginx.url, [
    { name: "anybody", clients: 12 },
    { name: "sticky", clients: 20, sticky: true },
  ]);
  const anybody = load.tallies.get("anybody");
  const deploy = await world.step("deploy", { ...CANARY, revision: "v2" });
  expect(deploy.outputs).toMatchObject({ phase: "deployed", "next-step": "shift", "next-weight": "10" });
  for (const [weight, more, next] of [
    [10, {}, "50"],
    [50, {}, "100"],
    [99.5, { weight: "99.5" }, "100"],
    [0.5, { weight: "0.5" }, "10"],
  ] as const) {
    const shift = await world.step("shift", { ...CANARY, ...more });
    expect(shift.outputs).toMatchObject({ phase: "shifting", weight: String(weight), "next-weight": next });
    if (anybody !== undefined) await expectShare(anybody, "v2", weight);
  }
  expect((await world.step("promote", CANARY)).outputs).toMatchObject({ phase: "promoted", "previous-weight": "0.5" });
  await must(world.step("teardown", CANARY));
  await load.stop();
  expect(load.failures()).toEqual([]);
  // Up through 10, 50 and 99.5, down to 0.5, up to 100: each user at most once there, once back, once there again.
  expect(load.tallies.get("sticky")?.changes).toBeLessThanOrEqual(20 * 3);
});

test("red-black: everybody changes side with the switch, whatever cookie they hold, and back with a rollback", async () => {
  world = await createWorld();
  const RED_BLACK = { strategy: "red-black" };
  const load = startLoad(world.nginx.url, [
    { name: "sticky", clients: 10, sticky: true },
    { name: "anybody", clients: 4 },
  ]);
  await must(world.step("deploy", { ...RED_BLACK, revision: "v2" }));
  const shift = await world.step("shift", { ...RED_BLACK, weight: "10" });
  expect(shift).toMatchObject({ conclusion: "failure", outputs: { changed: "false" } });
  const cookies = (await Promise.all(Array.from({ length: 20 }, () => fetch(world.nginx.url)))).map(
    ({ headers }) => headers.get("set-cookie")?.split(";")[0] ?? "",
  );
  const seen = async () => new Set(await Promise.all(cookies.map((cookie) => world.version({ cookie }))));
  expect(await seen()).toEqual(new Set(["v1"]));
  for (const [step, version, phase, more] of [
    ["promote", "v2", "promoted", {}],
    ["rollback", "v1", "rolled-back", {}],
    ["deploy", "v1", "deployed", { revision: "v2" }],
    ["promote", "v2", "promoted", {}],
  ] as const) {
    expect((await must(world.step(step, { ...RED_BLACK, ...more }))).outputs).toMatchObject({ phase });
    expect(await seen()).toEqual(new Set([version]));
  }
  expect((await must(world.step("teardown", RED_BLACK))).outputs).toMatchObject({ phase: "idle" });
  await load.stop();
  expect(load.failures()).toEqual([]);
  expect(load.tallies.get("sticky")?.changes).toBe(10 * 3);
});

test("a rung whose bake was cut off is baked again before the next one", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  const cutOff = await world.step("shift", { ...CANARY, "bake-time": "10m" }, cancelAt("… seconds of bake time"));
  expect(cutOff).toMatchObject({ conclusion: "cancelled", outputs: { weight: "10", "next-weight": "10" } });
  const [markers, current] = [world.markers(), world.current()];
  const again = await must(world.step("shift", { ...CANARY, "bake-time": "1s" }));
  expect(again.outputs).toMatchObject({ weight: "10", "next-weight": "50" });
  expect(again.log.text).toContain("→ Bake 10 % for 1s");
  // The record is a state of its own, of the same routing.
  expect(world.current()).not.toBe(current);
  expect(world.markers()).toEqual(markers);
  expect((await must(world.step("shift", { ...CANARY, "bake-time": "1s" }))).outputs.weight).toBe("50");
});

test("the next release takes the first port, where shares are counted from the other end", async () => {
  world = await createWorld();
  expect(world.state().live).toBe(world.ports[1]);
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "0.07" }));
  const numbers = world.markers().filter((name) => /^[\d.]+$/.test(name));
  expect(numbers).toHaveLength(99 + 93);
  await must(world.step("promote", CANARY));
  expect(world.markers().filter((name) => /^[\d.]+$/.test(name))).toEqual([]);
  await must(world.step("teardown", CANARY));
  await must(world.step("deploy", { ...CANARY, revision: "v3" }));
  await must(world.step("shift", { ...CANARY, weight: "2.01" }));
  expect(
    world
      .markers()
      .filter((name) => /^[\d.]+$/.test(name))
      .sort(),
  ).toEqual(["0", "1", "2.0"]);
});

test("an A/B test is about its cohort alone, until it is promoted", async () => {
  const inputs = { strategy: "ab-test" };
  world = await createWorld({ ready: false, inputs });
  const cohort = "query plan = pro";
  world.nginx.deliver();
  await must(world.step("setup", { cohort }));
  await must(world.step("deploy", { revision: "v1" }));
  await must(world.step("promote"));
  await must(world.step("teardown"));
  await must(world.step("deploy", { revision: "v2" }));
  const shift = await must(world.step("shift", { cohort }));
  expect(shift.outputs).toMatchObject({ phase: "shifting", weight: "100" });
  expect((await world.ask("/?plan=pro")).body).toMatch(/^v2 /);
  expect((await world.ask("/?plan=free")).body).toMatch(/^v1 /);
  expect((await world.ask("/")).body).toMatch(/^v1 /);
  expect((await world.step("teardown")).log.text).toContain("both sides receive traffic");
  const other = await world.step("shift", { cohort: "header X-Beta = 1" });
  expect(other.log.text).toContain("was set up to look at query plan, not at header X-Beta");
  await must(world.step("shift", { cohort, weight: "50" }));
  const answers = new Set<string>();
  await until("both versions in the cohort", async () => {
    answers.add((await world.ask("/?plan=pro")).body.split(" ")[0] ?? "");
    return answers.size === 2;
  });
  expect((await must(world.step("promote"))).outputs).toMatchObject({ phase: "promoted" });
  expect((await world.ask("/?plan=free")).body).toMatch(/^v2 /);
  expect((await must(world.step("rollback"))).outputs).toMatchObject({ phase: "rolled-back" });
  expect((await world.ask("/?plan=pro")).body).toMatch(/^v1 /);
});

test("a preview reaches green by a secret header, at any weight, and ends with the rollout", async () => {
  world = await createWorld();
  const secret = "s3cret-s3cret-s3cret";
  const preview = `header X-Shop-Route = ${secret}`;
  const deploy = await must(world.step("deploy", { revision: "v2", preview, "smoke-test": "/, /cart" }));
  expect(deploy.log.text + deploy.summary + JSON.stringify(deploy.outputs)).not.toContain(secret);
  expect(deploy.outputs["preview-url"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(deploy.summary).toContain("requests with the secret of `preview` in X-Shop-Route reach green at any weight");
  expect(await world.version()).toBe("v1");
  expect(await world.version({ "X-Shop-Route": secret })).toBe("v2");
  expect(await world.version({ "X-Shop-Route": "../../../../etc/passwd" })).toBe("v1");
  await must(world.step("rollback"));
  expect(await world.version({ "X-Shop-Route": secret })).toBe("v2");
  expect((await must(world.step("teardown"))).outputs["preview-url"]).toBe("");
  expect(await world.version({ "X-Shop-Route": secret })).toBe("v1");
});

test("a green that fails its smoke test through nginx never gets traffic", async () => {
  world = await createWorld();
  const deploy = await world.step("deploy", { revision: "nocart", "smoke-test": "/cart" });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { weight: "0" } });
  expect(deploy.log.text).toContain("/cart answers 500");
  expect(await world.version()).toBe("v1");
});

test("the smoke test runs once more before green's first weight, with the status that is right for each path", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "nocart" }));
  for (const [step, more] of [
    ["shift", { ...CANARY, weight: "10" }],
    ["promote", {}],
  ] as const) {
    const failed = await world.step(step, { ...more, "smoke-test": "/, /cart" });
    expect(failed).toMatchObject({ conclusion: "failure", outputs: { weight: "0", verdict: "fail" } });
    expect(failed.log.text).toContain("/cart answers 500");
  }
  const smoke = { "smoke-test": "/ = 200, /cart = 500" };
  expect((await must(world.step("shift", { ...CANARY, ...smoke, weight: "10" }))).outputs.weight).toBe("10");
  const more = await must(world.step("shift", { ...CANARY, "smoke-test": "/cart", weight: "20" }));
  expect(more.outputs.weight).toBe("20");
});

test.each(["ip", "none", "cookie:session"])("stickiness: %s", async (stickiness) => {
  world = await createWorld({ ready: false });
  world.nginx.deliver();
  await must(world.step("setup", { stickiness }));
  for (const [step, more] of [
    ["deploy", { revision: "v1" }],
    ["promote", {}],
    ["teardown", {}],
  ] as const) {
    await must(world.step(step, more));
  }
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "50" }));
  const seen = async (cookie: (index: number) => string) => {
    const versions: string[] = [];
    for (let index = 0; index < 40; index += 1) versions.push(await world.version({ cookie: cookie(index) }));
    return versions;
  };
  const same = new Set(await seen(() => "session=alice"));
  const many = new Set(await seen((index) => `session=user${index}`));
  expect([same.size, many.size]).toEqual(stickiness === "ip" ? [1, 1] : stickiness === "none" ? [2, 2] : [1, 2]);
});

/** A share outside of its 99 % interval is measured once more: by chance alone that fails once in 10,000. */
async function expectShare(tally: Tally, version: string, weight: number): Promise<void> {
  const p = weight / 100;
  const margin = Z * Math.sqrt((p * (1 - p)) / SAMPLE);
  for (const last of [false, true]) {
    const before = { all: tally.answered, green: tally.versions.get(version) ?? 0 };
    await until("the sample", () => tally.answered - before.all >= SAMPLE);
    const share = ((tally.versions.get(version) ?? 0) - before.green) / (tally.answered - before.all);
    if (!last && Math.abs(share - p) > margin) continue;
    expect([weight, share, Math.abs(share - p) <= margin]).toEqual([weight, share, true]);
    return;
  }
}
