import { describe, expect, test } from "vitest";
import { formatSwitch } from "../../src/delivery/switch-record.ts";
import type { Condition } from "../../src/platforms/ec2/listeners/conditions.ts";
import { asRequest, toRuleCondition } from "../../src/platforms/ec2/listeners/conditions.ts";
import type { RouteState } from "../../src/platforms/ec2/listeners/routes.ts";
import { parseRoute } from "../../src/platforms/ec2/settings.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { listenerArn, ruleArn } from "./fixtures.ts";
import { idle, planOf, refusalOf, seeing, worldAfter } from "./plans.ts";
import type { World } from "./world.ts";
import { ARNS, withGroup } from "./world.ts";

const PROBE = { "probe-url": "https://shop.example/", "probe-match": "header X-Version = v2" };
const SMOKE = { "smoke-test": "/, /old = 301", url: "https://shop.example/" };
const HEADER: Condition = { by: "header", name: "X-Preview", value: "green" };
const TEST = listenerArn(9);
const AB = { strategy: "ab-test", cohort: "query beta = 1" };

const kinds = ({ changes }: { changes: readonly Ec2Change[] }) => changes.map(({ kind }) => kind);
const probeIn = ({ changes }: { changes: readonly Ec2Change[] }) =>
  changes.flatMap((change) => (change.kind === "wait-share" ? [change.probe] : []))[0];

/** A rule of ours leads the requests that meet the condition to green. */
function previewed(condition: Condition, world = worldAfter("deploy A")): World {
  const host = { Field: "path-pattern", PathPatternConfig: { Values: ["/shop/*"] } };
  const rule = {
    arn: ruleArn(77),
    listenerArn: listenerArn(),
    priority: 9,
    conditions: [host, toRuleCondition(condition)],
    actions: [],
    transforms: [],
    purpose: "preview" as const,
  };
  return seeing({ rules: [...world.seen.rules, rule] }, world);
}

/** A test listener leads to a target group; green's group has the note. */
function tested(target: string, world = worldAfter("deploy A")): World {
  const ref = parseRoute(TEST);
  if (ref === undefined) throw new Error(`${TEST} is no listener`);
  const testListener: RouteState = { ref, actions: [{ Type: "forward", TargetGroupArn: target }] };
  const noted = withGroup(world, "web-b", (group) => ({ ...group, tags: { ...group.tags, [TAG.testListener]: TEST } }));
  return seeing({ testListener }, noted);
}

describe("the probe", () => {
  test("comes after the weights and before the bake, for the share that was set", () => {
    const plan = planOf("shift", worldAfter("deploy A"), { ...PROBE, weight: "25", "bake-time": "5m" });
    expect(kinds(plan)).toEqual(["set-weights", "wait-share", "wait-bake", "record-verified"]);
    expect(probeIn(plan)).toMatchObject({ url: PROBE["probe-url"], share: 25, sent: undefined });
  });

  test("comes after the traffic moved in promote and rollback, too", () => {
    const promoted = planOf("promote", worldAfter("deploy A"), PROBE);
    expect(kinds(promoted)).toEqual(["set-weights", "wait-share"]);
    expect(probeIn(promoted)?.share).toBe(100);
    const back = planOf("rollback", worldAfter("deploy A", "promote"), PROBE);
    expect(kinds(back)).toEqual(["set-weights", "wait-share", "set-capacity"]);
    expect(probeIn(back)?.share).toBe(0);
  });

  test("is not repeated where the share was seen, and there is none without a rollout", () => {
    expect(kinds(planOf("promote", worldAfter("deploy A", "promote"), PROBE))).toEqual([]);
    expect(kinds(planOf("shift", worldAfter("deploy A", "shift 50"), { ...PROBE, weight: "50" }))).toEqual([]);
    expect(kinds(planOf("rollback", idle(), PROBE))).toEqual([]);
  });

  test("keeps the ladder on a rung until its share was seen", () => {
    const [set] = planOf("shift", worldAfter("deploy A"), PROBE).changes;
    expect(set).toMatchObject({ kind: "set-weights", green: 10, record: { verified: false } });
    const unseen = formatSwitch({ by: "shift", at: 0, to: 50, verified: false });
    const failed = withGroup(worldAfter("deploy A", "shift 50"), "web-b", (group) => ({
      ...group,
      tags: { ...group.tags, [TAG.switched]: unseen },
    }));
    const again = planOf("shift", failed, PROBE);
    expect(kinds(again)).toEqual(["wait-share", "record-verified"]);
    expect(probeIn(again)?.share).toBe(50);
    expect(probeIn(planOf("shift", worldAfter("deploy A", "shift 50"), PROBE))?.share).toBe(100);
  });

  test("asks as one of the cohort in an A/B test, and as anybody once it is over", () => {
    const shift = planOf("shift", worldAfter("deploy A"), { ...AB, ...PROBE, weight: "40" });
    expect(kinds(shift).slice(-3)).toEqual(["create-rule", "wait-share", "record-verified"]);
    expect(probeIn(shift)).toMatchObject({ share: 40, sent: { headers: {}, query: "beta=1" } });
    expect(probeIn(planOf("promote", worldAfter("deploy A"), { ...AB, ...PROBE }))?.sent).toBeUndefined();
  });

  test("needs more requests where the share before was near", () => {
    const near = planOf("shift", worldAfter("deploy A", "shift 50"), { ...PROBE, weight: "60" });
    const far = planOf("shift", worldAfter("deploy A"), { ...PROBE, weight: "60" });
    expect(probeIn(near)?.requests).toBeGreaterThan(probeIn(far)?.requests ?? 0);
  });
});

