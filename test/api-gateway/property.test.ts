import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change, Intent } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { RunTools } from "../../src/engine/run.ts";
import { runStep } from "../../src/engine/run.ts";
import { ApiGatewayPlatform } from "../../src/platforms/api-gateway/index.ts";
import type { ApiGatewaySettings } from "../../src/platforms/api-gateway/settings.ts";
import { judgeIntegrations } from "../../src/platforms/api-gateway/settings.ts";
import { parseOrigin } from "../../src/platforms/api-gateway/snapshot.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/**
 * Random sequences of steps. In one world nothing disturbs them; in another each may be cut off at any call, before or
 * after it took effect, as when the runner dies, and is then run again. Both stages end alike, and no request fails.
 */
interface Move {
  step: Exclude<Step, "status" | "setup">;
  strategy: "canary" | "all-at-once";
  weight: number | undefined;
  source: "floor" | "ceil" | "variables" | "resources";
  cuts: readonly { at: number; effect: boolean }[];
}

const STARTED = Date.parse("2026-01-01T00:00:00Z");

const move = (...steps: Move["step"][]): fc.Arbitrary<Move> =>
  fc.record({
    step: fc.constantFrom(...steps),
    strategy: fc.constantFrom("canary", "canary", "canary", "all-at-once"),
    weight: fc.constantFrom(undefined, 0, 0.5, 33.3, 100),
    source: fc.constantFrom("floor", "ceil", "variables", "resources"),
    cuts: fc.array(fc.record({ at: fc.integer({ min: 3, max: 10 }), effect: fc.boolean() }), { maxLength: 2 }),
  });

const moves: fc.Arbitrary<Move[]> = fc
  .tuple(
    move("deploy"),
    fc.array(move("deploy", "shift", "promote", "promote", "rollback", "teardown"), { maxLength: 7 }),
  )
  .map(([first, rest]) => [first, ...rest]);

function settingsFor(world: ApiWorld, move: Move): ApiGatewaySettings {
  const target = { floor: "mathFloor", ceil: "mathCeil" }[move.source as "floor" | "ceil"];
  const lines = target === undefined ? [] : [world.integration(target)];
  return {
    region: world.aws.region,
    restApi: world.api.id,
    routing: { kind: "canary", stage: "prod" },
    source: {
      openapi: undefined,
      integrations: judgeIntegrations(lines, world.aws.region).value,
      variables: move.source === "variables" ? { colour: "green", size: "xl" } : {},
    },
    keepDeployments: undefined,
    scaleDownDelayMs: 0,
    url: undefined,
    smoke: undefined,
    probe: undefined,
    allowDifferences: [],
    allowDropping: [],
    allowMappings: [],
  };
}

/** One run of a step, cut off at a call if told to: `cut` when it was, otherwise how it ended. */
async function run(world: ApiWorld, move: Move, now: number, cut?: Move["cuts"][number]): Promise<string> {
  const dead = new AbortController();
  let calls = 0;
  world.aws.hooks.onCall = () => {
    calls += 1;
    if (calls === cut?.at) dead.abort(new Error("the runner died"));
  };
  world.aws.faults.clear();
  if (cut !== undefined && !cut.effect) {
    world.aws.faults.add({ after: cut.at - 1, times: 1, effect: { kind: "drop-before" } });
  }
  // Waits are over at once, in a time of their own.
  let time = now;
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms;
    },
  };
  const tools: RunTools = {
    clock,
    signal: dead.signal,
    reporter: { report: () => {} },
    journal: { begin: () => {}, end: () => {} },
  };
  const intent: Intent = {
    step: move.step,
    strategy: move.strategy,
    weight: move.step === "deploy" && move.strategy === "all-at-once" ? undefined : move.weight,
    ramp: { rungs: [10, 50, 100], bakeMs: undefined },
    bakeMs: 0,
    rolloutId: "acme/shop/runs/1",
    now,
    timeoutMs: 600_000,
    nonce: randomUUID(),
  };
  const platform = new ApiGatewayPlatform(settingsFor(world, move), move.step, clock, dead.signal, now + 600_000);
  try {
    await runStep<Awaited<ReturnType<typeof platform.observe>>, Change & never>(
      platform as never,
      intent,
      { dryRun: false, expectedState: undefined },
      tools,
    );
    return "done";
  } catch (error) {
    if (dead.signal.aborted) return "cut";
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  } finally {
    platform.close();
    world.aws.hooks.onCall = undefined;
    world.aws.faults.clear();
  }
}

/** All that a rollout can change, by names that two worlds share. */
function picture(world: ApiWorld): object {
  const { deploymentId, variables, canary, tags } = world.stage();
  const named = new Map(
    world.deployments().map(({ id, description = "" }) => [id, parseOrigin(description)?.revision ?? "the first"]),
  );
  // A revision's hash covers the function's ARN and the API's id, which two worlds do not share.
  const name = (id: string | undefined) => (named.get(id ?? "") ?? "gone").replace(/sha256:\w+/, "");
  const kept = [...tags].filter(([key]) => !/:(grant|started-at|blue|switched|revision|claim|changes)/.test(key));
  return {
    serves: name(deploymentId),
    variables: Object.fromEntries([...variables].sort()),
    canary: canary && { ...canary, deploymentId: name(canary.deploymentId), overrides: [...canary.overrides].sort() },
    tags: kept.sort(),
    blue: name(tags.get("progressive-delivery:blue")),
    switched: tags.get("progressive-delivery:switched")?.split("/")[0],
    next: world.nextUri()?.replace(/^.*function:/, ""),
    statements: [world.statements("mathFloor").length, world.statements("mathCeil").length],
  };
}

/** Sequences that once ended differently. */
const FOUND: [Move[]][] = [
  [
    [
      { step: "deploy", strategy: "canary", weight: undefined, source: "ceil", cuts: [] },
      { step: "teardown", strategy: "canary", weight: undefined, source: "floor", cuts: [{ at: 8, effect: true }] },
    ],
  ],
];

/** How often a run was cut off, in all sequences. */
let cutOff = 0;

async function play(world: ApiWorld, one: Move, index: number, disturbed: boolean): Promise<string> {
  Object.assign(process.env, world.aws.env());
  const now = STARTED + index * 60_000;
  // "The next rung" is relative: after a shift that took effect it is another one.
  const relative = one.step === "shift" && one.weight === undefined;
  for (const cut of disturbed && !relative ? one.cuts : []) {
    if ((await run(world, one, now, cut)) === "cut") cutOff += 1;
  }
  return `${one.step}: ${await run(world, one, now)}`;
}

test("steps that are cut off and run again end where undisturbed ones end, and no request fails", async () => {
  const options = { apiGateway: { throttle: false } };
  await fc.assert(
    fc.asyncProperty(moves, async (sequence) => {
      const [calm, rough] = [await createApiWorld(options), await createApiWorld(options)];
      let over = false;
      let failed = 0;
      const asking = (async () => {
        while (!over) {
          const { status } = await rough.askOne(`${rough.url()}/math`);
          if (status !== 200) failed += 1;
        }
      })();
      try {
        for (const [index, one] of sequence.entries()) {
          const expected = await play(calm, one, index, false);
          const actual = await play(rough, one, index, true);
          expect(actual).toBe(expected);
          expect(picture(rough)).toEqual(picture(calm));
        }
      } finally {
        over = true;
        await asking;
        await Promise.all([calm.close(), rough.close()]);
      }
      expect(failed).toBe(0);
    }),
    { numRuns: 60, examples: FOUND },
  );
  expect(cutOff).toBeGreaterThan(60);
}, 600_000);
