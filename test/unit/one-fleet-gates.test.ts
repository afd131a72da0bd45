import { describe, expect, test } from "vitest";
import type { Progress } from "../../src/delivery/plan.ts";
import type { Standing } from "../../src/delivery/standing.ts";
import { Gating } from "../../src/engine/gating.ts";
import { meterOfOne } from "../../src/platforms/ec2/listeners/meter.ts";
import type { Given } from "./fixtures.ts";
import { EC2, failureOf, parse, standing, told, view } from "./fixtures.ts";
import { failureOf as asyncFailureOf, MINUTE, Scripted } from "./gated-world.ts";
import { ManualClock } from "./memory.ts";
import { intentOf } from "./standings.ts";

const ROLLING: Given = {
  ...EC2,
  ...{ step: "deploy", strategy: "rolling", listeners: "", "auto-scaling-groups": "web", "target-groups": "web" },
  "image-id": "ami-00000000",
};

describe("a deploy without a second fleet is judged by gates", () => {
  test.each<[string, Given]>([
    ["a limit on errors", { "max-error-rate": "1%" }],
    ["a limit on slow answers", { "latency-threshold": "1s", "max-slow-rate": "5%" }],
  ])("once %s is given", (_what, limit) => {
    expect(parse(ROLLING).gates).toBeUndefined();
    // Two minutes that settle, two that are judged, the running one, and what CloudWatch is late.
    expect(parse({ ...ROLLING, ...limit }).gates).toMatchObject({ onFailure: "rollback", maxBakeMs: 7 * MINUTE });
    expect(parse({ ...ROLLING, ...limit, "max-bake-time": "20m" }).gates).toMatchObject({ maxBakeMs: 20 * MINUTE });
  });

  test("but not by alarms alone, which EC2 Auto Scaling watches, nor twice", () => {
    expect(parse({ ...ROLLING, alarms: "shop-5xx" }).gates).toBeUndefined();
    expect(parse({ ...ROLLING, alarms: "shop-5xx", "max-error-rate": "1%" }).gates).toMatchObject({ alarms: [] });
  });

  test("with room for the time that a verdict may take", () => {
    expect(parse({ ...ROLLING, "max-error-rate": "1%" }).timeoutMs).toBe(67 * MINUTE);
  });

  const labels = { "green-label": "v2", "blue-label": "v1", "metric-command": "./counts.sh" };
  test.each<[string, Given, RegExp]>([
    ["comparing", { compare: "on", "max-error-rate": "1%" }, /^compare: "on" is not possible: .* serve together/],
    ["nothing to judge by", { metrics: "command", ...labels }, /^metrics: .*judges nothing by itself/],
    ["holding", { "max-error-rate": "1%", "on-failure": "hold" }, /^on-failure: .*goes on by itself/],
    [
      "several target groups",
      { "max-error-rate": "1%", "target-groups": "web, api" },
      /^max-error-rate: .*counts apart/,
    ],
  ])("refused: %s", (_what, given, refusal) => {
    expect(told(failureOf(() => parse({ ...ROLLING, ...given })))).toEqual([expect.stringMatching(refusal)]);
  });

  test("two fleets are not: there, `deploy` has no use for labels", () => {
    const { strategy: _, ...pair } = { ...ROLLING, ...EC2, step: "deploy" };
    expect(told(failureOf(() => parse({ ...pair, "green-label": "v2" })))).toEqual([
      expect.stringMatching(/^green-label: "v2" is not supported by step `deploy`, only by `shift`/),
    ]);
  });
});

describe("what CloudWatch counts of one fleet", () => {
  const arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef";
  const group = { arn, loadBalancer: "app/shop/50dc6c495c0c9188" };
  test("are the requests of its one target group, old and new machines together", () => {
    const loadBalancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/50dc6c495c0c9188";
    expect(meterOfOne([group])).toEqual({ by: "target-groups", loadBalancer, green: arn, blue: arn });
  });
  test.each([
    ["no load balancer", [{ arn, loadBalancer: undefined }]],
    ["a network load balancer", [{ arn, loadBalancer: "net/shop/50dc6c495c0c9188" }]],
    ["several target groups", [group, group]],
    ["gRPC", [{ ...group, protocolVersion: "GRPC" }]],
  ])("are none with %s", (_what, groups) => {
    expect(meterOfOne(groups)).toMatchObject({ by: "nothing" });
  });
});

