import { readlinkSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { until } from "../aws/until.ts";
import { cancelAt } from "../runner/runner.ts";
import { startByHand } from "./by-hand.ts";
import { answers } from "./engine.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

/** A step trusts no look but the last, and says what is. */

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };
const AB = { strategy: "ab-test", cohort: "cookie shop_cohort = beta" };

test("safe-teardown-at stands still from the switch on, however the weight came there", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  for (const [step, more] of [
    ["shift", { weight: "100" }],
    ["shift", { weight: "0" }],
    ["promote", {}],
  ] as const) {
    const moved = await must(world.step(step, { ...CANARY, ...more }));
    const later = await must(world.step("status"));
    expect(later.outputs["safe-teardown-at"]).toBe(moved.outputs["safe-teardown-at"]);
    expect(Date.parse(later.outputs["safe-teardown-at"] ?? "")).toBe(world.state().switched.at);
  }
});

test("100 % whose bake was cut off is not finished: the next step is shift, and nothing is torn down", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  const more = { ...CANARY, weight: "100", "bake-time": "10m" };
  const cutOff = await world.step("shift", more, cancelAt("… seconds of bake time"));
  expect(cutOff.outputs).toMatchObject({
    phase: "shifting",
    weight: "100",
    "next-step": "shift",
    "next-weight": "100",
  });
  expect(world.state().switched).toMatchObject({ by: "shift", to: 100, verified: false, bakeMs: 600_000 });
  const teardown = await world.step("teardown");
  expect(teardown.conclusion).toBe("failure");
  expect(teardown.log.text).toContain("its bake or traffic check was not seen to its end");
  // The record keeps the length; another one may be given.
  const again = await must(world.step("shift", { ...CANARY, weight: "100", "bake-time": "1s" }));
  expect(again.outputs).toMatchObject({ phase: "promoted", "next-step": "teardown" });
  expect(world.state().switched).toMatchObject({ by: "shift", to: 100, verified: true });
  await must(world.step("teardown"));
  expect(await world.version()).toBe("v2");
});

test("an unhealthy blue beside a healthy green at 50 %: promote is the way, rollback says so at once", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "50" }));
  await world.becomes("ill", world.ports[1]);
  expect((await world.step("status")).outputs).toMatchObject({ phase: "degraded", "next-step": "promote" });
  const rollback = await world.step("rollback");
  expect(rollback).toMatchObject({ conclusion: "failure", outputs: { weight: "50", changed: "false" } });
  expect(rollback.log.text).toContain("Cannot roll back:");
  expect(rollback.log.text).toContain("answers 503");
  expect((await must(world.step("promote"))).outputs.phase).toBe("promoted");
});

test("an A/B test and everyone's share are never mixed up by a shift", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...AB, cohort: "", revision: "v2" }));
  await must(world.step("shift", { ...AB, weight: "50" }));
  const markers = world.markers().length;
  const everyone = await world.step("shift", { ...CANARY, weight: "10" });
  expect(everyone.log.text).toContain("An A/B test is on: its cohort's share is not everyone's.");
  expect(everyone.outputs).toMatchObject({ weight: "50", changed: "false" });
  expect(world.markers()).toHaveLength(markers);
  await must(world.step("rollback"));
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "10" }));
  const cohort = await world.step("shift", { ...AB, weight: "50" });
  expect(cohort.log.text).toContain("has 10 % of everyone's traffic: there is no cohort to shift");
  expect((await world.step("status")).outputs.weight).toBe("10");
});

test("rolled back, then the same version is deployed again: it is taken up", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  const back = await must(world.step("rollback"));
  expect(back.outputs).toMatchObject({ phase: "rolled-back", "ready-to-promote": "false", "next-step": "teardown" });
  for (const step of ["promote", "shift"]) {
    const refused = await world.step(step, step === "shift" ? { ...CANARY, weight: "10" } : {});
    expect(refused.log.text).toContain("was rolled back");
    expect(refused.outputs.weight).toBe("0");
  }
  const again = await must(world.step("deploy", { revision: "v2" }));
  expect(again.outputs).toMatchObject({ phase: "deployed", "ready-to-promote": "true", "next-step": "promote" });
  await must(world.step("promote"));
});

