import { describe, expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Change, Intent } from "../../src/delivery/plan.ts";
import { formatShifts } from "../../src/delivery/shifts.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { ApiGatewayChange } from "../../src/platforms/api-gateway/changes.ts";
import { meterOf } from "../../src/platforms/api-gateway/meter.ts";
import { planStep } from "../../src/platforms/api-gateway/plan.ts";
import type { SwitchRecord } from "../../src/platforms/api-gateway/record.ts";
import { claimTags, detailTags, endingTag, switchTags } from "../../src/platforms/api-gateway/record.ts";
import type { ApiGatewaySettings } from "../../src/platforms/api-gateway/settings.ts";
import type { Snapshot, StageState } from "../../src/platforms/api-gateway/snapshot.ts";
import { formatOrigin } from "../../src/platforms/api-gateway/snapshot.ts";
import { wantedOf } from "../../src/platforms/api-gateway/source.ts";
import { setupOf } from "../../src/platforms/api-gateway/stage-setup.ts";
import { standingOf } from "../../src/platforms/api-gateway/standing.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/api-gateway/undo.ts";
import { viewOf } from "../../src/platforms/api-gateway/view.ts";

/** What API Gateway's states are to the policy, and how what it decides is carried out. */
const NOW = Date.parse("2026-01-01T12:00:00.000Z");
const STARTED = "2026-01-01T11:00:00.000Z";
const SWITCHED = NOW - 30_000;

const SETTINGS: ApiGatewaySettings = {
  region: "eu-west-1",
  restApi: "a1b2c3d4e5",
  routing: { kind: "canary", stage: "prod" },
  source: { openapi: undefined, integrations: [], variables: { colour: "green" } },
  keepDeployments: undefined,
  scaleDownDelayMs: 60_000,
  url: undefined,
  smoke: undefined,
  probe: undefined,
  allowDifferences: [],
  allowDropping: [],
  allowMappings: [],
};
const PAIR: ApiGatewaySettings = {
  ...SETTINGS,
  routing: { kind: "stages", stages: ["prod", "next"], mapping: { domain: "api.shop.test", basePath: "v1" } },
};
const INTENT: Intent = {
  step: "status",
  strategy: "canary",
  weight: undefined,
  ramp: { rungs: [10, 50, 100], bakeMs: undefined },
  bakeMs: 0,
  rolloutId: "acme/shop/runs/2",
  now: NOW,
  timeoutMs: 600_000,
  nonce: "mine",
};

const REVISION = wantedOf(SETTINGS.source ?? never(), { methods: [] }, "eu-west-1").revision;
const CLAIM = {
  id: "acme/shop/runs/1",
  revision: REVISION,
  startedAt: STARTED,
  blue: "blue00",
  serving: undefined,
  nonce: "theirs",
};
const ORIGIN = formatOrigin({ stage: "prod", rollout: CLAIM.id, startedAt: STARTED, revision: REVISION });
const MARKED = {
  ...claimTags(CLAIM),
  ...detailTags(CLAIM, { changes: "nothing", variables: { colour: "blue" }, integrations: [] }),
};
const CANARY = { deploymentId: "green0", percent: 0, overrides: { colour: "green" } };
const moved = (record: SwitchRecord) => switchTags(record, SWITCHED);
const ours = (key: string) => `progressive-delivery:${key}`;

function never(): never {
  throw new Error("There is a source");
}

function stage(more: Partial<StageState>): StageState {
  return {
    name: "prod",
    deploymentId: "blue00",
    variables: { colour: "blue" },
    canary: undefined,
    tags: MARKED,
    ...more,
  };
}

function snapshot(stages: readonly StageState[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    at: NOW,
    stages,
    deployments: [
      { id: "third0", description: "by hand", createdAt: 3 },
      { id: "green0", description: ORIGIN, createdAt: 2 },
      { id: "blue00", description: "", createdAt: 1 },
    ],
    resources: { methods: [] },
    permissions: [],
    mapping: undefined,
    ...more,
  };
}

const canary = (percent: number, record?: SwitchRecord, more: Partial<StageState> = {}) =>
  snapshot([
    stage({
      canary: { ...CANARY, percent },
      ...more,
      tags: { ...MARKED, ...(record === undefined ? {} : moved(record)), ...more.tags },
    }),
  ]);
const begun = snapshot([stage({})]);
const promoted = (record: SwitchRecord = { by: "promote", to: 100, verified: true }) =>
  snapshot([stage({ deploymentId: "green0", variables: { colour: "green" }, tags: { ...MARKED, ...moved(record) } })]);

const plan = (step: Step, seen: Snapshot, more: Partial<Intent> = {}, settings = SETTINGS) =>
  planStep(settings, { ...INTENT, step, ...more }, seen);
const kinds = (changes: readonly ApiGatewayChange[]) => changes.map(({ kind }) => kind);

function refusal(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof DeliveryError) return error.id;
    throw error;
  }
  return undefined;
}

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

