import { beforeAll } from "vitest";
import { tryAllPairs } from "./all-pairs.ts";
import { idleFleet, interceptCalls, singleModel } from "./ec2-single.ts";
import type { ForeignHand, Run } from "./runs.ts";
import type { FleetCloud } from "./single-cloud.ts";
import { runningIn } from "./single-cloud.ts";

beforeAll(() => {
  process.env.AWS_ACCESS_KEY_ID ??= "model";
  process.env.AWS_SECRET_ACCESS_KEY ??= "model";
  interceptCalls();
});

const DEPLOY: Run = { step: "deploy", revision: "2" };

function byHand(change: (cloud: FleetCloud) => void): ForeignHand<FleetCloud> {
  return (cloud) => {
    const changed = structuredClone(cloud);
    change(changed);
    return changed;
  };
}

tryAllPairs({
  ways: 6,
  name: "two runs on a single fleet",
  model: singleModel,
  idle: idleFleet(),
  places: {
    idle: [],
    promoted: [DEPLOY],
    "rolled back": [DEPLOY, { step: "rollback" }],
    "torn down": [DEPLOY, { step: "teardown" }],
  },
  runs: {
    "deploy 2": DEPLOY,
    "deploy 3": { step: "deploy", revision: "3" },
    rollback: { step: "rollback" },
    teardown: { step: "teardown" },
  },
  hands: {
    "its tags are stripped": byHand((cloud) => {
      cloud.tags = {};
      cloud.stripped = true;
    }),
    "the refresh is cancelled by hand": byHand((cloud) => {
      const running = runningIn(cloud);
      if (running !== undefined) running.status = "Cancelling";
    }),
    "the group is scaled out by hand": byHand((cloud) => {
      cloud.desired += 1;
      cloud.machines.push({ id: "i-c", version: cloud.version });
    }),
  },
});
