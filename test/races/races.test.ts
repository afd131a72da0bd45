import { expect, test } from "vitest";
import { createApiWorld } from "../api-gateway/world.ts";
import { startTraffic } from "../e2e/traffic.ts";
import { createWorld } from "../e2e/world.ts";
import { createLambdaWorld } from "../lambda/world.ts";
import type { Runner, Track } from "./races.ts";
import { runRaces } from "./races.ts";

/** So many on each platform; RACES asks for more, SEED for others. */
const COUNT = Number(process.env.RACES ?? 8);
const SEED = Number(process.env.SEED ?? 1);
/** Most of a race is waiting, for claims and for instances: several share two cores. */
const LANES = 4;
const PER_RACE_MS = 60_000;

const LOAD = { connections: 4, rate: 40 };

function inputsOf(runner: Runner | "deploy", own: Record<"v2" | "v3", Record<string, string>>): Record<string, string> {
  switch (runner) {
    case "deploy":
    case "deploy again":
      return { step: "deploy", ...own.v2 };
    case "deploy another":
      return { step: "deploy", ...own.v3 };
    case "deploy in its place":
      return { step: "deploy", replace: "true", "scale-down-delay": "0s", ...own.v3 };
    case "shift":
      return { step: "shift", weight: "50", strategy: "canary" };
    case "promote":
      return { step: "promote" };
    case "rollback":
      return { step: "rollback" };
    case "teardown":
      return { step: "teardown", "scale-down-delay": "0s" };
  }
}

async function ec2Track(): Promise<Track> {
  const world = await createWorld({ size: 2 });
  const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
  const own = { v2: { "image-id": world.images.v2.id }, v3: { "image-id": v3.id } };
  return {
    run(runner, id) {
      const { step = "", ...more } = inputsOf(runner, own);
      return world.step(step, { timeout: "40s", ...more }, { env: { GITHUB_RUN_ID: String(id) } });
    },
    traffic: () => startTraffic(world.url(), LOAD),
    close: () => world.close(),
  };
}

async function apiGatewayTrack(): Promise<Track> {
  const world = await createApiWorld();
  world.aws.lambda.registerFunction("mathRound", "export const handler = async () => ({ body: '1000' });");
  const own = {
    v2: { integration: world.integration("mathFloor") },
    v3: { integration: world.integration("mathRound") },
  };
  return {
    run(runner, id) {
      const { step = "", ...more } = inputsOf(runner, own);
      return world.step(step, { timeout: "40s", ...more }, { env: { GITHUB_RUN_ID: String(id) } });
    },
    traffic: () => startTraffic(world.url(), { ...LOAD, path: "/math" }),
    close: () => world.close(),
  };
}

async function lambdaTrack(): Promise<Track> {
  const world = await createLambdaWorld({ lambda: { updateSeconds: 20 } });
  const own = { v2: { "zip-file": "v2.zip" }, v3: { "zip-file": "v3.zip" } };
  return {
    run(runner, id) {
      const { step = "", ...more } = inputsOf(runner, own);
      return world.step(step, { timeout: "40s", ...more }, { env: { GITHUB_RUN_ID: String(id) } });
    },
    traffic: () => startTraffic(world.url(), LOAD),
    close: () => world.close(),
  };
}

test.each<[string, () => Promise<Track>]>([
  ["ec2", ec2Track],
  ["api-gateway", apiGatewayTrack],
  ["lambda", lambdaTrack],
])(
  "two runs against one rollout on %s: no request fails, and none succeeds beside its goal",
  async (_platform, open) => {
    expect(await runRaces(open, { count: COUNT, seed: SEED, lanes: LANES })).toEqual([]);
  },
  (COUNT / LANES + 1) * PER_RACE_MS,
);
