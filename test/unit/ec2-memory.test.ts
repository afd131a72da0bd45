import { describe, expect, test } from "vitest";
import type { Inputs } from "../../src/action/inputs.ts";
import type { Change, Intent, Plan } from "../../src/delivery/plan.ts";
import { parseShifts } from "../../src/delivery/shifts.ts";
import type { RolloutMemory } from "../../src/delivery/standing.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import type { Meter } from "../../src/engine/platform.ts";
import { readSwitch, switchTags } from "../../src/platforms/ec2/groups/switch-tags.ts";
import { meterOf } from "../../src/platforms/ec2/listeners/meter.ts";
import { parseRoute } from "../../src/platforms/ec2/settings.ts";
import type { SharedChange } from "../../src/platforms/ec2/shared/changes.ts";
import { planStep as planShared } from "../../src/platforms/ec2/shared/plan.ts";
import { isUndoOf, undoOf as sharedUndoOf } from "../../src/platforms/ec2/shared/undo.ts";
import type { GroupState } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { planStep } from "../../src/platforms/ec2/weighted/plan.ts";
import { acceptsUndo, undoOf } from "../../src/platforms/ec2/weighted/undo.ts";
import type { Given } from "./fixtures.ts";
import { ec2Of, inputsFor } from "./fixtures.ts";
import { stagesOf } from "./model.ts";
import { CAPACITY, idle } from "./plans.ts";
import { settingsOf, sharedInputs } from "./shared-explore.ts";
import * as shared from "./shared-world.ts";
import type { World } from "./world.ts";
import { groupNamed, later, ROUTES, timePasses, withGroup } from "./world.ts";

const MARK = "a=0.05 src=cloudwatch";
const RUN = "octo/shop/runs/8";
const PAIR = { fleet: "paired", capacity: CAPACITY, runs: [], ailing: false, rollouts: 9 } as const;

interface Asked {
  more?: Given;
  /** What the gates fixed; undefined: nobody judges. */
  mark?: string;
}

/** A world in which steps are run to their end, and green's group in it. */
interface Setting<W extends { seen: { at: number } }, C extends Change> {
  world(): W;
  plan(world: W, step: Step, asked?: Asked): Plan<C>;
  /** What AWS does when a change is applied, `token` having made a template version. */
  effectsOf(change: C, token: string): readonly ((world: W) => W | undefined)[];
  /** Five minutes later. */
  afterwards(world: W): W;
  green(world: W): GroupState;
  tagged(world: W, tags: Readonly<Record<string, string>>): W;
}

const DEPLOY: Given = { "image-id": "ami-0000000a" };
/** Without it some of these worlds have nothing to judge by. */
const LIMIT: Given = { "max-error-rate": "1%" };
const WHILE_MS = 300_000;

const weighted: Setting<World, Ec2Change> = {
  world: idle,
  plan(world, step, { more = {}, mark } = {}) {
    const inputs = inputsFor(step, { listeners: ROUTES.join(), ...(step === "deploy" ? DEPLOY : {}), ...more });
    return planStep(ec2Of(inputs), intentOf(inputs, world, mark), world.seen);
  },
  effectsOf: (change, token) => stagesOf(change, token).flatMap(({ effects }) => effects),
  afterwards: (world) => timePasses(later(world, world.seen.at + WHILE_MS)),
  green: (world) => groupNamed(world, "web-b"),
  tagged: (world, tags) => withGroup(world, "web-b", (group) => ({ ...group, tags: { ...group.tags, ...tags } })),
};

const together: Setting<shared.SharedWorld, SharedChange> = {
  world: () => shared.idleShared(PAIR),
  plan(world, step, { more = {}, mark } = {}) {
    const inputs = sharedInputs({ step, ...(step === "deploy" ? DEPLOY : {}), ...more });
    return planShared(settingsOf(inputs), intentOf(inputs, world, mark), world.seen);
  },
  effectsOf: shared.effectsOf,
  afterwards: (world) => shared.timePasses(shared.later(world, world.seen.at + WHILE_MS)),
  green: (world) => shared.groupNamed(world, "web-b"),
  tagged: (world, tags) =>
    shared.withGroup(world, "web-b", (group) => ({ ...group, tags: { ...group.tags, ...tags } })),
};

function intentOf(inputs: Inputs, { seen }: { seen: { at: number } }, mark?: string): Intent {
  const intent = { ...inputs, rolloutId: RUN, now: seen.at };
  return mark === undefined ? intent : { ...intent, gated: { mark } };
}

