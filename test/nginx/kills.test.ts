import fc from "fast-check";
import { afterEach, expect } from "vitest";
import { startLoad } from "./load.ts";
import type { World } from "./world.ts";
import { createWorld, must, nginxTest as test } from "./world.ts";

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
  expect((await insist("setup")).outputs.phase).toBe("idle");
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
  await slowNginx(world.directory);
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

test("a step that is cancelled while it moves traffic leaves the weight as it was", async () => {
  world = await createWorld();
  await must(world.step("deploy", { ...CANARY, revision: "v2" }));
  await must(world.step("shift", { ...CANARY, weight: "20" }));
  // nginx stands still: the switch is written, its proof is under way.
  const cancel = new AbortController();
  const shift = await world.step(
    "shift",
    { ...CANARY, weight: "50", "bake-time": "10m" },
    {
      cancel: cancel.signal,
      onLine: (line) => line.startsWith("→ Bake") && cancel.abort(),
    },
  );
  expect(shift.conclusion).toBe("cancelled");
  expect((await world.step("status")).outputs).toMatchObject({ phase: "shifting", weight: "20" });
  expect(world.state().share).toBe(2_000);
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
  const { live, rollout, weight } = model;
  switch (command.step) {
    case "deploy":
      if (rollout === command.revision || (rollout === undefined && live === command.revision)) return model;
      return rollout === undefined ? { live, rollout: command.revision, weight: 0, back: false } : undefined;
    case "shift":
      if (rollout === undefined) return undefined;
      return command.weight === weight ? model : { ...model, weight: command.weight, back: false };
    case "promote":
      return rollout === undefined ? undefined : { ...model, weight: 100, back: false };
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
  const { existsSync } = await import("node:fs");
  const { until } = await import("./until.ts");
  await until("the files to be written", () => existsSync(`${directory}/delivery/shop.location.inc`));
}

/** An nginx whose second test takes its time: time to be killed in. */
async function slowNginx(directory: string): Promise<void> {
  const { chmodSync, mkdirSync, writeFileSync } = await import("node:fs");
  mkdirSync(`${directory}/bin`, { recursive: true });
  const file = `${directory}/bin/nginx`;
  writeFileSync(
    file,
    `#!/bin/sh\n[ -e '${directory}/delivery/shop.location.inc' ] && sleep 5\nexec /usr/sbin/nginx "$@"\n`,
  );
  chmodSync(file, 0o755);
}
