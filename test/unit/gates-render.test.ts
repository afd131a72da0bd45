import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmVerdict } from "../../src/gates/alarms.ts";
import { chartOf } from "../../src/gates/chart.ts";
import type { Look } from "../../src/gates/judge.ts";
import { judge } from "../../src/gates/judge.ts";
import type { Escape, VerdictText } from "../../src/gates/render.ts";
import { formatE, lookLine, verdictText } from "../../src/gates/render.ts";
import { formatPercent, formatRatio, remedyOf, sentenceOf } from "../../src/gates/sentences.ts";
import type { Provenance } from "../../src/gates/source.ts";
import { lookAfter, repeat, START } from "./gates-rollout.ts";

const bare: Escape = { plain: (text) => text, code: (text) => `\`${text}\`` };
const provenance: Provenance = {
  name: "CloudWatch",
  sides: { green: "shop-green", blue: "shop-blue" },
  queries: [],
  blindSpots: [],
};
const section = (look: Look, events: readonly string[] = [], escaping = bare, from = provenance) =>
  whole(
    verdictText(judge(look), { settings: look.settings, provenance: from, changes: look.changes, events }, escaping),
  );
const whole = ({ why, details }: VerdictText) => `${why}\n\n${details}`;

describe("the verdict's section", () => {
  test("of a bad green says why in one sentence with counts, and shows every gate beside its limit", () => {
    const alarms: AlarmVerdict[] = [
      { verdict: "pass", reason: { id: "alarm-ok", name: "shop-5xx", since: Date.UTC(2026, 1, 28, 9) } },
    ];
    const look = lookAfter({
      minutes: repeat(2, [30, 600], [5, 5_400]),
      settings: { latencyThresholdMs: 500 },
      alarms,
    });
    expect(section(look, ["14:09 weight 10 → 0 %, by this step"])).toBe(
      [
        "**❌ fail:** green answers 60 of 1,200 requests with an error (5.0 %), blue 10 of 10,800 (0.093 %), in the same minutes. That is at least 19 times; up to 1.25 times blue's rate is tolerated.",
        "",
        "| gate | verdict | green | blue | evidence |",
        "|---|---|---|---|---|",
        "| errors, compared | ❌ fail | 60 / 1,200 · 5.0 % | 10 / 10,800 · 0.093 % | e = 810, limit 40 |",
        "| slower than 500 ms, compared | ➖ open | – | – | e = 1, limit 40 |",
        "",
        "| without counts | verdict |",
        "|---|---|",
        "| alarm `shop-5xx` is OK since 2026-02-28 09:00 UTC. | ✅ pass |",
        "",
        "<sub>2 judged minutes, 14:05–14:06 UTC, weight 10 %; left out: 14:02–14:04 (just shifted), 14:07 on (not complete yet). Source: CloudWatch, `shop-green`, `shop-blue`. Clustering of errors, from the day before: φ 1.0. α 0.05 over 2 tests, limit 40, fixed at 14:02.</sub>",
        "",
        "**Timeline:** 14:02 weight 0 → 10 % · 14:09 weight 10 → 0 %, by this step",
        "",
        "```mermaid",
        "---",
        "config:",
        "  xyChart: { width: 900, height: 300, titleFontSize: 16 }",
        '  themeVariables: { xyChart: { plotColorPalette: "#218bff, #2da44e" } }',
        "---",
        "xychart-beta",
        '  title "errors in %, blue and green"',
        '  x-axis ["14:05", "14:06"]',
        "  y-axis 0 --> 5",
        "  line [0.0926, 0.0926]",
        "  line [5, 5]",
        "```",
      ].join("\n"),
    );
  });

  test("of too few requests says what would decide", () => {
    const text = section(lookAfter({ minutes: repeat(2, [0, 12], [0, 108]) }));
    expect(text).toContain(
      "too few requests to tell: green answers 0 of 24 requests with an error (0 %), blue 0 of 216",
    );
    expect(text).toContain("A rate 5 times blue's usual 0.1 % would need about 14,300 requests in all at this weight.");
    expect(text).toContain("| what would decide | at 2 requests/s |");
    expect(text).toContain("| go on like this | 1h 57m |");
    expect(text).toContain("| weight 25 % / 50 % | 1h 2m / 58m 20s |");
    expect(text).toContain("`max-error-rate: 0.5%` and no further error | 722 requests on green");
  });

  test("of an outage shows no gate as passed", () => {
    const text = section(lookAfter({ minutes: repeat(5, [30, 600], [270, 5_400]), settings: { maxErrorRate: 0.01 } }));
    expect(text).toContain("both sides are above 1 %: green answers 150 of 3,000 requests");
    expect(text).toContain("⚖️ both above");
    expect(text).not.toContain("✅");
  });

  test("of slow answers names its own limit", () => {
    const minutes = repeat(2, [0, 12], [0, 108]).map((minute) => ({ ...minute, slow: true }));
    const look = lookAfter({ minutes, settings: { compare: false, latencyThresholdMs: 500, maxSlowRate: 0.01 } });
    expect(section(look)).toContain("`max-slow-rate: 1%` and no further slow answer");
  });

  test("of alarms alone needs no source", () => {
    const reason = { id: "alarm-sparse", name: "shop-5xx", metric: "HTTPCode_Target_5XX_Count" } as const;
    const look = lookAfter({ minutes: [], settings: { compare: false } });
    const alone: Look = { ...look, counts: undefined, alarms: [{ verdict: "pass", reason }] };
    const told = { settings: look.settings, provenance: undefined, changes: [], events: [] };
    const text = whole(verdictText(judge(alone), told, bare));
    expect(text).toMatch(/^\*\*✅ pass:\*\* only alarms were asked, and none speaks against green: `shop-5xx`\./);
    expect(text).toContain("`notBreaching`");
  });

  test("hands every text that is not its own to the escaping", () => {
    const foreign = "<img src=x>|@all\n# x";
    const gates: AlarmVerdict[] = [
      {
        verdict: "fail",
        reason: { id: "alarm-fired", name: foreign, since: START, words: foreign, children: [foreign] },
      },
      { verdict: "inconclusive", reason: { id: "alarm-no-data", name: foreign, words: foreign } },
      { verdict: "error", reason: { id: "alarm-not-evaluated", name: foreign, state: foreign } },
    ];
    const escaping: Escape = {
      plain: (text) => text.replaceAll(foreign, "safe"),
      code: (text) => text.replaceAll(foreign, "safe"),
    };
    const from = { name: foreign, sides: { green: foreign, blue: foreign }, queries: [], blindSpots: [foreign] };
    const look = lookAfter({ minutes: repeat(2, [30, 600], [5, 5_400]), alarms: gates });
    const text = section(look, [foreign], escaping, from);
    expect(text).not.toContain("<img");
    const problem = { kind: "denied", reasons: [foreign], action: foreign } as const;
    const unread = {
      ...look,
      alarms: [],
      counts: look.counts && { ...look.counts, source: foreign, seen: { problem } },
    };
    expect(section(unread, [], escaping, from)).not.toContain("<img");
  });
});

