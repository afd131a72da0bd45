import { afterEach, expect, test, vi } from "vitest";
import { startTraffic } from "../e2e/traffic.ts";
import type { ApiWorld } from "./world.ts";
import { createApiWorld } from "./world.ts";

/** Gates of a canary, judged by what CloudWatch counts of requests that are really made. */

let world: ApiWorld;
afterEach(() => world.close());
vi.setConfig({ testTimeout: 300_000 });

/** A minute of AWS in a second, and the action's clock goes along: a bake of ten minutes passes in ten seconds. */
const FAST = { timeScale: 60 };
const CANARY_AT_50 = { weight: "50", compare: "on", "bake-time": "14m" };

const LIMITED = { "max-error-rate": "5%" };

const THROWS = "export const handler = async () => { throw new Error('no'); };";
/** Fails every so manieth call. */
const failsOnceIn = (calls: number) =>
  `let calls = 0;\nexport const handler = async () => { calls += 1; if (calls % ${calls} === 0) throw new Error("no"); return { body: "ok" }; };`;

function step(name: string, more: Record<string, string> = {}) {
  return world.step(name, { timeout: "2h", ...more }, { env: world.aws.cloudWatch.clockEnv() });
}

async function deployed(handler: string, canary: "inclusive" | "exclusive" | "absent" = "inclusive") {
  world = await createApiWorld({ ...FAST, cloudWatch: { canary } });
  world.aws.lambda.registerFunction("green", handler);
  yesterday();
  const deploy = await step("deploy", { integration: world.integration("green") });
  expect(deploy.outputs.phase).toBe("deployed");
  return startTraffic(world.url(), { path: "/math", connections: 8, rate: 300 });
}

/** A stage that is usually well: one error in 900 requests, one by one. */
function yesterday(): void {
  const { sides, time } = world.aws.cloudWatch;
  for (let ago = 1; ago <= 24 * 60; ago += 1) {
    sides.stage("shop", "prod", { minute: time.minute(-ago), requests: 300, errors: ago % 3 === 0 ? 1 : 0 });
  }
}

const remembered = () => [...world.stage().tags.keys()].filter((key) => /:(gates|shifts)$/.test(key)).sort();
const MEMORY = ["progressive-delivery:gates", "progressive-delivery:shifts"];
const calls = (action: string) => world.aws.calls.filter((call) => call.action === action).length;

/** The largest share that the canary was ever given. */
function largestShare(): number {
  const patches = world.aws.calls.flatMap(({ params }) =>
    JSON.stringify(params).match(/percentTraffic".*?"value":"[\d.]+/g),
  );
  return Math.max(0, ...patches.map((patch) => Number(/[\d.]+$/.exec(patch ?? "")?.[0] ?? 0)));
}

interface Minute {
  t: number;
  judged: boolean;
  green?: { requests: number; errors: number };
  blue?: { requests: number; errors: number };
}

test.each(["inclusive", "exclusive"] as const)(
  "a canary whose errors stand out fails with the counts of both sides, its stage's metrics being %s of its own",
  async (form) => {
    const traffic = await deployed(failsOnceIn(20), form);
    await world.aws.lambda.updateFunction("mathCeil", failsOnceIn(1_000));
    const truth = new Map<number, { green: number; blue: number }>();
    world.aws.apiGateway.onServed(({ canary }) => {
      const minute = world.aws.cloudWatch.time.minute() / 1_000;
      const { green, blue } = truth.get(minute) ?? { green: 0, blue: 0 };
      truth.set(minute, canary ? { green: green + 1, blue } : { green, blue: blue + 1 });
    });
    expect([calls("GetRestApis"), calls("GetMetricData")]).toEqual([0, 0]);

    const shift = await step("shift", CANARY_AT_50);
    await traffic.stop();
    expect(shift, shift.log.text).toMatchObject({ conclusion: "failure", outputs: { verdict: "fail", weight: "0" } });
    expect(shift.outputs.phase).toBe("rolled-back");
    expect(calls("GetRestApis")).toBe(1);
    const { minutes } = JSON.parse(shift.outputs.result ?? "").gates as { minutes: Minute[] };
    const judged = minutes.filter((minute) => minute.judged);
    expect(judged.length).toBeGreaterThan(0);
    const sums = { green: 0, blue: 0, errors: 0, served: { green: 0, blue: 0 } };
    for (const { t, green, blue } of judged) {
      sums.green += green?.requests ?? 0;
      sums.errors += green?.errors ?? 0;
      sums.blue += blue?.requests ?? 0;
      sums.served.green += truth.get(t)?.green ?? 0;
      sums.served.blue += truth.get(t)?.blue ?? 0;
      expect(Math.min(blue?.requests ?? 0, blue?.errors ?? 0)).toBeGreaterThanOrEqual(0);
    }
    // A request on the edge of a minute may be in this one or in the next.
    expect(Math.abs(sums.green - sums.served.green)).toBeLessThanOrEqual(2);
    expect(Math.abs(sums.blue - sums.served.blue)).toBeLessThanOrEqual(2);
    expect(sums.errors / sums.green).toBeGreaterThan(0.02);
    expect(sums.errors / sums.green).toBeLessThan(0.08);
  },
);

