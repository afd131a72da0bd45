import { describe, expect, test } from "vitest";
import type { Change } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { ApiGatewayChange } from "../../src/platforms/api-gateway/changes.ts";
import { claimTags, detailTags, endingTag } from "../../src/platforms/api-gateway/record.ts";
import type { Snapshot } from "../../src/platforms/api-gateway/snapshot.ts";
import { formatOrigin } from "../../src/platforms/api-gateway/snapshot.ts";
import { standingOf } from "../../src/platforms/api-gateway/standing.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/api-gateway/undo.ts";
import { viewOf } from "../../src/platforms/api-gateway/view.ts";
import {
  begun,
  CANARY,
  CLAIM,
  canary,
  INTENT,
  kinds,
  MARKED,
  moved,
  NOW,
  never,
  PAIR,
  plan,
  promoted,
  REVISION,
  refusal,
  SETTINGS,
  STARTED,
  SWITCHED,
  snapshot,
  stage,
} from "./api-gateway-states.ts";

/** What API Gateway's states are to the policy, and how what it decides is carried out. */

describe("the standing of a canary", () => {
  test.each<[string, Snapshot, string]>([
    ["nothing is marked", snapshot([stage({ tags: {} })]), "idle"],
    ["it is marked, and nothing points at green", begun, "deploying"],
    ["green is the canary at 0 %", canary(0), "deployed"],
    ["green has a share", canary(33.3, { by: "shift", to: 33.3, verified: true }), "shifting"],
    ["green has all as a canary", canary(100, { by: "shift", to: 100, verified: true }), "promoted"],
    ["its bake at 100 % was cut off", canary(100, { by: "shift", to: 100, verified: false, bakeMs: 1 }), "shifting"],
    ["the stage serves green", promoted(), "promoted"],
    [
      "it was rolled back",
      snapshot([stage({ tags: { ...MARKED, ...moved({ by: "rollback", to: 0, verified: true }) } })]),
      "rolled-back",
    ],
    [
      "it lost its share without a record",
      snapshot([stage({ tags: { ...MARKED, ...moved({ by: "shift", to: 10, verified: true }) } })]),
      "rolled-back",
    ],
    [
      "its canary is somebody else's",
      canary(0, undefined, { canary: { ...CANARY, deploymentId: "third0", percent: 5 } }),
      "degraded",
    ],
    ["its base is somebody else's", canary(0, undefined, { deploymentId: "third0" }), "degraded"],
  ])("when %s", (_name, seen, phase) => {
    expect(viewOf(SETTINGS, seen).phase).toBe(phase);
    expect(standingOf(SETTINGS, seen)).toMatchObject({ whole: undefined, green: { capacity: undefined } });
  });

  test("a weight that was announced and never came about leaves nothing to finish", () => {
    const seen = canary(10, { by: "shift", to: 50, verified: false, bakeMs: 60_000 });
    expect(plan("shift", seen).decision).toMatchObject({ do: "shift", to: 50 });
  });

  test("what somebody else put there lets only rollback pass", () => {
    const seen = canary(0, undefined, { canary: { ...CANARY, deploymentId: "third0", percent: 5 } });
    for (const step of ["deploy", "shift", "promote", "teardown"] as const) {
      expect(refusal(() => plan(step, seen))).toBe("foreign-canary");
    }
    expect(kinds(plan("rollback", seen).changes)[0]).toBe("set-stage");
  });
});

