import { afterAll, describe, expect, test, vi } from "vitest";
import type { Cloud } from "./cloud.ts";
import { setDesired, setWeight, withGroup } from "./cloud.ts";
import { explore } from "./explore.ts";
import type { ForeignHand, Run } from "./runs.ts";
import { caseOf } from "./runs.ts";
import { CLOUD, starts } from "./two-runs.ts";

/** A machine under load takes its time: what is visited is bounded, not how long it takes. */
vi.setConfig({ testTimeout: 600_000 });

const RUNS: Record<string, Run> = {
  "deploy v2": { step: "deploy", revision: "v2" },
  "deploy v3": { step: "deploy", revision: "v3" },
  "shift 50 with bake": { step: "shift", weight: 50, bakeMs: 10_000 },
  promote: { step: "promote" },
  rollback: { step: "rollback" },
  teardown: { step: "teardown", scaleDownDelayMs: 0 },
  "teardown that waits": { step: "teardown", scaleDownDelayMs: 90_000 },
  "deploy v3 in its place": { step: "deploy", replace: true, revision: "v3", scaleDownDelayMs: 0 },
};
const NAMES = Object.keys(RUNS);
const PAIRS = NAMES.flatMap((one, index) => NAMES.slice(index).map((other) => [one, other] as const));

/** What people and tools do to a rollout without asking it; none of them leads anybody to an empty side. */
const HANDS: Record<string, ForeignHand<Cloud>> = {
  "weights set by hand": (cloud) => (cloud.groups[1].desired === 0 ? cloud : setWeight(meddled(cloud), 80)),
  "tags stripped": (cloud) => withGroup(withGroup(cloud, 0, { tags: {} }), 1, { tags: {} }),
  "blue grown by a policy": (cloud) => withGroup(meddled(cloud), 0, { desired: 6 }),
  "green scaled in": (cloud) => (cloud.weight === 0 ? setDesired(meddled(cloud), 1, 2) : cloud),
  "green given another template": (cloud) => withGroup(cloud, 1, { runs: "v1" }),
};

function meddled(cloud: Cloud): Cloud {
  return { ...cloud, meddled: true };
}

/** Three steps in one have more ways than a test can visit: these are visited up to a bound, and without kills. */
function boundsOf(...names: readonly string[]) {
  const long = names.some((name) => RUNS[name]?.replace === true);
  return { kills: long ? 0 : 1, states: long ? 5_000 : 200_000 };
}

const total = { states: 0, runs: 0, kills: 0, pairs: 0, cut: 0 };
afterAll(() => {
  console.log(
    `two runs: ${total.states} states, ${total.runs} ways, ${total.pairs} pairs in their starting places, ${total.kills} kills; ${total.cut} pairs up to their bound`,
  );
});

describe.each(Object.entries(starts()))("two runs at once, from %s", (_name, cloud) => {
  test.each(PAIRS)("%s and %s", async (one, other) => {
    const [first, second] = [RUNS[one], RUNS[other]];
    if (first === undefined || second === undefined) throw new Error("There is no such run.");
    const found = await explore(() => caseOf(CLOUD, cloud, [first, second]), boundsOf(one, other));
    total.states += found.states;
    total.runs += found.runs;
    total.kills += found.kills;
    total.pairs += 1;
    expect(found.faults).toEqual([]);
    if (found.cut) total.cut += 1;
    expect(found.cut && !RUNS[one]?.replace && !RUNS[other]?.replace).toBe(false);
  });
});

describe.each(Object.entries(starts()))("a run and somebody else's hand, from %s", (_name, cloud) => {
  test.each(NAMES.flatMap((name) => Object.keys(HANDS).map((hand) => [name, hand] as const)))(
    "%s and %s",
    async (name, hand) => {
      const [run, foreign] = [RUNS[name], HANDS[hand]];
      if (run === undefined || foreign === undefined) throw new Error("There is no such run.");
      const found = await explore(() => caseOf(CLOUD, cloud, [run], [foreign]), { kills: 1, states: 60_000 });
      total.states += found.states;
      expect(found.faults).toEqual([]);
    },
  );
});

describe.each(Object.entries(starts()))("a run that is killed at any call and run again, from %s", (_name, cloud) => {
  test.each(NAMES)("%s", async (name) => {
    const run = RUNS[name];
    if (run === undefined) throw new Error("There is no such run.");
    const found = await explore(() => caseOf(CLOUD, cloud, [run], [], "again"), { kills: 1, states: 60_000 });
    total.states += found.states;
    total.kills += found.kills;
    expect(found.faults).toEqual([]);
  });
});