describe("the smoke test", () => {
  test("comes before everything else of the step that gives green its first weight", () => {
    const world = previewed(HEADER);
    const plan = planOf("promote", world, SMOKE);
    expect(plan.changes[0]).toMatchObject({ kind: "smoke-test", test: { sent: asRequest(HEADER), url: SMOKE.url } });
    expect(kinds(planOf("shift", world, { ...SMOKE, ...PROBE }))).toEqual([
      "smoke-test",
      "set-weights",
      "wait-share",
      "record-verified",
    ]);
    expect(kinds(planOf("shift", world, { ...SMOKE, ...AB }))[0]).toBe("smoke-test");
  });

  test("is not repeated where green has weight already, or gets none", () => {
    const shifted = previewed(HEADER, worldAfter("deploy A", "shift 50"));
    expect(kinds(planOf("promote", shifted, SMOKE))).not.toContain("smoke-test");
    expect(kinds(planOf("shift", shifted, { ...SMOKE, weight: "0" }))).not.toContain("smoke-test");
  });

  test("goes through the test listener without a condition", () => {
    const [first] = planOf("promote", tested(ARNS[1]), SMOKE).changes;
    expect(first).toMatchObject({ kind: "smoke-test", test: { sent: undefined } });
  });

  test("without a way to green is refused", () => {
    const said = "smoke-test: there is no preview through which to ask green.";
    expect(refusalOf("promote", worldAfter("deploy A"), SMOKE).message).toBe(said);
    expect(refusalOf("promote", tested(ARNS[0]), SMOKE).message).toBe(said);
    expect(refusalOf("promote", previewed({ by: "source", range: "10.0.0.0/8" }), SMOKE).message).toBe(said);
  });
});

describe("a test listener", () => {
  const DEPLOY = { preview: `listener ${TEST}` };
  const deployA = { "image-id": "ami-0aaaaaaaaaaaaaaaa", ...DEPLOY };

  test("is noted with the first mark of the rollout, and pointed at green when it is healthy", () => {
    const world = seeing({ testListener: tested(ARNS[0]).seen.testListener });
    const { changes } = planOf("deploy", world, deployA);
    expect(changes.find(({ kind }) => kind === "mark")).toMatchObject({ tags: { [TAG.testListener]: TEST } });
    expect(kinds({ changes }).slice(-2)).toEqual(["wait-healthy", "point-test-listener"]);
    expect(changes.at(-1)).toMatchObject({ green: 100, blueArn: ARNS[0], greenArn: ARNS[1] });
  });

  test("that leads to green already stays as it is, until teardown points it at whoever stays", () => {
    expect(kinds(planOf("promote", tested(ARNS[1])))).not.toContain("point-test-listener");
    expect(planOf("teardown", tested(ARNS[1])).changes).toContainEqual(
      expect.objectContaining({ kind: "point-test-listener", green: 0 }),
    );
    const promoted = tested(ARNS[1], worldAfter("deploy A", "promote"));
    expect(kinds(planOf("teardown", promoted))).not.toContain("point-test-listener");
    const { changes } = planOf("teardown", promoted);
    expect(changes.at(-1)).toMatchObject({ kind: "unmark", keys: expect.arrayContaining([TAG.testListener]) });
  });

  test.each<[string, RouteState["actions"]]>([
    ["to blog", [{ Type: "forward", TargetGroupArn: ARNS[0].replace("web-blue", "blog") }]],
    ["to no target group", [{ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301" } }]],
  ])("that leads %s is refused", (where, actions) => {
    const { testListener } = tested(ARNS[0]).seen;
    if (testListener === undefined) throw new Error("There is no test listener.");
    const refusal = refusalOf("deploy", seeing({ testListener: { ...testListener, actions } }), deployA);
    expect(refusal).toMatchObject({ code: "unsuitable" });
    expect(refusal.message).toBe(`preview: the listener ${TEST} forwards ${where}.`);
  });

  test("that AWS does not know is told by its input, and one that went away later stops no teardown", () => {
    expect(refusalOf("deploy", idle(), deployA)).toMatchObject({ code: "not-found" });
    const gone = seeing({ testListener: undefined }, tested(ARNS[1]));
    expect(kinds(planOf("teardown", gone))).not.toContain("point-test-listener");
  });
});
