import type { StatusCode } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import type { StageMinute } from "../../src/gates/sources/canary-series.ts";
import { formOf, withoutCanary } from "../../src/gates/sources/canary-series.ts";
import { countsOf } from "../../src/gates/sources/cloudwatch-points.ts";
import { readResults } from "../../src/gates/sources/cloudwatch-results.ts";
import {
  apiNameIn,
  describeSeries,
  functions,
  seriesOf,
  stageAndCanary,
  targetGroups,
} from "../../src/gates/sources/cloudwatch-series.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-05-03T12:00:00Z");
const PREFIX = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const [GREEN, BLUE] = [`${PREFIX}:targetgroup/shop-green/0a1b`, `${PREFIX}:targetgroup/shop-blue/2c3d`];
const BALANCER = `${PREFIX}:loadbalancer/app/shop/4e5f`;
const PLAIN = { clientErrors: false };
const OF_GREEN = "{TargetGroup=targetgroup/shop-green/0a1b, LoadBalancer=app/shop/4e5f}";

describe("series", () => {
  test("of a target group have the ids of its ARN, times in seconds", () => {
    const subject = targetGroups(
      BALANCER,
      { green: GREEN, blue: BLUE },
      { clientErrors: true, latencyThresholdMs: 500 },
    );
    expect(subject && seriesOf(subject.sides.green).map(describeSeries)).toEqual([
      `AWS/ApplicationELB RequestCount ${OF_GREEN} Sum`,
      `AWS/ApplicationELB HTTPCode_Target_5XX_Count ${OF_GREEN} Sum`,
      `AWS/ApplicationELB TargetConnectionErrorCount ${OF_GREEN} Sum`,
      `AWS/ApplicationELB HTTPCode_Target_4XX_Count ${OF_GREEN} Sum`,
      `AWS/ApplicationELB TargetResponseTime ${OF_GREEN} SampleCount`,
      `AWS/ApplicationELB TargetResponseTime ${OF_GREEN} TC(0.5:)`,
    ]);
  });

  test("of one target group for both sides are one side's", () => {
    expect(targetGroups(BALANCER, { green: GREEN, blue: GREEN }, PLAIN)?.sides).not.toHaveProperty("blue");
  });

  test("of a network load balancer there are none", () => {
    expect(targetGroups(`${PREFIX}:loadbalancer/net/shop/4e5f`, { green: GREEN, blue: BLUE }, PLAIN)).toBeUndefined();
  });

  test("of a stage are told in milliseconds, by the API's name without what is not ASCII", () => {
    const { sides } = stageAndCanary(apiNameIn("Käse-shop", "abc123"), "prod", {
      clientErrors: false,
      latencyThresholdMs: 500,
    });
    expect(seriesOf(sides.green).map(describeSeries)).toEqual([
      "AWS/ApiGateway Count {ApiName=Kse-shop, Stage=prod/Canary} SampleCount",
      "AWS/ApiGateway 5XXError {ApiName=Kse-shop, Stage=prod/Canary} Sum",
      "AWS/ApiGateway Latency {ApiName=Kse-shop, Stage=prod/Canary} SampleCount",
      "AWS/ApiGateway Latency {ApiName=Kse-shop, Stage=prod/Canary} TC(500:)",
    ]);
    expect(apiNameIn("店", "abc123")).toBe("abc123");
  });

  test.each([
    [
      { functionName: "shop", alias: "live", version: "7" },
      "{FunctionName=shop, Resource=shop:live, ExecutedVersion=7}",
    ],
    [{ functionName: "shop", alias: "live" }, "{FunctionName=shop, Resource=shop:live}"],
    [{ functionName: "shop", version: "7" }, "{FunctionName=shop, Resource=shop:7}"],
    [{ functionName: "shop" }, "{FunctionName=shop}"],
  ])("of a function called as %j have the dimensions of that way alone", (green, dimensions) => {
    const subject = functions({ green, blue: { functionName: "other" } }, 30_000, {});
    expect(seriesOf(subject.sides.green).map(describeSeries)).toEqual([
      `AWS/Lambda Invocations ${dimensions} Sum`,
      `AWS/Lambda Throttles ${dimensions} Sum`,
      `AWS/Lambda Errors ${dimensions} Sum`,
    ]);
    expect(subject.delayMs).toBe(150_000);
    expect(subject).not.toHaveProperty("whole");
  });
});