test("promoted, and another version is deployed: the way is teardown, and replace never rolls the good one back", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  const refused = await world.step("deploy", { revision: "v3" });
  expect(refused.log.text).toContain("finish that one first: `teardown`, or give `replace: true`");
  const load = startLoad(world.nginx.url, [{ name: "GET", clients: 2, pause: 5 }]);
  await until("v2", () => load.byVersion("v2") > 0);
  const replaced = await must(world.step("deploy", { revision: "v3", replace: "true" }));
  await load.stop();
  expect(load.failures()).toEqual([]);
  expect(load.byVersion("v1")).toBe(0);
  expect(replaced.outputs).toMatchObject({ phase: "deployed", weight: "0" });
  expect(await world.version()).toBe("v2");
});

test("a deploy that began while blue was unhealthy tells how it is at the end", async () => {
  world = await createWorld();
  await world.becomes("ill", world.ports[1]);
  let healed: Promise<void> | undefined;
  const onLine = (line: string) => {
    if (line.startsWith("→ Start")) healed ??= world.becomes("well", world.ports[1]);
  };
  const deploy = await must(world.step("deploy", { revision: "v2" }, { onLine }));
  await healed;
  expect(deploy.outputs).toMatchObject({ phase: "deployed", "healthy-blue": "1", "ready-to-promote": "true" });
});

test("a step that fails in the middle tells what is, not what was", async () => {
  world = await createWorld();
  const crash = await world.step("deploy", { revision: "crash" });
  expect(crash.outputs).toMatchObject({ phase: "deploying", "healthy-green": "0", changed: "true" });
  expect(crash.outputs["rollout-id"]).not.toBe("");
  await must(world.step("teardown"));
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  const stop = `kill -9 ${world.pidsOf(world.ports[1]).join(" ")}; exit 4`;
  const teardown = await world.step("teardown", { stop });
  expect(teardown).toMatchObject({ conclusion: "failure", outputs: { phase: "promoted", "healthy-blue": "0" } });
  expect(teardown.outputs["next-step"]).toBe("teardown");
});

test("each remedy leads on: a green that died is started again by the deploy that promote asks for", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "10" }));
  await world.crash(world.ports[0]);
  const promote = await world.step("promote");
  expect(promote.log.text).toContain("0 healthy processes; 100 % of the traffic needs 1");
  expect(promote.log.text).toContain("Run `deploy` again");
  const deploy = await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  expect(deploy.log.text).toContain("→ Start shop@");
  expect((await must(world.step("promote"))).outputs.phase).toBe("promoted");
});

test("a state that somebody put in place while a weight baked is seen after the bake, and left alone", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  const before = readlinkSync(join(world.stateDir, "w"));
  let byHand = false;
  const onLine = (line: string) => {
    if (byHand || !line.startsWith("→ Bake")) return;
    byHand = true;
    // As docs/nginx.md says under "Undoing by hand".
    symlinkSync(before, join(world.stateDir, "w.next"));
    renameSync(join(world.stateDir, "w.next"), join(world.stateDir, "w"));
  };
  const shift = await world.step("shift", { ...CANARY, weight: "50", "bake-time": "2s" }, { onLine });
  expect(shift.conclusion).toBe("failure");
  expect(shift.log.text).toContain("Somebody else changed the rollout while shift was at work");
  expect(shift.outputs.weight).toBe("0");
  expect(world.current()).toBe(before);
});

