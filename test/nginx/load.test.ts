import { afterEach, expect } from "vitest";
import { until } from "../until.ts";
import { KINDS, startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

/** NGINX_REQUESTS=500000 NGINX_SWITCHES=20 is the full test, of some minutes. */
const REQUESTS = Number(process.env.NGINX_REQUESTS ?? 20_000);
const SWITCHES = Number(process.env.NGINX_SWITCHES ?? 10);
const CANARY = { strategy: "canary" };

test(
  `${REQUESTS} requests of every kind and ${SWITCHES} switches: none fails`,
  async () => {
    world = await createWorld();
    const load = startLoad(world.nginx.url, KINDS);
    let switches = 0;
    for (let release = 2; switches < SWITCHES; release += 1) {
      await must(world.step("deploy", { ...CANARY, revision: `v${release}` }));
      for (const step of ["shift", "shift", "promote", "rollback", "promote"]) {
        const { answered } = { answered: load.answered() };
        await must(world.step(step, CANARY));
        // A version that was rolled back is taken up again by a deploy.
        if (step === "rollback") await must(world.step("deploy", { ...CANARY, revision: `v${release}` }));
        switches += 1;
        // Each state has to be seen by some requests of every kind.
        const share = answered + REQUESTS / (2 * SWITCHES);
        await until("the share of the requests", () => load.answered() >= share, 600_000);
      }
      await must(world.step("teardown", CANARY));
    }
    await until(`${REQUESTS} requests`, () => load.answered() >= REQUESTS, 1_800_000);
    await load.stop();
    console.log(
      `${load.answered()} requests, ${switches} switches, ${load.failed()} failed:`,
      [...load.tallies].map(([name, { answered, failed }]) => `${name} ${failed}/${answered}`).join(", "),
    );
    expect(load.failures()).toEqual([]);
    expect(load.failed()).toBe(0);
  },
  60_000 + REQUESTS * 10,
);