test("missing error counts are none where there were requests; without requests there is no minute", () => {
  const subject = targetGroups(BALANCER, { green: GREEN, blue: BLUE }, PLAIN);
  const at = (...values: [number, number][]) => new Map(values.map(([minute, value]) => [minute * MINUTE, value]));
  const points = new Map([
    [`AWS/ApplicationELB RequestCount ${OF_GREEN} Sum`, at([0, 600], [1, 590])],
    [`AWS/ApplicationELB HTTPCode_Target_5XX_Count ${OF_GREEN} Sum`, at([1, 3], [2, 7])],
    [`AWS/ApplicationELB TargetConnectionErrorCount ${OF_GREEN} Sum`, at([1, 2])],
  ]);
  expect(subject && [...countsOf(points, subject.sides.green)]).toEqual([
    [0, { requests: 600, errors: 0 }],
    [MINUTE, { requests: 590, errors: 5 }],
  ]);
});

describe("results", () => {
  const subject = targetGroups(BALANCER, { green: GREEN, blue: BLUE }, PLAIN);
  const series = subject === undefined ? [] : seriesOf(subject.sides.green);
  const one = (Id: string, StatusCode: StatusCode, minute?: number) => ({
    ...{ Id, Label: "RequestCount", StatusCode },
    ...(minute === undefined ? {} : { Timestamps: [new Date(minute * MINUTE)], Values: [5] }),
  });

  test("go on with the next page; the last one says whether all is there", () => {
    const pages = [
      { MetricDataResults: [one("m0", "PartialData", 0), one("m1", "Complete"), one("m2", "Complete")] },
      { MetricDataResults: [one("m0", "Complete", 1)] },
    ];
    const data = readResults(series, pages);
    expect(data).toMatchObject({ isWhole: true, warnings: [] });
    expect("points" in data && [...data.points.values()].map((values) => [...values])).toEqual([
      [
        [0, 5],
        [MINUTE, 5],
      ],
      [],
      [],
    ]);
    expect(readResults(series, pages.slice(0, 1))).toMatchObject({ isWhole: false });
  });

  test("that are forbidden or broken are no measurement", () => {
    expect(readResults(series, [{ MetricDataResults: [one("m0", "Complete", 0), one("m1", "Forbidden")] }])).toEqual({
      problem: { kind: "denied", reasons: ["RequestCount: Forbidden"], action: "cloudwatch:GetMetricData" },
    });
    expect(readResults(series, [{ MetricDataResults: [one("m0", "InternalError")] }])).toEqual({
      problem: { kind: "unavailable", reasons: ["RequestCount: InternalError"] },
    });
  });

  test("tell what CloudWatch says about them", () => {
    const message = { Code: "MultipleUnits", Value: "Multiple units returned" };
    const pages = [
      { Messages: [], MetricDataResults: [{ ...one("m0", "Complete", 0), Messages: [message, message] }] },
    ];
    expect(readResults(series, pages)).toMatchObject({
      warnings: ["CloudWatch: MultipleUnits: Multiple units returned"],
    });
  });
});

