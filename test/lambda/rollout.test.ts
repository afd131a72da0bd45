import { afterEach, expect, test, vi } from "vitest";
import { askMany } from "../aws/lab.ts";
import { startTraffic } from "../e2e/traffic.ts";
import type { LambdaWorld } from "./world.ts";
import { createLambdaWorld } from "./world.ts";

let world: LambdaWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

const SOON = { "scale-down-delay": "1s" };

/** What each door to the alias answers now, of so many requests. */
async function answers(count: number): Promise<Record<string, string[]>> {
  const asked = Object.entries(world.doors).map(async ([door, url]) => {
    const seen = (await askMany(url, count)).map(({ body }) => body);
    return [door, [...new Set(seen)].sort()] as const;
  });
  return Object.fromEntries(await Promise.all(asked));
}

const everywhere = (...versions: string[]) => ({ api: versions, url: versions, balancer: versions });

test("deploy, 10 %, 50 %, promote, rollback, deploy, promote, teardown: no request fails by the API, the function URL or the load balancer, and the alias is left as it was described", async () => {
  world = await createLambdaWorld({ lambda: { updateSeconds: 20 } });
  const { description } = world.alias();
  const traffic = Object.values(world.doors).map((url) => startTraffic(url, { connections: 2, rate: 40 }));
  const deploy = await world.step("deploy", { "zip-file": "v2.zip" });
  expect(deploy.outputs, deploy.log.text).toMatchObject({ phase: "deployed", weight: "0", changed: "true" });
  expect(deploy.outputs).toMatchObject({ blue: "version 1", green: "version 2", "next-weight": "10" });
  expect(world.alias()).toMatchObject({ functionVersion: "1", additional: undefined });
  expect(await answers(20)).toEqual(everywhere("v1"));

  const ten = await world.step("shift");
  expect(ten.outputs, ten.log.text).toMatchObject({ phase: "shifting", weight: "10", "previous-weight": "0" });
  expect(world.alias()).toMatchObject({ functionVersion: "1", additional: { version: "2", weight: 0.1 } });
  const half = await world.step("shift");
  expect(half.outputs).toMatchObject({ phase: "shifting", weight: "50", "next-step": "promote" });
  expect(await answers(60)).toEqual(everywhere("v1", "v2"));

  const since = world.aws.calls.length;
  const promote = await world.step("promote");
  expect(promote.outputs, promote.log.text).toMatchObject({ phase: "promoted", weight: "100" });
  expect(world.aws.mutations(since).map(({ action }) => action)).toEqual(["UpdateAlias"]);
  expect(world.alias()).toMatchObject({ functionVersion: "2", additional: undefined });
  expect(await answers(20)).toEqual(everywhere("v2"));

  const rollback = await world.step("rollback");
  expect(rollback.outputs, rollback.log.text).toMatchObject({ phase: "rolled-back", weight: "0" });
  expect(await answers(20)).toEqual(everywhere("v1"));
  const again = await world.step("deploy", { "zip-file": "v2.zip" });
  expect(again.outputs, again.log.text).toMatchObject({ phase: "deployed", green: "version 2" });
  expect((await world.step("promote")).outputs.phase).toBe("promoted");
  const teardown = await world.step("teardown", SOON);
  expect(teardown.outputs, teardown.log.text).toMatchObject({ phase: "idle", blue: "version 2" });
  expect(world.alias()).toMatchObject({ functionVersion: "2", additional: undefined, description });
  expect(world.tags()).toEqual({});
  for (const { answered, failed } of await Promise.all(traffic.map((each) => each.stop()))) {
    expect(failed).toBe(0);
    expect(answered).toBeGreaterThan(0);
  }
});
