import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { TestContext } from "vitest";
import { expect } from "vitest";
import { startPrometheus } from "../gates/prometheus-server.ts";
import type { StepResult } from "../runner/runner.ts";
import { NODE24 } from "../runner/runner.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

/**
 * The built action judges a green behind a real nginx by live traffic, in real minutes. The tests run side by side:
 * most of their time is waiting for a minute to be over.
 */

const LIMIT_MS = 900_000;
const COUNTS = join(import.meta.dirname, "counts.mjs");
/** About a hundred requests a second, each of a user of his own. */
const USERS = [{ name: "users", clients: 6, fresh: true, pause: 50 }];
/** One minute is enough to fail, and none is left out for warming up. */
const CONFIG = "settle: 0m\nconfirm: 1m\n";

test.concurrent(
  "a green that answers one in twenty requests with an error is rolled back at 10 % by its own shift",
  async (context) => {
    const { world, step } = await judgedWorld(context);
    await must(step("deploy", { revision: "errs-20" }));
    const shift = await step("shift", { weight: "10", compare: "on", "bake-time": "6m" });
    expect([shift.conclusion, shift.log.text]).toEqual(["failure", shift.log.text]);
    expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
    expect(shift.summary).toContain("access log");
    expect(await world.version()).toBe("v1");
    const { switched } = world.state();
    expect(switched).toMatchObject({ by: "rollback", to: 0 });
    expect(switched.memory.shifts).toMatch(/^\d{8}:10 \d{1,2}:0$/);
    // What is fixed and deployed again is judged anew.
    await must(step("deploy", { revision: "errs-20" }));
    expect(world.state().switched).toBeNull();
  },
  LIMIT_MS,
);

test.concurrent(
  "a good green passes verify by nginx's log, by Prometheus and by a command, and is promoted; verify writes nothing",
  async (context) => {
    const { world, step, byCommand } = await judgedWorld(context);
    const byPrometheus = await prometheusOf(context, world);
    await must(step("deploy", { revision: "v2" }));
    await must(step("shift", { weight: "10" }));
    const before = world.current();
    const limits = { "max-error-rate": "3%", "max-bake-time": "6m" };
    const verify = await step("verify", limits);
    expect([verify.outputs.verdict, verify.log.text]).toEqual(["pass", verify.log.text]);
    expect(verify.outputs.changed).toBe("false");
    const asked = await step("verify", { ...limits, ...byPrometheus("v2") });
    expect([asked.outputs.verdict, asked.log.text]).toEqual(["pass", asked.log.text]);
    const counted = await step("verify", { ...limits, ...byCommand });
    expect([counted.outputs.verdict, counted.log.text]).toEqual(["pass", counted.log.text]);
    expect(world.current()).toBe(before);
    const promote = await onceThereIsEnough(() => step("promote", limits));
    expect(promote.outputs).toMatchObject({ verdict: "pass", phase: "promoted" });
    expect(await world.version()).toBe("v2");
  },
  LIMIT_MS,
);

test.concurrent(
  "a bad green fails verify by a command and by Prometheus, and is held where that is asked for",
  async (context) => {
    const { world, step, byCommand } = await judgedWorld(context);
    const byPrometheus = await prometheusOf(context, world);
    await must(step("deploy", { revision: "errs-20" }));
    await must(step("shift", { weight: "10" }));
    const before = world.current();
    const held = { "max-error-rate": "1%", "max-bake-time": "6m", "on-failure": "hold" };
    // Prometheus is read at whole minutes: it has seen none before the first verdict.
    for (const source of [byCommand, byPrometheus("errs-20")]) {
      const verify = await step("verify", { ...held, ...source });
      expect([verify.outputs.verdict, verify.log.text]).toEqual(["fail", verify.log.text]);
      expect(verify.outputs).toMatchObject({ weight: "10", changed: "false" });
    }
    expect(world.current()).toBe(before);
    const verify = await step("verify", { ...held, "on-failure": "rollback" });
    expect(verify.conclusion).toBe("failure");
    expect(verify.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
    expect(await world.version()).toBe("v1");
  },
  LIMIT_MS,
);

test("where setup laid down no log, a limit is refused before anything is moved; an ungated step goes on", async (context) => {
  const { world, step } = await judgedWorld(context);
  await must(step("deploy", { revision: "v2" }));
  const { log: _, ...older } = world.state();
  writeFileSync(join(world.stateDir, "w", "state.json"), JSON.stringify(older));
  const before = world.current();
  const gated = await step("shift", { weight: "10", "max-error-rate": "1%" });
  expect(gated.conclusion).toBe("failure");
  expect(gated.log.text).toContain("nginx was set up without a log of its requests. Run `setup` again, as root.");
  expect(world.current()).toBe(before);
  await must(step("shift", { weight: "10" }));
});

/** The step, and as long as it refuses because green has been there for too short a time, again when it says so. */
async function onceThereIsEnough(run: () => Promise<StepResult>): Promise<StepResult> {
  const result = await run();
  const [, seconds] = /too short a time.* again in (\d+)s/s.exec(result.log.text) ?? [];
  if (seconds === undefined) return must(Promise.resolve(result));
  await pause(Number(seconds) * 1_000);
  return onceThereIsEnough(run);
}

/** A world under load, with a config file. */
async function judgedWorld({ onTestFinished }: TestContext) {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const workspace = join(world.directory, "work");
  mkdirSync(workspace);
  writeFileSync(join(workspace, "delivery.yml"), CONFIG);
  const load = startLoad(world.nginx.url, USERS);
  onTestFinished(() => load.stop());
  const [green, blue] = world.ports.map(String) as [string, string];
  return {
    world,
    step: (name: string, more: Record<string, string>): Promise<StepResult> =>
      world.step(name, { strategy: "canary", config: "delivery.yml", ...more }, { workspace }),
    byCommand: {
      metrics: "command",
      "metric-command": `'${NODE24}' '${COUNTS}' '${logOf(world)}'`,
      "green-label": green,
      "blue-label": blue,
    },
  };
}

/** A Prometheus that watches both sides, from now on: the inputs that ask it about a version. */
async function prometheusOf({ onTestFinished }: TestContext, { ports }: World) {
  const prometheus = await startPrometheus({ targets: ports.map((port) => `127.0.0.1:${port}`) });
  onTestFinished(() => prometheus.close());
  return (version: string) => ({
    metrics: "prometheus",
    "prometheus-url": prometheus.url,
    "prometheus-requests": 'http_requests_total{version="{{side}}"}',
    "prometheus-errors": 'http_requests_total{version="{{side}}",code="500"}',
    "green-label": version,
    "blue-label": "v1",
  });
}

function logOf({ directory }: World): string {
  return join(directory, "delivery", "shop.jsonl");
}
