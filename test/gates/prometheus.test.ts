import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Clock } from "../../src/engine/clock.ts";
import { systemClock } from "../../src/engine/clock.ts";
import type { PrometheusOptions } from "../../src/gates/sources/prometheus.ts";
import { PrometheusSource } from "../../src/gates/sources/prometheus.ts";
import type { PrometheusSelectors } from "../../src/gates/sources/prometheus-queries.ts";
import { resolveQueries } from "../../src/gates/sources/prometheus-queries.ts";
import { until } from "../aws/until.ts";
import { startPrometheus, prometheusTest as test } from "./prometheus-server.ts";

/** The source against a real Prometheus: samples of the past, exactly; and a server that is scraped now. */

const MINUTE = 60_000;
const FROM = Date.parse("2026-05-03T12:00:00Z");
const LABELS = { green: "v2", blue: "v1" };
const SELECTORS = {
  requests: 'http_requests_total{version="{{side}}"}',
  errors: 'http_requests_failed_total{version="{{side}}"}',
};

function sourceOf(url: string, selectors: PrometheusSelectors = SELECTORS, more: Partial<PrometheusOptions> = {}) {
  const resolved = resolveQueries(selectors, LABELS);
  if ("mistakes" in resolved) throw new Error(JSON.stringify(resolved.mistakes));
  const { signal } = new AbortController();
  return new PrometheusSource({ url, labels: LABELS, clock: systemClock, signal, ...resolved, ...more });
}

/** Samples every 15 seconds; values from minute to minute, the first at `first` minutes from the start. */
function series(name: string, labels: string, first: number, values: readonly number[]): string[] {
  return values.flatMap((value, index) => {
    const at = FROM / 1_000 + (first + index) * 60;
    const next = values[index + 1];
    const quarters = next === undefined ? [0] : [0, 1, 2, 3];
    const grow = next === undefined || next < value ? 0 : (next - value) / 4;
    return quarters.map((quarter) => `${name}{${labels}} ${Math.floor(value + quarter * grow)} ${at + quarter * 15}`);
  });
}

const steady = (from: number, by: number, length: number) => Array.from({ length }, (_, index) => from + index * by);

