import { afterEach, describe, expect, test } from "vitest";
import type { WorldOptions } from "../e2e/world.ts";
import type { StepResult } from "../runner/runner.ts";
import type { Behaviour, CountedShop } from "./counted-shop.ts";
import { createCountedShop, WELL } from "./counted-shop.ts";

/** Counts at which simpler rules go wrong: none, few, late, or bad on both sides. */

const MINUTE_MS = 60_000;
const CANARY = { strategy: "canary", weight: "10" };
const BUSY: Behaviour = { perMinute: 6_000, green: WELL, blue: WELL };

const shops: CountedShop[] = [];
afterEach(async () => {
  await Promise.all(shops.splice(0).map((shop) => shop.close()));
});

/** Green is deployed and healthy. */
async function deployed(options: WorldOptions = {}): Promise<CountedShop> {
  const shop = await createCountedShop(options);
  shops.push(shop);
  expect((await shop.step("deploy", { "image-id": shop.images.v2.id })).conclusion).toBe("success");
  return shop;
}

interface Numbers {
  reason: { id: string };
  gates: { tests?: { by: string; failedAt?: number; green: { errors: number }; blue: { errors: number } }[] }[];
  minutes: { t: number; judged: boolean }[];
}

/** What a step was judged by. */
function numbersOf({ outputs }: StepResult): Numbers & { judged: Numbers["minutes"] } {
  const { gates }: { gates: Numbers } = JSON.parse(outputs.result ?? "{}");
  return { ...gates, judged: gates.minutes.filter(({ judged }) => judged) };
}

const errorOf = ({ log }: StepResult) => log.annotations.find(({ level }) => level === "error")?.message;

describe("a side without errors", () => {
  test("that is blue makes six errors of green's in six hundred a failure", async () => {
    const shop = await deployed();
    shop.requests.begin(BUSY);
    shop.requests.become({ green: { errors: 0.01 }, blue: {} });
    const shift = await shop.step("shift", { ...CANARY, compare: "on", "bake-time": "20m" });
    expect(shift.conclusion).toBe("failure");
    expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
    const { reason, judged } = numbersOf(shift);
    expect(reason).toMatchObject({ id: "worse-than-blue", blue: { errors: 0 } });
    expect(judged.length).toBeGreaterThanOrEqual(2);
  });

  test("has no series of errors in CloudWatch, which counts as none", async () => {
    const shop = await deployed();
    shop.requests.begin({ ...BUSY, green: {}, blue: {} });
    const shift = await shop.step("shift", { ...CANARY, "max-error-rate": "1%", "bake-time": "7m" });
    expect(shop.aws.cloudWatch.metrics.all().map(({ name }) => name)).not.toContain("HTTPCode_Target_5XX_Count");
    expect(shift.conclusion).toBe("success");
    expect(shift.outputs).toMatchObject({ verdict: "pass", weight: "10" });
    expect(numbersOf(shift).reason).toMatchObject({ id: "below-limit", green: { errors: 0 } });
  });
});

test("a green that no request reaches has not passed: the weight stays, and nothing is promoted", async () => {
  const shop = await deployed();
  shop.requests.begin({ ...BUSY, greenShare: 0 });
  const limit = { "max-error-rate": "1%" };
  const shift = await shop.step("shift", { ...CANARY, ...limit, "bake-time": "8m" });
  expect(shift.conclusion).toBe("success");
  expect(shift.outputs).toMatchObject({ verdict: "inconclusive", weight: "10" });
  expect(shift.summary).toMatch(/no request reached green in the last \d minutes, although it has 10 % of the traffic/);
  const promote = await shop.step("promote", { strategy: "canary", ...limit, "on-inconclusive": "pass" });
  expect(promote.conclusion).toBe("failure");
  expect(promote.outputs).toMatchObject({ verdict: "inconclusive", weight: "10", changed: "false" });
});

describe("a limit on errors", () => {
  test("that both sides are above stops the ramp, and is not blamed on green", async () => {
    const shop = await deployed();
    shop.requests.begin(BUSY);
    shop.requests.become({ green: { errors: 0.05 }, blue: { errors: 0.05 } });
    const ramp = { strategy: "canary", ramp: "10,50,100", "max-error-rate": "1%", "bake-time": "8m" };
    const rollout = await shop.step("rollout", ramp);
    expect(rollout.conclusion).toBe("failure");
    expect(rollout.outputs).toMatchObject({ verdict: "inconclusive", weight: "10", phase: "shifting" });
    expect(errorOf(rollout)).toMatch(/both sides are above 1 %: green answers .* \(5\.0 %\), blue .* \(5\.0 %\)/);
    expect(await shop.weights()).toBe("a=90 b=10");
  });

  test("that green alone is above fails it, without a comparison", async () => {
    const shop = await deployed();
    shop.requests.begin({ ...BUSY, green: { errors: 0.05 } });
    const limit = { compare: "off", "max-error-rate": "1%", "bake-time": "20m" };
    const shift = await shop.step("shift", { ...CANARY, ...limit });
    expect(shift.conclusion).toBe("failure");
    expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
    expect(errorOf(shift)).toMatch(/above the limit of 1 %\. Blue, with .*, is not\./);
  });
});

/**
 * Minutes of which CloudWatch first shows 400 of green's 600 requests, without an error. The others, with 30 errors, come
 * so much later.
 */
function serveLate({ aws, blueTg, greenTg }: CountedShop, later: number): void {
  const { sides, time } = aws.cloudWatch;
  for (let offset = -60; offset < 60; offset += 1) {
    const minute = time.minute(offset);
    const visibleAt = minute + 2 * MINUTE_MS;
    sides.targetGroup(blueTg, { minute, requests: 5_400, errors: 5 });
    if (offset < 0) continue;
    sides.targetGroup(greenTg, { minute, visibleAt, requests: 400 });
    sides.targetGroup(greenTg, { minute, visibleAt: visibleAt + later, requests: 200, errors: 30 });
  }
}

test("errors that CloudWatch shows late count in their minute, as if they had been there at once", async () => {
  const ran = await Promise.all(
    [0, 2 * MINUTE_MS].map(async (later) => {
      const shop = await deployed({ referenced: true });
      serveLate(shop, later);
      const looks: string[] = [];
      const onLine = (line: string) => line.startsWith("gate ") && looks.push(line);
      const gated = { compare: "on", "max-error-rate": "1%", "bake-time": "20m" };
      const shift = await shop.step("shift", { ...CANARY, ...gated }, { onLine });
      expect(shift.outputs).toMatchObject({ verdict: "fail", weight: "0", phase: "rolled-back" });
      const began = Number(/^\d+/.exec(shop.remembered().shifts ?? "")?.[0]);
      const { reason, judged, gates } = numbersOf(shift);
      const minuteOf = (seconds: number) => seconds / 60 - began;
      expect(minuteOf(judged[0]?.t ?? 0)).toBe(3);
      const failed = gates.flatMap(({ tests = [] }) => tests.map(({ by, failedAt = 0 }) => [by, minuteOf(failedAt)]));
      return { looks, verdict: { reason: reason.id, failed } };
    }),
  );
  const [prompt, late] = ran;
  expect(prompt?.looks.filter((look) => look.includes("green 0/400"))).toEqual([]);
  expect(late?.looks).toContainEqual(expect.stringMatching(/green 0\/400 .* pass$/));
  expect(late?.verdict).toEqual(prompt?.verdict);
  expect(late?.verdict.failed).toContainEqual(["comparison", 4]);
});
