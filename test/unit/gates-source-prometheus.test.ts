import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Counter } from "../../src/gates/sources/counters.ts";
import { boundariesOf, growthOf, LEAD_MINUTES, minutesFrom } from "../../src/gates/sources/counters.ts";
import { readPrometheus } from "../../src/gates/sources/prometheus-answer.ts";
import { boundsFor, resolveQueries, withBuckets } from "../../src/gates/sources/prometheus-queries.ts";
import { SourceFault } from "../../src/gates/sources/source-fault.ts";

const MINUTE = 60_000;
const FROM = Date.parse("2026-05-03T12:00:00Z");
const LABELS = { green: "v2", blue: "v1" };

/** A counter by its values at the boundaries; null where it was not seen. */
const counter = (...values: (number | null)[]): Counter => ({
  key: "one",
  values: new Map(values.flatMap((value, index) => (value === null ? [] : [[index * MINUTE, value]]))),
});
const boundaries = (length: number) => Array.from({ length }, (_, index) => index * MINUTE);
const grown = (...values: (number | null)[]) => growthOf([counter(...values)], boundaries(values.length));

describe("what a counter grew by", () => {
  test.each([
    ["is the difference, from the first value on", [500, 503, 503, 510], [3, 0, 7]],
    ["is all of its value when it is new", [null, null, 4, 9], [undefined, 4, 5]],
    ["is the new value when it restarted", [500, 20, 25], [20, 5]],
    ["ends with its last value when it is gone", [10, 12, null, null], [2, undefined, undefined]],
    ["begins anew when it comes back smaller", [10, null, 3], [undefined, 3]],
  ])("%s", (_, values, increments) => {
    const { minutes, unsure } = grown(...values);
    expect(minutes).toEqual(increments);
    expect(unsure.size).toBe(0);
  });

  test("is known over a gap as a whole alone: those minutes are not complete", () => {
    const { minutes, unsure } = grown(10, 12, null, null, 40, 41);
    expect(minutes).toEqual([2, undefined, undefined, 28, 1]);
    expect([...unsure].sort()).toEqual([1, 2, 3]);
  });

  test("without restarts adds up to its last value less its first, whatever is missed", () => {
    const increments = fc.array(fc.record({ by: fc.nat(10_000), seen: fc.boolean() }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(1_000_000), increments, (first, steps) => {
        let value = first;
        const values = steps.map(({ by, seen }) => {
          value += by;
          return seen ? value : null;
        });
        const { minutes } = grown(first, ...values);
        const last = values.findLast((one) => one !== null) ?? first;
        expect(minutes.reduce<number>((all, one) => all + (one ?? 0), 0)).toBe(last - first);
      }),
    );
  });

  test("over many instances that come, restart and go is what they counted, minute by minute", () => {
    const life = fc.record({
      begins: fc.nat(8),
      minutes: fc.array(fc.record({ by: fc.integer({ min: 1, max: 500 }), restarts: fc.boolean() }), {
        minLength: 1,
        maxLength: 12,
      }),
    });
    fc.assert(
      fc.property(fc.array(life, { maxLength: 8 }), (lives) => {
        const length = 21;
        const truth: number[] = Array.from({ length: length - 1 }, () => 0);
        const counters = lives.map(({ begins, minutes }): Counter => {
          // Begins at 0 before its first minute, unseen.
          let value = 0;
          const values = minutes.map(({ by, restarts }, index): [number, number] => {
            const minute = begins + index;
            const grows = restarts && by < value ? by : by + value;
            truth[minute] = (truth[minute] ?? 0) + by;
            value = grows;
            return [(minute + 1) * MINUTE, value];
          });
          return { key: String(begins), values: new Map(values) };
        });
        const { minutes, unsure } = growthOf(counters, boundaries(length));
        expect(minutes.map((one) => one ?? 0)).toEqual(truth);
        expect(unsure.size).toBe(0);
      }),
    );
  });
});

test("the minutes of a span: a side that was not there is absent, errors that nobody counted are none", () => {
  const span = { from: FROM, to: FROM + 3 * MINUTE };
  const all = boundariesOf(span);
  expect(all.map((at) => (at - FROM) / MINUTE)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3]);
  const at = (...values: (number | null)[]): Counter => ({
    key: "k",
    values: new Map(values.flatMap((value, index) => (value === null ? [] : [[all[index] ?? 0, value]]))),
  });
  const early = Array.from({ length: LEAD_MINUTES + 1 }, () => null);
  const minutes = minutesFrom(
    {
      green: { requests: [at(...early, null, 7, 9)], errors: [at(...early, null, null, 1)] },
      blue: {
        requests: [at(100, 100, 100, 100, 100, 100, 160, 220, 280)],
        errors: [],
        clientErrors: [],
        timing: { all: [at(0, 0, 0, 0, 0, 0, 60, 120, 180)], quick: [at(0, 0, 0, 0, 0, 0, 50, 111, 171)] },
      },
    },
    span,
    true,
  );
  const blue = (slow: number) => ({ requests: 60, errors: 0, clientErrors: 0, timing: { requests: 60, slow } });
  expect(minutes).toEqual([
    { at: FROM, complete: true, blue: blue(10) },
    { at: FROM + MINUTE, complete: true, green: { requests: 7, errors: 0 }, blue: blue(0) },
    { at: FROM + 2 * MINUTE, complete: true, green: { requests: 2, errors: 1 }, blue: blue(0) },
  ]);
});