function afterStep<W extends { seen: { at: number } }, C extends Change>(
  setting: Setting<W, C>,
  world: W,
  step: Step,
  asked: Asked = {},
): W {
  let [now, token] = [world, ""];
  for (const change of setting.plan(world, step, asked).changes) {
    if ("clientToken" in change) token = String(change.clientToken);
    for (const effect of setting.effectsOf(change, token)) now = effect(now) ?? now;
  }
  return setting.afterwards(now);
}

const weightsOf = (memory: RolloutMemory | undefined) =>
  parseShifts(memory?.shifts)?.changes.map(({ weight }) => Math.round(weight));

function survives<W extends { seen: { at: number } }, C extends Change>(setting: Setting<W, C>) {
  const run = (world: W, step: Step, asked: Asked = {}) => afterStep(setting, world, step, asked);
  const memory = (world: W) => readSwitch(setting.green(world).tags)?.memory;
  const judged = (world: W, step: Step, more: Given = {}) => run(world, step, { more, mark: MARK });
  const fresh = () => run(setting.world(), "deploy");
  const shifted = () => judged(fresh(), "shift", { weight: "33", "bake-time": "5m" });

  test("is not written where nobody judges", () => {
    const world = run(run(fresh(), "shift", { more: { weight: "33" } }), "promote");
    const keys = Object.keys(setting.green(world).tags);
    expect(keys).toContain(TAG.switched);
    expect(keys).not.toContain(TAG.gates);
    expect(keys).not.toContain(TAG.shifts);
  });

  test("goes with every move, and each step finds what the one before it fixed", () => {
    const first = shifted();
    expect(memory(first)).toMatchObject({ gates: MARK });
    expect(weightsOf(memory(first))).toEqual([33]);
    const second = judged(first, "shift", { weight: "50" });
    expect(weightsOf(memory(second))).toEqual([33, 50]);
    const promoted = judged(second, "promote");
    expect(memory(promoted)).toMatchObject({ gates: MARK });
    expect(weightsOf(memory(promoted))).toEqual([33, 50, 100]);
  });

  test("outlives a step that nobody judges, and a rollback tells of itself", () => {
    const back = run(run(shifted(), "shift", { more: { weight: "50" } }), "rollback");
    expect(memory(back)).toMatchObject({ gates: MARK });
    expect(weightsOf(memory(back))).toEqual([33, 50, 0]);
  });

  test("is forgotten by a deploy of what was rolled back", () => {
    const again = run(run(shifted(), "rollback"), "deploy");
    expect(readSwitch(setting.green(again).tags)).toMatchObject({ by: "shift", to: 0 });
    expect(memory(again)).toBeUndefined();
    expect(weightsOf(memory(judged(again, "shift", { weight: "33" })))).toEqual([0, 33]);
  });

  test("is forgotten by a teardown, and what another rollout left is not taken for one's own", () => {
    const ended = run(run(shifted(), "rollback"), "teardown");
    expect(Object.keys(setting.green(ended).tags)).not.toContain(TAG.shifts);
    const left = setting.tagged(setting.world(), { [TAG.gates]: "a=0.5", [TAG.shifts]: "29000000:10" });
    expect(memory(run(left, "deploy"))).toBeUndefined();
    const tags = setting.green(run(left, "deploy")).tags;
    expect(tags[TAG.gates]).toBeUndefined();
    expect(tags[TAG.shifts]).toBeUndefined();
  });

  test("says since when a move was made that is on record and did not come about", () => {
    const world = shifted();
    const { tags } = setting.green(world);
    const last = readSwitch(tags);
    const noted = {
      by: "shift",
      to: 50,
      verified: true,
      at: (last?.at ?? 0) + 60_000,
      run: "octo/shop/runs/7",
    } as const;
    const cutOff = setting.tagged(world, switchTags(noted, tags));
    expect(weightsOf(memory(cutOff))).toEqual([33, 50]);
    expect(weightsOf(memory(judged(cutOff, "shift", { weight: "50" })))).toEqual([33, 50, 33, 50]);
  });

  test("is judged by a verify that only bakes", () => {
    const changes = setting.plan(shifted(), "verify", { more: LIMIT, mark: MARK }).changes;
    expect(changes).toMatchObject([{ kind: "wait-bake", waits: true, bakes: true }]);
  });
}