describe("a deploy", () => {
  test("claims the stage first, waits, and touches the API only after that", () => {
    const { changes } = plan("deploy", snapshot([stage({ tags: {} })]));
    expect(kinds(changes)).toEqual(["tag", "wait-claim", "tag", "create-deployment", "set-stage"]);
    expect(changes[0]).toMatchObject({ claims: true, tags: { "progressive-delivery:claim": "mine" } });
    expect(changes[1]).toMatchObject({ waits: true, once: true });
  });

  test("that is looked at again in the middle is the rest of itself", () => {
    const mine = { ...MARKED, ...claimTags({ ...CLAIM, nonce: "mine" }) };
    const built = snapshot([stage({ tags: mine })]);
    expect(kinds(plan("deploy", built, { holds: true }).changes)).toEqual(["wait-claim", "set-stage"]);
    const { deployments } = built;
    const unbuilt = { ...built, deployments: deployments.filter(({ id }) => id !== "green0") };
    const rest = plan("deploy", unbuilt, { holds: true }).changes;
    expect(kinds(rest)).toEqual(["wait-claim", "create-deployment", "set-stage"]);
    const bare = { ...unbuilt, stages: [stage({ tags: claimTags({ ...CLAIM, nonce: "mine" }) })] };
    const before = plan("deploy", bare, { holds: true }).changes;
    expect(kinds(before)).toEqual(["wait-claim", "tag", "create-deployment", "set-stage"]);
  });

  test("that finds all in place claims nothing", () => {
    expect(plan("deploy", canary(10, { by: "shift", to: 10, verified: true })).changes).toEqual([]);
    expect(plan("deploy", promoted()).changes).toEqual([]);
  });

  test("whose claim was taken over stops", () => {
    expect(refusal(() => plan("deploy", begun, { holds: true }))).toBe("claim-lost");
  });

  test("of what was rolled back is a new rollout, and of one that was cut off the same", () => {
    const again = snapshot([stage({ tags: { ...MARKED, ...moved({ by: "rollback", to: 0, verified: true }) } })]);
    const { changes } = plan("deploy", again);
    expect(changes[0]).toMatchObject({ tags: { "progressive-delivery:rollout": "acme/shop/runs/2" } });
    expect(kinds(changes)).toContain("create-deployment");
    const needed = detailTags(CLAIM, { changes: "integration", variables: {}, integrations: [] });
    const tags = { ...MARKED, ...needed, ...moved({ by: "promote", to: 100, verified: true }) };
    const cutOff = plan("deploy", snapshot([stage({ tags })])).changes;
    expect(cutOff[0]).toMatchObject({ tags: { "progressive-delivery:rollout": "acme/shop/runs/1" } });
    expect(kinds(cutOff)).toEqual(["tag", "wait-claim", "set-stage"]);
  });
});

describe("a switch", () => {
  test("is written down with itself, and guarded by the rollout that it is about", () => {
    const [change] = plan("shift", canary(0), { bakeMs: 60_000 }).changes;
    expect(change).toMatchObject({
      kind: "set-stage",
      record: { by: "shift", to: 10, verified: false, bakeMs: 60_000, run: "acme/shop/runs/2" },
      of: { id: CLAIM.id, startedAt: STARTED },
    });
  });

  test("of a canary that has everything makes it the stage's own, by promote and by teardown", () => {
    const all = canary(100, { by: "shift", to: 100, verified: true });
    expect(kinds(plan("promote", all).changes)).toEqual(["promote-canary", "set-stage"]);
    const removing = kinds(plan("teardown", { ...all, at: NOW + 60_000 }).changes);
    expect(removing.slice(0, 4)).toEqual(["tag", "wait-claim", "promote-canary", "set-stage"]);
  });

  test("back is recorded last, so that whoever finds the record finds all else done", () => {
    expect(kinds(plan("rollback", promoted()).changes)).toEqual(["set-stage", "record"]);
    const unserved = plan("rollback", canary(0)).changes.at(-1);
    expect(unserved).toMatchObject({ kind: "record", record: { by: "rollback", unserved: true } });
    expect(plan("rollback", promoted()).changes.at(-1)).toMatchObject({ record: { unserved: false } });
  });

  test("between stages is seen before it is on record as done", () => {
    const green = stage({
      name: "next",
      deploymentId: "green0",
      tags: { ...MARKED, "progressive-delivery:serving": "blue00" },
    });
    const own = formatOrigin({ stage: "next", rollout: CLAIM.id, startedAt: STARTED, revision: REVISION });
    const seen = snapshot([stage({ tags: {} }), green], {
      mapping: { restApi: PAIR.restApi, stage: "prod" },
      deployments: [
        { id: "green0", description: own, createdAt: 2 },
        { id: "blue00", description: "", createdAt: 1 },
      ],
    });
    const { changes } = plan("promote", seen, { strategy: "blue-green" }, PAIR);
    expect(changes).toMatchObject([
      { kind: "set-mapping", stage: "next", record: { verified: false } },
      { kind: "record", keeps: true, record: { verified: true } },
    ]);
    expect(refusal(() => plan("shift", seen, { weight: 50 }, PAIR))).toBe("no-share");
    const onOld = { ...seen, stages: [stage({ tags: {}, deploymentId: "third0" }), green] };
    expect(refusal(() => plan("promote", onOld, {}, PAIR))).toBe("blue-replaced");
    const others = [{ restApi: PAIR.restApi, stage: "prod", basePath: "v2" }];
    expect(refusal(() => plan("promote", { ...seen, others }, {}, PAIR))).toBe("other-mappings");
  });
});

