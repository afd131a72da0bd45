import { beforeAll } from "vitest";
import { TAG } from "../../src/platforms/api-gateway/snapshot.ts";
import { tryAllPairs } from "./all-pairs.ts";
import { MAPPING } from "./api-cloud.ts";
import type { Api } from "./api-gateway.ts";
import { apiModel, idleApi } from "./api-gateway.ts";
import { interceptCalls } from "./intercept.ts";
import type { ForeignHand, Run } from "./runs.ts";

beforeAll(() => interceptCalls());

const DEPLOY: Run = { step: "deploy", revision: "v2" };
const PROMOTE: Run = { step: "promote" };
const RUNS: Readonly<Record<string, Run>> = {
  "deploy v2": DEPLOY,
  "deploy v3": { step: "deploy", revision: "v3" },
  promote: PROMOTE,
  rollback: { step: "rollback" },
  teardown: { step: "teardown" },
  "teardown that waits": { step: "teardown", scaleDownDelayMs: 50_000 },
  "deploy v3 in its place": { step: "deploy", replace: true, revision: "v3" },
};
const PLACES: Readonly<Record<string, readonly Run[]>> = {
  idle: [],
  deployed: [DEPLOY],
  promoted: [DEPLOY, PROMOTE],
  "rolled back": [DEPLOY, PROMOTE, { step: "rollback" }],
};

function byHand(change: (cloud: Api["cloud"]) => void): ForeignHand<Api> {
  return (api) => {
    const cloud = structuredClone(api.cloud);
    change(cloud);
    return { ...api, cloud };
  };
}

const HANDS = {
  "its tags are stripped": byHand(({ stages }) => {
    for (const stage of Object.values(stages))
      for (const key of Object.keys(stage.tags)) if (!key.startsWith(TAG.grant)) delete stage.tags[key];
  }),
  "the API is led elsewhere by hand": byHand((cloud) => {
    cloud.uri = cloud.deployments[0]?.uri ?? "";
  }),
};

const CANARY = { kind: "canary", stage: "prod" } as const;
tryAllPairs({
  ways: 4,
  name: "two runs on a canary's stage",
  model: apiModel(CANARY),
  idle: idleApi(CANARY),
  places: { ...PLACES, shifting: [DEPLOY, { step: "shift", weight: 50 }] },
  runs: { ...RUNS, "shift 50 with bake": { step: "shift", weight: 50, bakeMs: 10_000 } },
  hands: {
    ...HANDS,
    "the canary is given more by hand": byHand(({ stages }) => {
      const canary = stages.prod?.canary;
      if (canary !== undefined) canary.percentTraffic = 80;
    }),
    "the canary is removed by hand": byHand(({ stages }) => {
      delete stages.prod?.canary;
    }),
  },
});

const PAIR = { kind: "stages", stages: ["blue", "green"], mapping: MAPPING } as const;
tryAllPairs({
  ways: 4,
  name: "two runs on a pair of stages",
  model: apiModel(PAIR),
  idle: idleApi(PAIR),
  places: PLACES,
  runs: { ...RUNS, "shift 100 with bake": { step: "shift", weight: 100, bakeMs: 10_000 } },
  hands: {
    ...HANDS,
    "the base path is led to the other stage by hand": byHand((cloud) => {
      cloud.mapping = cloud.mapping === "blue" ? "green" : "blue";
    }),
  },
});
