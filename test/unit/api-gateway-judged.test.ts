import { describe, expect, test } from "vitest";
import { formatShifts } from "../../src/delivery/shifts.ts";
import { meterOf } from "../../src/platforms/api-gateway/meter.ts";
import { setupOf } from "../../src/platforms/api-gateway/stage-setup.ts";
import { standingOf } from "../../src/platforms/api-gateway/standing.ts";
import {
  CANARY,
  canary,
  kinds,
  MARKED,
  moved,
  NOW,
  ours,
  PAIR,
  plan,
  refusal,
  SETTINGS,
  SWITCHED,
  snapshot,
  stage,
} from "./api-gateway-states.ts";

/** What is kept of a rollout that gates judge, and what a judgement of it counts. */

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