describe("what a judged rollout remembers", () => {
  const MARK = "vs src=cloudwatch";
  const minute = (at: number) => Math.floor(at / 60_000);
  const from = (at: number, ...weights: number[]) =>
    formatShifts({ changes: weights.map((weight) => ({ at, weight })), forgotten: false });
  const remembers = (shifts: string) => ({ gates: MARK, shifts });
  const at10 = { by: "shift", to: 10, verified: true, memory: remembers(from(SWITCHED, 10)) } as const;

  test("is written down with its moves, and only where gates judge it", () => {
    const judged = plan("shift", canary(0), { gated: { mark: MARK } }).changes[0];
    expect(judged).toMatchObject({ record: { to: 10, memory: { gates: MARK, shifts: `${minute(NOW)}:10` } } });
    const [plain] = plan("shift", canary(0)).changes;
    expect(plain).toMatchObject({ record: { to: 10 } });
    expect(plain).not.toHaveProperty("record.memory");
  });

  test("goes on with later steps, judged or not", () => {
    expect(standingOf(SETTINGS, canary(10, at10)).last?.memory).toEqual(at10.memory);
    const [further] = plan("shift", canary(10, at10)).changes;
    expect(further).toMatchObject({
      record: { to: 50, memory: { gates: MARK, shifts: `${minute(SWITCHED)}:10 1:50` } },
    });
  });

  test("tells that it was rolled back", () => {
    const record = plan("rollback", canary(10, at10)).changes.at(-1);
    const shifts = `${minute(SWITCHED)}:10 1:0`;
    expect(record).toMatchObject({
      kind: "record",
      record: { by: "rollback", to: 0, memory: { gates: MARK, shifts } },
    });
  });

  test("ends with the weight that is there, where the last move never came about or was undone", () => {
    const memory = remembers(from(SWITCHED, 10, 50));
    const cutOff = canary(10, { by: "shift", to: 50, verified: false, memory });
    expect(standingOf(SETTINGS, cutOff).last?.memory).toEqual(remembers(`${minute(SWITCHED)}:10 0:50 0:10`));
    const gone = snapshot([stage({ tags: { ...MARKED, ...moved(at10) } })]);
    const { last } = standingOf(SETTINGS, gone);
    expect(last).toMatchObject({ by: "rollback", memory: remembers(`${minute(SWITCHED)}:10 0:0`) });
  });

  test("is forgotten by the deploy that follows a rollback", () => {
    const memory = remembers(from(SWITCHED, 10, 0));
    const rolledBack = stage({ tags: { ...MARKED, ...moved({ by: "rollback", to: 0, verified: true, memory }) } });
    const { changes } = plan("deploy", snapshot([rolledBack]));
    const cleared = changes.flatMap((change) => (change.kind === "tag" ? change.remove : []));
    expect(cleared).toEqual(expect.arrayContaining(["gates", "shifts", "switched"].map(ours)));
  });

  test("does not fit on a stage full of tags, which is known before anything is moved", () => {
    const full = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`team:${index}`, "x"]));
    const seen = canary(0, undefined, { tags: full });
    expect(refusal(() => plan("shift", seen, { gated: { mark: MARK } }))).toBe("no-room-for-tags");
    const back = canary(10, at10, { tags: full });
    expect(kinds(plan("rollback", back).changes)).toEqual(["set-stage", "record"]);
  });
});

describe("a judgement", () => {
  test("moves nothing: it is the wait of a bake, of a canary and of a pair", () => {
    const { changes, decision } = plan("verify", canary(10, { by: "shift", to: 10, verified: true }), {
      bakeMs: 60_000,
    });
    expect(decision).toMatchObject({ do: "judge", at: 10 });
    expect(changes).toMatchObject([{ kind: "bake", waits: true, bakes: true, percent: 10, durationMs: 60_000 }]);
    expect(refusal(() => plan("verify", canary(0)))).toBe("nothing-to-judge");
    const foreign = canary(0, undefined, { canary: { ...CANARY, deploymentId: "third0", percent: 5 } });
    expect(refusal(() => plan("verify", foreign))).toBe("foreign-canary");
  });

  const named = (namesakes: readonly string[]) => ({ ...canary(10), named: { name: "shop", namesakes } });

  test("counts a canary by the name of its API, where no other has it", () => {
    expect(meterOf(SETTINGS, named([]))).toEqual({
      by: "stage",
      apiName: "shop",
      apiId: SETTINGS.restApi,
      stage: "prod",
    });
    expect(meterOf(SETTINGS, named(["z9y8x7w6v5"]))).toMatchObject({
      by: "nothing",
      because: expect.stringMatching(/eu-west-1 are called shop as well \(z9y8x7w6v5\)/),
    });
    expect(meterOf(SETTINGS, { ...canary(10), named: "denied" })).toMatchObject({
      because: expect.stringContaining("`apigateway:GET` on `/restapis`"),
    });
    expect(meterOf(PAIR, snapshot([]))).toMatchObject({ by: "nothing" });
  });

  test("says which functions the sides call where that was read, also where CloudWatch counts no canary", () => {
    const function_ = (name: string) => ({
      ...{ verb: "GET", path: "/math" },
      uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${name}/invocations`,
    });
    const backends = {
      served: { deployment: "blue00", backends: [function_("math:7")] },
      resources: [function_("math:8")],
    };
    const functions = { blue: { functionName: "math", version: "7" }, green: { functionName: "math", version: "8" } };
    expect(meterOf(SETTINGS, { ...named([]), backends })).toMatchObject({ by: "stage", functions });
    expect(meterOf(SETTINGS, { ...named(["z9y8x7w6v5"]), backends })).toMatchObject({ by: "nothing", functions });
  });

  test("of a canary that the stage's cache answers for is warned of", () => {
    const setup = setupOf({ cacheClusterEnabled: true, cacheClusterSize: "0.5" });
    const seen = canary(10, undefined, { canary: { ...CANARY, percent: 10, usesStageCache: true }, setup });
    for (const step of ["shift", "verify"] as const)
      expect(plan(step, seen).warnings.join()).toContain("The cache of prod answers requests of the canary");
    const without = canary(10, undefined, { canary: { ...CANARY, percent: 10, usesStageCache: true } });
    expect([...plan("verify", without).warnings, ...plan("verify", canary(10)).warnings]).toEqual([]);
  });
});
