import { describe, expect, test } from "vitest";
import { parseShifts, withShift } from "../../src/delivery/shifts.ts";
import type { LastSwitch } from "../../src/delivery/standing.ts";
import type { Meter } from "../../src/engine/platform.ts";
import { requestsOn, sidesOf } from "../../src/gates/alarm-watch.ts";
import type { GatesAsked } from "../../src/gates/asked.ts";
import type { Bake } from "../../src/gates/bake-words.ts";
import { bakeWords, keptFor } from "../../src/gates/bake-words.ts";
import { changesOf, firstMoveIn } from "../../src/gates/changes.ts";
import type { GatesGiven } from "../../src/gates/effective.ts";
import { effectiveSettings } from "../../src/gates/effective.ts";
import { gateLookOf } from "../../src/gates/gate-look.ts";
import { judge } from "../../src/gates/judge.ts";
import type { FixedGates } from "../../src/gates/marks.ts";
import { numbersOf } from "../../src/gates/numbers.ts";
import { DEFAULTS } from "../../src/gates/settings.ts";
import { chooseSource } from "../../src/gates/source-choice.ts";
import { standing } from "./fixtures.ts";
import { lookAfter, repeat, START } from "./gates-rollout.ts";

const MINUTE = 60_000;
const { compare: _, ...SETTINGS } = DEFAULTS;

describe("the changes of the weight", () => {
  const shifts = withShift(withShift(undefined, { at: START, weight: 10 }), { at: START + 15 * MINUTE, weight: 25 });
  const last = (more: Partial<LastSwitch> = {}): LastSwitch => ({
    ...{ by: "shift", at: START + 15 * MINUTE, to: 25, verified: true, memory: { shifts }, ...more },
  });
  const of = (weight: number | undefined, given: LastSwitch | undefined, seenSince = START + 20 * MINUTE) =>
    changesOf(standing({ weight, last: given }), seenSince).map((change) => [
      (change.at - START) / MINUTE,
      change.weight,
    ]);

  test.each([
    [
      "are those that the rollout remembers",
      25,
      last(),
      [
        [0, 10],
        [15, 25],
      ],
    ],
    ["without a memory begin with the last move", 25, last({ memory: undefined }), [[15, 25]]],
    [
      "end with a weight that somebody else set, from when it was seen",
      40,
      last(),
      [
        [0, 10],
        [15, 25],
        [20, 40],
      ],
    ],
    ["without any record begin when the weight was seen", 25, undefined, [[20, 25]]],
    ["of a green that never had traffic are none", 0, undefined, []],
    [
      "end with a weight that was taken away",
      0,
      last({ to: 25 }),
      [
        [0, 10],
        [15, 25],
        [20, 0],
      ],
    ],
    [
      "stay while the routes disagree",
      undefined,
      last(),
      [
        [0, 10],
        [15, 25],
      ],
    ],
    ["are read from an older record without a weight", 25, last({ memory: undefined, to: undefined }), [[15, 25]]],
  ] as const)("%s", (_name, weight, given, expected) => {
    expect(of(weight, given)).toEqual(expected);
  });

  test("never go back in time", () => {
    expect(of(40, last(), START)).toEqual([
      [0, 10],
      [15, 25],
      [15, 40],
    ]);
  });

  test("tell when green first had traffic", () => {
    expect(firstMoveIn(parseShifts(shifts)?.changes ?? [])).toBe(START);
    expect(firstMoveIn([{ at: START, weight: 0 }])).toBeUndefined();
  });
});