describe("a teardown", () => {
  test("notes that it has begun, and destroys nothing before the rollout's record is gone that a rollback needs", () => {
    const { changes } = plan("teardown", promoted(), { nonce: "mine" }, { ...SETTINGS, keepDeployments: 0 });
    expect(kinds(changes)).toEqual(["tag", "wait-claim", "wait-until", "untag-rollout", "delete-deployments", "tag"]);
    expect(changes[0]).toMatchObject({ claims: true });
    expect(changes[3]).toMatchObject({ destroys: true, stage: "prod" });
    expect(changes[4]).toMatchObject({ ids: ["third0", "blue00"] });
  });

  test("goes on by its own note, and what it left is cleared away by a later one", () => {
    const noted = promoted();
    const [held] = noted.stages;
    const tags = { ...held?.tags, ...endingTag(CLAIM, "mine") };
    const seen = { ...noted, stages: [{ ...(held ?? never()), tags }] };
    expect(kinds(plan("teardown", seen, { holds: true }).changes)[0]).toBe("wait-claim");
    expect(refusal(() => plan("shift", seen, { weight: 10 }))).toBe("teardown-begun");
    expect(kinds(plan("rollback", seen).changes)).toEqual(["tag", "wait-claim", "set-stage", "record"]);
    const left = snapshot([stage({ deploymentId: "green0", tags: endingTag(CLAIM, "mine") })]);
    expect(plan("teardown", left).changes).toMatchObject([{ kind: "tag", remove: ["progressive-delivery:ending"] }]);
  });

  test("waits from the switch on, and not at all for what never had a request", () => {
    const until = (seen: Snapshot) => viewOf(SETTINGS, seen).safeTeardownAt;
    expect(until(promoted())).toBe(SWITCHED + 60_000);
    expect(until(canary(100, { by: "shift", to: 100, verified: true }))).toBe(SWITCHED + 60_000);
    const back = (unserved: boolean) =>
      snapshot([stage({ tags: { ...MARKED, ...moved({ by: "rollback", to: 0, verified: true, unserved }) } })]);
    expect(until(back(false))).toBe(SWITCHED + 60_000);
    expect(until(back(true))).toBe(NOW);
  });
});

describe("the record for post", () => {
  test.each<[string, Step, Snapshot]>([
    ["a shift", "shift", canary(10, { by: "shift", to: 10, verified: true })],
    ["a promote", "promote", canary(10)],
    ["a rollback of a canary", "rollback", canary(10)],
    ["a rollback of what was promoted", "rollback", promoted()],
  ])("of %s is accepted as it was written", (_name, step, seen) => {
    const undo = JSON.parse(JSON.stringify(undoOf(SETTINGS, { ...INTENT, step }, seen))) as Change;
    expect(acceptsUndo(SETTINGS, { ...INTENT, step }, seen, undo)).toBe(true);
  });

  const seen = canary(10);
  const good = undoOf(SETTINGS, { ...INTENT, step: "shift" }, seen) as ApiGatewayChange & { kind: "set-stage" };
  const share = (percent: unknown) => ({
    ...good,
    wish: { ...good.wish, canary: { deployment: { id: "green0" }, percent, overrides: {} } },
  });
  test.each<[string, unknown]>([
    ["another kind", { ...good, kind: "delete-deployments", ids: ["blue00"] }],
    ["another stage", { ...good, stage: "live" }],
    ["a deployment that the API does not have", { ...good, wish: { ...good.wish, base: { id: "stolen" } } }],
    ["a share above 100 %", share(101)],
    ["a share that is no number", share("10")],
    ["a variable that cannot be one", { ...good, wish: { ...good.wish, variables: { "a/b": "x" } } }],
    ["a record of a move", { ...good, record: { by: "promote" } }],
    ["something else beside it", { ...good, extra: true }],
  ])("with %s is refused", (_name, undo) => {
    expect(acceptsUndo(SETTINGS, { ...INTENT, step: "shift" }, seen, undo as Change)).toBe(false);
  });

  test("of a rollback never gives green a share", () => {
    expect(acceptsUndo(SETTINGS, { ...INTENT, step: "rollback" }, seen, good)).toBe(false);
  });
});
