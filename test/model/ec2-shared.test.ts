import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import { effectsOf, groupNamed, idleShared, SHARED_ARN, withGroup } from "../unit/shared-world.ts";
import { tryAllPairs } from "./all-pairs.ts";
import type { Shared } from "./ec2-shared.ts";
import { SHARED, SIZE } from "./ec2-shared.ts";
import type { Run } from "./runs.ts";

const DEPLOY: Run = { step: "deploy", revision: "v2" };
const HALF: Run = { step: "shift", weight: 50 };
const PROMOTE: Run = { step: "promote" };

function tagless(shared: Shared): Shared {
  const world = shared.world.seen.groups.reduce(
    (now, { name }) =>
      withGroup(now, name, (group) => ({
        ...group,
        tags: Object.fromEntries(
          Object.entries(group.tags).filter(([key]) => !Object.values(TAG).includes(key as never)),
        ),
      })),
    shared.world,
  );
  return { ...shared, world };
}

/** Somebody attaches the idle group, or detaches green from under a rollout where blue serves beside it. */
function attachedByHand(shared: Shared): Shared {
  const { desired } = groupNamed(shared.world, "web-b");
  if (desired === 0) return shared;
  const [effect] = effectsOf({ kind: "attach-target-group", movesTraffic: true, group: "web-b", summary: "" }, "");
  return { ...shared, meddled: true, world: effect?.(shared.world) ?? shared.world };
}

function grownByHand(shared: Shared): Shared {
  if (!groupNamed(shared.world, "web-a").targetGroupArns.includes(SHARED_ARN)) return shared;
  const [effect] = effectsOf(
    { kind: "set-capacity", group: "web-a", capacity: { desired: SIZE + 1 }, summary: "" },
    "",
  );
  return { ...shared, meddled: true, world: effect?.(shared.world) ?? shared.world };
}

tryAllPairs({
  ways: 12,
  name: "two runs on a shared target group",
  model: SHARED,
  idle: {
    world: idleShared({ fleet: "paired", capacity: { min: 1, desired: SIZE, max: 2 * SIZE } }),
    faults: [],
    meddled: false,
  },
  places: {
    idle: [],
    deployed: [DEPLOY],
    shifting: [DEPLOY, HALF],
    promoted: [DEPLOY, PROMOTE],
    "rolled back": [DEPLOY, PROMOTE, { step: "rollback" }],
  },
  runs: {
    "deploy v2": DEPLOY,
    "deploy v3": { step: "deploy", revision: "v3" },
    "shift 50 with bake": { ...HALF, bakeMs: 10_000 },
    promote: PROMOTE,
    rollback: { step: "rollback" },
    teardown: { step: "teardown" },
    "teardown that waits": { step: "teardown", scaleDownDelayMs: 90_000 },
    "deploy v3 in its place": { step: "deploy", replace: true, revision: "v3" },
  },
  hands: {
    "its tags are stripped": tagless,
    "green is attached by hand": attachedByHand,
    "blue is grown by hand": grownByHand,
  },
});
