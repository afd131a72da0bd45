import { beforeAll } from "vitest";
import { tryAllPairs } from "./all-pairs.ts";
import { interceptCalls } from "./intercept.ts";
import type { Functions } from "./lambda.ts";
import { idleFunctions, lambdaModel } from "./lambda.ts";
import type { ForeignHand, Run } from "./runs.ts";

beforeAll(() => interceptCalls());

const DEPLOY: Run = { step: "deploy", revision: "v2" };
const PROMOTE: Run = { step: "promote" };

/** By whoever takes no part in the record: each change of the alias is another revision of it. */
function byHand(change: (cloud: Functions["cloud"]) => void): ForeignHand<Functions> {
  return (functions) => {
    const cloud = structuredClone(functions.cloud);
    change(cloud);
    cloud.alias.revision += 1;
    return { ...functions, cloud };
  };
}

tryAllPairs({
  ways: 4,
  name: "two runs on an alias",
  model: lambdaModel(),
  idle: idleFunctions(),
  places: {
    idle: [],
    deployed: [DEPLOY],
    shifting: [DEPLOY, { step: "shift", weight: 50 }],
    promoted: [DEPLOY, PROMOTE],
    "rolled back": [DEPLOY, PROMOTE, { step: "rollback" }],
  },
  runs: {
    "deploy v2": DEPLOY,
    "deploy v3": { step: "deploy", revision: "v3" },
    "shift 50 with bake": { step: "shift", weight: 50, bakeMs: 10_000 },
    promote: PROMOTE,
    rollback: { step: "rollback" },
    teardown: { step: "teardown" },
    "deploy v3 in its place": { step: "deploy", replace: true, revision: "v3" },
  },
  hands: {
    "the alias is described anew": byHand(({ alias }) => {
      alias.description = "by hand";
    }),
    "the alias is given to another version": byHand(({ alias, versions }) => {
      alias.version = versions[2] === undefined ? alias.version : "2";
      alias.weights = {};
    }),
    "green is given more by hand": byHand(({ alias }) => {
      for (const version of Object.keys(alias.weights)) alias.weights[version] = 0.8;
    }),
    "$LATEST is given other code": byHand(({ latest }) => {
      latest.code = "by hand";
      latest.revision += 1;
    }),
  },
});