describe("whether a stage's series contains its canary", () => {
  /** Seeded, so that a run is like the next (mulberry32). */
  function random(seed: number) {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
  }

  function traffic(
    form: "inclusive" | "exclusive",
    weight: number,
    perMinute: number,
    minutes: number,
    seed: number,
    rates = { green: 0, blue: 0 },
  ) {
    const next = random(seed);
    return Array.from({ length: minutes }, (_, index): StageMinute => {
      const canary = { requests: 0, errors: 0 };
      const others = { requests: 0, errors: 0 };
      for (let request = 0; request < perMinute; request += 1) {
        const [side, rate] = next() < weight / 100 ? [canary, rates.green] : [others, rates.blue];
        side.requests += 1;
        if (rate > 0 && next() < rate) side.errors += 1;
      }
      const both = { requests: canary.requests + others.requests, errors: canary.errors + others.errors };
      return { at: START + (index + 3) * MINUTE, stage: form === "inclusive" ? both : others, canary };
    });
  }
  const decide = (minutes: readonly StageMinute[], weight: number) =>
    formOf(minutes, [{ at: START, weight }], START + 1_000 * MINUTE);

  test.each([
    ["inclusive", 10, 6_000, 10],
    ["exclusive", 10, 6_000, 10],
    ["inclusive", 50, 600, 1],
    ["exclusive", 50, 600, 1],
    ["inclusive", 90, 600, 1],
    ["exclusive", 90, 600, 1],
  ] as const)("is found out: %s at %d %%", (form, weight, perMinute, minutes) => {
    const found = Array.from({ length: 20 }, (_, seed) =>
      decide(traffic(form, weight, perMinute, minutes, seed), weight),
    );
    expect(new Set(found)).toEqual(new Set([form]));
  });

  test("stays unknown while requests are few, and is never taken for the other", () => {
    for (const form of ["inclusive", "exclusive"] as const)
      for (let seed = 0; seed < 100; seed += 1)
        for (const minutes of [1, 3, 10, 30])
          expect([form, "unknown"]).toContain(decide(traffic(form, 10, 300, minutes, seed), 10));
    expect(decide(traffic("inclusive", 10, 60, 1, 1), 10)).toBe("unknown");
    expect(decide([], 10)).toBe("unknown");
  });

  test.each(["inclusive", "exclusive"] as const)(
    "is found out early at a low weight when it is the canary that fails: %s",
    (form) => {
      const found = Array.from({ length: 20 }, (_, seed) =>
        decide(traffic(form, 10, 300, 12, seed, { green: 1, blue: 0.001 }), 10),
      );
      expect(found.filter((one) => one === form).length).toBeGreaterThanOrEqual(18);
      expect(new Set([...found, form, "unknown"]).size).toBe(2);
    },
  );

  test.each([0.02, 0.1, 0.5])("is not mistaken when both sides fail at a rate of %d", (rate) => {
    for (const form of ["inclusive", "exclusive"] as const)
      for (const weight of [10, 25, 50])
        for (let seed = 0; seed < 30; seed += 1)
          expect([form, "unknown"]).toContain(
            decide(traffic(form, weight, 300, 40, seed, { green: rate, blue: rate }), weight),
          );
  });

  test("is asked of minutes at one weight alone, and of none that still grows", () => {
    const minutes = traffic("inclusive", 50, 6_000, 4, 1);
    const early = minutes.map((minute, index) => ({ ...minute, at: START + index * MINUTE }));
    expect(formOf(early.slice(0, 2), [{ at: START + 1, weight: 50 }], START + 1_000 * MINUTE)).toBe("unknown");
    expect(formOf(minutes, [{ at: START, weight: 50 }], START)).toBe("unknown");
    expect(formOf(minutes, [], START + 1_000 * MINUTE)).toBe("unknown");
    expect(decide(minutes, 100)).toBe("unknown");
  });

  test("is unknown when the canary has errors that the stage has not", () => {
    const [first, ...others] = traffic("inclusive", 50, 600, 3, 1);
    if (first === undefined) throw new Error("There is no minute");
    const odd = { ...first, canary: { ...first.canary, errors: 1 } };
    expect(decide([odd, ...others], 50)).toBe("unknown");
  });

  test("blue is the stage without its canary, and never less than nothing", () => {
    const timing = (requests: number, slow: number) => ({ timing: { requests, slow } });
    expect(
      withoutCanary(
        { requests: 600, errors: 20, clientErrors: 5, ...timing(600, 30) },
        { requests: 60, errors: 15, clientErrors: 1, ...timing(60, 9) },
      ),
    ).toEqual({ requests: 540, errors: 5, clientErrors: 4, ...timing(540, 21) });
    expect(withoutCanary({ requests: 10, errors: 0 }, undefined)).toEqual({ requests: 10, errors: 0 });
    expect(withoutCanary({ requests: 10, errors: 0 }, { requests: 3, errors: 1 })).toBeUndefined();
    expect(withoutCanary({ requests: 2, errors: 0 }, { requests: 3, errors: 0 })).toBeUndefined();
  });
});