describe("selectors", () => {
  const requests = 'http_requests_total{version="{{side}}"}';
  const mistakesOf = (selectors: object, labels = LABELS) => {
    const resolved = resolveQueries({ requests, errors: requests, ...selectors }, labels);
    return "mistakes" in resolved ? resolved.mistakes.map(({ input, problem }) => `${input} ${problem}`) : [];
  };

  test("get each side's label value", () => {
    const latencyHistogram = 'seconds_bucket{version="{{ side }}",}';
    expect(resolveQueries({ requests, errors: `${requests} or x`, latencyHistogram }, LABELS)).toEqual({
      queries: {
        green: {
          requests: 'http_requests_total{version="v2"}',
          errors: 'http_requests_total{version="v2"} or x',
          latencyHistogram: 'seconds_bucket{version="v2",}',
        },
        blue: {
          requests: 'http_requests_total{version="v1"}',
          errors: 'http_requests_total{version="v1"} or x',
          latencyHistogram: 'seconds_bucket{version="v1",}',
        },
      },
    });
  });

  test.each([
    ["an empty label value", {}, { green: " ", blue: "v1" }, "green-label is empty"],
    ["a value that ends the string", {}, { green: 'v2"} or x{a="', blue: "v1" }, "green-label has characters"],
    ["a value that is a pattern", {}, { green: ".*", blue: "v1" }, "green-label has characters"],
    ["the same value twice", {}, { green: "v1", blue: "v1" }, "green-label is the label of blue too"],
    ["no placeholder", { errors: "errors_total" }, LABELS, "errors has no `{{side}}`"],
    ["another placeholder", { errors: `${requests} {{ args.x }}` }, LABELS, "errors has {{ args.x }}"],
    ["a rate", { requests: `rate(${requests}[1m])` }, LABELS, "requests has rate()"],
    [
      "a sum of buckets",
      { latencyHistogram: `sum(${requests})` },
      LABELS,
      "latency-histogram is not the plain selector",
    ],
  ])("with %s are refused", (_, selectors, labels, said) => {
    expect(mistakesOf(selectors, labels).join()).toContain(said);
  });

  test("of buckets ask for two of them", () => {
    expect(withBuckets('seconds_bucket{version="v2", }', ["0.5", "+Inf"])).toBe(
      'seconds_bucket{version="v2",le=~"0[.]5|[+]Inf"}',
    );
    expect(boundsFor(500, ["+Inf", "0.1", "5e-01", "0.5"])).toEqual({ quick: ["5e-01", "0.5"], all: ["+Inf"] });
    expect(boundsFor(500, ["0.5"])).toEqual({ fault: expect.stringContaining("no bucket `+Inf`") });
  });
});

describe("what Prometheus answers", () => {
  const read = (status: number, body: unknown) => {
    try {
      return readPrometheus(status, typeof body === "string" ? body : JSON.stringify(body));
    } catch (error) {
      if (error instanceof SourceFault) return error.problem;
      throw error;
    }
  };
  const matrix = (values: unknown, more: object = {}) => ({
    status: "success",
    data: { resultType: "matrix", result: [{ metric: { __name__: "x", a: "b" }, values }] },
    ...more,
  });

  test("is read as counts by minute, with its warnings", () => {
    expect(
      read(
        200,
        matrix(
          [
            [60, "5"],
            [120, "7"],
          ],
          { warnings: ["store gone"] },
        ),
      ),
    ).toEqual({
      series: [
        {
          labels: { __name__: "x", a: "b" },
          values: new Map([
            [MINUTE, 5],
            [2 * MINUTE, 7],
          ]),
        },
      ],
      warnings: ["store gone"],
    });
  });

  test.each([["NaN"], ["+Inf"], ["1.5"], ["-1"], [""]])("is no count when it is %j", (value) => {
    expect(read(200, matrix([[60, value]]))).toEqual({
      kind: "invalid",
      reasons: [`x{a="b"}: ${value} is no count: is it a counter?`],
    });
  });

  test.each([
    [400, { status: "error", errorType: "bad_data", error: "parse error" }, "invalid", "400: parse error"],
    [422, { status: "error", errorType: "execution", error: "many-to-many" }, "invalid", "422: many-to-many"],
    [503, { status: "error", errorType: "timeout", error: "query timed out" }, "unavailable", "503: query timed out"],
    [429, "slow down", "unavailable", "429"],
    [401, "<html>", "denied", "401"],
    [403, "", "denied", "403"],
    [404, "not here", "invalid", "404"],
    [200, "<html>login</html>", "invalid", "no answer of Prometheus"],
    [200, { status: "success", data: { resultType: "scalar", result: [1, "2"] } }, "invalid", "a scalar is no list"],
  ])("with %i is no measurement: %j", (status, body, kind, said) => {
    expect(read(status, body)).toEqual({ kind, reasons: [expect.stringContaining(said)] });
  });

  test("may have 2,000 series of a side, and says what a sum costs", () => {
    const result = Array.from({ length: 2_001 }, (_, index) => ({ metric: { i: String(index) }, values: [] }));
    const problem = read(200, { status: "success", data: { resultType: "matrix", result } });
    expect(problem).toMatchObject({ kind: "invalid", reasons: [expect.stringContaining("`sum by`")] });
  });

  test("in native histograms is not supported, and says so", () => {
    const result = [{ metric: { __name__: "h" }, histograms: [[60, { count: "1" }]] }];
    const problem = read(200, { status: "success", data: { resultType: "matrix", result } });
    expect(problem).toMatchObject({ reasons: ["h{} is a native histogram: not supported, give classic buckets"] });
  });
});
