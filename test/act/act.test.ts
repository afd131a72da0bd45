import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { createApiWorld } from "../api-gateway/world.ts";
import { servicesOf } from "../e2e/repository.ts";
import { startTraffic } from "../e2e/traffic.ts";
import { createWorld } from "../e2e/world.ts";
import { nginxTest } from "../nginx/nginx-test.ts";
import { createWorld as createMachine } from "../nginx/world.ts";
import type { Checkout, CheckoutOptions } from "./act.ts";
import { checkOut, findAct } from "./act.ts";

/** The examples in another runner than ours, with the built action on live traffic. */
vi.setConfig({ testTimeout: 600_000 });
const act = await findAct();

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function kept<T extends { close(): unknown }>(thing: T): T {
  opened.push(thing);
  return thing;
}

const copy = (options: Omit<CheckoutOptions, "act">): Checkout => kept(checkOut({ act: act ?? "", ...options }));

async function openShop() {
  const world = kept(await createWorld({ referenced: true }));
  const { listeners = "", "target-groups": groups = "", "auto-scaling-groups": fleet = "" } = world.inputs;
  const checkout = copy({
    env: { LISTENERS: listeners, TARGET_GROUPS: groups, AUTO_SCALING_GROUPS: fleet },
    config: { platform: "ec2", "scale-down-delay": "1s", services: servicesOf(world) },
    credentials: world.aws.env(),
    adjust: (inputs) =>
      inputs.step === "teardown" && inputs.config === undefined ? { ...inputs, "scale-down-delay": "1s" } : inputs,
    vars: { DELIVERY_ACTORS: "octocat, hubot" },
  });
  return { world, checkout };
}

test.skipIf(act === undefined)(
  "paired.yml and blue-green.yml deliver one image after the other, and lose no request",
  async () => {
    const { world, checkout } = await openShop();
    const traffic = startTraffic(world.url(), { connections: 4, rate: 100 });
    const first = await checkout.run("paired.yml", { "image-id": world.images.v2.id });
    expect([first.exitCode, first.jobs], first.log).toEqual([0, { deploy: true, promote: true, teardown: true }]);
    expect(await (await fetch(world.url())).text()).toBe("v2\n");

    const v3 = { "image-id": world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 }).id };
    const next = await checkout.run("blue-green.yml", v3);
    const called = { "Step/deploy": true, "Step/promote": true, "Step/teardown": true };
    expect([next.exitCode, next.jobs], next.log).toEqual([0, called]);
    expect(await (await fetch(world.url())).text()).toBe("v3\n");
    const again = await checkout.run("blue-green.yml", v3);
    expect([again.exitCode, again.jobs], again.log).toEqual([0, { "Step/deploy": true }]);

    const refused = await checkout.run("paired.yml", { "image-id": "ami-0ffffffffffffffff" });
    expect([refused.exitCode, refused.jobs], refused.log).toEqual([1, { deploy: false }]);
    expect(refused.log).toContain("ami-0ffffffffffffffff");
    expect((await world.step("status")).outputs.phase).toBe("idle");
    expect((await traffic.stop()).failed).toBe(0);
  },
);

test.skipIf(act === undefined)("api-gateway.yml brings a version up rung by rung, and the old one goes", async () => {
  const world = kept(await createApiWorld());
  const checkout = copy({
    env: { REST_API: world.api.id },
    adjust: ({ "bake-time": bake, ...inputs }) => ({
      ...inputs,
      ...(bake === undefined ? {} : { "bake-time": "1s" }),
      ...(inputs.step === "deploy" ? { integration: world.integration("mathFloor") } : {}),
      ...(inputs.step === "teardown" ? { "scale-down-delay": "1s" } : {}),
    }),
    credentials: world.aws.env(),
  });
  const run = await checkout.run("api-gateway.yml", { version: "7" });
  const all = { deploy: true, ten: true, half: true, promote: true, teardown: true };
  expect([run.exitCode, run.jobs], run.log).toEqual([0, all]);
  expect(await world.ask(50)).toEqual({ "999": 50 });
  expect((await world.step("status")).outputs.phase).toBe("idle");
});

nginxTest.skipIf(act === undefined)(
  "nginx.yml releases what was checked out; an approval of a state that somebody has changed since moves nothing",
  async () => {
    const machine = kept(await createMachine());
    const releases = mkdtempSync(join(tmpdir(), "releases-"));
    kept({ close: () => rmSync(releases, { recursive: true }) });
    const options: Omit<CheckoutOptions, "act"> = {
      env: { APP: "shop", PORTS: machine.ports.join(", "), SITE: machine.inputs.url ?? "", RELEASES: releases },
      adjust: ({ "bake-time": _long, unit, ...inputs }) => ({
        ...{ ...inputs, "state-dir": machine.stateDir },
        ...(unit === undefined ? {} : { start: machine.start }),
      }),
      credentials: {},
    };
    const run = await copy(options).run("nginx.yml");
    const all = { deploy: true, canary: true, promote: true, teardown: true };
    expect([run.exitCode, run.jobs], run.log).toEqual([0, all]);
    expect((await machine.step("status")).outputs.phase).toBe("idle");

    // By a hand that has the action too: the approval was for the state that deploy left, with 0 %.
    const step = {
      uses: "./delivery",
      with: { ...machine.inputs, step: "shift", strategy: "canary", weight: "30" },
    };
    const stale = await copy({ ...options, meanwhile: { job: "canary", step } }).run("nginx.yml");
    expect([stale.exitCode, stale.jobs], stale.log).toEqual([1, { deploy: true, canary: false }]);
    expect(stale.log).toContain("The live state is not the one that was approved");
    expect((await machine.step("status")).outputs).toMatchObject({ phase: "shifting", weight: "30" });
  },
);