test("a green that died in its bake does not climb on, and a blue that dies there is named", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  const more = { ...CANARY, weight: "10", "bake-time": "30s" };
  const bad = (port: number) => (line: string) => {
    if (line.startsWith("→ Bake")) void world.becomes("ill", port);
  };
  const [green, blue] = world.ports;
  const first = await world.step("shift", more, { onLine: bad(green) });
  expect(first.log.text).toContain("became unhealthy during the bake; its weight is unchanged");
  const again = await world.step("shift", more);
  expect(again).toMatchObject({ conclusion: "failure", outputs: { weight: "10", verdict: "fail" } });
  expect(again.log.text).toContain("0 healthy processes");
  await world.becomes("well", green);
  const other = await world.step("shift", more, { onLine: bad(blue) });
  expect(other.log.text).toContain(`Blue (port ${blue}) became unhealthy while green baked`);
});

test("what runs is compared with the record: another version on green's port is never promoted", async () => {
  world = await createWorld();
  const [first] = world.ports;
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await world.crash(first);
  const end = await startByHand(first, "v1");
  try {
    const promote = await world.step("promote");
    expect(promote).toMatchObject({ conclusion: "failure", outputs: { weight: "0", "ready-to-promote": "false" } });
    expect(promote.log.text).toContain("does not run v2, which the rollout is of");
    end();
    await until("the port to be free", async () => !(await answers(first)));
    await must(world.step("deploy", { ...CANARY, revision: "v2" }));
    await must(world.step("shift", { ...CANARY, weight: "50" }));
    await world.crash(first);
    const again = await startByHand(first, "v1");
    const shift = await world.step("shift", { ...CANARY, weight: "100" });
    again();
    expect(shift.log.text).toContain("does not run v2 any more: somebody changed it");
    expect((await must(world.step("rollback"))).outputs.weight).toBe("0");
  } finally {
    end();
  }
});

test("what runs is compared with the record: an old blue is deployed over, not called the new version", async () => {
  world = await createWorld();
  const [first] = world.ports;
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  await must(world.step("teardown"));
  await world.crash(first);
  const end = await startByHand(first, "v1");
  try {
    const status = await world.step("status");
    expect(status.log.text).toContain(`shop@${first} runs v1, but v2 is on record`);
    const deploy = await must(world.step("deploy", { revision: "v2" }));
    expect(deploy.outputs).toMatchObject({ weight: "0", changed: "true" });
    await must(world.step("promote"));
    expect(await world.version()).toBe("v2");
  } finally {
    end();
  }
});

test("a rollback repairs a teardown that has begun: blue is started again and gets everything", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  const kill = new AbortController();
  let stops = false;
  const onLine = (line: string) => {
    if (stops && line.startsWith("✓")) kill.abort();
    stops = line.startsWith("→ Stop shop@");
  };
  await world.step("teardown", {}, { kill: kill.signal, onLine });
  expect(world.state()).toMatchObject({ leaving: true, share: 10_000 });
  expect(world.pidsOf(world.ports[1])).toEqual([]);
  const shift = await world.step("shift", { ...CANARY, weight: "50" });
  expect(shift.log.text).toContain("A teardown of this rollout has begun");
  const load = startLoad(world.nginx.url, [{ name: "GET", clients: 4 }]);
  const rollback = await must(world.step("rollback"));
  await load.stop();
  expect(load.failures()).toEqual([]);
  expect(rollback.log.text).toContain("Take the rollout over from the teardown that has begun");
  expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0", "healthy-blue": "1" });
  expect(await world.version()).toBe("v1");
  expect((await must(world.step("teardown"))).outputs.phase).toBe("idle");
});

test("a rollback without the means to start a dead blue says what to give", async () => {
  world = await createWorld();
  await must(world.step("deploy", { revision: "v2" }));
  await must(world.step("promote"));
  await world.crash(world.ports[1]);
  const refused = await world.step("rollback", { start: "" });
  expect(refused).toMatchObject({ conclusion: "failure", outputs: { weight: "100", changed: "false" } });
  expect(refused.log.text).toContain("`rollback` starts it again when `start`, `unit` or `compose-file` is given");
  expect((await must(world.step("rollback"))).outputs.phase).toBe("rolled-back");
});
