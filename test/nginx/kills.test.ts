import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, expect } from "vitest";
import type { InputName } from "../../src/action/inputs/table.ts";
import { parseInputs } from "../../src/action/inputs.ts";
import { systemClock } from "../../src/engine/clock.ts";
import type { UndoRecord } from "../../src/engine/events.ts";
import { runStep } from "../../src/engine/run.ts";
import { finishUndo } from "../../src/engine/undo.ts";
import { NginxPlatform } from "../../src/platforms/nginx/index.ts";
import { until } from "../aws/until.ts";
import { startLoad } from "./load.ts";
import { nginxTest as test } from "./nginx-test.ts";
import type { World } from "./world.ts";
import { createWorld, must } from "./world.ts";

let world: World;
afterEach(() => world?.close());

const CANARY = { strategy: "canary" };

/** Runs a step again and again, each time killed one change later, until it gets through. */
async function insist(step: string, more: Record<string, string> = {}) {
  for (let nth = 1; nth < 12; nth += 1) {
    const kill = new AbortController();
    let lines = 0;
    const onLine = (line: string) => {
      if (line.startsWith("→ ")) lines += 1;
      if (lines === nth) kill.abort();
    };
    const result = await world.step(step, more, { kill: kill.signal, onLine });
    if (!kill.signal.aborted) return must(Promise.resolve(result));
  }
  throw new Error(`${step} never got through`);
}

test("a runner that dies at each change, one after the other, loses nothing", async () => {
  world = await createWorld({ ready: false });
  await insist("setup");
  world.nginx.deliver();
  await insist("setup");
  // A reload that a killed run asked for may be under way: old workers answer for a moment.
  await until("nginx to have followed", async () => (await world.step("status")).outputs.phase === "idle");
  for (const [step, more] of [
    ["deploy", { revision: "v1" }],
    ["promote", {}],
    ["teardown", {}],
  ] as const) {
    await must(world.step(step, more));
  }
  const load = startLoad(world.nginx.url, [
    { name: "GET", clients: 4 },
    { name: "fresh", clients: 2, fresh: true },
  ]);
  expect((await insist("deploy", { ...CANARY, revision: "v2" })).outputs.phase).toBe("deployed");
  expect((await insist("shift", { ...CANARY, weight: "50" })).outputs).toMatchObject({
    phase: "shifting",
    weight: "50",
  });
  expect((await insist("promote", CANARY)).outputs.phase).toBe("promoted");
  expect((await insist("rollback", CANARY)).outputs.phase).toBe("rolled-back");
  expect((await insist("deploy", { ...CANARY, revision: "v2" })).outputs.phase).toBe("deployed");
  expect((await insist("promote", CANARY)).outputs.phase).toBe("promoted");
  expect((await insist("teardown", CANARY)).outputs.phase).toBe("idle");
  await load.stop();
  expect(load.failures()).toEqual([]);
  expect(await world.version()).toBe("v2");
  expect(world.pids()).toHaveLength(1);
});

test("a setup that is cut off between write, test and reload: nginx serves what it served, the next one finishes", async () => {
  world = await createWorld({ ready: false });
  const kill = new AbortController();
  const env = { PATH: `${world.directory}/bin:${process.env.PATH ?? ""}:/usr/sbin` };
  slowNginx(world.directory);
  const running = world.step(
    "setup",
    {},
    {
      env,
      kill: kill.signal,
      onLine: (line) => {
        if (line.startsWith("→ Write ") && line.includes("reload")) {
          void written(world.directory).then(() => kill.abort());
        }
      },
    },
  );
  await running;
  expect((await world.ask("/file.txt")).status).toBe(200);
  world.nginx.test();
  const again = await world.step("setup");
  expect(again.log.text).toContain("An earlier setup was cut off before it was proven");
  expect(again.conclusion).toBe("success");
});

test("a step that is cut off while it moves traffic leaves an undo record that puts the weight back", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "20" }));
  const given = { ...world.inputs, ...CANARY, step: "shift", weight: "50" };
  const raw = new Map(Object.entries(given)) as Map<InputName, string>;
  const inputs = parseInputs(raw, new Map(), { region: undefined, workspace: world.directory });
  if (inputs.target.platform !== "nginx") throw new Error("not nginx");
  const { settings } = inputs.target;
  const cancel = new AbortController();
  let undo: UndoRecord | undefined;
  const tools = {
    clock: systemClock,
    signal: cancel.signal,
    reporter: { report: () => {} },
    journal: {
      begin: (record: UndoRecord) => {
        undo = record;
        // nginx stands still, so that the switch is written, but its proof is under way.
        world.nginx.signalWorkers("SIGSTOP");
        const before = world.current();
        void until("the switch", () => world.current() !== before).then(() => cancel.abort(new Error("cancelled")));
      },
      end: () => {
        undo = undefined;
      },
    },
  };
  const intent = { ...inputs, rolloutId: "acme/shop/runs/4242", now: Date.now() };
  const platform = new NginxPlatform(settings, "shift", systemClock, cancel.signal);
  const options = { dryRun: false, expectedState: undefined };
  await expect(runStep(platform, intent, options, tools)).rejects.toThrow("cancelled");
  platform.close();
  world.nginx.signalWorkers("SIGCONT");
  expect(world.state().share).toBe(5_000);
  if (undo === undefined) throw new Error("There is no undo record.");
  const record = JSON.parse(JSON.stringify(undo));
  const signal = new AbortController().signal;
  const post = new NginxPlatform(settings, "shift", systemClock, signal);
  await finishUndo(post, intent, record, { ...tools, signal });
  post.close();
  expect((await world.step("status")).outputs).toMatchObject({ phase: "shifting", weight: "20" });
});