describe("samples of the past", () => {
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  beforeAll(async () => {
    const bucket = "http_seconds_bucket";
    prometheus = await startPrometheus({
      samples: [
        "# TYPE http_requests counter",
        // Has been there for long, restarts after four minutes.
        ...series("http_requests_total", 'version="v1",pod="a"', -20, [
          ...steady(5_000, 100, 25),
          ...steady(60, 100, 8),
        ]),
        ...series("http_requests_total", 'version="v1",pod="b"', -20, steady(9_000, 80, 33)),
        // Comes up in the second minute, and goes after the sixth.
        ...series("http_requests_total", 'version="v2",pod="c"', 2, steady(10, 20, 5)),
        "# TYPE http_requests_failed counter",
        ...series("http_requests_failed_total", 'version="v2",pod="c"', 4, [3, 3, 5]),
        `# TYPE ${bucket.replace("_bucket", "")} histogram`,
        ...["5.0e-01", "1.0", "+Inf"].flatMap((le, index) =>
          series(bucket, `version="v1",le="${le}"`, -20, steady(100, 80 + 10 * index, 33)),
        ),
        "# TYPE odd_seconds histogram",
        ...[
          ["v1", "0.5"],
          ["v1", "+Inf"],
          ["v2", "1.0"],
          ["v2", "+Inf"],
        ].flatMap(([version, le]) =>
          series("odd_seconds_bucket", `version="${version}",le="${le}"`, 0, steady(100, 80, 9)),
        ),
      ],
    });
  });
  afterAll(() => prometheus.close());

  const SPAN = { from: FROM, to: FROM + 8 * MINUTE };

  test("are counted exactly: restarts, instances that come and go, errors that begin late", async () => {
    const reading = await sourceOf(prometheus.url).read(SPAN);
    const minutes = "minutes" in reading ? reading.minutes : [];
    expect(minutes.map(({ at }) => (at - FROM) / MINUTE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(minutes.map(({ blue }) => blue?.requests)).toEqual([180, 180, 180, 180, 60 + 80, 180, 180, 180]);
    expect(minutes.map(({ green }) => green?.requests)).toEqual([undefined, 10, 20, 20, 20, 20, 0, 0]);
    expect(minutes.map(({ green }) => green?.errors)).toEqual([undefined, 0, 0, 3, 0, 2, 0, 0]);
    expect(minutes.every(({ complete, blue }) => complete && blue?.errors === 0)).toBe(true);
  });

  test("are timed by the bucket of the threshold, however it is written", async () => {
    const selectors = { ...SELECTORS, latencyHistogram: 'http_seconds_bucket{version="{{side}}"}' };
    const clock: Clock = { ...systemClock, now: () => FROM };
    const at = (latencyThresholdMs: number) => sourceOf(prometheus.url, selectors, { latencyThresholdMs, clock });
    const half = await at(500).read(SPAN);
    expect("minutes" in half && half.minutes[0]?.blue?.timing).toEqual({ requests: 100, slow: 20 });
    expect("minutes" in half && half.minutes[5]?.green).toEqual({ requests: 20, errors: 2 });
    expect(await at(700).read(SPAN)).toEqual({
      problem: {
        kind: "invalid",
        reasons: ["`latency-threshold` 700ms is no bucket of the histogram; it has 500ms, 1000ms"],
      },
    });
  });

  test("of histograms that lack the bucket on one side are refused: every answer would be slow", async () => {
    const selectors = { ...SELECTORS, latencyHistogram: 'odd_seconds_bucket{version="{{side}}"}' };
    const clock: Clock = { ...systemClock, now: () => FROM + 8 * MINUTE };
    expect(await sourceOf(prometheus.url, selectors, { latencyThresholdMs: 500, clock }).read(SPAN)).toEqual({
      problem: {
        kind: "invalid",
        reasons: ['odd_seconds_bucket{le="+Inf",version="v2"} has no bucket at `latency-threshold`'],
      },
    });
  });

  test("make a history of both sides", async () => {
    const found = await sourceOf(prometheus.url).history(SPAN);
    expect("minutes" in found && found.minutes.at(3)).toEqual({
      at: FROM + 3 * MINUTE,
      total: { requests: 200, errors: 3 },
    });
  });

  test("over more than a day are asked for in parts, without a break between them", async () => {
    const long = await sourceOf(prometheus.url).read({ from: FROM - 1_446 * MINUTE, to: FROM + 8 * MINUTE });
    const minutes = "minutes" in long ? long.minutes : [];
    const since = minutes.filter(({ at }) => at >= FROM);
    expect(since.map(({ blue }) => blue?.requests)).toEqual([180, 180, 180, 180, 140, 180, 180, 180]);
    expect(minutes.length).toBe(1_454);
  });

  test("that a selector does not find stop the step before the first move", async () => {
    const clock: Clock = { ...systemClock, now: () => FROM };
    expect(await sourceOf(prometheus.url, SELECTORS, { clock }).probe()).toBeUndefined();
    const wrong = { ...SELECTORS, requests: 'http_requests{version="{{side}}"}' };
    expect(await sourceOf(prometheus.url, wrong, { clock }).probe()).toEqual({
      kind: "invalid",
      reasons: ['no data of blue for the last hour from this query: http_requests{version="v1"}'],
    });
  });

  test("of both sides at once are refused", async () => {
    const both = { ...SELECTORS, requests: 'http_requests_total{version!="{{side}}x"}' };
    expect(await sourceOf(prometheus.url, both).read(SPAN)).toMatchObject({
      problem: { kind: "invalid", reasons: [expect.stringContaining("both sides count the same series")] },
    });
  });

  test("asked for with a bad query are no measurement, in Prometheus's own words", async () => {
    const bad = { ...SELECTORS, errors: 'http_requests_failed_total{version="{{side}}"' };
    expect(await sourceOf(prometheus.url, bad).read(SPAN)).toMatchObject({
      problem: { kind: "invalid", reasons: [expect.stringMatching(/Prometheus answered 400: .*parse error/)] },
    });
  });

  test("that are rates are refused", async () => {
    const rate = { ...SELECTORS, requests: 'http_requests_total{version="{{side}}"} / 7' };
    expect(await sourceOf(prometheus.url, rate).read(SPAN)).toMatchObject({
      problem: { kind: "invalid", reasons: [expect.stringContaining("is no count: is it a counter?")] },
    });
  });
});

test("a server that is scraped now is counted to the last request", async () => {
  const count = { v1: 0, v2: 0 };
  const server = createServer((_, response) => {
    const lines = Object.entries(count).map(([version, value]) => `http_requests_total{version="${version}"} ${value}`);
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(`# TYPE http_requests_total counter\n${lines.join("\n")}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const prometheus = await startPrometheus({ targets: [`127.0.0.1:${port}`] });
  try {
    const from = Math.floor(Date.now() / MINUTE) * MINUTE;
    const source = sourceOf(prometheus.url);
    const total = async () => {
      const reading = await source.read({ from, to: Math.floor(Date.now() / MINUTE) * MINUTE + MINUTE });
      const minutes = "minutes" in reading ? reading.minutes : [];
      const sum = (side: "green" | "blue") => minutes.reduce((all, minute) => all + (minute[side]?.requests ?? 0), 0);
      return `${sum("green")} ${sum("blue")}`;
    };
    Object.assign(count, { v1: 400, v2: 30 });
    await until("the first requests to be counted", async () => (await total()) === "30 400");
    Object.assign(count, { v1: 1_001, v2: 77 });
    await until("the next requests to be counted", async () => (await total()) === "77 1001");
  } finally {
    await prometheus.close();
    server.closeAllConnections();
    server.close();
  }
});
