import { afterEach, describe, expect, test } from "vitest";
import type { StepResult } from "../runner/runner.ts";
import { errorOf, ofRun, watch } from "./runs.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, until } from "./world.ts";

let world: World;
afterEach(() => world.close());

const FLEETS = ["paired", "cloned"] as const;
const CANARY = { strategy: "canary" };

async function deployed(fleet: (typeof FLEETS)[number] = "paired"): Promise<void> {
  world = await createWorld({ fleet });
  expect((await world.step("deploy", { "image-id": world.images.v2.id })).conclusion).toBe("success");
}

describe("a rollback while a teardown waits for its delay", () => {
  test.each(FLEETS)("wins, and no request fails: %s", async (fleet) => {
    await deployed(fleet);
    await world.step("promote");
    const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
    const waits = watch("Wait until 20");
    const teardown = world.step("teardown", { "scale-down-delay": "20s" }, ofRun(2, waits));
    await until("the teardown to wait", () => waits.up);
    const rollback = await world.step("rollback", {}, ofRun(3));
    expect(rollback.outputs).toMatchObject({ phase: "rolled-back", weight: "0", "healthy-blue": "2" });
    const ended = await teardown;
    expect(errorOf(ended)?.code).toBe("conflict");
    expect(ended.outputs).toMatchObject({ phase: "rolled-back", weight: "0" });
    expect(await world.weights()).toBe("a=100 b=0");
    expect(world.group(world.blue)).toMatchObject({ desired: 2 });
    expect((await traffic.stop()).failed).toBe(0);
  });

  test("and a promote while one waits after a rollback is refused", async () => {
    await deployed();
    await world.step("promote");
    await world.step("rollback");
    const waits = watch("Wait until 20");
    const teardown = world.step("teardown", { "scale-down-delay": "15s" }, ofRun(2, waits));
    await until("the teardown to wait", () => waits.up);
    expect(errorOf(await world.step("promote", {}, ofRun(3)))?.code).toBe("refused");
    expect((await teardown).outputs).toMatchObject({ phase: "idle" });
    expect(await world.weights()).toBe("a=100 b=0");
  });
});

describe("while a shift bakes", () => {
  test("a rollback by another run ends it, and nobody can promote what was rolled back", async () => {
    await deployed();
    const bakes = watch("seconds of bake time");
    const shift = world.step("shift", { ...CANARY, weight: "50", "bake-time": "12s" }, ofRun(2, bakes));
    await until("the shift to bake", () => bakes.up);
    expect((await world.step("rollback", {}, ofRun(3))).outputs.phase).toBe("rolled-back");
    const ended = await shift;
    expect(errorOf(ended)).toMatchObject({ code: "conflict", message: expect.stringContaining("rollback by") });
    expect(ended.outputs).toMatchObject({ phase: "rolled-back", weight: "0", "ready-to-promote": "false" });
    expect(errorOf(await world.step("promote", {}, ofRun(4)))).toMatchObject({ code: "refused" });
    expect(await world.weights()).toBe("a=100 b=0");
  });

  test("a promote by another run ends it", async () => {
    await deployed();
    const bakes = watch("seconds of bake time");
    const shift = world.step("shift", { ...CANARY, weight: "50", "bake-time": "12s" }, ofRun(2, bakes));
    await until("the shift to bake", () => bakes.up);
    expect((await world.step("promote", {}, ofRun(3))).outputs.phase).toBe("promoted");
    expect(errorOf(await shift)?.code).toBe("conflict");
    expect((await world.step("status")).outputs).toMatchObject({ phase: "promoted", weight: "100" });
  });
});

/** Runs steps at once; the order in which they end. */
async function race(...steps: Promise<StepResult>[]): Promise<StepResult[]> {
  const ended: StepResult[] = [];
  await Promise.all(steps.map(async (step) => ended.push(await step)));
  return ended;
}

/** Whoever ended last with success ended with what is live. */
async function expectTruth(ended: readonly StepResult[]): Promise<void> {
  const last = ended.at(-1);
  const [, live] = /b=(\d+)/.exec(await world.weights()) ?? [];
  if (last?.conclusion === "success") expect(last.outputs.weight).toBe(live);
  else expect(errorOf(last as StepResult)?.code).toMatch(/conflict|unsettled|drift|refused/);
}

describe("at once", () => {
  test("promote and rollback: none succeeds beside its goal, and no request fails", async () => {
    await deployed();
    await world.step("shift", { ...CANARY, weight: "50" });
    const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
    await expectTruth(await race(world.step("promote", {}, ofRun(2)), world.step("rollback", {}, ofRun(3))));
    expect((await traffic.stop()).failed).toBe(0);
    const { phase } = (await world.step("status")).outputs;
    if (phase === "rolled-back") expect(errorOf(await world.step("promote", {}, ofRun(4)))?.code).toBe("refused");
  });

  test("three shifts", async () => {
    await deployed();
    const weights = ["10", "50", "80"];
    await expectTruth(
      await race(...weights.map((weight, index) => world.step("shift", { ...CANARY, weight }, ofRun(index + 2)))),
    );
  });

  test.each([300, 900, 1_700])(
    "a deploy that replaces the rollout, and its promote %i ms later",
    async (ms) => {
      await deployed();
      const v3 = world.aws.ec2.registerImage({ version: "v3", bootSeconds: 5 });
      const traffic = startTraffic(world.url(), { connections: 4, rate: 200 });
      const replaces = world.step("deploy", { "image-id": v3.id, replace: "true", "scale-down-delay": "1s" }, ofRun(2));
      await new Promise((resolve) => setTimeout(resolve, ms));
      const ended = await race(replaces, world.step("promote", {}, ofRun(3)));
      const status = (await world.step("status")).outputs;
      expect(ended.some(({ conclusion }) => conclusion === "success")).toBe(true);
      const [side, other] = status.weight === "100" ? ["green", "blue"] : ["blue", "green"];
      expect(Number(status[`healthy-${side}`])).toBeGreaterThanOrEqual(2);
      expect(other).not.toBe(side);
      expect((await traffic.stop()).failed).toBe(0);
    },
    180_000,
  );
});