describe("what a step judges by", () => {
  const given = (more: Partial<GatesGiven> = {}): GatesGiven => ({
    asked: { compare: "auto", settings: SETTINGS, alarms: [] },
    standing: { weight: 0, audience: "everyone" },
    move: { to: 10, audience: "everyone" },
    source: { comparable: true },
    fixed: undefined,
    ...more,
  });
  const fixed = (compare: boolean): FixedGates => ({
    settings: { ...SETTINGS, compare, maxErrorRate: 0.01 },
    source: "cloudwatch",
    history: {},
  });

  test("is a comparison where both sides have traffic and are counted", () => {
    expect(effectiveSettings(given())).toEqual({ settings: DEFAULTS, warnings: [] });
    const off = { compare: "off", settings: SETTINGS, alarms: [] } as const;
    expect(effectiveSettings(given({ asked: off })).settings.compare).toBe(false);
  });

  test("says what is left where there is none", () => {
    const asked = { compare: "auto", settings: { ...SETTINGS, maxErrorRate: 0.01 }, alarms: ["a"] } as const;
    const { settings, warnings } = effectiveSettings(given({ asked, source: { comparable: false } }));
    expect(settings).toEqual({ ...asked.settings, compare: false });
    expect(warnings).toEqual([
      "Green is not compared with blue, only limits, alarms and health are judged. Both sides share one target group, whose metrics do not tell them apart.",
    ]);
  });

  test("says which inputs judge nothing without a comparison", () => {
    const settings = { ...SETTINGS, latencyThresholdMs: 500, clientErrors: true };
    const { warnings } = effectiveSettings(given({ asked: { compare: "off", settings, alarms: [] } }));
    expect(warnings).toEqual([
      expect.stringContaining("`latency-threshold` judges nothing"),
      expect.stringContaining("4xx are compared only"),
    ]);
  });

  test("within a rollout is what was fixed at its start, unless an input says otherwise", () => {
    const later = { standing: { weight: 50, audience: "everyone" }, move: { to: 100, audience: "everyone" } } as const;
    expect(effectiveSettings(given({ ...later, fixed: fixed(true) })).settings.compare).toBe(true);
    expect(effectiveSettings(given({ ...later, fixed: fixed(false) })).settings.compare).toBe(false);
    const on = { compare: "on", settings: SETTINGS, alarms: [] } as const;
    expect(effectiveSettings(given({ ...later, asked: on, fixed: fixed(false) })).settings.compare).toBe(true);
  });

  test("cannot be what nothing counts any more", () => {
    const source = { because: "Nobody counts." };
    expect(() => effectiveSettings(given({ source, fixed: fixed(true) }))).toThrow("The gates of this rollout cannot");
  });
});

describe("what a bake buys", () => {
  const bake = (more: Partial<Bake> = {}): Bake => ({
    ...{ settings: DEFAULTS, history: {}, weight: 10, bakeMs: 10 * MINUTE, delayMs: 2 * MINUTE, ...more },
  });

  test("is nothing to tell where nothing is counted", () => {
    expect(bakeWords(bake({ settings: { ...DEFAULTS, compare: false } }))).toEqual({ notes: [], warnings: [] });
  });

  test("without a bake is for the next step to wait for", () => {
    expect(bakeWords(bake({ bakeMs: 0 })).notes).toEqual([
      "Without a bake green is judged by the next step, 7m after this move at the earliest.",
    ]);
  });

  test("is not stretched where nothing is compared", () => {
    const settings = { ...DEFAULTS, compare: false, maxErrorRate: 0.01 };
    expect(bakeWords(bake({ settings, bakeMs: 5 * MINUTE }))).toEqual({
      notes: [expect.stringContaining("A bake of 5m judges no minute")],
      warnings: [],
    });
    expect(keptFor(bake({ bakeMs: 5 * MINUTE, weight: 100 }))).toBe(5 * MINUTE);
    expect(keptFor(bake({ bakeMs: 5 * MINUTE }))).toBe(7 * MINUTE);
  });

  test("is little with little traffic, and that is said", () => {
    const history = { errors: { requests: 1_440, errors: 2, dispersion: 3 } };
    expect(bakeWords(bake({ history })).notes[1]).toContain("even a much worse green is not seen in it");
  });
});

