import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseRamp } from "../../src/delivery/ramp.ts";
import { ask, cookieOf } from "../aws/lab.ts";
import type { Sample } from "./shares.ts";
import { expectShare, obeyed, sampleOf } from "./shares.ts";
import { startTraffic } from "./traffic.ts";
import type { World } from "./world.ts";
import { createWorld, first } from "./world.ts";

/** CodeDeploy's predefined configurations that move traffic by weight (AWS CodeDeploy user guide), with their minutes. */
const CODEDEPLOY: Readonly<Record<string, number | undefined>> = {
  "CodeDeployDefault.ECSLinear10PercentEvery1Minutes": 1,
  "CodeDeployDefault.ECSLinear10PercentEvery3Minutes": 3,
  "CodeDeployDefault.ECSCanary10Percent5Minutes": 5,
  "CodeDeployDefault.ECSCanary10Percent15Minutes": 15,
  "CodeDeployDefault.ECSAllAtOnce": undefined,
  "CodeDeployDefault.LambdaCanary10Percent5Minutes": 5,
  "CodeDeployDefault.LambdaCanary10Percent10Minutes": 10,
  "CodeDeployDefault.LambdaCanary10Percent15Minutes": 15,
  "CodeDeployDefault.LambdaCanary10Percent30Minutes": 30,
  "CodeDeployDefault.LambdaLinear10PercentEvery1Minute": 1,
  "CodeDeployDefault.LambdaLinear10PercentEvery2Minutes": 2,
  "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes": 3,
  "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes": 10,
  "CodeDeployDefault.LambdaAllAtOnce": undefined,
};
const NAMES = Object.keys(CODEDEPLOY);
const DAY = 86_400;
/** Requests by which one rung is judged. */
const SAMPLE = 400;
/** Draws the random ladders; printed, so that a failure can be had again. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});
beforeAll(() => console.log(`random ladders: SEED=${seed}`));

/** The rungs that a name promises, read off it without the code under test. */
function rungsOf(name: string): number[] {
  if (name.includes("AllAtOnce")) return [100];
  return name.includes("Canary") ? [10, 100] : [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
}

/** Ladders that rise to 100, and the weights by which to come down again. */
function ladders(count: number): { up: number[]; down: number[] }[] {
  const some = (least: number) => fc.uniqueArray(fc.integer({ min: least, max: 99 }), { minLength: 1, maxLength: 4 });
  const ladder = fc.record({
    up: some(1).map((rungs) => [...rungs.sort((a, b) => a - b), 100]),
    down: some(0).map((rungs) => rungs.sort((a, b) => b - a)),
  });
  return fc.sample(ladder, { seed, numRuns: count });
}

/** A place where new clients ask. */
interface Route {
  url: string;
  path: string;
}

/** Walks green's weight about, and asks on every route at every rung who answers. */
function walkOf(walked: World, listeners: readonly string[], routes: readonly Route[], headers = {}) {
  const samples: { weight: number; sample: Sample }[] = [];
  const step = async (name: string, more: Record<string, string> = {}) => {
    const result = await walked.step(name, { strategy: "canary", listeners: listeners.join("\n"), ...more });
    expect(result.log.annotations.filter(({ level }) => level === "error")).toEqual([]);
    await obeyed(walked);
    return result.outputs;
  };
  const to = async (weight: number, inputs: Record<string, string>) => {
    expect(await step("shift", { "bake-time": "0s", ...inputs })).toMatchObject({
      weight: `${weight}`,
      verdict: "pass",
    });
    for (const { url, path } of routes) {
      const sample = await expectShare(weight, () => sampleOf(url, SAMPLE, { path, headers }));
      samples.push({ weight, sample });
    }
  };
  return {
    step,
    /** One shift, and the share of new clients on every route after it. */
    to,
    /** Up by the ramp alone, down by `weight`. */
    async climbAndDescend({ up, down }: { up: number[]; down: number[] }): Promise<void> {
      await step("shift", { weight: "0" });
      for (const rung of up) await to(rung, { ramp: up.join() });
      for (const rung of down) await to(rung, { weight: String(rung) });
    },
    /** All rungs together: what one sample is too small to show. Four standard deviations are one in 16,000. */
    expectFairness(): void {
      const off = samples.reduce((sum, { weight, sample }) => sum + sample.green - (sample.all * weight) / 100, 0);
      const variance = samples.reduce((sum, { weight, sample }) => sum + sample.all * weight * (100 - weight), 0) / 1e4;
      expect(Math.abs(off)).toBeLessThanOrEqual(4 * Math.sqrt(variance));
    },
  };
}

/** A listener without stickiness, a rule of it, and a listener with stickiness, under steady traffic; green is deployed. */
async function threeRoutes() {
  world = await createWorld({ timeScale: 40, listeners: 2 });
  const { elb, aws, blueTg, greenTg, images } = world;
  const [plain = "", sticky = ""] = world.listeners;
  const rule = first(
    await elb("CreateRule", {
      ListenerArn: plain,
      Priority: 10,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/shop/*"] } }],
      Actions: [{ Type: "forward", TargetGroupArn: blueTg }],
    }),
    "Rules",
  );
  const TargetGroups = [
    { TargetGroupArn: blueTg, Weight: 100 },
    { TargetGroupArn: greenTg, Weight: 0 },
  ];
  const stickiness = { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: DAY } };
  const forward = { Type: "forward", ForwardConfig: { TargetGroups, ...stickiness } };
  await elb("ModifyListener", { ListenerArn: sticky, DefaultActions: [forward] });
  const routes = [
    { url: aws.elb.url(plain), path: "/" },
    { url: aws.elb.url(plain), path: "/shop/1" },
    { url: aws.elb.url(sticky), path: "/" },
  ];
  const walk = walkOf(world, [plain, sticky, String(rule.RuleArn)], routes);
  await walk.step("deploy", { "image-id": images.v2.id });
  const traffic = routes.map(({ url, path }) => startTraffic(url, { path, connections: 2, rate: 100 }));
  return {
    ...walk,
    stickyUrl: aws.elb.url(sticky),
    failed: async () => (await Promise.all(traffic.map((each) => each.stop()))).map(({ failed }) => failed),
  };
}

/** Clients that take the cookie of their first answer along: asks all of them again, and returns who answers them. */
async function stayers(url: string, count: number): Promise<() => Promise<Set<string | undefined>>> {
  const cookies = new Map<string, string | undefined>();
  for (let client = 0; client < count; client += 1) {
    const answer = await ask(url);
    cookies.set(cookieOf(answer, "AWSALBTG") ?? "", answer.version);
  }
  return async () => {
    for (const [cookie, version] of cookies) {
      expect(await ask(url, { headers: { cookie } }), cookie).toMatchObject({ status: 200, version });
    }
    return new Set(cookies.values());
  };
}

test.each(NAMES)("%s stands for the rungs and the minutes that CodeDeploy gives it, whatever its prefix", (name) => {
  const minutes = CODEDEPLOY[name];
  const expected = { rungs: rungsOf(name), bakeMs: minutes === undefined ? undefined : minutes * 60_000 };
  const bare = name.replace("CodeDeployDefault.", "");
  for (const spelt of [name, bare, bare.replace(/^(ECS|Lambda)/, "")]) expect(parseRamp(spelt)).toEqual(expected);
});

describe("on live traffic, on a listener, on a rule, and on a listener with stickiness, no request fails and new clients are drawn by the weight", () => {
  test("at every rung of every ladder that CodeDeploy has a name for", async () => {
    const walk = await threeRoutes();
    // Names of the same rungs differ in how long each bakes, which is left out here.
    const ladders = new Map(NAMES.map((name) => [rungsOf(name).join(), name]));
    expect(ladders.size).toBe(3);
    for (const name of ladders.values()) {
      await walk.step("shift", { weight: "0" });
      for (const rung of rungsOf(name)) await walk.to(rung, { ramp: name });
    }
    walk.expectFairness();
    expect(await walk.failed()).toEqual([0, 0, 0]);
  });

  test("at every rung of random ladders, up by the ramp and down by weight; a cookie keeps its side", async () => {
    const walk = await threeRoutes();
    await walk.to(50, { weight: "50", "bake-time": "2s" });
    const stay = await stayers(walk.stickyUrl, 16);
    for (const ladder of ladders(4)) {
      await walk.climbAndDescend(ladder);
      expect(await stay()).toEqual(new Set(["v1", "v2"]));
    }
    walk.expectFairness();
    expect((await walk.step("rollback")).phase).toBe("rolled-back");
    expect(await stay()).toEqual(new Set(["v1", "v2"]));
    expect(await walk.failed()).toEqual([0, 0, 0]);
  });
});

test("a network load balancer draws every new connection by the weight, at every rung", async () => {
  world = await createWorld({ timeScale: 40, type: "network" });
  const { listeners, aws, images, blueTg, greenTg } = world;
  const walk = walkOf(world, listeners, [{ url: world.url(), path: "/" }], { connection: "close" });
  await walk.step("deploy", { "image-id": images.v2.id });
  for (const ladder of ladders(2)) await walk.climbAndDescend(ladder);
  walk.expectFairness();
  expect(aws.elb.traffic(greenTg).failed + aws.elb.traffic(blueTg).failed).toBe(0);
});