test("a canary without metrics of its own is not judged: the weight stays, promote is refused, and the missing source is named", async () => {
  const traffic = await deployed(THROWS, "absent");
  const shift = await step("shift", { ...CANARY_AT_50, "bake-time": "8m" });
  expect(shift, shift.log.text).toMatchObject({
    conclusion: "success",
    outputs: { verdict: "inconclusive", weight: "50" },
  });
  expect(shift.log.text).toContain(
    "CloudWatch has no metrics of shop, stage prod/Canary: green is not counted, use another source",
  );
  expect(remembered()).toEqual(MEMORY);
  const promote = await step("promote", { compare: "on" });
  expect(promote).toMatchObject({ conclusion: "failure", outputs: { verdict: "inconclusive", weight: "50" } });
  await traffic.stop();
});

test("a Lambda that throws never gets past 10 %: its shift is rolled back, and nothing promotes it", async () => {
  const traffic = await deployed(THROWS);
  const shift = await step("shift", { compare: "on", "bake-time": "16m" });
  expect(shift, shift.log.text).toMatchObject({
    conclusion: "failure",
    outputs: { verdict: "fail", weight: "0", phase: "rolled-back" },
  });
  expect(shift.log.text).toContain("Green failed its gates: green answers");
  expect(world.stage().canary).toBeUndefined();
  expect(world.nextUri()).toBe(world.uri("mathCeil"));
  expect(remembered()).toEqual(MEMORY);
  expect(await step("promote", { compare: "on" })).toMatchObject({ conclusion: "failure", outputs: { weight: "0" } });
  expect(largestShare()).toBe(10);
  expect(await world.ask(50)).toEqual({ "1000": 50 });

  // A version that is deployed again is judged anew.
  const again = await step("deploy", { integration: world.integration("green") });
  expect(again.conclusion).toBe("success");
  expect(remembered()).toEqual([]);
  await traffic.stop();
});

test("a canary that failed and was held gets no more, by shift nor by promote, until verify rolls it back", async () => {
  const traffic = await deployed(THROWS);
  const hold = { ...LIMITED, "on-failure": "hold" };
  const shift = await step("shift", { ...hold, "bake-time": "12m" });
  expect(shift, shift.log.text).toMatchObject({
    conclusion: "failure",
    outputs: { verdict: "fail", weight: "10", phase: "shifting" },
  });
  for (const name of ["shift", "promote"]) {
    const refused = await step(name, { ...hold, ...(name === "shift" ? { weight: "50" } : {}) });
    expect(refused, refused.log.text).toMatchObject({
      conclusion: "failure",
      outputs: { verdict: "fail", weight: "10", changed: "false" },
    });
  }
  const since = world.aws.calls.length;
  const verify = await step("verify", LIMITED);
  expect(verify, verify.log.text).toMatchObject({
    conclusion: "failure",
    outputs: { verdict: "fail", weight: "0", phase: "rolled-back" },
  });
  expect(world.aws.mutations(since).map(({ action }) => action)).toEqual([
    "UpdateStage",
    "UpdateIntegration",
    "TagResource",
  ]);
  expect(largestShare()).toBe(10);
  await traffic.stop();
});

test("a version that does well is at 100 % by rollout alone, and leaves nothing behind when it is over", async () => {
  const traffic = await deployed("export const handler = async () => ({ body: 'ok' });");
  const rollout = await step("rollout", { ramp: "10,50,100", "bake-time": "10m", ...LIMITED });
  expect(rollout, rollout.log.text).toMatchObject({
    conclusion: "success",
    outputs: { verdict: "pass", weight: "100", phase: "promoted" },
  });
  expect((await traffic.stop()).failed).toBe(0);
  expect(await world.ask(50)).toEqual({ ok: 50 });
  expect(world.stage().tags.get("progressive-delivery:shifts")).toMatch(/:10=20\d+:50=20\d+:100$/);
  const teardown = await step("teardown", { "scale-down-delay": "1s" });
  expect(teardown.outputs.phase).toBe("idle");
  expect(remembered()).toEqual([]);
});

test("two REST APIs of one name are not told apart by CloudWatch: nothing is moved, and the other one is named", async () => {
  const traffic = await deployed(THROWS);
  const other = await world.aws.request("apigateway", "CreateRestApi", { name: "shop" });
  const shift = await step("shift", CANARY_AT_50);
  expect(shift, shift.log.text).toMatchObject({ conclusion: "failure", outputs: { weight: "0", changed: "false" } });
  expect(shift.log.text).toContain(`are called shop as well (${String(other.id)})`);
  await traffic.stop();
});