test("each look is one line of the log", () => {
  const look = lookAfter({ minutes: repeat(2, [30, 600], [5, 5_400]), settings: { latencyThresholdMs: 500 } });
  expect(lookLine(judge(look))).toBe(
    "gate 14:06  green 30/600  blue 5/5400  errors e 20→810 of 40  slow e – of 40  fail",
  );
  const early = lookAfter({ minutes: [] });
  expect(lookLine(judge({ ...early, changes: [{ at: START, weight: 10 }] }))).toBe(
    "gate 14:04  no judged minute  errors e – of 20  inconclusive",
  );
});

describe("the chart", () => {
  const chart = (...minutes: Parameters<typeof lookAfter>[0]["minutes"][]) =>
    chartOf(judge(lookAfter({ minutes: minutes.flat() })).window.judged);
  const linesOf = (text: string) =>
    [...text.matchAll(/^ {2}line \[(.*)\]$/gm)].map(([, rates = ""]) => rates.split(", ").map(Number));

  test("has both sides on one scale, and never more points than have room for their time", () => {
    const text = chart(repeat(300, [30, 600], [27, 5_400]));
    expect(linesOf(text)).toEqual([Array(15).fill(0.5), Array(15).fill(5)]);
    expect(text).toContain("means of 20 minutes");
    expect(text).toContain("y-axis 0 --> 5\n");
    const times = /x-axis \[(.*)\]/.exec(text)?.[1]?.split(", ") ?? [];
    expect([times.length, times[0], times.at(-1)]).toEqual([15, '"14:05"', '"18:45"']);
  });

  test("has every minute while there is room, and every one of them counts once there is not", () => {
    expect(linesOf(chart(repeat(14, [0, 600], [0, 5_400]), repeat(1, [6, 600], [0, 5_400])))[1]).toEqual([
      ...Array(14).fill(0),
      1,
    ]);
    expect(linesOf(chart(repeat(16, [0, 600], [0, 5_400]), repeat(1, [6, 600], [0, 5_400])))[1]).toEqual([
      ...Array(8).fill(0),
      1,
    ]);
  });

  test("leaves out minutes in which a side has no request, and a side that has none at all", () => {
    const gap = chart(
      repeat(2, [6, 600], [0, 5_400]),
      repeat(1, undefined, [54, 5_400]),
      repeat(1, [0, 600], [0, 5_400]),
    );
    expect(linesOf(gap)).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
    const alone = chart(repeat(2, [6, 600], undefined));
    expect(alone).toContain('title "errors in %, green"');
    expect(linesOf(alone)).toEqual([[1, 1]]);
  });

  test("is none of a single minute, nor where there is no error to be seen", () => {
    expect(chart(repeat(1, [30, 600], [27, 5_400]))).toBe("");
    expect(chart(repeat(20, [0, 600], [0, 5_400]))).toBe("");
  });

  test("has a scale with few marks, whatever the rates are", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (errors) => {
        const text = chart(repeat(2, [errors, 100_000], [0, 5_400]));
        const top = Number(/y-axis 0 --> (.*)/.exec(text)?.[1]);
        expect(top).toBeGreaterThanOrEqual(Number((errors / 1_000).toPrecision(3)));
        expect(top).toBeLessThanOrEqual((errors / 1_000) * 1.61);
      }),
    );
  });
});

test("numbers are written as people read them, and a lower bound is never rounded up", () => {
  expect([0, Math.log(20), Math.log(810), -1, 1_192].map(formatE)).toEqual(["1", "20", "810", "0.37", "10^517"]);
  expect([0, 0.01, 0.005, 0.00093].map((share) => formatPercent(share))).toEqual(["0 %", "1 %", "0.5 %", "0.093 %"]);
  expect([1.25, 1.999, 19.99, 1_234.5].map(formatRatio)).toEqual(["1.25", "1.99", "19", "1,234"]);
});

test("every reason has a sentence, and what a reader can do has a remedy", () => {
  const looks = fc.record({ green: fc.nat(600), blue: fc.nat(5_400), limit: fc.constantFrom(undefined, 0.01) });
  fc.assert(
    fc.property(looks, ({ green, blue, limit }) => {
      const settings = limit === undefined ? {} : { maxErrorRate: limit };
      const { reason } = judge(lookAfter({ minutes: repeat(3, [green, 600], [blue, 5_400]), settings }));
      expect(sentenceOf(reason)).toMatch(/^[a-z].*\.$/);
      expect(remedyOf(reason) ?? "None.").toMatch(/^[A-Z].*\.$/);
    }),
  );
});