describe("while machines are replaced", () => {
  const DONE: Progress = { state: "done" };
  const WAITING: Progress = { state: "waiting", for: "machines", have: 1, want: 4, reasons: [] };

  function judging(seen: Partial<Standing> = {}) {
    const clock = new ManualClock();
    const gates = new Scripted(clock);
    const shown = view({ standing: standing({ oneFleet: true, weight: 25, ...seen }) });
    const platform = { view: () => shown, meter: () => ({ by: "nothing", because: "" }) };
    const tools = { clock, reporter: { report: () => {} }, gates } as never;
    const gating = new Gating<object, never>(platform as never, gates, intentOf("deploy"), tools);
    /** Looks every half minute, for so long at most. */
    const watch = async (own: Progress, minutes: number) => {
      const since = clock.now();
      for (let look = 0; look < 2 * minutes; look += 1) {
        const progress = await gating.progress(own, {}, { since, last: false });
        if (progress.state !== "waiting") return progress;
        clock.time += MINUTE / 2;
        await Promise.resolve();
      }
      return undefined;
    };
    return { clock, gates, gating, watch, sight: { seen: {}, view: shown, at: 0 } };
  }

  test("all of the fleet's requests are judged from the first new machine on", async () => {
    const { gates, watch } = judging();
    await watch(WAITING, 2);
    expect(new Set(gates.looks.map(({ weight }) => weight))).toEqual(new Set([100]));
    const none = judging({ weight: 0 });
    await none.watch(WAITING, 2);
    expect(new Set(none.gates.looks.map(({ weight }) => weight))).toEqual(new Set([0]));
  });

  test("a failed verdict ends the step", async () => {
    const { gates, watch } = judging();
    gates.says = () => ({ verdict: "fail" });
    expect(await asyncFailureOf(watch(WAITING, 5))).toMatchObject({ code: "gates", verdict: "fail" });
  });

  test("what the platform gives up keeps its own reason and its own way back", async () => {
    const { watch } = judging();
    const impossible: Progress = { state: "impossible", because: "gone", reasons: [], rollsBack: true };
    expect(await watch(impossible, 5)).toBe(impossible);
  });

  test("an open verdict is waited for when all are replaced, and then is no success", async () => {
    const { gates, clock, watch } = judging({ weight: 100 });
    gates.maxBakeMs = 7 * MINUTE;
    gates.says = () => ({ verdict: "inconclusive", short: true });
    await watch(WAITING, 20);
    const began = clock.now();
    const error = await asyncFailureOf(watch(DONE, 30));
    expect(error).toMatchObject({ code: "gates", verdict: "inconclusive" });
    expect(error.remedy).toContain("on-inconclusive: pass");
    expect(clock.now() - began).toBeGreaterThanOrEqual(7 * MINUTE);
  });

  test("unless that was allowed", async () => {
    const { gates, watch } = judging({ weight: 100 });
    gates.onInconclusive = "pass";
    gates.says = () => ({ verdict: "inconclusive", short: true });
    expect(await watch(DONE, 30)).toMatchObject({ state: "done", warning: expect.stringContaining("inconclusive") });
  });

  test("a deploy that is taken up goes on with an open verdict, and not with a failed one", async () => {
    const { gates, gating, sight } = judging();
    gates.says = () => ({ verdict: "inconclusive", short: false });
    await gating.mayMove(sight as never);
    const failed = judging();
    failed.gates.says = () => ({ verdict: "fail" });
    expect(await asyncFailureOf(failed.gating.mayMove(failed.sight as never))).toMatchObject({ verdict: "fail" });
  });
});