describe("what counts", () => {
  const asked = (metrics?: GatesAsked["metrics"]) => ({ metrics, region: "eu-west-1" });
  const PREFIX = "arn:aws:elasticloadbalancing:eu-west-1:1";
  const groups: Meter = {
    ...{ by: "target-groups", loadBalancer: `${PREFIX}:loadbalancer/app/shop/1` },
    ...{ green: `${PREFIX}:targetgroup/green/2`, blue: `${PREFIX}:targetgroup/blue/3` },
  };
  const command = { by: "command", command: "count", labels: { green: "2", blue: "1" } } as const;
  const prometheus = {
    by: "prometheus",
    ...{ url: "http://prometheus", labels: { green: "2", blue: "1" } },
    ...{ requests: 'a{v="{{side}}"}', errors: 'b{v="{{side}}"}' },
  } as const;
  const chosen = (meter: Meter, metrics?: GatesAsked["metrics"], begunWith?: string) =>
    chooseSource({ asked: asked(metrics), meter, settings: DEFAULTS, begunWith }).name;

  test("is what the platform counts itself, unless an input names another source", () => {
    expect(chosen(groups)).toBe("cloudwatch");
    expect(chosen({ by: "stage", apiName: "shop", apiId: "a1", stage: "prod" })).toBe("cloudwatch");
    expect(chosen({ by: "access-log", path: "/var/log/shop", ports: { green: 2, blue: 1 } })).toBe("access-log");
    expect(chosen({ by: "nothing", because: "Nobody counts." })).toBe("none");
    expect(chosen(groups, command)).toBe("command");
    expect(chosen({ by: "nothing", because: "Nobody counts." }, prometheus)).toBe("prometheus");
  });

  test("is what the rollout began with, where that is at hand", () => {
    expect(chosen(groups, command, "cloudwatch")).toBe("cloudwatch");
    expect(chosen(groups, command, "prometheus")).toBe("command");
    expect(chosen(groups, undefined, "command")).toBe("cloudwatch");
  });

  test("is not CloudWatch without a region", () => {
    const given = { asked: { metrics: undefined, region: undefined }, settings: DEFAULTS, begunWith: undefined };
    expect(() => chooseSource({ ...given, meter: groups })).toThrow("no region is known");
  });

  test("for an alarm are the requests on its own dimensions", () => {
    const minutes = [
      { at: 0, complete: true, green: { requests: 1, errors: 0 }, blue: { requests: 10, errors: 0 } },
      { at: MINUTE, complete: true, green: { requests: 2, errors: 0 } },
    ];
    const LoadBalancer = "app/shop/1";
    expect(requestsOn({ LoadBalancer }, groups, minutes)).toBe(13);
    expect(requestsOn({ LoadBalancer, TargetGroup: "targetgroup/green/2" }, groups, minutes)).toBe(3);
    expect(requestsOn({ LoadBalancer, TargetGroup: "targetgroup/blue/3" }, groups, minutes)).toBe(10);
    expect(requestsOn({ LoadBalancer }, groups, undefined)).toBeUndefined();
    for (const dimensions of [
      { LoadBalancer, TargetGroup: "targetgroup/other/4" },
      { LoadBalancer: "app/other/1" },
      { LoadBalancer, AvailabilityZone: "eu-west-1a" },
      undefined,
    ])
      expect(sidesOf(dimensions, groups)).toBeUndefined();
  });
});

describe("a judgement for the engine", () => {
  const silent = { verdict: "inconclusive", reason: { id: "alarm-no-data", name: "cpu" } } as const;

  test("is short of requests alone only when nothing else is open", () => {
    const few = { minutes: repeat(2, [0, 1], [0, 9]) };
    expect(gateLookOf(judge(lookAfter(few)), undefined, []).short).toBe(true);
    const both = gateLookOf(judge(lookAfter({ ...few, alarms: [silent] })), undefined, []);
    expect(both).toMatchObject({ short: false, because: "alarm `cpu` has no data." });
  });

  test("names the first words of whoever could not be read", () => {
    const look = lookAfter({ minutes: repeat(2, [0, 1], [0, 9]) });
    const problem = { kind: "unavailable", reasons: ["metric-command: it ended with exit code 7"] } as const;
    const counts = look.counts && { ...look.counts, source: "command", seen: { problem } };
    expect(gateLookOf(judge({ ...look, counts }), undefined, []).because).toBe(
      "command could not be read: no answer (metric-command: it ended with exit code 7).",
    );
  });

  test("once green has everything is that of the limit and the alarms, and no longer of the comparison", () => {
    const minutes = [...repeat(5, [1, 600], [5, 5_400]), ...repeat(3, [0, 6_000], undefined, { weight: 100 })];
    const calm = { verdict: "pass", reason: { id: "alarm-ok", name: "shop-5xx", since: START } } as const;
    expect(judge(lookAfter({ minutes }))).toMatchObject({ verdict: "inconclusive", reason: { id: "too-few" } });
    expect(judge(lookAfter({ minutes, alarms: [calm] }))).toMatchObject({
      ...{ verdict: "pass", reason: { id: "only-alarms" } },
    });
    expect(judge(lookAfter({ minutes, settings: { maxErrorRate: 0.01 } }))).toMatchObject({
      ...{ verdict: "pass", reason: { id: "below-limit" } },
    });
    const bad = [...repeat(3, [60, 600], [5, 5_400]), ...repeat(3, [0, 6_000], undefined, { weight: 100 })];
    expect(judge(lookAfter({ minutes: bad, alarms: [calm] })).verdict).toBe("fail");
  });

  test("has numbers that a JSON output can hold, of the last hours alone", () => {
    const many = lookAfter({ minutes: repeat(900, [1, 600], [9, 5_400]) });
    const minutes = many.counts && "minutes" in many.counts.seen ? many.counts.seen.minutes : [];
    const numbers = numbersOf(judge(many), minutes);
    expect([numbers.minutes.length, numbers.omittedMinutes]).toEqual([720, 180]);
    expect(JSON.stringify(numbers).length).toBeLessThan(200_000);
    expect(numbers.minutes.at(-1)).toMatchObject({ judged: true, weight: 10 });
  });
});