describe("what gates remember, on two target groups,", () => survives(weighted));
describe("what gates remember, on a shared target group,", () => survives(together));

describe("an undone shift", () => {
  const at = Date.parse("2026-01-02T03:04:00.000Z");
  const before = { [TAG.gates]: MARK, [TAG.shifts]: `${at / 60_000 - 20}:10 20:50` };

  test("is remembered as one that was made and undone", () => {
    const undone = switchTags({ by: "shift", at: at + 300_000, to: 10, verified: true }, before);
    expect(readSwitch({ ...before, ...undone })).toMatchObject({
      to: 10,
      memory: { gates: MARK, shifts: `${at / 60_000 - 20}:10 20:50 5:10` },
    });
    const twice = switchTags({ by: "shift", at: at + 600_000, to: 10, verified: true }, { ...before, ...undone });
    expect(twice[TAG.shifts]).toBe(undone[TAG.shifts]);
  });

  test("is not believed when it brings a memory of its own", () => {
    const world = afterStep(weighted, afterStep(weighted, weighted.world(), "deploy"), "shift", { mark: MARK });
    const inputs = inputsFor("shift", { listeners: ROUTES.join() });
    const intent = { ...inputs, gates: undefined, rolloutId: RUN, now: world.seen.at };
    const undo = undoOf(ec2Of(inputs), intent, world.seen);
    expect(undo.record?.memory).toBeUndefined();
    expect(acceptsUndo(undo, ec2Of(inputs), intent, world.seen)).toBe(true);
    const forged = { ...undo, record: undo.record && { ...undo.record, memory: { gates: "a=1" } } };
    expect(acceptsUndo(forged, ec2Of(inputs), intent, world.seen)).toBe(false);
  });

  test("is not believed on a shared target group either", () => {
    const { seen } = afterStep(together, afterStep(together, together.world(), "deploy"), "shift", { mark: MARK });
    const intent = { ...sharedInputs({ step: "shift" }), gates: undefined, rolloutId: RUN, now: seen.at };
    const undo = sharedUndoOf(intent, seen);
    expect(undo.record?.memory).toBeUndefined();
    expect(isUndoOf(undo, intent, seen)).toBe(true);
    const forged = { ...undo, record: undo.record && { ...undo.record, memory: { shifts: "1" } } };
    expect(isUndoOf(forged, intent, seen)).toBe(false);
  });
});

describe("what counts requests", () => {
  const lb = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
  const meter = (listener: string, protocolVersion?: string): Meter => {
    const ref = parseRoute(`${lb}:${listener}`);
    return meterOf(ref === undefined ? [] : [ref], { arn: "blue" }, { arn: "green", protocolVersion });
  };

  test.each([
    "listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2",
    "listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee",
  ])("is the target group behind the application load balancer of %s", (listener) => {
    const loadBalancer = `${lb}:loadbalancer/app/web/50dc6c495c0c9188`;
    expect(meter(listener)).toEqual({ by: "target-groups", loadBalancer, green: "green", blue: "blue" });
  });

  test("is nothing behind a network load balancer", () => {
    expect(meter("listener/net/web/50dc6c495c0c9188/f2f7dc8efc522ab2")).toMatchObject({
      by: "nothing",
      because: expect.stringMatching(/^A network load balancer counts no requests per target group\. /),
    });
  });

  test("is nothing where gRPC tells its errors in answers with status 200", () => {
    const listener = "listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
    expect(meter(listener, "HTTP2")).toMatchObject({ by: "target-groups" });
    expect(meter(listener, "GRPC")).toMatchObject({
      by: "nothing",
      because: expect.stringMatching(/^gRPC tells its errors .* `metrics` names another source\.$/),
    });
  });
});

describe("a verify during an A/B test", () => {
  const AB = { strategy: "ab-test", cohort: "query beta = 1" };
  const bakeIn = (more: Given) => {
    const asked = { more: { ...AB, weight: "40" } };
    const world = afterStep(weighted, afterStep(weighted, weighted.world(), "deploy"), "shift", asked);
    return weighted.plan(world, "verify", { more: { ...LIMIT, ...more } }).changes;
  };

  test.each([
    ["with the cohort among its inputs", AB],
    ["without it", {}],
  ])("watches all of blue, which serves everybody else, %s", (_what, more) => {
    expect(bakeIn(more)).toMatchObject([{ kind: "wait-bake", bake: { blue: 2, green: 1 } }]);
  });
});
