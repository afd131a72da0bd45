import { afterEach, expect } from "vitest";
import { cancelAt } from "../runner/runner.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld } from "./world.ts";

/** A machine with room for one process: never do two of ours run side by side. */
let world: World;
afterEach(() => world?.close());
const ALONE = { strategy: "all-at-once" };

/** A start command and what it becomes may both be there for a moment: sides are counted. */
const running = () => world.ports.filter((port) => world.pidsOf(port).length > 0).length;

/** The most sides that ran at any line of a step's log. */
function counting() {
  let most = 0;
  return {
    onLine: () => {
      most = Math.max(most, running());
    },
    most: () => most,
  };
}

test("one process stops before the other starts, the outage is told, and the way back takes as long again", async () => {
  world = await createWorld({ inputs: ALONE });
  const load = startLoad(world.nginx.url, [{ name: "users", clients: 4, pause: 20 }]);
  const count = counting();
  const run = (step: string, more: Record<string, string> = {}) => world.step(step, more, { onLine: count.onLine });

  const dry = await run("deploy", { revision: "v2", "dry-run": "true" });
  expect(dry.log.text).toContain("An outage: nobody answers from when");
  expect(await world.version()).toBe("v1");

  const deploy = await run("deploy", { revision: "v2" });
  expect(deploy).toMatchObject({
    conclusion: "success",
    outputs: { phase: "promoted", weight: "100", changed: "true" },
  });
  expect(deploy.summary).toMatch(/an outage of [\d.]+s/);
  expect(await world.version()).toBe("v2");
  expect((await run("deploy", { revision: "v2" })).outputs.changed).toBe("false");

  const rollback = await run("rollback");
  expect(rollback).toMatchObject({ conclusion: "success", outputs: { phase: "rolled-back", weight: "0" } });
  expect(await world.version()).toBe("v1");

  // Neither a teardown nor a rollback is due before the next one.
  expect((await run("deploy", { revision: "v3" })).outputs).toMatchObject({ phase: "promoted" });
  expect((await run("deploy", { revision: "v4" })).outputs).toMatchObject({ phase: "promoted" });
  expect(await world.version()).toBe("v4");
  expect((await run("rollback")).outputs).toMatchObject({ phase: "rolled-back" });
  expect(await world.version()).toBe("v3");
  expect((await run("teardown")).outputs).toMatchObject({ phase: "idle" });
  expect(await world.version()).toBe("v3");
  expect(count.most()).toBe(1);
  await load.stop();
  expect(load.failed()).toBeGreaterThan(0);
});

test.each([
  ["does not come up", "crash-2"],
  ["answers its users with errors", "broken-2"],
])("a version that %s is followed by the former one, at once", async (_name, revision) => {
  world = await createWorld({ inputs: ALONE });
  const deploy = await world.step("deploy", { revision });
  expect(deploy).toMatchObject({ conclusion: "failure", outputs: { phase: "rolled-back", weight: "0" } });
  expect(deploy.log.text).toContain("It is rolled back");
  expect(await world.version()).toBe("v1");
  expect(running()).toBe(1);
});

test("a deploy that is cancelled while nobody answers starts the former version again", async () => {
  world = await createWorld({ inputs: ALONE });
  // It is not healthy before the step is cancelled, however long that takes.
  await world.step("deploy", { revision: "ill-2" }, cancelAt("→ Wait until"));
  expect(await world.version()).toBe("v1");
  expect(running()).toBe(1);
  const other = { revision: "v2", replace: "true" };
  expect((await world.step("deploy", other)).outputs).toMatchObject({ phase: "promoted" });
});

test.each(["shift", "promote", "verify"])("%s is refused: there is no second side", async (step) => {
  world = await createWorld({ inputs: ALONE });
  await world.step("deploy", { revision: "v2" });
  const result = await world.step(step);
  expect(result.conclusion).toBe("failure");
  expect(result.log.text).toContain(`${step}`);
  expect(result.outputs.changed).toBe("false");
});