/** What a rollout is like without kills. */
interface Model {
  live: string;
  rollout: string | undefined;
  weight: number;
  back: boolean;
}

const VERSIONS = ["v1", "v2", "v3"];
type Command =
  | { step: "deploy"; revision: string }
  | { step: "shift"; weight: number }
  | { step: "promote" | "rollback" | "teardown" };

/** The state after a step, or undefined when it has to be refused. */
function after(model: Model, command: Command): Model | undefined {
  const { live, rollout, weight, back } = model;
  switch (command.step) {
    case "deploy":
      if (rollout === command.revision) return { ...model, back: false };
      if (rollout === undefined && live === command.revision) return model;
      return rollout === undefined ? { live, rollout: command.revision, weight: 0, back: false } : undefined;
    case "shift":
      if (rollout === undefined || back) return undefined;
      return command.weight === weight ? model : { ...model, weight: command.weight, back: false };
    case "promote":
      return rollout === undefined || back ? undefined : { ...model, weight: 100, back: false };
    case "rollback":
      return rollout === undefined ? model : { ...model, weight: 0, back: true };
    case "teardown":
      if (rollout === undefined) return model;
      if (weight > 0 && weight < 100) return undefined;
      return { live: weight === 100 ? rollout : live, rollout: undefined, weight: 0, back: false };
  }
}

function phaseOf({ rollout, weight, back }: Model): string {
  if (rollout === undefined) return "idle";
  if (weight === 100) return "promoted";
  return weight > 0 ? "shifting" : back ? "rolled-back" : "deployed";
}

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ step: fc.constant("deploy" as const), revision: fc.constantFrom(...VERSIONS) }),
  fc.record({ step: fc.constant("shift" as const), weight: fc.constantFrom(0, 0.01, 10, 33.33, 50, 100) }),
  fc.record({ step: fc.constantFrom("promote" as const, "rollback" as const, "teardown" as const) }),
);
/** A command, and after how many milliseconds its first attempt is killed; undefined: never. */
const killed = fc.tuple(command, fc.option(fc.integer({ min: 50, max: 900 }), { nil: undefined }));

/** NGINX_RUNS=20 is a long test. */
const RUNS = Number(process.env.NGINX_RUNS ?? 2);

test(
  "any sequence of steps with kills: what they leave is what they leave undisturbed, and nothing fails",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(killed, { minLength: 8, maxLength: 8 }), async (commands) => {
        world = await createWorld();
        const load = startLoad(world.nginx.url, [
          { name: "GET", clients: 2, pause: 2 },
          { name: "fresh", clients: 1, fresh: true, pause: 2 },
        ]);
        let model: Model = { live: "v1", rollout: undefined, weight: 0, back: false };
        for (const [given, killAfter] of commands) {
          const { step, ...more } = given;
          const inputs = {
            ...CANARY,
            ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, String(value)])),
          };
          if (killAfter !== undefined) await world.step(step, inputs, { kill: AbortSignal.timeout(killAfter) });
          const result = await world.step(step, inputs);
          const next = after(model, given);
          expect([given, result.conclusion, result.log.text]).toEqual([
            given,
            next === undefined ? "failure" : "success",
            expect.any(String),
          ]);
          model = next ?? model;
          expect([given, result.outputs.phase, Number(result.outputs.weight)]).toEqual([
            given,
            phaseOf(model),
            model.weight,
          ]);
        }
        await load.stop();
        expect(load.failures()).toEqual([]);
        expect(world.pids()).toHaveLength(model.rollout === undefined ? 1 : 2);
        await world.close();
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  60_000 + RUNS * 120_000,
);

async function written(directory: string): Promise<void> {
  await until("the files to be written", () => existsSync(`${directory}/delivery/shop.location.inc`));
}

/** An nginx whose second test takes its time: time to be killed in. */
function slowNginx(directory: string): void {
  mkdirSync(`${directory}/bin`, { recursive: true });
  const file = `${directory}/bin/nginx`;
  writeFileSync(
    file,
    `#!/bin/sh\n[ -e '${directory}/delivery/shop.location.inc' ] && sleep 5\nexec /usr/sbin/nginx "$@"\n`,
  );
  chmodSync(file, 0o755);
}
